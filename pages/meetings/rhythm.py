"""Pure: until when the next meeting has to be."""

import datetime as dt
from calendar import monthrange


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def next_by(last: dt.date | None, in_force_on: dt.date, months: int) -> dt.date:
    """Counted from the last meeting; from the day the agreement came into force where there was none."""
    return add_months(max(last, in_force_on) if last else in_force_on, months)
