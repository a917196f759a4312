"""Three years of figures of eight carriers of the invented county, with late, returned, corrected and null reports."""

import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.access import Actor, actor
from cases.demo.loading import DOMAIN
from cases.indicators import period_actions, periods, places, result_actions, states
from cases.indicators.periods import BERLIN, HALF_YEAR, is_over
from cases.indicators.queries import Catalogue, catalogue_of
from cases.models import (
    Answer,
    Correction,
    FieldComment,
    Indicator,
    IndicatorItem,
    IndicatorSet,
    PublishedResult,
    ReportingPeriod,
    Submission,
    SubmissionStep,
)
from directory.models import Organisation, Site
from portal.models import User

FILE = Path(__file__).resolve().parent / "indicators.toml"
YEARS = 3
WHOLE_YEAR = 18  # tenths of a half-year: some come in both
Row = dict[str, Any]


def is_loaded() -> bool:
    return Submission.objects.unrestricted().exists()


@transaction.atomic
def load() -> None:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    coordinator = actor(User.objects.get(email=f"birgit.moench-saal{DOMAIN}"))
    catalogue = IndicatorSet.objects.published().order_by("valid_from")[0]
    reporters = [reporter(row) for row in data["reporters"]]
    this_year = timezone.localdate().year
    for year in range(this_year - YEARS + 1, this_year + 1):
        period_actions.make_periods(
            templates=periods.of_year(year), catalogue=catalogue, reporters=reporters, by=coordinator
        )
    over = [one for one in ReportingPeriod.objects.order_by("last_day") if is_over(one.due_on, timezone.now())]
    halves = [one for one in reversed(over) if one.kind == HALF_YEAR]
    for period in over:
        report(period, halves.index(period) + 1 if period in halves else 0, data, coordinator)
    period_actions.lock_periods()
    for period in sorted(over, key=lambda one: (one.kind != HALF_YEAR, one.last_day)):
        result_actions.publish_result(period=period, by=coordinator)
    PublishedResult.objects.filter(period__in=over).update(made_at=timezone.now())


def reporter(row: Row) -> Organisation | Site:
    organisation = Organisation.objects.get(name=row["name"])
    return organisation.sites.get(town=row["at"]) if "at" in row else organisation


def report(period: ReportingPeriod, age: int, data: Row, coordinator: Actor) -> None:
    """`age`: the how manieth half-year, counted back; 0 for other periods."""
    catalogue = catalogue_of(period)
    by_name = {row["name"]: row for row in data["reporters"]}
    rows = Submission.objects.unrestricted().filter(period=period).select_related("organisation", "period")
    for submission in rows:
        row = by_name[submission.organisation.name]
        has_nothing = age != 0 and row.get("nothing") == age
        Answer.objects.bulk_create(answers(submission, catalogue, data, row["share"], has_nothing))
        tell(submission, row, age, coordinator)


def answers(submission: Submission, catalogue: Catalogue, data: Row, share: int, has_nothing: bool) -> Iterator[Answer]:
    # Always the same figures for the same report, and nobody's secret.
    dice = random.Random(f"{submission.organisation.name} {submission.period.name}")  # noqa: S311
    tenths = 10 if submission.period.kind == HALF_YEAR else WHOLE_YEAR
    growth = 100 + 4 * (submission.period.first_day.year - timezone.localdate().year)
    for indicator in catalogue.indicators:
        for row, column, usual in usual_numbers(indicator, catalogue, data):
            if (has_nothing and column is None) or (not has_nothing and usual is not None):
                number = round((usual or 0) * share * tenths * growth * dice.randint(80, 120) / 10_000_000)
                yield Answer(
                    submission=submission,
                    indicator=indicator,
                    row=row,
                    column=column,
                    kind=places.NOTHING if has_nothing else places.VALUE,
                    number=None if has_nothing else number,
                    tallied=None if has_nothing else number,
                )


def usual_numbers(
    indicator: Indicator, catalogue: Catalogue, data: Row
) -> Iterator[tuple[IndicatorItem | None, IndicatorItem | None, int | None]]:
    """What the largest carrier counts; rows of a table also as a whole, where they take an answer instead of numbers."""
    rows, columns = catalogue.rows[indicator.key], catalogue.columns[indicator.key]
    total = data["sums"].get(indicator.key, 0)
    if indicator.kind == Indicator.Kind.NUMBER:
        yield None, None, total
    for row in rows:
        if not columns:
            yield row, None, total // len(rows)
            continue
        yield row, None, None
        for column, usual in zip(columns, data["contacts"][row.key], strict=True):
            yield row, column, usual


def tell(submission: Submission, row: Row, age: int, coordinator: Actor) -> None:
    """Handed in, and what came between that and acceptance."""
    period, is_late = submission.period, age != 0 and row.get("late") == age
    handed_in = at(period.due_on + dt.timedelta(days=9 if is_late else -(len(row["name"]) % 12)))
    user = User.objects.filter(memberships__organisation=submission.organisation, memberships__role="reporter").first()
    story: list[tuple[str, str, str, User | None, str]] = [("submit", states.DRAFT, states.SUBMITTED, user, "")]
    if age and row.get("returned") == age:
        asked = "Bitte prüfen Sie die Zahl: Sie ist doppelt so hoch wie im Halbjahr davor."
        story += [
            ("return", states.SUBMITTED, states.RETURNED, coordinator.user, "Rückfrage am Feld"),
            ("submit", states.RETURNED, states.SUBMITTED, user, ""),
        ]
        talks = Indicator.objects.get(catalogue=period.catalogue_id, key="talks")
        FieldComment.objects.create(
            submission=submission, indicator=talks, text=asked, at=handed_in, by=coordinator.user, answered_at=handed_in
        )
    story.append(("accept", states.SUBMITTED, states.ACCEPTED, coordinator.user, ""))
    if age and row.get("corrected") == age:
        reason = "Zwei Tage der Strichliste waren doppelt übertragen."
        correct(submission, reason, user, handed_in + dt.timedelta(days=6))
        story += [
            ("correct", states.ACCEPTED, states.CORRECTED, user, reason),
            ("accept", states.CORRECTED, states.ACCEPTED, coordinator.user, ""),
        ]
    for place, (name, source, target, by, note) in enumerate(story):
        moment = min(handed_in + dt.timedelta(days=3 * place), timezone.now())
        SubmissionStep.objects.create(
            submission=submission, name=name, source=source, target=target, by=by, at=moment, note=note
        )
    submission.state, submission.version = states.ACCEPTED, len(story) + 1
    submission.submitted_at, submission.submitted_by = handed_in, user
    submission.decided_at, submission.decided_by = handed_in + dt.timedelta(days=3), coordinator.user
    submission.save()


def correct(submission: Submission, reason: str, by: User | None, moment: dt.datetime) -> None:
    answer = Answer.objects.unrestricted().get(submission=submission, indicator__key="talks")
    Correction.objects.create(
        submission=submission,
        indicator=answer.indicator,
        before_kind=answer.kind,
        before_number=answer.number + 14,
        after_kind=answer.kind,
        after_number=answer.number,
        reason=reason,
        at=moment,
        by=by,
    )


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10, 20), BERLIN)
