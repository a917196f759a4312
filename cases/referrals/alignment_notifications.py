"""Who is told that a notice or a conflict waits."""

from typing import Any

from cases.models import Holding, Referral
from cases.referrals.notifications import something_waits
from cases.referrals.queries import superiors_of
from portal import mail
from portal.models import User

DROPOUT, SETTLEMENT = "cases:dropout", "cases:settlement"


def tell_senders(referral: Referral) -> None:
    held = Holding.objects.unrestricted().current().filter(record=referral.record_id)
    tell(User.objects.filter(pk__in=held.values("user"), is_active=True), DROPOUT, referral)


def tell_superiors(referral: Referral, but: int | None = None) -> None:
    """Those of both sides, or of the other one only."""
    for organisation in {referral.sender_id, referral.receiver_id} - {but}:
        tell(superiors_of(organisation), SETTLEMENT, referral)


def tell(people: Any, page: str, referral: Referral) -> None:
    something_waits(people, mail.link(page, referral.pk))
