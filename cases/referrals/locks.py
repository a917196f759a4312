"""In which order rows are held, the same everywhere, so that no two acts wait for each other.

The person whose form it is, the record, its consents, its referrals, what hangs on a referral, keys and passwords, the counter of
numbers; several of a kind by their key. The trail comes last: from the first event on it is one's own until the end, and whoever
waits for it may hold any of the others.
"""

from typing import Any

from cases.models import ClientKey, ClientRecord, Consent, PersonExport, Referral
from cases.models.scoping import ScopedQuerySet


def hold(rows: ScopedQuerySet) -> list[Any]:
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def hold_all_of(record: ClientRecord) -> list[Referral]:
    """What hangs on a record that is held already; returns its referrals."""
    hold(Consent.objects.unrestricted().filter(record=record))
    referrals: list[Referral] = hold(Referral.objects.unrestricted().filter(record=record))
    hold(ClientKey.objects.unrestricted().filter(record=record))
    hold(PersonExport.objects.unrestricted().filter(record_id=record.pk))
    return referrals
