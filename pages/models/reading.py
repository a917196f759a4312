"""What people read: which documents and sections they follow, and which versions they have taken note of."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models.normative import NormativePage


class Follow(models.Model):
    """Somebody wants to know when a document, or one of its sections, changes; `section` is its identity, "" for the whole."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Konto"))
    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="follows", verbose_name=_("Dokument"))
    section = models.CharField(_("Abschnitt"), max_length=40, blank=True)
    since = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Gefolgtes")
        verbose_name_plural = _("Gefolgtes")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "section"],
                name="pages_follow_once",
                violation_error_message=_("Dem folgen Sie schon."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.section}" if self.section else str(self.document)


class FollowChoice(models.Model):
    """How somebody wants to be told of what they follow; without a row once a day."""

    class Pace(models.TextChoices):
        DAILY = "daily", _("gesammelt, einmal am Tag")
        AT_ONCE = "at_once", _("sofort")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Konto"))
    pace = models.CharField(_("Mail bei Änderungen"), max_length=7, choices=Pace, default=Pace.DAILY)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Wahl der Mail")
        verbose_name_plural = _("Wahl der Mail")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_pace_display())
