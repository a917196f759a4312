"""How a carrier proves what the funds were used for (LÖ-RL 3.10.1)."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.catalogue import ReportingPeriod
from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


class ProofOfUseQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """The own organisation's for who reports or leads there; the coordinator's are in `for_review`."""
        return self.filter(organisation__in=actor.reporter_in | actor.supervisor_in).scoped()

    def for_coordination(self, actor: "Actor") -> Self:
        """Who owes one and how far it is, drafts too: for lists and acts. What it says is read by `for_review` alone."""
        return (self if actor.is_coordinator else self.filter(pk=None)).scoped()

    def for_review(self, actor: "Actor") -> Self:
        """What was handed in; each look is audited."""
        return self.for_coordination(actor).filter(state__in=["submitted", "accepted"])


class ProofOfUse(models.Model):
    """What one organisation proves for a funding period. `content` is what was handed in, as it was then."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("eingereicht")
        RETURNED = "returned", _("zurückgegeben")
        ACCEPTED = "accepted", _("angenommen")
        EXCEPTED = "excepted", _("befreit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="proofs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Träger"))
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    due_on = models.DateField(_("Einreichen bis"))  # to 23:59:59 in Berlin
    content = SealedTextField(null=True)
    note = models.CharField(_("Nachricht"), max_length=1000, blank=True)  # why it was returned or excepted
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(_("eingereicht"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reminded_on = models.DateField(null=True)  # the day of the last reminder to the carrier
    review_reminded_on = models.DateField(null=True)  # to who must accept

    objects = ProofOfUseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Verwendungsnachweis")
        verbose_name_plural = _("Verwendungsnachweise")
        ordering = ["-period__last_day", "organisation__name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["period", "organisation"],
                name="cases_proof_once",
                violation_error_message=_("Für diesen Zeitraum gibt es schon einen Verwendungsnachweis."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"]) | Q(submitted_at__isnull=False),
                name="cases_proof_time",
                violation_error_message=_("Was eingereicht ist, hat eine Zeit dafür."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OfProofQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(proof__in=ProofOfUse.objects.for_actor(actor).values("pk")).scoped()


class ProofText(models.Model):
    """What stands under one heading of the report."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="texts")
    heading = models.SlugField(max_length=40)
    text = models.TextField()

    objects = OfProofQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["proof", "heading"], name="cases_proof_text_once")]

    def __str__(self) -> str:
        return str(self.pk)


class ProofExemption(models.Model):
    """Why a rule need not be met in one place: of which kind, from when on, in words. `subject` tells the places of a rule apart."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="exemptions")
    rule = models.SlugField(max_length=40)
    subject = models.SlugField(max_length=60, blank=True)
    kind = models.SlugField(max_length=40, blank=True)
    since = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = OfProofQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["proof", "rule", "subject"], name="cases_proof_exemption_once")]

    def __str__(self) -> str:
        return str(self.pk)


class ProofStep(models.Model):
    """History: handed in, returned, accepted – by whom, when."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=12)
    source = models.CharField(max_length=10, choices=ProofOfUse.State)
    target = models.CharField(max_length=10, choices=ProofOfUse.State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    objects = OfProofQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
