"""Where a figure comes from (F72): states of the county's result, and the reports behind it for those who may open them."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.access import Actor
from cases.indicators import states
from cases.models import Correction, Indicator, PublishedResult, ReportingPeriod, Submission


@dataclass(frozen=True)
class Report:
    """`address` is the name of the page that opens it: the own form with tallies and corrections, or the review."""

    submission: Submission
    address: str
    corrections: int


@dataclass(frozen=True)
class Origin:
    period: ReportingPeriod
    indicator: Indicator
    results: Sequence[PublishedResult]
    reports: Sequence[Report]


def origin_of(period: ReportingPeriod, key: str, actor: Actor) -> Origin | None:
    indicator = Indicator.objects.filter(catalogue=period.catalogue_id, key=key).select_related("catalogue").first()
    if indicator is None:
        return None
    results = list(PublishedResult.objects.filter(period=period).defer("basis", "content").select_related("made_by"))
    own = Submission.objects.for_actor(actor).filter(period=period)
    reviewed = Submission.objects.for_review(actor).filter(period=period, state__in=states.DELIVERED)
    found = {row.pk: (row, "indicators:review") for row in reviewed.select_related("organisation", "site")}
    found |= {row.pk: (row, "indicators:submission") for row in own.select_related("organisation", "site")}
    corrected = corrections_of(indicator, list(found), actor)
    reports = [Report(row, address, corrected.count(pk)) for pk, (row, address) in found.items()]
    return Origin(period, indicator, results, sorted(reports, key=lambda one: one.submission.organisation.name))


def corrections_of(indicator: Indicator, submissions: Sequence[object], actor: Actor) -> list[object]:
    rows = Correction.objects.for_actor(actor) | Correction.objects.for_review(actor)
    return list(
        rows.scoped().filter(indicator=indicator, submission__in=submissions).values_list("submission", flat=True)
    )
