"""The days of a series, held against an implementation of its own and against the change of the clocks."""

import datetime as dt

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from pages.events import recurrence
from pages.events.recurrence import BERLIN, BadRule, at, normalised, occurrences
from portal.calendar_files import CalendarEntry, written

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def found(start, end, rule, since, until, excluded=frozenset()):
    return list(occurrences(start, end, rule, excluded, since, until))


@st.composite
def series(draw):
    """A first time, a length in hours and a rule in its one form that takes place on the first day."""
    first = draw(st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)))
    start = at(first, dt.time(draw(st.integers(3, 22)), draw(st.sampled_from([0, 15, 30]))))
    until = first + dt.timedelta(days=draw(st.integers(0, 1500)))
    weekday, nth = DAYS[first.weekday()], (first.day - 1) // 7 + 1
    shape = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                "FREQ=WEEKLY",
                f"FREQ=WEEKLY;BYDAY={','.join(sorted({weekday, *draw(st.sets(st.sampled_from(DAYS), max_size=3))}))}",
                "FREQ=MONTHLY",
                f"FREQ=MONTHLY;BYDAY={min(nth, 4)}{weekday}" if nth < 5 else f"FREQ=MONTHLY;BYDAY=-1{weekday}",
                f"FREQ=MONTHLY;BYMONTHDAY={first.day},1",
                "FREQ=YEARLY",
            ]
        )
    )
    return start, draw(st.integers(1, 30)), f"{shape};INTERVAL={draw(st.integers(1, 4))};UNTIL={until:%Y%m%d}"


@settings(max_examples=60, deadline=None)
@given(series(), st.integers(-40, 1600), st.integers(0, 70))
def test_f29_a_series_takes_place_when_another_implementation_says(given_series, offset, span):
    start, hours, text = given_series
    rule = normalised(text, start.date())
    end = start + dt.timedelta(hours=hours)  # wall time, as a series means it
    since = start.date() + dt.timedelta(days=offset)
    until = since + dt.timedelta(days=span)
    # Read out of our own file: so the file says the same as the page does.
    calendar = Calendar.from_ical(written([CalendarEntry("a", start, end, "Runde", rrule=rule)]))
    asked = recurring_ical_events.of(calendar).between(
        dt.datetime.combine(since - dt.timedelta(days=3), dt.time(), BERLIN),
        dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), BERLIN),
    )
    expected = sorted((e["DTSTART"].dt, e["DTEND"].dt) for e in asked if since <= e["DTSTART"].dt.date() <= until)
    ours = [(one.starts_at, one.ends_at) for one in found(start, end, rule, since, until)]
    assert [one for one, _end in ours] == [one for one, _end in expected]
    assert [(e.date(), e.time()) for _s, e in ours] == [(e.date(), e.time()) for _s, e in expected]


@settings(max_examples=60, deadline=None)
@given(series())
def test_f29_the_one_form_of_a_rule_is_stable_and_knows_its_last_day(given_series):
    start, _hours, text = given_series
    rule = normalised(text, start.date())
    assert normalised(rule, start.date()) == rule
    everything = found(start, start, rule, dt.date.min, dt.date.max)
    assert recurrence.last_day(start, rule) == everything[-1].day


def test_f29_wall_time_is_kept_over_both_changes_of_the_clocks():
    start = at(dt.date(2026, 10, 20), dt.time(9))
    rule = normalised("FREQ=WEEKLY;UNTIL=20270406", start.date())
    times = found(start, start + dt.timedelta(hours=2), rule, dt.date.min, dt.date.max)
    assert {one.starts_at.time() for one in times} == {dt.time(9)}
    assert {one.starts_at.utcoffset() for one in times} == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_f29_an_hour_that_is_skipped_means_the_next_and_one_that_comes_twice_the_first():
    skipped, twice = at(dt.date(2027, 3, 28), dt.time(2, 30)), at(dt.date(2026, 10, 25), dt.time(2, 30))
    assert (skipped.time(), skipped.utcoffset()) == (dt.time(3, 30), dt.timedelta(hours=2))
    assert (twice.time(), twice.utcoffset()) == (dt.time(2, 30), dt.timedelta(hours=2))
    rule = normalised("FREQ=DAILY;UNTIL=20270330", dt.date(2027, 3, 26))
    start = at(dt.date(2027, 3, 26), dt.time(2, 30))
    assert [one.starts_at.time() for one in found(start, start, rule, dt.date.min, dt.date.max)] == [
        dt.time(2, 30),
        dt.time(2, 30),
        dt.time(3, 30),
        dt.time(2, 30),
        dt.time(2, 30),
    ]


def test_f29_days_left_out_do_not_take_place():
    start = at(dt.date(2026, 12, 17), dt.time(9))
    rule = normalised("FREQ=WEEKLY;UNTIL=20270107", start.date())
    left_out = recurrence.read_days("24.12.2026, 31.12.2026")
    assert [one.day.day for one in found(start, start, rule, dt.date.min, dt.date.max, left_out)] == [17, 7]
    assert recurrence.written_days(left_out) == "24.12.2026, 31.12.2026"
    for text in ("24.13.2026", "morgen", "2026-12-24"):
        with pytest.raises(ValueError, match=text):
            recurrence.read_days(text)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=WEEKLY", recurrence.ENDLESS),
        ("FREQ=WEEKLY;UNTIL=20461231", recurrence.TOO_LONG),
        ("FREQ=WEEKLY;COUNT=999", recurrence.TOO_LONG),
        ("FREQ=WEEKLY;COUNT=99999999999", recurrence.TOO_LONG),
        ("FREQ=WEEKLY;UNTIL=20261101", recurrence.TOO_EARLY),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101", recurrence.NOT_FIRST),
        ("FREQ=SECONDLY;UNTIL=20270101", recurrence.UNREADABLE),
        ("FREQ=WEEKLY;BYHOUR=1;UNTIL=20270101", recurrence.UNREADABLE),
        ("FREQ=WEEKLY;UNTIL=20270101;COUNT=3", recurrence.UNREADABLE),
        ("FREQ=WEEKLY;INTERVAL=0;UNTIL=20270101", recurrence.UNREADABLE),
        ("FREQ=WEEKLY;BYDAY=XX;UNTIL=20270101", recurrence.UNREADABLE),
        ("FREQ=WEEKLY;UNTIL=20271399", recurrence.UNREADABLE),
        ("FREQ=WEEKLY\r\nATTENDEE:x;UNTIL=20270101", recurrence.UNREADABLE),
        ("jeden Dienstag", recurrence.UNREADABLE),
        ("", recurrence.UNREADABLE),
    ],
)
def test_f29_a_rule_that_cannot_be_is_refused_with_its_reason(rule, reason):
    with pytest.raises(BadRule) as refused:
        normalised(rule, dt.date(2026, 11, 17))
    assert refused.value.reason == reason


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="FREQ=WKLYDAIMONTH;UBNS,0123456789+-TU \r\n", max_size=60))
def test_f29_no_text_breaks_the_reading_of_rules(text):
    try:
        rule = normalised(text, dt.date(2026, 11, 17))
    except BadRule:
        return
    assert set(rule) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;,-")


def test_f29_a_rule_by_number_ends_on_the_day_of_the_last():
    assert normalised("FREQ=WEEKLY;COUNT=3", dt.date(2026, 11, 17)).endswith("UNTIL=20261201")


def test_f29_a_month_of_a_series_over_ten_years_looks_at_that_month_only(monkeypatch):
    """Counted and not timed: how many days the library is asked for."""
    rule = normalised("FREQ=DAILY;UNTIL=20361101", dt.date(2026, 11, 17))
    seen = []
    real = recurrence.expansion

    def counting(*args):
        for day in real(*args):
            seen.append(day)
            yield day

    monkeypatch.setattr(recurrence, "expansion", counting)
    start = at(dt.date(2026, 11, 17), dt.time(9))
    assert len(found(start, start, rule, dt.date(2036, 9, 1), dt.date(2036, 9, 30))) == 30
    assert len(seen) <= 31
