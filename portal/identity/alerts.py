"""Acts that need a second person, or reach into an organisation from outside, are told to all who might object (R63)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from portal import mail, navigation
from portal.identity import roles
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import User

TEMPLATE = "portal/mail/watched_act.txt"


def tell(user: User, *, also: Iterable[User] = ()) -> None:
    """Administrators, data protection officers, the administrators of the person's organisations and `also`, in this transaction.

    Whoever acts is told, too: it may be somebody else with their account. The mail says no name; the page does.
    """
    told = {user.pk}
    readers: tuple[tuple[Iterable[User], str], ...] = (
        (roles.administrators(), page("members:account", user.pk)),
        (officers(), page("portal:audit")),
        ([*keepers(user), *also], page("members:organisations")),
    )
    for people, link in readers:
        fresh = {person.pk: person for person in people if person.pk not in told}
        mail.send_on_commit(TEMPLATE, fresh.values(), {"page": link})
        told |= set(fresh)


def page(name: str, *args: object) -> str:
    # Without the directory there are no such pages.
    return mail.link(name, *args) if navigation.reverse_or_none(name, *args) else mail.link("portal:account")


def officers() -> "QuerySet[Any]":
    return get_user_model()._default_manager.filter(
        groups__name=PortalRole.DATA_PROTECTION_OFFICER.value, is_active=True
    )


def keepers(user: User) -> "QuerySet[Any]":
    """The administrators of all organisations that somebody belongs to."""
    memberships = getattr(user, "memberships", None)
    people = get_user_model()._default_manager.filter(is_active=True)
    if memberships is None:
        return people.none()
    own = {"memberships__organisation__in": list(memberships.values_list("organisation", flat=True))}
    return people.filter(memberships__role=OrganisationRole.ORGANISATION_ADMIN.value, **own).distinct()
