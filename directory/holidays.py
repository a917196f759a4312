"""Public holidays of the state the county lies in."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from holidays import country_holidays

from portal import conf


def public_holidays(day: dt.date) -> Mapping[dt.date, str]:
    """Names by day, of the year of `day` and the one after it."""
    return of_years(conf.get("STATE"), day.year)


# Worked out once for each state and year: every card of an answer asks for them.
@lru_cache(maxsize=16)
def of_years(state: str, year: int) -> dict[dt.date, str]:
    return dict(country_holidays("DE", subdiv=state, years=[year, year + 1], language="de").items())
