"""Pure: the days by which something has to be said or done. All days are days of the county's calendar, both ends included."""

import datetime as dt
from calendar import monthrange

DAY = dt.timedelta(days=1)
NOTICE_DAYS = 7  # LÖ-RL 4.3, 4.4
LONG_ABSENCE_DAYS = 42  # LÖ-RL 4.2: six weeks
ROUND_DAYS = 28
MONTHS_BETWEEN_ROUNDS = 6


def notice_due(event: dt.date) -> dt.date:
    """The last day on which a notice of what happened on that day is in time."""
    return event + dt.timedelta(days=NOTICE_DAYS)


def days_left(due: dt.date, today: dt.date) -> int:
    """0 on the last day itself, negative once it is over."""
    return (due - today).days


def is_long(first: dt.date, last: dt.date | None) -> bool:
    """Whether an absence goes on for more than six weeks; one without a known end is taken for one that does."""
    return last is None or (last - first).days + 1 > LONG_ABSENCE_DAYS


def substitute_from(first: dt.date) -> dt.date:
    """The first day of week 7 of an absence."""
    return first + dt.timedelta(days=LONG_ABSENCE_DAYS)


def round_due(started: dt.date) -> dt.date:
    return started + dt.timedelta(days=ROUND_DAYS)


def next_round(started: dt.date) -> dt.date:
    return add_months(started, MONTHS_BETWEEN_ROUNDS)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later or, with a negative number, earlier; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(first: dt.date, months: int) -> dt.date:
    """Of months that begin with a day and end with one (§ 187 II, § 188 II, III BGB): 1 July and 12 months end on 30 June."""
    later = add_months(first, months)
    # Where the last month has no such day, its last one counts.
    return later if later.day < first.day else later - DAY
