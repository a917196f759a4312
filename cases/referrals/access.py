"""On which side of a referral somebody stands, and what that side may do now."""

from cases.access import Actor
from cases.models import Holding, Purpose, Referral
from cases.referrals import states
from cases.referrals.states import Transition


def sides_of(actor: Actor, referral: Referral) -> frozenset[str]:
    """ "sender", "receiver", both (who works for both organisations) or none, for a referral that `for_actor` has given."""
    on = set()
    if referral.sender_id in actor.organisations and is_in_charge(actor, referral):
        on.add("sender")
    if Referral.objects.incoming(actor).filter(pk=referral.pk).exists():
        on.add("receiver")
    return frozenset(on)


def is_in_charge(actor: Actor, referral: Referral) -> bool:
    if referral.sender_id in actor.supervisor_in:
        return True
    held = Holding.objects.unrestricted().current().filter(record=referral.record_id, user__in=actor.answers_for)
    return referral.sender_id in actor.caseworker_in and bool(held.exists())


def may_do(actor: Actor, referral: Referral) -> list[Transition]:
    """What this person may do next, in the order of the table."""
    steps = states.allowed(referral.state, sides_of(actor, referral))
    # Both sides' superiors close a conflict together, by agreeing how it was settled (D12).
    return [step for step in steps if step.name != "complete" or referral.purpose != Purpose.CONFLICT]


def acts_for(actor: Actor, referral: Referral, side: str) -> int | None:
    """The colleague in whose stead somebody acts: whoever is away and in charge, or None for one's own cases."""
    if side == "receiver":
        charge = {referral.taken_by_id} if referral.taken_by_id else set()
    else:
        current = Holding.objects.unrestricted().current().filter(record=referral.record_id)
        charge = set(current.values_list("user", flat=True))
    if actor.user.pk in charge:
        return None
    absent = sorted(charge & (actor.answers_for - {actor.user.pk}))
    return absent[0] if absent else None
