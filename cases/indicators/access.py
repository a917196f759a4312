"""Who counts and who reports: people of the carriers of integration management."""

from django.db.models import Exists, OuterRef, Q

from cases.access import Actor, for_those_who
from directory.models import Membership, Organisation
from portal.extensions import Asker
from portal.identity.auth import OrganisationRole, PortalRole
from portal.identity.roles import held_in_portal

PROVIDERS = (Organisation.Kind.COUNTY, Organisation.Kind.MUNICIPALITY, Organisation.Kind.WELFARE)
REPORTING = (OrganisationRole.REPORTER, OrganisationRole.SUPERVISOR, OrganisationRole.CASEWORKER)


def tallies_in(actor: Actor) -> frozenset[int]:
    """Carriers where the person advises; job centres and authorities report nothing here."""
    own = Organisation.objects.filter(pk__in=actor.caseworker_in, kind__in=PROVIDERS)
    return frozenset(own.values_list("pk", flat=True))


figure_staff = for_those_who(
    lambda actor: bool(actor.caseworker_in or actor.supervisor_in or actor.reporter_in) or actor.is_coordinator
)
tally_staff = for_those_who(lambda actor: bool(tallies_in(actor)))


def has_figures(asker: Asker) -> Q:
    """For the frame's query: whether the menu leads there."""
    of_carrier = Membership.objects.filter(user=OuterRef("pk"), role__in=REPORTING, organisation__kind__in=PROVIDERS)
    any_reporter = Membership.objects.filter(user=OuterRef("pk"), role=OrganisationRole.REPORTER)
    coordinates = held_in_portal(OuterRef("pk"), PortalRole.COORDINATOR)
    return Q(Exists(of_carrier)) | Q(Exists(any_reporter)) | coordinates
