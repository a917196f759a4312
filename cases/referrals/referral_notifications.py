"""Who is told that something waits in the restricted section: a neutral subject and a link, nobody named (R43)."""

from collections.abc import Iterable

from cases.models import Referral
from cases.referrals import states
from cases.referrals.queries import people_in_charge
from portal import mail
from portal.models import User

TEMPLATE = "cases/referrals/mail/something_waits.txt"
INBOX, OUTBOX, REFERRAL, WAITING = "cases:inbox", "cases:outbox", "cases:referral", "cases:waiting"


def tell_other_side(referral: Referral, side: str) -> int:
    """After an act of one side; returns the number of mails."""
    other = "receiver" if side == "sender" else "sender"
    return tell(people_in_charge(referral, other), referral, inbox_of=other)


def tell(people: Iterable[User], referral: Referral, inbox_of: str = "receiver") -> int:
    """With a link to the referral, or to the list where it can no longer be opened."""
    is_gone = referral.state in {states.WITHDRAWN, states.EXPIRED} and inbox_of == "receiver"
    page = mail.link(INBOX) if is_gone else mail.link(REFERRAL, referral.pk)
    return tell_of(people, page)


def tell_of(people: Iterable[User], page: str) -> int:
    told = list(people)
    mail.send_on_commit(TEMPLATE, told, {"page": page})
    return len(told)
