"""Address book entries (vCard 3.0) of people, organisations and answers."""

from collections.abc import Iterable, Sequence
from typing import Any

import vobject
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from vobject.vcard import Address, Name

from directory.models import Organisation, Position, Site
from directory.models.restrictions import Visibility
from directory.responsibility.cards import Card
from search.language.german import clean

Entry = Any  # vobject ships no types


def of_person(positions: Sequence[Position], request: HttpRequest) -> HttpResponse:
    return file([person(position, request) for position in positions], str(positions[0].person))


def of_organisation(organisation: Organisation, sites: Sequence[Site], request: HttpRequest) -> HttpResponse:
    return file([office(organisation, sites, request)], organisation.short_name or organisation.name)


def of_cards(cards: Iterable[Card], request: HttpRequest) -> HttpResponse:
    """Everybody who answers, each once, without those whom not all partners may see."""
    entries: dict[str, Entry] = {}
    for card in cards:
        if card.coverage is None:
            continue
        position = card.acting.position if card.acting else None
        # A card leaves the portal and is passed on.
        if position is not None and position.visibility == Visibility.PARTNERS:
            entries.setdefault(f"person:{position.pk}", person(position, request, card.service.name))
        else:
            sites = [card.site] if card.site else []
            entries.setdefault(
                f"office:{card.coverage.organisation_id}", office(card.coverage.organisation, sites, request)
            )
    return file(list(entries.values()), "zustaendig")


def person(position: Position, request: HttpRequest, note: str = "") -> Entry:
    who = position.person
    entry = vobject.vCard()
    entry.add("n").value = Name(family=line(who.last_name), given=line(who.first_name), prefix=line(who.title))
    entry.add("fn").value = line(str(who))
    entry.add("org").value = [
        line(part) for part in (position.organisation.name, position.team and position.team.name) if part
    ]
    entry.add("title").value = line(", ".join(filter(None, (position.role, position.area))))
    reachable(entry, position.phone, position.email)
    if position.mobile:
        phone(entry, position.mobile, "CELL")
    if position.site:
        address(entry, position.site)
    if note:
        entry.add("note").value = line(note)
    entry.add("url").value = request.build_absolute_uri(reverse("directory:person", args=[who.pk]))
    return entry


def office(organisation: Organisation, sites: Sequence[Site], request: HttpRequest) -> Entry:
    entry = vobject.vCard()
    entry.add("n").value = Name(family=line(organisation.name))
    entry.add("fn").value = line(organisation.name)
    entry.add("org").value = [line(organisation.name)]
    main = sites[0] if sites else None
    reachable(entry, organisation.phone or (main and main.phone), organisation.email or (main.email if main else ""))
    for site in sites:
        address(entry, site)
    entry.add("url").value = request.build_absolute_uri(reverse("directory:organisation", args=[organisation.pk]))
    return entry


def reachable(entry: Entry, number: Any, email: str) -> None:
    if number:
        phone(entry, number, "WORK")
    if email:
        mail = entry.add("email")
        mail.value, mail.type_param = line(email), "WORK"


def phone(entry: Entry, number: Any, kind: str) -> None:
    line_ = entry.add("tel")
    line_.value, line_.type_param = line(getattr(number, "as_international", str(number))), kind


def address(entry: Entry, site: Site) -> None:
    if site.street or site.town:
        place = entry.add("adr")
        place.value = Address(
            street=line(site.street), city=line(site.town), code=line(site.postcode), country="Deutschland"
        )
        place.type_param = "WORK"


def line(text: str) -> str:
    return " ".join(clean(text).split())


def file(entries: Sequence[Entry], name: str) -> HttpResponse:
    response = HttpResponse("".join(entry.serialize() for entry in entries), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "kontakt"}.vcf"'
    return response
