"""Links that come by mail: the secret leaves the address at once, the session remembers which link it was."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from portal import extensions, navigation
from portal.audit import trail
from portal.identity import (
    account_actions,
    credential_actions,
    factor_actions,
    factors,
    invitations,
    login_throttle,
    lost_factors,
)
from portal.identity.auth import needs_factor
from portal.identity.forms import NewPasswordForm, RequestPasswordForm
from portal.identity.invitations import Purpose
from portal.models import FactorReset, Invitation, User
from portal.requests import limits
from portal.requests.addresses import client_address
from portal.requests.methods import require_safe_or_post

OBJECTION = "objection"
REQUESTS_AN_HOUR = 20


def open_mailed_link(request: HttpRequest, secret: str, purpose: Invitation.Purpose, target: str) -> HttpResponse:
    invitation = invitations.find(secret, purpose)
    if invitation is None:
        return link_ended_page(request)
    # Out of the address: it would stand in histories, logs and the Referer of whatever the page links to.
    request.session[f"link_{purpose.value}"] = invitation.pk
    return redirect(target)


def opened_invitation(request: HttpRequest, purpose: Invitation.Purpose) -> Invitation | None:
    """The link this session was opened with, while it is good."""
    key = request.session.get(f"link_{purpose.value}", 0)
    open_invitations = Invitation.objects.select_related("user").filter(
        pk=key, purpose=purpose, used_at=None, expires_at__gt=timezone.now(), user__is_active=True
    )
    return open_invitations.first()


def link_ended_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/identity/link_ended.html", status=410)


@login_not_required
@require_safe
def open_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    return open_mailed_link(request, secret, Purpose.ACCOUNT, "portal:take_up")


@login_not_required
@require_safe
def open_password_link(request: HttpRequest, secret: str) -> HttpResponse:
    return open_mailed_link(request, secret, Purpose.PASSWORD, "portal:reset_password")


@login_not_required
@require_safe
def open_address_link(request: HttpRequest, secret: str) -> HttpResponse:
    return open_mailed_link(request, secret, Purpose.EMAIL, "portal:confirm_address")


@login_not_required
@sensitive_post_parameters()
@require_safe_or_post
def take_up(request: HttpRequest) -> HttpResponse:
    """A first password; then the person is signed in and, where a role needs it, led on to the second factor."""
    invitation = opened_invitation(request, Purpose.ACCOUNT)
    if invitation is None:
        return link_ended_page(request)
    # Read before it is accepted: the page names what the person says yes to.
    joins = [line for commitment in extensions.commitments for line in commitment.lines(invitation.user)]
    form = NewPasswordForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not account_actions.take_up(invitation, form.cleaned_data["password"]):
            return link_ended_page(request)
        sign_in_first(request, invitation.user)
        return redirect("portal:second_factor" if needs_factor(invitation.user) else navigation.home_url())
    return render(request, "portal/identity/take_up.html", {"form": form, "person": invitation.user, "joins": joins})


@transaction.atomic
def sign_in_first(request: HttpRequest, user: User) -> None:
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    trail.record(trail.SIGNED_IN, user)
    login_throttle.remember_place(request, user)
    if needs_factor(user) and not factors.confirmed(user):
        factor_actions.welcome(request)


@login_not_required
@require_safe_or_post
def request_password(request: HttpRequest) -> HttpResponseBase:
    """One answer for every address, whether it has an account, a locked one or none (R15)."""
    form = RequestPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = limits.seconds_to_wait(f"ask-password:{client_address(request)}", REQUESTS_AN_HOUR, 60 * 60)
        if wait:
            return limits.too_many(request, wait)
        credential_actions.request_password_link(form.cleaned_data["address"])
        return redirect("portal:password_asked")
    return render(request, "portal/identity/request_password.html", {"form": form})


@login_not_required
@require_safe
def password_requested(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/identity/password_requested.html")


@login_not_required
@sensitive_post_parameters()
@require_safe_or_post
def reset_password(request: HttpRequest) -> HttpResponse:
    invitation = opened_invitation(request, Purpose.PASSWORD)
    if invitation is None:
        return link_ended_page(request)
    form = NewPasswordForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not credential_actions.reset_password(invitation, form.cleaned_data["password"]):
            return link_ended_page(request)
        # Somebody else may be signed in here; the new password is to be typed once by whoever owns it.
        logout(request)
        messages.success(request, _("Das neue Kennwort gilt. Bitte melden Sie sich damit an."))
        return redirect("portal:sign_in")
    return render(request, "portal/identity/reset_password.html", {"form": form, "person": invitation.user})


@login_not_required
@require_safe_or_post
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Asks for one press, so that a mail scanner that follows links changes nothing."""
    invitation = opened_invitation(request, Purpose.EMAIL)
    if invitation is None:
        return link_ended_page(request)
    if request.method == "POST":
        if not credential_actions.change_address(invitation):
            return link_ended_page(request)
        messages.success(request, _("Die neue E-Mail-Adresse gilt. Melden Sie sich künftig mit ihr an."))
        return redirect("portal:account" if request.user.is_authenticated else "portal:sign_in")
    return render(request, "portal/identity/confirm_address.html", {"address": invitation.address})


@login_not_required
@require_safe
def open_objection(request: HttpRequest, secret: str) -> HttpResponse:
    reset = lost_factors.by_secret(secret)
    if reset is None:
        return link_ended_page(request)
    request.session[OBJECTION] = reset.pk
    return redirect("portal:object")


@login_not_required
@require_safe_or_post
def object_to_reset(request: HttpRequest) -> HttpResponse:
    """The person says no to having the second factor reset; needs no sign-in, only the mail."""
    reset: FactorReset | None = lost_factors.waiting().filter(pk=request.session.get(OBJECTION, 0)).first()
    if reset is None:
        return link_ended_page(request)
    if request.method == "POST":
        lost_factors.object_to(reset)
        return render(request, "portal/identity/objected.html")
    return render(request, "portal/identity/object.html", {"reset": reset})
