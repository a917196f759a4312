"""The half-yearly round as it stands: which is the latest, whether another is due, who takes part, whose link it is (F23)."""

import datetime as dt

from django.utils import timezone

from directory import deadlines
from directory.models import ConfirmationLink, Organisation, Round
from portal.identity import invitations


def latest() -> Round | None:
    return Round.objects.order_by("-started_on").first()


def may_start(today: dt.date) -> bool:
    """Half a year after the last one."""
    last = latest()
    return last is None or deadlines.next_round(last.started_on) <= today


def participants() -> list[Organisation]:
    """Those that have somebody or somewhere to confirm."""
    return list(Organisation.objects.active())


def find(secret: str) -> ConfirmationLink | None:
    """The unexpired link of an active person who still speaks for the organisation."""
    link = (
        ConfirmationLink.objects.select_related("confirmation__organisation", "confirmation__round", "user")
        .filter(digest=invitations.digest(secret), expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    if link is None or not link.user.memberships.filter(organisation=link.confirmation.organisation_id).exists():
        return None
    return link
