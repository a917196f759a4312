"""What people do with second factors: prove one, set one up, remove one. Each step locks what it changes and is an event."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import DEVICE_ID_SESSION_KEY, devices_for_user
from django_otp.models import Device

from portal import mail
from portal.audit import trail
from portal.identity import invitations
from portal.identity.factors import ENROLS_WITH, PROVED_AT, confirmed, invitation_of, kind_of
from portal.identity.users import Visitor, signed_in
from portal.models import AuthenticatorApp, Invitation, RecoveryCodes, User

UNCONFIRMED_LIFETIME = dt.timedelta(hours=1)
PROVED = trail.register("factor.proved", gettext_lazy("Zweiter Faktor bestätigt"), ("kind",))
REFUSED = trail.register("factor.refused", gettext_lazy("Zweiter Faktor abgewiesen"))
ADDED = trail.register("factor.added", gettext_lazy("Zweiter Faktor eingerichtet"), ("kind",))
REMOVED = trail.register("factor.removed", gettext_lazy("Zweiter Faktor entfernt"), ("kind",))
CODES_ISSUED = trail.register("factor.codes", gettext_lazy("Notfallcodes ausgegeben"))
LINK_SENT = trail.register("factor.link", gettext_lazy("Einrichtungslink für den zweiten Faktor verschickt"))


def tell(user: User, template: str, context: Mapping[str, Any] | None = None) -> None:
    """A mail to the person whose factor it is, so that nobody changes it behind their back."""
    page = {"page": mail.link("portal:second_factor")}
    mail.send_on_commit(f"portal/mail/{template}.txt", [user], {**page, **(context or {})})


@transaction.atomic
def matching(user: Visitor, code: str) -> Device | None:
    """The confirmed factor of a person that this code proves, used up by that; wrong codes make the next try wait longer.

    The rows are locked, so that of several requests with one code exactly one succeeds.
    """
    # Passkeys prove themselves in a ceremony of their own.
    for model in (AuthenticatorApp, RecoveryCodes):
        for device in model.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk"):
            if fits(model, code) and device.verify_token(code):
                return device
    return None


def fits(model: type[Device], code: str) -> bool:
    """Six digits are asked of apps only, longer codes of the recovery codes only: a wrong one delays just its own kind."""
    is_short = sum(char.isalnum() for char in code) <= 8
    return is_short is (model is AuthenticatorApp)


@transaction.atomic
def prove(request: HttpRequest, code: str) -> bool:
    """Lifts the session to the second step: new key, device and moment remembered (R3, R11)."""
    device = matching(request.user, code)
    if device is None:
        trail.record(REFUSED, request.user, outcome=trail.Outcome.REFUSED)
        return False
    lift(request, device)
    if isinstance(device, RecoveryCodes):
        tell(signed_in(request), "recovery_code_used", {"left": device.left()})
    return True


def lift(request: HttpRequest, device: Device) -> None:
    # A key that was known before the proof must not be worth more after it (R3).
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    request.session[PROVED_AT] = timezone.now().timestamp()
    request.user.otp_device = device  # type: ignore[union-attr]  # as OTPMiddleware does from the next request on
    trail.record(PROVED, request.user, details={"kind": type(device).__name__})


def invite_session(request: HttpRequest, invitation: Invitation) -> None:
    """Lets this session set up a first factor with the link it was opened with (R10)."""
    request.session[ENROLS_WITH] = invitation.pk


@transaction.atomic
def welcome(request: HttpRequest) -> None:
    """Lets somebody who has just chosen a first password by invitation go on to the first factor at once."""
    secret = invitations.issue(signed_in(request), invitations.Purpose.FACTOR)
    invitation = invitations.find(secret, invitations.Purpose.FACTOR)
    if invitation is not None:
        invite_session(request, invitation)


def app_in_setup(user: User, name: str = "") -> AuthenticatorApp:
    """The app that waits for its first code: the same after a reload, a new one after an hour."""
    waiting = AuthenticatorApp.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    if waiting is not None and timezone.now() - waiting.created_at < UNCONFIRMED_LIFETIME:
        return waiting
    # A secret that was shown an hour ago and never used may have been seen by others.
    AuthenticatorApp.objects.filter(user=user, confirmed=False).delete()
    return AuthenticatorApp.new(user, name)


@transaction.atomic
def confirm_app(request: HttpRequest, app: AuthenticatorApp, code: str, name: str) -> bool:
    """Takes the app into use with its first code; False leaves everything as it was but for the wait."""
    app = AuthenticatorApp.objects.select_for_update().get(pk=app.pk)
    # Confirmed meanwhile in another window: that one has got the recovery codes.
    if app.confirmed or not app.verify_token(code):
        return False
    app.confirmed, app.name = True, name
    app.save(update_fields=["confirmed", "name"])
    taken_into_use(request, app)
    return True


def taken_into_use(request: HttpRequest, device: Device) -> None:
    """What follows on a new factor: the invitation is used up, the session lifted, the event written. In a transaction.

    ValidationError where this is the first factor and the invitation is gone, for example used in another window.
    """
    is_first = not any(other.pk != device.pk or type(other) is not type(device) for other in confirmed(request.user))
    if is_first:
        invitation = invitation_of(request)
        if invitation is None or not invitations.use(invitation):
            raise ValidationError(
                _("Der Einrichtungslink gilt nicht mehr. Bitte lassen Sie sich einen neuen schicken.")
            )
        request.session.pop(ENROLS_WITH, None)
    trail.record(ADDED, request.user, details={"kind": type(device).__name__})
    tell(signed_in(request), "factor_added", {"kind": kind_of(device)})
    lift(request, device)


@transaction.atomic
def issue_codes(user: User) -> list[str]:
    """Ten new recovery codes to be shown once; those before are void."""
    codes = RecoveryCodes.issue(user)
    trail.record(CODES_ISSUED, user)
    tell(user, "codes_issued")
    return codes


@transaction.atomic
def remove(device: Device, *, by: User) -> None:
    """Ends one factor; sessions that were proved with it are no longer verified from the next request on."""
    forget(device, by)
    tell(device.user, "factor_removed", {"kind": kind_of(device)})


@transaction.atomic
def remove_all(user: User, *, by: User) -> None:
    """Ends every factor of a person, those in setup included: for somebody who has lost them all (F43)."""
    # None is django-otp's word for all, confirmed or not.
    for device in devices_for_user(user, confirmed=None):
        forget(device, by)
    tell(user, "factors_removed")


def forget(device: Device, by: User) -> None:
    trail.record(REMOVED, by, about=("user", device.user_id), details={"kind": type(device).__name__})
    device.delete()


@transaction.atomic
def send_link(user: User, *, by: User) -> None:
    """Mails the one-time link with which a first factor is set up; one sent earlier is void."""
    secret = invitations.issue(user, invitations.Purpose.FACTOR, by=by)
    trail.record(LINK_SENT, by, about=("user", user.pk))
    tell(user, "factor_link", {"link": mail.link("portal:open_factor_link", secret)})
