"""Builders for tests of contacts: organisation(), contact(), maintainer()."""

import datetime as dt

from directory.models import Coverage, Municipality, Organisation, Person, Position, Service
from portal.edit_conflicts import STATE
from portal.identity.auth import OrganisationRole
from tests import factories

LONG_AGO = dt.date(2020, 1, 1)


def organisation(name: str, **fields) -> Organisation:
    return factories.OrganisationFactory(name=name, **fields)


def contact(where: Organisation, last_name: str, **fields) -> Position:
    person = Person.objects.create(first_name=fields.pop("first_name", "Rike"), last_name=last_name)
    fields = {"role": "Beratung", "valid_from": LONG_AGO, **fields}
    return Position.objects.create(person=person, organisation=where, **fields)


def central(position: Position, place: str = "Lindau am Bach", mode: str = Coverage.Mode.PROVIDER) -> Coverage:
    """Makes somebody the central contact of a municipality."""
    ags = f"{8990000 + Municipality.objects.count():08}"
    municipality = Municipality.objects.create(name=place, ags=ags)
    service, _new = Service.objects.get_or_create(slug="im", defaults={"name": "Integrationsmanagement"})
    return Coverage.objects.create(
        municipality=municipality,
        service=service,
        organisation=position.organisation,
        contact=position,
        mode=mode,
        valid_from=LONG_AGO,
    )


def member(where: Organisation, role: str = OrganisationRole.READER, **traits):
    user = factories.UserFactory(**traits)
    factories.MembershipFactory(user=user, organisation=where, role=role)
    return user


def maintainer(where: Organisation, **traits):
    return member(where, OrganisationRole.CONTACT_MAINTAINER, **traits)


def opened(client, url: str) -> dict[str, str]:
    """The state that the page at the address would send along: whoever changes or removes something has seen it before."""
    context = client.get(url).context
    return dict(context["question"].sent) if "question" in context else {STATE: context["form"].state}
