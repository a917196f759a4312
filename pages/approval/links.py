"""Links that let somebody answer without an account: 256 random bits, of which the digest alone is kept."""

import hashlib
import secrets

from django.utils import timezone

from pages.approval import states
from pages.models import Approval, ApprovalLink


def issue(approval: Approval) -> str:
    """The secret, which nobody can show again."""
    today, effective = timezone.localdate(), approval.version.effective_on
    last_day = states.link_ends_on(today, effective) if effective else today
    secret = secrets.token_urlsafe(32)
    ApprovalLink.objects.create(approval=approval, digest=digest(secret), sent_to=approval.address, last_day=last_day)
    return secret


def void(approval: Approval) -> int:
    return ApprovalLink.objects.filter(approval=approval, voided_at=None).update(voided_at=timezone.now())


def find(secret: str) -> ApprovalLink | None:
    """Looked up by digest, so that every wrong one takes as long."""
    return ApprovalLink.objects.filter(digest=digest(secret)).first()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
