"""Second factors on django-otp's Device: its plain seeds and its short plain recovery codes are not ours."""

import base64
import hashlib
import secrets
import time

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from portal.fields import SealedTextField

SEED_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
CODES = 10
CODE_BYTES = 15


class Factor(TimestampMixin, ThrottlingMixin, Device):
    """A device after whose n-th wrong code in a row the next try waits 2 to the power of n-1 seconds; shows no name."""

    class Meta(Device.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    def get_throttle_factor(self) -> float:
        return 1


class AuthenticatorApp(Factor):
    """Time-based codes (RFC 6238): SHA-1, 30 s, 6 digits; the seed is sealed to its owner.

    Of the codes of one step before to one step after now each works once, and none that is older than the last one used.
    """

    seed = SealedTextField(_("Geheimnis"), bound_to="user_id")
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        verbose_name = _("Authenticator-App")
        verbose_name_plural = _("Authenticator-Apps")

    @classmethod
    def new(cls, user: models.Model, name: str = "") -> "AuthenticatorApp":
        """An app that still has to be confirmed with its first code."""
        seed = base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode("ascii")
        app: AuthenticatorApp = cls.objects.create(user=user, name=name, confirmed=False, seed=seed)
        return app

    def clock(self) -> TOTP:
        totp = TOTP(base64.b32decode(self.seed), STEP_SECONDS, 0, DIGITS, 0)
        totp.time = time.time()
        return totp

    def verify_token(self, token: str) -> bool:
        """Whether the code is right now; must be called with the row locked (see portal/identity/factor_actions.py)."""
        allowed, _data = self.verify_is_allowed()
        if not allowed:
            return False
        digits = token.strip().replace(" ", "")
        clock = self.clock()
        if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
            right = False
        else:
            # From the step after the last one used: a code that was seen over a shoulder is worth nothing.
            right = bool(clock.verify(int(digits), TOLERANCE, self.last_step + 1))
        if not right:
            self.throttle_increment(commit=True)
            return False
        # Set by verify() to the step that fitted, which may be the one before or after now.
        self.last_step = clock.t()
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save(
            update_fields=["last_step", "last_used_at", "throttling_failure_count", "throttling_failure_timestamp"]
        )
        return True


class RecoveryCodes(Factor):
    """The codes for the day when phone and key are gone: 120 bits each, only their digests are stored, each works once."""

    class Meta:
        verbose_name = _("Notfallcodes")
        verbose_name_plural = _("Notfallcodes")

    @classmethod
    @transaction.atomic
    def issue(cls, user: models.Model) -> list[str]:
        """New codes, to be shown once; those before are void."""
        cls.objects.filter(user=user).delete()
        device = cls.objects.create(user=user, name="")
        codes = [readable(secrets.token_bytes(CODE_BYTES)) for _place in range(CODES)]
        RecoveryCode.objects.bulk_create(RecoveryCode(device=device, digest=digest(code)) for code in codes)
        return codes

    def left(self) -> int:
        return int(self.codes.filter(used_at=None).count())

    def verify_token(self, token: str) -> bool:
        allowed, _data = self.verify_is_allowed()
        if not allowed:
            return False
        # One UPDATE: of two requests with one code the second changes no row.
        used = self.codes.filter(digest=digest(token), used_at=None).update(used_at=timezone.now())
        if not used:
            self.throttle_increment(commit=True)
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=True)
        return True


class RecoveryCode(models.Model):
    device = models.ForeignKey(RecoveryCodes, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


def readable(code: bytes) -> str:
    """24 letters and digits in groups of four, without any that look alike more than base32 does."""
    text = base64.b32encode(code).decode("ascii").lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def digest(code: str) -> str:
    """SHA-256 of the code as typed, whatever its case, spaces and hyphens; 120 random bits need no salt."""
    plain = "".join(char for char in code.lower() if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
