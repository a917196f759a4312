"""One step of a submission by the table of transitions; the only place where its state changes by a person's act."""

from django.utils import timezone

from cases.access import Actor
from cases.indicators import periods, states, trail
from cases.indicators.errors import Locked, NotNow, Stale, WordsMissing
from cases.indicators.states import Transition
from cases.models import Submission, SubmissionStep


def held(submission: Submission, by: Actor, version: int | None = None) -> Submission:
    """The row, locked for this transaction, as far as the person may see it. Stale when it is another version."""
    own = Submission.objects.for_actor(by) | Submission.objects.for_coordination(by)
    row: Submission = own.scoped().select_for_update(of=("self",)).select_related("period").get(pk=submission.pk)
    if version is not None and row.version != version:
        raise Stale
    return row


def roles_of(actor: Actor, submission: Submission) -> frozenset[str]:
    found = {"reporter"} if submission.organisation_id in actor.reporter_in else set()
    return frozenset(found | ({"coordinator"} if actor.is_coordinator else set()))


def may_do(actor: Actor, submission: Submission) -> list[Transition]:
    return states.allowed(submission.state, roles_of(actor, submission))


def move(row: Submission, name: str, by: Actor, note: str = "") -> Submission:
    """Refuses what the table does not allow; the caller holds the row."""
    step, now = states.BY_NAME[name], timezone.now()
    if step not in may_do(by, row):
        raise NotNow
    if step.needs_text and not note.strip():
        raise WordsMissing
    period = row.period
    if not step.after_lock and not periods.takes_values(period.opens_on, period.locks_on, row.unlocked_until, now):
        raise Locked
    source, row.state = row.state, step.target or row.state
    row.version += 1
    if name == "submit":
        row.submitted_at, row.submitted_by = now, by.user
    elif step.role == "coordinator":
        row.decided_at, row.decided_by = now, by.user
    row.save()
    SubmissionStep.objects.create(
        submission=row, name=name, source=source, target=row.state, by=by.user, note=note.strip(), at=now
    )
    trail.about(trail.SUBMISSION_MOVED, by, row, step=name, source=source, target=row.state)
    return row
