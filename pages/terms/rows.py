"""The clocks of one document as its page lists them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise

from pages.models import NormativePage, TermEvent
from pages.terms import clocks, queries, wording
from pages.terms.clocks import Basis
from portal.agreed import AgreedSection

SETTLEABLE = {clocks.OBJECTION, clocks.NOTICE, clocks.EXTENSION, clocks.END}


@dataclass(frozen=True)
class Row:
    """`is_near`: the people named are being reminded. `step` is what can be recorded: a name of the addresses in `urls`."""

    kind: str
    on: dt.date
    title: str | Promise
    how: str
    clause: AgreedSection | None = None
    step: str = ""
    is_near: bool = False


STEPS = {clocks.OBJECTION: "objection", clocks.EXTENSION: "extension", clocks.REVIEW: "review"}


def rows(document: NormativePage, basis: Basis) -> list[Row]:
    today = timezone.localdate()
    near = today + dt.timedelta(days=clocks.REMINDED_DAYS)
    found = [
        Row(
            kind=clock.kind,
            on=clock.on,
            title=wording.TITLES[clock.kind],
            how=wording.how(basis, clock),
            clause=queries.clause_of(document, clock.kind),
            step=STEPS.get(clock.kind, ""),
            is_near=clock.kind in SETTLEABLE and clock.on <= near,
        )
        for clock in clocks.next_of_each(basis, today)
    ]
    return sorted([*found, *meeting_rows(document)], key=lambda row: row.on)


def meeting_rows(document: NormativePage) -> Iterator[Row]:
    due = queries.next_meeting(document) if document.status() == "in_force" else None
    if due is not None:
        yield Row(
            kind=wording.MEETING,
            on=due,
            title=wording.TITLES[wording.MEETING],
            how=wording.meeting_computed(document.meeting_months or 0),
            clause=queries.clause_of(document, wording.MEETING),
        )


def unsettled(found: list[Row], events: list[TermEvent], organisations: set[int | None]) -> set[dt.date]:
    """Days near on which one of these organisations, or the coordination (None), has not decided yet."""
    decided = {(event.due_on, event.organisation_id) for event in events if event.kind == TermEvent.Kind.SETTLED}
    return {row.on for row in found if row.is_near and any((row.on, one) not in decided for one in organisations)}
