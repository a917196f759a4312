from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.identity.session_store import SessionStore


class Session(AbstractBaseSession):
    """A browser that is signed in. Of its key only a digest is stored, so that nobody enters with what a backup holds."""

    class Device(models.TextChoices):
        COMPUTER = "computer", _("Computer")
        PHONE = "phone", _("Smartphone")
        TABLET = "tablet", _("Tablet")
        UNKNOWN = "", _("Unbekanntes Gerät")

    # 64: a SHA-256 in hexadecimal, where Django's own has the key itself.
    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(_("angemeldet"))
    seen_at = models.DateTimeField(_("zuletzt benutzt"))
    device = models.CharField(_("Gerät"), max_length=10, choices=Device, blank=True, default="")

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type:
        return SessionStore

    def __str__(self) -> str:
        return str(self.pk)[:8]
