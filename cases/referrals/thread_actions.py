"""Writes in the thread of a referral: words, files, appointments."""

import datetime as dt
import hashlib
import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sealed_files, sent_once
from cases.access import Actor
from cases.models import Appointment, Attachment, Category, Consent, Message, Referral
from cases.referrals import referral_notifications, states, trail
from cases.referrals.access import sides_of
from cases.referrals.errors import NoConsent, NotNow, Refused, WordsMissing
from cases.referrals.referral_actions import still_lawful, write_message


@dataclass(frozen=True)
class CheckedFile:
    """A file whose content has been looked at; `kind` is what it showed."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Meeting:
    """When and where; both times with their zone."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str = ""
    note: str = ""


def held_open(referral: Referral, by: Actor) -> tuple[Referral, str]:
    """The row for this transaction, and the side on which the person writes; refused once it is closed or the consent has ended."""
    row: Referral = Referral.objects.for_actor(by).select_for_update(of=("self",)).get(pk=referral.pk)
    sides = sides_of(by, row)
    if not row.is_open or not sides:
        raise NotNow
    if not still_lawful(row):
        raise NoConsent
    # Who works for both organisations writes for the one that holds the client's case.
    return row, "sender" if "sender" in sides else "receiver"


@transaction.atomic
def write_word(*, referral: Referral, text: str, by: Actor, form: uuid.UUID | None = None) -> Message:
    """`form` names the page it was written on."""
    row, side = held_open(referral, by)
    words = text.strip()
    if not words:
        raise WordsMissing
    pk = sent_once.key_of(by, form, "message", row.pk, words)
    twice: Message | None = Message.objects.for_actor(by).filter(referral=row, pk=pk).first()
    if twice is not None:
        return twice
    message = write_message(row, Message.Kind.MESSAGE, words, by, side, pk=pk)
    referral_notifications.tell_other_side(row, side)
    return message


@transaction.atomic
def attach(
    *, referral: Referral, file: CheckedFile, category: str, by: Actor, form: uuid.UUID | None = None
) -> Attachment:
    """To a draft by its side, to a sent one by either; only kinds of data that may go at all. `form` names the page it came from."""
    row: Referral = Referral.objects.for_actor(by).select_for_update(of=("self",)).get(pk=referral.pk)
    side = "sender" if row.state == states.DRAFT else held_open(row, by)[1]
    if category not in may_be_attached(row):
        raise Refused(
            _("Für diese Art von Angaben gibt es keine Einwilligung. Bitte wählen Sie eine, die sie umfasst.")
        )
    pk = sent_once.key_of(by, form, "attachment", row.pk, category, hashlib.sha256(file.content).hexdigest())
    twice: Attachment | None = Attachment.objects.for_actor(by).filter(referral=row, pk=pk).first()
    if twice is not None:
        return twice
    attachment = Attachment(
        pk=pk,
        referral=row,
        category=category,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        path=sealed_files.new_path(),
        by=by.user,
        organisation_id=row.sender_id if side == "sender" else row.receiver_id,
    )
    sealed_files.store(attachment.path, file.content)
    attachment.save(force_insert=True)
    trail.about_referral(trail.FILE_ADDED, by, row, category=category, bytes=attachment.size)
    if row.state != states.DRAFT:
        referral_notifications.tell_other_side(row, side)
    return attachment


def may_be_attached(referral: Referral) -> list[str]:
    """Kinds of data: of a draft all, later what the consent or the confirmed ground names."""
    if referral.state == states.DRAFT:
        return [str(value) for value in Category.values]
    if referral.ground_id is not None and referral.ground is not None:
        return [str(name) for name in referral.ground.categories]
    consent = Consent.objects.unrestricted().filter(pk=referral.consent_id).first()
    named = set(consent.categories.values_list("category", flat=True)) if consent else set()
    return [str(value) for value in Category.values if value in named]


@transaction.atomic
def detach(*, attachment: Attachment, by: Actor) -> None:
    """From a draft only: what was sent stays as it was sent."""
    row: Referral = Referral.objects.outgoing(by).select_for_update(of=("self",)).get(pk=attachment.referral_id)
    if row.state != states.DRAFT:
        raise NotNow
    trail.about_referral(trail.FILE_REMOVED, by, row, category=attachment.category)
    path = attachment.path
    attachment.delete()
    transaction.on_commit(lambda: sealed_files.remove(path))


@transaction.atomic
def make_appointment(*, referral: Referral, meeting: Meeting, by: Actor, form: uuid.UUID | None = None) -> Appointment:
    row, side = held_open(referral, by)
    pk = sent_once.key_of(by, form, "appointment", row.pk, asdict(meeting))
    twice: Appointment | None = Appointment.objects.for_actor(by).filter(referral=row, pk=pk).first()
    if twice is not None and twice.cancelled_at is None:
        return twice
    appointment = Appointment(
        # Whoever cancels it and enters the same anew has made another.
        pk=uuid.uuid4() if twice else pk,
        referral=row,
        made_by=by.user,
        organisation_id=row.sender_id if side == "sender" else row.receiver_id,
    )
    store_meeting(appointment, meeting)
    trail.about_referral(trail.APPOINTMENT_MADE, by, row)
    referral_notifications.tell_other_side(row, side)
    return appointment


def store_meeting(appointment: Appointment, meeting: Meeting) -> None:
    appointment.starts_at, appointment.ends_at = meeting.starts_at, meeting.ends_at
    appointment.place, appointment.note = meeting.place, meeting.note
    appointment.save()


@transaction.atomic
def change_appointment(*, appointment: Appointment, meeting: Meeting, by: Actor) -> Appointment:
    """Calendars take the new times over by the number of the change."""
    row, side, held = held_appointment(appointment, by)
    held.sequence += 1
    store_meeting(held, meeting)
    trail.about_referral(trail.APPOINTMENT_CHANGED, by, row, cancelled=False)
    referral_notifications.tell_other_side(row, side)
    return held


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, by: Actor) -> Appointment:
    row, side, held = held_appointment(appointment, by)
    held.sequence += 1
    held.cancelled_at = timezone.now()
    held.save()
    trail.about_referral(trail.APPOINTMENT_CHANGED, by, row, cancelled=True)
    referral_notifications.tell_other_side(row, side)
    return held


def held_appointment(appointment: Appointment, by: Actor) -> tuple[Referral, str, Appointment]:
    row, side = held_open(appointment.referral, by)
    held: Appointment = Appointment.objects.for_actor(by).select_for_update(of=("self",)).get(pk=appointment.pk)
    if held.cancelled_at is not None:
        raise NotNow
    return row, side, held
