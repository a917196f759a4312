import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.fields import SealedTextField


class PasswordRequest(models.Model):
    """Somebody wants a new password for an address; whether there is such an account is looked up later, by the queue."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = SealedTextField()
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class FactorReset(models.Model):
    """All second factors of a person are to go: one administrator asks, another confirms, the person may object until then."""

    class State(models.TextChoices):
        OPEN = "open", _("wartet auf die zweite Person")
        DONE = "done", _("bestätigt")
        OBJECTED = "objected", _("von der Person abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgenommen")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor_resets")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    digest = models.CharField(max_length=64, unique=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state="open"),
                name="portal_factor_reset_one_open",
                violation_error_message=_("Für dieses Konto wartet schon ein Antrag."),
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("user")),
                name="portal_factor_reset_not_for_oneself",
                violation_error_message=_("Den eigenen zweiten Faktor setzt jemand anderes zurück."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("requested_by")) & ~Q(confirmed_by=F("user"))),
                name="portal_factor_reset_two_people",
                violation_error_message=_("Bestätigen muss eine zweite Person, und nicht die betroffene."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="portal_factor_reset_ends_once",
                violation_error_message=_("Ein Antrag ist offen oder beendet."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
