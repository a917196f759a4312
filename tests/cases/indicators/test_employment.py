"""F68: who was employed in a funding period – shares, first days, absences and substitutes, against an independent count of days."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.indicators.proof_of_use.employment import (
    Away,
    Limits,
    Post,
    add_months,
    due_on,
    employed,
    follow_up_due,
    is_experienced,
    without,
)

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
LATER = dt.date(2027, 2, 10)
LIMITS = Limits(Decimal(25), frozenset({"c"}), 3, 6, 42)
DAY = dt.timedelta(days=1)


def day(number):
    return FIRST + dt.timedelta(days=number)


def post(person=1, share=100, first=None, last=None, key=None, **fields):
    share = Decimal(share) if share is not None else None
    number = key if key is not None else person
    return Post(number, person, f"Person {person}", "Ort", share, first, last, "a", **fields)


def one(posts, absences=(), today=LATER):
    return employed(posts, absences, FIRST, LAST, today, LIMITS)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2025-12-31", "2026-03-31"),
        ("2026-06-30", "2026-09-30"),
        ("2026-09-30", "2026-12-31"),
        ("2026-02-28", "2026-05-31"),
        ("2026-11-29", "2027-02-28"),
    ],
)
def test_f68_the_proof_is_due_three_months_after_the_last_day(last, due):
    assert due_on(dt.date.fromisoformat(last), 3) == dt.date.fromisoformat(due)


@given(st.dates(dt.date(2017, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 24))
@settings(max_examples=80)
def test_f68_months_lead_to_the_same_day_or_the_last_of_the_month(begin, months):
    later = add_months(begin, months)
    assert (later.year * 12 + later.month) - (begin.year * 12 + begin.month) == months
    is_last_of_month = (later + DAY).day == 1
    assert later.day == begin.day or (later.day < begin.day and is_last_of_month)
    if begin.day == 1:
        assert due_on(begin - DAY, months) == later - DAY


@pytest.mark.parametrize(("began", "due"), [("2026-01-15", "2026-04-15"), ("2026-11-30", "2027-02-28")])
def test_d17_the_follow_up_begins_within_three_months(began, due):
    assert follow_up_due(dt.date.fromisoformat(began), 3) == dt.date.fromisoformat(due)
    assert follow_up_due(None, 3) is None


@pytest.mark.parametrize(("since", "is_enough"), [("2025-07-01", True), ("2025-07-02", False), (None, False)])
def test_f68_six_months_before_the_period_replace_a_follow_up(since, is_enough):
    assert is_experienced(dt.date.fromisoformat(since) if since else None, FIRST, 6) is is_enough


def test_f68_posts_held_at_the_same_time_add_up():
    found = one([post(share=15, key=1), post(share=20, key=2, first=day(31))])
    assert [(each.first, each.share) for each in found[0].shares] == [(FIRST, Decimal(15)), (day(31), Decimal(35))]


def test_f68_a_change_of_place_without_another_share_is_one_stretch():
    found = one([post(key=1, last=day(99)), post(key=2, first=day(100))])
    assert [(each.first, each.last) for each in found[0].shares] == [(FIRST, LAST)]


def test_f68_a_share_nobody_gave_stays_unknown():
    assert one([post(share=None)])[0].shares[0].share is None


def test_f68_who_left_before_or_comes_after_is_not_in_it():
    assert one([post(last=FIRST - DAY), post(person=2, first=LAST + DAY)]) == []


def test_f68_the_first_day_counts_from_before_the_period_too():
    found = one([post(first=dt.date(2024, 5, 2), last=day(9), key=1), post(first=day(10), key=2)])
    assert found[0].began == dt.date(2024, 5, 2)
    assert one([post(first=None, last=day(9), key=1), post(first=day(10), key=2)])[0].began is None


def gaps(*absences, posts=None, today=LATER):
    return one(posts or [post(), post(person=2)], absences, today)[0].gaps


@pytest.mark.parametrize(("days", "is_gap"), [(42, False), (43, True)])
def test_d5_six_weeks_need_nobody_a_day_more_does(days, is_gap):
    found = gaps(Away(1, day(10), day(10 + days - 1)))
    assert bool(found) is is_gap
    if is_gap:
        assert found[0].needed_from == found[0].uncovered[0][0] == day(52)


def test_d5_two_absences_in_a_row_are_one():
    assert gaps(Away(1, day(10), day(40)), Away(1, day(42), day(60))) == ()
    assert gaps(Away(1, day(10), day(40)), Away(1, day(41), day(60)))[0].uncovered == ((day(52), day(60)),)


def test_d5_a_substitute_from_week_seven_covers_it():
    assert gaps(Away(1, day(10), day(80), substitute=2))[0].uncovered == ()


def test_d5_a_substitute_who_is_away_or_gone_covers_only_the_days_there():
    away = Away(1, day(10), day(99), substitute=2)
    assert gaps(away, Away(2, day(60), day(64)))[0].uncovered == ((day(60), day(64)),)
    assert gaps(away, posts=[post(), post(person=2, last=day(69))])[0].uncovered == ((day(70), day(99)),)


def test_d5_a_substitute_without_a_qualification_does_not_count():
    unfit = Post(2, 2, "Person 2", share=Decimal(100))
    assert gaps(Away(1, day(10), day(80), substitute=2), posts=[post(), unfit])[0].uncovered


def test_d5_an_absence_without_an_end_counts_as_far_as_today():
    assert gaps(Away(1, day(10)), today=day(60))[0].uncovered == ((day(52), day(60)),)
    assert gaps(Away(1, day(10)), today=day(40)) == ()


def test_d5_what_lies_outside_of_the_period_is_not_its_matter():
    assert gaps(Away(1, FIRST - dt.timedelta(days=90), FIRST - DAY)) == ()
    assert gaps(Away(1, LAST - dt.timedelta(days=20), LAST + dt.timedelta(days=90))) == ()
    assert gaps(Away(1, FIRST - dt.timedelta(days=60), day(4)))[0].uncovered == ((FIRST, day(4)),)


days = st.integers(-120, 480)
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(st.tuples(spans, st.sampled_from([None, 10, 25, 50])), max_size=4), st.lists(spans, max_size=3))
@settings(max_examples=60, deadline=None)
def test_f68_shares_and_gaps_equal_a_count_day_by_day(held, away):
    posts = [
        post(share=share, first=day(first), last=day(last), key=number)
        for number, ((first, last), share) in enumerate(held)
    ]
    absences = [Away(1, day(first), day(last)) for first, last in away]
    found = one(posts, absences)
    by_day = {}
    for number in range(length_of_year := (LAST - FIRST).days + 1):
        there = [each.share for each in posts if each.first <= day(number) <= each.last]
        if there:
            by_day[day(number)] = None if None in there else sum(there)
    assert bool(found) is bool(by_day)
    if not found:
        return
    told = {
        each.first + dt.timedelta(days=place): each.share
        for each in found[0].shares
        for place in range((each.last - each.first).days + 1)
    }
    assert told == by_day
    full = sum((share or 0 for share in by_day.values()), Decimal(0)) / 100 / length_of_year
    assert abs(found[0].full_time(FIRST, LAST) - full) < Decimal("0.0001")
    gone = {day(number) for first, last in away for number in range(first, last + 1)}
    needed = set()
    for today in sorted(gone):
        begin = today
        while begin - DAY in gone:
            begin -= DAY
        if (today - begin).days >= 42 and today in by_day:
            needed.add(today)
    uncovered = {
        first + dt.timedelta(days=place)
        for gap in found[0].gaps
        for first, last in gap.uncovered
        for place in range((last - first).days + 1)
    }
    assert uncovered == needed


@given(spans, st.lists(spans, max_size=4))
@settings(max_examples=60, deadline=None)
def test_f68_what_is_taken_from_a_span_is_gone_and_nothing_else(span, taken):
    left = without([(day(span[0]), day(span[1]))], [(day(first), day(last)) for first, last in taken])
    told = {number for number in range(span[0], span[1] + 1) if any(a <= day(number) <= b for a, b in left)}
    assert told == {
        number for number in range(span[0], span[1] + 1) if not any(first <= number <= last for first, last in taken)
    }
