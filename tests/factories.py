"""Test data. Traits read as sentences: UserFactory(editor=True), normative_page(numbers=[...])."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from factory.django import DjangoModelFactory

from directory.models import (
    Absence,
    ContactList,
    Coverage,
    Deputy,
    Mailbox,
    Membership,
    Municipality,
    Organisation,
    Person,
    PlaceName,
    Position,
    Postcode,
    Service,
    Site,
    Visibility,
)
from pages.events.recurrence import BERLIN
from pages.models import EventIndexPage, EventPage, NewsIndexPage, NewsPage, NormativeIndexPage, NormativePage
from portal.identity import factors
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import AuthenticatorApp


def in_group(role: PortalRole) -> Callable[..., None]:
    def join(user: Any, create: bool, extracted: object, **kwargs: Any) -> None:
        if create:
            user.groups.add(Group.objects.get(name=role.value))

    return join


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        editor = factory.Trait(group=factory.PostGeneration(in_group(PortalRole.EDITOR)))
        officer = factory.Trait(group=factory.PostGeneration(in_group(PortalRole.DATA_PROTECTION_OFFICER)))
        administrator = factory.Trait(group=factory.PostGeneration(in_group(PortalRole.ADMINISTRATOR)))

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Mara"
    last_name = factory.Sequence(lambda n: f"Beispiel{n}")
    password = factory.django.Password("ein langes Kennwort")


def verify(client: Client, user: Any) -> AuthenticatorApp:
    """Lets a signed-in client look as if its second factor had just been proved."""
    app = AuthenticatorApp.objects.filter(user=user, confirmed=True).first() or AuthenticatorApp.new(user, "Handy")
    app.confirmed = True
    app.save()
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = app.persistent_id
    session[factors.PROVED_AT] = timezone.now().timestamp()
    session.save()
    return app


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Trägerverein {n}")
    kind = Organisation.Kind.WELFARE


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = OrganisationRole.READER


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Beratungsstelle"
    street, postcode, town = "Kelterplatz 4", "74952", "Wengertsheim"
    hours = "Mo–Fr 8:00–12:00"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    first_name = "Lena"
    last_name = factory.Sequence(lambda n: f"Wolfart{n}")


class PositionFactory(DjangoModelFactory):
    """What a person does; `own=True` or `listed=a_list` restricts who may see it."""

    class Meta:
        model = Position

    class Params:
        own = factory.Trait(visibility=Visibility.OWN)
        listed = factory.Trait(visibility=Visibility.LISTED)

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "Integrationsmanagement"
    phone = factory.Sequence(lambda n: f"+496990009{n % 900 + 100}")


class MailboxFactory(DjangoModelFactory):
    class Meta:
        model = Mailbox

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Leistung"
    email = "leistung@example.org"


class ContactListFactory(DjangoModelFactory):
    class Meta:
        model = ContactList

    name = factory.Sequence(lambda n: f"Interne Liste {n}")
    organisation = factory.SubFactory(OrganisationFactory)


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        skip_postgeneration_save = True

    ags = factory.Sequence(lambda n: f"08999{n % 1000:03}")
    name = factory.Sequence(lambda n: f"Ort {n}")

    @factory.post_generation
    def postcodes(self, create: bool, extracted: Sequence[str] | None, **kwargs: Any) -> None:
        for code in extracted or ():
            Postcode.objects.create(municipality=self, code=code)

    @factory.post_generation
    def places(self, create: bool, extracted: Sequence[str] | None, **kwargs: Any) -> None:
        for name in extracted or ():
            PlaceName.objects.create(municipality=self, name=name)


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Dienst {n}")
    slug = factory.Sequence(lambda n: f"dienst-{n}")


class CoverageFactory(DjangoModelFactory):
    class Meta:
        model = Coverage

    municipality = factory.SubFactory(MunicipalityFactory)
    service = factory.SubFactory(ServiceFactory)
    organisation = factory.SubFactory(OrganisationFactory)


def deputies(position: Position, *others: Position) -> None:
    """Lets these stand in for a position, in this order."""
    for order, other in enumerate(others):
        Deputy.objects.create(position=position, deputy=other, sort_order=order)


def away(person: Person, first: Any, last: Any = None) -> None:
    Absence.objects.create(person=person, first_day=first, last_day=last)


def section(
    number: str = "", heading: str = "", text: str = "", level: int = 1, identity: str | None = None
) -> dict[str, Any]:
    """One raw stream child."""
    value = {"number": number, "level": level, "heading": heading, "text": text}
    return {"type": "section", "id": identity or str(uuid.uuid4()), "value": value}


def normative_page(sections: Sequence[dict[str, Any]] = (), live: bool = True, **fields: Any) -> NormativePage:
    """A document below the overview page; published through a revision, as the editor does."""
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    fields.setdefault("title", "Richtlinie Beratung im Rebental")
    page = NormativePage(live=False, sections=list(sections), **fields)
    index.add_child(instance=page)
    if live:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def documents_citing(*clauses: str) -> None:
    """The county's documents that hold these, cited as in the code: "LÖ-RL 4.3"."""
    by_name: dict[str, list[str]] = {}
    for clause in clauses:
        name, _blank, number = clause.rpartition(" ")
        by_name.setdefault(name, []).append(number)
    for name, numbers in by_name.items():
        normative_page(
            [section(number) for number in numbers], title=f"Dokument {name}", short_title=name, cited_as=name
        )


def news_page(title: str = "Neue Sprechzeiten", **fields: Any) -> NewsPage:
    fields.setdefault("teaser", "Die Beratungsstelle öffnet früher.")
    page = NewsPage(title=title, **fields)
    NewsIndexPage.objects.get(locale__language_code="de").add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def berlin(text: str) -> dt.datetime:
    """A wall time in Berlin: "2026-11-17 9:00", or a day alone for midnight."""
    day, _blank, time = text.partition(" ")
    hour, _colon, minute = (time or "0:00").partition(":")
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(int(hour), int(minute)), BERLIN)


def event_page(
    title: str = "Asylrecht kompakt", start: str = "2026-11-17 9:00", end: str = "", live: bool = True, **fields: Any
) -> EventPage:
    """An event of two hours in the calendar, by wall time in Berlin; `hosts` are organisations."""
    hosts = fields.pop("hosts", ())
    starts_at = berlin(start)
    ends_at = berlin(end) if end else starts_at + dt.timedelta(hours=2)
    page = EventPage(title=title, starts_at=starts_at, ends_at=ends_at, live=False, **fields)
    page.hosts = hosts
    EventIndexPage.objects.get(locale__language_code="de").add_child(instance=page)
    if live:
        page.save_revision().publish()
        page.refresh_from_db()
    return page
