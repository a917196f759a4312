"""The client's word: what may go to whom, for what, until when. Fixed once given; taking it back is a row of its own (LÖ-KV 10)."""

import datetime as dt
import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.records import ClientRecord
from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


RECEIPT_FOR = dt.timedelta(days=1)  # while the client is there, or comes back for it


class Purpose(models.TextChoices):
    """As in `cases.referrals.purposes`, with the names people see."""

    FIRST_TALK = "first_talk", _("gemeinsames Erstgespräch")
    ALIGNMENT = "alignment", _("Abgleich der Ziele")
    LANGUAGE_COURSE = "language_course", _("Platz im Sprachkurs")
    DROPOUT = "dropout", _("(drohender) Abbruch")
    BENEFITS = "benefits", _("Frage zu Leistungen")
    REGULAR_SERVICE = "regular_service", _("Weiterleitung an einen Regeldienst")
    CONFLICT = "conflict", _("Klärung eines Konflikts")


class Category(models.TextChoices):
    """Kinds of data, as in `cases.referrals.purposes`."""

    CONCERN = "concern", _("Anliegen")
    IDENTITY = "identity", _("Name und Geburtsdatum")
    CONTACT = "contact", _("Anschrift, Telefon, E-Mail")
    LANGUAGE = "language", _("Sprachen und Verständigung")
    GOALS = "goals", _("Ziele und Vereinbarungen")
    LANGUAGE_LEVEL = "language_level", _("Sprachkurse und Sprachstand")
    WORK = "work", _("Ausbildung, Anerkennung, Arbeit")
    ATTENDANCE = "attendance", _("Teilnahme an Kurs oder Maßnahme")
    FAMILY = "family", _("Familie und Betreuung")
    HOUSING = "housing", _("Wohnen")
    RESIDENCE = "residence", _("Aufenthaltsstatus")
    BENEFITS = "benefits", _("Leistungen")
    HEALTH = "health", _("Gesundheit")


class ConsentTextQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.exclude(published_at=None)


class ConsentText(models.Model):
    """One version of the county's consent text in all its languages. Not about any client, so nobody's secret."""

    number = models.PositiveIntegerField(_("Fassung"), unique=True)
    note = models.CharField(_("Was sich geändert hat"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(_("gilt seit"), null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ConsentTextQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Einwilligungstext")
        verbose_name_plural = _("Einwilligungstexte")
        ordering = ["-number"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)


class ConsentTextTranslation(models.Model):
    """`parts` is a list of {"heading": …, "paragraphs": […]} with the places of `cases.referrals.words` in braces."""

    text = models.ForeignKey(ConsentText, models.CASCADE, related_name="translations")
    language = models.CharField(_("Sprache"), max_length=8)
    parts = models.JSONField(_("Text"), default=list)
    is_checked = models.BooleanField(_("von einer Fachübersetzung geprüft"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Sprachfassung")
        verbose_name_plural = _("Sprachfassungen")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["text", "language"], name="cases_consent_text_language_once")]

    def __str__(self) -> str:
        return f"{self.text_id} {self.language}"

    @property
    def digest(self) -> str:
        """SHA-256 of the words as they were shown (R31)."""
        return hashlib.sha256(json.dumps(self.parts, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def holds_at(moment: dt.datetime, path: str = "") -> Q:
    """Consents that hold at that second, for a filter; `path` leads to the consent ("consent__")."""
    return Q(
        **{
            f"{path}given_at__isnull": False,
            f"{path}valid_from__lte": moment,
            f"{path}valid_until__gt": moment,
            f"{path}withdrawal": None,
        }
    )


class ConsentQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """Consents of the records a person may see; receivers see the terms through the referral."""
        return self.filter(record__in=ClientRecord.objects.for_actor(actor)).scoped()

    def with_receipt_for(self, actor: "Actor") -> Self:
        """Those whose withdrawal a person may print: of their clients, and what they have just recorded for another side."""
        fresh = timezone.now() - RECEIPT_FOR
        own = Q(record__in=ClientRecord.objects.for_actor(actor))
        recorded = Q(withdrawal__by=actor.user, withdrawal__at__gt=fresh)
        return self.filter(own | recorded, withdrawal__isnull=False).scoped()

    def given(self) -> Self:
        return self.exclude(given_at=None)

    def holding(self, moment: dt.datetime | None = None) -> Self:
        return self.filter(holds_at(moment or timezone.now()))

    def covering(self, purpose: str, organisation: Organisation) -> Self:
        named = ConsentRecipient.objects.filter(consent=OuterRef("pk"), organisation=organisation)
        return self.filter(Exists(named), purpose=purpose)


class Consent(models.Model):
    """`given_at` is empty while the form is being prepared and printed; from then on the database refuses any change (R31)."""

    class Form(models.TextChoices):
        PAPER = "paper", _("auf Papier unterschrieben")
        SCREEN = "screen", _("auf dem Bildschirm unterschrieben")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ClientRecord, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("Zweck"), max_length=20, choices=Purpose)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    text_digest = models.CharField(max_length=64)
    language = models.CharField(_("Sprache des Textes"), max_length=8)
    form = models.CharField(_("Form"), max_length=10, choices=Form, default=Form.PAPER)
    valid_from = models.DateTimeField(_("gilt ab"))
    valid_until = models.DateTimeField(_("gilt bis"))  # the first moment at which it holds no more
    # Who interpreted or read aloud, and who signed for a minor; names of third persons, so sealed.
    interpreter = SealedTextField(_("gedolmetscht oder vorgelesen von"), blank=True, default="")
    signed_by = SealedTextField(_("unterschrieben von"), blank=True, default="")
    prepared_at = models.DateTimeField(default=timezone.now)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(_("erteilt am"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ConsentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ["-prepared_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="cases_consent_period",
                violation_error_message=_("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die beiden Tage."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def holds(self, moment: dt.datetime | None = None) -> bool:
        """Whether it is given, not taken back, and has begun and not ended at that second."""
        now = moment or timezone.now()
        return self.given_at is not None and not self.is_withdrawn and self.valid_from <= now < self.valid_until

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def last_day(self) -> dt.date:
        return timezone.localtime(self.valid_until - dt.timedelta(seconds=1)).date()


class ConsentRecipient(models.Model):
    """An organisation that may receive."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Empfänger"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["consent", "organisation"], name="cases_recipient_once")]

    def __str__(self) -> str:
        return str(self.pk)


class ConsentCategory(models.Model):
    """A kind of data that may go."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="categories")
    category = models.CharField(max_length=20, choices=Category)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["consent", "category"], name="cases_category_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Withdrawal(models.Model):
    """The client has taken a consent back; what was lawful before stays so, and the proof of both outlives it."""

    class Way(models.TextChoices):
        SENDER = "sender", _("bei der Stelle, die die Einwilligung aufgenommen hat")
        RECEIVER = "receiver", _("bei einer Stelle, die Daten erhalten hat")
        CLIENT = "client", _("selbst, mit dem Code der Kopie")

    consent = models.OneToOneField(Consent, models.CASCADE, related_name="withdrawal")
    at = models.DateTimeField(_("widerrufen am"), default=timezone.now)
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Widerruf")
        verbose_name_plural = _("Widerrufe")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ClientKeyQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(record__in=ClientRecord.objects.for_actor(actor)).scoped()


class ClientKey(models.Model):
    """The client's own key to what was agreed: a secret on the paper copy, of which the digest alone is stored (R67, F71)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ClientRecord, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("Sprache"), max_length=8)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)

    objects = ClientKeyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Schlüssel der Klientin oder des Klienten")
        verbose_name_plural = _("Schlüssel der Klientinnen und Klienten")
        ordering = ["-created_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
