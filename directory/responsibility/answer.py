"""Who is responsible in a municipality on a day, and who answers there today (F19, F20, F22)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from directory import opening_hours
from directory.holidays import public_holidays
from directory.models import Coverage, Deputy, Mailbox, Municipality, Organisation, Position, Service, Site, TargetGroup
from directory.models.people import FOR_NOW, away_until
from directory.models.restrictions import Viewer, audiences_of
from portal import page_cache
from search.documents import READER


@dataclass(frozen=True)
class StandIn:
    """A person who may answer: `away_until` is None for somebody who is there."""

    position: Position
    away_until: dt.date | None = None

    @property
    def is_there(self) -> bool:
        return self.away_until is None

    @property
    def is_away_for_now(self) -> bool:
        return self.away_until == FOR_NOW


@dataclass(frozen=True)
class Card:
    """The answer for one service: `coverage` None is a gap. `acting` is who answers on that day, `contact` who usually does."""

    service: Service
    coverage: Coverage | None = None
    contact: StandIn | None = None
    deputies: tuple[StandIn, ...] = ()
    site: Site | None = None
    mailbox: Mailbox | None = None
    state: opening_hours.State | None = None
    hours: str = ""
    hours_reason: str = ""

    @cached_property
    def acting(self) -> StandIn | None:
        everybody = (*([self.contact] if self.contact else []), *self.deputies)
        return next((one for one in everybody if one.is_there), None)

    @cached_property
    def is_deputised(self) -> bool:
        return self.acting is not None and self.acting is not self.contact

    @cached_property
    def deputy(self) -> StandIn | None:
        """The first who would stand in for whoever answers."""
        return next((one for one in self.deputies if one is not self.acting and one.is_there), None)

    @cached_property
    def phone(self) -> Any:
        """The most direct number that somebody answers on that day."""
        return next((one.phone for one in self.ways(self.person, self.mailbox) if one.phone), "")

    @cached_property
    def email(self) -> str:
        """The functional mailbox before a personal address: it reaches whoever is on duty."""
        return next((one.email for one in self.ways(self.mailbox, self.person) if one.email), "")

    @cached_property
    def person(self) -> Position | None:
        """Whoever answers, unless the numbers stand only in an internal list."""
        position = self.acting.position if self.acting else None
        return None if position is None or position.is_listed else position

    def ways(self, *first: Any) -> list[Any]:
        """The ways to the office in order of preference, after those named."""
        mailbox_is_listed = self.mailbox is not None and self.mailbox.is_listed
        places = [*first, self.site, self.coverage.organisation if self.coverage else None]
        return [one for one in places if one is not None and not (one is self.mailbox and mailbox_is_listed)]

    @cached_property
    def confirmed_on(self) -> dt.date | None:
        if self.contact is not None and self.contact.position.confirmed_on:
            return self.contact.position.confirmed_on
        return self.coverage.organisation.confirmed_on if self.coverage else None


@dataclass(frozen=True)
class Question:
    """`moment` is local time: its day decides who is responsible, its time of day who can be reached."""

    municipality: int
    moment: dt.datetime
    user: Viewer
    is_today: bool = True
    group: TargetGroup | None = None
    service: Service | None = None

    @property
    def day(self) -> dt.date:
        return self.moment.date()


@dataclass(frozen=True)
class Choices:
    """Services and target groups of the county, as kept in memory."""

    services: tuple[Service, ...] = ()
    groups: tuple[TargetGroup, ...] = ()


@dataclass
class Found:
    """What belongs to the coverage; `audiences` are those the user is of, as rights are kept in the search, too."""

    audiences: frozenset[str] = frozenset()
    deputies: dict[int, list[StandIn]] = field(default_factory=lambda: defaultdict(list))
    sites: dict[int, list[Site]] = field(default_factory=lambda: defaultdict(list))


def choices(request: HttpRequest) -> Choices:
    return page_cache.get_or_build(
        page_cache.version_of(request),
        "directory-choices",
        lambda: Choices(tuple(Service.objects.all()), tuple(TargetGroup.objects.all())),
    )


def answer(question: Question, known: Choices) -> list[Card]:
    """One card per service in the order of `known`, gaps last: four queries, whatever the number of cards."""
    rows = named(responsible(question), known)
    rows = [row for row in rows if not (question.group and is_for_others(row, question.group))]
    wanted = [one for one in known.services if is_asked_for(one, question)]
    found = Found(frozenset({READER, *audiences_of(question.user)}))
    read_deputies(rows, question, found)
    read_sites(rows, found)
    by_service: dict[int, list[Coverage]] = defaultdict(list)
    for row in rows:
        by_service[row.service_id].append(row)
    cards = [card(row, question, found) for one in wanted for row in by_service[one.pk]]
    gaps = [Card(one) for one in wanted if one.is_expected_everywhere and not by_service[one.pk]]
    return cards + gaps


def named(rows: Iterable[Coverage], known: Choices) -> list[Coverage]:
    """With service and target group as they are kept in memory: to read them with each row is a tenth of the page's time."""
    services = {one.pk: one for one in known.services}
    groups = {one.pk: one for one in known.groups}
    found = [row for row in rows if row.service_id in services]
    for row in found:
        row.service = services[row.service_id]
        if row.target_group_id in groups:
            row.target_group = groups[row.target_group_id]
    return found


def is_asked_for(service: Service, question: Question) -> bool:
    if question.service is not None and question.service.pk != service.pk:
        return False
    return question.group is None or service.meets(question.group)


def is_for_others(row: Coverage, group: TargetGroup) -> bool:
    return row.target_group is not None and row.target_group.excludes(group)


def responsible(question: Question) -> Iterable[Coverage]:
    """Coverage on that day, each with `contact_away_until`."""
    return (
        Coverage.objects.covering(question.municipality, question.service)
        .valid_on(question.day)
        .filter(Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=question.day))
        .select_related("municipality", "organisation", "mailbox", "contact__person", "contact__team")
        .annotate(contact_away_until=away_until("contact__person", question.day))
        .order_by("service__order", "service__name", "target_group__order", "pk")
    )


def read_deputies(rows: Iterable[Coverage], question: Question, found: Found) -> None:
    """Who stands in for the contacts, in order, as far as the user may see them."""
    links = (
        Deputy.objects.filter(position__in={row.contact_id for row in rows if row.contact_id})
        .select_related("deputy__person", "deputy__organisation", "deputy__team")
        .annotate(away_until=away_until("deputy__person", question.day))
        .order_by("sort_order", "pk")
    )
    for link in links:
        if link.deputy.audience in found.audiences:
            found.deputies[link.position_id].append(stand_in(link.deputy, link.away_until, question.day))


def stand_in(position: Position, away_until: dt.date | None, day: dt.date) -> StandIn:
    """Whoever does not hold the position on that day is not there either."""
    return StandIn(position, away_until if position.is_valid_on(day) else FOR_NOW)


def read_sites(rows: Iterable[Coverage], found: Found) -> None:
    for site in Site.objects.filter(organisation__in={row.organisation_id for row in rows}).order_by(
        "sort_order", "pk"
    ):
        found.sites[site.organisation_id].append(site)


def card(row: Any, question: Question, found: Found) -> Card:
    """`row` is a coverage as `responsible` gives it."""
    contact = None
    if row.contact is not None and row.contact.audience in found.audiences:
        contact = stand_in(row.contact, row.contact_away_until, question.day)
    sites = found.sites[row.organisation_id]
    wanted = row.site_id or (contact.position.site_id if contact else None)
    site = next((one for one in sites if one.pk == wanted), sites[0] if sites else None)
    times: dict[str, Any] = {}
    if site is not None and (site.hours or site.special_hours):
        holidays = public_holidays(question.day)
        spans, reason = opening_hours.hours_on(site.opening, question.day, holidays)
        times = {"hours": opening_hours.write_spans(spans), "hours_reason": reason}
        if question.is_today:
            times["state"] = opening_hours.state_at(site.opening, question.moment, holidays)
    return Card(
        service=row.service,
        coverage=row,
        contact=contact,
        deputies=tuple(found.deputies[row.contact_id]) if contact else (),
        site=site,
        mailbox=row.mailbox if row.mailbox is not None and row.mailbox.audience in found.audiences else None,
        **times,
    )


def standing(day: dt.date) -> QuerySet[Municipality]:
    """The municipalities there are on a day."""
    found: QuerySet[Municipality] = Municipality.objects.valid_on(day)
    return found


def coordinator() -> Organisation | None:
    """Whom to ask where nobody is responsible: the county's own office."""
    return Organisation.objects.active().filter(kind=Organisation.Kind.COUNTY).order_by("pk").first()


def now() -> dt.datetime:
    return timezone.localtime().replace(tzinfo=None)
