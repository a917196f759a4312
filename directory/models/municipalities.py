from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from directory.models.validity import Validity, ValidityQuerySet, possible_period


class Municipality(index.Indexed, Validity, ClusterableModel):
    """A municipality, known by its official key (AGS). One that was merged stays, with its period and what followed."""

    class Kind(models.TextChoices):
        TOWN = "town", _("Stadt")
        MUNICIPALITY = "municipality", _("Gemeinde")

    ags = models.CharField(
        _("Amtlicher Gemeindeschlüssel (AGS)"),
        max_length=8,
        unique=True,
        help_text=_("Acht Ziffern. Postleitzahlen und Namen können mehrfach vorkommen, der Schlüssel nicht."),
    )
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.MUNICIPALITY)
    population = models.PositiveIntegerField(_("Einwohnerinnen und Einwohner"), null=True, blank=True)

    objects = ValidityQuerySet.as_manager()
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("ags")]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
                FieldRowPanel([FieldPanel("ags"), FieldPanel("population")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            ],
            heading=_("Gemeinde"),
        ),
        InlinePanel("postcodes", heading=_("Postleitzahlen"), label=_("Postleitzahl")),
        InlinePanel("places", heading=_("Ortsteile und andere Namen"), label=_("Name")),
        InlinePanel("successions", heading=_("Aufgegangen in"), label=_("Nachfolgerin")),
    ]

    class Meta:
        verbose_name = _("Gemeinde")
        verbose_name_plural = _("Gemeinden")
        ordering = ["name", "ags"]
        constraints = [
            possible_period("directory_municipality_period"),
            models.CheckConstraint(
                condition=Q(ags__regex=r"^[0-9]{8}$"),
                name="directory_municipality_ags",
                violation_error_message=_("Der Gemeindeschlüssel hat acht Ziffern."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Postcode(models.Model):
    """A postcode that reaches into a municipality: each may have several of the other."""

    municipality = ParentalKey(
        Municipality, on_delete=models.CASCADE, related_name="postcodes", verbose_name=_("Gemeinde")
    )
    code = models.CharField(_("Postleitzahl"), max_length=5, db_index=True)
    panels = [FieldPanel("code")]

    class Meta:
        verbose_name = _("Postleitzahl")
        verbose_name_plural = _("Postleitzahlen")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code"],
                name="directory_postcode_once",
                violation_error_message=_("Diese Postleitzahl hat die Gemeinde schon."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{5}$"),
                name="directory_postcode_digits",
                violation_error_message=_("Eine Postleitzahl hat fünf Ziffern."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PlaceName(models.Model):
    """A part of a municipality, or another name people use for it."""

    municipality = ParentalKey(
        Municipality, on_delete=models.CASCADE, related_name="places", verbose_name=_("Gemeinde")
    )
    name = models.CharField(_("Name"), max_length=120)
    panels = [FieldPanel("name")]

    class Meta:
        verbose_name = _("Ortsname")
        verbose_name_plural = _("Ortsnamen")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="directory_place_once",
                violation_error_message=_("Diesen Namen hat die Gemeinde schon."),
            )
        ]

    def __str__(self) -> str:
        return self.name


NOT_ITSELF = _("Eine Gemeinde kann nicht in sich selbst aufgehen.")


class Succession(models.Model):
    """A municipality went up in another one, on the day after its period ended."""

    predecessor = ParentalKey(
        Municipality, on_delete=models.CASCADE, related_name="successions", verbose_name=_("frühere Gemeinde")
    )
    successor = models.ForeignKey(
        Municipality, models.PROTECT, related_name="predecessions", verbose_name=_("heutige Gemeinde")
    )
    panels = [FieldPanel("successor")]

    class Meta:
        verbose_name = _("Nachfolge")
        verbose_name_plural = _("Nachfolgen")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="directory_succession_once",
                violation_error_message=_("Diese Nachfolge ist schon eingetragen."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="directory_succession_other",
                violation_error_message=NOT_ITSELF,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
