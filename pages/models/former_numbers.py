from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerNumber(models.Model):
    """A number that a section had while readers could see it: links with it keep opening that section."""

    page = models.ForeignKey("pages.NormativePage", models.CASCADE, related_name="former_numbers")
    section = models.CharField(max_length=40)
    anchor = models.CharField(max_length=120)
    number = models.CharField(max_length=30)
    replaced_on = models.DateField()

    class Meta:
        verbose_name = _("Frühere Ziffer")
        verbose_name_plural = _("Frühere Ziffern")
        ordering = ["-replaced_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["page", "section", "anchor"], name="pages_former_number_once")]

    def __str__(self) -> str:
        return f"{self.number} ({self.replaced_on})"
