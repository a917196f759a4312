"""Finding a date together: days offered, people asked by name, and what each of them said."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Position
from pages.models.meetings import Meeting
from pages.models.normative import NormativePage


class PollQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def to_decide(self, day: dt.date) -> Self:
        """Open ones for which no more answers are to come: all are there, or their last day is over."""
        waiting = PollInvitee.objects.filter(poll=OuterRef("pk"), answered_at=None)
        return self.open().filter(Q(answer_by__lt=day) | ~Exists(waiting))


class Poll(models.Model):
    title = models.CharField(_("Worum geht es?"), max_length=120)
    note = models.TextField(_("Was sollten alle wissen?"), max_length=1000, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    answer_by = models.DateField(_("Antworten bis"))
    agreement = models.ForeignKey(
        NormativePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="polls",
        verbose_name=_("Vereinbarung"),
    )
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="polls")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    chosen = models.OneToOneField("PollOption", models.PROTECT, null=True, related_name="chosen_in")

    objects = PollQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Terminabstimmung")
        verbose_name_plural = _("Terminabstimmungen")
        ordering = ["-opened_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(chosen=None) | Q(closed_at__isnull=False),
                name="pages_poll_closed_when_chosen",
                violation_error_message=_("Ein Termin ist übernommen, die Abstimmung aber noch offen."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def takes_answers(self, day: dt.date) -> bool:
        return self.closed_at is None and self.answer_by >= day


class PollOption(models.Model):
    """A date offered, from when until when."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Terminvorschlag")
        verbose_name_plural = _("Terminvorschläge")
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "starts_at"],
                name="pages_poll_option_once",
                violation_error_message=_("Dieser Beginn ist schon vorgeschlagen."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="pages_poll_option_period",
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d.%m.%Y %H:%M}"


class PollInvitee(models.Model):
    """Somebody who is asked, for an organisation; the deputy answers where that person is away."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="invitees")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, models.SET_NULL, null=True, related_name="+")
    deputy = models.ForeignKey(Position, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("Name"), max_length=200)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answerer = models.CharField(max_length=200, blank=True)  # who answered, where it was somebody else
    reminded_on = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Gefragte Person")
        verbose_name_plural = _("Gefragte Personen")
        ordering = ["organisation__name", "name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "position"],
                name="pages_poll_invitee_once",
                violation_error_message=_("Diese Person ist schon gefragt."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PollAnswer(models.Model):
    class Choice(models.TextChoices):
        YES = "yes", _("ja")
        MAYBE = "maybe", _("wenn nötig")
        NO = "no", _("nein")

    invitee = models.ForeignKey(PollInvitee, models.CASCADE, related_name="answers")
    option = models.ForeignKey(PollOption, models.CASCADE, related_name="answers")
    choice = models.CharField(_("Antwort"), max_length=5, choices=Choice)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["invitee", "option"],
                name="pages_poll_answer_once",
                violation_error_message=_("Für diesen Termin ist schon geantwortet."),
            )
        ]

    def __str__(self) -> str:
        return self.get_choice_display()
