"""Forms of those who ask, of those who answer, and of the sheet that was signed."""

import base64
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.form_fields import DayField, LineField
from pages.approval.actions import Answer, Scan
from pages.approval.sides import Side
from pages.models import Approval
from pages.training import proofs

YES, NO = "ja", "nein"
BY_LINK = gettext_lazy("Adresse für den Link; leer, wenn die Stelle auf Papier antwortet")


class AskForm(forms.Form):
    """One address for each side."""

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = {f"stelle_{place}": side for place, side in enumerate(sides)}
        for name, side in self.sides.items():
            self.fields[name] = forms.EmailField(
                label=side.name, required=False, initial=side.suggested, help_text=who(side)
            )

    def addresses(self) -> dict[str, str]:
        """By key of the side."""
        return {side.key: self.cleaned_data[name] for name, side in self.sides.items()}


def who(side: Side) -> str:
    said = [side.addressee, "" if side.is_required else _("Zustimmung nicht nötig")]
    return ", ".join(filter(None, said)) or _("Es ist niemand benannt.")


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        help_text=gettext_lazy("Frühere Links dieser Stelle gelten dann nicht mehr."),
        error_messages={"required": gettext_lazy("Bitte tragen Sie eine E-Mail-Adresse ein.")},
    )


class AnswerForm(forms.Form):
    """For a party: who says so, and why not. Which of the two buttons was pressed comes as `antwort`."""

    name = LineField(
        label=gettext_lazy("Ihr Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Bitte geben Sie Ihren Namen an.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    function = LineField(
        label=gettext_lazy("Ihre Funktion"),
        max_length=120,
        help_text=gettext_lazy("Zum Beispiel: Bürgermeister, Geschäftsführerin."),
        error_messages={"required": gettext_lazy("Bitte geben Sie an, in welcher Funktion Sie antworten.")},
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Was steht der Zustimmung entgegen?"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Nur nötig, wenn Sie nicht zustimmen. Am besten mit der Nummer des Abschnitts."),
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = self.data.get("antwort", "")
        if chosen not in {YES, NO}:
            self.add_error(None, _("Bitte wählen Sie „Zustimmen“ oder „Nicht zustimmen“."))
        if chosen == NO and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Bitte schreiben Sie, was der Zustimmung entgegensteht."))
        return values

    def answer(self) -> Answer:
        said = self.cleaned_data
        return Answer(self.data["antwort"] == YES, said["name"], said["function"], said["reason"])


class PaperForm(AnswerForm):
    """An answer that came to the coordination on paper."""

    antwort = forms.ChoiceField(
        label=gettext_lazy("Antwort"),
        choices=[(YES, gettext_lazy("stimmt zu")), (NO, gettext_lazy("stimmt nicht zu"))],
        widget=forms.RadioSelect,
    )
    field_order = ("antwort", "name", "function", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Wer hat geantwortet?")
        self.fields["function"].label = _("In welcher Funktion?")


class SigningForm(forms.Form):
    parties = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Wer hat unterschrieben?"),
        queryset=Approval.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie mindestens eine Stelle.")},
    )
    signed_on = DayField(label=gettext_lazy("Unterschrieben am"))
    scan = forms.FileField(
        label=gettext_lazy("Scan des Unterschriftenblatts"),
        help_text=gettext_lazy("PDF, JPEG oder PNG, höchstens 5 MB."),
        error_messages={"required": gettext_lazy("Bitte laden Sie den Scan des unterschriebenen Blatts hoch.")},
    )

    def __init__(self, *args: Any, approvals: Iterable[Approval], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in approvals if one.state == Approval.State.AGREED and one.signed_on is None]
        self.fields["parties"].queryset = Approval.objects.filter(pk__in=keys)  # type: ignore[attr-defined]  # rows
        self.checked: Scan | None = None

    def clean_signed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("Dieser Tag kommt erst noch. Eingetragen wird, was schon unterschrieben ist.")
            )
        return day

    def clean_scan(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["scan"]
        proof = proofs.checked(file)
        self.checked = Scan(proof.kind, base64.b64encode(proof.content).decode("ascii"))
        return file
