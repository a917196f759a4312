"""Persons and families once in a period, without storing who: keyed pseudonyms, one set and one key for each period (R42).

Called pseudonymised, not anonymous: while a period is open, whoever has its key and a file number can look it up.
"""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable

from django.db import transaction

from cases import blind_index
from cases.models import ClientRecord, CountedClient, PeriodKey, ReportingPeriod, Tally
from directory.models import Organisation, Site

SECRET_BYTES = 32


@transaction.atomic
def count_client(
    *, organisation: Organisation, site: Site | None, counts: str, identity: str, day: dt.date
) -> list[uuid.UUID]:
    """In each period that has this day and is not locked; returns what is new, so that it can be undone at once."""
    new = []
    for period in ReportingPeriod.objects.filter(first_day__lte=day, last_day__gte=day, locked_at=None):
        pseudonym = pseudonym_of(key_of(period), organisation.pk, counts, identity)
        row, is_new = CountedClient.objects.unrestricted().get_or_create(
            period=period, organisation=organisation, counts=counts, pseudonym=pseudonym, defaults={"site": site}
        )
        if is_new:
            new.append(row.pk)
    return new


def uncount(keys: Iterable[uuid.UUID]) -> None:
    CountedClient.objects.unrestricted().filter(pk__in=list(keys), period__locked_at=None).delete()


def key_of(period: ReportingPeriod) -> str:
    row = PeriodKey.objects.unrestricted().filter(period=period).first()
    if row is None:
        PeriodKey.objects.unrestricted().get_or_create(
            period=period, defaults={"secret": secrets.token_hex(SECRET_BYTES)}
        )
        row = PeriodKey.objects.unrestricted().get(period=period)
    if not row.secret:
        raise ValueError("the key of this period is destroyed")
    return str(row.secret)


def pseudonym_of(key: str, organisation_id: int, counts: str, identity: str) -> str:
    text = f"{organisation_id}\x00{counts}\x00{identity}"
    return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()


def identity_of_number(number: str, organisation: Organisation, counts: str) -> str:
    """A typed file number and the case picked from the list must count as one; "" for an empty one.

    Looked up by the portal for itself: nobody learns from it whether there is such a case.
    """
    index = blind_index.of(number, organisation.pk)
    if not index:
        return ""
    records = ClientRecord.objects.unrestricted().filter(organisation=organisation, file_number_index=index)
    record = records.first()
    return identity_of_record(record, counts) if record is not None else f"number:{index}"


def identity_of_record(record: ClientRecord, counts: str) -> str:
    """Of a family it is the record made first, so that it counts once by whichever of its members."""
    if counts == Tally.Counts.FAMILY and record.family is not None:
        family = ClientRecord.objects.unrestricted().filter(organisation=record.organisation_id, family=record.family)
        record = family.order_by("created_at", "pk").first() or record
    return f"number:{record.file_number_index}" if record.file_number_index else f"record:{record.pk}"


def forget(period: ReportingPeriod) -> None:
    """The count stays, each pseudonym becomes a random number, in an order that tells nothing of the one they came in."""
    rows = list(CountedClient.objects.unrestricted().filter(period=period))
    CountedClient.objects.unrestricted().filter(period=period).delete()
    for row in rows:
        row.pk, row.pseudonym = uuid.uuid4(), secrets.token_hex(SECRET_BYTES)
    CountedClient.objects.unrestricted().bulk_create(sorted(rows, key=lambda row: row.pseudonym))
