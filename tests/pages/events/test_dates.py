"""F26, F29: what hangs on a date of an event stays with it, whatever happens to the event."""

import datetime as dt

import pytest
import time_machine

from pages.events.dates import NoSuchDate, date_of
from pages.models import EventDate
from pages.models.events import date_changed
from tests.factories import berlin, event_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]
NOW = berlin("2026-11-02 8:00")
WEEKLY = "FREQ=WEEKLY;UNTIL=20261215"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def told():
    heard = []

    def hear(date, before):
        heard.append((date.day, before.starts_at, date.starts_at, date.is_cancelled))

    date_changed.add(hear)
    yield heard
    date_changed.remove(hear)


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()


def test_f26_a_published_event_has_its_one_date():
    page = event_page()
    row = page.dates.get()
    assert (row.day, row.starts_at, row.ends_at) == (dt.date(2026, 11, 17), page.starts_at, page.ends_at)
    assert date_of(page, row.day) == date_of(page, page.starts_at) == row
    page.save_revision().publish()
    assert page.dates.get() == row
    with pytest.raises(NoSuchDate):
        date_of(page, dt.date(2026, 11, 18))


def test_f26_a_draft_has_no_date():
    assert not event_page(live=False).dates.exists()


def test_f29_a_single_event_that_moves_keeps_its_uid_and_counts(told):
    page = event_page()
    before = page.dates.get()
    publish(page, starts_at=berlin("2026-11-18 10:00"), ends_at=berlin("2026-11-18 12:00"))
    after = page.dates.get()
    assert (after.pk, after.uid, after.sequence, after.day) == (before.pk, before.uid, 1, dt.date(2026, 11, 18))
    assert told == [(dt.date(2026, 11, 18), berlin("2026-11-17 9:00"), berlin("2026-11-18 10:00"), False)]


def test_f26_a_series_has_dates_only_where_something_hangs_on_one():
    page = event_page(recurrence=WEEKLY)
    assert not page.dates.exists()
    second = date_of(page, dt.date(2026, 11, 24))
    assert second.starts_at == berlin("2026-11-24 9:00")
    assert (page.dates.get(), second.uid) == (second, f"{page.translation_key}-20261124")
    for day in (dt.date(2026, 11, 25), dt.date(2026, 11, 10), dt.date(2026, 12, 22)):
        with pytest.raises(NoSuchDate):
            date_of(page, day)


def test_f29_the_dates_of_a_series_follow_its_time_and_are_cancelled_where_it_ends(told):
    page = event_page(recurrence=WEEKLY)
    second, last = date_of(page, dt.date(2026, 11, 24)), date_of(page, dt.date(2026, 12, 15))
    publish(page, starts_at=berlin("2026-11-17 10:00"), recurrence="FREQ=WEEKLY;UNTIL=20261208")
    second.refresh_from_db()
    last.refresh_from_db()
    assert (second.starts_at, second.sequence, second.is_cancelled) == (berlin("2026-11-24 10:00"), 1, False)
    assert (last.is_cancelled, last.sequence, last.cancel_reason) == (True, 1, "Die Reihe wurde geändert.")
    assert [day for day, *_rest in told] == [second.day, last.day]
    publish(page, title="Neuer Titel")
    assert len(told) == 2
    assert set(EventDate.objects.values_list("sequence", flat=True)) == {1}


def test_f29_a_date_with_times_of_its_own_does_not_follow():
    page = event_page(recurrence=WEEKLY)
    row = date_of(page, dt.date(2026, 11, 24))
    row.starts_at, row.ends_at, row.has_own_times = berlin("2026-11-25 9:00"), berlin("2026-11-25 11:00"), True
    row.save()
    publish(page, starts_at=berlin("2026-11-17 10:00"))
    row.refresh_from_db()
    assert (row.starts_at, row.sequence) == (berlin("2026-11-25 9:00"), 0)
