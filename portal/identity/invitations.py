"""Links by mail that let one person do one thing once: a first password, a first second factor, a new password or address (R10)."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.models import Invitation, User

Purpose = Invitation.Purpose
LIFETIMES = {
    Purpose.ACCOUNT: dt.timedelta(hours=72),
    Purpose.FACTOR: dt.timedelta(hours=72),
    Purpose.PASSWORD: dt.timedelta(hours=1),
    Purpose.EMAIL: dt.timedelta(hours=24),
}


@transaction.atomic
def issue(user: User, purpose: Invitation.Purpose, *, by: User | None = None, address: str = "") -> str:
    """The secret of a new link, stored nowhere; an open link of this person for the same purpose is void from now on."""
    now = timezone.now()
    Invitation.objects.filter(user=user, purpose=purpose, used_at=None).delete()
    # 256 bits: nobody guesses it, so tries at links need not be counted.
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=user,
        purpose=purpose,
        digest=digest(secret),
        address=address,
        issued_at=now,
        issued_by=by,
        expires_at=now + LIFETIMES[purpose],
    )
    return secret


def still_open(user: User, purpose: Invitation.Purpose) -> QuerySet[Invitation]:
    now = timezone.now()
    return Invitation.objects.filter(user=user, purpose=purpose, used_at=None, expires_at__gt=now)


def find(secret: str, purpose: Invitation.Purpose) -> Invitation | None:
    """The open, unexpired invitation of an active person that belongs to a link."""
    return (
        Invitation.objects.select_related("user")
        .filter(
            digest=digest(secret), purpose=purpose, used_at=None, expires_at__gt=timezone.now(), user__is_active=True
        )
        .first()
    )


def use(invitation: Invitation) -> bool:
    """Uses it up; False if another request was faster or it has expired meanwhile."""
    now = timezone.now()
    # The condition is part of the UPDATE, so that of two requests with one link only one uses it.
    open_still = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now)
    return bool(open_still.update(used_at=now))


def digest(secret: str) -> str:
    """SHA-256; 256 random bits need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
