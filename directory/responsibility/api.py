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


def as_data(found: Outcome, request: HttpRequest) -> dict[str, Any]:
    if found.place is None:
        return {
            "date": found.day.isoformat(),
            "choices": [{**town(one.town), "url": request.build_absolute_uri(one.url)} for one in found.options],
        }
    return {
        "date": found.day.isoformat(),
        "municipality": town(found.place.town),
        "former_municipality": town(found.former) if found.former else None,
        "services": [card(one, request) for one in found.cards],
    }


def town(one: Town) -> dict[str, Any]:
    return {"ags": one.ags, "name": one.name, "postcodes": list(one.postcodes)}


def card(one: Card, request: HttpRequest) -> dict[str, Any]:
    """`is_gap`: nobody is responsible; then only the service is named."""
    said: dict[str, Any] = {
        "service": {"slug": one.service.slug, "name": one.service.name},
        "is_gap": one.coverage is None,
    }
    if one.coverage is None:
        return said
    row = one.coverage
    return said | {
        "target_group": row.target_group.name if row.target_group else None,
        "organisation": organisation(row.organisation, request),
        "mode": row.mode or None,
        "structure": row.structure or None,
        "valid_from": day(row.valid_from),
        "valid_until": day(row.valid_until),
        "site": site(one.site),
        "contact": person(one.contact, request),
        "acting": person(one.acting, request),
        "deputies": [person(deputy, request) for deputy in one.deputies],
        "mailbox": {"name": one.mailbox.name, "email": one.mailbox.email}
        if one.mailbox and not one.mailbox.is_listed
        else None,
        "phone": number(one.phone),
        "email": one.email or None,
        "open": opening(one),
        "confirmed_on": day(one.confirmed_on),
    }


def organisation(one: Organisation, request: HttpRequest) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("directory:organisation", args=[one.pk]))
    return {"id": one.pk, "name": one.name, "kind": one.kind, "url": url}


def site(one: Site | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "name": one.name,
        "address": one.address,
        "hours": one.hours,
        "special_hours": one.special_hours.splitlines(),
        "access": one.access or None,
        "languages": one.languages,
    }


def person(one: StandIn | None, request: HttpRequest) -> dict[str, Any] | None:
    if one is None:
        return None
    position = one.position
    return {
        "id": position.person_id,
        "name": str(position.person),
        "role": position.role,
        "phone": None if position.is_listed else number(position.phone),
        "email": None if position.is_listed else position.email or None,
        "is_away": not one.is_there,
        "away_until": None if one.is_there or one.is_away_for_now else day(one.away_until),
        "url": request.build_absolute_uri(reverse("directory:person", args=[position.person_id])),
    }


def opening(one: Card) -> dict[str, Any] | None:
    """None where no hours are known."""
    if not (one.hours or one.hours_reason or one.state):
        return None
    state = one.state
    return {
        "hours": one.hours or None,
        "closed_because": one.hours_reason or None,
        "is_open_now": state.is_open if state else None,
        "until": moment(state.until) if state else None,
        "opens_at": moment(state.opens_at) if state else None,
    }


def moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="minutes") if at else None


def day(one: dt.date | None) -> str | None:
    return one.isoformat() if one else None


def number(phone: Any) -> str | None:
    """As dialled from anywhere."""
    return str(phone.as_e164) if phone and hasattr(phone, "as_e164") else (str(phone) or None)
