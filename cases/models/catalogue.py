"""What is counted, as data with versions: the guideline says "insbesondere", so no list in it is closed (LÖ-RL 3.11.1)."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import counted


class IndicatorSetQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.exclude(published_at=None)


class IndicatorSet(models.Model):
    """A version of the catalogue. Once published nothing in it changes: a report stays what it was when the catalogue moves on."""

    name = models.CharField(_("Name"), max_length=120)
    version = models.CharField(_("Fassung"), max_length=20, unique=True, help_text=_("Zum Beispiel 2026-2."))
    valid_from = models.DateField(_("gilt ab"))
    note = models.CharField(_("Was sich geändert hat"), max_length=300, blank=True)
    allows_estimates = models.BooleanField(
        _("geschätzte Werte erlaubt"),
        default=False,
        help_text=_("Nur für Maßnahmen, die vor dem 1. September 2017 begonnen haben."),
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("veröffentlicht"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = IndicatorSetQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Merkmalskatalog")
        verbose_name_plural = _("Merkmalskataloge")
        ordering = ["-valid_from", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def sources() -> list[tuple[str, Any]]:
    """Where a number can come from: the tally, or what another part of the portal counts."""
    return [*Indicator.Source.choices, *((one.name, one.label) for one in counted.figure_sources)]


class Indicator(models.Model):
    """One question of the form. `source` names what adds to it, a tally or another part, so that daily work fills the form (F62)."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("Zahl")
        BREAKDOWN = "breakdown", _("Aufgliederung")
        MATRIX = "matrix", _("Tabelle")
        TEXT = "text", _("Text")

    class Source(models.TextChoices):
        NONE = "", _("wird eingetragen")
        TALKS = "talks", _("Beratungsgespräche der Strichliste")
        NETWORKING = "networking", _("Netzwerkgespräche der Strichliste, nach Art")
        CONTACTS = "contacts", _("Kontakte der Strichliste, nach Thema und Form")
        PERSONS = "persons", _("beratene Personen der Strichliste, jede einmal")
        FAMILIES = "families", _("beratene Familien der Strichliste, jede einmal")

    catalogue = models.ForeignKey(IndicatorSet, models.CASCADE, related_name="indicators")
    key = models.SlugField(_("Kürzel"), max_length=40)
    name = models.CharField(_("Name"), max_length=160)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    unit = models.CharField(_("Einheit"), max_length=40, blank=True)
    definition = models.TextField(_("Was gezählt wird"), blank=True)
    clause = models.CharField(_("Grundlage"), max_length=60, blank=True, help_text=_("Zum Beispiel LÖ-RL 3.11.1."))
    section = models.CharField(
        _("Abschnitt im Portal"), max_length=80, blank=True
    )  # keys of the document and of its section
    source = models.CharField(
        _("Herkunft"), max_length=counted.NAME_LENGTH, choices=sources, blank=True, default=Source.NONE
    )
    is_required = models.BooleanField(_("muss beantwortet werden"), default=True)
    lowest = models.PositiveIntegerField(_("mindestens"), null=True, blank=True)
    highest = models.PositiveIntegerField(_("höchstens"), null=True, blank=True)
    change_percent = models.PositiveSmallIntegerField(
        _("Begründung ab Abweichung vom vorigen Zeitraum (Prozent)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    part_of = models.CharField(_("Teil von"), max_length=40, blank=True)  # key of an indicator it cannot exceed
    sort_order = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Kennzahl")
        verbose_name_plural = _("Kennzahlen")
        ordering = ["sort_order", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["catalogue", "key"], name="cases_indicator_key_once")]

    def __str__(self) -> str:
        return self.name


class IndicatorItem(models.Model):
    """A row of a breakdown or matrix, or a column of a matrix."""

    class Axis(models.TextChoices):
        ROW = "row", _("Zeile")
        COLUMN = "column", _("Spalte")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="items")
    axis = models.CharField(max_length=6, choices=Axis, default=Axis.ROW)
    key = models.SlugField(_("Kürzel"), max_length=40)
    name = models.CharField(_("Name"), max_length=120)
    sort_order = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["sort_order", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["indicator", "axis", "key"], name="cases_indicator_item_once")]

    def __str__(self) -> str:
        return self.name


class ReportingPeriod(models.Model):
    """From which day to which, open and due when (LÖ-RL 3.11.2, 3.11.3, 3.10.1). All days are whole days in Berlin."""

    class Kind(models.TextChoices):
        HALF_YEAR = "half_year", _("Halbjahr")
        CALENDAR_YEAR = "calendar_year", _("Kalenderjahr")
        FUNDING = "funding", _("Förderzeitraum")

    kind = models.CharField(_("Art"), max_length=15, choices=Kind)
    name = models.CharField(_("Name"), max_length=80)
    first_day = models.DateField(_("erster Tag"))
    last_day = models.DateField(_("letzter Tag"))
    opens_on = models.DateField(_("offen ab"))
    due_on = models.DateField(_("Abgabe bis"))  # to 23:59:59 in Berlin (F53)
    locks_on = models.DateField(_("gesperrt nach"))
    clause = models.CharField(_("Grundlage"), max_length=60, blank=True)
    catalogue = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="periods", verbose_name=_("Katalog"))
    locked_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Berichtszeitraum")
        verbose_name_plural = _("Berichtszeiträume")
        ordering = ["-last_day", "kind"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_day", "last_day"], name="cases_period_once"),
            models.CheckConstraint(
                condition=Q(last_day__gt=models.F("first_day"))
                & Q(due_on__gt=models.F("last_day"))
                & Q(locks_on__gte=models.F("due_on"))
                & Q(opens_on__lte=models.F("due_on")),
                name="cases_period_days",
                violation_error_message=_(
                    "Die Tage passen nicht zueinander: Anfang, Ende, Abgabe, Sperre – in dieser Folge."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
