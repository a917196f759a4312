"""When a document is in force, in one place: for a row of the database and for a page at hand."""

import datetime as dt

from django.db.models import Q


def in_force_on(day: dt.date, path: str = "") -> Q:
    """For a filter; `path` leads to the document ("document__")."""
    return Q(**{f"{path}in_force_on__lte": day}) & not_out_on(day, path)


def not_out_on(day: dt.date, path: str = "") -> Q:
    """Neither repealed nor run out, whether or not it is known when it began; `ends_on` is the last day its term gives it."""
    stays = Q(**{f"{path}repealed_on": None}) | Q(**{f"{path}repealed_on__gt": day})
    runs = Q(**{f"{path}ends_on": None}) | Q(**{f"{path}ends_on__gte": day})
    return stays & runs


def first_day_out(repealed_on: dt.date | None, ends_on: dt.date | None) -> dt.date | None:
    """The first day on which it is not in force any more."""
    after = ends_on + dt.timedelta(days=1) if ends_on is not None and ends_on < dt.date.max else None
    return min((day for day in (repealed_on, after) if day is not None), default=None)


def status_on(day: dt.date, begins_on: dt.date | None, out_on: dt.date | None) -> str:
    """ "future", "in_force", "repealed" or "" (no date known)."""
    if out_on is not None and out_on <= day:
        return "repealed"
    if begins_on is None:
        return ""
    return "in_force" if begins_on <= day else "future"
