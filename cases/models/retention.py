"""How long what is kept, what was deleted, and what went wrong with data."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.records import reference_of
from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


class RetentionPeriod(models.Model):
    """How many days after its end something goes, on which ground; kept by the county."""

    class Subject(models.TextChoices):
        DRAFT = "draft", _("Entwurf einer Fallübergabe, seit der letzten Änderung")
        REFERRAL = "referral", _("Fallübergabe, seit dem Abschluss")
        ENDED = "ended", _("Fallübergabe, deren Einwilligung endete")
        RECORD = "record", _("Klientenakte ohne offene Vorgänge, seit der letzten Änderung")
        CONSENT = "consent", _("Nachweis einer Einwilligung, seit ihrem Ende")
        GROUND = "ground", _("Übermittlung ohne Einwilligung, seit der Entscheidung")
        BREACH = "breach", _("Datenpanne, seit der Meldung")

    subject = models.CharField(_("Gegenstand"), max_length=10, choices=Subject, unique=True)
    days = models.PositiveIntegerField(_("Tage"), validators=[MinValueValidator(1), MaxValueValidator(11_000)])
    ground = models.CharField(_("Grundlage"), max_length=200)
    is_offered_to_archive = models.BooleanField(_("dem Archiv anzubieten"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Aufbewahrungsfrist")
        verbose_name_plural = _("Aufbewahrungsfristen")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject


class Deletion(models.Model):
    """The fact that something was deleted, and what counts need of it: no name, no number, no text (F52)."""

    at = models.DateTimeField(default=timezone.now)
    subject = models.CharField(max_length=10, choices=RetentionPeriod.Subject)
    object_id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    purpose = models.CharField(max_length=20, blank=True, default="")
    outcome = models.CharField(max_length=10, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    was_asked_for = models.BooleanField(default=False)  # by the client (Art. 17 GDPR), not by the plan

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Löschung")
        verbose_name_plural = _("Löschungen")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.object_id)


class BreachQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """Whoever reported it, and the officers for data protection: the county's all, an organisation's own theirs."""
        if actor.is_county_officer:
            return self.scoped()
        own = Q(organisation__in=actor.officer_in | actor.supervisor_in) | Q(reported_by=actor.user)
        return self.filter(own).scoped()

    def waiting(self) -> Self:
        """For the report to the authority; none is needed where no risk is to be expected (Art. 33 para. 1 GDPR)."""
        return self.filter(closed_at=None, told_authority_at=None).exclude(is_risk=False)


class Breach(models.Model):
    """Something got where it should not: recorded at once, reported within 72 hours (Art. 33 GDPR)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    known_at = models.DateTimeField(_("bekannt geworden am"))
    due_at = models.DateTimeField(_("zu melden bis"))  # 72 hours later, to the minute
    what = SealedTextField(_("Was ist geschehen"))
    data = SealedTextField(_("Welche Daten, wie viele Menschen"))
    consequences = SealedTextField(_("Mögliche Folgen"), blank=True, default="")
    measures = SealedTextField(_("Was wurde getan"), blank=True, default="")
    is_risk = models.BooleanField(_("Risiko für die betroffenen Menschen"), null=True)
    reported_at = models.DateTimeField(_("erfasst am"), default=timezone.now)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    told_authority_at = models.DateTimeField(_("der Aufsicht gemeldet am"), null=True)
    told_people_at = models.DateTimeField(_("den Betroffenen gesagt am"), null=True)
    late_reason = SealedTextField(_("Grund der Verzögerung"), blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = BreachQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Datenpanne")
        verbose_name_plural = _("Datenpannen")
        ordering = ["-known_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class PersonExportQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """The organisation's own officer for data protection, nobody else."""
        return self.filter(organisation__in=actor.officer_in).scoped()


class PersonExport(models.Model):
    """The password of a file that `manage.py export_person` has written: whoever runs the server gets the file, the officer this."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("Organisation"))
    record_id = models.UUIDField()  # no foreign key: it must not hold up a deletion
    made_at = models.DateTimeField(_("erstellt am"), default=timezone.now)
    password = SealedTextField(_("Kennwort"))
    shown_at = models.DateTimeField(null=True)

    objects = PersonExportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Auskunft an eine Person")
        verbose_name_plural = _("Auskünfte an Personen")
        ordering = ["-made_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reference(self) -> str:
        return reference_of(self.record_id)
