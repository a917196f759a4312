import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from directory import opening_hours
from directory.languages import language_names
from directory.models.fields import HINT_SPECIALS, HINT_WEEK, LanguagesField, PhoneField, SpecialsField, WeekField

CONFIRMED_FOR_DAYS = 183


def is_overdue(confirmed_on: dt.date | None) -> bool:
    """Whether the half-yearly round has passed without a confirmation; what was never confirmed is not overdue."""
    return confirmed_on is not None and (timezone.localdate() - confirmed_on).days > CONFIRMED_FOR_DAYS


def open_on(day: dt.date, path: str = "") -> Q:
    """Organisations not closed by that day, for a filter; `path` leads to the model ("organisation__")."""
    # `closed_on` is the first day without it, unlike `valid_until`, which is the last day with it.
    return Q(**{f"{path}closed_on": None}) | Q(**{f"{path}closed_on__gt": day})


class OrganisationQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(open_on(timezone.localdate()))


class Organisation(index.Indexed, ClusterableModel):
    """A partner of the county network: carrier, authority, association or municipality."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("Jobcenter oder Arbeitsagentur")
        COUNTY = "county", _("Landkreis")
        MUNICIPALITY = "municipality", _("Gemeinde oder Gemeindeverband")
        WELFARE = "welfare", _("Wohlfahrtsverband")
        COURSE_PROVIDER = "course_provider", _("Kursträger")
        AUTHORITY = "authority", _("Behörde")

    name = models.CharField(_("Name"), max_length=200, unique=True)
    short_name = models.CharField(_("Kurzname"), max_length=60, blank=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    description = models.TextField(
        _("Wofür sie da ist"), blank=True, max_length=600, help_text=_("Zwei, drei Sätze für alle im Netzwerk.")
    )
    website = models.URLField(_("Internetseite"), blank=True)
    email = models.EmailField(_("Zentrale E-Mail"), blank=True)
    phone = PhoneField(_("Zentrales Telefon"), blank=True)
    confirmed_on = models.DateField(_("Angaben bestätigt am"), null=True, blank=True, editable=False)
    closed_on = models.DateField(
        _("Nicht mehr tätig ab"),
        null=True,
        blank=True,
        help_text=_("Von diesem Tag an steht sie nicht mehr im Verzeichnis."),
    )

    objects = OrganisationQuerySet.as_manager()
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("short_name")]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("short_name"), FieldPanel("kind")]),
                FieldPanel("description"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("website"), FieldPanel("closed_on")]),
            ],
            heading=_("Organisation"),
        ),
        InlinePanel("sites", heading=_("Standorte"), label=_("Standort")),
        InlinePanel("teams", heading=_("Teams"), label=_("Team")),
        InlinePanel("mailboxes", heading=_("Funktionspostfächer"), label=_("Funktionspostfach")),
    ]

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.confirmed_on)

    @property
    def is_active(self) -> bool:
        """As the queryset says: from the day of closing on, the directory has no page of it."""
        return self.closed_on is None or self.closed_on > timezone.localdate()


class Site(Orderable):
    """A place where an organisation can be reached; the first is the main one."""

    class Access(models.TextChoices):
        FULL = "full", _("stufenlos zugänglich")
        PARTLY = "partly", _("teilweise stufenlos zugänglich")
        NONE = "none", _("nicht stufenlos zugänglich")

    organisation = ParentalKey(
        Organisation, on_delete=models.CASCADE, related_name="sites", verbose_name=_("Organisation")
    )
    name = models.CharField(_("Bezeichnung"), max_length=120, help_text=_("Zum Beispiel: Beratungsstelle Altstadt."))
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    town = models.CharField(_("Ort"), max_length=80, blank=True)
    phone = PhoneField(_("Telefon"), blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    hours = WeekField(_("Öffnungszeiten"), blank=True, max_length=500, help_text=HINT_WEEK)
    special_hours = SpecialsField(_("Ausnahmen"), blank=True, max_length=2000, help_text=HINT_SPECIALS)
    hours_note = models.CharField(
        _("Hinweis zu den Zeiten"), max_length=120, blank=True, help_text=_("Zum Beispiel: und nach Vereinbarung.")
    )
    access = models.CharField(_("Zugang"), max_length=10, choices=Access, blank=True)
    access_note = models.CharField(
        _("Hinweis zum Zugang"), max_length=200, blank=True, help_text=_("Zum Beispiel: Rampe am Hof, Aufzug im Haus.")
    )
    languages = LanguagesField(_("Sprachen, die hier gesprochen werden"), blank=True)

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("street"), FieldPanel("postcode"), FieldPanel("town")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("hours_note")]),
        FieldPanel("special_hours"),
        FieldRowPanel([FieldPanel("access"), FieldPanel("access_note")]),
        FieldPanel("languages"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Standort")
        verbose_name_plural = _("Standorte")
        constraints = [
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^[0-9]{5}$"),
                name="directory_site_postcode",
                violation_error_message=_("Eine Postleitzahl hat fünf Ziffern."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.town)))

    @property
    def address(self) -> str:
        return ", ".join(filter(None, (self.street, f"{self.postcode} {self.town}".strip())))

    @property
    def language_names(self) -> list[str]:
        return language_names(self.languages)

    @property
    def opening(self) -> opening_hours.Opening:
        """As structured hours; what was stored without being checked counts as not known."""
        try:
            return opening_hours.Opening(
                opening_hours.read_week(self.hours), opening_hours.read_specials(self.special_hours)
            )
        except opening_hours.Unreadable:
            return opening_hours.Opening()


class Team(Orderable):
    organisation = ParentalKey(
        Organisation, on_delete=models.CASCADE, related_name="teams", verbose_name=_("Organisation")
    )
    name = models.CharField(_("Name"), max_length=120)
    phone = PhoneField(_("Telefon"), blank=True)
    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("phone")])]

    class Meta(Orderable.Meta):
        verbose_name = _("Team")
        verbose_name_plural = _("Teams")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="directory_team_once",
                violation_error_message=_("Ein Team dieses Namens hat die Organisation schon."),
            )
        ]

    def __str__(self) -> str:
        return self.name


def check_belongs(organisation_id: int | None, **chosen: models.Model | None) -> None:
    """ValidationError for each object that is of another organisation."""
    foreign = {
        name: _("Das gehört zu einer anderen Organisation. Bitte wählen Sie etwas von der oben genannten.")
        for name, entry in chosen.items()
        if entry is not None and getattr(entry, "organisation_id", organisation_id) != organisation_id
    }
    if foreign:
        raise ValidationError(foreign)
