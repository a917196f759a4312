"""Pure: the days on which a series takes place. A rule is an RRULE (RFC 5545) in the wall time of Berlin.

Rules are kept in one form (`normalised`): whole days, an end as UNTIL, and every part that RFC 5545 would take from the
first day written out. So a window far from the first day is reached in one step, however long the series.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday, weekdays

BERLIN = ZoneInfo("Europe/Berlin")
FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ALLOWED = {"FREQ", "INTERVAL", "UNTIL", "COUNT", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
BY_DAY = re.compile(r"^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
WHOLE = re.compile(r"^[+-]?\d{1,3}$")
LONGEST = 10  # years
MOST = 4000  # days of one series: every day for ten years is less
GERMAN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")


class BadRule(ValueError):
    """`reason` is one of the words below; what to say of it is the business of forms."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


UNREADABLE, ENDLESS, TOO_LONG, NOT_FIRST, TOO_EARLY = "unreadable", "endless", "too_long", "not_first", "too_early"


@dataclass(frozen=True)
class Rule:
    frequency: str
    until: dt.date
    interval: int = 1
    by_day: tuple[tuple[int, int], ...] = ()  # which one of the period (0: each) and the day of the week
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()

    def __str__(self) -> str:
        parts = [f"FREQ={self.frequency}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += [f"BYMONTH={listed(self.by_month)}"] if self.by_month else []
        parts += [f"BYMONTHDAY={listed(self.by_month_day)}"] if self.by_month_day else []
        parts += ["BYDAY=" + ",".join(f"{which or ''}{DAYS[day]}" for which, day in self.by_day)] if self.by_day else []
        parts += [f"BYSETPOS={listed(self.by_position)}"] if self.by_position else []
        return ";".join([*parts, f"UNTIL={self.until:%Y%m%d}"])


def listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def normalised(text: str, first: dt.date) -> str:
    """The one form a rule is kept in; BadRule for one that cannot be read, never ends or leaves out its first day."""
    parts = read_parts(text)
    if not {"UNTIL", "COUNT"} & parts.keys():
        raise BadRule(ENDLESS)
    last = latest_end(first)
    rule = with_first_day(read_rule(parts, until=until_of(parts, last)), first)
    if rule.until < first:
        raise BadRule(TOO_EARLY)
    if rule.until > last:
        raise BadRule(TOO_LONG)
    if "COUNT" in parts:
        rule = counted(rule, first, count_of(parts))
    if next(days(rule, first, first, first), None) != first:
        raise BadRule(NOT_FIRST)
    return str(rule)


def latest_end(first: dt.date) -> dt.date:
    return min(first.replace(day=min(first.day, 28), year=first.year + LONGEST), dt.date(2999, 12, 31))


def read_parts(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";") if part.strip()]
    parts = {name.strip(): value.strip() for name, _equals, value in pairs}
    if len(parts) < len(pairs) or not parts.keys() <= ALLOWED or parts.get("FREQ") not in FREQUENCIES:
        raise BadRule(UNREADABLE)
    if {"UNTIL", "COUNT"} <= parts.keys() or parts.get("WKST", "MO") != "MO":
        raise BadRule(UNREADABLE)
    return parts


def until_of(parts: dict[str, str], last: dt.date) -> dt.date:
    """UNTIL as a day; a time given with it is of no account, for no series takes place twice a day."""
    if "UNTIL" not in parts:
        return last
    try:
        return dt.datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()
    except ValueError:
        raise BadRule(UNREADABLE) from None


def read_rule(parts: dict[str, str], until: dt.date) -> Rule:
    interval = whole_numbers(parts.get("INTERVAL", "1"), 1, 99)
    if len(interval) != 1:
        raise BadRule(UNREADABLE)
    return Rule(
        parts["FREQ"],
        until,
        interval[0],
        by_day_of(parts),
        whole_numbers(parts.get("BYMONTHDAY", ""), -31, 31),
        whole_numbers(parts.get("BYMONTH", ""), 1, 12),
        whole_numbers(parts.get("BYSETPOS", ""), -31, 31),
    )


def by_day_of(parts: dict[str, str]) -> tuple[tuple[int, int], ...]:
    """A number before a day is understood within a month, so it goes with FREQ=MONTHLY only."""
    found = [BY_DAY.match(part.strip()) for part in parts.get("BYDAY", "").split(",") if part.strip()]
    pairs = [(int(match[1] or 0), DAYS.index(match[2])) for match in found if match is not None]
    if len(pairs) < len(found) or (parts["FREQ"] != "MONTHLY" and any(which for which, _day in pairs)):
        raise BadRule(UNREADABLE)
    return tuple(pairs)


def whole_numbers(text: str, lowest: int, highest: int) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(WHOLE.match(part) for part in parts):
        raise BadRule(UNREADABLE)
    numbers = tuple(int(part) for part in parts)
    if not all(lowest <= number <= highest and number for number in numbers):
        raise BadRule(UNREADABLE)
    return numbers


def count_of(parts: dict[str, str]) -> int:
    count = whole_numbers(parts["COUNT"][:3], 1, 999)
    if len(count) != 1 or len(parts["COUNT"]) > 3:
        raise BadRule(TOO_LONG if parts["COUNT"].isdecimal() else UNREADABLE)
    return count[0]


def counted(rule: Rule, first: dt.date, count: int) -> Rule:
    """The same with the day of the last one as its end; `rule.until` is the latest end there may be."""
    found = list(zip(range(count), days(rule, first, first, rule.until), strict=False))
    if len(found) < count:
        raise BadRule(TOO_LONG)
    return replaced(rule, until=found[-1][1])


def with_first_day(rule: Rule, first: dt.date) -> Rule:
    """What RFC 5545 takes from the first day, written out."""
    if rule.frequency == "WEEKLY":
        return rule if rule.by_day else replaced(rule, by_day=((0, first.weekday()),))
    if rule.frequency == "MONTHLY":
        return rule if rule.by_day or rule.by_month_day else replaced(rule, by_month_day=(first.day,))
    if rule.frequency == "YEARLY":
        rule = rule if rule.by_month else replaced(rule, by_month=(first.month,))
        return rule if rule.by_day or rule.by_month_day else replaced(rule, by_month_day=(first.day,))
    return rule


def replaced(rule: Rule, **changes: object) -> Rule:
    return Rule(**{**rule.__dict__, **changes})


@lru_cache(maxsize=2048)
def kept(text: str) -> Rule:
    """A rule in its one form, as stored."""
    parts = read_parts(text)
    return read_rule(parts, until=until_of(parts, dt.date.min))


def days(rule: Rule, first: dt.date, since: dt.date, until: dt.date) -> Iterator[dt.date]:
    """The days from `since` to `until`, both included, in order; never before `first`."""
    last = min(until, rule.until)
    since = max(first, since)
    if since > last:
        return
    # From its own first day the library would count up to the window: ten years, for one month.
    near = nearest_period(rule, first, since)
    moment = dt.datetime.combine(near, dt.time())
    for number, found in enumerate(expansion(rule, moment, dt.datetime.combine(last, dt.time()))):
        if number > MOST:
            return
        if found.date() >= since:
            yield found.date()


def expansion(rule: Rule, start: dt.datetime, until: dt.datetime) -> rrule:
    return rrule(
        FREQUENCIES[rule.frequency],
        dtstart=start,
        interval=rule.interval,
        until=until,
        byweekday=[nth(which, day) for which, day in rule.by_day] or None,
        bymonthday=rule.by_month_day or None,
        bymonth=rule.by_month or None,
        bysetpos=rule.by_position or None,
        byhour=0,
        byminute=0,
        bysecond=0,
    )


def nth(which: int, day: int) -> weekday:
    return weekdays[day](which) if which else weekdays[day]


def nearest_period(rule: Rule, first: dt.date, since: dt.date) -> dt.date:
    """The beginning of the last period of the series (day, week, month, year) that does not begin after `since`."""
    step = rule.interval
    if rule.frequency == "DAILY":
        return first + dt.timedelta(days=(since - first).days // step * step)
    if rule.frequency == "WEEKLY":
        monday = first - dt.timedelta(days=first.weekday())
        return monday + dt.timedelta(weeks=(since - monday).days // 7 // step * step)
    if rule.frequency == "MONTHLY":
        months = (since.year - first.year) * 12 + since.month - first.month
        months = first.month - 1 + months // step * step
        return dt.date(first.year + months // 12, months % 12 + 1, 1)
    return dt.date(first.year + (since.year - first.year) // step * step, 1, 1)


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """That wall time in Berlin. An hour that is skipped means the one after it, an hour that comes twice the first (RFC 5545)."""
    moment = dt.datetime.combine(day, time, BERLIN)
    return moment.astimezone(dt.UTC).astimezone(BERLIN)


@dataclass(frozen=True)
class Taking:
    """One taking place, known by the `day` it was planned for."""

    day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime


def occurrences(
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    rule: str,
    excluded: frozenset[dt.date],
    since: dt.date,
    until: dt.date,
) -> Iterator[Taking]:
    """Of a series, those that begin from `since` to `until`, both included; `starts_at` and `ends_at` are the first one's.

    Beginning and end keep their wall time over a change of the clocks.
    """
    begin, end = starts_at.astimezone(BERLIN), ends_at.astimezone(BERLIN)
    later = end.date() - begin.date()
    for day in days(kept(rule), begin.date(), since, until):
        if day not in excluded:
            yield Taking(day, at(day, begin.time()), at(day + later, end.time()))


def last_day(starts_at: dt.datetime, rule: str) -> dt.date:
    """The day of the last one, without regard to days left out."""
    first, parsed = starts_at.astimezone(BERLIN).date(), kept(rule)
    # Backwards by spans that double, so that the end of a long series is as near as that of a short one.
    span = 31
    while True:
        since = max(first, parsed.until - dt.timedelta(days=span))
        found = list(days(parsed, first, since, parsed.until))
        if found or since == first:
            return found[-1] if found else first
        span *= 4


def read_days(text: str) -> frozenset[dt.date]:
    """Days as "24.12.2026, 31.12.2026" or one a line; ValueError names the first that is none."""
    found = set()
    for part in re.split(r"[,;\s]+", text.strip()):
        match = GERMAN_DAY.match(part)
        if match is None:
            if part:
                raise ValueError(part)
            continue
        try:
            found.add(dt.date(int(match[3]), int(match[2]), int(match[1])))
        except ValueError:
            raise ValueError(part) from None
    return frozenset(found)


@lru_cache(maxsize=2048)
def kept_days(text: str) -> frozenset[dt.date]:
    return read_days(text)


def written_days(found: frozenset[dt.date]) -> str:
    return ", ".join(f"{day:%d.%m.%Y}" for day in sorted(found))


def exists_once(day: dt.date, time: dt.time) -> bool:
    """Whether the clocks of Berlin show that time on that day, and not twice."""
    moment = dt.datetime.combine(day, time, BERLIN)
    return moment.utcoffset() == moment.replace(fold=1).utcoffset()
