from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from directory.choosers import PositionChooserWidget
from directory.models import Organisation, Position


def party_person(label: Any) -> models.ForeignKey:
    """Somebody of the directory; what is written beside it counts where nobody is chosen."""
    return models.ForeignKey(Position, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=label)


class Party(Orderable):
    """A signing side. What was signed stays as it was; organisation and people of the directory are shown as they are today."""

    page = ParentalKey("pages.NormativePage", on_delete=models.CASCADE, related_name="parties")
    name = models.CharField(_("Name, wie unterzeichnet"), max_length=250)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("Organisation im Verzeichnis"),
    )
    role = models.CharField(
        _("Rolle"), max_length=120, blank=True, help_text=_("Zum Beispiel: Träger des Integrationsmanagements.")
    )
    represented_by = models.CharField(_("Vertreten durch"), max_length=200, blank=True)
    representative = party_person(_("Vertreten durch, aus dem Verzeichnis"))
    contact_name = models.CharField(_("Verantwortliche Person"), max_length=120, blank=True)
    contact = party_person(_("Verantwortliche Person, aus dem Verzeichnis"))
    deputy_name = models.CharField(_("Stellvertretung"), max_length=120, blank=True)
    deputy = party_person(_("Stellvertretung, aus dem Verzeichnis"))
    is_essential = models.BooleanField(
        _("Tragende Stelle"), default=False, help_text=_("Scheidet sie aus, endet die Vereinbarung.")
    )
    must_agree = models.BooleanField(
        _("Ihre Zustimmung ist nötig"),
        default=True,
        help_text=_("Eine neue Fassung tritt erst in Kraft, wenn alle zugestimmt haben, deren Zustimmung nötig ist."),
    )
    left_on = models.DateField(_("Ausgeschieden am"), null=True, blank=True)
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("organisation")]),
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("representative", widget=PositionChooserWidget), FieldPanel("represented_by")]),
        FieldRowPanel([FieldPanel("contact", widget=PositionChooserWidget), FieldPanel("contact_name")]),
        FieldRowPanel([FieldPanel("deputy", widget=PositionChooserWidget), FieldPanel("deputy_name")]),
        FieldRowPanel([FieldPanel("is_essential"), FieldPanel("must_agree")]),
        FieldPanel("left_on"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Beteiligte Stelle")
        verbose_name_plural = _("Beteiligte Stellen")

    def __str__(self) -> str:
        return self.name
