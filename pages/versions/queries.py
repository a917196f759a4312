"""Which text counts on which day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from pages.models import NormativePage, Version

DRAFT, ASKED, FUTURE, IN_FORCE, FORMER, REPEALED = "draft", "asked", "future", "in_force", "former", "repealed"


@dataclass(frozen=True)
class Dated:
    """A version with its place in time: `until` is its last day, None while nothing follows."""

    version: Version
    status: str
    until: dt.date | None = None
    before: Version | None = None


def in_force(page: NormativePage, day: dt.date | None = None) -> Version | None:
    """Of the text alone; whether the document itself is repealed by then is `page.status(day)`."""
    found: Version | None = page.versions.in_force_on(day or timezone.localdate()).first()
    return found


def history(page: NormativePage, day: dt.date | None = None) -> list[Dated]:
    """Newest first, what is withdrawn left out; one query."""
    rows = list(page.versions.exclude(state=Version.State.WITHDRAWN).select_related("created_by", "adopted_by"))
    return dated(page, rows, day or timezone.localdate())


def dated(page: NormativePage, rows: Sequence[Version], day: dt.date) -> list[Dated]:
    adopted = [row for row in rows if row.state == Version.State.ADOPTED]
    adopted.sort(key=lambda row: row.effective_on or dt.date.max)
    unfinished = [Dated(row, row.state) for row in rows if row.state != Version.State.ADOPTED]
    beside = zip([None, *adopted][:-1], adopted, [*adopted, None][1:], strict=True)
    shown = [Dated(row, status(page, row, after, day), last_day(page, after), before) for before, row, after in beside]
    return [*unfinished, *reversed(shown)]


def status(page: NormativePage, row: Version, after: Version | None, day: dt.date) -> str:
    if row.effective_on is None or row.effective_on > day:
        return FUTURE
    if after is not None and after.effective_on is not None and after.effective_on <= day:
        return FORMER
    return REPEALED if page.repealed_on and page.repealed_on <= day else IN_FORCE


def last_day(page: NormativePage, after: Version | None) -> dt.date | None:
    following = after.effective_on if after else page.repealed_on
    return following - dt.timedelta(days=1) if following else None
