"""Who keeps which entries of the directory true."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from directory.models import ContactChange, Membership, Organisation, Position
from portal.auth import OrganisationRole, PortalRole, is_verified, second_step

View = Callable[..., HttpResponse]


def maintains_all(user: Any) -> bool:
    return bool(user.has_perm("directory.change_organisation")) or is_coordinator(user)


def is_coordinator(user: Any) -> bool:
    return hasattr(user, "groups") and user.groups.filter(name=PortalRole.COORDINATOR).exists()


@dataclass(frozen=True)
class Standing:
    """What of the directory somebody keeps, and how many changes they have not taken note of."""

    keeps_all: bool = False
    keeps_some: bool = False
    new_changes: int = 0


def standing(user: Any) -> Standing:
    """For the tabs on every page of the directory: one query."""
    model = get_user_model()
    new = ContactChange.objects.visible_to(user).unacknowledged_by(user).order_by()
    number = new.annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    rows = model._default_manager.filter(pk=user.pk).annotate(
        is_maintainer=Exists(Membership.objects.filter(user=OuterRef("pk"), role=OrganisationRole.CONTACT_MAINTAINER)),
        is_coordinator=Exists(Group.objects.filter(name=PortalRole.COORDINATOR, user=OuterRef("pk")))
        if hasattr(model, "groups")
        else Value(False),
        is_editor=Exists(editor_rights()) if hasattr(model, "groups") else Value(False),
        number=Coalesce(Subquery(number), 0),
    )
    row = rows.values_list("is_maintainer", "is_coordinator", "is_editor", "number").first()
    if row is None:
        return Standing()
    keeps_all = user.is_superuser or row[1] or row[2]
    return Standing(keeps_all, keeps_all or row[0], row[3])


def editor_rights() -> QuerySet[Permission]:
    right = Permission.objects.filter(content_type__app_label="directory", codename="change_organisation")
    return right.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")))


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
