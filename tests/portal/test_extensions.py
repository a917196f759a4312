"""The one way to extend the portal: order, replacing, reading at each use."""

from hypothesis import given
from hypothesis import strategies as st

from portal.extensions import Point, Work, recurring_work


def test_additions_come_in_order_and_within_one_order_as_added():
    point: Point[str] = Point()
    for name, order in (("after", 2), ("first", 0), ("second", 0), ("before", -1)):
        point.add(name, order)
    assert list(point) == ["before", "first", "second", "after"]


def test_the_same_key_again_replaces_what_was_there():
    point: Point[Work] = Point(key=lambda work: work.command)
    point.add(Work("verify_audit"))
    point.add(Work("verify_audit", options={"anchor": "x"}))
    assert [work.options for work in point] == [{"anchor": "x"}]
    assert point.get("verify_audit").options == {"anchor": "x"}
    assert point.get("unknown") is None


def test_an_addition_made_while_reading_waits_for_the_next_reading():
    point: Point[int] = Point()
    point.add(1)
    seen = []
    for number in point:
        seen.append(number)
        point.add(number + 1)
    assert seen == [1]
    assert list(point) == [1, 2]


@given(st.lists(st.tuples(st.integers(), st.integers(-3, 3)), unique_by=lambda pair: pair[0]))
def test_nothing_is_lost_whatever_the_orders(pairs):
    point: Point[int] = Point()
    for number, order in pairs:
        point.add(number, order)
    assert sorted(point) == sorted(number for number, _order in pairs)
    assert list(point) == [number for number, _order in sorted(pairs, key=lambda pair: pair[1])]


def test_the_apps_have_added_their_daily_work():
    assert {"start_round", "send_changes", "tidy_accounts", "check_search"} <= {work.command for work in recurring_work}
