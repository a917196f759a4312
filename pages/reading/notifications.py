"""Mails about what people read: neutral, with a link, and nothing of what they follow or have to read."""

from collections.abc import Iterable
from typing import Any

from portal import mail


def remind(people: Iterable[Any]) -> int:
    asked = list(people)
    mail.send_on_commit("pages/reading/mail/overdue.txt", asked, {"page": mail.link("acknowledgements:own")})
    return len(asked)


def changed(people: Iterable[Any]) -> int:
    told = list(people)
    mail.send_on_commit("pages/reading/mail/changed.txt", told, {"page": mail.link("following:index")})
    return len(told)
