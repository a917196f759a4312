"""Public holidays of the state the county lies in, and working days."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from holidays import country_holidays

from portal import conf

SATURDAY = 5


def public_holidays(day: dt.date) -> Mapping[dt.date, str]:
    """Names by day, of the year of `day` and the one after it."""
    return of_years(conf.get("STATE"), day.year)


# Worked out once for each state and year: every card of an answer asks for them.
@lru_cache(maxsize=16)
def of_years(state: str, year: int) -> dict[dt.date, str]:
    return dict(country_holidays("DE", subdiv=state, years=[year, year + 1], language="de").items())


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day)


def working_days_after(day: dt.date, days: int) -> dt.date:
    """The day on which that many working days are full; the day itself does not count."""
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_working_day(day)
    return day
