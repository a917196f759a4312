"""The own account: what the portal knows, password, address, sessions; and the links that come by mail."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from portal import navigation
from portal.audit import trail
from portal.identity import accounts, factors, invitations, login_throttle, lost_factors, roles, sessions
from portal.identity.auth import PortalRole, needs_factor, recent_factor_required
from portal.identity.forms import AskPasswordForm, ChangeAddressForm, ChangePasswordForm, NewPasswordForm
from portal.identity.invitations import Purpose
from portal.models import FactorReset, Invitation
from portal.requests import limits
from portal.requests.addresses import client_address
from portal.requests.methods import require_safe_or_post

View = Callable[..., HttpResponse]
OBJECTION = "objection"
ASKED_AN_HOUR = 20


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    memberships = getattr(user, "memberships", None)
    held = memberships.select_related("organisation") if memberships is not None else []
    groups: list[str] = list(user.groups.values_list("name", flat=True)) if hasattr(user, "groups") else []
    is_manager = any(one.role == "organisation_admin" for one in held)
    shown = {
        "memberships": held,
        "portal_roles": [PortalRole(name).label if name in PortalRole.values else name for name in groups],
        "may_read_trail": PortalRole.DATA_PROTECTION_OFFICER in groups,
        "accounts_url": navigation.reverse_or_none("members:accounts") if roles.is_administrator(user) else None,
        "members_url": navigation.reverse_or_none("members:organisations") if is_manager else None,
        "session_count": sessions.of(user).count(),
        "factor_count": len(factors.confirmed(user)),
        "needs_factor": needs_factor(user),
    }
    return render(request, "portal/identity/account.html", shown)


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
    user: Any = request.user
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(user, form.cleaned_data["password"], keep_session=sessions.own(request))
        update_session_auth_hash(request, user)
        messages.success(request, _("Das neue Kennwort gilt. Alle anderen Anmeldungen sind beendet."))
        return redirect("portal:account")
    return render(request, "portal/identity/change_password.html", {"form": form})


@sensitive_post_parameters()
@require_safe_or_post
@recent_factor_if_any
def change_address(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ChangeAddressForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.ask_address(user, form.cleaned_data["address"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Ein Link ist unterwegs an die neue Adresse. Bis Sie ihn öffnen, gilt die alte.")
            )
            return redirect("portal:account")
    return render(request, "portal/identity/change_address.html", {"form": form})


# Sessions


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    own = sessions.own(request)
    rows = [(one, one.pk == own, coarse(one.seen_at)) for one in sessions.of(request.user)]
    return render(request, "portal/identity/sessions.html", {"rows": sorted(rows, key=lambda row: not row[1])})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Ends one session of one's own; of others there is nothing to find."""
    user: Any = request.user
    key = request.POST.get("sitzung", "")
    if key == sessions.own(request):
        return end_all_sessions(request)
    with transaction.atomic():
        count = sessions.named(user, key).delete()[0]
        if count:
            trail.record(accounts.SESSIONS_ENDED, user, about=accounts.about(user), details={"count": count})
    messages.success(request, _("Die Anmeldung ist beendet.") if count else _("Diese Anmeldung gab es nicht mehr."))
    return redirect("portal:sessions")


@require_POST
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    """Signs out everywhere, here too."""
    user: Any = request.user
    accounts.end_sessions(user, by=user)
    logout(request)
    response = redirect("portal:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def coarse(moment: dt.datetime) -> str:
    """When somebody was last there, no more exactly than it is noted."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 5:
        return _("vor wenigen Minuten")
    if minutes < 60:
        return ngettext("vor etwa %(n)d Minute", "vor etwa %(n)d Minuten", minutes // 5 * 5) % {"n": minutes // 5 * 5}
    return ngettext("vor etwa %(n)d Stunde", "vor etwa %(n)d Stunden", minutes // 60) % {"n": minutes // 60}


# Links that come by mail: the secret leaves the address at once, the session keeps which link it was


def opened(request: HttpRequest, secret: str, purpose: Invitation.Purpose, target: str) -> HttpResponse:
    invitation = invitations.find(secret, purpose)
    if invitation is None:
        return ended(request)
    request.session[f"link_{purpose.value}"] = invitation.pk
    return redirect(target)


def held(request: HttpRequest, purpose: Invitation.Purpose) -> Invitation | None:
    """The link this session was opened with, while it is good."""
    key = request.session.get(f"link_{purpose.value}", 0)
    found = Invitation.objects.select_related("user").filter(
        pk=key, purpose=purpose, used_at=None, expires_at__gt=timezone.now(), user__is_active=True
    )
    return found.first()


def ended(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/identity/link_ended.html", status=410)


@login_not_required
@require_safe
def open_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    return opened(request, secret, Purpose.ACCOUNT, "portal:take_up")


@login_not_required
@require_safe
def open_password_link(request: HttpRequest, secret: str) -> HttpResponse:
    return opened(request, secret, Purpose.PASSWORD, "portal:reset_password")


@login_not_required
@require_safe
def open_address_link(request: HttpRequest, secret: str) -> HttpResponse:
    return opened(request, secret, Purpose.EMAIL, "portal:confirm_address")


@login_not_required
@sensitive_post_parameters()
@require_safe_or_post
def take_up(request: HttpRequest) -> HttpResponse:
    """A first password; then the person is signed in and, where a role needs it, led on to the second factor."""
    invitation = held(request, Purpose.ACCOUNT)
    if invitation is None:
        return ended(request)
    form = NewPasswordForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not accounts.take_up(invitation, form.cleaned_data["password"]):
            return ended(request)
        enter(request, invitation.user)
        return redirect("portal:second_factor" if needs_factor(invitation.user) else navigation.home_url())
    return render(request, "portal/identity/take_up.html", {"form": form, "person": invitation.user})


@transaction.atomic
def enter(request: HttpRequest, user: Any) -> None:
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    trail.record(trail.SIGNED_IN, user)
    login_throttle.remember_place(request, user)
    if needs_factor(user) and not factors.confirmed(user):
        factors.welcome(request)


@login_not_required
@require_safe_or_post
def ask_password(request: HttpRequest) -> HttpResponseBase:
    """One answer for every address, whether it has an account, a locked one or none (R15)."""
    form = AskPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = limits.seconds_to_wait(f"ask-password:{client_address(request)}", ASKED_AN_HOUR, 60 * 60)
        if wait:
            return limits.too_many(request, wait)
        accounts.ask_password(form.cleaned_data["address"])
        return redirect("portal:password_asked")
    return render(request, "portal/identity/ask_password.html", {"form": form})


@login_not_required
@require_safe
def password_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/identity/password_asked.html")


@login_not_required
@sensitive_post_parameters()
@require_safe_or_post
def reset_password(request: HttpRequest) -> HttpResponse:
    invitation = held(request, Purpose.PASSWORD)
    if invitation is None:
        return ended(request)
    form = NewPasswordForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not accounts.reset_password(invitation, form.cleaned_data["password"]):
            return ended(request)
        logout(request)
        messages.success(request, _("Das neue Kennwort gilt. Bitte melden Sie sich damit an."))
        return redirect("portal:sign_in")
    return render(request, "portal/identity/reset_password.html", {"form": form, "person": invitation.user})


@login_not_required
@require_safe_or_post
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Asks for one press, so that a mail scanner that follows links changes nothing."""
    invitation = held(request, Purpose.EMAIL)
    if invitation is None:
        return ended(request)
    if request.method == "POST":
        if not accounts.change_address(invitation):
            return ended(request)
        messages.success(request, _("Die neue E-Mail-Adresse gilt. Melden Sie sich künftig mit ihr an."))
        return redirect("portal:account" if request.user.is_authenticated else "portal:sign_in")
    return render(request, "portal/identity/confirm_address.html", {"address": invitation.address})


@login_not_required
@require_safe
def open_objection(request: HttpRequest, secret: str) -> HttpResponse:
    reset = lost_factors.by_secret(secret)
    if reset is None:
        return ended(request)
    request.session[OBJECTION] = reset.pk
    return redirect("portal:object")


@login_not_required
@require_safe_or_post
def object_to_reset(request: HttpRequest) -> HttpResponse:
    """The person says no to having the second factor reset; needs no sign-in, only the mail."""
    reset: FactorReset | None = lost_factors.waiting().filter(pk=request.session.get(OBJECTION, 0)).first()
    if reset is None:
        return ended(request)
    if request.method == "POST":
        lost_factors.object_to(reset)
        return render(request, "portal/identity/objected.html")
    return render(request, "portal/identity/object.html", {"reset": reset})
