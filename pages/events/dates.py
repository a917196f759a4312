"""The single dates of events: found, made where something hangs on one, moved and cancelled."""

import datetime as dt

from django.db import transaction

from pages.events.recurrence import BERLIN
from pages.models.events import EventDate, EventPage, uid_of


class NoSuchDate(LookupError):
    """The event does not take place on that day."""


@transaction.atomic
def date_of(event: EventPage, start: dt.datetime | dt.date) -> EventDate:
    """The stored date of an event, made if there is none; `start` is the day or moment it was planned for.

    NoSuchDate where the event plans nothing. Dates hang on the original, whatever translation is asked.
    """
    event = event.original
    day = start.astimezone(BERLIN).date() if isinstance(start, dt.datetime) else start
    row = EventDate.objects.filter(event=event, day=day).first()
    if row is not None:
        return row
    taking = event.planned_on(day)
    if taking is None:
        raise NoSuchDate(f"{event.pk} {day}")
    times = {"starts_at": taking.starts_at, "ends_at": taking.ends_at, "uid": uid_of(event, day)}
    return EventDate.objects.get_or_create(event=event, day=day, defaults=times)[0]


def find_date(event: EventPage, day: dt.date) -> EventDate | None:
    return EventDate.objects.filter(event=event, day=day).select_related("event").first()
