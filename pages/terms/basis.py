"""From the fields of an agreement and what was recorded about it to the plain values that clocks are computed from."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pages.terms.clocks import Basis

KNOWN_YEARS = range(1900, 2201)  # others are typing errors, and a calendar ends somewhere
Event = Any  # a TermEvent
Document = Any  # a NormativePage: its model imports this module


def basis_of(page: Document, events: Iterable[Event] = ()) -> Basis:
    """`events` in any order. A template's terms are those of agreements to come, so it has no clocks itself."""
    if page.kind == page.Kind.TEMPLATE:
        return Basis(repealed_on=known(page.repealed_on))
    by_kind: dict[str, list[Event]] = {}
    for event in events:
        by_kind.setdefault(event.kind, []).append(event)
    reviewed = max(by_kind.get("review", ()), key=lambda event: (event.on, event.pk or 0), default=None)
    return Basis(
        term=page.term,
        first_day=known(page.signed_on if page.term_start == page.Start.SIGNING else page.in_force_on),
        months=page.term_months or 0,
        until=known(page.term_until),
        renewal=page.renewal,
        renewal_months=page.renewal_months or 0,
        objection_months=page.objection_months or 0,
        notice_months=page.notice_months or 0,
        review_months=page.review_months or 0,
        review_on=known(page.review_next_on),
        since=known(page.in_force_on or page.signed_on),
        repealed_on=known(page.repealed_on),
        objections=tuple(event.on for event in by_kind.get("objection", ())),
        extended_until=max((event.until for event in by_kind.get("extension", ()) if event.until), default=None),
        reviewed_on=reviewed.on if reviewed else None,
        review_met=reviewed.due_on if reviewed else None,
    )


def known(day: dt.date | None) -> dt.date | None:
    return day if day is not None and day.year in KNOWN_YEARS else None
