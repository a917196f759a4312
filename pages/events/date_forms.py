"""Moving and cancelling one date of an event."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from pages.events.forms import CLOCK_CHANGE
from pages.events.recurrence import BERLIN, at, exists_once
from pages.models.events import EventDate
from portal.edit_conflicts import EditForm


def hour_field(label: Any, missing: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": missing, "invalid": _("Bitte die Uhrzeit so schreiben: 14:30.")},
    )


class MoveForm(EditForm, forms.Form):
    """`date` as stored; its length in days stays."""

    tag = DayField(label=_("Tag"))
    beginn = hour_field(_("Beginn"), _("Bitte geben Sie an, wann es beginnt."))
    ende = hour_field(_("Ende"), _("Bitte geben Sie an, wann es endet."))
    ort = forms.CharField(
        label=_("Anderer Ort"),
        required=False,
        max_length=200,
        help_text=_("Leer lassen, wenn der Ort bleibt."),
    )
    hinweis = forms.CharField(
        label=_("Hinweis"), required=False, max_length=300, help_text=_("Zum Beispiel, warum der Termin verlegt ist.")
    )

    def __init__(self, data: Any, date: EventDate) -> None:
        begins, ends = date.starts_at.astimezone(BERLIN), date.ends_at.astimezone(BERLIN)
        self.later = ends.date() - begins.date()
        initial = {"tag": begins.date(), "beginn": begins.time(), "ende": ends.time()}
        stored = {**initial, "ort": date.place, "hinweis": date.note}
        super().__init__(data, entry=f"eventdate:{date.pk}", initial=stored)
        if date.event.is_all_day:
            for name in ("beginn", "ende"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        day = values.get("tag")
        if day is None or self.errors:
            return values
        for name, on in (("beginn", day), ("ende", day + self.later)):
            if name in values and not exists_once(on, values[name]):
                self.add_error(name, CLOCK_CHANGE)
        if self.ends_at < self.starts_at:
            self.add_error("ende", _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Zeiten."))
        return values

    @property
    def starts_at(self) -> dt.datetime:
        return at(self.cleaned_data["tag"], self.cleaned_data.get("beginn", dt.time()))

    @property
    def ends_at(self) -> dt.datetime:
        return at(self.cleaned_data["tag"] + self.later, self.cleaned_data.get("ende", dt.time(23, 59)))


class CancelForm(forms.Form):
    grund = forms.CharField(
        label=_("Grund"),
        max_length=300,
        help_text=_("Steht im Kalender, zum Beispiel: „Die Referentin ist erkrankt.“"),
        error_messages={"required": _("Bitte geben Sie einen Grund an. Er steht im Kalender.")},
    )
