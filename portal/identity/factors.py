"""What is known of second factors: those a person has, how fresh a proof is, what is shown while an app is set up."""

from urllib.parse import quote, urlencode

import segno
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp import devices_for_user
from django_otp.models import Device

from portal import conf
from portal.identity import invitations
from portal.identity.users import Visitor
from portal.models import AuthenticatorApp, Invitation, RecoveryCodes

PROVED_AT = "otp_at"
ENROLS_WITH = "enrols_with"


def is_recent(request: HttpRequest, seconds: int) -> bool:
    """Whether the second factor was proved within so many seconds; a clock set back does not make it younger."""
    age = timezone.now().timestamp() - float(request.session.get(PROVED_AT, 0))
    return 0 <= age <= seconds


def confirmed(user: Visitor) -> list[Device]:
    """Everything this person can prove, recovery codes included."""
    return list(devices_for_user(user, confirmed=True))


def lasting(user: Visitor) -> list[Device]:
    """The factors for every day, without the recovery codes."""
    return [device for device in confirmed(user) if not isinstance(device, RecoveryCodes)]


def seconds_to_wait(user: Visitor) -> int:
    """How long no code of the app is looked at after wrong ones; 0 when one may be tried."""
    waits = []
    for device in AuthenticatorApp.objects.filter(user=user, confirmed=True):
        allowed, reason = device.verify_is_allowed()
        if not allowed:
            # Only apps are asked: a recovery code typed wrongly does not delay the code of the app.
            waits.append((reason["locked_until"] - timezone.now()).total_seconds())
    return max((round(wait) + 1 for wait in waits), default=0)


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The invitation this session may set up a first factor with, while it is open."""
    key, user = request.session.get(ENROLS_WITH), request.user
    if not key or not user.is_authenticated:
        return None
    return invitations.still_open(user, invitations.Purpose.FACTOR).filter(pk=key).first()


def kind_of(device: Device) -> str:
    """What people call it."""
    if isinstance(device, AuthenticatorApp):
        return _("Authenticator-App")
    return _("Notfallcodes") if isinstance(device, RecoveryCodes) else _("Passkey oder Sicherheitsschlüssel")


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
        code.svg_inline(omitsize=True, title=_("QR-Code für die Authenticator-App"), svgclass="qr")
    )  # segno escapes


def spelled_seed(app: AuthenticatorApp) -> str:
    """The secret for those who type it: base32 in groups of four."""
    text = app.seed.rstrip("=").lower()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
