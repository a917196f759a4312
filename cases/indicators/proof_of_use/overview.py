"""Who has handed in a proof of use for a funding period, who is late: states alone, nothing of what it says."""

import datetime as dt
from dataclasses import dataclass

from cases.access import Actor
from cases.indicators.periods import day_of
from cases.indicators.proof_of_use import states
from cases.models import ProofOfUse, ReportingPeriod


@dataclass(frozen=True)
class Line:
    proof: ProofOfUse
    is_late: bool
    came_late: bool


def periods_with_proofs() -> list[ReportingPeriod]:
    """The latest first."""
    ids = ProofOfUse.objects.unrestricted().order_by().values("period")
    return list(ReportingPeriod.objects.filter(pk__in=ids).order_by("-last_day"))


def current(periods: list[ReportingPeriod], today: dt.date) -> ReportingPeriod | None:
    """The last that is over: of the others nothing is due yet."""
    return next((one for one in periods if one.last_day < today), periods[0] if periods else None)


def lines_of(period: ReportingPeriod, actor: Actor, today: dt.date) -> list[Line]:
    rows = ProofOfUse.objects.for_coordination(actor).filter(period=period).select_related("organisation", "period")
    return [line(row, today) for row in rows.order_by("organisation__name")]


def line(row: ProofOfUse, today: dt.date) -> Line:
    came_late = row.submitted_at is not None and day_of(row.submitted_at) > row.due_on
    return Line(row, is_late=row.state in states.OPEN and row.due_on < today, came_late=came_late)
