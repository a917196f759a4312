"""Who keeps which entries of the directory true."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from directory.models import Membership, Organisation, Position
from portal.auth import OrganisationRole, PortalRole, is_verified, second_step

View = Callable[..., HttpResponse]


def maintains_all(user: Any) -> bool:
    return bool(user.has_perm("directory.change_organisation")) or is_coordinator(user)


def is_coordinator(user: Any) -> bool:
    return hasattr(user, "groups") and user.groups.filter(name=PortalRole.COORDINATOR).exists()


def maintained_by(user: Any) -> QuerySet[Organisation]:
    """The organisations whose entries the person keeps: those with the role, or all for editors and coordinators."""
    found: QuerySet[Organisation] = Organisation.objects.active()
    if maintains_all(user):
        return found
    own = Membership.objects.filter(user=user.pk, role=OrganisationRole.CONTACT_MAINTAINER)
    return found.filter(pk__in=own.values("organisation"))


def positions_kept_by(user: Any, organisation: Organisation) -> QuerySet[Position]:
    """All of the own organisation; of others those that the person may see anyway."""
    found: QuerySet[Position] = Position.objects.filter(organisation=organisation)
    is_own = Membership.objects.filter(user=user.pk, organisation=organisation).exists()
    return found if is_own else found & Position.objects.visible_to(user)


def maintainer_required(view: View) -> View:
    """Whoever keeps all entries proves a second factor first, as in the editor; objects are guarded by `maintained_by`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if maintains_all(request.user) and not is_verified(request):
            return second_step(request)
        return view(request, *args, **kwargs)

    return guarded


def coordinator_required(view: View) -> View:
    """For the county's side: 403 for everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not maintains_all(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return maintainer_required(guarded)
