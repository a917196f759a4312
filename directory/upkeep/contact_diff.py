"""What is told about contacts, before and after something was changed, and what differs: rows of ContactChange, not stored yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.models import ContactChange, Coverage, Deputy, Position, Visibility

Kind = ContactChange.Kind
TOLD = ("organisation", "name", "role", "area", "team", "site", "share", "phone", "mobile", "email", "room")
Detail = dict[str, str]


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
        "phone": getattr(row.phone, "as_national", row.phone),
        "mobile": getattr(row.mobile, "as_national", row.mobile),
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


def between(before: Snapshot, after: Snapshot) -> list[ContactChange]:
    followed = followers(before, after)
    pairs = [
        (before.contacts.get(pk), after.contacts.get(pk))
        for pk in {**before.contacts, **after.contacts}
        if pk not in followed and pk not in followed.values()
    ]
    changes = [change for old, new in pairs for change in of_contact(old, new)]
    for pk, next_pk in followed.items():
        changes += of_follower(before.contacts[pk], after.contacts[next_pk])
    return changes + list(of_central(before, after))


def followers(before: Snapshot, after: Snapshot) -> dict[int, int]:
    """Positions that end with a new one of the same person at the same organisation on the next day: it goes on, only changed."""
    begun = {
        (contact.person, contact.organisation, contact.valid_from): pk
        for pk, contact in after.contacts.items()
        if pk not in before.contacts and contact.valid_from
    }
    following = {}
    for pk, old in before.contacts.items():
        end = after.contacts[pk].valid_until if pk in after.contacts else None
        # The next day exactly: after a break the person is a new one for partners.
        key = (old.person, old.organisation, end + dt.timedelta(days=1)) if end and end != old.valid_until else None
        if key in begun:
            following[pk] = begun[key]
    return following


def of_follower(old: Contact, new: Contact) -> list[ContactChange]:
    changes = list(of_contact(old, replace(new, valid_until=old.valid_until)))
    for change in changes:
        change.details.insert(0, detail("from", "", german(new.valid_from)))
    return changes


def of_contact(old: Contact | None, new: Contact | None) -> Iterator[ContactChange]:
    """That it ends is told beside what else differs; of one that is new nothing else is."""
    if is_past(old) and is_past(new):
        return
    if old is None or new is None:
        yield from begun_or_gone(old, new)
        return
    if ends(old, new):
        yield row(new, Kind.LEFT, since("until", new.valid_until), old)
    elif is_revealed(old, new):
        yield row(new, Kind.NEW, since("from", new.valid_from), old)
        return
    details = list(differing(old, new))
    if details:
        yield row(new, Kind.CHANGED, details, old)
    yield from of_deputies(old, new)


def begun_or_gone(old: Contact | None, new: Contact | None) -> Iterator[ContactChange]:
    if new is not None:
        yield row(new, Kind.NEW, since("from", new.valid_from), old)
    elif old is not None:
        yield row(old, Kind.LEFT, since("until", old.valid_until), old)


def since(name: str, day: dt.date | None) -> list[Detail]:
    return [detail(name, "", german(day))] if day else []


def differing(old: Contact, new: Contact) -> Iterator[Detail]:
    for name in TOLD:
        if old.facts[name] != new.facts[name]:
            yield detail(name, old.facts[name], new.facts[name])
    # Somebody who was to leave stays after all.
    if old.valid_until and not new.valid_until:
        yield detail("until", german(old.valid_until), "")


def is_past(contact: Contact | None) -> bool:
    return contact is None or (contact.valid_until is not None and contact.valid_until < timezone.localdate())


def ends(old: Contact, new: Contact) -> bool:
    return new.valid_until is not None and new.valid_until != old.valid_until


def is_revealed(old: Contact, new: Contact) -> bool:
    """Whether others than before see it: for them it is new, and what it was is not their business."""
    return old.audience != new.audience and new.audience.within(old.audience) != new.audience


def of_deputies(old: Contact, new: Contact) -> Iterator[ContactChange]:
    """One row for each circle of people who may see those deputies."""
    circles = dict.fromkeys(seen for _name, seen in (*old.deputies, *new.deputies))
    for circle in circles:
        told = circle.within(new.audience)
        was, now = (", ".join(name for name, seen in side.deputies if seen == circle) for side in (old, new))
        if (
            was != now
            and told is not None
            and (told.visibility != Visibility.OWN or told.organisation == new.organisation)
        ):
            yield row(replace(new, audience=told), Kind.CHANGED, [detail("deputies", was, now)], old)


def row(contact: Contact, kind: str, details: list[Detail], old: Contact | None) -> ContactChange:
    return ContactChange(
        kind=kind,
        organisation_id=contact.organisation,
        position_id=contact.position,
        person_id=contact.person,
        name=contact.facts["name"],
        role=contact.facts["role"],
        details=details,
        is_central=contact.is_central or bool(old and old.is_central),
        visibility=contact.audience.visibility,
        contact_list_id=contact.audience.contact_list,
    )


def of_central(before: Snapshot, after: Snapshot) -> Iterator[ContactChange]:
    """Municipalities with the same change are one row."""
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    sides: dict[tuple[Any, ...], tuple[Central, Central]] = {}
    for key in {**before.central, **after.central}:
        old, new = before.central.get(key), after.central.get(key)
        known = new or old
        if known is None or (old.contacts if old else ()) == (new.contacts if new else ()):
            continue
        was, now = old or replace(known, contacts=(), names=()), new or replace(known, contacts=(), names=())
        # A new contact for forty municipalities is one piece of news.
        group = (known.organisation, known.service, was.contacts, now.contacts)
        groups[group].append(known.place)
        sides[group] = (was, now)
    for group, places in groups.items():
        yield central_row(*sides[group], sorted(places))


def central_row(was: Central, now: Central, places: list[str]) -> ContactChange:
    # Who might see only one of the two names must not learn the other from the change.
    circles = [side.audience for side in (was, now) if side.names and side.audience]
    circle = circles[0] if len(circles) == 1 else circles[0].within(circles[1]) or hidden(circles[1])
    contacts = now.contacts or was.contacts
    return ContactChange(
        kind=Kind.CENTRAL,
        organisation_id=circle.organisation if circle.visibility == Visibility.OWN else now.organisation,
        position_id=contacts[-1][0],
        name=(now.names or was.names)[-1],
        role=now.service,
        details=[
            {
                **detail("central", ", ".join(was.names), ", ".join(now.names)),
                "where": f"{now.service}: {', '.join(places)}",
            }
        ],
        is_central=True,
        visibility=circle.visibility,
        contact_list_id=circle.contact_list,
    )


def detail(name: str, before: str, after: str) -> Detail:
    return {"field": name, "before": before, "after": after}


def german(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
