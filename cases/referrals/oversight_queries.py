"""Counts and lists for who leads, protects data or coordinates."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from cases import blind_index
from cases.access import Actor
from cases.models import Breach, ClientRecord, Deletion, PersonExport, Referral, RetentionPeriod
from cases.referrals import states
from cases.referrals.retention import Subject

SOON = dt.timedelta(days=60)
DELETED_SHOWN = 12


@dataclass(frozen=True)
class Counts:
    breaches: int
    late_breaches: int
    deletions: int
    exports: int


def counts(by: Actor) -> Counts:
    """Three queries."""
    limit = timezone.localdate() + SOON
    open_ones = Q(closed_at=None)
    late = Q(closed_at=None, told_authority_at=None, due_at__lt=timezone.now()) & (Q(is_risk=None) | Q(is_risk=True))
    breaches = Breach.objects.for_actor(by).aggregate(open=Count("pk", filter=open_ones), late=Count("pk", filter=late))
    deletions = Referral.objects.for_actor(by).filter(purge_on__lte=limit).count() if by.handles_cases else 0
    exports = PersonExport.objects.for_actor(by).filter(shown_at=None).count() if by.officer_in else 0
    return Counts(breaches["open"], breaches["late"], deletions, exports)


def due_soon(by: Actor) -> list[Referral]:
    """Of those the person may read, on either side."""
    if not by.handles_cases:
        return []
    rows = Referral.objects.for_actor(by).for_lists().filter(purge_on__lte=timezone.localdate() + SOON)
    return list(rows.order_by("purge_on", "number"))


def records_due_soon(by: Actor) -> list[ClientRecord]:
    if not by.handles_cases:
        return []
    rows = ClientRecord.objects.for_actor(by).filter(purge_on__lte=timezone.localdate() + SOON)
    return list(rows.select_related("organisation").order_by("purge_on"))


def offered_to_archive(by: Actor) -> list[dict[str, Any]]:
    """How many of each organisation fall due under a period whose matters the archive law wants offered: numbers, never what."""
    kept = set(RetentionPeriod.objects.filter(is_offered_to_archive=True).values_list("subject", flat=True))
    subjects = [s for s in (Subject.REFERRAL, Subject.RECORD) if s in kept]
    limit = timezone.localdate() + SOON
    found = []
    for subject in subjects:
        model, side = (Referral, "sender") if subject == Subject.REFERRAL else (ClientRecord, "organisation")
        rows = model.objects.unrestricted().filter(purge_on__lte=limit)
        rows = rows.exclude(state=states.DRAFT) if model is Referral else rows.filter(emptied_at=None)
        if not (by.is_coordinator or by.is_county_officer):
            rows = rows.filter(**{f"{side}__in": by.supervisor_in | by.officer_in})
        grouped = rows.order_by().values(f"{side}__name").annotate(number=Count("pk")).order_by(f"{side}__name")
        found += [{"subject": subject.label, "name": row[f"{side}__name"], "number": row["number"]} for row in grouped]
    return found


def deleted(by: Actor) -> list[dict[str, Any]]:
    """The pseudonymised counts that stay, by year and subject: of the own organisations, of all for the county."""
    rows = Deletion.objects.order_by()
    if not (by.is_coordinator or by.is_county_officer):
        rows = rows.filter(organisation__in=by.supervisor_in | by.officer_in)
    grouped = rows.values("year", "subject").annotate(
        number=Count("pk"), asked=Count("pk", filter=Q(was_asked_for=True))
    )
    labels = dict(RetentionPeriod.Subject.choices)
    lines = [{**row, "label": labels[row["subject"]]} for row in grouped.order_by("-year", "subject")]
    return lines[:DELETED_SHOWN]


def found_by_reference(by: Actor, reference: str) -> Referral | ClientRecord | None:
    """A referral by its number, a record by the own file number, which is not opened for it."""
    given = "".join(reference.split())
    referral: Referral | None = Referral.objects.overseen_by(by).filter(number=given.upper()).first()
    if referral is not None:
        return referral
    keys = Q()
    for organisation in sorted(by.supervisor_in | by.officer_in):
        keys |= Q(organisation=organisation, file_number_index=blind_index.of(given, organisation))
    record: ClientRecord | None = ClientRecord.objects.overseen_by(by).filter(keys).first()
    return record
