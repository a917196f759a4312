"""The parties of a document as its tab shows them."""

from dataclasses import dataclass

from django.utils import timezone

from pages.contacts import ShownParty, shown_parties
from pages.models import Departure, NormativePage


@dataclass(frozen=True)
class PartyRow:
    """`departure` is the notice in force; `is_bound` whether the party belongs to it today."""

    shown: ShownParty
    departure: Departure | None
    is_bound: bool


def party_rows(page: NormativePage) -> list[PartyRow]:
    """Those who are bound first. Four queries."""
    today = timezone.localdate()
    departures = Departure.objects.filter(document=page, withdrawn_at=None)
    leaving = {row.organisation_id or row.name: row for row in departures}
    rows = [
        PartyRow(
            shown,
            leaving.get(shown.party.organisation_id or shown.party.name),
            shown.party.left_on is None or shown.party.left_on > today,
        )
        for shown in shown_parties(page)
    ]
    return sorted(rows, key=lambda row: not row.is_bound)
