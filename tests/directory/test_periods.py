"""The sweep over boundaries against a naive look at every day."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from directory.periods import Held, faults, stretches

START = dt.date(2026, 1, 1)
day = st.integers(-20, 80).map(lambda offset: START + dt.timedelta(offset))
held = st.builds(
    lambda key, first, length, open_start, open_end: Held(
        key, None if open_start else first, None if open_end else first + dt.timedelta(length)
    ),
    st.integers(0, 3),
    day,
    st.integers(0, 40),
    st.booleans(),
    st.booleans(),
)


def holders(all_held: list[Held], on: dt.date) -> list[object]:
    return sorted(
        (
            one.key
            for one in all_held
            if (one.first is None or one.first <= on) and (one.last is None or on <= one.last)
        ),
        key=repr,
    )


@given(st.lists(held, max_size=6), st.integers(0, 60))
def test_f21_stretches_say_for_every_day_what_a_look_at_that_day_says(all_held, length):
    last = START + dt.timedelta(length)
    found = list(stretches(all_held, START, last))
    days = [START + dt.timedelta(offset) for offset in range(length + 1)]
    assert [one.first for one in found] == [START, *(before.last + dt.timedelta(1) for before in found[:-1])]
    assert found[-1].last == last
    for on in days:
        stretch = next(one for one in found if one.first <= on <= one.last)
        assert list(stretch.keys) == holders(all_held, on)
    assert all(one.keys != other.keys for one, other in pairwise(found)), "stretches are the longest"


@given(st.lists(held, max_size=6), st.integers(0, 60))
def test_f21_faults_are_the_days_with_nobody_or_several(all_held, length):
    last = START + dt.timedelta(length)
    wrong = {on for one in faults(all_held, START, last) for on in span(one.first, one.last)}
    assert wrong == {on for on in span(START, last) if len(holders(all_held, on)) != 1}


def span(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(offset) for offset in range((last - first).days + 1)]


def test_an_empty_window_has_no_faults():
    assert faults([], START, START - dt.timedelta(1)) == []
