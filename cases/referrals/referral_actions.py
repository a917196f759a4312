"""Writes about referrals: drafted, sent, moved from state to state, handed on. Each checks, moves and records in one transaction."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sealed_files, sent_once
from cases.access import Actor
from cases.models import (
    Attachment,
    ClientRecord,
    Consent,
    LegalGround,
    Message,
    Purpose,
    Referral,
    ReferralContent,
    ReferralNumber,
    ReferralStep,
)
from cases.referrals import deadlines, referral_notifications, retention, states, trail
from cases.referrals.access import acts_for, sides_of
from cases.referrals.errors import NoConsent, NotNow, Refused, Stale, WordsMissing
from cases.referrals.queries import receivers_of
from cases.referrals.record_actions import caseworkers_of
from cases.referrals.response_time import response_time
from cases.referrals.states import Transition
from directory.models import Mailbox, Organisation, Team
from portal.models import User

KINDS = {
    "ask": Message.Kind.QUESTION,
    "answer": Message.Kind.ANSWER,
    "decline": Message.Kind.REASON,
    "withdraw": Message.Kind.REASON,
    "complete": Message.Kind.RESULT,
}


@dataclass(frozen=True)
class Receiver:
    """Where a referral goes: an organisation, and there a team or a functional mailbox (LÖ-KV 6)."""

    organisation: Organisation
    team: Team | None = None
    mailbox: Mailbox | None = None


@transaction.atomic
def draft_referral(
    *,
    record: ClientRecord,
    purpose: str,
    receiver: Receiver,
    contents: Mapping[str, str],
    by: Actor,
    form: uuid.UUID | None = None,
) -> Referral:
    """`contents` are texts by kind of data; `form` names the page that was filled in."""
    # One after the other, so that the second of two at once finds the first, and nothing is begun for who was just deleted.
    ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    places = [each.pk if each else None for each in (receiver.organisation, receiver.team, receiver.mailbox)]
    pk = sent_once.key_of(by, form, "referral", record.pk, purpose, places, dict(contents))
    twice: Referral | None = Referral.objects.outgoing(by).filter(pk=pk).first()
    if twice is not None:
        return twice
    now = timezone.now()
    referral = Referral.objects.create(
        pk=pk,
        number=next_number(timezone.localtime(now).year),
        purpose=purpose,
        record=record,
        sender_id=record.organisation_id,
        receiver=receiver.organisation,
        team=receiver.team,
        mailbox=receiver.mailbox,
        created_at=now,
        created_by=by.user,
        changed_at=now,
    )
    write_contents(referral, contents)
    trail.about_referral(trail.REFERRAL_MADE, by, referral, purpose=purpose, receiver=receiver.organisation.pk)
    return referral


def next_number(year: int) -> str:
    """ "FÜ-2026-0417": the next of that year, without gaps but for drafts that were thrown away."""
    ReferralNumber.objects.get_or_create(year=year)
    counter = ReferralNumber.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"FÜ-{year}-{counter.last:04d}"


def write_contents(referral: Referral, contents: Mapping[str, str]) -> None:
    rows = {row.category: row for row in ReferralContent.objects.unrestricted().filter(referral=referral)}
    for category, row in rows.items():
        if not contents.get(category, "").strip():
            row.delete()
    for category, text in contents.items():
        if text.strip():
            row = rows.get(category) or ReferralContent(referral=referral, category=category)
            row.text = text.strip()
            row.save()


@transaction.atomic
def change_draft(
    *, referral: Referral, receiver: Receiver, purpose: str, contents: Mapping[str, str], version: int, by: Actor
) -> Referral:
    row = held(referral, by, version)
    if row.state != states.DRAFT:
        raise NotNow
    row.receiver, row.team, row.mailbox, row.purpose = receiver.organisation, receiver.team, receiver.mailbox, purpose
    row.version += 1
    row.changed_at = timezone.now()
    row.save(update_fields=["receiver", "team", "mailbox", "purpose", "version", "changed_at"])
    write_contents(row, contents)
    trail.about_referral(trail.REFERRAL_CHANGED, by, row)
    return row


@transaction.atomic
def discard_draft(*, referral: Referral, version: int, by: Actor) -> None:
    row = held(referral, by, version)
    if row.state != states.DRAFT:
        raise NotNow
    trail.about_referral(trail.REFERRAL_DISCARDED, by, row)
    paths = list(Attachment.objects.for_actor(by).filter(referral=row).values_list("path", flat=True))
    row.delete()
    for path in paths:
        transaction.on_commit(partial(sealed_files.remove, path))


@transaction.atomic
def send_referral(
    *, referral: Referral, version: int, by: Actor, consent: Consent | None = None, ground: LegalGround | None = None
) -> Referral:
    """Leaves with a consent that covers purpose, receiver, kinds of data and this second – or on a ground a second person confirmed (R28, F51).

    Refused for a receiver where nobody could open it.
    """
    if consent is not None:
        # Held until the end: one withdrawn meanwhile would be found to hold still.
        consent = Consent.objects.unrestricted().select_for_update(of=("self",)).get(pk=consent.pk)
    row = held(referral, by, version)
    transition = allowed(row, "send", by)
    if consent is None and ground is None:
        raise NoConsent
    if not can_be_received(row):
        raise Refused(
            _(
                "Dort hat zurzeit niemand Zugang zu Fallübergaben. Bitte wählen Sie ein anderes Team oder eine andere Stelle."
            )
        )
    check_cover(row, consent, ground)
    row.consent, row.ground = consent, ground
    agreed = response_time(row.sender_id, row.receiver_id)
    row.response_days, row.response_clause, row.response_url = agreed.days, agreed.clause, agreed.url
    move_to(row, transition, by, timezone.now(), deadline=True)
    referral_notifications.tell_other_side(row, transition.side)
    return row


def can_be_received(referral: Referral) -> bool:
    """Whether an active account could take it there."""
    return bool(receivers_of(referral).exists())


def check_cover(referral: Referral, consent: Consent | None, ground: LegalGround | None) -> None:
    rows = (ReferralContent, Attachment)
    kinds = {
        kind
        for model in rows
        for kind in model.objects.unrestricted().filter(referral=referral).values_list("category", flat=True)
    }
    if consent is not None:
        covered = (
            Consent.objects.unrestricted()
            .holding()
            .covering(referral.purpose, referral.receiver)
            .filter(pk=consent.pk, record=referral.record_id)
            .exists()
        )
        if not covered or kinds - set(consent.categories.values_list("category", flat=True)):
            raise NoConsent
    elif ground is not None and not is_covered_by(referral, ground, kinds):
        raise NoConsent


def is_covered_by(referral: Referral, ground: LegalGround, kinds: set[str]) -> bool:
    same = (ground.record_id, ground.receiver_id, ground.purpose) == (
        referral.record_id,
        referral.receiver_id,
        referral.purpose,
    )
    return same and ground.confirmed_at is not None and not kinds - set(ground.categories)


@transaction.atomic
def move_referral(*, referral: Referral, step: str, version: int, by: Actor, text: str = "") -> Referral:
    """Any transition but sending, with a word where the table wants one. Stale, NotNow, NoConsent, WordsMissing."""
    row = held(referral, by, version)
    transition = allowed(row, step, by)
    if step == "complete" and row.purpose == Purpose.CONFLICT:
        raise Refused(_("Ein Konflikt ist abgeschlossen, sobald die Leitungen beider Seiten der Klärung zustimmen."))
    words = text.strip()
    if transition.needs_text and not words:
        raise WordsMissing
    if transition.needs_consent and not still_lawful(row):
        raise NoConsent
    now = timezone.now()
    if words:
        # At the same moment: by it the thread knows which word came with which step.
        write_message(row, KINDS.get(step, Message.Kind.MESSAGE), words, by, transition.side, now)
    move_to(row, transition, by, now, deadline=step == "answer")
    if step != "see":
        referral_notifications.tell_other_side(row, transition.side)
    return row


def held(referral: Referral, by: Actor, version: int) -> Referral:
    """The row as it is now, for this transaction alone. Referral.DoesNotExist when it is no longer the person's to see."""
    row: Referral = Referral.objects.for_actor(by).select_for_update(of=("self",)).get(pk=referral.pk)
    if row.version != version:
        raise Stale
    return row


def allowed(referral: Referral, step: str, by: Actor) -> Transition:
    transition = states.BY_NAME.get(step)
    if transition is None or referral.state not in transition.sources or transition.side not in sides_of(by, referral):
        raise NotNow
    return transition


def still_lawful(referral: Referral) -> bool:
    return bool(Referral.objects.unrestricted().readable().filter(pk=referral.pk).exists())


def move_to(
    referral: Referral,
    transition: Transition,
    by: Actor,
    now: dt.datetime,
    *,
    deadline: bool = False,
    side: str | None = None,
) -> None:
    """`side` is the person's where a rule beside the table lets the other side do it: a conflict is closed by both."""
    acting = side or transition.side
    organisation = referral.sender_id if acting == "sender" else referral.receiver_id
    instead_of = acts_for(by, referral, acting)
    ReferralStep.objects.create(
        referral=referral,
        name=transition.name,
        source=referral.state,
        target=transition.target,
        at=now,
        by=by.user,
        organisation_id=organisation,
        instead_of_id=instead_of,
    )
    trail.about_referral(
        trail.REFERRAL_MOVED,
        by,
        referral,
        step=transition.name,
        source=referral.state,
        target=transition.target,
        organisation=organisation,
        instead_of=instead_of,
    )
    referral.state = transition.target
    referral.version += 1
    referral.changed_at = now
    note_times(referral, transition, by)
    if deadline:
        set_deadline(referral)
    # A draft that has lain has a day; what is under way has none.
    referral.purge_on = None
    referral.save()
    if referral.closed_at is not None:
        retention.write_day(referral)


def note_times(referral: Referral, transition: Transition, by: Actor) -> None:
    now = referral.changed_at
    if transition.name == "send":
        referral.sent_at, referral.sent_by = now, by.user
    if transition.name == "accept" and referral.taken_by_id is None:
        referral.taken_by = by.user
    if transition.target in states.CLOSED:
        referral.closed_at = now


def set_deadline(referral: Referral) -> None:
    """The answer is due anew; what was said to remind of it before counts no more."""
    referral.response_days = referral.response_days or deadlines.USUAL_DAYS
    referral.due_at = deadlines.answer_due(referral.changed_at, referral.response_days)
    referral.reminded_at = referral.deputy_told_at = referral.coordinator_told_at = None


def write_message(
    referral: Referral,
    kind: str,
    text: str,
    by: Actor,
    side: str,
    at: dt.datetime | None = None,
    pk: uuid.UUID | None = None,
) -> Message:
    organisation = referral.sender_id if side == "sender" else referral.receiver_id
    message = Message.objects.create(
        pk=pk or uuid.uuid4(),
        referral=referral,
        kind=kind,
        at=at or timezone.now(),
        by=by.user,
        organisation_id=organisation,
        instead_of_id=acts_for(by, referral, side),
        text=text,
    )
    trail.about_referral(trail.MESSAGE_WRITTEN, by, referral, kind=kind, organisation=organisation)
    return message


@transaction.atomic
def hand_on(*, referral: Referral, to: User, version: int, by: Actor) -> Referral:
    """Another caseworker of the receiving side works on it from now on: a colleague, or the deputy while one is away."""
    row = held(referral, by, version)
    if "receiver" not in sides_of(by, row):
        raise NotNow
    if not caseworkers_of(row.receiver_id).filter(pk=to.pk).exists():
        raise Refused(_("Diese Person ist keine Fachkraft Ihrer Organisation. Bitte wählen Sie jemand anderen."))
    row.taken_by = to
    row.version += 1
    row.changed_at = timezone.now()
    row.save(update_fields=["taken_by", "version", "changed_at"])
    trail.about_referral(trail.REFERRAL_TAKEN, by, row, to=to.pk, organisation=row.receiver_id)
    if to.pk != by.user.pk:
        referral_notifications.tell([to], row)
    return row
