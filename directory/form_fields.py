"""Fields of several forms: a line, a day, and the frame of a filter that stands in an address line."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from search.language.german import clean

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
DAY_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]


class LineField(forms.CharField):
    """A line of text without what nobody types."""

    def to_python(self, value: Any) -> str:
        return " ".join(clean(str(value or "")[:500]).split())


class DayField(forms.DateField):
    """A day in the notations people type."""

    def __init__(self, **kwargs: Any) -> None:
        outside = _("Bitte einen Tag zwischen 2000 und 2100 angeben.")
        super().__init__(
            input_formats=DAY_FORMATS,
            widget=forms.DateInput(
                format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "24.12.2026"}
            ),
            error_messages={
                "invalid": _("Bitte den Tag so schreiben: 24.12.2026."),
                "required": _("Bitte geben Sie den Tag an."),
            },
            # Years far away are typing errors, and a database takes no day after 9999.
            validators=[MinValueValidator(FIRST_DAY, outside), MaxValueValidator(LAST_DAY, outside)],
            **kwargs,
        )


class FilterForm(forms.Form):
    """Narrowing a list; what makes no sense in an address line is left out."""

    q = LineField(label=_("Suchen"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
