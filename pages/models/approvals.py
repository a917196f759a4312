"""Consent of the parties to a version, and a party's leaving."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.models.normative import NormativePage

LEAVES_ALREADY = _("Diese Stelle scheidet schon aus. Niemand scheidet zweimal aus.")


class Departure(models.Model):
    """A party's notice. `last_day` is the last one on which it is bound; `ends_agreement` says what that did."""

    class Ground(models.TextChoices):
        NOTICE = "notice", _("Kündigung mit Frist")
        CAUSE = "cause", _("Kündigung aus wichtigem Grund")
        CONSENT = "consent", _("im Einvernehmen aller")

    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="departures")
    # Rows of parties are made anew by each publication: a side is known by its organisation, else by its name.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("Stelle"), max_length=250)
    ground = models.CharField(_("Wie endet die Beteiligung?"), max_length=8, choices=Ground)
    dispatched_on = models.DateField(_("Abgesandt am"), null=True, blank=True)
    received_on = models.DateField(_("Zugegangen am"))
    is_written = models.BooleanField(_("Die Erklärung liegt schriftlich vor"), default=False)
    reason = models.TextField(_("Grund"), max_length=1000, blank=True)
    last_day = models.DateField(_("Letzter Tag"))
    ends_agreement = models.BooleanField(default=False)
    repealed_before = models.DateField(null=True)  # the end of the agreement that was known then
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Ausscheiden einer Stelle")
        verbose_name_plural = _("Ausscheiden von Stellen")
        ordering = ["-received_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["document", "organisation"],
                condition=Q(withdrawn_at=None, organisation__isnull=False),
                name="pages_departure_once",
                violation_error_message=LEAVES_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["document", "name"],
                condition=Q(withdrawn_at=None, organisation=None),
                name="pages_departure_once_by_name",
                violation_error_message=LEAVES_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on=None) | Q(received_on__gte=models.F("dispatched_on")),
                name="pages_departure_received",
                violation_error_message=_("Zugegangen sein kann die Erklärung erst, nachdem sie abgesandt war."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_on(self) -> dt.date:
        """The first day without."""
        return self.last_day + dt.timedelta(days=1)
