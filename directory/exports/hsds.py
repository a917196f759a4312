"""Organisations as JSON in the shape of the Human Services Data Specification (HSDS 3.0, docs.openreferral.org)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from directory import opening_hours
from directory.languages import LANGUAGES
from directory.models import Coverage, Organisation, Position, Site
from portal import conf

# Any fixed one would do; another one would make every id a new one for those who read the export.
NAMESPACE = uuid.UUID("6f0f6f0e-6d0a-5f3c-9c59-5b8f3d2f6a11")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Data = dict[str, Any]


def identity(kind: str, *keys: object) -> str:
    """The same id at each export, as HSDS asks for."""
    return str(uuid.uuid5(NAMESPACE, ":".join(map(str, (kind, *keys)))))


def document(
    organisations: Iterable[Organisation], coverage: Iterable[Coverage], positions: Iterable[Position]
) -> Data:
    """`sites` of the organisations should be prefetched; `positions` are those that all partners may see."""
    covered: dict[int, list[Coverage]] = defaultdict(list)
    for row in coverage:
        covered[row.organisation_id].append(row)
    people: dict[int, list[Position]] = defaultdict(list)
    for position in positions:
        people[position.organisation_id].append(position)
    contents = [known(described(row, covered[row.pk], people[row.pk])) for row in organisations]
    size = len(contents)
    return {
        "total_items": size,
        "total_pages": 1,
        "page_number": 1,
        "size": size,
        "first_page": True,
        "last_page": True,
        "empty": not size,
        "contents": contents,
    }


def known(data: Any) -> Any:
    """Without what is not known: HSDS leaves such fields out."""
    if isinstance(data, dict):
        return {name: known(value) for name, value in data.items() if value is not None}
    return [known(value) for value in data] if isinstance(data, list) else data


def described(organisation: Organisation, covered: list[Coverage], positions: list[Position]) -> Data:
    return {
        "id": identity("organization", organisation.pk),
        "name": organisation.name,
        "alternate_name": organisation.short_name or None,
        "description": organisation.description or str(organisation.get_kind_display()),
        "email": organisation.email or None,
        "website": organisation.website or None,
        "phones": phones("organization", organisation.pk, organisation.phone),
        "contacts": [contact(position) for position in positions],
        "locations": [location(site) for site in organisation.sites.all()],
        "services": services(organisation, covered),
    }


def services(organisation: Organisation, covered: list[Coverage]) -> list[Data]:
    areas: dict[int, list[Coverage]] = defaultdict(list)
    for row in covered:
        areas[row.service_id].append(row)
    return [
        {
            "id": identity("service", organisation.pk, pk),
            "organization_id": identity("organization", organisation.pk),
            "name": rows[0].service.name,
            "alternate_name": rows[0].service.short_name or None,
            "description": rows[0].service.description or None,
            "status": "active",
            "minimum_age": rows[0].service.min_age,
            "maximum_age": rows[0].service.max_age,
            "assured_date": organisation.confirmed_on.isoformat() if organisation.confirmed_on else None,
            "service_areas": [
                {
                    "id": identity("area", row.pk),
                    "name": row.municipality.name,
                    "extent": row.municipality.ags,
                    "extent_type": "AGS",
                }
                for row in rows
            ],
        }
        for pk, rows in areas.items()
    ]


def contact(position: Position) -> Data:
    return {
        "id": identity("contact", position.pk),
        "name": str(position.person),
        "title": position.role,
        "department": position.team.name if position.team else None,
        "email": position.email or None,
        "phones": phones("contact", position.pk, position.phone, position.mobile),
    }


def location(site: Site) -> Data:
    return {
        "id": identity("location", site.pk),
        "location_type": "physical",
        "name": site.name,
        "addresses": [
            {
                "id": identity("address", site.pk),
                "address_1": site.street,
                "city": site.town,
                "postal_code": site.postcode,
                "state_province": conf.get("STATE"),
                "country": "DE",
                "address_type": "physical",
            }
        ]
        if site.street or site.town
        else [],
        "phones": phones("location", site.pk, site.phone),
        "languages": [
            {"id": identity("language", site.pk, code), "name": str(LANGUAGES[code]), "code": code}
            for code in site.languages
            if code in LANGUAGES
        ],
        "accessibility": [
            {
                "id": identity("accessibility", site.pk),
                "description": str(site.get_access_display()),
                "details": site.access_note or None,
            }
        ]
        if site.access
        else [],
        "schedules": schedules(site),
    }


def schedules(site: Site) -> list[Data]:
    """A weekly one for each pair of times, and one for each exception."""
    hours = site.opening
    times: dict[opening_hours.Span, list[str]] = defaultdict(list)
    for day, spans in zip(DAYS, hours.week, strict=True):
        for span in spans:
            times[span].append(day)
    special = [
        exception(site, day, place, span)
        for day in hours.specials
        for place, span in enumerate(day.spans or (None,))  # a closed day has one, without times
    ]
    return [*(weekly(site, span, days) for span, days in times.items()), *special]


def weekly(site: Site, span: opening_hours.Span, days: list[str]) -> Data:
    return {
        "id": identity("schedule", site.pk, *span),
        "freq": "WEEKLY",
        "byday": ",".join(days),
        "opens_at": iso_time(span[0]),
        "closes_at": iso_time(span[1]),
        "notes": site.hours_note or None,
    }


def exception(site: Site, day: opening_hours.Special, place: int, span: opening_hours.Span | None) -> Data:
    return {
        "id": identity("exception", site.pk, day.first, place),
        "valid_from": day.first.isoformat(),
        "valid_to": day.last.isoformat(),
        "opens_at": iso_time(span[0]) if span else None,
        "closes_at": iso_time(span[1]) if span else None,
        "notes": day.reason or opening_hours.CLOSED,
    }


def phones(kind: str, key: int, *numbers: Any) -> list[Data]:
    return [
        {"id": identity("phone", kind, key, place), "number": getattr(number, "as_international", str(number))}
        for place, number in enumerate(numbers)
        if number
    ]


def iso_time(minutes: int) -> str:
    """As ISO 8601 has it: two digits for the hour too."""
    return opening_hours.clock(minutes).zfill(5)
