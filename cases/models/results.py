"""What was published of a period, as it was published: later states are judged against it (F57)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.catalogue import ReportingPeriod
from portal.fields import SealedTextField


class PublishedResult(models.Model):
    """A state of the county's figures. `content` is what everybody of the section may see; `basis` the figures it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(_("Stand"))
    content = models.JSONField()
    basis = SealedTextField()  # read for the next state alone
    made_at = models.DateTimeField(_("veröffentlicht"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("veröffentlichtes Ergebnis")
        verbose_name_plural = _("veröffentlichte Ergebnisse")
        ordering = ["-period__last_day", "-number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["period", "number"], name="cases_result_once")]

    def __str__(self) -> str:
        return f"{self.period} ({self.number})"
