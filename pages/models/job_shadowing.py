"""Job shadowing: places an organisation offers, requests of colleagues from elsewhere, the confidentiality pledge. No client data."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.languages import language_names
from directory.models import Membership, Organisation, Position, Team
from directory.models.fields import LanguagesField
from directory.models.organisations import open_on
from directory.models.restrictions import Viewer
from directory.models.validity import holds_on
from pages.job_shadowing import states
from portal.identity.auth import OrganisationRole

MAX_PLACES = 20


def received_by(users: Q, path: str = "") -> Q:
    """Offers that one of these accounts receives guests for: who is named, who leads there, who works in the team.

    `users` says it of a membership ("user"); whoever has left the organisation has left its guests, too. `path` leads to the offer.
    """
    here = Membership.objects.filter(users, organisation=OuterRef(f"{path}organisation"))
    team = Position.objects.filter(
        holds_on(timezone.localdate()),
        person__user=OuterRef("user"),
        team=OuterRef(OuterRef(f"{path}team")),
        organisation=OuterRef("organisation"),
    )
    named = Q(user=OuterRef(f"{path}contact")) | Q(role=OrganisationRole.SUPERVISOR) | Q(Exists(team))
    return Q(Exists(here.filter(named)))


class ShadowingOfferQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(open_on(timezone.localdate(), "organisation__"), closed_at=None)

    def received_by(self, user: Viewer) -> Self:
        return self.filter(received_by(Q(user=user.pk)))


class ShadowingOffer(models.Model):
    """What guests see at an organisation, and when: at set times or by arrangement."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="shadowing_offers", verbose_name=_("Organisation")
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="shadowing_offers", verbose_name=_("Team")
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="shadowing_offers",
        verbose_name=_("Wer Gäste empfängt"),
    )
    title = models.CharField(
        _("Titel"), max_length=120, help_text=_("Zum Beispiel: Ein Vormittag in der Ausländerbehörde.")
    )
    description = models.TextField(
        _("Was Gäste sehen"),
        max_length=1500,
        help_text=_("In ein paar Sätzen. Bitte keine Angaben über Klientinnen und Klienten."),
    )
    requirements = models.TextField(
        _("Was Gäste mitbringen"),
        max_length=600,
        blank=True,
        help_text=_("Zum Beispiel Vorkenntnisse oder ein Ausweis; leer, wenn nichts nötig ist."),
    )
    languages = LanguagesField(_("Sprachen an diesem Tag"), blank=True)
    place = models.CharField(_("Ort"), max_length=160, help_text=_("Anschrift und Raum, so stehen sie im Kalender."))
    places = models.PositiveSmallIntegerField(
        _("Plätze zur gleichen Zeit"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PLACES)],
    )
    by_arrangement = models.BooleanField(
        _("Termin nach Absprache"),
        default=False,
        help_text=_("Sonst tragen Sie nach dem Speichern feste Termine ein."),
    )
    needs_approval = models.BooleanField(
        _("Nur mit Zustimmung der Leitung des Gastes"),
        default=False,
        help_text=_("Dann fragt das Portal zuerst die Leitung der Stelle, von der die Anfrage kommt."),
    )
    created_at = models.DateTimeField(_("angeboten seit"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("beendet am"), null=True, editable=False)

    objects = ShadowingOfferQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Hospitationsangebot")
        verbose_name_plural = _("Hospitationsangebote")
        ordering = ["title", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=MAX_PLACES),
                name="pages_shadowing_places",
                violation_error_message=_("Bitte geben Sie zwischen 1 und 20 Plätze an."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.organisation.is_active

    @property
    def language_names(self) -> list[str]:
        return language_names(self.languages)

    @property
    def where(self) -> str:
        return ", ".join(filter(None, (self.organisation.name, self.team.name if self.team else "")))


class ShadowingSlotQuerySet(models.QuerySet):
    def ahead(self) -> Self:
        return self.filter(starts_at__gt=timezone.now())

    def with_taken(self) -> Self:
        """Adds `taken`: how many seats are given away."""
        seated = Q(requests__state__in=states.SEATED)
        return self.annotate(taken=models.Count("requests", filter=seated))

    def free(self) -> Self:
        return self.ahead().with_taken().filter(taken__lt=F("offer__places"))


class ShadowingSlot(models.Model):
    """A time at which an offer takes guests."""

    offer = models.ForeignKey(ShadowingOffer, models.CASCADE, related_name="slots", verbose_name=_("Angebot"))
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))

    objects = ShadowingSlotQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Hospitationstermin")
        verbose_name_plural = _("Hospitationstermine")
        ordering = ["starts_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="pages_shadowing_slot_period",
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Zeiten."),
            ),
            models.UniqueConstraint(
                fields=["offer", "starts_at"],
                name="pages_shadowing_slot_once",
                violation_error_message=_("Diesen Termin gibt es schon."),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"


class PledgeText(models.Model):
    """A version of the confidentiality pledge. What is published stays as it is: people have accepted it."""

    number = models.PositiveIntegerField(_("Fassung"), unique=True)
    text = models.TextField(_("Text"))
    digest = models.CharField(_("Prüfsumme"), max_length=64, editable=False)
    published_at = models.DateTimeField(_("gilt seit"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("veröffentlicht von")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Verschwiegenheitserklärung")
        verbose_name_plural = _("Verschwiegenheitserklärungen")
        ordering = ["-number"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)


class PledgeAcceptance(models.Model):
    """That somebody has accepted a version; the digest is that of the text they were shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pledges", verbose_name=_("Konto"))
    pledge = models.ForeignKey(PledgeText, models.PROTECT, related_name="acceptances", verbose_name=_("Fassung"))
    digest = models.CharField(_("Prüfsumme"), max_length=64)
    accepted_at = models.DateTimeField(_("angenommen am"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "pledge"], name="pages_pledge_accepted_once")]

    def __str__(self) -> str:
        return str(self.pk)


class ShadowingRequestQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> Self:
        """Only those of the own side: as guest, as the superior who is asked, as host."""
        return self.with_sides(user).filter(Q(guest=user.pk) | Q(is_superior=True) | Q(is_host=True))

    def hosted_by(self, user: Viewer) -> Self:
        return self.filter(host_is(Q(user=user.pk)))

    def with_sides(self, user: Viewer) -> Self:
        return self.annotate(
            is_superior=models.ExpressionWrapper(superior_is(Q(user=user.pk)), models.BooleanField()),
            is_host=models.ExpressionWrapper(host_is(Q(user=user.pk)), models.BooleanField()),
        )

    def open(self) -> Self:
        return self.filter(state__in=states.OPEN)

    def unseen_pledge(self) -> Self:
        """Those still to come whose guest has not accepted the pledge in its current version."""
        current = PledgeText.objects.order_by("-number").values("pk")[:1]
        accepted = PledgeAcceptance.objects.filter(user=OuterRef("guest"), pledge=models.Subquery(current))
        return self.open().filter(~Exists(accepted))

    def for_pages(self) -> Self:
        return self.select_related(
            "offer__organisation", "offer__team", "offer__contact", "guest", "organisation", "slot"
        )


def superior_is(users: Q) -> Q:
    """One of these accounts leads where the guest works, and was to be asked. Nobody is their own superior."""
    leads = Membership.objects.filter(
        users, organisation=OuterRef("organisation"), role=OrganisationRole.SUPERVISOR
    ).exclude(user=OuterRef("guest"))
    return Q(needs_approval=True) & Q(Exists(leads))


def host_is(users: Q) -> Q:
    return received_by(users & ~Q(user=OuterRef("guest")), "offer__")


class ShadowingRequest(models.Model):
    """A colleague of another organisation asks for a place. Its way is the table in pages/job_shadowing/states.py."""

    class State(models.TextChoices):
        AT_SUPERIOR = states.AT_SUPERIOR, _("bei der Leitung")
        AT_HOST = states.AT_HOST, _("angefragt")
        CONFIRMED = states.CONFIRMED, _("zugesagt")
        COMPLETED = states.COMPLETED, _("hat stattgefunden")
        MISSED = states.MISSED, _("nicht gekommen")
        DECLINED = states.DECLINED, _("abgelehnt")
        WITHDRAWN = states.WITHDRAWN, _("zurückgezogen")
        CALLED_OFF = states.CALLED_OFF, _("abgesagt")
        LAPSED = states.LAPSED, _("verfallen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(ShadowingOffer, models.PROTECT, related_name="requests", verbose_name=_("Angebot"))
    slot = models.ForeignKey(
        ShadowingSlot, models.PROTECT, null=True, related_name="requests", verbose_name=_("Termin")
    )
    guest = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shadowing_requests", verbose_name=_("Gast")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="shadowing_requests", verbose_name=_("Stelle des Gastes")
    )
    state = models.CharField(_("Stand"), max_length=12, choices=State)
    version = models.PositiveIntegerField(default=1)
    wish = models.TextField(_("Was Sie sehen möchten"), max_length=600, blank=True)
    needs_approval = models.BooleanField(default=False)
    # As agreed; those of the slot, or what the host has entered.
    starts_at = models.DateTimeField(_("Beginn"), null=True)
    ends_at = models.DateTimeField(_("Ende"), null=True)
    seat = models.PositiveSmallIntegerField(null=True)
    acceptance = models.ForeignKey(PledgeAcceptance, models.SET_NULL, null=True, related_name="+")
    clients_asked_at = models.DateTimeField(_("Klientinnen und Klienten sind gefragt"), null=True)
    sequence = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(_("angefragt am"), default=timezone.now)
    changed_at = models.DateTimeField(_("zuletzt geändert"), default=timezone.now)
    reminded_at = models.DateTimeField(null=True)

    # For rows of `with_sides`.
    is_superior: bool
    is_host: bool

    objects = ShadowingRequestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Hospitationsanfrage")
        verbose_name_plural = _("Hospitationsanfragen")
        ordering = ["-changed_at"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "ends_at"], name="pages_shadowing_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=sorted(states.SEATED), seat__isnull=False, starts_at__isnull=False, ends_at__isnull=False
                )
                | (~Q(state__in=sorted(states.SEATED)) & Q(seat=None)),
                name="pages_shadowing_seated",
                violation_error_message=_("Einen Platz hat, wem er zugesagt ist, und sonst niemand."),
            ),
            models.UniqueConstraint(
                fields=["slot", "seat"],
                name="pages_shadowing_seat_once",
                violation_error_message=_("Dieser Platz ist schon vergeben."),
            ),
            models.UniqueConstraint(
                fields=["offer", "guest"],
                condition=Q(state__in=sorted(states.OPEN)),
                name="pages_shadowing_asked_once",
                violation_error_message=_("Dafür haben Sie schon angefragt."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in states.OPEN

    @property
    def begins_at(self) -> dt.datetime | None:
        """When it is or would be; None while that is to be arranged."""
        return self.starts_at or (self.slot.starts_at if self.slot else None)

    @property
    def until(self) -> dt.datetime | None:
        return self.ends_at or (self.slot.ends_at if self.slot else None)

    @property
    def has_begun(self) -> bool:
        begins = self.begins_at
        return begins is not None and begins <= timezone.now()


class ShadowingStep(models.Model):
    """What happened to a request, with the reason given."""

    request = models.ForeignKey(ShadowingRequest, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=12)
    side = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class ShadowingFeedback(models.Model):
    """Three answers of one side after the visit."""

    class Answer(models.TextChoices):
        YES = "yes", _("ja")
        PARTLY = "partly", _("teils")
        NO = "no", _("nein")

    class Side(models.TextChoices):
        GUEST = "guest", _("Gast")
        HOST = "host", _("Gastgebende Stelle")

    request = models.ForeignKey(ShadowingRequest, models.CASCADE, related_name="feedback")
    side = models.CharField(max_length=5, choices=Side)
    was_useful = models.CharField(max_length=6, choices=Answer)
    was_prepared = models.CharField(max_length=6, choices=Answer)
    note = models.TextField(max_length=1000, blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "side"], name="pages_shadowing_feedback_once")]

    def __str__(self) -> str:
        return self.side


class ShadowingRule(models.Model):
    """What an organisation wants of its own people who ask elsewhere."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="shadowing_rule")
    asks_superior = models.BooleanField(_("Vor jeder Anfrage stimmt die Leitung zu"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class ShadowingCount(models.Model):
    """How many visits there were on a day, once the data of their requests is deleted."""

    host = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    guest = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["host", "guest", "day"], name="pages_shadowing_count_once")]

    def __str__(self) -> str:
        return str(self.number)
