from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """A link that was mailed to one person for one purpose and works once; of its secret only the digest is stored."""

    class Purpose(models.TextChoices):
        ACCOUNT = "account", _("Konto einrichten")
        FACTOR = "factor", _("Zweiten Faktor einrichten")
        PASSWORD = "password", _("Neues Kennwort")  # a purpose
        EMAIL = "email", _("Neue E-Mail-Adresse")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    address = models.EmailField(blank=True, help_text=_("die Adresse, die mit dem Link bestätigt wird"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("issued_at")), name="portal_invitation_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(used_at=None), name="portal_invitation_one_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
