"""Pure: how somebody stands with a rule, from when they began and what they have had."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from directory.deadlines import add_months

LEAD_MONTHS = 3  # before the next time, from when on it is asked for again


@dataclass(frozen=True)
class Standing:
    """`is_open`: it is to be done now, by `due_on`."""

    due_on: dt.date
    done_on: dt.date | None
    is_open: bool


def standing(
    start: dt.date, done: Iterable[dt.date], today: dt.date, *, months: int, every_months: int | None
) -> Standing:
    """What was done before the start counts, too: nobody has to do it twice for changing the employer."""
    last = max((day for day in done if day <= today), default=None)
    if last is None:
        return Standing(add_months(start, months), None, True)
    if every_months is None:
        return Standing(add_months(start, months), last, False)
    again = add_months(last, every_months)
    return Standing(again, last, add_months(today, LEAD_MONTHS) >= again)
