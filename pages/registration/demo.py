"""The demo's places: full events, a waiting list, an offered place, requests of several organisations, and what is over."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Organisation, Person, Position
from pages.events.recurrence import at
from pages.models import Admission, EventDate, EventIndexPage, EventPage, FeedbackCount, HeldSeats, Registration
from pages.registration import states

FILE = Path(__file__).resolve().parent / "demo.toml"
Row = dict[str, Any]


def is_loaded() -> bool:
    """Also where there is no directory that people could come from."""
    return Admission.objects.exists() or not Position.objects.exists()


@transaction.atomic
def load() -> None:
    """Rows as they would stand after weeks of use; nobody is mailed for the demo."""
    index = EventIndexPage.objects.filter(locale__language_code="de").first()
    if index is None:
        return
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["events"]:
        load_event(index, row)


def load_event(index: EventIndexPage, row: Row) -> None:
    event = EventPage(
        title=row["title"],
        kind=row["kind"],
        summary=row["summary"],
        place=row["place"],
        online_link=row.get("link", ""),
        starts_at=moment(row["day"], row["from"]),
        ends_at=moment(row["day"], row["until"]),
    )
    event.hosts = list(Organisation.objects.filter(name__in=row["hosts"]))
    index.add_child(instance=event)
    event.save_revision().publish()
    admission = Admission.objects.create(
        event=event, capacity=row["capacity"], needs_approval=row.get("approval", False)
    )
    for name, seats, days in row.get("held", ()):
        organisation = Organisation.objects.get(name=name)
        until = timezone.localdate() + dt.timedelta(days=days)
        HeldSeats.objects.create(admission=admission, organisation=organisation, seats=seats, until=until)
    date = EventDate.objects.get(event=event)
    for number, line in enumerate(row["people"]):
        load_place(date, number, line, row.get("answer", 0))
    for question, numbers in row.get("answers", {}).items():
        for answer, count in enumerate(numbers, start=1):
            FeedbackCount.objects.create(date=date, question=question, answer=answer, number=count)


def load_place(date: EventDate, number: int, line: str, answer_days: int) -> None:
    name, _colon, state = line.partition(": ")
    first, _blank, last = name.partition(" ")
    person = Person.objects.select_related("user").get(first_name=first, last_name=last)
    position = person.positions.order_by("pk").first()
    now = timezone.now()
    waits = state in {states.REQUESTED, states.OFFERED}
    Registration.objects.create(
        date=date,
        person=person,
        user=person.user,
        organisation=position.organisation if position else None,
        state=state,
        joined_at=min(now, date.starts_at) - dt.timedelta(days=9, hours=-number),
        answer_until=now + dt.timedelta(days=answer_days) if waits else None,
        booked_by=person.user,
        changed_at=now - dt.timedelta(days=1),
        sequence=1 if state in states.IN_CALENDAR else 0,
        is_in_calendar=state in states.IN_CALENDAR,
        told_sequence=date.sequence,
        has_answered=state == states.ATTENDED and number > 0,
    )


def moment(days: int, clock: str) -> dt.datetime:
    """So many days from today, on a working day; what is over stays over."""
    day = timezone.localdate() + dt.timedelta(days=days)
    if day.weekday() > 4:
        day += dt.timedelta(days=7 - day.weekday() if days > 0 else 4 - day.weekday())
    hour, _colon, minute = clock.partition(":")
    return at(day, dt.time(int(hour), int(minute)))
