"""Notices of staff to the county, each with its clock, and substitutes for long absences (LÖ-RL 4.2 to 4.4)."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import deadlines
from directory.models.organisations import Organisation
from directory.models.people import Absence, Person, Position


class StaffNoticeQuerySet(models.QuerySet):
    def unsent(self) -> Self:
        return self.filter(sent_at=None)

    def to_acknowledge(self) -> Self:
        return self.filter(sent_at__isnull=False, acknowledged_at=None)

    def late(self) -> Self:
        """Due and still not sent."""
        return self.unsent().filter(due_on__lt=timezone.localdate())


class StaffNotice(models.Model):
    """Something about staff that the county has to know within a week. Unsent ones were noticed by the portal."""

    class Kind(models.TextChoices):
        NEW = "new", _("neue Person")
        LEAVING = "leaving", _("Weggang")
        SHARE = "share", _("geänderter Stellenanteil")
        PLACE = "place", _("neuer Arbeitsort")
        ABSENCE = "absence", _("lange Abwesenheit")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="notices", verbose_name=_("Organisation")
    )
    kind = models.CharField(_("Was"), max_length=10, choices=Kind)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="notices", verbose_name=_("Person"))
    position = models.ForeignKey(Position, models.SET_NULL, null=True, related_name="notices")
    name = models.CharField(_("Name"), max_length=200)
    event_on = models.DateField(_("Ab"))
    due_on = models.DateField(_("Frist"), editable=False)
    details = models.JSONField(default=list, blank=True)
    note = models.CharField(_("Nachricht an den Landkreis"), max_length=300, blank=True)
    noticed_at = models.DateTimeField(default=timezone.now)
    reminded_on = models.DateField(null=True)
    sent_at = models.DateTimeField(_("gemeldet"), null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("zur Kenntnis genommen"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = StaffNoticeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Personalmeldung")
        verbose_name_plural = _("Personalmeldungen")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("event_on")),
                name="directory_notice_due",
                violation_error_message=_("Die Frist liegt vor dem Ereignis."),
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(sent_at__isnull=False),
                name="directory_notice_order",
                violation_error_message=_("Erst wird gemeldet, dann zur Kenntnis genommen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    def save(self, *args: object, **kwargs: object) -> None:
        # Stored, not worked out when read, so that lists are ordered and filtered by the database.
        self.due_on = deadlines.notice_due(self.event_on)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments

    @property
    def sent_on(self) -> dt.date | None:
        return timezone.localtime(self.sent_at).date() if self.sent_at else None

    @property
    def is_late(self) -> bool:
        """Sent after its last day, or not sent although it is over."""
        return (self.sent_on or timezone.localdate()) > self.due_on


class SubstituteTaskQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those nobody was named for yet, as long as the absence lasts."""
        # Whoever is back needs no substitute, even if nobody was named in time.
        going_on = Q(absence__last_day=None) | Q(absence__last_day__gte=timezone.localdate())
        return self.filter(going_on, closed_at=None)


class SubstituteTask(models.Model):
    """An absence of more than six weeks: from the first day of week 7 somebody stands in (LÖ-RL 4.2)."""

    absence = models.OneToOneField(Absence, models.CASCADE, related_name="substitute_task")
    position = models.ForeignKey(Position, models.CASCADE, related_name="substitute_tasks")
    due_on = models.DateField(_("Vertretung ab"))
    substitute = models.ForeignKey(
        Position, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Vertretung")
    )
    reminded_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = SubstituteTaskQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Vertretung ab Woche 7")
        verbose_name_plural = _("Vertretungen ab Woche 7")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("position")),
                name="directory_substitute_other",
                violation_error_message=_("Niemand vertritt sich selbst. Bitte wählen Sie eine andere Person."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.due_on:%d.%m.%Y}"
