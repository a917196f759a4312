"""An agreement, and the people its parties name, as accounts: signed(…), named(…), browser(…)."""

import datetime as dt

from django.contrib.auth.models import Group
from django.test import Client

from directory.models import Position
from pages.models import NormativePage, Party
from portal.identity.auth import OrganisationRole, PortalRole, needs_factor
from tests import factories

LONG_AGO = dt.date(2025, 7, 1)


def named(organisation, last_name: str, first_name: str = "Rike", **fields) -> Position:
    """Somebody of that organisation with an account."""
    user = factories.UserFactory(first_name=first_name, last_name=last_name)
    factories.MembershipFactory(user=user, organisation=organisation, role=OrganisationRole.READER)
    person = factories.PersonFactory(first_name=first_name, last_name=last_name, user=user)
    return factories.PositionFactory(person=person, organisation=organisation, valid_from=LONG_AGO, **fields)


AGREED = {
    "title": "Kooperationsvereinbarung Musterland",
    "short_title": "KV M",
    "in_force_on": LONG_AGO,
    "meeting_of": "named_persons",
    "meeting_months": 6,
    "meeting_without_personal_data": True,
}


def signed(*contacts: tuple[Position, Position | None], sections=(), **fields) -> NormativePage:
    """An agreement that meets twice a year, of the organisations of these people and their deputies; `sections` follow its own."""
    clause = factories.section("9", "Treffen")
    fields = {**AGREED, "meeting_clause": clause["id"], **fields}
    page = factories.normative_page([factories.section("1", "Ziele"), clause, *sections], **fields)
    return signed_by(page, *contacts)


def signed_by(page: NormativePage, *contacts: tuple[Position, Position | None]) -> NormativePage:
    page.parties = [
        Party(name=str(one.organisation), organisation=one.organisation, contact=one, deputy=deputy)
        for one, deputy in contacts
    ]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def coordinator(**traits):
    user = factories.UserFactory(first_name="Renate", last_name="Buchholz", **traits)
    user.groups.add(Group.objects.get(name=PortalRole.COORDINATOR.value))
    return user


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    if needs_factor(user):
        factories.verify(client, user)
    return client


def duties(client) -> list:
    return [duty for group in client.get("/zu-erledigen/").context["groups"] for duty in group.duties]


def counted(client) -> int:
    return next(entry.count for entry in client.get("/zu-erledigen/").context["frame"].menu if "erledigen" in entry.url)
