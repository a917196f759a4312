"""Who has delivered for a period, who is late, who has nothing to report: states alone, never a value."""

import datetime as dt
from dataclasses import dataclass

from cases.access import Actor
from cases.indicators import places, states
from cases.indicators.periods import day_of
from cases.models import Answer, ReportingPeriod, Submission


@dataclass(frozen=True)
class Line:
    """`has_nothing`: every answer says "nothing to report", which is an answer and not zero (F55)."""

    submission: Submission
    is_late: bool
    came_late: bool
    has_nothing: bool
    may_accept: bool


def periods_with_submissions() -> list[ReportingPeriod]:
    ids = Submission.objects.unrestricted().order_by().values("period")
    return list(ReportingPeriod.objects.filter(pk__in=ids).order_by("-last_day", "kind"))


def lines_of(period: ReportingPeriod, actor: Actor, today: dt.date) -> list[Line]:
    rows = (
        Submission.objects.for_coordination(actor)
        .filter(period=period)
        .select_related("organisation", "site", "period")
    )
    with_other_answers = set(
        Answer.objects.unrestricted()
        .filter(submission__period=period)
        .exclude(kind=places.NOTHING)
        .values_list("submission", flat=True)
    )
    return [line(row, row.pk not in with_other_answers, today) for row in rows.order_by("organisation__name")]


def line(row: Submission, has_nothing: bool, today: dt.date) -> Line:
    due = row.period.due_on
    came_late = row.submitted_at is not None and day_of(row.submitted_at) > due
    return Line(
        row,
        is_late=row.state in states.OPEN and due < today,
        came_late=came_late,
        has_nothing=has_nothing and row.state in states.DELIVERED,
        may_accept=row.state in states.WAITS_FOR_REVIEW,
    )
