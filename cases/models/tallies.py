"""Contacts counted in daily work, without any person in them (F62)."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.catalogue import ReportingPeriod
from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation, Site
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


class TallyQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """One's own and nobody else's: organisations see sums, never who counted (staff councils will ask)."""
        return self.filter(by=actor.user).scoped()


class Tally(models.Model):
    """One stroke. Its key is made by the page, so that what is sent twice counts once."""

    class Talk(models.TextChoices):
        COUNSELLING = "counselling", _("Beratungsgespräch")
        NETWORKING = "networking", _("Netzwerkgespräch")

    class Counts(models.TextChoices):
        NONE = "", _("nur das Gespräch")
        PERSON = "person", _("Person")
        FAMILY = "family", _("Familie")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    day = models.DateField(_("Tag"))
    talk = models.CharField(_("Art des Gesprächs"), max_length=12, choices=Talk)
    topic = models.SlugField(_("Thema"), max_length=40, blank=True)  # key of a row of the catalogue's matrix
    form = models.SlugField(
        _("Form"), max_length=40, blank=True
    )  # key of a column of the matrix, or kind of networking
    counts = models.CharField(max_length=8, choices=Counts, blank=True, default=Counts.NONE)
    number = models.PositiveSmallIntegerField(default=1)  # more than one when a whole day is entered at once
    counted_at = models.DateTimeField(default=timezone.now)

    objects = TallyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Strich")
        verbose_name_plural = _("Strichliste")
        ordering = ["-counted_at"]
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "day"], name="cases_tally_day")]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1, number__lte=200), name="cases_tally_number")]

    def __str__(self) -> str:
        return str(self.pk)


class PeriodKeyQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(pk=None).scoped()


class PeriodKey(models.Model):
    """The key of a counting period's pseudonyms; destroyed when the period locks, and with it every way back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.OneToOneField(ReportingPeriod, models.CASCADE, related_name="+")
    secret = SealedTextField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    objects = PeriodKeyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class CountedClient(models.Model):
    """A person or family counted once in a period: a keyed pseudonym, in a set of its own for each period, joined to no stroke.

    Its own key is random and there is no time in it, so that the order of two sets tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="+")
    counts = models.CharField(max_length=8, choices=Tally.Counts)
    pseudonym = models.CharField(max_length=64)

    objects = PeriodKeyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["period", "organisation", "counts", "pseudonym"], name="cases_counted_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TallyGrantQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(user=actor.user).scoped()


class TallyGrant(models.Model):
    """Lets one browser count and undo its person's own strokes for one day, and nothing else, without signing in for each talk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    day = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = TallyGrantQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
