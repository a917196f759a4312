"""The second factor as people meet it: proving it, setting one up, recovery codes, removing one, losing all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_otp.models import Device

from portal.identity import factor_actions, factors, invitations, pending_post
from portal.identity.auth import is_verified, needs_factor, recent_factor_required, second_step
from portal.identity.forms import AppForm, CodeForm
from portal.identity.users import signed_in
from portal.models import AuthenticatorApp, RecoveryCodes
from portal.requests import limits
from portal.requests.methods import require_safe_or_post

View = Callable[..., HttpResponse]


def next_url(request: HttpRequest, target: str) -> str:
    """Where somebody goes after the proof: to the form that waits, else to a page of this portal that was asked for."""
    waiting = pending_post.read(request)
    if waiting is not None:
        # One that was sent after the sign-in ended is shown in its own page, filled as it was.
        return waiting.path if waiting.is_ended and not waiting.was_shown else reverse("portal:continue")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else reverse("portal:second_factor")


@sensitive_post_parameters()
@require_safe_or_post
def prove(request: HttpRequest) -> HttpResponse:
    """Asks for a code of the app, a recovery code, or a passkey."""
    target = request.POST.get("next", request.GET.get("next", ""))
    devices = factors.confirmed(request.user)
    if not devices:
        return redirect("portal:second_factor")
    with_recovery = "notfallcode" in request.GET
    form = CodeForm(request.POST or None, with_recovery=with_recovery)
    if request.method == "POST" and form.is_valid():
        if factor_actions.prove(request, form.cleaned_data["code"]):
            pending_post.forget_lost(request)
            warn_of_few_codes(request)
            return HttpResponseRedirect(next_url(request, target))
        form.refuse(factors.seconds_to_wait(request.user))
    kinds = {type(device).__name__ for device in devices}
    shown = {
        "form": form,
        "next": target,
        "kinds": kinds,
        "with_recovery": with_recovery,
        "passkeys": "WebAuthnCredential" in kinds and not with_recovery,
        "waits": pending_post.read(request),
        "lost": pending_post.was_lost(request),
    }
    return render(request, "portal/identity/prove.html", shown)


def warn_of_few_codes(request: HttpRequest) -> None:
    device = getattr(request.user, "otp_device", None)
    if isinstance(device, RecoveryCodes):
        left = device.left()
        text = ngettext("Sie haben noch einen Notfallcode.", "Sie haben noch %(n)d Notfallcodes.", left) % {"n": left}
        messages.warning(request, text)


@require_safe
def send_on(request: HttpRequest) -> HttpResponse:
    """Shows that what was typed is still there and sends it on with one press of a button."""
    waiting = pending_post.read(request)
    # What was sent after the sign-in ended may need no factor; where it does, its own page asks for it.
    if waiting is None or not (waiting.is_ended or is_verified(request)):
        return redirect("portal:second_factor")
    if waiting.is_ended:
        pending_post.note_shown(request)
    return render(request, "portal/identity/send_on.html", {"waiting": waiting, "mark_name": pending_post.MARK})


def enrolment_required(view: View) -> View:
    """Lets in whoever may set up a factor: with a fresh proof of another one, or with the link for the first (R10)."""
    with_proof = recent_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if factors.confirmed(request.user):
            return with_proof(request, *args, **kwargs)
        if factors.invitation_of(request) is None:
            return redirect("portal:second_factor")
        return view(request, *args, **kwargs)

    guarded.factor = "enrolment"  # type: ignore[attr-defined]  # read by the walk over all addresses
    return guarded


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What a person has, and what to do next; details only for a session that has proved a factor."""
    devices = factors.confirmed(request.user)
    # What somebody uses is of use to whoever wants in with the password alone.
    if devices and not is_verified(request):
        return second_step(request)
    return render(request, "portal/identity/second_factor.html", held_factors(request, devices))


def held_factors(request: HttpRequest, devices: list[Device]) -> dict[str, Any]:
    codes = next((device for device in devices if isinstance(device, RecoveryCodes)), None)
    lasting = [device for device in devices if device is not codes]
    is_needed = needs_factor(request.user)
    return {
        "rows": [described(device) for device in lasting],
        "codes_left": codes.left() if codes else 0,
        "may_enrol": bool(devices) or factors.invitation_of(request) is not None,
        "needs_factor": is_needed,
        "has_passkeys": has_passkeys(),
        "may_remove": len(lasting) > 1 or not is_needed,
    }


def has_passkeys() -> bool:
    return apps.is_installed("django_otp_webauthn")


def described(device: Device) -> dict[str, Any]:
    """A factor as one line of the list."""
    is_app = isinstance(device, AuthenticatorApp)
    return {
        "name": device.name or factors.kind_of(device),
        "kind": factors.kind_of(device),
        "icon": "verified_user" if is_app else "key",
        "since": device.created_at,
        "last_used": device.last_used_at,
        "remove_url": reverse("portal:remove_factor", args=["app" if is_app else "passkey", device.pk]),
    }


@require_POST
@limits.limited("factor-link", 5, 24 * 60 * 60)
def request_link(request: HttpRequest) -> HttpResponse:
    """Mails the link for a first factor to the person's own address."""
    if factors.confirmed(request.user):
        return redirect("portal:second_factor")
    factor_actions.send_link(signed_in(request), by=signed_in(request))
    messages.success(
        request, _("Der Einrichtungslink ist unterwegs an Ihre E-Mail-Adresse. Er gilt 72 Stunden und einmal.")
    )
    return redirect("portal:second_factor")


@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Takes the secret of a mailed link out of the address and lets this session set up a first factor."""
    invitation = invitations.find(secret, invitations.Purpose.FACTOR)
    # One answer for all three, so that nobody learns whose link it is.
    if invitation is None or invitation.user_id != request.user.pk or factors.confirmed(request.user):
        return render(request, "portal/identity/link_void.html", status=410)
    factor_actions.invite_session(request, invitation)
    return redirect("portal:second_factor")


@sensitive_post_parameters()
@require_safe_or_post
@enrolment_required
def add_app(request: HttpRequest) -> HttpResponse:
    """Shows the QR code and takes the app into use with its first code."""
    app = factor_actions.app_in_setup(signed_in(request))
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if factor_actions.confirm_app(request, app, form.cleaned_data["code"], form.cleaned_data["name"]):
                return HttpResponseRedirect(after_enrolment(request))
            form.refuse(0)
        except ValidationError as error:
            form.add_error(None, error)
    shown = {
        "form": form,
        "app": app,
        "picture": factors.setup_picture(app),
        "spelled": factors.spelled_seed(app),
        "address": factors.setup_address(app),
    }
    return render(request, "portal/identity/add_app.html", shown)


@require_safe
@enrolment_required
def add_passkey(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/identity/add_passkey.html", {"is_possible": has_passkeys()})


def after_enrolment(request: HttpRequest) -> str:
    """Whoever has no recovery codes yet gets them next."""
    has_codes = RecoveryCodes.objects.filter(user=request.user).exists()
    return next_url(request, reverse("portal:second_factor" if has_codes else "portal:recovery_codes"))


@require_safe_or_post
@recent_factor_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Explains the codes; makes new ones on request and shows them this one time."""
    codes = factor_actions.issue_codes(signed_in(request)) if request.method == "POST" else []
    has_codes = RecoveryCodes.objects.filter(user=request.user).exists()
    return render(request, "portal/identity/recovery_codes.html", {"codes": codes, "has_codes": has_codes})


@require_safe_or_post
@recent_factor_required
def remove_factor(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Asks first; the last one stays with whoever needs a factor for their tasks."""
    lasting = factors.lasting(request.user)
    device = next(
        (factor for factor in lasting if factor.pk == pk and isinstance(factor, AuthenticatorApp) == (kind == "app")),
        None,
    )
    if device is None:
        raise Http404
    is_last = len(lasting) == 1
    if is_last and needs_factor(request.user):
        messages.warning(request, _("Das ist Ihr letzter zweiter Faktor. Bitte richten Sie zuerst einen anderen ein."))
        return redirect("portal:second_factor")
    if request.method == "POST":
        if is_last:
            factor_actions.remove_all(
                signed_in(request), by=signed_in(request)
            )  # recovery codes alone would prove nothing lasting
        else:
            factor_actions.remove(device, by=signed_in(request))
        messages.success(request, _("Der zweite Faktor ist entfernt."))
        return redirect("portal:second_factor")
    return render(request, "portal/identity/remove_factor.html", {"row": described(device), "is_last": is_last})
