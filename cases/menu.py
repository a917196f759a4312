"""The restricted section's places in the main menu, for those who have a role there; whoever has none does not see it exist."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import Membership
from portal.extensions import Asker, Entry
from portal.identity.auth import OrganisationRole, PortalRole
from portal.identity.roles import held_in_portal
from portal.navigation import reverse_or_none

AFTER_ALL = 800
CASE_ROLES = (OrganisationRole.CASEWORKER, OrganisationRole.SUPERVISOR)
OVERSIGHT_ROLES = (OrganisationRole.SUPERVISOR, OrganisationRole.ORGANISATION_OFFICER, OrganisationRole.REPORTER)
COUNTY_ROLES = (PortalRole.COORDINATOR, PortalRole.DATA_PROTECTION_OFFICER)


def handles_cases(asker: Asker) -> Q:
    """For the frame's query: whether the person works on cases, or leads who do."""
    return Q(Exists(Membership.objects.filter(user=OuterRef("pk"), role__in=CASE_ROLES)))


def oversees_cases(asker: Asker) -> Q:
    """Whether the person leads, protects data or coordinates; reporters of figures report breaches, too."""
    own = Membership.objects.filter(user=OuterRef("pk"), role__in=OVERSIGHT_ROLES)
    return Q(Exists(own)) | held_in_portal(OuterRef("pk"), *COUNTY_ROLES)


def everywhere(_request: HttpRequest) -> bool:
    return True


def entries(request: HttpRequest) -> list[Entry]:
    inbox, oversight = reverse_or_none("cases:inbox"), reverse_or_none("cases:oversight")
    found = [
        (_("Fallübergaben"), inbox, AFTER_ALL, "handles_cases"),
        (_("Kennzahlen"), reverse_or_none("indicators:index"), AFTER_ALL + 10, "has_figures"),
        (_("Aufsicht"), oversight, AFTER_ALL + 20, "oversees_cases"),
    ]
    return [Entry(label, url, order, icon="lock", shown_with=fact) for label, url, order, fact in found if url]
