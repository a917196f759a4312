"""The editor's form of an event: wall times in Berlin, hosts as boxes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

CLOCK_CHANGE = _(
    "Diese Uhrzeit gibt es an dem Tag nicht oder zweimal, weil die Uhren umgestellt werden. "
    "Bitte wählen Sie eine Zeit vor 2 oder ab 3 Uhr."
)


class EventPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                understand_clock_changes(self.fields[name])


def understand_clock_changes(field: forms.Field) -> None:
    """Says what is wrong with an hour that is skipped or comes twice, in words for people."""
    read = field.to_python

    def to_python(value: Any) -> Any:
        try:
            return read(value)
        except ValidationError as error:
            if getattr(error, "code", "") == "ambiguous_timezone":
                raise ValidationError(CLOCK_CHANGE, code="ambiguous_timezone") from None
            raise

    field.to_python = to_python  # type: ignore[method-assign]  # Wagtail makes the field, with its own widget
