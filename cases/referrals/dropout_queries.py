"""For whom a dropout may be told, found by name or file number among the own clients."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases import blind_index
from cases.access import Actor
from cases.models import ClientRecord, Consent, DropoutNotice, Purpose, Referral
from cases.referrals import trail
from cases.referrals.name_matching import fits, words_of
from directory.models import Organisation
from portal.audit.trail import record

MOST = 20


@dataclass(frozen=True)
class Addressee:
    """A client with a consent that holds, and one of those it names."""

    consent: Consent
    receiver: Organisation

    @property
    def key(self) -> str:
        return f"{self.consent.pk}.{self.receiver.pk}"


@dataclass(frozen=True)
class Hits:
    """`without` are clients for whom nobody may be told; `is_cut` when there were more."""

    addressees: list[Addressee]
    without: list[ClientRecord]
    is_cut: bool = False


def addressees(actor: Actor, records: Iterable[ClientRecord] | None = None) -> list[Addressee]:
    consents = Consent.objects.for_actor(actor).holding().filter(purpose=Purpose.DROPOUT, record__closed_at=None)
    if records is not None:
        consents = consents.filter(record__in=[one.pk for one in records])
    rows = consents.select_related("record").prefetch_related("recipients__organisation").order_by("valid_until", "pk")
    pairs = {
        (row.record_id, one.organisation_id): Addressee(row, one.organisation)
        for row in rows
        for one in row.recipients.all()
        if one.organisation_id != row.record.organisation_id
    }
    return sorted(pairs.values(), key=lambda each: (each.consent.record.name.casefold(), each.receiver.name))


def searched(actor: Actor, text: str) -> Hits:
    """Without a text all who have such a consent. Each name shown is an event of its own (F50)."""
    if not text.strip():
        agreed = addressees(actor)
        hits = Hits(agreed[:MOST], [], len(agreed) > MOST)
    else:
        records = named(actor, text)
        agreed = addressees(actor, records)
        known = {each.consent.record_id for each in agreed}
        hits = Hits(agreed[:MOST], [each for each in records if each.pk not in known][:MOST], len(agreed) > MOST)
    note_names(actor, hits)
    return hits


def named(actor: Actor, text: str) -> list[ClientRecord]:
    """By the file number, else by the beginnings of names."""
    records = ClientRecord.objects.for_actor(actor).filter(closed_at=None)
    numbers = [blind_index.of(text, organisation) for organisation in actor.organisations]
    by_number = list(records.filter(file_number_index__in=numbers))
    if by_number:
        return by_number
    asked = words_of(text)
    return [one for one in records if fits(asked, one.name)]


def note_names(actor: Actor, hits: Hits) -> None:
    shown = {each.consent.record.pk: each.consent.record for each in hits.addressees}
    shown |= {one.pk: one for one in hits.without}
    record(trail.RECORDS_SEARCHED, actor.user, details={"hits": len(shown)})
    for one in shown.values():
        trail.about_record(trail.RECORD_FOUND, actor, one, organisation=one.organisation_id)


def notice_of(referral: Referral, actor: Actor) -> DropoutNotice | None:
    rows = DropoutNotice.objects.for_actor(actor).select_related("answered_by")
    found: DropoutNotice | None = rows.filter(referral=referral).first()
    return found
