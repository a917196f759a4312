"""What the two sides say to each other about a referral: messages, files, appointments."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.acts import Act
from cases.models.consents import Category, Consent
from cases.models.referrals import OfReferralQuerySet, Referral
from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


class Message(Act):
    """A word in the thread; `kind` tells which transition it came with."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Nachricht")
        QUESTION = "question", _("Rückfrage")
        ANSWER = "answer", _("Antwort")
        REASON = "reason", _("Begründung")
        RESULT = "result", _("Ergebnis")
        NOTICE = "notice", _("Mitteilung")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MESSAGE)
    instead_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = SealedTextField(_("Nachricht"))

    objects = OfReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class AttachmentQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """Of received referrals only files of a kind that the consent names."""
        named = Exists(
            Referral.objects.incoming(actor).filter(
                Q(consent__categories__category=OuterRef("category")) | Q(ground__confirmed_at__isnull=False),
                pk=OuterRef("referral"),
            )
        )
        own = Q(referral__in=Referral.objects.outgoing(actor).values("pk"))
        given = Q(organisation__in=actor.organisations, referral__in=Referral.objects.for_actor(actor).values("pk"))
        return self.filter(own | given | Q(named)).scoped()


class Attachment(Act):
    """A file beside a referral; `category` is the kind of data in it, which the consent must name. Its content lies sealed (see files)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    category = models.CharField(_("Was steht darin"), max_length=20, choices=Category)
    name = SealedTextField(_("Name der Datei"))
    kind = models.CharField(max_length=100)  # as found in the content, not as the browser says
    size = models.PositiveIntegerField()  # bytes before sealing
    path = models.CharField(max_length=200, unique=True)

    objects = AttachmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Anhang")
        verbose_name_plural = _("Anhänge")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ProofQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(consent__in=Consent.objects.for_actor(actor).values("pk")).scoped()


class ConsentProof(models.Model):
    """The scanned paper, or the signature made on the screen (an image, no movements)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ProofQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Appointment(models.Model):
    """A talk of the two sides with the client. What a calendar file of it says names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    place = SealedTextField(_("Ort"), blank=True, default="")
    note = SealedTextField(_("Hinweis"), blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    objects = OfReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cases_appointment_period",
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Zeiten."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ClientCopy(models.Model):
    """A copy of what was written about the client was made for them (BAGFW, D2)."""

    class Of(models.TextChoices):
        MESSAGE = "message", _("Nachricht")
        REFERRAL = "referral", _("Fallübergabe")
        ALIGNMENT = "alignment", _("Abgleich der Ziele")
        CONSENT = "consent", _("Einwilligung")

    referral = models.ForeignKey(Referral, models.CASCADE, null=True, related_name="copies")
    of = models.CharField(max_length=10, choices=Of)
    object_id = models.UUIDField()
    language = models.CharField(max_length=8)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = OfReferralQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
