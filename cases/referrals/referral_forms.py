"""What is asked of people about a referral: purpose, receiver, what goes along, answers, files, appointments, whom to hand on to."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from cases.models import Category, LegalGround, Purpose
from cases.referrals import purposes
from cases.referrals.deadlines import BERLIN
from cases.referrals.list_queries import ALL, THEM, US
from cases.referrals.receiver_choices import Option, Options
from cases.referrals.referral_actions import Receiver
from cases.referrals.thread_actions import CheckedFile, Meeting
from directory.form_fields import DayField
from portal.edit_conflicts import EditForm
from portal.requests import uploads

TEXT_LENGTH = 4000
FILE_BYTES = 10 * 1024 * 1024
OTHER = "andere"
WORDS = {
    Category.CONCERN: _("Worum es geht, was die Klientin oder der Klient möchte, was eilt."),
    Category.HEALTH: _("Nur was für den Zweck unbedingt nötig ist."),
}


class WordsField(forms.CharField):
    """Running text; lines stay, what no database can hold is left out."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=TEXT_LENGTH, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(str(value or "").replace("\x00", "")) or ""
        return text.encode("utf-8", "ignore").decode()


class PurposeForm(forms.Form):
    zweck = forms.ChoiceField(
        label=_("Wofür ist die Fallübergabe?"),
        # A (threatened) dropout has a short form of its own.
        choices=[each for each in Purpose.choices if each[0] != Purpose.DROPOUT],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wählen Sie den Zweck."),
            "invalid_choice": _("Bitte wählen Sie den Zweck."),
        },
    )


class DraftForm(EditForm, forms.Form):
    """`taken` are the texts of the record by kind of data; each kind is a box to tick or a text to write."""

    def __init__(self, *args: Any, options: Options, taken: dict[str, str], purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options, self.taken = options, taken
        self.usual = purposes.BY_SLUG[purpose].usual
        for name, field in self.receiver_fields().items():
            self.fields[name] = field
        for category in purposes.CATEGORIES:
            self.fields[f"angabe_{category}"] = self.content_field(category)

    def receiver_fields(self) -> dict[str, forms.Field]:
        missing = _("Bitte wählen Sie, wohin die Fallübergabe gehen soll.")
        errors = {"required": missing, "invalid_choice": missing}
        named = [(each.key, each.name) for each in self.options.proposed if each.is_open]
        first = forms.ChoiceField(
            label=_("Wohin?"),
            choices=[*named, (OTHER, _("an eine andere Stelle"))],
            widget=forms.RadioSelect,
            required=bool(named),
            error_messages=errors,
        )
        other = forms.ChoiceField(
            label=_("Andere Stelle oder anderes Team"),
            choices=[("", _("Bitte wählen")), *((each.key, each.name) for each in self.options.others)],
            required=not named,
            error_messages=errors,
        )
        return {"stelle": first, "andere": other} if named else {"andere": other}

    def content_field(self, category: str) -> forms.Field:
        label = Category(category).label
        if category in purposes.FROM_RECORD:
            return forms.BooleanField(
                label=label, required=False, initial=category in self.usual and category in self.taken
            )
        return WordsField(label=label, required=False, help_text=WORDS.get(Category(category), ""), rows=3)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("stelle") == OTHER and not values.get("andere"):
            self.add_error("andere", _("Bitte wählen Sie die Stelle oder das Team."))
        if not self.errors and not self.texts:
            self.add_error(
                "angabe_concern",
                _("Bitte schreiben Sie, worum es geht. Sonst weiß die andere Seite nicht, was zu tun ist."),
            )
        return values

    @property
    def option(self) -> Option | None:
        chosen = self.cleaned_data.get("stelle", OTHER)
        return self.options.get(self.cleaned_data["andere"] if chosen == OTHER else chosen)

    @property
    def receiver(self) -> Receiver:
        """For a form that is valid: the choices are those of the options."""
        option = self.option
        if option is None:
            raise LookupError
        return option.receiver

    @property
    def texts(self) -> dict[str, str]:
        given = {category: self.cleaned_data.get(f"angabe_{category}") for category in purposes.CATEGORIES}
        return {
            category: self.taken[category] if value is True else str(value)
            for category, value in given.items()
            if value and (value is not True or category in self.taken)
        }

    @property
    def from_record(self) -> list[tuple[forms.BoundField, str]]:
        return [(self[f"angabe_{each}"], self.taken[each]) for each in purposes.FROM_RECORD if each in self.taken]

    @property
    def asked(self) -> list[forms.BoundField]:
        """Texts that this purpose usually takes."""
        return [self[f"angabe_{each}"] for each in self.usual if each not in purposes.FROM_RECORD]

    @property
    def more(self) -> list[forms.BoundField]:
        own = set(self.usual) | set(purposes.FROM_RECORD)
        return [self[f"angabe_{each}"] for each in purposes.CATEGORIES if each not in own]

    @property
    def has_more(self) -> bool:
        return any(field.value() or field.errors for field in self.more)


class AnswerForm(forms.Form):
    text = WordsField(label=_("Nachricht"), required=False)


class AttachmentForm(forms.Form):
    """`kinds` are the kinds of data that may go; the content of the file is looked at in a process of its own."""

    was = forms.ChoiceField(
        label=_("Was steht darin?"), error_messages={"invalid_choice": _("Bitte wählen Sie, was in der Datei steht.")}
    )
    datei = forms.FileField(
        label=_("Datei"),
        help_text=_("PDF, DOCX, JPEG oder PNG, höchstens 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei bis 10 MB."),
            "empty": _("Die Datei ist leer. Bitte wählen Sie eine andere."),
        },
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["was"].choices = [("", _("Bitte wählen")), *((kind, Category(kind).label) for kind in kinds)]

    def clean_datei(self) -> CheckedFile:
        file: UploadedFile = self.cleaned_data["datei"]
        if (file.size or 0) > FILE_BYTES:
            raise forms.ValidationError(
                _("Die Datei ist größer als %(most)s. Bitte verkleinern oder teilen Sie sie."),
                params={"most": filesizeformat(FILE_BYTES)},
            )
        name = file_name(str(file.name))
        kind = uploads.confined("cases.referrals.attachment_kinds:kind_of", name.rpartition(".")[2].lower(), file=file)
        uploads.scan(file)
        return CheckedFile(name, kind, file.read())


def file_name(text: str) -> str:
    """As people see it in the thread; never part of an address or a header."""
    plain = "".join(char for char in text.replace("\\", "/").rpartition("/")[2] if char.isprintable())
    stem, _dot, ending = plain.rpartition(".")
    return f"{stem[:100]}.{ending[:10]}"


class AppointmentForm(EditForm, forms.Form):
    tag = DayField(label=_("Tag"))
    beginn = forms.TimeField(
        label=_("Beginn"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": _("Bitte geben Sie an, wann es beginnt."),
            "invalid": _("Bitte die Uhrzeit so schreiben: 14:30."),
        },
    )
    ende = forms.TimeField(
        label=_("Ende"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": _("Bitte geben Sie an, wann es endet."),
            "invalid": _("Bitte die Uhrzeit so schreiben: 14:30."),
        },
    )
    ort = forms.CharField(label=_("Ort"), required=False, max_length=200)
    hinweis = forms.CharField(
        label=_("Hinweis"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Zum Beispiel, wer dolmetscht oder was mitzubringen ist."),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = values.get("beginn"), values.get("ende")
        if begins and ends and ends <= begins:
            self.add_error("ende", _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Zeiten."))
        return values

    @property
    def meeting(self) -> Meeting:
        values = self.cleaned_data
        begins, ends = (dt.datetime.combine(values["tag"], values[name], BERLIN) for name in ("beginn", "ende"))
        return Meeting(begins, ends, values["ort"], values["hinweis"])


class HandOnForm(forms.Form):
    """`people` are the caseworkers of the receiving side by key, as they are named to choose from."""

    an = forms.ChoiceField(
        label=_("An wen?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wählen Sie, wer den Fall bekommt."),
            "invalid_choice": _("Bitte wählen Sie, wer den Fall bekommt."),
        },
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["an"].choices = people


class GroundForm(forms.Form):
    grund = forms.ChoiceField(
        label=_("Rechtsgrund"),
        choices=LegalGround.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wählen Sie den Rechtsgrund."),
            "invalid_choice": _("Bitte wählen Sie den Rechtsgrund."),
        },
    )
    begruendung = WordsField(
        label=_("Begründung"),
        help_text=_("Warum ohne Einwilligung, und warum jetzt. Ihre Leitung liest es und entscheidet."),
        error_messages={"required": _("Bitte begründen Sie es in ein, zwei Sätzen.")},
    )


class ListForm(forms.Form):
    """Narrowing inbox and outbox; what makes no sense in an address line is left out."""

    stand = forms.ChoiceField(label=_("Stand"), required=False)
    zweck = forms.ChoiceField(label=_("Zweck"), required=False, choices=[("", _("alle Zwecke")), *Purpose.choices])
    wartet = forms.ChoiceField(
        label=_("Wartet auf"),
        required=False,
        choices=[("", _("egal auf wen")), (US, _("uns")), (THEM, _("die andere Seite"))],
    )
    frist = forms.ChoiceField(
        label=_("Frist"), required=False, choices=[("", _("alle")), ("ueberfaellig", _("nur überfällige"))]
    )
    wessen = forms.ChoiceField(
        label=_("Wessen Fälle"), required=False, choices=[("", _("alle, die ich sehe")), ("meine", _("nur meine"))]
    )

    def __init__(self, data: Any, *, states: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["stand"].choices = [("", _("alle offenen")), *states, (ALL, _("auch abgeschlossene"))]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
