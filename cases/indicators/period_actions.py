"""Writes about periods: a year from its templates, who must report, locking."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import counting, states, trail
from cases.indicators.errors import Refused
from cases.indicators.periods import Template, day_of
from cases.indicators.proof_of_use import actions as proof_actions
from cases.models import IndicatorSet, PeriodKey, ReportingPeriod, Submission, SubmissionStep
from directory.models import Organisation, Site
from portal.audit.trail import record


@transaction.atomic
def make_periods(
    *, templates: Iterable[Template], catalogue: IndicatorSet, reporters: Iterable[Organisation | Site], by: Actor
) -> list[ReportingPeriod]:
    """What is there already stays; each of `reporters` owes a submission for each, an organisation as a whole or a place of work."""
    if catalogue.published_at is None:
        raise Refused(_("Bitte veröffentlichen Sie den Katalog zuerst."))
    who, periods, count = list(reporters), [], 0
    for one in templates:
        period, _is_new = ReportingPeriod.objects.get_or_create(
            kind=one.kind,
            first_day=one.first_day,
            last_day=one.last_day,
            defaults={
                "name": one.name,
                "opens_on": one.opens_on,
                "due_on": one.due_on,
                "locks_on": one.locks_on,
                "clause": one.clause,
                "catalogue": catalogue,
            },
        )
        periods.append(period)
        count += owe(period, who)
    proof_actions.owe(periods)
    details = {"periods": len(periods), "year": periods[0].first_day.year if periods else 0, "submissions": count}
    record(trail.PERIODS_MADE, by.user, details=details)
    return periods


def owe(period: ReportingPeriod, reporters: Iterable[Organisation | Site]) -> int:
    """How many submissions are new."""
    new = 0
    for one in reporters:
        site = one if isinstance(one, Site) else None
        organisation_id = one.organisation_id if isinstance(one, Site) else one.pk
        _row, is_new = Submission.objects.unrestricted().get_or_create(
            period=period, organisation_id=organisation_id, site=site
        )
        new += is_new
    return new


@transaction.atomic
def lock_periods() -> int:
    """Locks what is over by its date: accepted figures are fixed, the pseudonyms and their key are gone (R42)."""
    today = day_of(timezone.now())
    over = list(ReportingPeriod.objects.select_for_update().filter(locked_at=None, locks_on__lt=today))
    for period in over:
        lock_period(period)
    lock_accepted()
    return len(over)


def lock_period(period: ReportingPeriod) -> None:
    period.locked_at = timezone.now()
    period.save(update_fields=["locked_at"])
    counting.forget(period)
    key, _is_new = PeriodKey.objects.unrestricted().get_or_create(period=period)
    key.secret, key.destroyed_at = None, period.locked_at
    key.save(update_fields=["secret", "destroyed_at"])
    count = Submission.objects.unrestricted().filter(period=period).count()
    record(trail.PERIOD_LOCKED, about=("period", period.pk), details={"submissions": count})


def lock_accepted() -> None:
    """Also what was accepted after the period had locked, once an exception for it has ended."""
    step, today = states.BY_NAME["lock"], day_of(timezone.now())
    rows = Submission.objects.unrestricted().filter(period__locked_at__isnull=False, state__in=step.sources)
    for row in rows.filter(Q(unlocked_until=None) | Q(unlocked_until__lt=today)).select_for_update(of=("self",)):
        source, row.state = row.state, step.target
        row.version += 1
        row.save(update_fields=["state", "version"])
        SubmissionStep.objects.create(submission=row, name=step.name, source=source, target=step.target)
        trail.about(trail.SUBMISSION_MOVED, None, row, step=step.name, source=source, target=step.target)
