import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from directory.models.mailboxes import Mailbox
from directory.models.municipalities import Municipality
from directory.models.organisations import Organisation, Site, check_belongs
from directory.models.people import Position
from directory.models.validity import Validity, ValidityQuerySet, possible_period


class Ages(models.Model):
    """A range of ages in full years, both included; an empty field leaves that side open."""

    min_age = models.PositiveSmallIntegerField(_("ab Jahren"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("bis einschließlich Jahren"), null=True, blank=True)

    class Meta:
        abstract = True

    def meets(self, other: "Ages") -> bool:
        """Whether some age is in both ranges."""
        # 200 is older than anybody, so an open end meets whatever begins anywhere.
        return (self.min_age or 0) <= (other.max_age if other.max_age is not None else 200) and (
            other.min_age or 0
        ) <= (self.max_age if self.max_age is not None else 200)


def possible_ages(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
        name=name,
        violation_error_message=_("Das höchste Alter liegt unter dem niedrigsten."),
    )


class TargetGroup(Ages):
    """Whom a service is for, where that decides who is responsible: an age, or something else such as a family."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    panels = [FieldPanel("name"), FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age"), FieldPanel("order")])]

    class Meta:
        verbose_name = _("Zielgruppe")
        verbose_name_plural = _("Zielgruppen")
        ordering = ["order", "name"]
        constraints = [possible_ages("directory_group_ages")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_age(self) -> bool:
        return self.min_age is not None or self.max_age is not None

    def excludes(self, other: "TargetGroup") -> bool:
        """Whether nobody of the one group is meant by the other: ages that do not meet, or two different other groups."""
        # Of an age and a family nobody can say that they do not meet: young parents are both.
        if self.pk == other.pk or self.is_age != other.is_age:
            return False
        return not (self.is_age and self.meets(other))


class Service(index.Indexed, Ages):
    """What somebody in the network does for people: data, since every county has its own."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    short_name = models.CharField(_("Kurzname"), max_length=40, blank=True)
    slug = models.SlugField(_("Adresse"), max_length=60, unique=True)
    description = models.TextField(_("Was sie leistet"), blank=True, max_length=600)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    target_groups = models.ManyToManyField(
        TargetGroup,
        blank=True,
        related_name="services",
        verbose_name=_("Zielgruppen"),
        help_text=_("Nur wenn je Zielgruppe jemand anderes zuständig sein kann."),
    )
    is_expected_everywhere = models.BooleanField(
        _("In jeder Gemeinde erwartet"),
        default=True,
        help_text=_("Dann gilt ein Tag ohne zuständige Stelle als Lücke."),
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("short_name")]),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age"), FieldPanel("order")]),
        FieldPanel("target_groups"),
        FieldPanel("is_expected_everywhere"),
    ]

    class Meta:
        verbose_name = _("Dienst")
        verbose_name_plural = _("Dienste")
        ordering = ["order", "name"]
        constraints = [possible_ages("directory_service_ages")]

    def __str__(self) -> str:
        return self.name


class CoverageQuerySet(ValidityQuerySet):
    def covering(
        self, municipality: Municipality | int, service: Service | None = None, group: TargetGroup | None = None
    ) -> Self:
        """Whoever is responsible there, for the service and the target group if given; what is for all is for each group."""
        rows = self.filter(municipality=municipality)
        if service is not None:
            rows = rows.filter(service=service)
        if group is not None:
            rows = rows.filter(Q(target_group=None) | Q(target_group=group))
        return rows

    def in_conflict_with(self, coverage: "Coverage") -> Self:
        """Others for the same municipality, service and people on at least one same day."""
        others = self.filter(municipality=coverage.municipality_id, service=coverage.service_id).exclude(pk=coverage.pk)
        if coverage.target_group_id is not None:
            others = others.filter(Q(target_group=None) | Q(target_group=coverage.target_group_id))
        return others.overlapping(coverage.valid_from, coverage.valid_until)


class Coverage(Validity):
    """Who is responsible for a service in a municipality, for whom, from when until when, and on which footing (LÖ-KV 2)."""

    class Mode(models.TextChoices):
        OWN = "own", _("Die Gemeinde nimmt die Aufgabe selbst wahr")
        PROVIDER = "provider", _("Die Gemeinde hat die Aufgabe einem Träger übertragen")
        COUNTY = "county", _("Die Gemeinde hat die Aufgabe dem Landkreis übertragen")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="coverage", verbose_name=_("Gemeinde"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="coverage", verbose_name=_("Dienst"))
    target_group = models.ForeignKey(
        TargetGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coverage",
        verbose_name=_("Nur für diese Zielgruppe"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="coverage", verbose_name=_("Zuständige Organisation")
    )
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, blank=True, related_name="coverage", verbose_name=_("Standort")
    )
    contact = models.ForeignKey(
        Position,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="coverage",
        verbose_name=_("Zentrale Ansprechperson"),
    )
    mailbox = models.ForeignKey(
        Mailbox, models.SET_NULL, null=True, blank=True, related_name="coverage", verbose_name=_("Funktionspostfach")
    )
    mode = models.CharField(
        _("Wie die Aufgabe getragen wird"),
        max_length=10,
        choices=Mode,
        blank=True,
        help_text=_("Leer, wenn die Gemeinde die Aufgabe nicht zu vergeben hat (zum Beispiel Jobcenter)."),
    )
    note = models.CharField(_("Hinweis"), max_length=200, blank=True)

    objects = CoverageQuerySet.as_manager()
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("municipality"), FieldPanel("service")]),
                FieldRowPanel([FieldPanel("target_group"), FieldPanel("mode")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            ],
            heading=_("Wo, wofür, wann"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organisation"), FieldPanel("site")]),
                FieldRowPanel([FieldPanel("contact"), FieldPanel("mailbox")]),
                FieldPanel("note"),
            ],
            heading=_("Wer zuständig ist"),
        ),
    ]

    class Meta:
        verbose_name = _("Zuständigkeit")
        verbose_name_plural = _("Zuständigkeiten")
        ordering = ["municipality__name", "service__order", "valid_from"]
        indexes = [models.Index(fields=["municipality", "service"], name="directory_coverage_where")]
        constraints = [possible_period("directory_coverage_period")]

    def __str__(self) -> str:
        return f"{self.service}, {self.municipality}: {self.organisation}"

    def clean(self) -> None:
        super().clean()
        self.check_own()
        self.check_free()

    def check_own(self) -> None:
        """ValidationError unless site, contact and mailbox are those of the organisation."""
        check_belongs(self.organisation_id, site=self.site, contact=self.contact, mailbox=self.mailbox)

    def check_free(self) -> None:
        """ValidationError if somebody else is responsible on one of these days. Sure only after `hold_municipality`."""
        if not (self.municipality_id and self.service_id):
            return
        # No constraint of the database: PostgreSQL could exclude periods, SQLite cannot.
        other = Coverage.objects.in_conflict_with(self).select_related("organisation").first()
        if other is not None:
            raise not_free(other)

    def overlaps(self, other: "Coverage") -> bool:
        """Whether both hold for some of the same people on some same day, in one municipality and for one service."""
        if self.target_group_id and other.target_group_id and self.target_group_id != other.target_group_id:
            return False
        begins = self.valid_from is None or other.valid_until is None or self.valid_from <= other.valid_until
        ends = self.valid_until is None or other.valid_from is None or other.valid_from <= self.valid_until
        return begins and ends

    @property
    def structure(self) -> str:
        """The letter by which the agreement calls the mode: A, B or C."""
        return {"own": "A", "provider": "B", "county": "C"}.get(self.mode, "")


def not_free(other: Coverage) -> ValidationError:
    return ValidationError(
        _(
            "In dieser Zeit ist dort schon %(organisation)s zuständig (%(period)s). Bitte beenden Sie zuerst die alte Zuständigkeit."
        ),
        code="overlap",
        params={"organisation": other.organisation, "period": period_text(other.valid_from, other.valid_until)},
    )


def period_text(first: dt.date | None, last: dt.date | None) -> str:
    """A period in words: "1.7.2026 bis 31.12.2026", "seit 1.7.2026", "unbefristet"."""
    if first and last:
        return _("%(first)s bis %(last)s") % {"first": day_text(first), "last": day_text(last)}
    if first:
        return _("seit %(day)s") % {"day": day_text(first)}
    return _("bis %(day)s") % {"day": day_text(last)} if last else str(_("unbefristet"))


def day_text(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
