"""Who reports, what they answered, and what became of it."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.catalogue import Indicator, IndicatorItem, ReportingPeriod
from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation, Site

if TYPE_CHECKING:
    from cases.access import Actor


class SubmissionQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """The own organisation's for who reports or leads there. What the coordinator may see is in `for_review`."""
        return self.filter(organisation__in=actor.reporter_in | actor.supervisor_in).scoped()

    def for_coordination(self, actor: "Actor") -> Self:
        """Who reports and how far it is, drafts too: for the coordinator's lists and acts. Values are read by `for_review` alone."""
        return (self if actor.is_coordinator else self.filter(pk=None)).scoped()

    def for_review(self, actor: "Actor") -> Self:
        """Raw values for the coordinator, once handed in; each look is audited (R42)."""
        return (
            (self if actor.is_coordinator else self.filter(pk=None)).exclude(state__in=["draft", "excepted"]).scoped()
        )


class Submission(models.Model):
    """What one organisation (or one place of work of it) has to report for a period, from the day the period opens."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("abgegeben")
        RETURNED = "returned", _("zurückgegeben")
        ACCEPTED = "accepted", _("angenommen")
        CORRECTED = "corrected", _("berichtigt")
        LOCKED = "locked", _("gesperrt")
        EXCEPTED = "excepted", _("befreit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Träger"))
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Arbeitsort")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(_("abgegeben"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    unlocked_until = models.DateField(null=True)  # an exception the coordinator made, with its reason
    reason = models.CharField(_("Begründung"), max_length=300, blank=True)
    reminded_on = models.DateField(null=True)  # the day of the last reminder to who reports
    review_reminded_on = models.DateField(null=True)  # to who must accept

    objects = SubmissionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering = ["-period__last_day", "organisation__name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["period", "organisation", "site"],
                name="cases_submission_once",
                nulls_distinct=False,
                violation_error_message=_("Für diesen Zeitraum gibt es schon eine Meldung."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted", "corrected"]) | Q(submitted_at__isnull=False),
                name="cases_submission_time",
                violation_error_message=_("Was abgegeben ist, hat eine Zeit der Abgabe."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OfSubmissionQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(submission__in=Submission.objects.for_actor(actor).values("pk")).scoped()

    def for_review(self, actor: "Actor") -> Self:
        return self.filter(submission__in=Submission.objects.for_review(actor).values("pk")).scoped()


class Answer(models.Model):
    """One field. Four answers are kept apart: a number (zero is one), nothing to report, not available, and no answer yet – no row (F55)."""

    class Kind(models.TextChoices):
        VALUE = "value", _("Zahl")
        TEXT = "text", _("Text")
        NOTHING = "nothing", _("Nichts zu melden")
        NOT_AVAILABLE = "not_available", _("Liegt nicht vor")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    row = models.ForeignKey(IndicatorItem, models.PROTECT, null=True, related_name="+")
    column = models.ForeignKey(IndicatorItem, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind)
    number = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    is_estimated = models.BooleanField(default=False)
    reason = models.CharField(
        max_length=300, blank=True
    )  # not available because; differs from the tally or the last period because
    tallied = models.PositiveIntegerField(null=True)  # what the tally said when it was last filled in

    objects = OfSubmissionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator", "row", "column"], name="cases_answer_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=(Q(kind="value") & Q(number__isnull=False)) | (~Q(kind="value") & Q(number=None)),
                name="cases_answer_number",
                violation_error_message=_("Eine Zahl steht genau dort, wo eine Zahl gemeldet wird."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Correction(models.Model):
    """Both values of a field that was changed after acceptance, with the reason (F56)."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="corrections")
    # The place in the form, not the answer: that one may be replaced by one of another kind.
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    row = models.ForeignKey(IndicatorItem, models.PROTECT, null=True, related_name="+")
    column = models.ForeignKey(IndicatorItem, models.PROTECT, null=True, related_name="+")
    before_kind = models.CharField(max_length=15, choices=Answer.Kind, blank=True)  # "" where nothing was answered
    before_number = models.PositiveIntegerField(null=True)
    after_kind = models.CharField(max_length=15, choices=Answer.Kind)
    after_number = models.PositiveIntegerField(null=True)
    reason = models.CharField(_("Grund"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = OfSubmissionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class FieldComment(models.Model):
    """What the coordinator asks at a field when a submission is returned."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="comments")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    row = models.ForeignKey(IndicatorItem, models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("Rückfrage"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = OfSubmissionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class SubmissionStep(models.Model):
    """History: handed in, returned, accepted, unlocked – by whom, when."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=12)
    source = models.CharField(max_length=10, choices=Submission.State)
    target = models.CharField(max_length=10, choices=Submission.State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects = OfSubmissionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
