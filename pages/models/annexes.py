from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class Annex(Orderable):
    """A file that belongs to the document, with its number as printed."""

    page = ParentalKey("pages.NormativePage", on_delete=models.CASCADE, related_name="annexes")
    number = models.CharField(_("Nummer"), max_length=30, blank=True, help_text=_("Zum Beispiel: Anlage 1."))
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, related_name="+", verbose_name=_("Datei"))
    panels = [FieldPanel("number"), FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("Anlage")
        verbose_name_plural = _("Anlagen")

    def __str__(self) -> str:
        return " ".join(filter(None, (self.number, self.document.title)))
