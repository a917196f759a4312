"""Who keeps which entries of the directory true."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.http import HttpRequest, HttpResponse

from directory.models import Membership, Organisation, Position
from portal.auth import OrganisationRole, PortalRole, is_verified, second_step

View = Callable[..., HttpResponse]


def maintains_all(user: Any) -> bool:
    return bool(user.has_perm("directory.change_organisation")) or is_coordinator(user)


def is_coordinator(user: Any) -> bool:
    return hasattr(user, "groups") and user.groups.filter(name=PortalRole.COORDINATOR).exists()


@dataclass(frozen=True)
class Standing:
    keeps_all: bool
    keeps_some: bool


def standing(user: Any) -> Standing:
    """For the frame of a page: one query beside those for permissions."""
    model = get_user_model()
    own = Membership.objects.filter(user=OuterRef("pk"), role=OrganisationRole.CONTACT_MAINTAINER)
    rows = model._default_manager.filter(pk=user.pk).annotate(keeps_some=Exists(own))
    if hasattr(model, "groups"):
        through = Group.objects.filter(name=PortalRole.COORDINATOR, user=OuterRef("pk"))
        rows = rows.annotate(coordinates=Exists(through))
    else:
        rows = rows.annotate(coordinates=Value(False))
    some, coordinates = rows.values_list("keeps_some", "coordinates").first() or (False, False)
    keeps_all = coordinates or user.has_perm("directory.change_organisation")
    return Standing(keeps_all, some or keeps_all)


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
