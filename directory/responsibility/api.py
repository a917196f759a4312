"""The answer to "who is responsible" as data, for programs (docs/api.md)."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from directory.gazetteer import Town
from directory.models import Organisation, Site
from directory.responsibility.cards import Card
from directory.responsibility.query import Outcome
from directory.responsibility.stand_ins import StandIn


def as_data(outcome: Outcome, request: HttpRequest) -> dict[str, Any]:
    if outcome.place is None:
        return {
            "date": outcome.day.isoformat(),
            "choices": [
                {**town(choice.town), "url": request.build_absolute_uri(choice.url)} for choice in outcome.options
            ],
        }
    return {
        "date": outcome.day.isoformat(),
        "municipality": town(outcome.place.town),
        "former_municipality": town(outcome.former) if outcome.former else None,
        "services": [card(answered, request) for answered in outcome.cards],
    }


def town(municipality: Town) -> dict[str, Any]:
    return {"ags": municipality.ags, "name": municipality.name, "postcodes": list(municipality.postcodes)}


def card(answered: Card, request: HttpRequest) -> dict[str, Any]:
    """`is_gap`: nobody is responsible; then only the service is named."""
    said: dict[str, Any] = {
        "service": {"slug": answered.service.slug, "name": answered.service.name},
        "is_gap": answered.coverage is None,
    }
    if answered.coverage is None:
        return said
    row = answered.coverage
    return said | {
        "target_group": row.target_group.name if row.target_group else None,
        "organisation": organisation(row.organisation, request),
        "mode": row.mode or None,
        "structure": row.structure or None,
        "valid_from": day(row.valid_from),
        "valid_until": day(row.valid_until),
        "site": site(answered.site),
        "contact": person(answered.contact, request),
        "acting": person(answered.acting, request),
        "deputies": [person(deputy, request) for deputy in answered.deputies],
        "mailbox": {"name": answered.mailbox.name, "email": answered.mailbox.email}
        if answered.mailbox and not answered.mailbox.is_listed
        else None,
        "phone": number(answered.phone),
        "email": answered.email or None,
        "open": opening(answered),
        "confirmed_on": day(answered.confirmed_on),
    }


def organisation(named: Organisation, request: HttpRequest) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("directory:organisation", args=[named.pk]))
    return {"id": named.pk, "name": named.name, "kind": named.kind, "url": url}


def site(place: Site | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "name": place.name,
        "address": place.address,
        "hours": place.hours,
        "special_hours": place.special_hours.splitlines(),
        "access": place.access or None,
        "languages": place.languages,
    }


def person(stand_in: StandIn | None, request: HttpRequest) -> dict[str, Any] | None:
    if stand_in is None:
        return None
    position = stand_in.position
    return {
        "id": position.person_id,
        "name": str(position.person),
        "role": position.role,
        "phone": None if position.is_listed else number(position.phone),
        "email": None if position.is_listed else position.email or None,
        "is_away": not stand_in.is_there,
        "away_until": None if stand_in.is_there or stand_in.is_away_for_now else day(stand_in.away_until),
        "url": request.build_absolute_uri(reverse("directory:person", args=[position.person_id])),
    }


def opening(answered: Card) -> dict[str, Any] | None:
    """None where no hours are known."""
    if not (answered.hours or answered.hours_reason or answered.state):
        return None
    state = answered.state
    return {
        "hours": answered.hours or None,
        "closed_because": answered.hours_reason or None,
        "is_open_now": state.is_open if state else None,
        "until": moment(state.until) if state else None,
        "opens_at": moment(state.opens_at) if state else None,
    }


def moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="minutes") if at else None


def day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def number(phone: Any) -> str | None:
    """As dialled from anywhere."""
    # What was stored before numbers were checked may be text.
    return str(phone.as_e164) if phone and hasattr(phone, "as_e164") else (str(phone) or None)
