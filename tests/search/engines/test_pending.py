"""What the server still lacks is remembered through everything but its arrival."""

import datetime as dt

import pytest
import time_machine

from search.engines.pending import CUT_OFF_SECONDS, EVERYTHING, Pending

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def pending(tmp_path):
    return Pending(tmp_path / "folder" / "pending.sqlite3")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_nothing_is_overdue_and_no_file_made_before_the_first_change(pending):
    assert pending.overdue() == {}
    assert not pending.path.exists()


def test_what_arrived_is_forgotten(pending):
    pending.end("a", pending.begin("a"))
    pending.fail("a")
    assert pending.overdue() == {}


def test_what_failed_is_overdue_at_once_with_the_turn_to_end_it(pending):
    turn = pending.begin("a")
    pending.begin("b")
    pending.fail("a")
    assert pending.overdue() == {"a": turn}


def test_what_was_cut_off_is_overdue_after_a_minute_and_not_before(pending, clock):
    turn = pending.begin("a")
    clock.shift(CUT_OFF_SECONDS)
    assert pending.overdue() == {}
    clock.shift(1)
    assert pending.overdue() == {"a": turn}


def test_a_change_begun_again_has_its_minute_again(pending, clock):
    pending.begin("a")
    clock.shift(CUT_OFF_SECONDS)
    pending.begin("a")
    clock.shift(1)
    assert pending.overdue() == {}


def test_the_end_of_an_earlier_change_leaves_the_later_one(pending):
    first = pending.begin("a")
    second = pending.begin("a")
    pending.fail("a")
    pending.end("a", first)
    assert pending.overdue() == {"a": second}
    pending.end("a", second)
    assert pending.overdue() == {}


def test_a_failure_outlives_a_new_beginning(pending):
    pending.begin("a")
    pending.fail("a")
    turn = pending.begin("a")
    assert pending.overdue() == {"a": turn}


def test_everything_comes_first_then_the_oldest(pending, clock):
    for owner in ("page:b", "page:a", EVERYTHING):
        pending.begin(owner)
        pending.fail(owner)
        clock.shift(1)
    assert list(pending.overdue()) == [EVERYTHING, "page:b", "page:a"]


def test_another_process_reads_the_same(pending):
    turn = pending.begin("a")
    pending.fail("a")
    assert Pending(pending.path).overdue() == {"a": turn}
