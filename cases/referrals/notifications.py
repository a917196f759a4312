"""The one mail of the restricted section: something waits there, with a link, and nobody is named (R43)."""

from collections.abc import Iterable

from portal import mail
from portal.models import User

TEMPLATE = "cases/referrals/mail/something_waits.txt"


def something_waits(people: Iterable[User], page: str) -> int:
    """`page` is a whole address; returns the number of mails."""
    told = list(people)
    mail.send_on_commit(TEMPLATE, told, {"page": page})
    return len(told)
