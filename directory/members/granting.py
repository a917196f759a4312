"""Giving and taking roles, and an account that nobody counts on any more: what both acts and offers end in."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Membership, Organisation
from portal.audit import trail
from portal.identity import account_actions, accounts
from portal.models import User

ROLES_CHANGED = trail.register(
    "membership.roles", gettext_lazy("Rollen in einer Organisation geändert"), ("organisation", "given", "taken")
)


def give(user: User, organisation: Organisation, wanted: set[str], *, by: User | None) -> bool:
    """Whether anything changed."""
    held = set(Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True))
    given, taken = wanted - held, held - wanted
    if not given | taken:
        return False
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=organisation, role=role) for role in sorted(given)]
    )
    Membership.objects.filter(user=user, organisation=organisation, role__in=taken).delete()
    details: dict[str, str | int | bool | None] = {
        "organisation": organisation.pk,
        "given": ", ".join(sorted(given)),
        "taken": ", ".join(sorted(taken)),
    }
    trail.record(ROLES_CHANGED, by, about=accounts.about(user), details=details)
    return True


@transaction.atomic
def discard(user: User, *, by: User) -> None:
    """Removes an account that was never taken up, unless somebody else still counts on it."""
    if accounts.was_taken_up(user):
        raise ValidationError(_("Die Einladung ist schon angenommen."))
    # Another organisation may have invited the same person meanwhile.
    if not any(rows.exists() for rows in (user.memberships, user.groups, user.role_offers)):
        account_actions.uninvite(user, by=by)
        user.delete()
