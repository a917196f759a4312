"""What changes several things at once, or must not happen twice at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q

from directory.models import (
    Acknowledgement,
    ContactChange,
    Coverage,
    Membership,
    Municipality,
    Organisation,
    Person,
    Position,
    Site,
    Team,
)
from directory.upkeep import contact_diff, notifications, owed_notices
from directory.upkeep.contact_diff import Snapshot


def hold_municipality(pk: int) -> None:
    """Inside a transaction: nobody else changes who is responsible there until it ends."""
    Municipality.objects.select_for_update().filter(pk=pk).first()


@transaction.atomic
def save_coverage(*, coverage: Coverage, by: Any) -> Coverage:
    """Stores who is responsible; ValidationError if somebody else is on one of the days, or the entry contradicts itself."""
    hold_municipality(coverage.municipality_id)
    coverage.full_clean()
    coverage.save()
    return coverage


@transaction.atomic
def record_contact_change(*, before: Snapshot, after: Snapshot, by: Any) -> list[ContactChange]:
    """Stores what differs and has it announced: central contacts at once, everything else with the mail of the day (D3).

    Whoever changes contacts takes a snapshot before and one after, in the transaction of the change.
    """
    found = contact_diff.between(before, after)
    if not found:
        return []
    authors = authors_among(by)
    there = Position.objects.filter(pk__in=[one.position_id for one in found]).in_bulk()
    for change in found:
        position = there.get(change.position_id or 0)
        change.position, change.person_id = position, position.person_id if position else None
        change.by = by
        change.author_id = change.organisation_id if change.organisation_id in authors else next(iter(authors), None)
    ContactChange.objects.bulk_create(found)
    owed_notices.take_note(found)
    central = [change for change in found if change.is_central]
    if central:
        notifications.announce_at_once(central)
    return found


@contextmanager
def recorded(*, organisation: Organisation, by: Any, person: Person | None = None) -> Iterator[None]:
    """One change of an organisation's contacts at a time; what differs at the end is recorded and announced."""
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
        contacts = Q(organisation=organisation) | Q(person=person) if person else Q(organisation=organisation)
        before = contact_diff.snapshot(contacts, Q(organisation=organisation))
        yield
        after = contact_diff.snapshot(contacts, Q(organisation=organisation))
        record_contact_change(before=before, after=after, by=by)


def authors_among(by: Any) -> list[int]:
    """The organisations somebody speaks for."""
    if by is None:
        return []
    rows = Membership.objects.filter(user=by.pk).order_by("pk").values_list("organisation", flat=True)
    return list(dict.fromkeys(rows))


@transaction.atomic
def acknowledge_changes(*, changes: Any, by: Any) -> int:
    """Takes note of changes the person may see and has not taken note of; returns how many. Safe to repeat."""
    keys = list(changes.visible_to(by).unacknowledged_by(by).values_list("pk", flat=True))
    rows = [Acknowledgement(change_id=key, user=by) for key in keys]
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def save_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """Stores what a person or an import says about it; ValidationError where the entry contradicts itself."""
    organisation.full_clean()
    organisation.save()
    return organisation


def save_site(*, site: Site, by: Any) -> Site:
    site.full_clean()
    site.save()
    return site


def save_team(*, team: Team, by: Any) -> Team:
    team.full_clean()
    team.save()
    return team


def save_person(*, person: Person, by: Any) -> Person:
    person.full_clean()
    person.save()
    return person


def save_position(*, position: Position, by: Any) -> Position:
    """What somebody does where: the one place at which a contact is stored, whoever says so."""
    position.full_clean()
    position.save()
    return position


def save_municipality(*, municipality: Municipality, by: Any) -> Municipality:
    municipality.full_clean()
    municipality.save()
    return municipality
