"""An event with places: who hosts it, who comes from where, and who leads them."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from pages.models import Admission, EventDate, EventIndexPage, EventPage, HeldSeats, Registration
from pages.registration import actions
from pages.registration.hall import Guest
from portal.identity.auth import OrganisationRole
from tests import factories

NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)  # Monday noon in Berlin
STARTS = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def event_page(title: str = "Sicher zählen", starts: dt.datetime = STARTS, hours: int = 3, **fields: Any) -> EventPage:
    hosts = fields.pop("hosts", ())
    index = EventIndexPage.objects.filter(locale__language_code="de").first()
    if index is None:
        from pages.models import HomePage

        index = HomePage.objects.get(locale__language_code="de").add_child(instance=EventIndexPage(title="Kalender"))
    page = EventPage(
        title=title, starts_at=starts, ends_at=starts + hours * HOUR, place="Kreishaus, Raum 1.04", **fields
    )
    page.hosts = list(hosts)
    index.add_child(instance=page)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


class Venue:
    def __init__(self, capacity: int | None = 2, starts: dt.datetime = STARTS, **admission: Any) -> None:
        self.host, self.sozialwerk, self.jobcenter = (
            factories.OrganisationFactory(name=name) for name in ("Landratsamt", "Sozialwerk", "Jobcenter")
        )
        self.event = event_page(starts=starts, hosts=[self.host])
        self.date = EventDate.objects.get(event=self.event)
        self.admission = Admission.objects.create(event=self.event, capacity=capacity, **admission)
        self.hosting = member(self.host, OrganisationRole.CONTACT_MAINTAINER, "Birgit", "Mönch")

    def hold(self, organisation: Any, seats: int, until: dt.date) -> None:
        HeldSeats.objects.create(admission=self.admission, organisation=organisation, seats=seats, until=until)

    def book(self, user: Any, waits: bool = False, **guest: Any) -> Registration:
        organisation = guest.pop("organisation", None) or user.memberships.first().organisation
        own = Guest(organisation, getattr(user, "directory_person", None), user)
        return actions.book(date=self.date, guests=[own], waits_if_full=waits, by=user)[0]

    def state(self, row: Registration) -> str:
        return Registration.objects.get(pk=row.pk).state

    @property
    def taken(self) -> int:
        return Registration.objects.filter(date=self.date).seated().count()


def member(organisation: Any, role: str = OrganisationRole.READER, first: str = "Ayla", last: str = "") -> Any:
    """With an account, an entry in the directory, and a function there."""
    names = {"first_name": first} | ({"last_name": last} if last else {})
    user = factories.UserFactory(**names)
    factories.MembershipFactory(user=user, organisation=organisation, role=role)
    person = factories.PersonFactory(user=user, first_name=user.first_name, last_name=user.last_name)
    factories.PositionFactory(person=person, organisation=organisation)
    return user


def signed_in(user: Any, verified: bool = True) -> Client:
    client = Client()
    client.force_login(user)
    if verified:
        factories.verify(client, user)
    return client


def ago(**span: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(**span)
