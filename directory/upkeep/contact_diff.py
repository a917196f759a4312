"""What differs between two snapshots of contacts: rows of ContactChange, not stored yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils import timezone

from directory.models import ContactChange, Visibility
from directory.upkeep.snapshots import TOLD, Central, Contact, Snapshot, hidden

Kind = ContactChange.Kind
Detail = dict[str, str]


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
