"""Pure: until when the next meeting has to be."""

import datetime as dt

from directory.deadlines import add_months


def next_by(last: dt.date | None, in_force_on: dt.date, months: int) -> dt.date:
    """Counted from the last meeting; from the day the agreement came into force where there was none."""
    return add_months(max(last, in_force_on) if last else in_force_on, months)
