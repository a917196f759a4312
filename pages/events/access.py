"""Who keeps an event: moves and cancels single dates, sees the link."""

from typing import Any

from directory.models import Membership
from pages.models.events import EventPage
from portal.identity.auth import OrganisationRole, PortalRole


def may_keep(user: Any, event: EventPage) -> bool:
    """Editors and the coordination keep all events, whoever keeps the entries of a hosting organisation those of its own."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser or user.has_perm("wagtailadmin.access_admin"):
        return True
    if hasattr(user, "groups") and user.groups.filter(name=PortalRole.COORDINATOR).exists():
        return True
    own = Membership.objects.filter(user=user.pk, role=OrganisationRole.CONTACT_MAINTAINER)
    return own.filter(organisation__in=event.hosts.values("pk")).exists()
