"""The goals of both plans side by side (LÖ-KV 4, 5; LÖ-RL 5.8.1, 5.8.2)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.acts import Act
from cases.models.consents import Category
from cases.models.referrals import OfReferralQuerySet, Referral
from cases.models.scoping import ScopedQuerySet
from cases.referrals import goals
from directory.models import Organisation
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


class GoalsQuerySet(ScopedQuerySet):
    """What is said of goals is read by the receiving side only where the consent names that kind of data (R22)."""

    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        own = Q(referral__in=Referral.objects.outgoing(actor).values("pk"))
        named = Referral.objects.incoming(actor).filter(
            Q(consent__categories__category=Category.GOALS) | Q(ground__confirmed_at__isnull=False)
        )
        return self.filter(own | Q(referral__in=named.values("pk"))).scoped()


class AlignmentSheet(models.Model):
    """One for a referral. `employment_plan` names the plan of the employment side, which has changed by law over time."""

    class Plan(models.TextChoices):
        COOPERATION_PLAN = "cooperation_plan", _("Kooperationsplan (§ 15 SGB II, seit Juli 2023)")
        INTEGRATION_AGREEMENT = "integration_agreement", _("Eingliederungsvereinbarung (SGB III, SGB II bis Juni 2023)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, models.CASCADE, related_name="alignment")
    employment_plan = models.CharField(_("Plan der Arbeitsseite"), max_length=25, choices=Plan)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    sender_signed_at = models.DateTimeField(null=True)
    sender_signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    receiver_signed_at = models.DateTimeField(null=True)
    receiver_signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = GoalsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Abgleich der Ziele")
        verbose_name_plural = _("Abgleiche der Ziele")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_signed_by_both(self) -> bool:
        return self.sender_signed_at is not None and self.receiver_signed_at is not None

    @property
    def signed_off_on(self) -> dt.date | None:
        """The day of the later signature, once there are both."""
        if self.sender_signed_at is None or self.receiver_signed_at is None:
            return None
        return timezone.localtime(max(self.sender_signed_at, self.receiver_signed_at)).date()


class AlignedGoal(models.Model):
    """A row: the goal as each plan has it. What is said of one side only is unmatched; a contradiction is said, never guessed."""

    class Responsible(models.TextChoices):
        EMPLOYMENT = "employment", _("Arbeitsseite")
        INTEGRATION = "integration", _("Integrationsseite")
        CLIENT = "client", _("Klientin oder Klient")
        ALL = "all", _("alle gemeinsam")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        REACHED = "reached", _("erreicht")
        NOT_KEPT = "not_kept", _("nicht eingehalten")
        BROKEN_OFF = "broken_off", _("abgebrochen")
        NEVER_MADE = "never_made", _("nicht zustande gekommen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(AlignmentSheet, models.CASCADE, related_name="goals")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="+")
    employment_goal = SealedTextField(_("Ziel im Plan der Arbeitsseite"), blank=True, default="")
    integration_goal = SealedTextField(_("Ziel im Integrationsplan"), blank=True, default="")
    contradicts = models.BooleanField(_("widerspricht sich"), default=False)
    responsible = models.CharField(_("Wer"), max_length=12, choices=Responsible, default=Responsible.ALL)
    due_on = models.DateField(_("Bis"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.OPEN)
    reason = SealedTextField(_("Begründung"), blank=True, default="")
    sort_order = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    objects = GoalsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Ziel")
        verbose_name_plural = _("Ziele")
        ordering = ["sort_order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def match(self) -> str:
        return goals.match_of(self.employment_goal, self.integration_goal, contradicts=self.contradicts)


class GoalChange(Act):
    """History of a goal: how the row was, sealed as a whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(AlignedGoal, models.CASCADE, related_name="changes")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="+")
    before = SealedTextField()  # JSON

    objects = GoalsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Settlement(models.Model):
    """How a conflict was settled, written by one side's superior and agreed to by the other's (LÖ-KV 5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, models.CASCADE, related_name="settlement")
    text = SealedTextField(_("So wurde es geklärt"))
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = OfReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Klärung")
        verbose_name_plural = _("Klärungen")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False),
                name="cases_settlement_agreed",
                violation_error_message=_("Wer zugestimmt hat, hat es zu einer Zeit getan."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DropoutNotice(models.Model):
    """A (threatened) dropout in one short form; who calls whom is settled by the day of the answer (LÖ-KV 5, BAGFW)."""

    class Kind(models.TextChoices):
        THREATENED = "threatened", _("Abbruch droht")
        DROPPED_OUT = "dropped_out", _("abgebrochen")
        GRAVE_CHANGE = "grave_change", _("andere schwerwiegende Änderung")

    class Caller(models.TextChoices):
        SENDER = "sender", _("wir")
        RECEIVER = "receiver", _("die andere Seite")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, models.CASCADE, related_name="dropout")
    kind = models.CharField(_("Was ist geschehen"), max_length=15, choices=Kind, default=Kind.THREATENED)
    since = models.DateField(_("Seit wann"))
    answer_by = models.DateTimeField(_("Antwort bis"))
    caller = models.CharField(_("Wer ruft an"), max_length=10, choices=Caller, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = OfReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Mitteilung eines drohenden Abbruchs")
        verbose_name_plural = _("Mitteilungen drohender Abbrüche")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
