"""D4, D5: the days by which something has to be said, for any day of the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import deadlines

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2098, 12, 31))


@given(DAYS, st.integers(-400, 400))
def test_d4_a_notice_is_in_time_for_seven_days(event, later):
    today = event + dt.timedelta(days=later)
    left = deadlines.days_left(deadlines.notice_due(event), today)
    assert (left >= 0) == (later <= 7)
    assert deadlines.notice_due(event).weekday() == event.weekday()


@given(DAYS, st.integers(0, 200))
def test_d5_an_absence_is_long_exactly_when_it_reaches_week_seven(first, days):
    last = first + dt.timedelta(days=days)
    assert deadlines.is_long(first, last) == (last >= deadlines.substitute_from(first))
    assert deadlines.is_long(first, None)


@given(DAYS)
def test_d5_week_seven_begins_after_six_whole_weeks(first):
    assert deadlines.substitute_from(first) - first == dt.timedelta(weeks=6)


@given(DAYS)
def test_f23_rounds_are_half_a_year_apart_and_never_skip_a_month(started):
    following = deadlines.next_round(started)
    assert (following.year * 12 + following.month) - (started.year * 12 + started.month) == 6
    assert 180 <= (following - started).days <= 184
    assert deadlines.round_due(started) < following


def test_f23_the_last_day_of_a_short_month_stands_in_for_the_31st():
    assert deadlines.next_round(dt.date(2026, 8, 31)) == dt.date(2027, 2, 28)
    assert deadlines.next_round(dt.date(2027, 8, 31)) == dt.date(2028, 2, 29)
    assert deadlines.next_round(dt.date(2026, 12, 1)) == dt.date(2027, 6, 1)


def test_d4_summer_time_moves_no_deadline():
    assert deadlines.notice_due(dt.date(2026, 10, 24)) == dt.date(2026, 10, 31)
    assert deadlines.substitute_from(dt.date(2026, 3, 1)) == dt.date(2026, 4, 12)


@given(DAYS)
def test_f23_a_round_keeps_its_day_of_the_month_or_ends_with_the_month(started):
    following = deadlines.next_round(started)
    ends_the_month = (following + dt.timedelta(days=1)).day == 1
    assert following.day == started.day or (ends_the_month and following.day < started.day)


@given(DAYS, st.integers(0, 400))
def test_f23_a_later_round_is_never_followed_earlier(started, later):
    assert deadlines.next_round(started) <= deadlines.next_round(started + dt.timedelta(days=later))


@pytest.mark.parametrize(
    ("days", "is_long"), [(1, False), (41, False), (42, False), (43, True)], ids=lambda value: str(value)
)
def test_d5_the_forty_third_day_makes_an_absence_long(days, is_long):
    first = dt.date(2028, 2, 1)  # over a leap day
    assert deadlines.is_long(first, first + dt.timedelta(days=days - 1)) is is_long
