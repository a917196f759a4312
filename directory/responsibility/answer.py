"""Who is responsible in a municipality on a day, and who answers there on that day (F19, F20, F22)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from directory import opening_hours
from directory.holidays import public_holidays
from directory.models import Coverage, Municipality, Organisation, Service, Site, TargetGroup
from directory.models.organisations import open_on
from directory.models.people import away_until
from directory.models.restrictions import Viewer, audiences_of
from directory.responsibility.cards import Card
from directory.responsibility.stand_ins import StandIn, deputies_of, stand_in
from portal import page_cache
from search.documents import READER


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
class Surroundings:
    """What belongs to the coverage; `audiences` are those the user is of, as rights are kept in the search, too."""

    audiences: frozenset[str]
    deputies: dict[int, list[StandIn]] = field(default_factory=dict)
    sites: dict[int, list[Site]] = field(default_factory=dict)


def choices(request: HttpRequest) -> Choices:
    return page_cache.get_or_build(
        page_cache.version_of(request),
        "directory-choices",
        lambda: Choices(tuple(Service.objects.all()), tuple(TargetGroup.objects.all())),
    )


def answer(question: Question, known: Choices) -> list[Card]:
    """One card per service in the order of `known`, gaps last: four queries, whatever the number of cards."""
    rows = [row for row in named(responsible(question), known) if not is_for_others(row, question.group)]
    around = surroundings(rows, question)
    wanted = [service for service in known.services if is_asked_for(service, question)]
    cards = [card(row, question, around) for service in wanted for row in rows if row.service_id == service.pk]
    return cards + gaps(wanted, {row.service_id for row in rows})


def gaps(wanted: Iterable[Service], carried: Collection[int]) -> list[Card]:
    return [Card(service) for service in wanted if service.is_expected_everywhere and service.pk not in carried]


def named(rows: Iterable[Coverage], known: Choices) -> list[Coverage]:
    """With service and target group as they are kept in memory: to read them with each row is a tenth of the page's time."""
    services = {service.pk: service for service in known.services}
    groups = {group.pk: group for group in known.groups}
    kept = [row for row in rows if row.service_id in services]
    for row in kept:
        row.service = services[row.service_id]
        if row.target_group_id in groups:
            row.target_group = groups[row.target_group_id]
    return kept


def is_asked_for(service: Service, question: Question) -> bool:
    if question.service is not None and question.service.pk != service.pk:
        return False
    return question.group is None or service.meets(question.group)


def is_for_others(row: Coverage, group: TargetGroup | None) -> bool:
    return group is not None and row.target_group is not None and row.target_group.excludes(group)


def responsible(question: Question) -> Iterable[Coverage]:
    """Coverage on that day, each with `contact_away_until`."""
    return (
        Coverage.objects.covering(question.municipality, question.service)
        .valid_on(question.day)
        .filter(open_on(question.day, "organisation__"))
        .select_related("municipality", "organisation", "mailbox", "contact__person", "contact__team")
        .annotate(contact_away_until=away_until("contact__person", question.day))
        .order_by("service__order", "service__name", "target_group__order", "pk")
    )


def surroundings(rows: Collection[Coverage], question: Question) -> Surroundings:
    audiences = frozenset({READER, *audiences_of(question.user)})
    contacts = {row.contact_id for row in rows if row.contact_id}
    sites: dict[int, list[Site]] = defaultdict(list)
    organisations = {row.organisation_id for row in rows}
    for site in Site.objects.filter(organisation__in=organisations).order_by("sort_order", "pk"):
        sites[site.organisation_id].append(site)
    return Surroundings(audiences, deputies_of(contacts, question.day, audiences), sites)


def card(row: Any, question: Question, around: Surroundings) -> Card:
    """`row` is a coverage as `responsible` gives it."""
    contact = None
    if row.contact is not None and row.contact.audience in around.audiences:
        contact = stand_in(row.contact, row.contact_away_until, question.day)
    site = site_of(row, contact, around.sites.get(row.organisation_id, []))
    return Card(
        service=row.service,
        coverage=row,
        contact=contact,
        # Whose contact may not be seen has no deputies either: their names would tell who it is.
        deputies=tuple(around.deputies.get(row.contact_id, ())) if contact else (),
        site=site,
        mailbox=row.mailbox if row.mailbox is not None and row.mailbox.audience in around.audiences else None,
        **(times(site, question) if site is not None else {}),
    )


def site_of(row: Coverage, contact: StandIn | None, sites: list[Site]) -> Site | None:
    """The site of the responsibility, else where the contact works, else the first of the organisation."""
    wanted = row.site_id or (contact.position.site_id if contact else None)
    return next((site for site in sites if site.pk == wanted), sites[0] if sites else None)


def times(site: Site, question: Question) -> dict[str, Any]:
    """Fields of a card; none where no hours are known."""
    if not (site.hours or site.special_hours):
        return {}
    holidays = public_holidays(question.day)
    spans, reason = opening_hours.hours_on(site.opening, question.day, holidays)
    shown: dict[str, Any] = {"hours": opening_hours.write_spans(spans), "hours_reason": reason}
    # Whether a place is open at this moment says nothing about another day.
    if question.is_today:
        shown["state"] = opening_hours.state_at(site.opening, question.moment, holidays)
    return shown


def standing(day: dt.date) -> QuerySet[Municipality]:
    """The municipalities there are on a day."""
    municipalities: QuerySet[Municipality] = Municipality.objects.valid_on(day)
    return municipalities


def coordinator() -> Organisation | None:
    """Whom to ask where nobody is responsible: the county's own office."""
    return Organisation.objects.active().filter(kind=Organisation.Kind.COUNTY).order_by("pk").first()


def now() -> dt.datetime:
    return timezone.localtime().replace(tzinfo=None)
