"""The notice of a party, as it came in."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from pages.models import Departure, NormativePage, Party


class DepartureForm(forms.ModelForm[Departure]):
    party = forms.ModelChoiceField(
        label=_("Stelle"),
        queryset=Party.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie die Stelle.")},
    )
    dispatched_on = DayField(label=_("Abgesandt am"), required=False)
    received_on = DayField(
        label=_("Zugegangen am"), help_text=_("Der Tag, an dem die Erklärung bei den anderen eingegangen ist.")
    )
    last_day = DayField(
        label=_("Letzter Tag"),
        required=False,
        help_text=_("Leer: Der früheste Tag, den die Vereinbarung erlaubt, wird berechnet."),
    )
    groups = (
        (_("Wer scheidet wie aus?"), ("party", "ground", "reason")),
        (_("Wann?"), ("dispatched_on", "received_on", "is_written", "last_day")),
    )

    class Meta:
        model = Departure
        fields = ("ground", "reason", "dispatched_on", "received_on", "is_written", "last_day")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "ground": forms.RadioSelect}
        help_texts = {"reason": _("Nötig bei einer Kündigung aus wichtigem Grund.")}
        error_messages = {
            "ground": {"required": _("Bitte wählen Sie, wie die Beteiligung endet.")},
        }

    def __init__(self, *args: Any, page: NormativePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.document = page
        rows = Party.objects.filter(page=page, left_on=None)
        self.fields["party"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows
        self.fields["ground"].choices = Departure.Ground.choices  # type: ignore[attr-defined]  # without an empty one

    def clean_last_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["last_day"]
        if day is None and self.data.get("ground") == Departure.Ground.CONSENT:
            raise forms.ValidationError(_("Bitte tragen Sie den Tag ein, auf den sich alle geeinigt haben."))
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        dispatched, received = values.get("dispatched_on"), values.get("received_on")
        if dispatched and received and dispatched > received:
            message = _("Zugegangen sein kann die Erklärung erst, nachdem sie abgesandt war.")
            self.add_error("dispatched_on", str(message))
        return values
