"""Role names, in one place. What a role may do is decided where the thing is done; here is only who may hold which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationRole(models.TextChoices):
    """Held in one organisation, through a membership."""

    READER = "reader", _("Lesen")
    CONTACT_MAINTAINER = "contact_maintainer", _("Kontaktpflege")
    CASEWORKER = "caseworker", _("Fachkraft")
    SUPERVISOR = "supervisor", _("Leitung")
    REPORTER = "reporter", _("Kennzahlenmeldung")
    ORGANISATION_ADMIN = "organisation_admin", _("Verwaltung der Organisation")


class PortalRole(models.TextChoices):
    """Held for the whole portal, as a group of that name."""

    EDITOR = "editor", _("Redaktion")
    COORDINATOR = "coordinator", _("Koordination")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Datenschutz")
    ADMINISTRATOR = "administrator", _("Portalverwaltung")
