"""The parties are asked about a version, answer, and sign; with the last consent that is needed it is adopted.

Whatever changes an approval waits for its document's row first, so that of two last ones the second sees the first.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.approval import errors, links, notifications, queries, states
from pages.approval.errors import AnswerRefused
from pages.approval.sides import Side
from pages.models import Approval, ApprovalLink, ApprovalReply, SignedSheet, Version
from pages.versions import actions as versions
from portal.audit import trail
from portal.audit.trail import Value
from portal.models import User

State, Channel = Approval.State, ApprovalReply.Channel
SENT = trail.register("approval.ask", _("Stelle um Zustimmung gebeten"), ("version", "organisation"))
ANSWERED = trail.register(
    "approval.answer",
    _("Stelle hat zu einer Fassung geantwortet"),
    ("version", "organisation", "agrees", "digest", "channel"),
)
VOIDED = trail.register("approval.withdraw", _("Anfrage um Zustimmung zurückgezogen"), ("version", "organisation"))
SIGNED = trail.register(
    "approval.sign", _("Unterschrift einer Stelle eingetragen"), ("version", "organisation", "signed_on")
)


@dataclass(frozen=True)
class Answer:
    """What somebody says for a party."""

    agrees: bool
    name: str
    function: str
    reason: str = ""


@dataclass(frozen=True)
class Scan:
    kind: str
    content: str  # base64


@transaction.atomic
def ask_parties(*, version: Version, sides: Iterable[Side], addresses: Mapping[str, str], by: User) -> Version:
    """Settles the text and sends each side its link; `addresses` by key of the side, without one it answers on paper."""
    sides = list(sides)
    if not any(side.is_required for side in sides):
        raise ValidationError(errors.NOBODY)
    version = versions.ask(version=version, by=by)
    # Whoever was asked before and belongs to it no more is not counted.
    Approval.objects.filter(version=version).update(
        state=State.WITHDRAWN, digest="", reply=None, signed_on=None, sheet=None
    )
    for side in sides:
        approval = asked(version, side, addresses.get(side.key, ""))
        if approval.address:
            send(approval, by)
    return version


def asked(version: Version, side: Side, address: str) -> Approval:
    """One row for each side; asked once more about another text, what it said before stays among its replies."""
    approval = Approval.objects.filter(version=version, **same(side)).first() or Approval(version=version, **same(side))
    approval.name, approval.is_essential, approval.is_required = side.name, side.is_essential, side.is_required
    approval.representative, approval.deputy = side.representative, side.deputy
    approval.addressee, approval.address = side.addressee[:200], address
    approval.state, approval.digest, approval.asked_at = State.ASKED, version.digest, timezone.now()
    approval.reply = approval.signed_on = approval.sheet = approval.reminded_on = None
    approval.save()
    links.void(approval)
    return approval


def same(side: Side) -> dict[str, object]:
    return {"organisation": side.organisation} if side.organisation else {"organisation": None, "name": side.name}


def send(approval: Approval, by: User | None) -> None:
    secret = links.issue(approval)
    trail.record(SENT, by, about=("approval", approval.pk), details=about(approval))
    notifications.ask(approval, secret)


def about(approval: Approval) -> dict[str, Value]:
    return {"version": approval.version_id, "organisation": approval.organisation_id}


def locked(approval: Approval) -> Approval:
    """With its version, as they are now; AnswerRefused where the text is not with the parties any more."""
    versions.lock(approval.version.document)
    found = Approval.objects.select_related("version__document", "organisation", "reply").get(pk=approval.pk)
    if found.version.state != Version.State.ASKED or found.digest != found.version.digest:
        raise AnswerRefused(errors.CHANGED)
    return found


@transaction.atomic
def send_again(*, approval: Approval, address: str, by: User) -> Approval:
    """To the same address or another one; a side that objected is asked once more."""
    if not address:
        raise ValidationError({"address": errors.MISSING})
    approval = moved(approval, states.ASK)
    approval.address, approval.reply, approval.asked_at, approval.reminded_on = address, None, timezone.now(), None
    approval.save()
    links.void(approval)
    send(approval, by)
    return approval


@transaction.atomic
def withdraw_link(*, approval: Approval, by: User) -> Approval:
    approval = moved(approval, states.WITHDRAW)
    approval.reply = approval.signed_on = approval.sheet = None
    approval.save()
    links.void(approval)
    trail.record(VOIDED, by, about=("approval", approval.pk), details=about(approval))
    return approval


def moved(approval: Approval, act: str) -> Approval:
    """Locked and in the state that follows, not stored yet."""
    approval = locked(approval)
    following = states.after(approval.state, act)
    if not following:
        raise ValidationError(errors.NOT_NOW)
    approval.state = following
    return approval


@transaction.atomic
def answer_by_link(*, link: ApprovalLink, answer: Answer) -> ApprovalReply:
    """AnswerRefused for a link that is used, late, void, or about a text that has changed."""
    approval = locked(link.approval)
    link.refresh_from_db()
    reason = queries.refusal(approval, link)
    if reason:
        raise AnswerRefused(str(reason))
    return replied(approval, answer, Channel.LINK, None)


@transaction.atomic
def answer(*, approval: Approval, answer: Answer, by: User) -> ApprovalReply:
    """Of somebody signed in; who may is asked before."""
    approval = locked(approval)
    if approval.state != State.ASKED:
        raise AnswerRefused(errors.USED)
    return replied(approval, answer, Channel.ACCOUNT, by)


@transaction.atomic
def record_on_paper(*, approval: Approval, answer: Answer, by: User) -> ApprovalReply:
    approval = locked(approval)
    if not states.after(approval.state, states.RECORD):
        raise ValidationError(errors.NOT_NOW)
    return replied(approval, answer, Channel.PAPER, by)


def replied(approval: Approval, answer: Answer, channel: str, by: User | None) -> ApprovalReply:
    reply = ApprovalReply.objects.create(
        approval=approval,
        agrees=answer.agrees,
        name=answer.name,
        function=answer.function,
        reason="" if answer.agrees else answer.reason,
        digest=approval.digest,
        channel=channel,
        by=by,
    )
    approval.state, approval.reply = State.AGREED if answer.agrees else State.OBJECTED, reply
    approval.save()
    said: dict[str, Value] = {"agrees": answer.agrees, "digest": approval.digest, "channel": channel}
    trail.record(ANSWERED, by, about=("approval", approval.pk), details=about(approval) | said)
    if answer.agrees:
        adopt_if_complete(approval.version, by)
    else:
        notifications.objected(approval)
    return reply


@transaction.atomic
def record_signing(
    *, version: Version, approvals: Iterable[Approval], signed_on: dt.date, scan: Scan, by: User
) -> None:
    """The day and the scan of the sheet, for those who signed it."""
    sheet = SignedSheet(version=version, kind=scan.kind, content=scan.content, recorded_by=by)
    sheet.save(force_insert=True)
    for approval in approvals:
        approval = locked(approval)
        if approval.state != State.AGREED:
            raise ValidationError(errors.NOT_NOW)
        approval.signed_on, approval.sheet = signed_on, sheet
        approval.save(update_fields=["signed_on", "sheet"])
        details: dict[str, Value] = about(approval) | {"signed_on": signed_on.isoformat()}
        trail.record(SIGNED, by, about=("approval", approval.pk), details=details)
    adopt_if_complete(version, by)


def adopt_if_complete(version: Version, by: User | None) -> bool:
    """What another part still refuses is left to the coordinator, who is told of it under "Zu erledigen"."""
    if queries.missing(version):
        return False
    try:
        versions.adopt(version=version, by=by)
    except ValidationError:
        return False
    notifications.adopted(version)
    return True


@transaction.atomic
def take_back(*, version: Version, by: User) -> Version:
    """To the draft: all links are void, all consent lapses, and whoever was asked is told (`tell_taken_back`)."""
    return versions.take_back(version=version, by=by)


def tell_taken_back(version: Version) -> None:
    """Whichever way it was taken back or withdrawn."""
    told = list(Approval.objects.of_text().filter(version=version).exclude(address=""))
    notifications.taken_back(version, told)


def remind() -> int:
    """Once, three working days before the last day, with a link of its own; returns how many."""
    return sum(remind_of(approval) for approval in queries.to_remind(timezone.localdate()))


@transaction.atomic
def remind_of(approval: Approval) -> bool:
    """The link that was sent first goes on."""
    try:
        approval = locked(approval)
    except AnswerRefused:
        return False
    if approval.state != State.ASKED or approval.reminded_on is not None:
        return False
    approval.reminded_on = timezone.localdate()
    approval.save(update_fields=["reminded_on"])
    notifications.remind(approval, links.issue(approval))
    return True
