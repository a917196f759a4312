"""What pages say about the places of a date: to everybody the same numbers, to each their own."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.access import is_coordinator
from directory.models import Membership, Organisation, Person, Position
from pages.models import Admission, EventDate, EventPage, Registration
from pages.registration import seats, states
from pages.registration.access import HOSTING
from pages.registration.hall import DOOR_OPENS, Guest
from portal.identity.auth import OrganisationRole
from portal.models import User

OPEN, EARLY, SHUT, OVER, OFF = "open", "early", "shut", "over", "off"


@dataclass(frozen=True)
class Standing:
    """How a date stands for somebody: `free` are the places they may have, `own` what they have or booked for others."""

    admission: Admission
    seats: seats.Seats
    free: int
    waiting: int
    phase: str
    closes_at: dt.datetime
    held: list[Any] = field(default_factory=list)
    own: list[Registration] = field(default_factory=list)
    mine: Registration | None = None

    @property
    def is_open(self) -> bool:
        return self.phase == OPEN

    @property
    def has_limit(self) -> bool:
        return self.admission.capacity is not None

    @property
    def may_book(self) -> bool:
        return self.is_open and (self.mine is None or self.mine.is_closed)


def phase_of(admission: Admission, date: EventDate, now: dt.datetime) -> str:
    if date.is_cancelled:
        return OFF
    if now >= date.starts_at:
        return OVER
    if admission.opens_at and now < admission.opens_at:
        return EARLY
    return SHUT if now >= admission.closes(date.starts_at) else OPEN


def taken_by_date(dates: Iterable[Any]) -> dict[Any, dict[int | None, int]]:
    """Places taken, by date and organisation: one query for a whole list."""
    rows = Registration.objects.seated().filter(date__in=dates).order_by().values_list("date", "organisation")
    taken: dict[Any, dict[int | None, int]] = {}
    for date, organisation, number in rows.annotate(number=Count("pk")):
        taken.setdefault(date, {})[organisation] = number
    return taken


def seats_of(admission: Admission, taken: Mapping[int | None, int], today: dt.date) -> seats.Seats:
    held = [seats.Held(row.organisation_id, row.seats, row.until) for row in admission.held.all()]
    return seats.Seats(admission.capacity, taken, seats.held_on(held, today))


def admission_of(event: EventPage) -> Admission | None:
    rows = Admission.objects.filter(event=event.original.pk).prefetch_related("held__organisation")
    return rows.first()


def standing(date: EventDate, user: Any) -> Standing | None:
    """None for an event that nobody registers for. `date` may be one that is not stored yet."""
    admission = admission_of(date.event)
    if admission is None:
        return None
    now, today = timezone.now(), timezone.localdate()
    counted = seats_of(admission, taken_by_date([date.pk]).get(date.pk, {}) if date.pk else {}, today)
    organisations = own_organisations(user)
    own = own_rows(date, user)
    held = [row for row in admission.held.all() if row.until >= today and counted.own(row.organisation_id)]
    return Standing(
        admission=admission,
        seats=counted,
        free=max((counted.free_for(pk) for pk in [None, *organisations]), default=0),
        waiting=Registration.objects.filter(date=date.pk, state=states.WAITING).count() if date.pk else 0,
        phase=phase_of(admission, date, now),
        closes_at=admission.closes(date.starts_at),
        held=[(row, counted.own(row.organisation_id), row.organisation_id in organisations) for row in held],
        own=own,
        mine=next((row for row in own if user.pk in {row.user_id, row.person and row.person.user_id}), None),
    )


def own_rows(date: EventDate, user: Any) -> list[Registration]:
    """The person's own place first, then those booked for others."""
    if not date.pk or user.pk is None:
        return []
    rows = Registration.objects.filter(date=date.pk).filter(
        Q(user=user.pk) | Q(person__user=user.pk) | Q(booked_by=user.pk)
    )
    found = [
        row
        for row in rows.for_lists()
        if not row.is_closed or user.pk in {row.user_id, row.person and row.person.user_id}
    ]
    return sorted(found, key=lambda row: user.pk not in {row.user_id, row.person and row.person.user_id})


def own_organisations(user: Any) -> dict[int, Organisation]:
    rows = Organisation.objects.active().filter(memberships__user=user.pk).distinct() if user.pk else []
    return {organisation.pk: organisation for organisation in rows}


def position_in_line(row: Registration) -> int:
    """1 for who is next."""
    if row.state != states.WAITING:
        return 0
    before = Q(joined_at__lt=row.joined_at) | Q(joined_at=row.joined_at, pk__lt=row.pk)
    return Registration.objects.filter(before, date=row.date_id, state=states.WAITING).count() + 1


def own_guest(user: User, organisation: Organisation | None) -> Guest:
    person = Person.objects.filter(user=user).first()
    return Guest(organisation, person, user)


def colleagues(user: User) -> QuerySet[Position]:
    """Of one's own teams; of one's own organisations where one belongs to no team there."""
    own = Position.objects.current().filter(person__user=user)
    organisations = Membership.objects.filter(user=user).values("organisation")
    teams = list(own.filter(team__isnull=False).values_list("team", flat=True))
    among: QuerySet[Position] = Position.objects.current().visible_to(user).filter(organisation__in=organisations)
    if teams:
        among = among.filter(team__in=teams)
    others = among.exclude(person__user=user).select_related("person__user", "organisation", "team")
    return others.order_by("person__last_name", "person__first_name", "pk")


def places_of(user: User) -> QuerySet[Registration]:
    """All that somebody has, or has booked for others, not yet closed or of their own."""
    mine = Q(user=user) | Q(person__user=user)
    rows: QuerySet[Registration] = Registration.objects.for_lists().filter(
        mine | Q(booked_by=user, state__in=states.OPEN)
    )
    return rows.order_by("date__starts_at", "pk")


def requests_for(user_condition: Q, host_condition: Q | None = None) -> QuerySet[Registration]:
    """Requests that wait for those superiors; `user_condition` is about memberships. Where nobody leads, the host decides."""
    leading = Membership.objects.filter(
        user_condition, role=OrganisationRole.SUPERVISOR, organisation=OuterRef("organisation")
    )
    anybody = Membership.objects.filter(
        role=OrganisationRole.SUPERVISOR, organisation=OuterRef("organisation"), user__is_active=True
    )
    hosting = Membership.objects.filter(
        user_condition, role__in=HOSTING, organisation__hosted_events=OuterRef("date__event")
    )
    rows: QuerySet[Registration] = Registration.objects.filter(state=states.REQUESTED, date__cancelled_at=None)
    return rows.filter(Exists(leading) | (~Exists(anybody) & Exists(hosting)))


def unrecorded_for(user_condition: Q, now: Any) -> QuerySet[EventDate]:
    """Dates that have begun and where nobody has said yet who was there."""
    hosting = Membership.objects.filter(user_condition, role__in=HOSTING, organisation__hosted_events=OuterRef("event"))
    booked = Registration.objects.filter(date=OuterRef("pk"), state=states.BOOKED)
    rows: QuerySet[EventDate] = EventDate.objects.filter(starts_at__lte=now, cancelled_at=None)
    return rows.filter(Exists(hosting), Exists(booked))


def hosted_dates(user: User) -> QuerySet[EventDate]:
    """Dates with places that somebody hosts, newest last."""
    rows: QuerySet[EventDate] = EventDate.objects.filter(event__admission__isnull=False).select_related(
        "event__admission"
    )
    if not is_coordinator(user):
        hosting = Membership.objects.filter(user=user, role__in=HOSTING, organisation__hosted_events=OuterRef("event"))
        rows = rows.filter(Exists(hosting))
    return rows.order_by("starts_at", "pk")


def door_is_open(date: EventDate) -> bool:
    return timezone.now() >= date.starts_at - DOOR_OPENS and not date.is_cancelled


@dataclass(frozen=True)
class Stand:
    """A date in a list: what is taken of its places, and `mine`, the state of one's own ("" without)."""

    seats: seats.Seats
    phase: str
    waiting: int = 0
    mine: str = ""


def stands(dates: Iterable[EventDate], user: Any) -> dict[int, Stand]:
    """By key of the date, of those with places: at most five queries, however many there are."""
    listed = {date.pk: date for date in dates if date.pk}
    events = {date.event_id for date in listed.values()}
    admissions = {row.event_id: row for row in Admission.objects.filter(event__in=events).prefetch_related("held")}
    wanted = {pk: date for pk, date in listed.items() if date.event_id in admissions}
    if not wanted:
        return {}
    now, today = timezone.now(), timezone.localdate()
    taken, waiting = taken_by_date(wanted), waiting_by_date(wanted)
    own = Registration.objects.of(user).open().filter(date__in=wanted)
    mine = dict(own.values_list("date", "state"))
    return {
        pk: Stand(
            seats_of(admissions[date.event_id], taken.get(pk, {}), today),
            phase_of(admissions[date.event_id], date, now),
            waiting.get(pk, 0),
            mine.get(pk, ""),
        )
        for pk, date in wanted.items()
    }


def waiting_by_date(dates: Iterable[Any]) -> dict[int, int]:
    rows = Registration.objects.filter(date__in=dates, state=states.WAITING).order_by().values_list("date")
    return dict(rows.annotate(number=Count("pk")))


def link_shown_to(user: Any, dates: Iterable[int]) -> set[int]:
    """The dates whose video link somebody may see: those where they have a place."""
    rows = Registration.objects.of(user).filter(date__in=list(dates), state__in=states.IN_CALENDAR)
    return set(rows.values_list("date", flat=True))
