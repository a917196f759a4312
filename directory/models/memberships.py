from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.organisations import Organisation
from portal.identity.auth import OrganisationRole


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
