"""Referrals beyond the usual one: with goals, of a dropout, of a conflict."""

from typing import Any

from django.test import Client
from django.urls import reverse

from cases.access import actor
from cases.models import AlignedGoal, Consent, Referral
from cases.referrals import alignment_actions, conflict_actions, referral_actions
from portal.edit_conflicts import STATE
from portal.models import AuditEvent, User
from tests.cases.factories import CONTENTS, County

GOAL = {
    "employment_goal": "Anerkennung bis März",
    "integration_goal": "Antrag bis Januar",
    "contradicts": False,
    "responsible": "all",
    "due_on": None,
    "state": "open",
    "reason": "",
}
SENT_GOAL = {name: "" if value in (None, False) else value for name, value in GOAL.items()}


def shared(county: County, *categories: str, state: str = "accepted", **fields: Any) -> Referral:
    """A referral that both sides work on; goals are among what the client agreed to unless said otherwise."""
    draft = county.draft(**fields)
    consent = county.consent(draft.record, categories=[*CONTENTS, *(categories or ("goals",))])
    referral = referral_actions.send_referral(
        referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
    )
    if state == "accepted":
        county.move(referral, "accept", county.tomasz)
        referral.refresh_from_db()
    return referral


def with_goal(county: County, referral: Referral, by: User | None = None, **fields: Any) -> AlignedGoal:
    return alignment_actions.save_goal(referral=referral, fields={**GOAL, **fields}, by=actor(by or county.ayla))


def dropout_consent(county: County, **fields: Any) -> Consent:
    terms = {"purpose": "dropout", "categories": ["identity", "contact", "attendance"], **fields}
    record = terms.pop("record", None) or county.record(contact="069 90009-777", file_number="K 17")
    return county.consent(record, **terms)


def conflict(county: County, by: User | None = None, referral: Referral | None = None) -> Referral:
    first = referral or shared(county)
    county.consent(first.record, purpose="conflict", categories=["concern", "identity"])
    return conflict_actions.raise_conflict(
        referral=first, text="Wir sehen die Kinderbetreuung anders.", by=actor(by or county.ayla)
    )


def url(name: str, *args: Any) -> str:
    return reverse(f"cases:{name}", args=[getattr(each, "pk", each) for each in args])


def sent_from(client: Client, page: str, **values: Any) -> Any:
    """As people do: the page first, then its form with the state it was opened with."""
    form = client.get(page).context["form"]
    filled = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    return client.post(page, {**filled, STATE: form.state, **values})


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))
