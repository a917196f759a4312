"""The form of a version that is prepared."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from pages.models import NormativePage, Version
from pages.versions.actions import NOTE_MISSING, Facts
from portal.edit_conflicts import EditForm

KINDS = [
    ("major", _("wesentliche Änderung: wer dem Dokument folgt, wird benachrichtigt")),
    ("minor", _("redaktionelle Berichtigung")),
]


class VersionForm(EditForm, forms.Form):
    gilt_ab = DayField(
        label=_("Gilt ab"), required=False, help_text=_("Nie rückwirkend. Der Tag kann noch offen bleiben.")
    )
    art = forms.ChoiceField(label=_("Art der Änderung"), choices=KINDS, widget=forms.RadioSelect, initial="major")
    aenderung = forms.CharField(
        label=_("Was ändert sich?"), max_length=1000, widget=forms.Textarea({"rows": 3}), required=False
    )
    grund = forms.CharField(label=_("Warum?"), max_length=1000, widget=forms.Textarea({"rows": 3}), required=False)
    beschluss = forms.CharField(
        label=_("Worauf beruht die Änderung?"),
        max_length=300,
        required=False,
        help_text=_("Zum Beispiel ein Beschluss des Treffens vom 3. März."),
    )
    schriftlich = forms.BooleanField(
        label=_("Die Beteiligten unterschreiben"),
        required=False,
        help_text=_(
            "Nötig, wo die Vereinbarung oder das Gesetz Schriftform verlangt, etwa bei öffentlich-rechtlichen Verträgen."
        ),
    )

    groups = (
        (_("Ab wann"), ("gilt_ab", "art")),
        (_("Was und warum"), ("aenderung", "grund", "beschluss")),
        (_("Unterschrift"), ("schriftlich",)),
    )

    def __init__(self, *args: Any, document: NormativePage, version: Version | None = None, **kwargs: Any) -> None:
        written = {document.Form.WRITTEN, document.Form.WRITTEN_CONCRETE}
        initial: dict[str, Any] = {"schriftlich": document.change_form in written}
        if version is not None:
            initial = {
                "gilt_ab": version.effective_on,
                "art": "major" if version.is_major else "minor",
                "aenderung": version.note,
                "grund": version.reason,
                "beschluss": version.decision,
                "schriftlich": version.in_writing,
            }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("art") == "major" and not (cleaned.get("aenderung") and cleaned.get("grund")):
            raise ValidationError(NOTE_MISSING)
        return cleaned

    def facts(self) -> Facts:
        said = self.cleaned_data
        return {
            "effective_on": said["gilt_ab"],
            "is_major": said["art"] == "major",
            "note": said["aenderung"],
            "reason": said["grund"],
            "decision": said["beschluss"],
            "in_writing": said["schriftlich"],
        }
