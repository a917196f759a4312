"""The restricted section's places in the main menu, for those who have a role there; whoever has none does not see it exist."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import Membership
from portal.extensions import Asker, Entry
from portal.identity.auth import OrganisationRole
from portal.navigation import reverse_or_none

AFTER_ALL = 800
CASE_ROLES = (OrganisationRole.CASEWORKER, OrganisationRole.SUPERVISOR)


def handles_cases(asker: Asker) -> Q:
    """For the frame's query: whether the person works on cases, or leads who do."""
    return Q(Exists(Membership.objects.filter(user=OuterRef("pk"), role__in=CASE_ROLES)))


def everywhere(_request: HttpRequest) -> bool:
    return True


def entries(request: HttpRequest) -> list[Entry]:
    inbox = reverse_or_none("cases:inbox")
    figures = reverse_or_none("indicators:index")
    found = [Entry(_("Fallübergaben"), inbox, AFTER_ALL, icon="lock", shown_with="handles_cases")] if inbox else []
    if figures:
        found.append(Entry(_("Kennzahlen"), figures, AFTER_ALL + 10, icon="lock", shown_with="has_figures"))
    return found
