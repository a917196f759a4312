"""Who is told that a referral waits."""

from collections.abc import Iterable

from cases.models import Referral
from cases.referrals import states
from cases.referrals.notifications import something_waits
from cases.referrals.queries import people_in_charge
from portal import mail
from portal.models import User

INBOX, OUTBOX, REFERRAL, WAITING = "cases:inbox", "cases:outbox", "cases:referral", "cases:waiting"


def tell_other_side(referral: Referral, side: str) -> int:
    """After an act of one side; returns the number of mails."""
    other = "receiver" if side == "sender" else "sender"
    return tell(people_in_charge(referral, other), referral, inbox_of=other)


def tell(people: Iterable[User], referral: Referral, inbox_of: str = "receiver") -> int:
    """With a link to the referral, or to the list where it can no longer be opened."""
    is_gone = referral.state in {states.WITHDRAWN, states.EXPIRED} and inbox_of == "receiver"
    page = mail.link(INBOX) if is_gone else mail.link(REFERRAL, referral.pk)
    return something_waits(people, page)
