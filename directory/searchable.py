"""Organisations, contacts, municipalities and services as search documents, each for those who may see it."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from directory.languages import language_names
from directory.models import (
    ContactList,
    Coverage,
    ListEntry,
    Mailbox,
    Municipality,
    Organisation,
    Person,
    Position,
    Service,
    Site,
    Team,
)
from directory.models.restrictions import AUDIENCE, named
from directory.models.validity import holds_on
from portal.navigation import reverse_or_none
from search.documents import Document
from search.registry import owner, searchable

LANGUAGE = "de"
BOOST = 0.9  # what is written in an agreement goes before who is named in the register


def address(name: str, *args: object) -> str:
    with override(LANGUAGE):
        return reverse_or_none(f"directory:{name}", *args) or ""


def digits(*numbers: Any) -> tuple[str, ...]:
    """How a number may be typed: as one, in parts ("069 90009-231"), or only its end, from three digits on."""
    typed: list[str] = []
    for number in filter(None, numbers):
        written = getattr(number, "shown", str(number))
        # The part behind the area code is what colleagues dial.
        national, own = re.sub(r"\D", "", written), re.sub(r"\D", "", written.rpartition(" ")[2])
        abroad = [f"00{national}"] if written.startswith("+") else []
        typed += [national, *abroad, *(national[-length:] for length in range(3, len(national)))]
        typed += [*written.split()[:1], *(own[:-extension] for extension in (2, 3, 4))]
    return tuple(dict.fromkeys(filter(None, typed)))


def lines(*texts: Any) -> str:
    return "\n".join(str(text) for text in texts if text)


def phone(number: Any) -> str:
    return str(getattr(number, "shown", number) or "")


def organisations() -> QuerySet[Organisation]:
    shown: QuerySet[Organisation] = Organisation.objects.active().prefetch_related("sites", "teams")
    return shown


@searchable(
    Organisation,
    findable=organisations,
    kinds={"organisation": gettext_lazy("Organisation")},
    follows={
        Site: lambda site: Organisation.objects.filter(pk=site.organisation_id),
        Team: lambda team: Organisation.objects.filter(pk=team.organisation_id),
    },
)
def organisation_documents(organisation: Organisation) -> Iterator[Document]:
    sites = list(organisation.sites.all())
    places = [lines(", ".join(filter(None, (site.name, site.address))), phone(site.phone)) for site in sites]
    speaks = language_names(dict.fromkeys(code for site in sites for code in site.languages))
    with override(LANGUAGE):
        yield Document(
            id=f"organisation:{organisation.pk}",
            owner=owner(Organisation, organisation.pk),
            kind="organisation",
            title=organisation.name,
            text=lines(
                organisation.description,
                organisation.get_kind_display(),
                phone(organisation.phone),
                *places,
                ", ".join(team.name for team in organisation.teams.all()),
                ", ".join(map(str, speaks)),
            ),
            url=address("organisation", organisation.pk),
            language=LANGUAGE,
            document_aliases=(organisation.short_name, *digits(organisation.phone, *(site.phone for site in sites))),
            organisations=(organisation.name,),
            boost=BOOST,
        )


def positions() -> QuerySet[Position]:
    """Those of today and of later."""
    shown: QuerySet[Position] = Position.objects.overlapping(timezone.localdate(), None).for_lists()
    return shown


@searchable(
    Position,
    findable=positions,
    kinds={"contact": gettext_lazy("Kontakt")},
    audience=AUDIENCE,
    follows={
        Person: lambda person: Position.objects.filter(person=person.pk),
        Organisation: lambda organisation: Position.objects.filter(organisation=organisation.pk),
        Team: lambda team: Position.objects.filter(team=team.pk),
        Site: lambda site: Position.objects.filter(site=site.pk),
    },
)
def position_documents(position: Position) -> Iterator[Document]:
    """What a person does, for those who may see it; the same person may be found by each of several positions."""
    yield Document(
        id=f"position:{position.pk}",
        owner=owner(Position, position.pk),
        kind="contact",
        title=str(position.person),
        text=lines(
            ", ".join(filter(None, (position.role, position.area))),
            position.where,
            ""
            # Numbers of a list stand in the list only, where each look is recorded.
            if position.is_listed
            else ", ".join(filter(None, (phone(position.phone), phone(position.mobile), position.email))),
            position.site.address if position.site else "",
            ", ".join(map(str, language_names(position.person.languages))),
        ),
        url=address("list", position.contact_list_id) if position.is_listed else address("person", position.person_id),
        language=LANGUAGE,
        document_aliases=digits(position.phone, position.mobile),
        organisations=(position.organisation.name,),
        audience=position.audience,
        boost=BOOST,
    )


def mailboxes() -> QuerySet[Mailbox]:
    found: QuerySet[Mailbox] = Mailbox.objects.filter(organisation__in=Organisation.objects.active())
    return found.select_related("organisation")


@searchable(
    Mailbox,
    findable=mailboxes,
    kinds={},
    audience=AUDIENCE,
    follows={Organisation: lambda organisation: Mailbox.objects.filter(organisation=organisation.pk)},
)
def mailbox_documents(one: Mailbox) -> Iterator[Document]:
    """A document of its own, so that its address is found by those who may see it and leaves nobody else's."""
    yield Document(
        id=f"mailbox:{one.pk}",
        owner=owner(Mailbox, one.pk),
        kind="contact",
        title=one.name,
        text=lines(one.organisation.name, "" if one.is_listed else lines(one.email, phone(one.phone))),
        url=address("list", one.contact_list_id) if one.is_listed else address("organisation", one.organisation_id),
        language=LANGUAGE,
        document_aliases=(one.email, *digits(one.phone)),
        organisations=(one.organisation.name,),
        audience=one.audience,
        boost=BOOST,
    )


@searchable(
    Municipality,
    findable=lambda: Municipality.objects.prefetch_related("postcodes", "places", "successions__successor"),
    kinds={"municipality": gettext_lazy("Gemeinde")},
    follows={
        Coverage: lambda coverage: Municipality.objects.filter(pk=coverage.municipality_id),
        Organisation: lambda organisation: Municipality.objects.filter(
            coverage__organisation=organisation.pk
        ).distinct(),
    },
)
def municipality_documents(municipality: Municipality) -> Iterator[Document]:
    today = timezone.localdate()
    rows = (
        municipality.coverage.filter(holds_on(today))
        .select_related("service", "organisation")
        .order_by("service__order")
    )
    after = ", ".join(str(link.successor) for link in municipality.successions.all())
    with override(LANGUAGE):
        yield Document(
            id=f"municipality:{municipality.pk}",
            owner=owner(Municipality, municipality.pk),
            kind="municipality",
            title=municipality.full_name,
            text=lines(
                " ".join([*(code.code for code in municipality.postcodes.all()), municipality.ags]),
                ", ".join(place.name for place in municipality.places.all()),
                _("Aufgegangen in: %(names)s") % {"names": after} if after else "",
                *(f"{row.service.name}: {row.organisation.name}" for row in rows),
            ),
            url=address("municipality", municipality.ags),
            language=LANGUAGE,
            document_aliases=(municipality.name, *(place.name for place in municipality.places.all())),
            boost=BOOST,
        )


@searchable(Service, findable=Service.objects.all, kinds={"service": gettext_lazy("Dienst")})
def service_documents(service: Service) -> Iterator[Document]:
    yield Document(
        id=f"service:{service.pk}",
        owner=owner(Service, service.pk),
        kind="service",
        title=service.name,
        text=service.description,
        url=f"{address('responsible')}?dienst={service.slug}",
        language=LANGUAGE,
        document_aliases=(service.short_name,) if service.short_name else (),
        boost=BOOST,
    )


@searchable(
    ContactList,
    findable=lambda: ContactList.objects.select_related("organisation"),
    kinds={"contact_list": gettext_lazy("Interne Liste")},
    audience=named("list", "pk"),
    follows={Organisation: lambda organisation: ContactList.objects.filter(organisation=organisation.pk)},
)
def list_documents(contact_list: ContactList) -> Iterator[Document]:
    """What it is for; who is on it are documents of their own."""
    yield Document(
        id=f"contact_list:{contact_list.pk}",
        owner=owner(ContactList, contact_list.pk),
        kind="contact_list",
        title=contact_list.name,
        text=lines(contact_list.purpose, contact_list.clause),
        url=address("list", contact_list.pk),
        language=LANGUAGE,
        organisations=(contact_list.organisation.name,),
        audience=f"list:{contact_list.pk}",
        boost=BOOST,
    )


def entries() -> QuerySet[ListEntry]:
    """Entries of today's people and of mailboxes, as far as their list may show them."""
    today = timezone.localdate()
    shown: QuerySet[ListEntry] = (
        ListEntry.objects.shown()
        .filter(Q(position=None) | holds_on(today, "position__"))
        .select_related("contact_list", "position__person", "position__organisation", "mailbox__organisation")
    )
    return shown


@searchable(
    ListEntry,
    findable=entries,
    kinds={},
    audience=named("list", "contact_list_id"),
    follows={
        Person: lambda person: ListEntry.objects.filter(position__person=person.pk),
        Position: lambda position: ListEntry.objects.filter(position=position.pk),
        Mailbox: lambda mailbox: ListEntry.objects.filter(mailbox=mailbox.pk),
    },
)
def entry_documents(entry: ListEntry) -> Iterator[Document]:
    """Found by the number for this list, which only the list itself shows: each look at it is recorded."""
    # Without a number or a note of its own, the list says nothing that is not found elsewhere.
    if not entry.phone and not entry.note:
        return
    about: Any = entry.position or entry.mailbox
    yield Document(
        id=f"list_entry:{entry.pk}",
        owner=owner(ListEntry, entry.pk),
        kind="contact_list",
        title=str(about.person if entry.position else about.name),
        text=lines(entry.contact_list.name, getattr(about, "role", ""), about.organisation.name, entry.note),
        url=address("list", entry.contact_list_id),
        language=LANGUAGE,
        document_aliases=digits(entry.phone),
        organisations=(about.organisation.name,),
        audience=f"list:{entry.contact_list_id}",
        boost=BOOST,
    )
