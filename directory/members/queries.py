"""Accounts and members as lists show them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from directory.models import Membership, Organisation
from portal.identity import accounts
from portal.identity.invitations import Purpose
from portal.models import Invitation, User


def people() -> QuerySet[User]:
    """All accounts, each with whether the link of its invitation still works (`has_link`)."""
    links = Invitation.objects.filter(
        user=OuterRef("pk"), purpose=Purpose.ACCOUNT, used_at=None, expires_at__gt=timezone.now()
    )
    return get_user_model()._default_manager.annotate(has_link=Exists(links))


def members(organisation: Organisation) -> QuerySet[Any]:
    """The people of an organisation, with their roles there and nowhere else (`held`)."""
    here = Membership.objects.filter(organisation=organisation).order_by("pk")
    belonging = people().filter(pk__in=here.values("user"))
    shown = belonging.prefetch_related(Prefetch("memberships", here, to_attr="held"))
    return shown.order_by("last_name", "first_name", "pk")


def organisations_of(memberships: Iterable[Membership]) -> list[tuple[Organisation, str]]:
    """By name, each with the roles held there in one line."""
    held: dict[Organisation, list[str]] = defaultdict(list)
    for membership in memberships:
        held[membership.organisation].append(str(membership.get_role_display()))
    return sorted(((row, ", ".join(sorted(labels))) for row, labels in held.items()), key=lambda pair: pair[0].name)


# An account of single sign-on has no password and yet was used.
UNTAKEN = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)
STATES: dict[str, Q] = {
    "active": Q(is_active=True) & ~UNTAKEN,
    "invited": Q(is_active=True, has_link=True) & UNTAKEN,
    "expired": Q(is_active=True, has_link=False) & UNTAKEN,
    "locked": Q(is_active=False),
    "alone": Q(is_active=True, memberships=None, groups=None),
}


def state_of(person: Any) -> str:
    """A key of STATES; `person` is of `people`, for only those know `has_link`."""
    if not person.is_active:
        return "locked"
    if accounts.was_taken_up(person):
        return "active"
    return "invited" if person.has_link else "expired"
