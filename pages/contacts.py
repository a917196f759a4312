"""Organisations, people and mailboxes that a page names, as the directory knows them today."""

from collections.abc import Iterable
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
    found = [(child.block_type, child.value) for child in stream if child.value is not None]
    known = contact_cards.people(value.pk for kind, value in found if kind == "person")
    shown = []
    boxes = [value.pk for kind, value in found if kind == "mailbox"]
    mailboxes = Mailbox.objects.select_related("organisation").in_bulk(boxes) if boxes else {}
    for kind, value in found:
        if kind == "person" and value.pk in known:
            shown.append(ShownContact(person=known[value.pk]))
        elif kind == "organisation" and value.is_active:
            shown.append(ShownContact(organisation=value))
        elif kind == "mailbox" and value.pk in mailboxes and value.visibility == Visibility.PARTNERS:
            shown.append(ShownContact(mailbox=mailboxes[value.pk]))
    return shown
