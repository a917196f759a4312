"""Whose consent a version needs, and who speaks for each side."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from directory.models import Mailbox, Organisation, Position
from directory.register import contact_cards
from pages.models import NormativePage, Party, Version


@dataclass(frozen=True)
class Side:
    """A party as it stands in the new text, or in the one in force; `suggested` is where a link can go, "" if unknown."""

    name: str
    organisation: Organisation | None
    is_essential: bool
    is_required: bool
    representative: Position | None = None
    deputy: Position | None = None
    addressee: str = ""
    suggested: str = ""

    @property
    def key(self) -> str:
        return f"o{self.organisation.pk}" if self.organisation else f"n{self.name}"


def sides_of(version: Version) -> list[Side]:
    """Whom the new text names and who is bound by the one in force: nobody is dropped from an agreement by its next text."""
    day = version.effective_on or timezone.localdate()
    today = {key_of(row): row for row in Party.objects.filter(page=version.document_id)}
    rows = today | {key_of(row): row for row in version.page.parties.all()}
    # Whether somebody has left is a fact of today, whatever the draft says.
    return with_people(row for key, row in rows.items() if is_bound(today.get(key, row), day))


def is_bound(row: Party, day: dt.date) -> bool:
    return row.left_on is None or row.left_on > day


def key_of(row: Party) -> object:
    return row.organisation_id or row.name


def needs_consent(page: NormativePage) -> bool:
    """Whether there is anybody in an agreement without whom its text does not change."""
    rows = page.parties.all()
    return page.kind == NormativePage.Kind.AGREEMENT and any(
        row.must_agree and is_bound(row, timezone.localdate()) for row in rows
    )


def with_people(rows: Iterable[Party]) -> list[Side]:
    rows = list(rows)
    organisations = Organisation.objects.in_bulk({row.organisation_id for row in rows if row.organisation_id})
    keys = [key for row in rows for key in (row.representative_id, row.contact_id, row.deputy_id)]
    known = {key: shown.position for key, shown in contact_cards.people(keys).items() if not shown.has_left}
    boxes = mailboxes(organisations)
    return [side(row, organisations.get(row.organisation_id), known, boxes) for row in rows]


def mailboxes(organisations: Iterable[int]) -> dict[int, str]:
    rows = Mailbox.objects.filter(organisation__in=organisations).order_by("-sort_order", "-pk")
    return dict(rows.values_list("organisation", "email"))


def side(row: Party, organisation: Organisation | None, known: dict[int, Position], boxes: dict[int, str]) -> Side:
    person = known.get(row.representative_id) or known.get(row.contact_id)
    box = boxes.get(organisation.pk, "") if organisation else ""
    return Side(
        name=row.name or str(organisation),
        organisation=organisation,
        is_essential=row.is_essential,
        is_required=row.must_agree,
        representative=person,
        deputy=known.get(row.deputy_id),
        addressee=str(person.person) if person else row.represented_by or row.contact_name,
        suggested=address_of(person) or box,
    )


def address_of(position: Position | None) -> str:
    if position is None:
        return ""
    user = position.person.user
    return str(user.email if user is not None and user.is_active else position.email)
