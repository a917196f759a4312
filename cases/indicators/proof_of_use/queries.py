"""What a proof of use is made from: posts and absences of the directory, accepted figures, what was typed."""

import datetime as dt

from django.db.models import Q

from cases.indicators import results, states
from cases.indicators.proof_of_use import checks
from cases.indicators.proof_of_use.checks import Facts, Given, Place
from cases.indicators.proof_of_use.employment import Away, Employed, Post, employed
from cases.indicators.proof_of_use.guidelines import Guideline, guideline_for
from cases.indicators.queries import catalogue_of
from cases.indicators.results import Block
from cases.models import Answer, ProofExemption, ProofOfUse, ProofText, ReportingPeriod, Submission
from directory.models import Absence, Position

COUNTED = frozenset({states.ACCEPTED, states.LOCKED})  # a correction counts once it is accepted


def guideline_of(proof: ProofOfUse) -> Guideline:
    return guideline_for(proof.period.clause)


def facts_of(proof: ProofOfUse, today: dt.date) -> Facts:
    """Everything as it is now; for a proof that was found for the person."""
    guideline, period = guideline_of(proof), proof.period
    return Facts(
        guideline,
        period.first_day,
        period.last_day,
        today,
        staff_of(proof, guideline, today),
        texts_of(proof),
        state_of_figures(submissions_of(proof)),
        exemptions_of(proof),
    )


def staff_of(proof: ProofOfUse, guideline: Guideline, today: dt.date) -> list[Employed]:
    """Of the period: who has a kind of qualification, or a share of a post, which is kept for funded staff (LÖ-RL 4.4)."""
    period = proof.period
    in_period = Position.objects.filter(organisation=proof.organisation_id).overlapping(
        period.first_day, period.last_day
    )
    people = in_period.filter(~Q(qualification="") | Q(share__isnull=False)).values("person")
    rows = Position.objects.filter(organisation=proof.organisation_id, person__in=people)
    posts = [post_of(row) for row in rows.select_related("person", "site").order_by("pk")]
    known = {post.person for post in posts}
    absences = [away_of(row) for row in absences_of(known)]
    return employed(posts, absences, period.first_day, period.last_day, today, guideline.limits)


def post_of(row: Position) -> Post:
    return Post(
        row.pk,
        row.person_id,
        f"{row.person.last_name}, {row.person.first_name}".rstrip(", "),
        str(row.site.town or row.site.name) if row.site else "",
        row.share,
        row.valid_from,
        row.valid_until,
        row.qualification,
        row.follow_up_on,
    )


def absences_of(people: set[int]) -> list[Absence]:
    rows = Absence.objects.filter(person__in=people)
    return list(rows.select_related("substitute_task__substitute").order_by("first_day", "pk"))


def away_of(row: Absence) -> Away:
    task = getattr(row, "substitute_task", None)
    named = task.substitute if task is not None else None
    return Away(row.person_id, row.first_day, row.last_day, named.person_id if named is not None else None)


def texts_of(proof: ProofOfUse) -> dict[str, str]:
    return dict(ProofText.objects.unrestricted().filter(proof=proof).values_list("heading", "text"))


def exemptions_of(proof: ProofOfUse) -> dict[Place, Given]:
    rows = ProofExemption.objects.unrestricted().filter(proof=proof)
    return {(row.rule, row.subject): Given(row.kind, row.since, row.reason) for row in rows}


def submissions_of(proof: ProofOfUse) -> list[Submission]:
    """The reports of figures that the organisation owes for the same period."""
    rows = Submission.objects.unrestricted().filter(period=proof.period_id, organisation=proof.organisation_id)
    return list(rows.select_related("period", "site", "organisation").order_by("pk"))


def state_of_figures(rows: list[Submission]) -> str:
    owed = [row for row in rows if row.state != states.EXCEPTED]
    if not owed:
        return checks.FIGURES_EXCEPTED if rows else checks.FIGURES_OPEN
    if all(row.state in COUNTED for row in owed):
        return checks.FIGURES_ACCEPTED
    is_handed_in = all(row.state in states.DELIVERED for row in owed)
    return checks.FIGURES_WAITING if is_handed_in else checks.FIGURES_OPEN


def accepted_figures(proof: ProofOfUse) -> list[Block]:
    """Of the funding period, as the organisation reported and the county accepted them; the four kinds of answer stay apart."""
    rows = [row for row in submissions_of(proof) if row.state in COUNTED]
    if not rows:
        return []
    answers = Answer.objects.unrestricted().filter(submission__in=[row.pk for row in rows])
    state = results.own_state(
        rows, list(answers.select_related("indicator", "row", "column")), catalogue_of(proof.period)
    )
    return results.blocks_of(state, [state])


def funding_periods() -> list[ReportingPeriod]:
    return list(ReportingPeriod.objects.filter(kind=ReportingPeriod.Kind.FUNDING))
