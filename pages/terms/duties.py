"""Reminders before the days of an agreement: to object, to give notice, to extend, to review (F12, F58, F61)."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from pages.models import TermDay
from pages.terms import clocks, queries, wording
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.navigation import reverse_or_none

PART = gettext_lazy("Vereinbarungen")


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(queries.reminders(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """Two queries."""
    if reverse_or_none("terms:document", 1) is None:
        return
    rows = list(queries.reminders(answering.pk, answering.day).select_related("document"))
    behalf = queries.on_behalf_of({row.document_id for row in rows}, answering) if rows else {}
    yield from (duty(row, behalf.get(row.document_id, "")) for row in rows)


def duty(row: TermDay, on_behalf_of: str) -> Duty:
    section = queries.clause_of(row.document, row.kind)
    return Duty(
        title=str(wording.DUTIES[row.kind]) % {"name": row.document.cite_name()},
        part=PART,
        url=reverse("terms:document", args=[row.document_id]),
        kind=kind_of(row),
        key=key_of(row),
        due=row.on,
        clause=section.title if section else "",
        clause_url=section.url if section else "",
        state=(row.document.review_of if row.kind == clocks.REVIEW else "") or str(wording.STATES[row.kind]),
        on_behalf_of=on_behalf_of,
    )


def kind_of(row: TermDay) -> str:
    return f"terms.{row.kind}"


def key_of(row: TermDay) -> str:
    """The same however often the rows are written."""
    return f"{row.document_id}-{row.on.isoformat()}"
