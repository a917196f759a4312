"""Organisations, people and mailboxes that a page names, as the directory knows them today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.models import Mailbox, Organisation, Visibility
from directory.register import contact_cards
from directory.register.contact_cards import Shown


@dataclass(frozen=True)
class ShownParty:
    """A signing side: the organisation of today where it is chosen, people likewise, and what was written otherwise."""

    party: Any
    representative: Shown | None = None
    contact: Shown | None = None
    deputy: Shown | None = None

    @property
    def name(self) -> str:
        return str(self.party.organisation.name if self.party.organisation else self.party.name)

    @property
    def signed_as(self) -> str:
        """The name under which it signed, where it is called otherwise today."""
        return str(self.party.name) if self.party.name and self.party.name != self.name else ""

    @property
    def represented_by(self) -> str:
        """By name and task as of today, or as written."""
        chosen = self.representative
        if chosen is not None and not chosen.has_left:
            return f"{chosen.position.person} ({chosen.position.role})"
        return str(self.party.represented_by)

    @property
    def has_entry(self) -> bool:
        """Whether the directory still has a page of the organisation."""
        return self.party.organisation is not None and self.party.organisation.is_active


@dataclass(frozen=True)
class ShownContact:
    """One of the three."""

    person: Shown | None = None
    organisation: Organisation | None = None
    mailbox: Mailbox | None = None


def shown_parties(page: Any) -> list[ShownParty]:
    """Three queries at most, and two where no people are chosen."""
    parties = list(page.parties.select_related("organisation") if page.pk else page.parties.all())
    known = contact_cards.people(
        key for party in parties for key in (party.representative_id, party.contact_id, party.deputy_id)
    )
    return [
        ShownParty(party, known.get(party.representative_id), known.get(party.contact_id), known.get(party.deputy_id))
        for party in parties
    ]


def shown_contacts(stream: Iterable[Any]) -> list[ShownContact]:
    """In the order of the page, without what was deleted, has closed, or not all partners may see any more."""
    chosen = [(child.block_type, child.value) for child in stream if child.value is not None]
    people = contact_cards.people(value.pk for kind, value in chosen if kind == "person")
    mailboxes = mailboxes_for_partners([value.pk for kind, value in chosen if kind == "mailbox"])
    shown = (shown_contact(kind, value, people, mailboxes) for kind, value in chosen)
    return [contact for contact in shown if contact is not None]


def shown_contact(
    kind: str, value: Any, people: Mapping[int, Shown], mailboxes: Mapping[int, Mailbox]
) -> ShownContact | None:
    if kind == "organisation":
        return ShownContact(organisation=value) if value.is_active else None
    if kind == "person":
        return ShownContact(person=people[value.pk]) if value.pk in people else None
    return ShownContact(mailbox=mailboxes[value.pk]) if value.pk in mailboxes else None


def mailboxes_for_partners(keys: list[int]) -> dict[int, Mailbox]:
    if not keys:
        return {}
    return Mailbox.objects.filter(visibility=Visibility.PARTNERS).select_related("organisation").in_bulk(keys)
