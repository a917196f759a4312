"""What is told about contacts and about who is the central one, as stored at a moment."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.models import Coverage, Deputy, Position, Visibility

TOLD = ("organisation", "name", "role", "area", "team", "site", "share", "phone", "mobile", "email", "room")


@dataclass(frozen=True)
class Audience:
    """Who may see something; `organisation` is whose it is."""

    visibility: str
    contact_list: int | None
    organisation: int

    def within(self, other: "Audience") -> "Audience | None":
        """The narrower of two, None where they do not fit into each other."""
        if self == other or other.visibility == Visibility.PARTNERS:
            return self
        if self.visibility == Visibility.PARTNERS:
            return other
        mixed = {self.visibility, other.visibility} == {Visibility.OWN, Visibility.LISTED}
        own = self if self.visibility == Visibility.OWN else other
        return own if mixed and self.organisation == other.organisation else None


@dataclass(frozen=True)
class Contact:
    """A position as the directory tells it. `deputies` in order, each with who may see it."""

    position: int
    person: int
    organisation: int
    audience: Audience
    facts: Mapping[str, str]
    valid_from: dt.date | None
    valid_until: dt.date | None
    is_central: bool
    deputies: tuple[tuple[str, Audience], ...] = ()


@dataclass(frozen=True)
class Central:
    """Who is the central contact for a service in a municipality, by period."""

    organisation: int
    place: str
    service: str
    contacts: tuple[tuple[int, dt.date | None], ...] = ()
    names: tuple[str, ...] = ()
    audience: Audience | None = None


@dataclass(frozen=True)
class Snapshot:
    contacts: Mapping[int, Contact] = field(default_factory=dict)
    central: Mapping[tuple[int, int, int | None], Central] = field(default_factory=dict)


EMPTY = Snapshot()


def snapshot(positions: Q | None = None, coverage: Q | None = None) -> Snapshot:
    """The contacts and the coverage that meet the conditions, as stored now; None leaves that part out."""
    return Snapshot(
        read_contacts(positions) if positions is not None else {},
        read_central(coverage) if coverage is not None else {},
    )


def read_contacts(condition: Q) -> dict[int, Contact]:
    today = timezone.localdate()
    central = Coverage.objects.current().filter(contact=OuterRef("pk"))
    rows = list(Position.objects.filter(condition).for_lists().annotate(is_central=Exists(central)))
    # Whoever has left is still linked, and must not be told as a change when the link is tidied up.
    links = Deputy.objects.filter(Q(deputy__valid_until=None) | Q(deputy__valid_until__gte=today), position__in=rows)
    deputies: dict[int, list[tuple[str, Audience]]] = defaultdict(list)
    for link in links.select_related("deputy__person").order_by("sort_order", "pk"):
        deputies[link.position_id].append((str(link.deputy.person), audience(link.deputy)))
    return {row.pk: contact(row, tuple(deputies[row.pk])) for row in rows}


def contact(row: Any, deputies: tuple[tuple[str, Audience], ...]) -> Contact:
    values = {
        "name": row.person,
        "site": row.site,
        "team": row.team,
        "organisation": row.organisation,
        "share": f"{row.share.normalize():f} %" if row.share else "",
        "phone": getattr(row.phone, "shown", row.phone),
        "mobile": getattr(row.mobile, "shown", row.mobile),
    }
    return Contact(
        position=row.pk,
        person=row.person_id,
        organisation=row.organisation_id,
        audience=audience(row),
        facts={name: str((values[name] if name in values else getattr(row, name)) or "") for name in TOLD},
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        is_central=row.is_central,
        deputies=deputies,
    )


def audience(row: Position) -> Audience:
    return Audience(row.visibility, row.contact_list_id, row.organisation_id)


def read_central(condition: Q) -> dict[tuple[int, int, int | None], Central]:
    """Of today and later; rows that follow each other in time are one story."""
    today = timezone.localdate()
    rows = Coverage.objects.filter(condition).filter(Q(valid_until=None) | Q(valid_until__gte=today))
    central: dict[tuple[int, int, int | None], Central] = {}
    for row in rows.select_related("contact__person", "service", "municipality").order_by("valid_from", "pk"):
        key = (row.municipality_id, row.service_id, row.target_group_id)
        known = central.get(key) or Central(row.organisation_id, row.municipality.name, row.service.name)
        central[key] = with_contact(known, row, today)
    return central


def with_contact(central: Central, row: Coverage, today: dt.date) -> Central:
    if row.contact is None:
        return central
    begins = row.valid_from if row.valid_from and row.valid_from > today else None
    own = audience(row.contact)
    name = f"{row.contact.person} (ab {begins:%d.%m.%Y})" if begins else str(row.contact.person)
    return replace(
        central,
        organisation=row.organisation_id,
        contacts=(*central.contacts, (row.contact_id or 0, begins)),
        names=(*central.names, name),
        audience=own if central.audience is None else own.within(central.audience) or hidden(own),
    )


def hidden(own: Audience) -> Audience:
    """For what nobody but the organisation itself may see together."""
    return Audience(Visibility.OWN, None, own.organisation)
