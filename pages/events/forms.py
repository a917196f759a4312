"""The editor's form of an event: wall times in Berlin, and a repetition chosen in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminDateInput

from pages.events import recurrence
from pages.events.recurrence import BERLIN, DAYS, BadRule

CLOCK_CHANGE = _(
    "Diese Uhrzeit gibt es an dem Tag nicht oder zweimal, weil die Uhren umgestellt werden. "
    "Bitte wählen Sie eine Zeit vor 2 oder ab 3 Uhr."
)
BAD_RULES: Mapping[str, Any] = {
    recurrence.UNREADABLE: _("Diese Wiederholung ist nicht lesbar. Ein Beispiel: FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629."),
    recurrence.ENDLESS: _("Die Reihe hat kein Ende. Bitte geben Sie den letzten Tag an."),
    recurrence.TOO_LONG: _("Die Reihe ist zu lang. Möglich sind höchstens zehn Jahre."),
    recurrence.NOT_FIRST: _(
        "Der erste Termin fällt nicht auf einen Tag der Reihe. Bitte passen Sie Beginn oder Wiederholung an."
    ),
    recurrence.TOO_EARLY: _("Die Reihe endet vor ihrem ersten Termin. Bitte prüfen Sie den letzten Tag."),
}
ONCE, OWN = "", "own"
# Rules without their end; {day} and {nth} come from the first date.
PATTERNS = {
    "workdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY;BYDAY={day}",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    "monthly_weekday": "FREQ=MONTHLY;BYDAY={nth}{day}",
    "monthly_last": "FREQ=MONTHLY;BYDAY=-1{day}",
    "monthly_day": "FREQ=MONTHLY;BYMONTHDAY={date}",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3;BYDAY={nth}{day}",
    "half_yearly": "FREQ=MONTHLY;INTERVAL=6;BYDAY={nth}{day}",
    "yearly": "FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={date}",
}
CHOICES = [
    (ONCE, _("einmalig")),
    ("weekly", _("jede Woche am selben Wochentag")),
    ("fortnightly", _("alle zwei Wochen")),
    ("monthly_weekday", _("jeden Monat am selben Wochentag, zum Beispiel am zweiten Dienstag")),
    ("monthly_last", _("jeden Monat am letzten solchen Wochentag")),
    ("monthly_day", _("jeden Monat am selben Tag")),
    ("quarterly", _("alle drei Monate am selben Wochentag")),
    ("half_yearly", _("jedes halbe Jahr am selben Wochentag")),
    ("yearly", _("jedes Jahr am selben Tag")),
    ("workdays", _("von Montag bis Freitag")),
    (OWN, _("nach eigener Regel (RRULE)")),
]


class EventPageForm(WagtailAdminPageForm):
    """`recurrence` is the rule as kept; editors choose it as `repeats` and `repeats_until`, or write one of their own."""

    repeats = forms.ChoiceField(label=_("Wiederholung"), choices=CHOICES, required=False)
    repeats_until = forms.DateField(label=_("Letzter Tag der Reihe"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                understand_clock_changes(self.fields[name])
        event = self.instance
        if event.recurrence and event.starts_at is not None:
            self.fields["repeats"].initial = chosen_pattern(event.recurrence, event.first_day)
            self.fields["repeats_until"].initial = recurrence.kept(event.recurrence).until

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        if "recurrence" in self.fields and values.get("starts_at") is not None:
            values["recurrence"] = self.rule(values)
        return values

    def rule(self, values: Mapping[str, Any]) -> str:
        """The rule as chosen, in its one form; an error at the field where it can be mended."""
        repeats = values.get("repeats") or ONCE
        if repeats == ONCE:
            return ""
        first = values["starts_at"].astimezone(BERLIN).date()
        is_own = repeats == OWN
        text = values.get("recurrence") or "" if is_own else ended(pattern(repeats, first), values.get("repeats_until"))
        try:
            return recurrence.normalised(text, first)
        except BadRule as refused:
            at_end = refused.reason in {recurrence.ENDLESS, recurrence.TOO_LONG, recurrence.TOO_EARLY}
            field = "recurrence" if is_own else "repeats_until" if at_end else "repeats"
            self.add_error(field, BAD_RULES[refused.reason])
            return ""


def pattern(name: str, first: dt.date) -> str:
    nth = min((first.day - 1) // 7 + 1, 4)
    said = {"day": DAYS[first.weekday()], "nth": nth, "date": first.day, "month": first.month}
    # The fifth of a month is its last: others have none.
    text = PATTERNS[name].replace("{nth}", "-1") if first.day > 28 else PATTERNS[name]
    return text.format(**said)


def ended(text: str, until: dt.date | None) -> str:
    return f"{text};UNTIL={until:%Y%m%d}" if until else text


def chosen_pattern(rule: str, first: dt.date) -> str:
    until = recurrence.kept(rule).until
    for name in PATTERNS:
        try:
            if recurrence.normalised(ended(pattern(name, first), until), first) == rule:
                return name
        except BadRule:
            continue
    return OWN


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
