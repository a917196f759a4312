"""Whether goals may be shared in a referral, and whose plan stands in which column."""

from dataclasses import dataclass

from cases.access import Actor
from cases.models import Category, Referral
from cases.referrals import states
from cases.referrals.access import sides_of
from cases.referrals.errors import NotNow
from cases.referrals.referral_actions import still_lawful
from directory.models import Organisation

WORKED_ON = frozenset({states.ACCEPTED, states.IN_WORK})


@dataclass(frozen=True)
class PlanSides:
    employment: Organisation
    integration: Organisation


def covers_goals(referral: Referral) -> bool:
    """Whether the client – or the ground that stands in for their word – lets goals be shared; whether it still holds is another matter."""
    if referral.consent is not None:
        return bool(referral.consent.categories.filter(category=Category.GOALS).exists())
    return referral.ground is not None and Category.GOALS in referral.ground.categories


def may_change(referral: Referral) -> bool:
    """Both sides work on it, and the client's word holds."""
    return referral.state in WORKED_ON and covers_goals(referral) and still_lawful(referral)


def side_of(referral: Referral, by: Actor) -> str:
    """Who works for both organisations speaks for the sender's."""
    sides = sides_of(by, referral)
    if not sides:
        raise NotNow
    return "sender" if "sender" in sides else "receiver"


def organisation_of(referral: Referral, by: Actor) -> int:
    return referral.sender_id if side_of(referral, by) == "sender" else referral.receiver_id


def plan_sides(referral: Referral) -> PlanSides:
    """Where neither is an employment authority the receiver's plan stands first."""
    is_sender = referral.sender.kind == Organisation.Kind.EMPLOYMENT
    return PlanSides(referral.sender, referral.receiver) if is_sender else PlanSides(referral.receiver, referral.sender)
