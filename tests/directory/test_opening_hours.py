"""Opening hours as people write them, and the question "open now?" against a slow clock."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import opening_hours
from directory.holidays import public_holidays
from directory.opening_hours import Opening, Special, Unreadable

MONDAY = dt.date(2026, 11, 23)
minutes = st.integers(0, 24 * 60)
span = st.lists(minutes, min_size=2, max_size=2, unique=True).map(lambda both: tuple(sorted(both)))
week = st.lists(
    st.lists(span, max_size=3).map(lambda spans: tuple(opening_hours.merged(spans))), min_size=7, max_size=7
).map(tuple)
special = st.builds(
    lambda start, length, spans: Special(
        MONDAY + dt.timedelta(start), MONDAY + dt.timedelta(start + length), tuple(opening_hours.merged(spans)), ""
    ),
    st.integers(-3, 12),
    st.integers(0, 4),
    st.lists(span, max_size=2),
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mo-Fr 8-12", "Mo–Fr 8:00–12:00"),
        (
            "Montag bis Donnerstag 8.30 – 12 Uhr und 14–16 Uhr; Fr 8–12 Uhr",
            "Mo–Do 8:30–12:00, 14:00–16:00; Fr 8:00–12:00",
        ),
        ("Di, Do 9:00-12:00\nSa 10-13", "Di 9:00–12:00; Do 9:00–12:00; Sa 10:00–13:00"),
        ("Mo 8-12, Mo 12-14", "Mo 8:00–14:00"),
        ("Sa–Mo 0–24", "Mo 0:00–24:00; Sa, So 0:00–24:00"),
        ("dienstags 13-16", "Di 13:00–16:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_write_them(typed, kept):
    assert opening_hours.write_week(opening_hours.read_week(typed)) == kept


@pytest.mark.parametrize(
    "typed",
    ["Mo", "8-12", "Mo 12-8", "Mo 8", "Xx 8-12", "Mo 25-26", "Mo 8:75-9", "Mo 8-12 sowie", "Mo 8-8", "=1+1", "–"],
)
def test_what_is_no_hours_is_refused_with_the_piece_that_is_not(typed):
    with pytest.raises(Unreadable) as refused:
        opening_hours.read_week(typed)
    assert str(refused.value)


@given(week)
def test_every_week_survives_being_written_and_read(one):
    assert opening_hours.read_week(opening_hours.write_week(one)) == one


@given(st.lists(special, max_size=4))
def test_every_exception_survives_being_written_and_read(specials):
    ordered = tuple(sorted(specials, key=lambda one: one.first))
    assert opening_hours.read_specials(opening_hours.write_specials(ordered)) == ordered


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    for read in (opening_hours.read_week, opening_hours.read_specials):
        try:
            read(text)
        except Unreadable:
            continue


def is_open(one: Opening, moment: dt.datetime, holidays: dict) -> bool:
    """The slow truth: is this minute in the hours of its day?"""
    day = next((s for s in one.specials if s.first <= moment.date() <= s.last), None)
    usual = () if moment.date() in holidays else one.week[moment.weekday()]
    spans = day.spans if day is not None else usual
    minute = moment.hour * 60 + moment.minute
    return any(first <= minute < last for first, last in spans)


@settings(max_examples=60, deadline=None)
@given(week, st.lists(special, max_size=2), st.integers(0, 7 * 24 * 60), st.sets(st.integers(0, 9), max_size=2))
def test_open_now_and_the_next_change_agree_with_a_clock(one, specials, start, closed_days):
    hours = Opening(one, tuple(sorted(specials, key=lambda s: s.first)))
    holidays = {MONDAY + dt.timedelta(day): "Feiertag" for day in closed_days}
    moment = dt.datetime.combine(MONDAY, dt.time()) + dt.timedelta(minutes=start)
    state = opening_hours.state_at(hours, moment, holidays)
    assert state.is_open == is_open(hours, moment, holidays)
    ahead = [moment + dt.timedelta(minutes=step) for step in range(12 * 24 * 60)]
    change = next((later for later in ahead if is_open(hours, later, holidays) != state.is_open), None)
    if change is not None:
        assert change == (state.until if state.is_open else state.opens_at)


def test_exceptions_go_before_holidays_and_holidays_before_the_week():
    hours = Opening(opening_hours.read_week("Mo-Fr 8-12"), opening_hours.read_specials("25.12.2026 10-11 Notdienst"))
    holidays = public_holidays(dt.date(2026, 12, 1))
    assert opening_hours.hours_on(hours, dt.date(2026, 12, 25), holidays) == (((600, 660),), "Notdienst")
    spans, reason = opening_hours.hours_on(hours, dt.date(2027, 1, 1), holidays)
    assert (spans, reason) == ((), "Neujahr")


def test_before_a_holiday_the_next_opening_is_after_it():
    hours = Opening(opening_hours.read_week("Mo-Fr 8-12"))
    state = opening_hours.state_at(hours, dt.datetime(2026, 12, 24, 13), public_holidays(dt.date(2026, 12, 24)))
    assert state.opens_at == dt.datetime(2026, 12, 28, 8)


def test_the_holidays_are_those_of_the_state(settings):
    epiphany = dt.date(2027, 1, 6)
    settings.PORTAL_STATE = "BW"
    assert epiphany in public_holidays(epiphany)
    settings.PORTAL_STATE = "SH"
    assert epiphany not in public_holidays(epiphany)
