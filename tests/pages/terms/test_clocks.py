"""Days of agreements: every row of the domain's table, the ends of months, leap days, decades of renewals (F12, F61)."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.deadlines import DAY, add_months, last_day
from pages.terms import clocks
from pages.terms.clocks import Basis, Clock

D = dt.date
TODAY = D(2026, 11, 28)
# LÖ-KV 11, 12; AA-KV 8; BAGFW § 5; BAGFW (courses); DITH
LOE_KV = Basis(term="indefinite", notice_months=6, since=D(2018, 6, 1))
AA_KV = Basis(
    term="period",
    first_day=D(2025, 5, 15),
    months=12,
    renewal="automatic",
    renewal_months=12,
    objection_months=3,
    since=D(2025, 5, 15),
)
CLEARING = Basis(
    term="period", first_day=D(2026, 2, 1), months=12, renewal="optional", renewal_months=12, since=D(2026, 2, 1)
)
COURSES = Basis(term="funding", since=D(2026, 2, 1))
DITH = Basis(term="open", review_months=12, since=D(2026, 1, 20))
UNTIL = Basis(term="until", until=D(2028, 12, 31), notice_months=6, since=D(2026, 7, 1))

ROWS = {
    "LÖ-KV: indefinite, no day comes by itself": (LOE_KV, None, []),
    "AA-KV: renewed once, renews again unless somebody objects": (
        AA_KV,
        D(2027, 5, 14),
        [("objection", D(2027, 2, 14)), ("renewal", D(2027, 5, 15))],
    ),
    "AA-KV: an objection in time ends it": (
        replace(AA_KV, objections=(D(2027, 2, 14),)),
        D(2027, 5, 14),
        [("end", D(2027, 5, 14))],
    ),
    "AA-KV: an objection a day late ends it a year later": (
        replace(AA_KV, objections=(D(2027, 2, 15),)),
        D(2028, 5, 14),
        [("end", D(2028, 5, 14))],
    ),
    "BAGFW: ends unless it is extended": (CLEARING, D(2027, 1, 31), [("extension", D(2027, 1, 31))]),
    "BAGFW: extended by a year": (
        replace(CLEARING, extended_until=D(2028, 1, 31)),
        D(2028, 1, 31),
        [("extension", D(2028, 1, 31))],
    ),
    "BAGFW: over without extension": (replace(CLEARING, first_day=D(2025, 2, 1)), D(2026, 1, 31), []),
    "courses: bound to a funding period nobody has named": (COURSES, None, []),
    "courses: bound to one that ends": (
        replace(COURSES, until=D(2026, 12, 31)),
        D(2026, 12, 31),
        [("end", D(2026, 12, 31))],
    ),
    "DITH: open, checked every year": (DITH, None, [("review", D(2027, 1, 20))]),
    "a guideline to a day": (UNTIL, D(2028, 12, 31), [("notice", D(2028, 6, 30)), ("end", D(2028, 12, 31))]),
    "repealed before": (replace(UNTIL, repealed_on=D(2027, 1, 1)), D(2028, 12, 31), []),
    "nobody knows when it was signed": (replace(AA_KV, first_day=None), None, []),
}


@pytest.mark.parametrize("row", ROWS)
def test_f61_every_row_of_the_domain_has_its_clocks(row):
    basis, end, expected = ROWS[row]
    assert clocks.runs_until(basis, TODAY) == end or clocks.last_day_of(basis) == end
    assert [(clock.kind, clock.on) for clock in clocks.next_of_each(basis, TODAY)] == expected


@pytest.mark.parametrize(
    ("received", "end"),
    [
        (D(2026, 8, 31), D(2027, 2, 28)),
        (D(2027, 8, 31), D(2028, 2, 29)),
        (D(2026, 8, 28), D(2027, 2, 28)),
        (D(2026, 11, 28), D(2027, 5, 28)),
        (D(2026, 12, 31), D(2027, 6, 30)),
    ],
)
def test_f12_a_notice_ends_with_the_day_of_its_number_or_the_last_of_the_month(received, end):
    assert clocks.end_of_notice(LOE_KV, received) == end


@pytest.mark.parametrize(
    ("end", "months", "last"),
    [
        (D(2028, 12, 31), 6, D(2028, 6, 30)),
        (D(2027, 2, 28), 6, D(2026, 8, 31)),
        (D(2028, 2, 28), 6, D(2027, 8, 28)),
        (D(2028, 2, 29), 6, D(2027, 8, 31)),
        (D(2027, 5, 30), 3, D(2027, 2, 28)),
        (D(2027, 5, 14), 3, D(2027, 2, 14)),
    ],
)
def test_f12_the_last_day_for_a_notice(end, months, last):
    assert clocks.last_notice_day(end, months) == last


@pytest.mark.parametrize(
    ("first", "months", "end"),
    [
        (D(2025, 5, 15), 12, D(2026, 5, 14)),
        (D(2025, 7, 1), 12, D(2026, 6, 30)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2027, 3, 1), 12, D(2028, 2, 29)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2026, 1, 29), 1, D(2026, 2, 28)),
    ],
)
def test_f61_a_term_counts_its_first_day(first, months, end):
    assert last_day(first, months) == end


def test_f61_no_sunday_and_no_holiday_moves_a_day():
    """31 January 2027 is a Sunday, and 1 May a holiday."""
    assert clocks.last_notice_day(D(2027, 7, 31), 6) == D(2027, 1, 31)
    assert clocks.end_of_notice(LOE_KV, D(2026, 11, 1)) == D(2027, 5, 1)


def test_f61_a_review_counts_from_the_last_one_and_a_named_day_goes_first():
    assert clocks.next_review(DITH) == D(2027, 1, 20)
    assert clocks.next_review(replace(DITH, review_on=D(2026, 9, 15))) == D(2026, 9, 15)
    done_early = replace(DITH, review_on=D(2026, 9, 15), reviewed_on=D(2026, 8, 20), review_met=D(2026, 9, 15))
    assert clocks.next_review(done_early) == D(2027, 8, 20)
    assert clocks.next_review(replace(done_early, review_on=D(2026, 12, 1))) == D(2026, 12, 1)
    assert clocks.next_review(replace(done_early, review_months=6)) == D(2027, 2, 20)
    assert clocks.next_review(Basis(term="open")) is None


def test_f61_an_overdue_review_stays_and_ends_with_the_agreement():
    late = replace(DITH, since=D(2020, 1, 20))
    assert clocks.clocks(late, TODAY, TODAY) == [Clock("review", D(2021, 1, 20))]
    assert clocks.clocks(replace(late, repealed_on=TODAY), TODAY, TODAY) == []


DAYS = st.dates(D(2000, 1, 1), D(2090, 12, 31))
MONTHS = st.integers(1, 60)


@settings(max_examples=150, deadline=None)
@given(DAYS, MONTHS)
def test_f12_from_the_last_day_a_notice_ends_in_time_and_from_the_next_too_late(end, months):
    last = clocks.last_notice_day(end, months)
    assert add_months(last, months) <= end < add_months(last + DAY, months)


@settings(max_examples=150, deadline=None)
@given(DAYS, MONTHS)
def test_f61_terms_follow_each_other_without_gap_and_end_where_the_law_says(first, months):
    """§ 188: the day before the one of the same number; where that month has none, its last."""
    end = last_day(first, months)
    place = first.year * 12 + first.month - 1 + months
    if first.day == 1:
        assert (end + DAY).day == 1 and (end + DAY).year * 12 + (end + DAY).month - 1 == place
    else:
        assert end.year * 12 + end.month - 1 == place
        assert end.day == first.day - 1 or (end.day < first.day - 1 and (end + DAY).day == 1)


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(1, 36), st.integers(1, 36), st.integers(0, 12), st.dates(D(2000, 1, 1), D(2120, 1, 1)))
def test_f61_renewals_over_decades_are_found_wherever_one_looks(first, months, more, objection, day):
    basis = Basis(
        term="period",
        first_day=first,
        months=months,
        renewal="automatic",
        renewal_months=more,
        objection_months=objection,
    )
    end = clocks.runs_until(basis, day)
    every = [last_day(first, months + more * number) for number in range(1500 // more + 2)]
    assert end == next(one for one in every if one >= day)
    stopped = clocks.end_after_objection(basis, day)
    assert stopped == next(one for one in every if one >= day and clocks.objection_day(basis, one) >= day)
    assert clocks.last_day_of(replace(basis, objections=(day,))) == stopped


@settings(max_examples=100, deadline=None)
@example(first=D(2000, 1, 15), more=1, objection=0)
@given(DAYS, st.integers(1, 24), st.integers(0, 30))
def test_f61_the_clocks_of_a_window_are_those_of_its_halves(first, more, objection):
    basis = Basis(
        term="until", until=first, renewal="automatic", renewal_months=more, objection_months=objection, since=first
    )
    begin, middle, last = D(2026, 1, 1), D(2029, 6, 15), D(2032, 1, 1)
    whole = clocks.clocks(basis, begin, last)
    assert whole == clocks.clocks(basis, begin, middle) + clocks.clocks(basis, middle + DAY, last)
    assert all(begin <= clock.on <= last for clock in whole)
