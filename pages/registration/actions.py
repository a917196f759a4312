"""Giving, offering and taking back places. Everything goes through `entered`; nothing else writes a Registration."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Organisation
from pages.models import Admission, EventDate, EventPage, FeedbackCount, HeldSeats, Registration
from pages.registration import access, notifications, states
from pages.registration.errors import Full, NotAllowed, NotNow, TooFew
from pages.registration.hall import Guest, Hall, lock_people
from portal.audit import trail
from portal.models import User

SET_UP = trail.register("events.admission", gettext_lazy("Anmeldung eingerichtet"), ("capacity", "held"))


FEW_LEFT = gettext_lazy(
    "So viele Plätze sind für Ihre Stelle nicht mehr frei. Wählen Sie weniger Personen, oder setzen Sie das Häkchen für die Warteliste."
)
ALL_GIVEN = gettext_lazy("Alle Plätze sind vergeben. Richten Sie mehr Plätze ein, oder tragen Sie erst jemanden aus.")


@contextmanager
def entered(date: Any) -> Iterator[Hall]:
    """The date, locked until the transaction ends; whoever comes second waits here. Locks: admission, date, people.

    What has lapsed until now is settled before, and what became free in here is offered after. Admission.DoesNotExist where
    nobody can have a place.
    """
    with transaction.atomic():
        of_date = EventDate.objects.filter(pk=date).values("event")
        admission = Admission.objects.select_for_update().get(event__in=of_date)
        locked = EventDate.objects.select_for_update(of=("self",)).select_related("event").get(pk=date)
        hall = Hall(locked, admission, timezone.now())
        hall.settle()
        hall.tell_changed()
        yield hall
        hall.settle()
        notifications.tell(hall.moves)


def book(*, date: EventDate, guests: Sequence[Guest], waits_if_full: bool, by: User) -> list[Registration]:
    """A place for each, or nobody has one: Refused says why. With `waits_if_full` the last ones wait instead."""
    with entered(date.pk) as hall:
        lock_people(guests)
        was_full = not any(hall.seats().free_for(guest.organisation and guest.organisation.pk) for guest in guests)
        try:
            return [booked(hall, guest, waits_if_full, by) for guest in guests]
        except Full:
            raise Full("" if was_full else FEW_LEFT) from None


def booked(hall: Hall, guest: Guest, waits_if_full: bool, by: User) -> Registration:
    row = hall.row_of(guest)
    # Superiors answer for their own people, themselves included.
    is_led = guest.organisation is not None and access.leads(by.pk, guest.organisation)
    asks_first = hall.admission.needs_approval and not is_led
    try:
        hall.move(row, "request" if asks_first else "book", by=by)
    except Full:
        if not waits_if_full:
            raise
        hall.move(row, "wait", by=by)
    return row


def step(*, registration: Any, name: str, by: User, reason: str = "") -> Registration:
    """One step of the table by whoever it is for. Registration.DoesNotExist for an unknown one."""
    date = Registration.objects.values_list("date", flat=True).get(pk=registration)
    with entered(date) as hall:
        row = Registration.objects.select_related("person", "user", "organisation").get(pk=registration)
        row.date = hall.date
        if states.BY_NAME[name].side not in access.sides(row, by):
            raise NotAllowed
        if name == "accept" and asks_superior(hall, row, by):
            name = "request"
        hall.move(row, name, by=by, reason=reason)
        return row


def asks_superior(hall: Hall, row: Registration, by: User) -> bool:
    return hall.admission.needs_approval and not (row.organisation_id and access.leads(by.pk, row.organisation_id))


def add(*, date: EventDate, guest: Guest, by: User) -> Registration:
    """By the host: at any time, without asking a superior, never beyond the number of places."""
    with entered(date.pk) as hall:
        if not access.is_host(by, hall.date.event):
            raise NotAllowed
        lock_people([guest])
        row = hall.row_of(guest)
        try:
            hall.move(row, "add", by=by)
        except Full:
            raise Full(ALL_GIVEN) from None
        return row


def attendance(*, date: EventDate, steps: Mapping[int, str], by: User) -> int:
    """Who was there, by key of the place: "attend", "miss" or "undo". What is so already is left; returns how many changed."""
    with entered(date.pk) as hall:
        if not access.is_host(by, hall.date.event):
            raise NotAllowed
        changed = 0
        for row in hall.rows(Q(pk__in=steps)):
            if row.state != states.BY_NAME[steps[row.pk]].target:
                hall.move(row, steps[row.pk], by=by)
                changed += 1
        return changed


def call_off(*, date: EventDate, by: User | None) -> int:
    """After the date was cancelled: nobody has a place any more, and everybody who had one is told."""
    if not Admission.objects.filter(event=date.event_id).exists():
        return 0
    with entered(date.pk) as hall:
        rows = list(hall.rows(Q(state__in=states.BEFORE)))
        for row in rows:
            hall.move(row, "call_off", by=by)
        return len(rows)


def call_off_event(*, event: EventPage, by: User | None) -> int:
    """Before an event is deleted, with all that hangs on it: who had a place hears of it, and their calendars do."""
    ahead = EventDate.objects.filter(event=event, ends_at__gt=timezone.now()).order_by("pk")
    return sum(call_off(date=date, by=by) for date in ahead)


def follow_change(date: EventDate, _before: Any) -> None:
    """After the change itself: to wait in here for the places, whose lock comes first elsewhere, could wait for ever."""
    transaction.on_commit(partial(followed, date.pk))


def followed(pk: Any) -> None:
    """Whatever goes wrong here, `settle_due` does it a little later."""
    date = EventDate.objects.get(pk=pk)
    if date.is_cancelled:
        call_off(date=date, by=None)
    elif Admission.objects.filter(event=date.event_id).exists():
        settle(date=pk)


def settle(*, date: Any) -> int:
    """What time alone changes: lapsed offers, places that are held no longer. Returns the number of steps."""
    with entered(date) as hall:
        pass
    return len(hall.moves)


def settle_due() -> int:
    """All dates where somebody waits or has not answered, and those that have moved or were cancelled. Safe to repeat."""
    open_rows = Registration.objects.filter(state__in=states.BEFORE)
    waits = Q(state__in=(states.WAITING, states.OFFERED, states.REQUESTED), date__cancelled_at=None)
    moved = Q(is_in_calendar=True, told_sequence__lt=F("date__sequence"), date__cancelled_at=None)
    dates = EventDate.objects.filter(pk__in=open_rows.filter(waits | moved).values("date"))
    off = EventDate.objects.filter(cancelled_at__isnull=False, pk__in=open_rows.values("date"))
    return sum(settle(date=pk) for pk in sorted(dates.values_list("pk", flat=True))) + sum(
        call_off(date=date, by=None) for date in off.order_by("pk")
    )


@dataclass(frozen=True)
class HeldPlaces:
    organisation: Organisation
    seats: int
    until: Any


@transaction.atomic
def set_up(*, event: EventPage, values: Mapping[str, Any], held: Sequence[HeldPlaces], by: User) -> Admission:
    """How one gets a place from now on. TooFew where more is booked, or more would be held than there are."""
    admission, _is_new = Admission.objects.get_or_create(event=event)
    admission = Admission.objects.select_for_update().get(pk=admission.pk)
    dates = list(EventDate.objects.select_for_update(of=("self",)).filter(event=event).order_by("pk"))
    check_capacity(values.get("capacity"), held, dates)
    for name, value in values.items():
        setattr(admission, name, value)
    admission.full_clean(exclude=["event"])
    admission.save()
    admission.held.all().delete()
    HeldSeats.objects.bulk_create(
        HeldSeats(admission=admission, organisation=row.organisation, seats=row.seats, until=row.until) for row in held
    )
    details = {"capacity": admission.capacity, "held": sum(row.seats for row in held)}
    trail.record(SET_UP, by, about=("event", event.pk), details=details)
    for date in dates:
        if date.cancelled_at is None:
            settle(date=date.pk)
    return admission


def check_capacity(capacity: int | None, held: Sequence[HeldPlaces], dates: Iterable[EventDate]) -> None:
    if capacity is None:
        return
    reserved = sum(row.seats for row in held)
    if reserved > capacity:
        text = _(
            "Frei gehalten sind zusammen %(held)s Plätze, das sind mehr als %(capacity)s. Bitte halten Sie weniger frei."
        )
        raise TooFew(text % {"held": reserved, "capacity": capacity})
    now = timezone.now()
    ahead = {date.pk: date for date in dates if date.ends_at > now and date.cancelled_at is None}
    counts = Registration.objects.seated().filter(date__in=ahead).order_by().values_list("date")
    fullest = max(counts.annotate(number=Count("pk")), key=lambda pair: pair[1], default=None)
    if fullest is None or fullest[1] <= capacity:
        return
    day = date_format(timezone.localtime(ahead[fullest[0]].starts_at), "j. F Y")
    text = ngettext(
        "Am %(day)s ist schon %(number)s Platz vergeben. Weniger können es nicht werden; tragen Sie erst jemanden aus.",
        "Am %(day)s sind schon %(number)s Plätze vergeben. Weniger können es nicht werden; tragen Sie erst jemanden aus.",
        fullest[1],
    )
    raise TooFew(text % {"day": day, "number": fullest[1]})


@transaction.atomic
def give_feedback(*, registration: Registration, answers: Mapping[str, int]) -> None:
    """Counted, and stored nowhere else: only that somebody has answered, so that nobody answers twice. No trail for the same reason."""
    given = Registration.objects.filter(pk=registration.pk, state=states.ATTENDED, has_answered=False)
    if not given.update(has_answered=True):
        raise NotNow
    for question, answer in sorted(answers.items()):
        row, _is_new = FeedbackCount.objects.get_or_create(
            date_id=registration.date_id, question=question, answer=answer
        )
        FeedbackCount.objects.filter(pk=row.pk).update(number=F("number") + 1)
