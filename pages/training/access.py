"""Who sees whose required trainings, and who enters for whom. The record itself is the person's own."""

from typing import Any

from django.db.models import Q, QuerySet

from directory.models import Membership, Organisation, Person, Position
from portal.identity.auth import OrganisationRole

ENTERING = (OrganisationRole.CONTACT_MAINTAINER, OrganisationRole.SUPERVISOR)


def led_by(key: Any) -> QuerySet[Organisation]:
    """The organisations somebody is the superior in."""
    return held(key, OrganisationRole.SUPERVISOR)


def entered_for_by(key: Any) -> QuerySet[Organisation]:
    return held(key, *ENTERING)


def held(key: Any, *roles: OrganisationRole) -> QuerySet[Organisation]:
    rows = Membership.objects.filter(user=key, role__in=[role.value for role in roles])
    organisations: QuerySet[Organisation] = Organisation.objects.active().filter(pk__in=rows.values("organisation"))
    return organisations


def people_of(organisations: QuerySet[Organisation]) -> QuerySet[Person]:
    """Who works there today."""
    there = Position.objects.current().filter(organisation__in=organisations)
    return Person.objects.filter(Q(pk__in=there.values("person")))
