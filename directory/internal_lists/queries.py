"""Who is on an internal list, as its readers see it (F67)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import ContactList, ListEntry, Mailbox, Position
from directory.models.validity import holds_on


@dataclass(frozen=True)
class Member:
    """A line of a list: a person in a function, or a mailbox. `phone` is the number for this list."""

    name: str
    role: str
    organisation: str
    team: str = ""
    area: str = ""
    phone: Any = ""
    mobile: Any = ""
    email: str = ""
    note: str = ""
    person: int | None = None
    is_away: bool = False


def members(contact_list: ContactList) -> list[Member]:
    """Who is on it today, by name, mailboxes last: three queries."""
    today = timezone.localdate()
    entries = list(
        ListEntry.objects.shown()
        .filter(contact_list=contact_list)
        .select_related("mailbox__organisation")
        .order_by("sort_order", "pk")
    )
    entry_of = {entry.position_id: entry for entry in entries if entry.position_id}
    # On it is who has an entry, and who is restricted to the list: whoever may see it may see them.
    held = Position.objects.filter(holds_on(today))
    reached = held.filter(pk__in=entry_of) | held.filter(contact_list=contact_list)
    positions = reached.for_lists().with_absence(today).distinct()
    people = [person(position, entry_of.get(position.pk)) for position in positions]
    boxes = {entry.mailbox_id: mailbox(entry.mailbox, entry) for entry in entries if entry.mailbox is not None}
    for box in Mailbox.objects.filter(contact_list=contact_list).select_related("organisation").order_by("name", "pk"):
        boxes.setdefault(box.pk, mailbox(box))
    return [*people, *boxes.values()]


def person(position: Any, entry: ListEntry | None = None) -> Member:
    """`position` comes with its absence, which its class does not know of."""
    return Member(
        name=str(position.person),
        role=position.role,
        organisation=position.organisation.name,
        team=position.team.name if position.team else "",
        area=position.area,
        phone=(entry and entry.phone) or position.phone,
        mobile=position.mobile,
        email=position.email,
        note=entry.note if entry else "",
        person=position.person_id,
        is_away=position.away_until is not None,
    )


def mailbox(box: Mailbox, entry: ListEntry | None = None) -> Member:
    return Member(
        name=box.name,
        role=_("Postfach"),
        organisation=box.organisation.name,
        phone=(entry and entry.phone) or box.phone,
        email=box.email,
        note=entry.note if entry else "",
    )
