"""The client's own key: 140 random bits on paper, of which the digest alone is kept (R67, F71)."""

import hashlib
import re
import secrets

from django.db import transaction
from django.utils import timezone

from cases.access import Actor
from cases.models import ClientKey, ClientRecord
from cases.referrals import digits, trail
from cases.referrals.locks import hold
from portal import mail
from portal.audit import trail as audit

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # base32: nothing to mix up with a zero or a one
LENGTH = 28
MISREAD = str.maketrans("018", "OIB")


@transaction.atomic
def issue_key(*, record: ClientRecord, language: str, by: Actor) -> str:
    """The secret, which nobody can show again; whatever was issued before is void. ClientRecord.DoesNotExist once it was deleted."""
    void_keys(record=record, by=by)
    secret = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    key = ClientKey.objects.create(record=record, digest=digest(secret), language=language, created_by=by.user)
    about_key(trail.KEY_ISSUED, by, key)
    return secret


@transaction.atomic
def void_keys(*, record: ClientRecord, by: Actor) -> int:
    ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    keys = hold(ClientKey.objects.for_actor(by).filter(record=record, voided_at=None))
    for key in keys:
        key.voided_at, key.voided_by = timezone.now(), by.user
        key.save(update_fields=["voided_at", "voided_by"])
        about_key(trail.KEY_VOIDED, by, key)
    return len(keys)


def about_key(action: str, by: Actor | None, key: ClientKey, **details: str) -> None:
    audit.record(
        action,
        by.user if by else None,
        about=("client_key", key.pk),
        details={"record": str(key.record_id), **details},
    )


def found(typed: str) -> ClientKey | None:
    """The key that is good and belongs to what was typed; looked up by digest, so that every wrong one takes as long."""
    keys = ClientKey.objects.unrestricted().filter(digest=digest(tidied(typed)), voided_at=None)
    key: ClientKey | None = keys.first()
    return key


def good(pk: str) -> ClientKey | None:
    """A key by its id, as the session holds it, while it is good."""
    keys = ClientKey.objects.unrestricted().filter(pk=pk, voided_at=None).select_related("record__organisation")
    key: ClientKey | None = keys.first()
    return key


def tidied(typed: str) -> str:
    return re.sub(r"[^A-Z2-7]", "", digits.in_ascii(typed[:200]).upper().translate(MISREAD))


def digest(secret: str) -> str:
    """SHA-256 is enough for what nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def short_address() -> str:
    """To type: without the protocol."""
    return mail.link("client:enter").partition("://")[2].rstrip("/")
