"""Until when an answer is due: working days of the county, the last one whole, in Berlin time (F49)."""

import datetime as dt
from zoneinfo import ZoneInfo

from directory.holidays import public_holidays

BERLIN = ZoneInfo("Europe/Berlin")
USUAL_DAYS = 5
SATURDAY = 5


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day)


def working_days_after(day: dt.date, days: int) -> dt.date:
    """The day on which that many working days are full; the day itself does not count."""
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_working_day(day)
    return day


def end_of(day: dt.date) -> dt.datetime:
    """23:59:59 of that day in Berlin, whatever the season."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), BERLIN)


def start_after(day: dt.date) -> dt.datetime:
    """The first moment after that day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0), BERLIN)


def answer_due(sent: dt.datetime, days: int = USUAL_DAYS) -> dt.datetime:
    return end_of(working_days_after(sent.astimezone(BERLIN).date(), days))
