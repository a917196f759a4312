from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.documents.sections import Section, section_label


class TermForm(forms.Form):
    """A term and what it means; `sections` are those it may stand in."""

    begriff = forms.CharField(
        label=_("Begriff"), min_length=2, max_length=60, help_text=_("In der Einzahl, wie im Text.")
    )
    bedeutung = forms.CharField(
        label=_("Bedeutung"),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Ein oder zwei Sätze. Sie stehen beim Wort, wo es im Text vorkommt."),
    )
    abschnitt = forms.ChoiceField(label=_("Steht in"), required=False)

    def __init__(self, *args: Any, sections: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.identity, section_label(one.number, one.heading)[:80]) for one in sections if one.label]
        self.fields["abschnitt"].choices = [("", _("in keinem Abschnitt")), *choices]  # type: ignore[attr-defined]

    def clean_begriff(self) -> str:
        return " ".join(self.cleaned_data["begriff"].split())

    @property
    def facts(self) -> dict[str, str]:
        data = self.cleaned_data
        return {"term": data["begriff"], "text": data["bedeutung"], "section": data["abschnitt"]}
