"""Which trainings somebody has to have, and the record of those they have had; the record is that person's own."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Person, Position, Qualification
from pages.models.events import EventDate, EventPage
from portal.fields import SealedTextField


class TrainingTopic(models.Model):
    """What a training is about, so that different events count for the same requirement."""

    name = models.CharField(_("Thema"), max_length=120, unique=True)
    events = models.ManyToManyField(
        EventPage, blank=True, related_name="training_topics", verbose_name=_("Veranstaltungen, die dafür zählen")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Fortbildungsthema")
        verbose_name_plural = _("Fortbildungsthemen")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class TrainingRule(models.Model):
    """Who needs what, and within which time of what; kept by the coordinator."""

    class Since(models.TextChoices):
        START = "start", _("Aufnahme der Tätigkeit")
        RULE = "rule", _("Beginn der Regel")

    class Fulfilled(models.TextChoices):
        RECORD = "record", _("eine Fortbildung zum Thema im Nachweis steht")
        FOLLOW_UP = "follow_up", _("die Nachqualifizierung begonnen ist (Angabe im Verzeichnis)")

    name = models.CharField(_("Was ist verlangt?"), max_length=120)
    clause = models.CharField(
        _("Grundlage"), max_length=60, blank=True, help_text=_("Der Abschnitt, zum Beispiel: LÖ-RL 3.3.2.")
    )
    role_contains = models.CharField(
        _("Aufgabe enthält"),
        max_length=80,
        blank=True,
        help_text=_("Zum Beispiel: Integrationsmanagement. Leer: alle."),
    )
    organisation_kind = models.CharField(
        _("Art der Organisation"), max_length=20, choices=Organisation.Kind, blank=True
    )
    qualification = models.CharField(_("Art der Qualifikation"), max_length=1, choices=Qualification, blank=True)
    months = models.PositiveSmallIntegerField(
        _("innerhalb von Monaten"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    since = models.CharField(_("gezählt ab"), max_length=5, choices=Since, default=Since.START)
    every_months = models.PositiveSmallIntegerField(
        _("wieder nach Monaten"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Leer, wenn einmal genügt."),
    )
    fulfilled_by = models.CharField(_("Erfüllt, wenn"), max_length=9, choices=Fulfilled, default=Fulfilled.RECORD)
    topic = models.ForeignKey(
        TrainingTopic, models.PROTECT, null=True, blank=True, related_name="rules", verbose_name=_("Thema")
    )
    valid_from = models.DateField(
        _("Gilt ab"),
        default=timezone.localdate,
        help_text=_("Wer schon länger da ist, für den zählt die Zeit ab hier."),
    )
    ended_on = models.DateField(_("Gilt nicht mehr ab"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Regel für Fortbildungen")
        verbose_name_plural = _("Regeln für Fortbildungen")
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(fulfilled_by="record", topic__isnull=False) | Q(fulfilled_by="follow_up", topic=None),
                name="pages_training_rule_topic",
                violation_error_message=_("Ein Thema gehört genau dann dazu, wenn eine Fortbildung die Regel erfüllt."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TrainingRecord(models.Model):
    """A training somebody has had."""

    class Source(models.TextChoices):
        ATTENDED = "attended", _("im Portal teilgenommen")
        OWN = "own", _("selbst eingetragen")
        MAINTAINER = "maintainer", _("von der eigenen Stelle eingetragen")

    person = models.ForeignKey(Person, models.CASCADE, related_name="training_records")
    title = models.CharField(_("Fortbildung"), max_length=255)
    provider = models.CharField(_("Veranstaltet von"), max_length=160, blank=True)
    taken_on = models.DateField(_("Teilgenommen am"))
    hours = models.DecimalField(
        _("Stunden"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(9999)],
    )
    topics = models.ManyToManyField(TrainingTopic, blank=True, related_name="records", verbose_name=_("zählt für"))
    event_date = models.ForeignKey(EventDate, models.SET_NULL, null=True, related_name="training_records")
    source = models.CharField(max_length=10, choices=Source)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Eintrag im Fortbildungsnachweis")
        verbose_name_plural = _("Einträge im Fortbildungsnachweis")
        ordering = ["-taken_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event_date"],
                condition=Q(event_date__isnull=False),
                name="pages_training_record_once",
                violation_error_message=_("Diese Teilnahme steht schon im Nachweis."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class TrainingProof(models.Model):
    """The certificate of an entry, sealed: it is shown to the person alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.OneToOneField(TrainingRecord, models.CASCADE, related_name="proof")
    kind = models.CharField(max_length=40)
    content = SealedTextField()  # base64

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Nachweis")
        verbose_name_plural = _("Nachweise")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class RequiredTraining(models.Model):
    """How a person in a position stands with a rule, worked out anew each day and with each change."""

    rule = models.ForeignKey(TrainingRule, models.CASCADE, related_name="required")
    position = models.ForeignKey(Position, models.CASCADE, related_name="required_trainings")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    is_open = models.BooleanField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Verlangte Fortbildung")
        verbose_name_plural = _("Verlangte Fortbildungen")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["rule", "position"], name="pages_required_training_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.position}"
