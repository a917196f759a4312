"""Writes about proofs of use: owed, saved while drafting, handed in, returned, accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.access import Actor
from cases.indicators.periods import day_of
from cases.indicators.proof_of_use import checks, content, employment, notifications, queries, states, trail
from cases.indicators.proof_of_use.checks import Given, Place
from cases.indicators.proof_of_use.errors import NotNow, Refused, Stale, Unfinished, WordsMissing
from cases.indicators.proof_of_use.guidelines import guideline_for
from cases.indicators.states import EXCEPTED, Transition
from cases.models import ProofExemption, ProofOfUse, ProofStep, ProofText, ReportingPeriod, Submission

KEPT_IN = "de"  # what was handed in is kept in the language of the guideline


@transaction.atomic
def owe(periods: Iterable[ReportingPeriod] | None = None) -> int:
    """One for each organisation that reports for a funding period. How many are new; may run again and again."""
    new = 0
    for period in periods if periods is not None else queries.funding_periods():
        if period.kind != ReportingPeriod.Kind.FUNDING:
            continue
        due = employment.due_on(period.last_day, guideline_for(period.clause).due_months)
        owed = Submission.objects.unrestricted().filter(period=period).exclude(state=EXCEPTED)
        known = ProofOfUse.objects.unrestricted().filter(period=period).values("organisation")
        for organisation in (
            owed.exclude(organisation__in=known).order_by().values_list("organisation", flat=True).distinct()
        ):
            ProofOfUse.objects.create(period=period, organisation_id=organisation, due_on=due)
            new += 1
    return new


def held(proof: ProofOfUse, by: Actor, version: int | None = None) -> ProofOfUse:
    """The row, locked for this transaction, as far as the person may see it. Stale when it is another version."""
    seen = ProofOfUse.objects.for_actor(by) | ProofOfUse.objects.for_coordination(by)
    row: ProofOfUse = (
        seen.scoped().select_for_update(of=("self",)).select_related("period", "organisation").get(pk=proof.pk)
    )
    if version is not None and row.version != version:
        raise Stale
    return row


def roles_of(actor: Actor, proof: ProofOfUse) -> frozenset[str]:
    found = {"reporter"} if proof.organisation_id in actor.reporter_in else set()
    return frozenset(found | ({"coordinator"} if actor.is_coordinator else set()))


def may_do(actor: Actor, proof: ProofOfUse) -> list[Transition]:
    return states.allowed(proof.state, roles_of(actor, proof))


def is_editable(actor: Actor, proof: ProofOfUse) -> bool:
    return proof.state in states.OPEN and "reporter" in roles_of(actor, proof)


def move(row: ProofOfUse, name: str, by: Actor, note: str = "") -> ProofOfUse:
    """Refuses what the table does not allow; the caller holds the row. The only place where the state changes."""
    step, now = states.BY_NAME[name], timezone.now()
    if step not in may_do(by, row):
        raise NotNow
    said = note.strip()
    if step.needs_text and not said:
        raise WordsMissing
    source, row.state = row.state, step.target
    row.version += 1
    row.note = said if step.needs_text else ""
    if step.role == "coordinator":
        row.decided_at, row.decided_by = now, by.user
    else:
        row.submitted_at, row.submitted_by = now, by.user
    row.save()
    ProofStep.objects.create(proof=row, name=name, source=source, target=row.state, by=by.user, note=said, at=now)
    trail.about(trail.MOVED, by, row, step=name, source=source, target=row.state)
    return row


@transaction.atomic
def save(*, proof: ProofOfUse, texts: Mapping[str, str], given: Mapping[Place, Given], by: Actor) -> ProofOfUse:
    """What the form holds; the caller has compared it with what is stored. Places it does not name stay as they are."""
    row = held(proof, by)
    if not is_editable(by, row):
        raise NotNow
    changed = store_texts(row, texts) + store_exemptions(row, given)
    row.saved_at = timezone.now()
    row.version += 1
    row.save(update_fields=["saved_at", "version"])
    if changed:
        trail.about(trail.SAVED, by, row, fields=changed)
    return row


def store_texts(row: ProofOfUse, texts: Mapping[str, str]) -> int:
    known = queries.texts_of(row)
    changed = {heading: text for heading, text in texts.items() if known.get(heading, "") != text}
    for heading, text in changed.items():
        ProofText.objects.unrestricted().update_or_create(proof=row, heading=heading, defaults={"text": text})
    return len(changed)


def store_exemptions(row: ProofOfUse, given: Mapping[Place, Given]) -> int:
    known = queries.exemptions_of(row)
    changed = {place: one for place, one in given.items() if known.get(place, checks.NOTHING_GIVEN) != one}
    for (rule, subject), one in changed.items():
        fields = {"kind": one.kind, "since": one.since, "reason": one.reason}
        ProofExemption.objects.unrestricted().update_or_create(proof=row, rule=rule, subject=subject, defaults=fields)
    return len(changed)


@transaction.atomic
def submit(*, proof: ProofOfUse, version: int, by: Actor) -> ProofOfUse:
    """What is stored is handed in and kept as it is; Unfinished where a rule is open. Twice is once."""
    row = held(proof, by)
    if row.state in states.DELIVERED:
        return row
    row = held(proof, by, version)
    today = day_of(timezone.now())
    if today <= row.period.last_day:
        raise Refused(
            _(
                "Der Förderzeitraum läuft noch. Einreichen können Sie, sobald er zu Ende ist; der Entwurf ist gespeichert."
            ),
            code="early",
        )
    missing = checks.open_ones(checks.checks(queries.facts_of(row, today)))
    if missing:
        raise Unfinished(missing)
    row.content = kept(row)
    row = move(row, "submit", by)
    notifications.submitted(row)
    return row


def kept(row: ProofOfUse) -> str:
    with override(KEPT_IN):
        return content.as_text(content.content_of(row, day_of(timezone.now())))


@transaction.atomic
def give_back(*, proof: ProofOfUse, note: str, version: int, by: Actor) -> ProofOfUse:
    """Handed in or accepted, it goes back to the carrier with what is asked."""
    row = held(proof, by, version)
    row = move(row, "reopen" if row.state == states.ACCEPTED else "return", by, note=note)
    notifications.returned(row)
    return row


@transaction.atomic
def accept(*, proof: ProofOfUse, version: int, by: Actor) -> ProofOfUse:
    """Once the figures of the period are accepted, too: they go into what is kept."""
    row = held(proof, by, version)
    state = queries.state_of_figures(queries.submissions_of(row))
    if row.state == states.SUBMITTED and state not in {checks.FIGURES_ACCEPTED, checks.FIGURES_EXCEPTED}:
        raise Refused(
            _("Bitte nehmen Sie zuerst die Kennzahlen dieses Förderzeitraums an; sie gehören zum Nachweis."),
            code="figures",
        )
    row.content = with_figures(row)
    row = move(row, "accept", by)
    notifications.accepted(row)
    return row


def with_figures(row: ProofOfUse) -> str:
    """What was handed in, with the figures as they are accepted now."""
    if row.content is None:
        raise NotNow
    before = content.from_text(row.content)
    with override(KEPT_IN):
        figures = tuple(content.figure_table(block) for block in queries.accepted_figures(row))
        facts = queries.facts_of(row, day_of(timezone.now()))
        judged = content.check_line(checks.of_figures(facts))
    others = tuple(line for line in before.checks if line.rule != judged.rule)
    return content.as_text(replace(before, figures=figures, checks=(*others, judged)))


@transaction.atomic
def decide(*, proof: ProofOfUse, step: str, note: str, version: int, by: Actor) -> ProofOfUse:
    """ "except", "include": who need not prove anything for a period, with the reason."""
    if step not in {"except", "include"}:
        raise NotNow
    return move(held(proof, by, version), step, by, note=note)
