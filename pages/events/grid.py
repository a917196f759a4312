"""A month as weeks of days, a week as days, with what takes place on each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directory.holidays import public_holidays
from pages.events.queries import Shown

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Day:
    date: dt.date
    events: Sequence[Shown] = ()
    holiday: str = ""
    is_today: bool = False
    is_outside: bool = False

    @property
    def anchor(self) -> str:
        return f"t-{self.date:%Y-%m-%d}"


@dataclass(frozen=True)
class Week:
    number: int
    days: Sequence[Day]


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def month_end(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def weeks(first: dt.date, today: dt.date, found: Iterable[Shown]) -> list[Week]:
    """All weeks that the month touches; days outside it stay empty, for they belong to another page."""
    last = month_end(first)
    on_days, holidays = by_day(found, first, last), public_holidays(first)
    rows = []
    monday = monday_of(first)
    while monday <= last:
        dates = [monday + dt.timedelta(days=number) for number in range(7)]
        days = [
            Day(date, is_outside=True)
            if date.month != first.month
            else Day(date, on_days.get(date, ()), holidays.get(date, ""), date == today)
            for date in dates
        ]
        rows.append(Week(monday.isocalendar().week, days))
        monday += WEEK
    return rows


def days(since: dt.date, until: dt.date, today: dt.date, found: Iterable[Shown]) -> list[Day]:
    on_days, holidays = by_day(found, since, until), public_holidays(since)
    count = (until - since).days + 1
    dates = [since + dt.timedelta(days=number) for number in range(count)]
    return [Day(date, on_days.get(date, ()), holidays.get(date, ""), date == today) for date in dates]


def by_day(found: Iterable[Shown], since: dt.date, until: dt.date) -> Mapping[dt.date, list[Shown]]:
    """What lasts several days stands on each of them."""
    on_days: dict[dt.date, list[Shown]] = defaultdict(list)
    for one in found:
        day = max(one.first_day, since)
        while day <= min(one.last_day, until):
            on_days[day].append(one)
            day += dt.timedelta(days=1)
    return on_days


def beginnings(found: Iterable[Shown], since: dt.date, until: dt.date) -> dict[dt.date, list[Shown]]:
    """Each event once: on the day it begins, or the first one of the span."""
    on_days: dict[dt.date, list[Shown]] = {}
    for one in found:
        day = max(one.first_day, since)
        if day <= until:
            on_days.setdefault(day, []).append(one)
    return dict(sorted(on_days.items()))
