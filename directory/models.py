from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.auth import OrganisationRole


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


class Membership(models.Model):
    """The role a person holds in an organisation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("Konto")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("Organisation")
    )
    role = models.CharField(_("Rolle"), max_length=30, choices=OrganisationRole)

    class Meta:
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="directory_membership_once",
                violation_error_message=_("Diese Rolle hat die Person dort schon."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"
