"""Places of events: how many there are, for whom, and who has one. Rows change in pages/registration/actions.py and nowhere else."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Person
from pages.models.events import EventDate, EventPage
from pages.registration import states


class Admission(models.Model):
    """How one gets a place at an event; at each date of a series alike."""

    event = models.OneToOneField(EventPage, models.CASCADE, related_name="admission", verbose_name=_("Termin"))
    capacity = models.PositiveSmallIntegerField(
        _("Plätze"), null=True, blank=True, help_text=_("Leer, wenn so viele kommen können, wie wollen.")
    )
    opens_at = models.DateTimeField(_("Anmeldung ab"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("Anmeldung bis"), null=True, blank=True, help_text=_("Leer, wenn man sich bis zum Beginn anmelden kann.")
    )
    closes_hours = models.PositiveSmallIntegerField(
        _("Stunden vor jedem Beginn, zu denen die Anmeldung endet"), default=0
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("Stunden, die ein angebotener Platz wartet"),
        default=48,
        help_text=_("Danach geht er an die nächste Person der Warteliste."),
    )
    needs_approval = models.BooleanField(_("Die Leitung muss zustimmen"), default=False)
    asks_feedback = models.BooleanField(_("Nachher um eine Rückmeldung bitten"), default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gt=0),
                name="pages_admission_capacity",
                violation_error_message=_("Mindestens ein Platz, oder das Feld bleibt leer."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="pages_admission_window",
                violation_error_message=_(
                    "Die Anmeldung endet, bevor sie beginnt. Bitte prüfen Sie die beiden Zeiten."
                ),
            ),
            models.CheckConstraint(
                condition=Q(offer_hours__gt=0),
                name="pages_admission_offer",
                violation_error_message=_("Ein angebotener Platz wartet mindestens eine Stunde."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    def closes(self, begins: dt.datetime) -> dt.datetime:
        """For a date that begins then."""
        hours_before = begins - dt.timedelta(hours=self.closes_hours)
        return min(hours_before, self.closes_at) if self.closes_at else hours_before


class HeldSeats(models.Model):
    """Places that are one organisation's own until the end of a day, and then everybody's."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="held")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="held_seats", verbose_name=_("Organisation")
    )
    seats = models.PositiveSmallIntegerField(_("Plätze"))
    until = models.DateField(_("frei gehalten bis"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Frei gehaltene Plätze")
        verbose_name_plural = _("Frei gehaltene Plätze")
        default_permissions = ()
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["admission", "organisation"],
                name="pages_heldseats_once",
                violation_error_message=_("Für diese Organisation sind schon Plätze frei gehalten."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gt=0),
                name="pages_heldseats_seats",
                violation_error_message=_("Mindestens ein Platz."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.seats}"


class RegistrationQuerySet(models.QuerySet):
    def seated(self) -> Self:
        return self.filter(state__in=states.TAKES_A_SEAT)

    def open(self) -> Self:
        return self.filter(state__in=states.OPEN)

    def of(self, user: object) -> Self:
        """Of the person who has that account."""
        pk = getattr(user, "pk", None)
        return self.filter(Q(user=pk) | Q(person__user=pk)) if pk is not None else self.none()

    def in_line(self) -> Self:
        return self.filter(state=states.WAITING).order_by("joined_at", "pk")

    def for_lists(self) -> Self:
        return self.select_related("person", "user", "organisation", "date__event")


class Registration(models.Model):
    """The one row of a person for a date: who gave a place back and takes one again has the same row."""

    class State(models.TextChoices):
        REQUESTED = states.REQUESTED, _("wartet auf die Leitung")
        WAITING = states.WAITING, _("auf der Warteliste")
        OFFERED = states.OFFERED, _("Platz angeboten")
        BOOKED = states.BOOKED, _("nimmt teil")
        ATTENDED = states.ATTENDED, _("war da")
        MISSED = states.MISSED, _("war nicht da")
        CANCELLED = states.CANCELLED, _("zurückgegeben")
        DECLINED = states.DECLINED, _("nicht genehmigt")
        LAPSED = states.LAPSED, _("verfallen")
        REMOVED = states.REMOVED, _("ausgetragen")
        CALLED_OFF = states.CALLED_OFF, _("Termin abgesagt")

    date = models.ForeignKey(EventDate, models.CASCADE, related_name="registrations", verbose_name=_("Termin"))
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="registrations", verbose_name=_("Person")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("Konto"),
    )
    guest_name = models.CharField(_("Name"), max_length=120, blank=True)
    guest_email = models.EmailField(_("E-Mail"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("Organisation"),
    )
    state = models.CharField(_("Stand"), max_length=10, choices=State)
    joined_at = models.DateTimeField(_("angemeldet"), default=timezone.now)
    answer_until = models.DateTimeField(_("Antwort bis"), null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("Begründung"), max_length=300, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    sequence = models.PositiveIntegerField(default=0)
    is_in_calendar = models.BooleanField(default=False)  # whether the last calendar file sent says that it takes place
    told_sequence = models.PositiveIntegerField(default=0)  # the number of the date as it was last told
    has_answered = models.BooleanField(default=False)  # the questions afterwards; what was answered is stored nowhere

    objects = RegistrationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Platz")
        verbose_name_plural = _("Plätze")
        default_permissions = ()
        ordering = ["joined_at", "pk"]
        indexes = [models.Index(fields=["state", "answer_until"], name="pages_registration_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "person"],
                name="pages_registration_person_once",
                violation_error_message=_("Diese Person hat für den Termin schon einen Eintrag."),
            ),
            models.UniqueConstraint(
                fields=["date", "user"],
                name="pages_registration_user_once",
                violation_error_message=_("Diese Person hat für den Termin schon einen Eintrag."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(user__isnull=False) | ~Q(guest_name=""),
                name="pages_registration_somebody",
                violation_error_message=_("Ein Platz gehört zu einer Person."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.STATES),
                name="pages_registration_state",
                violation_error_message=_("Diesen Stand gibt es nicht."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=(states.REQUESTED, states.OFFERED), answer_until__isnull=False)
                | (~Q(state__in=(states.REQUESTED, states.OFFERED)) & Q(answer_until=None)),
                name="pages_registration_waits",
                violation_error_message=_("Worauf jemand antworten soll, das hat eine Frist, und sonst nichts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_state_display()}"

    @property
    def name(self) -> str:
        if self.person is not None:
            return str(self.person)
        if self.user is not None:
            return " ".join(self.user.get_full_name().split()) or self.user.get_username()
        return self.guest_name

    @property
    def is_closed(self) -> bool:
        return self.state in states.CLOSED

    @property
    def may_see_link(self) -> bool:
        """Who has a place, and nobody on the way to one."""
        return self.state in states.IN_CALENDAR


class SeatCount(models.Model):
    """What is left of the people of a date when their rows are deleted: numbers by organisation (F31)."""

    date = models.ForeignKey(EventDate, models.CASCADE, related_name="seat_counts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="seat_counts")
    booked = models.PositiveIntegerField()
    attended = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Teilnahmen einer Organisation")
        verbose_name_plural = _("Teilnahmen der Organisationen")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["date", "organisation"],
                name="pages_seatcount_once",
                violation_error_message=_("Diese Organisation ist schon gezählt."),
            ),
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(organisation=None),
                name="pages_seatcount_nobody_once",
                violation_error_message=_("Gäste ohne Organisation sind schon gezählt."),
            ),
            models.CheckConstraint(
                condition=Q(attended__lte=F("booked")),
                name="pages_seatcount_possible",
                violation_error_message=_("Mehr als gebucht haben, waren nicht da."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or '–'}: {self.attended}/{self.booked}"


class FeedbackCount(models.Model):
    """How often an answer was given to a question afterwards. Nothing says by whom, and nothing says when."""

    date = models.ForeignKey(EventDate, models.CASCADE, related_name="feedback")
    question = models.CharField(max_length=20)
    answer = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["date", "question", "answer"],
                name="pages_feedbackcount_once",
                violation_error_message=_("Diese Antwort wird schon gezählt."),
            ),
            models.CheckConstraint(
                condition=Q(answer__gte=1, answer__lte=4),
                name="pages_feedbackcount_answer",
                violation_error_message=_("Diese Antwort gibt es nicht."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.answer}: {self.number}"


def with_registration(dates: models.QuerySet[EventDate]) -> models.QuerySet[EventDate]:
    """Dates on which somebody hangs."""
    return dates.filter(Exists(Registration.objects.filter(date=OuterRef("pk"))))
