"""Who looks after which accounts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from directory.models import Membership, Organisation
from portal.identity import roles
from portal.identity.auth import OrganisationRole
from portal.models import User

View = Callable[..., HttpResponse]


def managed(by: User | AnonymousUser) -> QuerySet[Organisation]:
    """The organisations whose members a person looks after, by the roles held now (R24)."""
    if roles.is_administrator(by):
        return Organisation.objects.all()
    # Asked anew at each request, so that a role taken away is gone at once.
    held = Membership.objects.filter(user=by.pk, role=OrganisationRole.ORGANISATION_ADMIN)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def looks_after(view: View) -> View:
    """Gives the view the organisation instead of its number; 404 unless the person looks after it (R20)."""

    @wraps(view)
    def guarded(request: HttpRequest, organisation: int, *args: Any, **kwargs: Any) -> HttpResponse:
        managed_one = get_object_or_404(managed(request.user), pk=organisation)
        return view(request, managed_one, *args, **kwargs)

    return guarded


def for_administrators(view: View) -> View:
    """Only the portal's administration; nobody else is asked for a factor first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles.is_administrator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
