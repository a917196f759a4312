"""Meetings of an agreement's partners: agenda, minutes and what was decided. Nothing in them is about a client (LÖ-KV 9, AA-KV 4)."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Position
from pages.models.events import EventDate
from pages.models.normative import NormativePage


class MeetingQuerySet(models.QuerySet):
    def undated(self) -> Self:
        """Without a date, or with one that was cancelled."""
        return self.filter(Q(event_date=None) | Q(event_date__cancelled_at__isnull=False))

    def dated(self) -> Self:
        return self.filter(event_date__isnull=False, event_date__cancelled_at=None)

    def owed(self) -> Self:
        """Those the rhythm of an agreement demands and that have no date yet."""
        return self.undated().filter(due_on__isnull=False, agreement__isnull=False)


class Meeting(models.Model):
    """`due_on` is the day by which the agreement wants it; None where the coordinator has added one."""

    agreement = models.ForeignKey(
        NormativePage, models.SET_NULL, null=True, related_name="meetings", verbose_name=_("Vereinbarung")
    )
    title = models.CharField(_("Worum geht es?"), max_length=120)
    due_on = models.DateField(_("spätestens am"), null=True)
    event_date = models.OneToOneField(EventDate, models.SET_NULL, null=True, related_name="meeting")
    attendance = models.TextField(_("Wer da war"), max_length=1000, blank=True)
    minutes = models.TextField(_("Protokoll"), max_length=20_000, blank=True)
    minutes_published_at = models.DateTimeField(null=True)
    minutes_published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Treffen")
        verbose_name_plural = _("Treffen")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(event_date=None, due_on__isnull=False),
                name="pages_meeting_owed_once",
                violation_error_message=_("Für diese Vereinbarung steht schon ein Treffen ohne Termin aus."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_published_at=None) | ~Q(minutes=""),
                name="pages_meeting_minutes",
                violation_error_message=_("Ein leeres Protokoll lässt sich nicht veröffentlichen."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def starts_at(self) -> dt.datetime | None:
        """None while there is no date, or none any more."""
        date = self.event_date
        return date.starts_at if date is not None and not date.is_cancelled else None

    @property
    def is_over(self) -> bool:
        date = self.event_date
        return date is not None and not date.is_cancelled and date.ends_at <= timezone.now()


class MeetingInvitation(models.Model):
    """Somebody who was told of the date: the person an agreement names, or the deputy."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, models.CASCADE, related_name="+")
    is_deputy = models.BooleanField(_("als Vertretung"), default=False)
    sent_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Einladung zum Treffen")
        verbose_name_plural = _("Einladungen zum Treffen")
        ordering = ["organisation__name", "is_deputy", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="pages_meeting_invited_once",
                violation_error_message=_("Diese Person ist schon eingeladen."),
            )
        ]

    def __str__(self) -> str:
        return str(self.position.person)


class AgendaItem(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        ACCEPTED = "accepted", _("auf der Tagesordnung")
        DECLINED = "declined", _("abgelehnt")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    title = models.CharField(_("Punkt"), max_length=160)
    text = models.TextField(_("Worum geht es dabei?"), max_length=1000, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("Stand"), max_length=8, choices=State, default=State.PROPOSED)
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Tagesordnungspunkt")
        verbose_name_plural = _("Tagesordnungspunkte")
        ordering = ["place", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(reason="") | ~Q(state="declined") & Q(reason=""),
                name="pages_agenda_reason",
                violation_error_message=_("Wer einen Punkt ablehnt, nennt den Grund."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What was decided, whose part it is and until when."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.CharField(_("Was wurde beschlossen?"), max_length=400)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Zuständig"))
    position = models.ForeignKey(
        Position, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Verantwortliche Person")
    )
    due_on = models.DateField(_("Erledigt bis"))
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_note = models.CharField(_("Was wurde getan?"), max_length=400, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Beschluss")
        verbose_name_plural = _("Beschlüsse")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_note=""),
                name="pages_decision_done",
                violation_error_message=_("Was getan wurde, steht erst nach der Erledigung da."),
            )
        ]

    def __str__(self) -> str:
        return self.text
