"""Consent of the parties to a version, and a party's leaving.

Rows of parties are made anew by each publication: a side is known by its organisation, else by its name.
"""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Position
from pages.models.normative import NormativePage
from pages.models.versions import Version
from portal.fields import SealedTextField

LEAVES_ALREADY = _("Diese Stelle scheidet schon aus. Niemand scheidet zweimal aus.")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def of_text(self) -> Self:
        """Those that are about the text as it lies with the parties now."""
        return self.filter(version__state=Version.State.ASKED, digest=F("version__digest"))

    def open(self) -> Self:
        return self.of_text().filter(state=Approval.State.ASKED)

    def with_people(self) -> Self:
        return self.select_related("organisation", "representative__person", "deputy__person", "reply", "sheet")


class SignedSheet(models.Model):
    """A scan of what parties signed, sealed: it shows handwriting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="signed_sheets")
    kind = models.CharField(max_length=40)
    content = SealedTextField()  # base64
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Unterschriftenblatt")
        verbose_name_plural = _("Unterschriftenblätter")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Approval(models.Model):
    """How a party stands to a version; `digest` names the text it was asked about."""

    class State(models.TextChoices):
        ASKED = "asked", _("Antwort steht aus")
        AGREED = "agreed", _("zugestimmt")
        OBJECTED = "objected", _("nicht zugestimmt")
        WITHDRAWN = "withdrawn", _("Anfrage zurückgezogen")

    version = models.ForeignKey(Version, models.CASCADE, related_name="approvals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("Stelle"), max_length=250)
    is_essential = models.BooleanField(_("tragende Stelle"), default=False)
    is_required = models.BooleanField(_("Zustimmung nötig"), default=True)
    representative = models.ForeignKey(Position, models.SET_NULL, null=True, related_name="+")
    deputy = models.ForeignKey(Position, models.SET_NULL, null=True, related_name="+")
    addressee = models.CharField(_("Wer antwortet?"), max_length=200, blank=True)
    address = models.EmailField(_("E-Mail-Adresse für den Link"), blank=True)
    state = models.CharField(_("Stand"), max_length=9, choices=State, default=State.ASKED)
    digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_on = models.DateField(null=True)
    reply = models.OneToOneField("pages.ApprovalReply", models.RESTRICT, null=True, related_name="+")
    signed_on = models.DateField(_("Unterschrieben am"), null=True)
    sheet = models.ForeignKey(SignedSheet, models.SET_NULL, null=True, related_name="approvals")

    objects = ApprovalQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Zustimmung einer Stelle")
        verbose_name_plural = _("Zustimmungen der Stellen")
        ordering = ["-is_essential", "name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                condition=Q(organisation__isnull=False),
                name="pages_approval_once",
                violation_error_message=_("Diese Stelle ist schon gefragt."),
            ),
            models.UniqueConstraint(
                fields=["version", "name"],
                condition=Q(organisation=None),
                name="pages_approval_once_by_name",
                violation_error_message=_("Diese Stelle ist schon gefragt."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("agreed", "objected"), reply__isnull=False)
                | Q(state__in=("asked", "withdrawn"), reply=None),
                name="pages_approval_reply",
                violation_error_message=_("Zugestimmt oder abgelehnt hat nur, wer geantwortet hat."),
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(state="agreed"),
                name="pages_approval_signed",
                violation_error_message=_("Unterschreiben kann nur, wer zugestimmt hat."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalReply(models.Model):
    """What somebody said for a party, to which text; never changed."""

    class Channel(models.TextChoices):
        LINK = "link", _("über den Link")
        ACCOUNT = "account", _("angemeldet")
        PAPER = "paper", _("auf Papier, von der Koordination eingetragen")

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="replies")
    agrees = models.BooleanField()
    name = models.CharField(_("Ihr Name"), max_length=120)
    function = models.CharField(_("Ihre Funktion"), max_length=120)
    reason = models.TextField(_("Was steht der Zustimmung entgegen?"), max_length=2000, blank=True)
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=7, choices=Channel)
    given_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Antwort einer Stelle")
        verbose_name_plural = _("Antworten der Stellen")
        ordering = ["given_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(reason=""),
                name="pages_reply_reason",
                violation_error_message=_("Wer nicht zustimmt, nennt den Grund."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_digest(self) -> str:
        return shortened(self.digest)


class ApprovalLink(models.Model):
    """A way to answer without an account; of its secret the digest alone is kept."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    sent_at = models.DateTimeField(default=timezone.now)
    last_day = models.DateField()
    voided_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Link zur Zustimmung")
        verbose_name_plural = _("Links zur Zustimmung")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


def shortened(digest: str) -> str:
    """To read aloud: twelve of the sixty-four digits, in groups of four."""
    return " ".join(digest[place : place + 4] for place in (0, 4, 8)).upper()


class Departure(models.Model):
    """A party's notice. `last_day` is the last one on which it is bound; `ends_agreement` says what that did."""

    class Ground(models.TextChoices):
        NOTICE = "notice", _("Kündigung mit Frist")
        CAUSE = "cause", _("Kündigung aus wichtigem Grund")
        CONSENT = "consent", _("im Einvernehmen aller")

    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="departures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("Stelle"), max_length=250)
    ground = models.CharField(_("Wie endet die Beteiligung?"), max_length=8, choices=Ground)
    dispatched_on = models.DateField(_("Abgesandt am"), null=True, blank=True)
    received_on = models.DateField(_("Zugegangen am"))
    is_written = models.BooleanField(_("Die Erklärung liegt schriftlich vor"), default=False)
    reason = models.TextField(_("Grund"), max_length=1000, blank=True)
    last_day = models.DateField(_("Letzter Tag"))
    ends_agreement = models.BooleanField(default=False)
    repealed_before = models.DateField(null=True)  # the end of the agreement that was known then
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Ausscheiden einer Stelle")
        verbose_name_plural = _("Ausscheiden von Stellen")
        ordering = ["-received_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["document", "organisation"],
                condition=Q(withdrawn_at=None, organisation__isnull=False),
                name="pages_departure_once",
                violation_error_message=LEAVES_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["document", "name"],
                condition=Q(withdrawn_at=None, organisation=None),
                name="pages_departure_once_by_name",
                violation_error_message=LEAVES_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on=None) | Q(received_on__gte=models.F("dispatched_on")),
                name="pages_departure_received",
                violation_error_message=_("Zugegangen sein kann die Erklärung erst, nachdem sie abgesandt war."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_on(self) -> dt.date:
        """The first day without."""
        return self.last_day + dt.timedelta(days=1)
