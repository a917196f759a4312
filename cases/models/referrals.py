"""One organisation passes a client's case on to another; what goes along is copied, and only what the consent names."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.acts import Act
from cases.models.consents import Category, Consent, Purpose, holds_at
from cases.models.records import ClientRecord, Holding
from cases.models.scoping import ScopedQuerySet
from cases.referrals import states
from directory.models import Mailbox, Organisation, Team
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


class State(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    SENT = "sent", _("gesendet")
    SEEN = "seen", _("gesehen")
    QUESTION = "question", _("Rückfrage")
    ACCEPTED = "accepted", _("angenommen")
    IN_WORK = "in_work", _("in Arbeit")
    COMPLETED = "completed", _("abgeschlossen")
    DECLINED = "declined", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    EXPIRED = "expired", _("abgelaufen")


class ReferralNumber(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class LegalGroundQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """Those of the own clients; whoever leads decides, whoever asked sees what became of it."""
        return self.filter(record__in=ClientRecord.objects.for_actor(actor).values("pk")).scoped()

    def waiting(self) -> Self:
        return self.filter(confirmed_at=None, refused_at=None)

    def reported_to(self, actor: "Actor") -> Self:
        """For the report without contents: who leads or protects data in the sending organisation, and the county's officer (F51)."""
        if actor.is_county_officer:
            return self.scoped()
        return self.filter(record__organisation__in=actor.supervisor_in | actor.officer_in).scoped()


class LegalGround(models.Model):
    """Why data may go without consent, for once: a ground the law names, and the word of a second person (F51)."""

    class Ground(models.TextChoices):
        DANGER = "danger", _("gegenwärtige Gefahr für Leben oder Gesundheit (Art. 6 Abs. 1 Buchst. d DSGVO, § 34 StGB)")
        CHILD = "child", _("Gefährdung des Kindeswohls (§ 4 KKG)")
        DUTY = "duty", _("gesetzliche Pflicht zur Mitteilung (§ 71 SGB X)")
        TASK = "task", _("Übermittlung für eine gesetzliche Aufgabe (§ 69 SGB X)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ClientRecord, models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    ground = models.CharField(_("Rechtsgrund"), max_length=10, choices=Ground)
    reason = SealedTextField(_("Begründung"))
    categories = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)

    objects = LegalGroundQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Übermittlung ohne Einwilligung")
        verbose_name_plural = _("Übermittlungen ohne Einwilligung")
        ordering = ["-asked_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("asked_by"))),
                name="cases_ground_second_person",
                violation_error_message=_("Eine zweite Person muss zustimmen."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(refused_at=None),
                name="cases_ground_one_word",
                violation_error_message=_("Darüber ist schon entschieden."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReferralQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(sent_by_side(actor) | received_by_side(actor)).scoped()

    def outgoing(self, actor: "Actor") -> Self:
        return self.filter(sent_by_side(actor)).scoped()

    def incoming(self, actor: "Actor") -> Self:
        return self.filter(received_by_side(actor)).scoped()

    def overseen_by(self, actor: "Actor") -> Self:
        """For access lists and exports, never for what is in them: whoever leads or protects data on one of the two sides."""
        led = actor.supervisor_in | actor.officer_in
        received = Q(receiver__in=led) & ~Q(state=states.DRAFT)
        return self.filter(Q(sender__in=led) | received).scoped()

    def open(self) -> Self:
        return self.filter(state__in=states.UNDER_WAY)

    def readable(self, moment: dt.datetime | None = None) -> Self:
        """Those whose consent holds at that second, or that a confirmed legal ground carries."""
        return self.filter(holds_at(moment or timezone.now(), "consent__") | Q(ground__confirmed_at__isnull=False))

    def overdue(self) -> Self:
        return self.filter(state__in=states.UNANSWERED, due_at__lt=timezone.now())

    def waiting_where(self, actor: "Actor") -> Self:
        """For coordinators alone, and only to be counted: that something is overdue at an organisation, never what (F49)."""
        return self.overdue().scoped() if actor.is_coordinator else self.none()

    def for_lists(self) -> Self:
        return self.select_related("sender", "receiver", "team", "taken_by", "consent", "record")


def sent_by_side(actor: "Actor") -> Q:
    """The caseworkers in charge of the client, the stand-in of an absent one, and who leads."""
    held = Holding.objects.unrestricted().filter(record=OuterRef("record"), ended_at=None, user__in=actor.answers_for)
    in_charge = Q(sender__in=actor.caseworker_in) & Exists(held)
    return in_charge | Q(sender__in=actor.supervisor_in)


def received_by_side(actor: "Actor") -> Q:
    """What has arrived and is still the client's will: until somebody takes it all of the team, then that person and who leads.

    A consent that ended, ends this at the same second, whether anybody has marked the referral or not (R29, R30).
    """
    arrived = Q(state__in=[*states.UNDER_WAY, states.COMPLETED])
    whole = Q(receiver__in=actor.caseworker_in, team=None) | Q(team__in=actor.teams, receiver__in=actor.caseworker_in)
    mine = Q(receiver__in=actor.caseworker_in, taken_by__in=actor.answers_for)
    # A conflict goes to the superiors of both sides, not to the team (LÖ-KV 5).
    people = (~Q(purpose=Purpose.CONFLICT) & ((Q(taken_by=None) & whole) | mine)) | Q(receiver__in=actor.supervisor_in)
    lawful = holds_at(timezone.now(), "consent__") | Q(ground__confirmed_at__isnull=False)
    return arrived & people & lawful


class Referral(models.Model):
    """Its state moves only as `cases.referrals.states` allows; the database refuses to let it leave without consent (R28)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("Zeichen"), max_length=20, unique=True)
    purpose = models.CharField(_("Zweck"), max_length=20, choices=Purpose)
    record = models.ForeignKey(ClientRecord, models.PROTECT, related_name="referrals")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Abgebend"))
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Aufnehmend"))
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Team"))
    mailbox = models.ForeignKey(
        Mailbox, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Funktionspostfach")
    )
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="referrals")
    ground = models.OneToOneField(LegalGround, models.PROTECT, null=True, related_name="referral")
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("gesendet"), null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("bearbeitet von")
    )
    due_at = models.DateTimeField(_("Antwort bis"), null=True)  # the last second of that day in Berlin
    response_days = models.PositiveSmallIntegerField(null=True)  # working days, as the agreement said when it was sent
    response_clause = models.CharField(max_length=200, blank=True, default="")
    response_url = models.CharField(max_length=300, blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    deputy_told_at = models.DateTimeField(null=True)
    coordinator_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    purge_on = models.DateField(_("wird gelöscht am"), null=True)

    objects = ReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Fallübergabe")
        verbose_name_plural = _("Fallübergaben")
        ordering = ["-changed_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, sent_at=None) | (~Q(state=State.DRAFT) & Q(sent_at__isnull=False)),
                name="cases_referral_sent",
                violation_error_message=_("Was gesendet ist, hat eine Zeit; ein Entwurf hat keine."),
            ),
            models.CheckConstraint(
                condition=~Q(sender=F("receiver")),
                name="cases_referral_two_sides",
                violation_error_message=_("Bitte wählen Sie eine andere Organisation als die eigene."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.CLOSED), closed_at__isnull=False)
                | (~Q(state__in=sorted(states.CLOSED)) & Q(closed_at=None)),
                name="cases_referral_closed",
                violation_error_message=_("Was abgeschlossen ist, hat eine Zeit des Abschlusses."),
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state", "due_at"], name="cases_referral_inbox"),
            models.Index(fields=["sender", "state", "due_at"], name="cases_referral_outbox"),
            models.Index(fields=["state", "due_at"], name="cases_referral_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in states.UNDER_WAY

    @property
    def is_overdue(self) -> bool:
        """The answer is late; what waits for the sender does not run against the receiver."""
        waits = self.state in states.UNANSWERED
        return waits and self.due_at is not None and self.due_at < timezone.now()


class ReferralContentQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """What the person may read: all of the own referrals, of received ones the kinds the consent names (R22)."""
        named = Exists(
            Referral.objects.incoming(actor).filter(
                pk=OuterRef("referral"), consent__categories__category=OuterRef("category")
            )
        )
        by_law = Exists(
            Referral.objects.incoming(actor).filter(pk=OuterRef("referral"), ground__confirmed_at__isnull=False)
        )
        own = Q(referral__in=Referral.objects.outgoing(actor))
        return self.filter(own | Q(named) | Q(by_law)).scoped()


class ReferralContent(models.Model):
    """What is said about one kind of data; a kind that the consent does not name cannot be stored with a sent referral."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="contents")
    category = models.CharField(max_length=20, choices=Category)
    text = SealedTextField()

    objects = ReferralContentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["referral", "category"], name="cases_content_once")]

    def __str__(self) -> str:
        return str(self.pk)


class OfReferralQuerySet(ScopedQuerySet):
    """Rows that belong to a referral and are seen by whoever sees it."""

    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(referral__in=Referral.objects.for_actor(actor).values("pk")).scoped()


class ReferralStep(Act):
    """One transition: what, by whom, for which organisation, in whose stead (F48)."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=State)
    target = models.CharField(max_length=10, choices=State)
    instead_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = OfReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.referral_id} {self.name}"


class PrintoutCheckQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """The receiver's side, which sees nothing of the referral any more but its number."""
        people = Q(user__in=actor.answers_for, organisation__in=actor.caseworker_in)
        return self.filter(people | Q(organisation__in=actor.supervisor_in)).scoped()

    def open(self) -> Self:
        return self.filter(confirmed_at=None)


class PrintoutCheck(models.Model):
    """After a consent has ended the receiver says that printouts and copies are gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="printout_checks")
    number = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PrintoutCheckQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["asked_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
