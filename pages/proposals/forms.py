"""Forms around proposals and remarks. What somebody types is words alone; formatting that was there is kept where they are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.documents.sections import Section
from pages.models import Proposal, ProposalComment, Remark
from pages.proposals import drafts, states, wording
from pages.proposals.actions import Wish
from pages.proposals.drafts import Text

LONGEST = 20_000
Kind = Proposal.Kind
HOW_TO = gettext_lazy(
    "Ein Absatz je Zeile, dazwischen eine leere Zeile. Ein Punkt einer Liste beginnt mit „- “ oder „1. “. "
    "Fettes, Kursives und Links bleiben, wo Sie nichts ändern."
)


class WordingForm(forms.Form):
    """Heading and text of a section; `text_before` is what the words typed are laid over."""

    ueberschrift = forms.CharField(label=gettext_lazy("Überschrift"), max_length=300, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        required=False,
        strip=False,
        help_text=HOW_TO,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    stand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, text_before: Text, seen: str = "", **kwargs: Any) -> None:
        self.text_before = text_before
        initial = {"ueberschrift": text_before.heading, "text": wording.plain(text_before.html), "stand": seen}
        super().__init__(*args, **{"initial": initial, **kwargs})

    @property
    def typed(self) -> Text:
        heading = " ".join(self.cleaned_data.get("ueberschrift", "").split())
        return Text(heading, wording.stored(self.text_before.html, self.cleaned_data.get("text", "")))


class WishForm(WordingForm):
    """For a section that is to read differently, to be followed by a new one, or to go. `stand` says what it read when opened."""

    grund = forms.CharField(
        label=gettext_lazy("Warum?"),
        max_length=2000,
        help_text=gettext_lazy(
            "Was soll dadurch besser werden? Die anderen Partner lesen es, bevor sie dazu etwas sagen."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie, warum die Änderung nötig ist.")},
    )

    def __init__(self, *args: Any, section: Section, kind: str, **kwargs: Any) -> None:
        self.kind, self.now = kind, drafts.text_of(section)
        text_before = Text("", "") if kind == Kind.ADD else self.now
        super().__init__(*args, text_before=text_before, seen=self.now.digest, **kwargs)
        if kind == Kind.DELETE:
            del self.fields["ueberschrift"], self.fields["text"]

    @property
    def wish(self) -> Wish:
        text = Text("", "") if self.kind == Kind.DELETE else self.typed
        return Wish(self.kind, text, self.cleaned_data["grund"])

    @property
    def fresh_stand(self) -> str:
        return self.now.digest

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("stand") != self.now.digest:
            raise ValidationError(
                _(
                    "Der Abschnitt hat sich geändert, seit Sie begonnen haben. So steht er jetzt da; bitte prüfen Sie Ihren Text."
                )
            )
        if self.kind == Kind.REWORD and self.typed.digest == self.now.digest:
            self.add_error("text", _("Das ist der jetzige Text. Bitte schreiben Sie ihn so, wie er lauten soll."))
        if self.kind == Kind.ADD and not wording.plain(self.typed.html).strip():
            self.add_error("text", _("Bitte schreiben Sie den Text des neuen Abschnitts."))
        return values


class CommentForm(forms.ModelForm[ProposalComment]):
    class Meta:
        model = ProposalComment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"text": {"required": gettext_lazy("Bitte schreiben Sie etwas.")}}


class RemarkForm(forms.ModelForm[Remark]):
    class Meta:
        model = Remark
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.required = True
        field.error_messages["required"] = _("Bitte schreiben Sie etwas.")


class AnswerForm(forms.Form):
    """Only what is possible now is offered."""

    LABELS = {
        "adopt": gettext_lazy("Übernehmen: Der Wunsch kommt in die nächste Fassung."),
        "decline": gettext_lazy("Ablehnen: Es bleibt, wie es ist."),
    }
    entscheidung = forms.ChoiceField(
        label=gettext_lazy("Wie entscheiden Sie?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, ob Sie den Wunsch übernehmen oder ablehnen.")},
    )
    antwort = forms.CharField(
        label=gettext_lazy("Ihre Antwort"),
        max_length=1000,
        help_text=gettext_lazy("Ein Satz genügt. Alle, die das Dokument lesen dürfen, sehen ihn."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Bitte schreiben Sie einen Satz dazu, damit alle wissen, woran sie sind.")
        },
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = states.allowed(proposal.state, {"coordination"}, is_in_draft=proposal.taken_at is not None)
        field: Any = self.fields["entscheidung"]
        field.choices = [(step.name, self.LABELS[step.name]) for step in possible if step.name in self.LABELS]


class SettleForm(WordingForm):
    """Both texts are shown; the words of the wish are there to start from. `stand` is what the draft said then."""

    def __init__(self, *args: Any, proposal: Proposal, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, text_before=drafts.wanted(proposal), seen=seen, **kwargs)
        if proposal.kind == Kind.DELETE:
            del self.fields["ueberschrift"], self.fields["text"]
