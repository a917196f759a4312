"""A proof of use of the carriers' year: the period is over, its figures are accepted, one advisor is in the directory."""

import datetime as dt
from decimal import Decimal
from typing import Any

from cases.access import actor
from cases.indicators import submission_actions
from cases.indicators.answer_actions import save_answers
from cases.indicators.proof_of_use import actions
from cases.indicators.proof_of_use.checks import Given
from cases.models import ProofOfUse, ReportingPeriod, Submission
from directory.models import Position
from portal.edit_conflicts import STATE
from tests import factories
from tests.cases.indicators.carriers import Carriers

AFTER = dt.datetime(2027, 2, 10, 12, tzinfo=dt.UTC)
HEADINGS = ("work", "effects", "network", "staff", "publicity")
TEXTS = {heading: f"Bericht zu {heading}." for heading in HEADINGS}


def period() -> ReportingPeriod:
    return ReportingPeriod.objects.get(kind="funding")


def proof_of(carriers: Carriers, organisation: Any = None) -> ProofOfUse:
    rows = ProofOfUse.objects.unrestricted().select_related("period", "organisation")
    row: ProofOfUse = rows.get(organisation=organisation or carriers.sozialwerk)
    return row


def advisor(carriers: Carriers, last_name: str = "Korber", **fields: Any) -> Position:
    given = {"share": Decimal(80), "qualification": "a", "valid_from": dt.date(2022, 1, 1), **fields}
    person = factories.PersonFactory(first_name="Ayla", last_name=last_name)
    position: Position = factories.PositionFactory(person=person, organisation=carriers.sozialwerk, **given)
    return position


def figures(carriers: Carriers, accepted: bool = True, **changed: str) -> Submission:
    row = carriers.of(carriers.sozialwerk, period())
    by = actor(carriers.jonas)
    row = save_answers(submission=row, values=carriers.complete(**changed), by=by)
    row = submission_actions.submit(submission=row, version=row.version, by=by)
    return submission_actions.accept(submissions=[row], by=actor(carriers.birgit))[0] if accepted else row


def ready(carriers: Carriers) -> ProofOfUse:
    advisor(carriers)
    figures(carriers)
    return actions.save(proof=proof_of(carriers), texts=TEXTS, given={}, by=actor(carriers.jonas))


def submitted(carriers: Carriers) -> ProofOfUse:
    row = ready(carriers)
    return actions.submit(proof=row, version=row.version, by=actor(carriers.jonas))


def accepted(carriers: Carriers) -> ProofOfUse:
    row = submitted(carriers)
    return actions.accept(proof=row, version=row.version, by=actor(carriers.birgit))


def given(kind: str, reason: str = "Ein Satz.", since: dt.date | None = None) -> Given:
    return Given(kind, since, reason)


def filled(answer: Any, **changed: str) -> dict[str, str]:
    """What the form of a page would send; `changed` by the names of its inputs with "__" for "-"."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    return sent | {STATE: form.state} | {name.replace("__", "-"): value for name, value in changed.items()}
