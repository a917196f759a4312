"""Two organisations: one offers a place, in the other work a guest and her superior; beside them a stranger."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from directory.models import Team
from pages.job_shadowing import pledges, request_actions
from pages.models import ShadowingOffer, ShadowingRequest, ShadowingRule, ShadowingSlot
from portal.identity.auth import OrganisationRole
from tests import factories

START = "/hospitation/"


def member(organisation: Any, role: OrganisationRole = OrganisationRole.CASEWORKER, **names: str) -> Any:
    return factories.MembershipFactory(
        organisation=organisation, role=role, **{f"user__{k}": v for k, v in names.items()}
    ).user


def client_of(user: Any) -> Client:
    """Signed in with a password and nothing else: no second factor."""
    client = Client()
    client.force_login(user)
    return client


class Rebental:
    def __init__(self) -> None:
        self.office = factories.OrganisationFactory(name="Ausländerbehörde Rebental")
        self.counselling = factories.OrganisationFactory(name="Sozialwerk Rebental")
        self.team = Team.objects.create(organisation=self.office, name="Schalter")
        self.host = member(self.office, first_name="Renate", last_name="Buchholz")
        self.host_leader = member(self.office, OrganisationRole.SUPERVISOR, last_name="Amrein")
        self.teammate = member(self.office, OrganisationRole.READER, last_name="Tellkamp")
        person = factories.PersonFactory(user=self.teammate)
        factories.PositionFactory(person=person, organisation=self.office, team=self.team)
        self.bystander = member(self.office, last_name="Ostwald")  # of the office, not of the team
        self.guest = member(self.counselling, first_name="Ayla", last_name="Korber")
        self.superior = member(self.counselling, OrganisationRole.SUPERVISOR, last_name="Antes")
        self.colleague = member(self.counselling, last_name="Ehrlich")
        self.stranger = member(factories.OrganisationFactory(), OrganisationRole.SUPERVISOR)
        self.offer = self.an_offer()
        self.slot = self.a_slot()

    def an_offer(self, **fields: Any) -> ShadowingOffer:
        given = {
            "organisation": self.office,
            "team": self.team,
            "contact": self.host,
            "title": "Ein Vormittag am Schalter",
            "description": "Vom Antrag bis zur Karte.",
            "place": "Kreishaus, Eingang C",
        }
        return ShadowingOffer.objects.create(**{**given, **fields})

    def a_slot(self, offer: ShadowingOffer | None = None, days: int = 7, hour: int = 8) -> ShadowingSlot:
        day = timezone.localdate() + dt.timedelta(days=days)
        begins = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
        return ShadowingSlot.objects.create(
            offer=offer or self.offer, starts_at=begins, ends_at=begins + dt.timedelta(hours=4)
        )

    def wants_approval(self) -> None:
        ShadowingRule.objects.create(organisation=self.counselling, asks_superior=True)

    def asked(self, guest: Any = None, **given: Any) -> ShadowingRequest:
        who = guest or self.guest
        usual = {"offer": self.offer, "slot": self.slot, "wish": ""}
        organisation = who.memberships.first().organisation
        return request_actions.ask(**{**usual, **given}, organisation=organisation, by=who)

    def pledged(self, user: Any = None) -> Any:
        return pledges.accept(digest=pledges.current().digest, by=user or self.guest)

    def confirmed(self) -> ShadowingRequest:
        row = self.asked()
        self.pledged()
        return request_actions.move_request(request=row, step="confirm", version=row.version, by=self.host)


def again(row: ShadowingRequest) -> ShadowingRequest:
    return ShadowingRequest.objects.get(pk=row.pk)


def address(row: ShadowingRequest, rest: str = "") -> str:
    return f"{START}anfragen/{row.pk}/{rest}"


def step(user: Any, row: ShadowingRequest, name: str, **more: Any) -> Any:
    sent = {"schritt": name, "version": again(row).version, **more}
    return client_of(user).post(address(row, "schritt/"), sent)
