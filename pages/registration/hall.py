"""A date whose row is locked. In here, and nowhere else, places change hands, so that no path gives away more than there are (F26)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Organisation, Person
from pages.models import Admission, EventDate, Registration
from pages.registration import seats, states
from pages.registration.errors import CalledOff, Closed, DoubleBooked, Full, NotNow, NotOpenYet
from pages.registration.extensions import Attended, attendance
from portal.audit import trail
from portal.models import User

MOVED = trail.register("events.place", gettext_lazy("Platz bei einem Termin"), ("step", "state"))
DOOR_OPENS = dt.timedelta(hours=1)  # before the beginning: who comes early is ticked, too
ANSWER_TIME = dt.timedelta(days=7)  # for the superior
ASKS = frozenset({"book", "request", "wait"})
CHANGED = "changed"  # no step of the place: the date itself has moved
RECORDED = frozenset({"attend", "miss", "undo"})


@dataclass(frozen=True)
class Guest:
    """Who is to have a place: an entry of the directory, an account, or somebody who is in neither."""

    organisation: Organisation | None
    person: Person | None = None
    user: User | None = None
    name: str = ""
    email: str = ""

    @property
    def shown(self) -> str:
        return str(self.person or (self.user and self.user.get_full_name()) or self.name)


@dataclass(frozen=True)
class Move:
    """`calendar` says what the person's own calendar has to do: take the entry in, or out, or nothing."""

    row: Registration
    step: str
    by: User | None
    calendar: Literal["", "in", "out"] = ""


@dataclass
class Hall:
    """`moves` are all that happened in it; who is to be told of them is told at the end."""

    date: EventDate
    admission: Admission
    now: dt.datetime
    moves: list[Move] = field(default_factory=list)

    @property
    def has_begun(self) -> bool:
        return self.now >= self.date.starts_at

    def seats(self) -> seats.Seats:
        rows = Registration.objects.filter(date=self.date).seated().order_by().values_list("organisation")
        held = [seats.Held(row.organisation_id, row.seats, row.until) for row in self.admission.held.all()]
        today = timezone.localdate(self.now)
        return seats.Seats(self.admission.capacity, dict(rows.annotate(number=Count("pk"))), seats.held_on(held, today))

    def row_of(self, guest: Guest) -> Registration:
        """The one that is there, or a new one that nobody has stored yet."""
        same = Q(pk__in=[])
        if guest.person is not None:
            same |= Q(person=guest.person)
        if guest.user is not None:
            same |= Q(user=guest.user)
        if guest.person is None and guest.user is None:
            same = Q(person=None, user=None, guest_name=guest.name, organisation=guest.organisation)
        found = Registration.objects.filter(same, date=self.date).select_related("person", "user").first()
        row = found or Registration(date=self.date, state=states.NEW)
        if row.state not in states.OPEN:
            row.person, row.user, row.organisation = guest.person, guest.user, guest.organisation
            row.guest_name, row.guest_email = guest.name, guest.email
            row.joined_at = self.now
        row.date = self.date
        return row

    def rows(self, wanted: Q) -> Iterable[Registration]:
        found = Registration.objects.filter(wanted, date=self.date).select_related("person", "user", "organisation")
        for row in found.order_by("joined_at", "pk"):
            row.date = self.date
            yield row

    def move(self, row: Registration, step: str, *, by: User | None, reason: str = "") -> None:
        """One step of the table, or the reason why not: nothing has changed then."""
        source = row.state if row.pk else states.NEW
        self.check(row, source, step)
        row.state = states.BY_NAME[step].target
        row.reason, row.changed_at = reason, self.now
        row.answer_until = self.answer_until(row.state)
        if states.BY_NAME[step].side == "superior":
            row.decided_by = by
        if states.BY_NAME[step].side in {"person", "host"} and (source == states.NEW or source in states.CLOSED):
            row.booked_by = by
        calendar = self.calendar_of(row)
        row.save()
        trail.record(MOVED, by, about=("registration", row.pk), details={"step": step, "state": row.state})
        self.moves.append(Move(row, step, by, calendar))
        if step in RECORDED:
            self.pass_on_attendance(row, step, by)

    def calendar_of(self, row: Registration) -> Literal["", "in", "out"]:
        """Numbers of calendar files only grow, whatever becomes of the place, or calendars would take them for old ones."""
        belongs = row.state in states.IN_CALENDAR
        if belongs == row.is_in_calendar:
            return ""
        row.is_in_calendar = belongs
        row.sequence += 1
        row.told_sequence = self.date.sequence
        return "in" if belongs else "out"

    def tell_changed(self) -> None:
        """Everybody whose calendar has the date as it was before."""
        for row in self.rows(Q(is_in_calendar=True, told_sequence__lt=self.date.sequence)):
            row.told_sequence = self.date.sequence
            row.save(update_fields=["told_sequence"])
            self.moves.append(Move(row, CHANGED, None, "in"))

    def check(self, row: Registration, source: str, step: str) -> None:
        transition = states.BY_NAME[step]
        if source not in transition.sources:
            raise NotNow
        if self.date.cancelled_at is not None and transition.target in states.OPEN:
            raise CalledOff
        if transition.when == "before" and self.has_begun:
            raise Closed if step in ASKS else NotNow
        if transition.when == "after" and self.now < self.date.starts_at - DOOR_OPENS:
            raise NotNow
        if step in ASKS and source != states.OFFERED:
            self.check_open()
        if transition.target in {states.BOOKED, states.REQUESTED} and step != "undo":
            self.check_free_time(row)
        if states.needs_seat(source, step) and not self.seats().free_for(row.organisation_id):
            raise Full

    def check_open(self) -> None:
        opens = self.admission.opens_at
        if opens is not None and self.now < opens:
            day = date_format(timezone.localtime(opens), "j. F, G:i")
            raise NotOpenYet(_("Die Anmeldung beginnt am %(day)s Uhr.") % {"day": day})
        if self.now >= self.admission.closes(self.date.starts_at):
            raise Closed

    def check_free_time(self, row: Registration) -> None:
        """Nobody can be in two places at a time."""
        lock_people([Guest(None, row.person, row.user)])
        other = overlapping(row, self.date)
        if other is None:
            return
        words = {
            "name": row.name,
            "event": other.date.event.title,
            "day": date_format(timezone.localtime(other.date.starts_at), "j. F, G:i"),
        }
        text = _(
            "%(name)s hat zu dieser Zeit schon einen Platz: „%(event)s“ am %(day)s Uhr. Erst den einen zurückgeben, dann den anderen buchen."
        )
        raise DoubleBooked(text % words)

    def answer_until(self, state: str) -> dt.datetime | None:
        if state == states.OFFERED:
            given = dt.timedelta(hours=self.admission.offer_hours)
        elif state == states.REQUESTED:
            given = ANSWER_TIME
        else:
            return None
        return seats.answer_until(self.now, given, self.date.starts_at)

    def settle(self) -> None:
        """Lets lapse what nobody answered, and offers what is free to those who wait, in their order (F27)."""
        if self.date.cancelled_at is not None:
            return
        over = Q(answer_until__lte=self.now) | (Q(state=states.WAITING) if self.has_begun else Q(pk__in=[]))
        for row in self.rows(Q(state__in=states.BY_NAME["lapse"].sources) & over):
            self.move(row, "lapse", by=None)
        if self.has_begun:
            return
        line = list(self.rows(Q(state=states.WAITING)))
        for row in seats.next_in_line(self.seats(), [(row, row.organisation_id) for row in line]):
            self.move(row, "offer", by=None)

    def pass_on_attendance(self, row: Registration, step: str, by: User | None) -> None:
        said = Attended(
            self.date, row.person, row.user, row.organisation, was_there=step == "attend", by=by, at=self.now
        )
        for one in attendance:
            one.recorded(said)


def overlapping(row: Registration, date: EventDate) -> Registration | None:
    """A place of the same person elsewhere, while this date goes on."""
    same = Q(pk__in=[])
    if row.person_id is not None:
        same |= Q(person=row.person_id)
    if row.user_id is not None:
        same |= Q(user=row.user_id)
    others = (
        Registration.objects.filter(same, state__in=(states.REQUESTED, states.BOOKED))
        .exclude(date=date)
        .select_related("date__event")
    )
    for other in others:
        if other.date.starts_at < date.ends_at and date.starts_at < other.date.ends_at:
            return other
    return None


def lock_people(guests: Iterable[Guest]) -> None:
    """So that nobody gets two places at one time by two requests at once. In one order, so that none waits for the other."""
    people = sorted({guest.person.pk for guest in guests if guest.person is not None})
    users = sorted({guest.user.pk for guest in guests if guest.user is not None})
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk__in=users).order_by("pk").values_list("pk"))
