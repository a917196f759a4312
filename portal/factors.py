"""What people do with second factors: prove one, set one up, remove one. Each step locks what it changes and is an event."""

from urllib.parse import quote, urlencode

import segno
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from portal import audit, conf
from portal.models import AuthenticatorApp, RecoveryCodes

PROVED_AT = "otp_at"

PROVED = audit.register("factor.proved", gettext_lazy("Zweiter Faktor bestätigt"), ("kind",))
REFUSED = audit.register("factor.refused", gettext_lazy("Zweiter Faktor abgewiesen"))
ADDED = audit.register("factor.added", gettext_lazy("Zweiter Faktor eingerichtet"), ("kind",))
REMOVED = audit.register("factor.removed", gettext_lazy("Zweiter Faktor entfernt"), ("kind",))
CODES_ISSUED = audit.register("factor.codes", gettext_lazy("Notfallcodes ausgegeben"))


@transaction.atomic
def matching(user: AbstractBaseUser | AnonymousUser, code: str) -> Device | None:
    """The confirmed factor of a person that this code proves, used up by that; wrong codes make the next try wait longer.

    The rows are locked, so that of several requests with one code exactly one succeeds.
    """
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
        audit.record(REFUSED, request.user, outcome=audit.Outcome.REFUSED)
        return False
    lift(request, device)
    return True


def lift(request: HttpRequest, device: Device) -> None:
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    request.session[PROVED_AT] = timezone.now().timestamp()
    request.user.otp_device = device  # type: ignore[union-attr]  # as OTPMiddleware does from the next request on
    audit.record(PROVED, request.user, details={"kind": type(device).__name__})


def is_recent(request: HttpRequest, seconds: int) -> bool:
    """Whether the second factor was proved within so many seconds; a clock set back does not make it younger."""
    age = timezone.now().timestamp() - float(request.session.get(PROVED_AT, 0))
    return 0 <= age <= seconds


def setup_address(app: AuthenticatorApp) -> str:
    """The otpauth:// address an app reads from the QR code; it names the portal and the person's e-mail address."""
    issuer = f"Kooperationsportal {conf.get('COUNTY_NAME')}"
    label = quote(f"{issuer}:{app.user.get_username()}")
    secret = app.seed.rstrip("=")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def setup_picture(app: AuthenticatorApp) -> SafeString:
    """The QR code as inline SVG with a title for screen readers."""
    code = segno.make(setup_address(app), error="m")
    return mark_safe(
        code.svg_inline(scale=5, title=_("QR-Code für die Authenticator-App"), svgclass="qr")
    )  # segno escapes


def spelled(app: AuthenticatorApp) -> str:
    """The secret for those who type it: base32 in groups of four."""
    text = app.seed.rstrip("=").lower()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
