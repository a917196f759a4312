import datetime as dt
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from directory.languages import language_names
from directory.models.fields import LanguagesField, PhoneField
from directory.models.organisations import Organisation, Site, Team, check_belongs, is_overdue
from directory.models.restrictions import Restricted, Viewer, list_named, seen_by
from directory.models.validity import Validity, ValidityQuerySet, possible_period

FOR_NOW = dt.date.max  # away without a known end
NO_FOLLOW_UP = _("Eine Nachqualifizierung gibt es nur bei Art c. Bitte wählen Sie Art c, oder lassen Sie den Tag leer.")


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> Self:
        """Who holds, held or will hold a position that the user may see."""
        return self.filter(Exists(Position.objects.visible_to(user).filter(person=OuterRef("pk"))))


class Person(index.Indexed, ClusterableModel):
    """Somebody who works in the network, with or without an account of the portal."""

    first_name = models.CharField(_("Vorname"), max_length=80, blank=True)
    last_name = models.CharField(_("Nachname"), max_length=80)
    title = models.CharField(_("Titel"), max_length=30, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="directory_person",
        verbose_name=_("Konto im Portal"),
    )
    languages = LanguagesField(_("Sprachen"), blank=True)

    objects = PersonQuerySet.as_manager()
    search_fields = [
        index.SearchField("last_name"),
        index.AutocompleteField("last_name"),
        index.SearchField("first_name"),
        index.AutocompleteField("first_name"),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("title"), FieldPanel("first_name"), FieldPanel("last_name")]),
                FieldPanel("user"),
                FieldPanel("languages"),
            ],
            heading=_("Person"),
        ),
        InlinePanel("positions", heading=_("Funktionen"), label=_("Funktion")),
        InlinePanel("absences", heading=_("Abwesenheiten"), label=_("Abwesenheit")),
    ]

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["last_name", "first_name"]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.title, self.first_name, self.last_name)))

    @property
    def language_names(self) -> list[str]:
        return language_names(self.languages)


def away_until(person: str, day: dt.date) -> Subquery:
    """For an annotation: until when the person of that path is away on that day; FOR_NOW for an open end, null if there."""
    # Absences may overlap; whoever is away twice comes back after the later one.
    latest = (
        Absence.objects.on(day)
        .filter(person=OuterRef(person))
        .annotate(end=Coalesce("last_day", Value(FOR_NOW), output_field=DateField()))
        .order_by("-end")
    )
    return Subquery(latest.values("end")[:1], output_field=DateField())


class PositionQuerySet(ValidityQuerySet):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(seen_by(user))

    def with_absence(self, day: dt.date) -> Self:
        """Adds `away_until`: null if the person is there on that day and holds the position."""
        # A position that has ended or not begun counts as absent, so that nobody is led to it.
        gone = When(Q(valid_until__lt=day) | Q(valid_from__gt=day), then=Value(FOR_NOW))
        return self.annotate(away_until=Case(gone, default=away_until("person", day), output_field=DateField()))

    def for_lists(self) -> Self:
        return self.select_related("person", "organisation", "team", "site")


class Qualification(models.TextChoices):
    """The kinds of qualification for which a post is funded (LÖ-RL 3.2)."""

    SOCIAL = "a", _("a) Studium im Sozialwesen")
    OTHER_DEGREE = "b", _("b) anderes geeignetes Studium")
    VOCATIONAL = "c", _("c) Berufsausbildung mit Nachqualifizierung")


class Position(index.Indexed, Restricted, Validity, ClusterableModel):
    """What a person does in an organisation, from when until when; one person may hold several at a time."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="positions", verbose_name=_("Person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="positions", verbose_name=_("Organisation")
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="positions", verbose_name=_("Team")
    )
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, blank=True, related_name="positions", verbose_name=_("Arbeitsort")
    )
    role = models.CharField(
        _("Aufgabe"), max_length=120, help_text=_("Zum Beispiel: Integrationsmanagement, Teamleitung.")
    )
    area = models.CharField(
        _("Bereich"),
        max_length=160,
        blank=True,
        help_text=_("Zum Beispiel: Buchstaben A bis K, Unterkünfte im Norden."),
    )
    share = models.DecimalField(
        _("Stellenanteil in Prozent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )
    # For the proof of use alone: neither told to partners nor part of any list of the directory.
    qualification = models.CharField(
        _("Art der Qualifikation"),
        max_length=1,
        choices=Qualification,
        blank=True,
        help_text=_("Nur bei geförderten Stellen, für den Verwendungsnachweis. Partner sehen das nicht."),
    )
    follow_up_on = models.DateField(
        _("Nachqualifizierung begonnen am"),
        null=True,
        blank=True,
        help_text=_("Nur bei Art c: spätestens drei Monate nach Aufnahme der Tätigkeit."),
    )
    phone = PhoneField(_("Telefon"), blank=True)
    mobile = PhoneField(_("Mobil"), blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    room = models.CharField(_("Zimmer"), max_length=40, blank=True)
    confirmed_on = models.DateField(_("Angaben bestätigt am"), null=True, blank=True, editable=False)

    objects = PositionQuerySet.as_manager()
    search_fields = [index.SearchField("__str__"), index.AutocompleteField("__str__")]
    panels = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("area")]),
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("team"), FieldPanel("site")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("mobile"), FieldPanel("email"), FieldPanel("room")]),
        FieldRowPanel([FieldPanel("share"), FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldRowPanel([FieldPanel("qualification"), FieldPanel("follow_up_on")]),
        FieldRowPanel([FieldPanel("visibility"), FieldPanel("contact_list")]),
        InlinePanel("deputies", heading=_("Vertretung, in dieser Reihenfolge"), label=_("Vertretung")),
    ]
    standalone_panels = [FieldPanel("person"), *panels]

    class Meta:
        verbose_name = _("Funktion")
        verbose_name_plural = _("Funktionen")
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            possible_period("directory_position_period"),
            list_named("directory_position_list"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=100),
                name="directory_position_share",
                violation_error_message=_("Ein Stellenanteil liegt zwischen 0 und 100 Prozent."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on=None) | Q(qualification="c"),
                name="directory_position_follow_up",
                violation_error_message=NO_FOLLOW_UP,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role}, {self.organisation}"

    def clean(self) -> None:
        super().clean()
        check_belongs(self.organisation_id, team=self.team, site=self.site)
        if self.follow_up_on is not None and self.qualification != Qualification.VOCATIONAL:
            raise ValidationError({"follow_up_on": NO_FOLLOW_UP})

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.confirmed_on)

    @property
    def where(self) -> str:
        """Organisation and team, as shown under a name."""
        return ", ".join(filter(None, (self.organisation.name, self.team.name if self.team else "")))


class Deputy(Orderable):
    """Who stands in for a position; the first who is there does."""

    position = ParentalKey(Position, on_delete=models.CASCADE, related_name="deputies", verbose_name=_("Funktion"))
    deputy = models.ForeignKey(
        Position, models.CASCADE, related_name="stands_in_for", verbose_name=_("vertreten durch")
    )
    panels = [FieldPanel("deputy")]

    class Meta(Orderable.Meta):
        verbose_name = _("Vertretung")
        verbose_name_plural = _("Vertretungen")
        constraints = [
            models.UniqueConstraint(
                fields=["position", "deputy"],
                name="directory_deputy_once",
                violation_error_message=_("Diese Vertretung ist schon eingetragen."),
            ),
            models.CheckConstraint(
                condition=~Q(position=F("deputy")),
                name="directory_deputy_other",
                violation_error_message=_("Niemand vertritt sich selbst. Bitte wählen Sie eine andere Person."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.deputy)

    def clean(self) -> None:
        super().clean()
        # The same person may hold the other position too; the constraint knows positions only.
        if self.deputy_id and self.position_id and self.deputy.person_id == self.position.person_id:
            raise ValidationError({"deputy": _("Niemand vertritt sich selbst. Bitte wählen Sie eine andere Person.")})


class AbsenceQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class Absence(models.Model):
    """Days on which somebody is away, both included. Why is nobody's business and not stored."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="absences", verbose_name=_("Person"))
    first_day = models.DateField(_("erster Tag"))
    last_day = models.DateField(
        _("letzter Tag"), null=True, blank=True, help_text=_("Leer, wenn er noch nicht feststeht.")
    )

    objects = AbsenceQuerySet.as_manager()
    panels = [FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")])]

    class Meta:
        verbose_name = _("Abwesenheit")
        verbose_name_plural = _("Abwesenheiten")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="directory_absence_period",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die beiden Tage."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%d.%m.%Y}–{self.last_day or ''}"
