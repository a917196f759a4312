"""The half-yearly round in which every organisation says that its entries are right (AA-KV 4, F23)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisations import Organisation


class Round(models.Model):
    started_on = models.DateField(_("begonnen am"), unique=True)
    due_on = models.DateField(_("bis"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Bestätigungsrunde")
        verbose_name_plural = _("Bestätigungsrunden")
        ordering = ["-started_on"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("started_on")),
                name="directory_round_period",
                violation_error_message=_("Die Frist liegt vor dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_on:%d.%m.%Y}"


class ConfirmationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(confirmed_at=None)


class Confirmation(models.Model):
    """What a round asks of one organisation."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="confirmations")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_on = models.DateField(_("zuletzt gefragt am"), null=True)

    objects = ConfirmationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Bestätigung")
        verbose_name_plural = _("Bestätigungen")
        ordering = ["organisation__name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="directory_confirmation_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.round}"

    @property
    def is_overdue(self) -> bool:
        return self.confirmed_at is None and self.round.due_on < timezone.localdate()


class ConfirmationLink(models.Model):
    """A link that one person was sent to confirm with; of its secret only the digest is stored."""

    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "user"], name="directory_confirmation_link_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
