"""The own account: what the portal knows, password and address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from portal import navigation
from portal.identity import credential_actions, factors, roles, sessions
from portal.identity.auth import PortalRole, needs_factor, recent_factor_required
from portal.identity.forms import ChangeAddressForm, ChangePasswordForm
from portal.identity.users import signed_in
from portal.models import User
from portal.requests.methods import require_safe_or_post

View = Callable[..., HttpResponse]


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    memberships = getattr(user, "memberships", None)
    held = memberships.select_related("organisation") if memberships is not None else []
    groups: list[str] = list(user.groups.values_list("name", flat=True)) if hasattr(user, "groups") else []
    is_manager = any(membership.role == "organisation_admin" for membership in held)
    context = {
        "memberships": held,
        "portal_roles": [PortalRole(name).label if name in PortalRole.values else name for name in groups],
        "may_read_trail": PortalRole.DATA_PROTECTION_OFFICER in groups,
        "accounts_url": navigation.reverse_or_none("members:accounts") if roles.is_administrator(user) else None,
        "members_url": navigation.reverse_or_none("members:organisations") if is_manager else None,
        "offers_url": navigation.reverse_or_none("members:own_offers") if has_offers(user) else None,
        "session_count": sessions.of(user).count(),
        "factor_count": len(factors.confirmed(user)),
        "needs_factor": needs_factor(user),
    }
    return render(request, "portal/identity/account.html", context)


def has_offers(user: User) -> bool:
    """Whether an organisation waits for this person's yes."""
    offers = getattr(user, "role_offers", None)
    return offers is not None and offers.filter(accepted_at=None, expires_at__gt=timezone.now()).exists()


def recent_factor_if_any(view: View) -> View:
    """Whoever has a second factor proves it first; whoever has none is not kept out."""
    with_proof = recent_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (with_proof if factors.confirmed(request.user) else view)(request, *args, **kwargs)

    guarded.factor = "recent if any"  # type: ignore[attr-defined]  # read by the walk over all addresses
    return guarded


@sensitive_post_parameters()
@require_safe_or_post
def change_password(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        credential_actions.change_password(user, form.cleaned_data["password"], keep_session=sessions.own(request))
        update_session_auth_hash(request, user)
        messages.success(request, _("Das neue Kennwort gilt. Alle anderen Anmeldungen sind beendet."))
        return redirect("portal:account")
    return render(request, "portal/identity/change_password.html", {"form": form})


@sensitive_post_parameters()
@require_safe_or_post
@recent_factor_if_any
def change_address(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ChangeAddressForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            credential_actions.request_address_change(user, form.cleaned_data["address"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Ein Link ist unterwegs an die neue Adresse. Bis Sie ihn öffnen, gilt die alte.")
            )
            return redirect("portal:account")
    return render(request, "portal/identity/change_address.html", {"form": form})
