"""Who offers places for an organisation, who may ask for one and on whose behalf; on which side of a request somebody stands."""

from django.db.models import QuerySet

from directory.models import Membership, Organisation
from directory.models.restrictions import Viewer
from pages.models import ShadowingOffer, ShadowingRequest
from portal.identity.auth import OrganisationRole

OFFERING = (
    OrganisationRole.CASEWORKER,
    OrganisationRole.SUPERVISOR,
    OrganisationRole.CONTACT_MAINTAINER,
    OrganisationRole.ORGANISATION_ADMIN,
)


def offering_for(user: Viewer) -> QuerySet[Organisation]:
    """The organisations somebody may offer places for: those with a task there beyond reading."""
    held = Membership.objects.filter(user=user.pk, role__in=OFFERING)
    active: QuerySet[Organisation] = Organisation.objects.active()
    return active.filter(pk__in=held.values("organisation"))


def led_by(user: Viewer) -> QuerySet[Organisation]:
    held = Membership.objects.filter(user=user.pk, role=OrganisationRole.SUPERVISOR)
    active: QuerySet[Organisation] = Organisation.objects.active()
    return active.filter(pk__in=held.values("organisation"))


def organisations_of(user: Viewer) -> QuerySet[Organisation]:
    active: QuerySet[Organisation] = Organisation.objects.active()
    return active.filter(pk__in=Membership.objects.filter(user=user.pk).values("organisation"))


def is_own(user: Viewer, offer: ShadowingOffer) -> bool:
    """Whether the place is at an organisation where the person works: nobody is a guest there."""
    return Membership.objects.filter(user=user.pk, organisation=offer.organisation_id).exists()


def offers_kept_by(user: Viewer) -> QuerySet[ShadowingOffer]:
    """Those somebody may change: whoever receives its guests, as long as they may offer at all."""
    rows: QuerySet[ShadowingOffer] = ShadowingOffer.objects.received_by(user)
    return rows.filter(organisation__in=offering_for(user)).select_related("organisation", "team", "contact")


def sides_of(user: Viewer, request: ShadowingRequest) -> set[str]:
    """For a row of `visible_to` or `with_sides` of this user."""
    found = {"guest": request.guest_id == user.pk, "superior": request.is_superior, "host": request.is_host}
    return {side for side, holds in found.items() if holds}
