"""Mails about consent and leaving: a neutral subject and a link, to whom the parties name."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from pages.models import Approval, NormativePage, Version
from pages.named_persons import named_persons, recipient
from portal import mail
from portal.identity.auth import PortalRole
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


def ask(approval: Approval, secret: str) -> None:
    send_link("ask", approval, secret)


def remind(approval: Approval, secret: str) -> None:
    send_link("remind", approval, secret)


def send_link(name: str, approval: Approval, secret: str) -> None:
    """To the address the link was meant for, whoever reads it there."""
    context = {"page": mail.link("consent:open", secret)}
    mail.send_on_commit(f"pages/approval/mail/{name}.txt", [addressed(approval)], context)


def addressed(approval: Approval) -> Recipient:
    person = approval.representative
    if person is not None and recipient(person).address == approval.address:
        return recipient(person)
    return Recipient(approval.address, approval.addressee)


def objected(approval: Approval) -> None:
    context = {"page": mail.link("approval:parties", approval.version.document_id)}
    coordinators = get_user_model()._default_manager.filter(is_active=True, groups__name=PortalRole.COORDINATOR.value)
    mail.send_on_commit("pages/approval/mail/objected.txt", coordinators, context)


def adopted(version: Version) -> None:
    tell("adopted", version.document)


def taken_back(version: Version, asked: Iterable[Approval]) -> None:
    people = each_once(addressed(approval) for approval in asked)
    mail.send_on_commit("pages/approval/mail/taken_back.txt", people, {})
