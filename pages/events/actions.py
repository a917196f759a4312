"""What is done to single dates of events, and to the address of somebody's calendar."""

import datetime as dt
import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models.events import Before, CalendarFeed, EventDate, before_of, tell_changed
from portal.audit import trail
from portal.models import User

MOVED = trail.register("event.moved", _("Termin verlegt"), ("day",))
CANCELLED = trail.register("event.cancelled", _("Termin abgesagt"), ("day",))
RESTORED = trail.register("event.restored", _("Abgesagter Termin findet doch statt"), ("day",))
FEED_MADE = trail.register("calendar_feed.made", _("Kalenderadresse angelegt"))
FEED_ENDED = trail.register("calendar_feed.ended", _("Kalenderadresse beendet"))


@transaction.atomic
def move_date(
    *, date: EventDate, starts_at: dt.datetime, ends_at: dt.datetime, place: str, note: str, by: User
) -> EventDate:
    """Gives one date times and a place of its own; those who hang on it are told where that changes anything."""
    row = locked(date)
    before, was = before_of(row), (row.starts_at, row.ends_at, row.place, row.note)
    row.starts_at, row.ends_at, row.place, row.note = starts_at, ends_at, place, note
    if was == (starts_at, ends_at, place, note):
        return row
    taking = row.event.planned_on(row.day)
    row.has_own_times = taking is None or (taking.starts_at, taking.ends_at) != (starts_at, ends_at)
    return changed(row, before, MOVED, by)


@transaction.atomic
def cancel_date(*, date: EventDate, reason: str, by: User) -> EventDate:
    row = locked(date)
    if row.is_cancelled:
        return row
    before = before_of(row)
    row.cancelled_at, row.cancel_reason = timezone.now(), reason
    return changed(row, before, CANCELLED, by)


@transaction.atomic
def restore_date(*, date: EventDate, by: User) -> EventDate:
    """ValidationError for a date that the event does not plan any more."""
    row = locked(date)
    if not row.is_cancelled:
        return row
    if row.event.planned_on(row.day) is None:
        raise ValidationError(_("Diesen Termin sieht die Reihe nicht mehr vor. Bitte ändern Sie zuerst die Reihe."))
    before = before_of(row)
    row.cancelled_at, row.cancel_reason = None, ""
    return changed(row, before, RESTORED, by)


def locked(date: EventDate) -> EventDate:
    return EventDate.objects.select_for_update(of=("self",)).select_related("event").get(pk=date.pk)


def changed(row: EventDate, before: Before, action: str, by: User) -> EventDate:
    row.sequence += 1
    row.full_clean()
    row.save()
    trail.record(action, by, about=("event", row.event_id), details={"day": row.day.isoformat()})
    tell_changed(row, before)
    return row


@transaction.atomic
def make_feed(*, by: User) -> str:
    """The secret of a new address, kept nowhere; one that there was is dead from now on."""
    secret = secrets.token_urlsafe(32)  # 256 bits, so that tries need not be counted
    CalendarFeed.objects.update_or_create(
        user=by, defaults={"digest": digest(secret), "made_at": timezone.now(), "fetched_on": None}
    )
    trail.record(FEED_MADE, by)
    return secret


@transaction.atomic
def end_feed(*, by: User) -> None:
    if CalendarFeed.objects.filter(user=by).delete()[0]:
        trail.record(FEED_ENDED, by)


def digest(secret: str) -> str:
    """SHA-256; 256 random bits need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
