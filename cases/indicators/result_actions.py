"""Publishing the county's figures of a period: the one way they get out of the reports (F57, R42)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import figures, states, suppression
from cases.indicators.errors import Refused
from cases.indicators.figures import Counted
from cases.indicators.periods import HALF_YEAR, is_over
from cases.indicators.queries import Catalogue, catalogue_of
from cases.indicators.suppression import Figure, Position, Published, Table
from cases.models import Answer, PublishedResult, ReportingPeriod, Submission
from portal import conf
from portal.audit.trail import record, register

RESULT_PUBLISHED = register("indicators.result.publish", _("Ergebnis veröffentlicht"), ("state", "submissions"))
SEPARATOR = "|"
Content = dict[str, Any]


@transaction.atomic
def publish_result(*, period: ReportingPeriod, by: Actor) -> PublishedResult:
    """Once all reports are accepted, or the period is over; again when something was corrected."""
    held = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    reporters = list(reporters_of(held))
    refuse_unready(held, reporters)
    earlier = list(PublishedResult.objects.filter(period=held).order_by("number"))
    counts = counts_of(held, reporters)
    content = content_of(held, reporters, counts, earlier)
    if earlier and earlier[-1].content == content:
        raise Refused(_("Seit der letzten Veröffentlichung hat sich nichts geändert, das gezeigt werden darf."))
    result = PublishedResult.objects.create(
        period=held, number=len(earlier) + 1, content=content, basis=basis_of(counts), made_by=by.user
    )
    details = {"state": result.number, "submissions": len(reporters)}
    record(RESULT_PUBLISHED, by.user, about=("period", held.pk), details=details)
    return result


def reporters_of(period: ReportingPeriod) -> Iterable[Submission]:
    rows = Submission.objects.unrestricted().filter(period=period).exclude(state=states.EXCEPTED)
    return rows.select_related("site", "organisation").order_by("pk")


def refuse_unready(period: ReportingPeriod, reporters: list[Submission]) -> None:
    is_locked = period.locked_at is not None or is_over(period.locks_on, timezone.now())
    if not is_locked and any(one.state not in states.FINAL for one in reporters):
        raise Refused(
            _(
                "Noch nicht alle Meldungen sind angenommen. Bitte nehmen Sie sie an, oder warten Sie, bis der Zeitraum gesperrt ist."
            )
        )
    if period.kind != HALF_YEAR and halves_of(period).filter(results=None).exists():
        raise Refused(_("Bitte veröffentlichen Sie zuerst die Halbjahre, die in diesem Zeitraum liegen."))


def halves_of(period: ReportingPeriod) -> Any:
    halves = ReportingPeriod.objects.filter(kind=HALF_YEAR, submissions__isnull=False).distinct()
    return halves.filter(first_day__gte=period.first_day, last_day__lte=period.last_day)


def counts_of(period: ReportingPeriod, reporters: list[Submission]) -> list[Counted]:
    final = [one.pk for one in reporters if one.state in states.FINAL]
    answers = Answer.objects.unrestricted().filter(submission__in=final).select_related("indicator", "row", "column")
    return figures.counted(catalogue_of(period), reporters, answers)


def content_of(
    period: ReportingPeriod, reporters: list[Submission], counts: list[Counted], earlier: list[PublishedResult]
) -> Content:
    """As JSON; positions are named by their parts."""
    hidden_elsewhere = hidden_in_overlapping(period)
    catalogue = catalogue_of(period)
    shown = {one.indicator.key: decided(one, earlier, hidden_elsewhere) for one in counts}
    return {
        "due": len(reporters),
        "delivered": sum(one.state in states.FINAL for one in reporters),
        "small_cell": conf.get("SMALL_CELL"),
        "indicators": [described(one, catalogue, *shown[one.indicator.key]) for one in counts],
    }


def decided(
    one: Counted, earlier: list[PublishedResult], hidden_elsewhere: Mapping[str, frozenset[Position]]
) -> tuple[Published, bool]:
    """What is shown, and whether a later correction waits because it would give something away."""
    k, key = conf.get("SMALL_CELL"), one.indicator.key
    if not earlier:
        return suppression.publish(one.table, k=k, forced=hidden_elsewhere.get(key, frozenset())), False
    before = published_of(earlier[-1], key)
    tables = [table_of(state, key) for state in earlier]
    if tables[-1].sums == one.table.sums and tables[-1].by_organisation == one.table.by_organisation:
        return before, False
    again = suppression.publish_again(one.table, k=k, shown=before, earlier=tables)
    return (before, not before.is_withheld) if again is None else (again, False)


def hidden_in_overlapping(period: ReportingPeriod) -> dict[str, frozenset[Position]]:
    """What a half-year hides its year must hide, too: the other half would give it away."""
    states_ = PublishedResult.objects.filter(
        period__first_day__lte=period.last_day, period__last_day__gte=period.first_day
    ).exclude(period=period)
    found: dict[str, frozenset[Position]] = {}
    for state in states_.defer("basis"):
        for entry in state.content["indicators"]:
            key = entry["key"]
            found[key] = found.get(key, frozenset()) | published_of(state, key).hidden
    return found


def published_of(state: PublishedResult, key: str) -> Published:
    entry = next((one for one in state.content["indicators"] if one["key"] == key), None)
    values = entry["values"] if entry else {}
    return Published({tuple(name.split(SEPARATOR)): value for name, value in values.items()})


def described(one: Counted, catalogue: Catalogue, published: Published, waits: bool) -> Content:
    indicator = one.indicator
    return {
        "key": indicator.key,
        "name": indicator.name,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "clause": indicator.clause,
        "rows": [[item.key, item.name] for item in catalogue.rows[indicator.key]],
        "columns": [[item.key, item.name] for item in catalogue.columns[indicator.key]],
        "places": list(one.table.places),
        "answers": dict(one.answers),
        "waits": waits,
        "values": {SEPARATOR.join(position): value for position, value in published.values.items()},
    }


def basis_of(counts: list[Counted]) -> str:
    basis = {
        one.indicator.key: {**asdict(one.table), "figures": [list(asdict(each).values()) for each in one.table.figures]}
        for one in counts
    }
    return json.dumps(basis)


def table_of(state: PublishedResult, key: str) -> Table:
    held = json.loads(state.basis).get(key) or {"rows": (), "columns": (), "places": (), "figures": ()}
    rows, columns, towns = (tuple(held[name]) for name in ("rows", "columns", "places"))
    return Table(rows, columns, towns, tuple(Figure(*each) for each in held["figures"]))
