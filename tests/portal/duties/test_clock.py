"""How far off a duty is, in words: by days on the wall, also where a day has 23 or 25 hours."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.duties import clock

BERLIN = ZoneInfo("Europe/Berlin")
SHORT_DAY, LONG_DAY = dt.date(2026, 3, 29), dt.date(2026, 10, 25)  # the clocks go on, and back


def at(day: dt.date, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=BERLIN)


TUESDAY = dt.date(2026, 11, 17)


@pytest.mark.parametrize(
    ("days", "words", "group"),
    [
        (-100, "seit 3 Monaten überfällig", "overdue"),
        (-7, "seit 7 Tagen überfällig", "overdue"),
        (-2, "seit 2 Tagen überfällig", "overdue"),
        (-1, "seit gestern überfällig", "overdue"),
        (0, "bis 24 Uhr", "week"),
        (1, "morgen", "week"),
        (3, "in 3 Tagen", "week"),
        (5, "in 5 Tagen", "week"),
        (6, "in 6 Tagen", "later"),
        (13, "in 13 Tagen", "later"),
        (14, "in 2 Wochen", "later"),
        (59, "in 8 Wochen", "later"),
        (90, "in 3 Monaten", "later"),
    ],
)
def test_f58_a_day_is_told_as_one_would_say_it_today(days, words, group):
    due = TUESDAY + dt.timedelta(days)
    assert clock.distance(due, at(TUESDAY)) == words
    assert clock.group_of(due, at(TUESDAY)) == group


@pytest.mark.parametrize(
    ("due", "now", "words"),
    [
        (at(TUESDAY, 14, 30), at(TUESDAY, 14, 29), "bis 14:30 Uhr"),
        (at(TUESDAY, 14, 30), at(TUESDAY, 14, 30), "seit heute überfällig"),
        (at(TUESDAY, 0, 5), at(TUESDAY, 0, 10), "seit heute überfällig"),
        (at(TUESDAY, 23, 59), at(TUESDAY + dt.timedelta(1), 0, 1), "seit gestern überfällig"),
        (at(TUESDAY + dt.timedelta(1), 0, 1), at(TUESDAY, 23, 59), "morgen"),
    ],
)
def test_f58_a_moment_is_over_when_it_comes(due, now, words):
    assert clock.distance(due, now) == words
    assert clock.is_over(due, now) is words.endswith("überfällig")


@pytest.mark.parametrize("day", [SHORT_DAY, LONG_DAY])
def test_f58_days_of_23_and_25_hours_count_as_days(day):
    before, after = day - dt.timedelta(1), day + dt.timedelta(1)
    late, early = at(before, 23, 59), at(after, 0, 1)
    assert clock.distance(after, late) == clock.distance(early, late) == "in 2 Tagen"
    assert clock.distance(before, early) == clock.distance(late, early) == "seit 2 Tagen überfällig"
    assert clock.distance(day, at(day, 0, 0)) == clock.distance(day, at(day, 23, 59)) == "bis 24 Uhr"
    # UTC is still on the day before while it is past midnight here.
    assert clock.distance(day, at(day, 0, 30).astimezone(dt.UTC)) == "bis 24 Uhr"
    assert clock.distance(at(day, 0, 30).astimezone(dt.UTC), late) == "morgen"


@given(
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 1, 1), timezones=st.just(dt.UTC)),
    st.integers(-400, 400),
)
def test_f58_words_and_groups_agree_on_every_day(now, days):
    today = now.astimezone(BERLIN).date()
    due = today + dt.timedelta(days)
    words, group = clock.distance(due, now), clock.group_of(due, now)
    assert (group == "overdue") == words.endswith("überfällig") == (days < 0)
    assert (words == "morgen") == (days == 1)
    monday = today - dt.timedelta(today.weekday())
    assert (group == "week") == (today <= due < monday + dt.timedelta(7))
    assert clock.is_soon(due, now) == (days <= 3)


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
            st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC)),
        )
    )
)
def test_f58_the_most_urgent_comes_first_and_what_has_no_day_last(dues):
    ordered = sorted(dues, key=clock.moment)
    dated = [due for due in ordered if due is not None]
    assert ordered == [*dated, *[None] * (len(dues) - len(dated))]
    assert [clock.day_of(due) for due in dated] == sorted(clock.day_of(due) for due in dated)
