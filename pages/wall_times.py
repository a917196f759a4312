"""Times as people type them for a day in the county."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TIMES = ["%H:%M", "%H.%M", "%H"]


def time_field(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "9:00", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Bitte die Uhrzeit so schreiben: 9:00."),
            "required": gettext_lazy("Bitte geben Sie die Uhrzeit an."),
        },
    )


def on_the_wall(day: dt.date, time: dt.time) -> dt.datetime:
    """That moment in the county; ValidationError for an hour that the clock change leaves out or has twice."""
    moment = timezone.make_aware(dt.datetime.combine(day, time))
    back = timezone.localtime(moment.astimezone(dt.UTC))
    if back.time() != time or moment.replace(fold=1).utcoffset() != moment.utcoffset():
        raise ValidationError(
            _("An diesem Tag werden die Uhren umgestellt, und diese Uhrzeit ist nicht eindeutig. Bitte eine andere.")
        )
    return moment
