"""What has happened to a referral, in one order: steps with the words that came with them, messages, files."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access import Actor
from cases.models import Attachment, Message, Referral, ReferralStep
from portal.models import User

STEPS: dict[str, str | Promise] = {
    "send": gettext_lazy("%(person)s hat den Fall übergeben"),
    "see": gettext_lazy("%(person)s hat den Fall gesehen"),
    "accept": gettext_lazy("%(person)s hat den Fall angenommen"),
    "ask": gettext_lazy("%(person)s fragt nach"),
    "answer": gettext_lazy("%(person)s antwortet"),
    "decline": gettext_lazy("%(person)s hat den Fall abgelehnt"),
    "begin": gettext_lazy("%(person)s hat mit der Arbeit begonnen"),
    "complete": gettext_lazy("%(person)s hat den Fall abgeschlossen"),
    "withdraw": gettext_lazy("%(person)s hat die Fallübergabe zurückgezogen"),
    "revoke": gettext_lazy("Die Einwilligung wurde widerrufen"),
    "expire": gettext_lazy("Die Einwilligung ist abgelaufen"),
}
WRITES, ATTACHES = gettext_lazy("%(person)s schreibt"), gettext_lazy("%(person)s hat eine Datei hinzugefügt")


@dataclass
class Entry:
    """`text` are the words, `message` the row they are of; `stands_in_for` is the colleague who was away."""

    at: dt.datetime
    title: str
    organisation: str = ""
    stands_in_for: str = ""
    text: str = ""
    message: Message | None = None
    step: str = ""
    attachments: tuple[Attachment, ...] = ()


def entries(referral: Referral, actor: Actor, concern: str) -> list[Entry]:
    """Oldest first; `concern` stands with the sending. Three queries."""
    people = ("by", "organisation", "instead_of")
    steps = list(ReferralStep.objects.for_actor(actor).filter(referral=referral).select_related(*people))
    messages = list(Message.objects.for_actor(actor).filter(referral=referral).select_related(*people))
    files = list(
        Attachment.objects.for_actor(actor)
        .filter(referral=referral)
        .select_related("by", "organisation")
        .order_by("at")
    )
    said = {(message.at, message.by_id): message for message in messages}
    found = [of_step(step, said.pop((step.at, step.by_id), None)) for step in steps]
    sent = next((entry for entry in found if entry.step == "send"), None)
    if sent is not None:
        sent.text = concern
        sent.attachments = tuple(file for file in files if file.at <= sent.at)
    found += [of_message(message) for message in said.values()]
    found += [of_file(file) for file in files if sent is None or file.at > sent.at]
    return sorted(found, key=lambda entry: entry.at)


def of_step(step: ReferralStep, message: Message | None) -> Entry:
    return Entry(
        step.at,
        str(STEPS[step.name]) % {"person": name_of(step.by)},
        **whose(step),
        text=message.text if message else "",
        message=message,
        step=step.name,
    )


def of_message(message: Message) -> Entry:
    return Entry(
        message.at,
        str(WRITES) % {"person": name_of(message.by)},
        **whose(message),
        text=message.text,
        message=message,
    )


def of_file(file: Attachment) -> Entry:
    return Entry(
        file.at,
        str(ATTACHES) % {"person": name_of(file.by)},
        str(file.organisation or ""),
        attachments=(file,),
    )


def whose(row: Any) -> Mapping[str, Any]:
    return {
        "organisation": str(row.organisation or ""),
        "stands_in_for": name_of(row.instead_of) if row.instead_of_id else "",
    }


def name_of(user: User | None) -> str:
    if user is None:
        return _("Eine frühere Fachkraft")
    return user.get_full_name() or _("Eine Fachkraft")


def names_of(users: Iterable[User]) -> str:
    return ", ".join(name_of(user) for user in users)
