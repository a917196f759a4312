"""Changes of contacts: recorded and announced whoever makes them, taken note of by those who read them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q

from directory.models import Acknowledgement, ContactChange, Membership, Organisation, Person, Position
from directory.models.changes import ContactChangeQuerySet
from directory.upkeep import contact_diff, notifications, owed_notices, snapshots
from directory.upkeep.snapshots import Snapshot
from portal.models import User


@transaction.atomic
def record_contact_change(*, before: Snapshot, after: Snapshot, by: User | None) -> list[ContactChange]:
    """Stores what differs and has it announced: central contacts at once, everything else with the mail of the day (D3).

    Whoever changes contacts takes a snapshot before and one after, in the transaction of the change.
    """
    changes = contact_diff.between(before, after)
    if not changes:
        return []
    authors = authors_among(by)
    positions = Position.objects.filter(pk__in=[change.position_id for change in changes]).in_bulk()
    for change in changes:
        position = positions.get(change.position_id or 0)
        # What was deleted has no row to point to any more; its name stays in the change.
        change.position, change.person_id = position, position.person_id if position else None
        change.by = by
        # Somebody of several organisations speaks for the one whose contact it is.
        change.author_id = change.organisation_id if change.organisation_id in authors else next(iter(authors), None)
    ContactChange.objects.bulk_create(changes)
    owed_notices.take_note(changes)
    central = [change for change in changes if change.is_central]
    if central:
        notifications.announce_at_once(central)
    return changes


@contextmanager
def recorded(*, organisation: Organisation, by: User, person: Person | None = None) -> Iterator[None]:
    """One change of an organisation's contacts at a time; what differs at the end is recorded and announced."""
    with transaction.atomic():
        # Two at once would each take the other's change for their own, and announce it twice or not at all.
        Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
        contacts = Q(organisation=organisation) | Q(person=person) if person else Q(organisation=organisation)
        before = snapshots.snapshot(contacts, Q(organisation=organisation))
        yield
        after = snapshots.snapshot(contacts, Q(organisation=organisation))
        record_contact_change(before=before, after=after, by=by)


def authors_among(by: User | None) -> list[int]:
    """The organisations somebody speaks for."""
    if by is None:
        return []
    rows = Membership.objects.filter(user=by.pk).order_by("pk").values_list("organisation", flat=True)
    return list(dict.fromkeys(rows))


@transaction.atomic
def acknowledge_changes(*, changes: ContactChangeQuerySet, by: User) -> int:
    """Takes note of changes the person may see and has not taken note of; returns how many. Safe to repeat."""
    keys = list(changes.visible_to(by).unacknowledged_by(by).values_list("pk", flat=True))
    rows = [Acknowledgement(change_id=key, user=by) for key in keys]
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
