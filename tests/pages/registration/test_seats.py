"""Seat arithmetic against a slow account of each chair, and the table of states."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.registration import states
from pages.registration.seats import Held, Seats, answer_until, held_on, next_in_line

TODAY = dt.date(2026, 11, 23)
ORGANISATIONS = [1, 2, 3]
NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)


def test_f28_places_are_the_organisations_own_until_the_day_is_over():
    held = [Held(1, 3, TODAY), Held(2, 2, TODAY - dt.timedelta(days=1))]
    seats = Seats(6, {1: 1}, held_on(held, TODAY))
    assert (seats.left, seats.free_for(1), seats.free_for(2), seats.free_for_all, seats.own(1)) == (5, 5, 3, 3, 2)
    tomorrow = Seats(6, {1: 1}, held_on(held, TODAY + dt.timedelta(days=1)))
    assert (tomorrow.free_for(2), tomorrow.free_for_all, tomorrow.own(1)) == (5, 5, 0)


def test_f26_a_number_set_below_what_is_booked_leaves_nothing_and_no_negative_places():
    assert (Seats(2, {1: 3}).left, Seats(2, {1: 3}).free_for(1)) == (0, 0)


def test_f27_who_may_not_have_the_place_left_does_not_keep_it_from_the_next():
    seats = Seats(2, {3: 1}, {2: 1})
    assert next_in_line(seats, [("a", 1), ("b", 2), ("c", 2)]) == ["b"]
    assert next_in_line(Seats(4, {3: 1}, {2: 1}), [("a", 1), ("b", 1), ("c", 1), ("d", 2)]) == ["a", "b", "d"]


@given(
    st.integers(0, 6),
    st.dictionaries(st.sampled_from(ORGANISATIONS), st.integers(0, 3)),
    st.lists(st.sampled_from([*ORGANISATIONS, None]), max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_f28_whoever_comes_in_whatever_order_nobody_sits_on_a_held_chair(capacity, held, coming):
    """The oracle keeps chairs: some with the name of an organisation on them, the others for all."""
    held = {key: number for key, number in held.items() if sum(held.values()) <= capacity}
    named = dict(held)
    open_chairs, seats = capacity - sum(named.values()), Seats(capacity, {}, held)
    for organisation in coming:
        own = named.get(organisation, 0)
        assert seats.free_for(organisation) == open_chairs + own
        if seats.free_for(organisation) == 0:
            continue
        seats = seats.with_one_of(organisation)
        if own:
            named[organisation] = own - 1
        else:
            open_chairs -= 1
    assert seats.number_taken <= capacity


@pytest.mark.parametrize(
    ("begins", "until"),
    [
        (dt.timedelta(days=30), dt.timedelta(hours=48)),
        (dt.timedelta(hours=20), dt.timedelta(hours=10)),
        (dt.timedelta(minutes=90), dt.timedelta(hours=1)),
        (dt.timedelta(minutes=20), dt.timedelta(minutes=20)),
    ],
)
def test_f27_an_offer_waits_as_long_as_others_can_still_have_it(begins, until):
    assert answer_until(NOON, dt.timedelta(hours=48), NOON + begins) == NOON + until


def test_f26_the_table_names_every_state_and_every_way_into_a_seat_says_so():
    reached = {transition.target for transition in states.TRANSITIONS}
    assert reached == set(states.STATES)
    for transition in states.TRANSITIONS:
        assert transition.sources <= {states.NEW, *states.STATES}
        from_outside = transition.sources - states.TAKES_A_SEAT
        if transition.target in states.TAKES_A_SEAT and from_outside:
            assert transition.takes, transition.name


def test_f26_the_table_of_the_docs_is_that_of_the_code():
    written = StringIO()
    call_command("describe_places", stdout=written)
    committed = Path(__file__).parents[3] / "docs" / "plaetze.md"
    assert written.getvalue() == committed.read_text(encoding="utf-8"), "make matrix"
