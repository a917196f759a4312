"""Pure: the periods of a year and their days (D14–D16). All days are whole days in Berlin, whatever the season (F53)."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
LOCKS_AFTER = dt.timedelta(days=60)  # time to ask back and to mend
HALF_YEAR, CALENDAR_YEAR, FUNDING = "half_year", "calendar_year", "funding"
YEARS = range(2017, 2100)


@dataclass(frozen=True)
class Template:
    """A period to be made; `clause` is the duty it serves."""

    kind: str
    name: str
    first_day: dt.date
    last_day: dt.date
    due_on: dt.date
    clause: str

    @property
    def opens_on(self) -> dt.date:
        return self.first_day

    @property
    def locks_on(self) -> dt.date:
        return self.due_on + LOCKS_AFTER


def of_year(year: int) -> tuple[Template, ...]:
    """The duties of a year. The guideline sets no day for half-years; a month after their end is the county's choice.

    The calendar year is due on 15 January (LÖ-RL 3.11.3), the funding period three months after its end (LÖ-RL 3.10.1).
    """
    new_year, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return (
        Template(
            HALF_YEAR, f"1. Halbjahr {year}", new_year, dt.date(year, 6, 30), dt.date(year, 7, 31), "LÖ-RL 3.11.2"
        ),
        Template(HALF_YEAR, f"2. Halbjahr {year}", dt.date(year, 7, 1), last, dt.date(year + 1, 1, 31), "LÖ-RL 3.11.2"),
        Template(CALENDAR_YEAR, f"Kalenderjahr {year}", new_year, last, dt.date(year + 1, 1, 15), "LÖ-RL 3.11.3"),
        Template(FUNDING, f"Förderzeitraum {year}", new_year, last, dt.date(year + 1, 3, 31), "LÖ-RL 3.10.1"),
    )


def end_of(day: dt.date) -> dt.datetime:
    """The first moment that is too late: 23:59:59 still counts, to its last fraction."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0), BERLIN)


def is_over(day: dt.date, now: dt.datetime) -> bool:
    return now >= end_of(day)


def day_of(now: dt.datetime) -> dt.date:
    return now.astimezone(BERLIN).date()


def takes_values(opens_on: dt.date, locks_on: dt.date, unlocked_until: dt.date | None, now: dt.datetime) -> bool:
    """Whether values may be typed and handed in: from its first to its last day, or by exception until the day named."""
    if unlocked_until is not None and not is_over(unlocked_until, now):
        return True
    return opens_on <= day_of(now) and not is_over(locks_on, now)
