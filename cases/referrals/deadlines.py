"""Until when an answer is due: working days of the county, the last one whole, in Berlin time (F49)."""

import datetime as dt
from zoneinfo import ZoneInfo

from directory.holidays import working_days_after

BERLIN = ZoneInfo("Europe/Berlin")
USUAL_DAYS = 5


def end_of(day: dt.date) -> dt.datetime:
    """23:59:59 of that day in Berlin, whatever the season."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), BERLIN)


def start_after(day: dt.date) -> dt.datetime:
    """The first moment after that day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0), BERLIN)


def answer_due(sent: dt.datetime, days: int = USUAL_DAYS) -> dt.datetime:
    return end_of(working_days_after(sent.astimezone(BERLIN).date(), days))
