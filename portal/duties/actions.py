"""The mail of the morning: that something is new or due soon, never what."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from portal import mail
from portal.duties import clock, queries
from portal.duties.answering import answering
from portal.extensions import Duty
from portal.models import DutyDigest, User


@dataclass(frozen=True)
class Occasion:
    """Why a mail is sent. Of what is restricted only that something waits."""

    overdue: int
    soon: int
    new: int
    is_restricted: bool

    def __bool__(self) -> bool:
        return bool(self.overdue or self.soon or self.new or self.is_restricted)


def send_digests() -> int:
    """One mail a person and day at most; returns how many. Safe to repeat."""
    people = get_user_model()._default_manager.filter(is_active=True).exclude(email="").order_by("pk")
    return sum(send_digest(user) for user in people.iterator())


@transaction.atomic
def send_digest(user: User) -> bool:
    """Each person in a transaction of their own: a fault with one must not keep the mail from the others."""
    now, today = timezone.now(), timezone.localdate()
    row, _is_new = DutyDigest.objects.get_or_create(user=user)
    row = DutyDigest.objects.select_for_update().get(pk=row.pk)
    if not row.is_wanted or row.sent_on == today:
        return False
    duties = queries.owed(answering(user.pk, today), with_restricted=True)
    occasion = occasion_of(duties, set(row.known), now)
    row.known = sorted(digest(duty) for duty in duties)
    row.sent_on = today if occasion else row.sent_on
    row.save()
    if occasion:
        context = {"occasion": occasion, "page": mail.link("portal:duties")}
        mail.send_on_commit("portal/duties/mail/digest.txt", [user], context)
    return bool(occasion)


def occasion_of(duties: Iterable[Duty], known: set[str], now: dt.datetime) -> Occasion:
    """What has had a mail of its own today is not said again."""
    told = [duty for duty in duties if duty.mailed_on != clock.day_of(now)]
    said = [duty for duty in told if clock.is_soon(duty.due, now) or digest(duty) not in known]
    shown = [duty for duty in said if not duty.is_restricted]
    over = [duty for duty in shown if duty.due is not None and clock.is_over(duty.due, now)]
    soon = [duty for duty in shown if duty not in over and clock.is_soon(duty.due, now)]
    return Occasion(len(over), len(soon), len(shown) - len(over) - len(soon), len(said) > len(shown))


def digest(duty: Duty) -> str:
    return hashlib.sha256(f"{duty.kind}:{duty.key}:{duty.on_behalf_of != ''}".encode()).hexdigest()[:16]


def choose_digest(*, is_wanted: bool, by: User) -> None:
    """Whoever takes the mail up again learns only of what is new from then on, or due."""
    DutyDigest.objects.update_or_create(user=by, defaults={"is_wanted": is_wanted})
