"""Proposals to word a section differently, and remarks on sections. Nothing in them is about a client."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.models.normative import NormativePage
from pages.proposals import states


def person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


def organisation() -> models.ForeignKey:
    """In whose name somebody speaks."""
    return models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")


class ProposalQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=states.OPEN)

    def to_take(self) -> Self:
        """Adopted, and not yet in the draft."""
        return self.filter(state=states.ADOPTED, taken_at=None)

    def in_draft(self) -> Self:
        return self.filter(state=states.ADOPTED, taken_at__isnull=False)


class Proposal(models.Model):
    """What a partner wants to read instead. `section` is the permanent identity; `before` what it said when they wrote."""

    class Kind(models.TextChoices):
        REWORD = "reword", _("anders fassen")
        ADD = "add", _("neuer Abschnitt danach")
        DELETE = "delete", _("streichen")

    class State(models.TextChoices):
        OPEN = states.OPEN, _("offen")
        ADOPTED = states.ADOPTED, _("übernommen")
        DECLINED = states.DECLINED, _("abgelehnt")
        WITHDRAWN = states.WITHDRAWN, _("zurückgezogen")
        DONE = states.DONE, _("umgesetzt")

    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="proposals")
    kind = models.CharField(_("Was soll geschehen?"), max_length=6, choices=Kind, default=Kind.REWORD)
    section = models.CharField(max_length=40)
    cited = models.CharField(max_length=300, help_text="as the section was cited on that day")
    heading_before = models.CharField(max_length=300, blank=True)
    heading = models.CharField(_("Überschrift"), max_length=300, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(_("Warum?"), max_length=2000)
    organisation = organisation()
    proposed_by = person()
    proposed_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("Antwort bis"))
    state = models.CharField(_("Stand"), max_length=9, choices=State, default=State.OPEN)
    answer = models.TextField(_("Antwort"), max_length=1000, blank=True)
    answered_by = person()
    answered_at = models.DateTimeField(null=True)
    taken_by = person()
    taken_at = models.DateTimeField(null=True)
    new_section = models.CharField(max_length=40, blank=True, help_text="identity of the section that was added")
    done_in = models.PositiveIntegerField(_("umgesetzt in Fassung"), null=True)
    done_on = models.DateField(null=True)

    objects = ProposalQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Änderungswunsch")
        verbose_name_plural = _("Änderungswünsche")
        ordering = ["-proposed_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["document", "state"], name="pages_proposal_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="pages_proposal_reason",
                violation_error_message=_("Ein Änderungswunsch braucht eine Begründung."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.ANSWERED) & ~Q(answer="") & Q(answered_at__isnull=False)
                | ~Q(state__in=states.ANSWERED) & Q(answer="", answered_at=None),
                name="pages_proposal_answer",
                violation_error_message=_(
                    "Wer einen Änderungswunsch übernimmt oder ablehnt, schreibt einen Satz dazu."
                ),
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(state__in=[states.ADOPTED, states.DONE]),
                name="pages_proposal_taken",
                violation_error_message=_("In den Entwurf kommt nur, was übernommen ist."),
            ),
            models.CheckConstraint(
                condition=Q(state=states.DONE, done_in__isnull=False) | ~Q(state=states.DONE) & Q(done_in=None),
                name="pages_proposal_done",
                violation_error_message=_("Umgesetzt ist ein Änderungswunsch in einer Fassung."),
            ),
        ]

    def __str__(self) -> str:
        return self.cited

    @property
    def is_open(self) -> bool:
        return self.state == states.OPEN

    @property
    def waits_for_draft(self) -> bool:
        return self.state == states.ADOPTED and self.taken_at is None


class ProposalSupport(models.Model):
    """An organisation says that it wants the same."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    by = person()
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Unterstützung eines Änderungswunsches")
        verbose_name_plural = _("Unterstützungen von Änderungswünschen")
        ordering = ["organisation__name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organisation"],
                name="pages_proposal_supported_once",
                violation_error_message=_("Ihre Organisation unterstützt diesen Wunsch schon."),
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ProposalComment(models.Model):
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    text = models.TextField(_("Ihr Beitrag"), max_length=2000)
    organisation = organisation()
    written_by = person()
    written_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Beitrag zu einem Änderungswunsch")
        verbose_name_plural = _("Beiträge zu Änderungswünschen")
        ordering = ["written_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class RemarkQuerySet(models.QuerySet):
    def first_ones(self) -> Self:
        """Those that begin a thread."""
        return self.filter(parent=None)

    def unresolved(self) -> Self:
        return self.first_ones().filter(resolved_at=None, removed_at=None)


class Remark(models.Model):
    """What a reader notes at a section of a version, or answers there. It stays when the section changes or goes.

    `wording` is a digest of what the section said, `version` the number of the version that was read (None where none was counted).
    """

    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="remarks")
    section = models.CharField(max_length=40)
    cited = models.CharField(max_length=300)
    version = models.PositiveIntegerField(null=True)
    wording = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    text = models.TextField(_("Ihre Anmerkung"), max_length=2000, blank=True)
    organisation = organisation()
    written_by = person()
    written_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = person()
    removed_at = models.DateTimeField(null=True, help_text="taken back by its author, while others had answered it")

    objects = RemarkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Anmerkung zu einem Abschnitt")
        verbose_name_plural = _("Anmerkungen zu Abschnitten")
        ordering = ["written_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["document", "section"], name="pages_remark_section")]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | Q(resolved_at=None),
                name="pages_remark_resolved",
                violation_error_message=_("Erledigt wird eine Anmerkung, nicht eine Antwort darauf."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) & ~Q(text="") | Q(removed_at__isnull=False, text=""),
                name="pages_remark_text",
                violation_error_message=_("Eine Anmerkung braucht einen Text."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
