"""Mails about consent and leaving: a neutral subject and a link, to whom the parties name."""

from collections.abc import Iterable

from pages.models import NormativePage
from pages.named_persons import named_persons, recipient
from portal import mail
from portal.mail import Recipient


def everybody(page: NormativePage) -> list[Recipient]:
    """Whom the parties name, deputies included; each address once."""
    people = [position for one in named_persons(page) for position in one.people]
    return each_once(recipient(position) for position in people)


def each_once(people: Iterable[Recipient]) -> list[Recipient]:
    return list({to.address: to for to in people if to.address}.values())


def party_leaves(page: NormativePage) -> None:
    tell("party_leaves", page)


def party_stays(page: NormativePage) -> None:
    tell("party_stays", page)


def tell(name: str, page: NormativePage) -> None:
    context = {"page": mail.link("approval:parties", page.pk)}
    mail.send_on_commit(f"pages/approval/mail/{name}.txt", everybody(page), context)
