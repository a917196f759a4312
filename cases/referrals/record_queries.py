"""Client records as lists and pages show them; searched in memory, for names lie sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from cases import blind_index
from cases.access import Actor
from cases.models import ClientKey, ClientRecord, Consent, Holding, Referral
from cases.referrals.name_matching import fits, words_of

MOST_HITS = 50


def listed(actor: Actor, *, closed: bool = False) -> Any:
    """Records one may see, newest change first, with what a row tells; two queries."""
    under_way = (
        Referral.objects.unrestricted()
        .open()
        .filter(record=OuterRef("pk"))
        .order_by()
        .values("record")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        ClientRecord.objects.for_actor(actor)
        .filter(closed_at__isnull=not closed)
        .select_related("organisation")
        .annotate(
            has_consent=Exists(Consent.objects.unrestricted().holding().filter(record=OuterRef("pk"))),
            under_way=Coalesce(Subquery(under_way, output_field=IntegerField()), 0),
        )
        .prefetch_related(holders())
    )


def holders() -> Prefetch[str, Any, str]:
    current = Holding.objects.unrestricted().current().select_related("user").order_by("since", "pk")
    return Prefetch("holdings", current, to_attr="current_holdings")


def searched(actor: Actor, text: str) -> list[ClientRecord]:
    """Open and closed ones by file number, else by name; at most MOST_HITS."""
    keys = by_file_number(actor, text) or by_name(actor, text)
    rows: dict[Any, ClientRecord] = {
        row.pk: row for closed in (False, True) for row in listed(actor, closed=closed).filter(pk__in=keys)
    }
    return [rows[key] for key in keys if key in rows]


def by_file_number(actor: Actor, text: str) -> list[Any]:
    """By the blind index of each organisation the person works for."""
    indexes = [index for organisation in actor.organisations if (index := blind_index.of(text, organisation))]
    rows = ClientRecord.objects.for_actor(actor).filter(file_number_index__in=indexes)
    return list(rows.values_list("pk", flat=True)[:MOST_HITS])


def by_name(actor: Actor, text: str) -> list[Any]:
    asked = words_of(text)
    if not asked:
        return []
    rows = ClientRecord.objects.for_actor(actor).only("pk", "first_name", "last_name").order_by("closed_at", "pk")
    named = sorted(
        (row.name.casefold(), str(row.pk), row.pk) for row in rows.iterator(chunk_size=2000) if fits(asked, row.name)
    )
    return [pk for _name, _text, pk in named[:MOST_HITS]]


@dataclass(frozen=True)
class Overview:
    """What the page of a record shows beside the record itself."""

    holdings: Sequence[Holding]
    consents: Sequence[Consent]
    referrals: Sequence[Referral]
    keys: Sequence[ClientKey]
    family: Sequence[ClientRecord]


def overview(record: ClientRecord, actor: Actor) -> Overview:
    consents = Consent.objects.for_actor(actor).filter(record=record).select_related("withdrawal")
    family = ClientRecord.objects.for_actor(actor).filter(family=record.family).exclude(pk=record.pk)
    return Overview(
        holdings=list(Holding.objects.for_actor(actor).filter(record=record).select_related("user").order_by("-since")),
        consents=list(consents.prefetch_related("recipients__organisation")),
        referrals=list(Referral.objects.for_actor(actor).filter(record=record).select_related("receiver")),
        keys=list(ClientKey.objects.for_actor(actor).filter(record=record, voided_at=None)),
        family=list(family) if record.family else [],
    )


def stands_in_for(record: ClientRecord, actor: Actor) -> int | None:
    """The colleague who is away and in charge, where the person reads in their stead."""
    if record.organisation_id in actor.supervisor_in:
        return None
    current = Holding.objects.unrestricted().current().filter(record=record)
    charge = set(current.values_list("user", flat=True))
    absent = sorted(charge & (actor.answers_for - {actor.user.pk}))
    return absent[0] if absent and actor.user.pk not in charge else None
