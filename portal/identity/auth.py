"""Roles and the second factor: who may hold what, what needs a factor, and the guards that ask for it.

What a role may do is decided where the thing is done.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal import conf
from portal.identity import factors, pending_post
from portal.identity.users import Visitor

View = Callable[..., HttpResponse]


class OrganisationRole(models.TextChoices):
    """Held in one organisation, through a membership."""

    READER = "reader", _("Lesen")
    CONTACT_MAINTAINER = "contact_maintainer", _("Kontaktpflege")
    CASEWORKER = "caseworker", _("Fachkraft")
    SUPERVISOR = "supervisor", _("Leitung")
    REPORTER = "reporter", _("Kennzahlenmeldung")
    ORGANISATION_ADMIN = "organisation_admin", _("Verwaltung der Organisation")
    ORGANISATION_OFFICER = "organisation_officer", _("Datenschutz der Organisation")


class PortalRole(models.TextChoices):
    """Held for the whole portal, as a group of that name."""

    EDITOR = "editor", _("Redaktion")
    COORDINATOR = "coordinator", _("Koordination")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Datenschutz")
    ADMINISTRATOR = "administrator", _("Portalverwaltung")


FACTOR_ROLES = frozenset(
    {
        OrganisationRole.CONTACT_MAINTAINER,
        OrganisationRole.CASEWORKER,
        OrganisationRole.SUPERVISOR,
        OrganisationRole.REPORTER,
        OrganisationRole.ORGANISATION_ADMIN,
        OrganisationRole.ORGANISATION_OFFICER,
        *PortalRole,
    }
)


def roles_of(user: Visitor) -> set[str]:
    """The names of all roles a person holds, in whatever organisation; read anew each time (R24)."""
    groups = user.groups.values_list("name", flat=True) if hasattr(user, "groups") else ()
    memberships = getattr(user, "memberships", None)
    return {*groups, *(memberships.values_list("role", flat=True) if memberships is not None else ())}


def needs_factor(user: Visitor) -> bool:
    """Whether something this person is there for opens with a second factor only."""
    return bool(getattr(user, "is_superuser", False) or roles_of(user) & FACTOR_ROLES)


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has proved a second factor that still exists."""
    # Without django-otp's middleware, as in a foreign project, nobody is verified.
    verified = getattr(request.user, "is_verified", None)
    return bool(verified and verified())


def verified_required(view: View) -> View:
    """Lets sessions in that have proved a second factor; others are led there, and what they sent is kept."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_verified(request) else second_step(request)

    guarded.factor = "verified"  # type: ignore[attr-defined]  # read by the walk over all addresses
    return guarded


def recent_factor_required(view: View) -> View:
    """As `verified_required`, and the factor was proved within PORTAL_STEP_UP_SECONDS (R11); a form sent after that waits."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_verified(request) or not factors.is_recent(request, conf.get("STEP_UP_SECONDS")):
            return second_step(request)
        if pending_post.is_repeated(request):
            messages.info(request, _("Diese Eingaben haben Sie schon abgeschickt."))
            return redirect(request.path)
        return view(request, *args, **kwargs)

    guarded.factor = "recent"  # type: ignore[attr-defined]  # as above
    return guarded


def second_step(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the factor; what was posted is kept sealed. A script gets 403: it cannot follow."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    # A script would follow to the page of the code and take it for the answer.
    if is_script(request):
        return HttpResponse(status=403)
    pending_post.remember(request)
    query = urlencode({"next": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path})
    return HttpResponseRedirect(f"{reverse('portal:prove')}?{query}")


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks, not somebody who follows a link or sends a form (Fetch Metadata, or the old header)."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode not in {"navigate", "nested-navigate"} or request.headers.get("X-Requested-With") == "XMLHttpRequest"
