from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class Organisation(index.Indexed, models.Model):
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
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("short_name")]

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
