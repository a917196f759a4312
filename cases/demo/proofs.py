"""Proofs of use in the invented county: those of past years are accepted, of a period that has just ended one is being written."""

import datetime as dt
import tomllib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from cases.access import Actor, actor
from cases.demo.indicators import FILE, at, report
from cases.demo.loading import DOMAIN
from cases.indicators import period_actions
from cases.indicators.periods import FUNDING, Template
from cases.indicators.proof_of_use import actions, checks, content, employment, queries, states
from cases.indicators.proof_of_use.checks import Check, Given
from cases.indicators.proof_of_use.guidelines import INTEGRATION
from cases.models import IndicatorSet, ProofExemption, ProofOfUse, ProofStep, ProofText, ReportingPeriod
from directory.deadlines import add_months
from directory.models import Organisation
from portal.models import User

DAY = dt.timedelta(days=1)
REASON = "Mit der Bewilligungsstelle am Telefon besprochen."
HANDED_IN = 20  # days before the last one
WRITTEN = ("work", "network")  # what the draft has so far


def is_loaded() -> bool:
    return ProofOfUse.objects.unrestricted().filter(state=states.ACCEPTED).exists()


@transaction.atomic
def load() -> None:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    coordinator = actor(User.objects.get(email=f"birgit.moench-saal{DOMAIN}"))
    recent = just_ended(data, coordinator)
    actions.owe()
    for proof in ProofOfUse.objects.unrestricted().select_related("period", "organisation"):
        if proof.period_id == recent.pk:
            tell(proof, data["proofs"].get(proof.organisation.name, states.DRAFT), data, coordinator)
        elif proof.due_on < timezone.localdate():
            tell(proof, states.ACCEPTED, data, coordinator)


def just_ended(data: dict[str, Any], coordinator: Actor) -> ReportingPeriod:
    """A year that ended with the month before last, its figures accepted."""
    last = (timezone.localdate().replace(day=1) - DAY).replace(day=1) - DAY
    first = add_months(last + DAY, -12)
    template = Template(
        FUNDING,
        f"Förderzeitraum {first:%m/%Y} bis {last:%m/%Y}",
        first,
        last,
        employment.due_on(last, INTEGRATION.due_months),
        INTEGRATION.clause,
    )
    reporters = list(Organisation.objects.filter(name__in=data["proofs"]))
    catalogue = IndicatorSet.objects.published().order_by("valid_from")[0]
    made = period_actions.make_periods(templates=[template], catalogue=catalogue, reporters=reporters, by=coordinator)[
        0
    ]
    report(made, 0, data, coordinator)
    return made


def tell(proof: ProofOfUse, state: str, data: dict[str, Any], coordinator: Actor) -> None:
    """As if it had been written, handed in and accepted at its time."""
    written = data["report"] if state != states.DRAFT else {key: data["report"][key] for key in WRITTEN}
    ProofText.objects.bulk_create(
        ProofText(proof=proof, heading=heading, text=text) for heading, text in written.items()
    )
    proof.saved_at = timezone.now()
    if state != states.DRAFT:
        excuse(proof)
        hand_in(proof, state, coordinator)
    proof.save()


def excuse(proof: ProofOfUse) -> None:
    for check in checks.open_ones(checks.checks(queries.facts_of(proof, timezone.localdate()))):
        if check.rule.exemptions:
            given = excuse_for(check)
            ProofExemption.objects.create(
                proof=proof, rule=check.rule.key, subject=check.subject, kind=given.kind, reason=given.reason
            )


def excuse_for(check: Check) -> Given:
    """The first that asks for no day."""
    exemption = next(one for one in check.rule.exemptions if not one.asks_since)
    return Given(exemption.key, None, REASON if exemption.asks_reason else "")


def hand_in(proof: ProofOfUse, state: str, coordinator: Actor) -> None:
    user = User.objects.filter(memberships__organisation=proof.organisation, memberships__role="reporter").first()
    handed_in = min(at(proof.due_on - HANDED_IN * DAY), timezone.now())
    proof.state, proof.submitted_at, proof.submitted_by = state, handed_in, user
    with override(actions.KEPT_IN):
        proof.content = content.as_text(content.content_of(proof, timezone.localdate()))
    proof.version = 3
    step(proof, "submit", states.DRAFT, states.SUBMITTED, user, handed_in)
    if state == states.ACCEPTED:
        proof.decided_at, proof.decided_by = min(handed_in + 4 * DAY, timezone.now()), coordinator.user
        step(proof, "accept", states.SUBMITTED, states.ACCEPTED, coordinator.user, proof.decided_at)


def step(proof: ProofOfUse, name: str, source: str, target: str, by: User | None, moment: dt.datetime) -> None:
    ProofStep.objects.create(proof=proof, name=name, source=source, target=target, by=by, at=moment)
