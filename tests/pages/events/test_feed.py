"""F29: the calendar in the program of one's own, at a secret address that can be ended."""

import datetime as dt

import pytest
import recurring_ical_events
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from pages.events import actions, extensions
from pages.events.dates import date_of
from pages.models import CalendarFeed
from portal import extensions as frame
from portal.calendar_files import CalendarEntry
from portal.extensions import Duty, DutySource
from tests import factories
from tests.factories import berlin, event_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def unlimited():
    from portal.requests import limits

    limits._memory.clear()
    cache.clear()


@pytest.fixture
def user():
    return factories.UserFactory()


def fetch(secret, part=""):
    return Client().get(f"/kalender/feed/{secret}{'/' + part if part else ''}.ics")


def events_of(response):
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_f29_the_feed_needs_no_cookie_and_sets_none(user):
    event_page("Asylrecht, kompakt; offen", "2026-11-24 9:00", place="Kreishaus\r\nATTENDEE:mailto:x@y.z")
    secret = actions.make_feed(by=user)
    response = fetch(secret)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    (event,) = events_of(response)
    assert str(event["SUMMARY"]) == "Asylrecht, kompakt; offen"
    assert str(event["LOCATION"]) == "Kreishaus ATTENDEE:mailto:x@y.z"
    assert event["DTSTART"].dt == berlin("2026-11-24 9:00")
    assert str(event["URL"]).endswith("/kalender/asylrecht-kompakt-offen/")
    assert "ATTENDEE" not in event
    assert CalendarFeed.objects.get().fetched_on == dt.date(2026, 11, 17)


def test_f29_only_the_digest_of_the_address_is_kept(reader, user):
    page = reader.post("/kalender/abonnement/neu/").content.decode()
    secret = page.split("/kalender/feed/")[1].split(".ics")[0]
    feed = CalendarFeed.objects.get()
    assert secret not in feed.digest
    assert feed.digest == actions.digest(secret)
    assert secret not in reader.get("/kalender/abonnement/").content.decode()
    assert fetch(secret).status_code == 200


def test_f29_an_ended_address_is_as_dead_as_one_that_never_was(reader):
    old = reader.post("/kalender/abonnement/neu/").content.decode().split("/kalender/feed/")[1].split(".ics")[0]
    new = reader.post("/kalender/abonnement/neu/").content.decode().split("/kalender/feed/")[1].split(".ics")[0]
    dead = [fetch(old), fetch("abc-def"), fetch(old, "training"), fetch(new, "unsinn")]
    assert {response.status_code for response in dead} == {404}
    assert {response.content for response in dead} == {b""}
    assert fetch(new).status_code == 200
    reader.post("/kalender/abonnement/beenden/")
    assert fetch(new).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_f29_the_feed_of_a_deactivated_account_is_dead(user):
    secret = actions.make_feed(by=user)
    user.is_active = False
    user.save()
    assert fetch(secret).status_code == 404


def test_f29_the_feed_reads_as_its_person(user):
    closed = event_page("Geschlossen", "2026-11-24 9:00")
    from django.contrib.auth.models import Group

    editors = Group.objects.get(name="editor")
    closed.view_restrictions.create(restriction_type="groups").groups.add(editors)
    event_page("Entwurf", "2026-11-24 9:00", live=False)
    assert events_of(fetch(actions.make_feed(by=user))) == []
    user.groups.add(editors)
    assert [str(event["SUMMARY"]) for event in events_of(fetch(actions.make_feed(by=user)))] == ["Geschlossen"]


def test_f29_a_series_in_the_feed_takes_place_as_on_the_page(user):
    page = event_page("Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20270629")
    page.excluded = "29.12.2026"
    page.save_revision().publish()
    moved, off, gone = (
        date_of(page, day) for day in (dt.date(2026, 11, 24), dt.date(2026, 12, 1), dt.date(2027, 6, 29))
    )
    times = {"starts_at": berlin("2026-11-26 15:00"), "ends_at": berlin("2026-11-26 17:00")}
    actions.move_date(date=moved, **times, place="Rathaus", note="", by=user)
    actions.cancel_date(date=off, reason="Krank.", by=user)
    page.recurrence = "FREQ=WEEKLY;UNTIL=20270622"
    page.save_revision().publish()
    gone.refresh_from_db()
    response = fetch(actions.make_feed(by=user))
    found = recurring_ical_events.of(Calendar.from_ical(response.content)).between(
        berlin("2026-11-01"), berlin("2027-07-30")
    )
    starts = {event["DTSTART"].dt: event for event in found}
    planned = {berlin(f"{day} 13:00") for day in (page.first_day + dt.timedelta(weeks=n) for n in range(34))}
    expected = planned - {moved.starts_at.replace(), berlin("2026-11-24 13:00"), berlin("2026-12-29 13:00")}
    assert set(starts) == (expected - {gone.starts_at}) | {berlin("2026-11-26 15:00"), berlin("2027-06-29 13:00")}
    assert str(starts[berlin("2026-11-26 15:00")]["LOCATION"]) == "Rathaus"
    assert str(starts[berlin("2026-12-01 13:00")]["SUMMARY"]) == "Fällt aus: Runde"
    assert str(starts[berlin("2026-12-01 13:00")]["STATUS"]) == "CANCELLED"
    assert str(starts[berlin("2027-06-29 13:00")]["STATUS"]) == "CANCELLED"


def test_f29_the_online_link_is_only_in_the_feed_of_whom_it_is_meant_for(user):
    page = event_page("Online", "2026-11-24 9:00", online_link="https://video.example/geheim")
    date = page.dates.get()
    secret = actions.make_feed(by=user)
    assert b"geheim" not in fetch(secret).content
    known = extensions.link_shown_to.add(lambda who, keys: {date.pk} & set(keys) if who.pk == user.pk else set())
    try:
        assert "https://video.example/geheim" in str(events_of(fetch(secret))[0]["DESCRIPTION"])
        assert b"geheim" not in fetch(actions.make_feed(by=factories.UserFactory())).content
    finally:
        extensions.link_shown_to.remove(known)


def test_f29_an_entry_of_ones_own_stands_in_for_the_public_one(user):
    page = event_page("Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20261201")
    date = date_of(page, dt.date(2026, 11, 24))

    def entries(who):
        yield CalendarEntry(date.uid, date.starts_at, date.ends_at, "Angemeldet: Runde")
        yield CalendarEntry("hospitation-1", date.starts_at, date.ends_at, "Hospitation")

    extensions.personal_entries.add(entries)
    try:
        events = events_of(fetch(actions.make_feed(by=user)))
    finally:
        extensions.personal_entries.remove(entries)
    assert sorted(str(event["SUMMARY"]) for event in events) == ["Angemeldet: Runde", "Hospitation", "Runde"]
    own = next(event for event in events if str(event["SUMMARY"]) == "Angemeldet: Runde")
    assert own["RECURRENCE-ID"].dt == berlin("2026-11-24 13:00")
    assert str(own["UID"]).startswith(f"{page.translation_key}@")


def test_f29_what_is_due_is_in_the_feed_unless_it_is_restricted(user):
    def owed(answering):
        yield Duty("Einträge bestätigen", "Verzeichnis", "/verzeichnis/", "test", 1, due=dt.date(2026, 11, 30))
        yield Duty("Ohne Tag", "Verzeichnis", "/verzeichnis/", "test", 2)

    def secret(answering):
        yield Duty("Frau Azadi antworten", "Fälle", "/faelle/1/", "secret", 1, due=dt.date(2026, 11, 30))

    from django.db.models import Value

    frame.duty_sources.add(DutySource("test", owed, lambda asker: Value(2)))
    frame.duty_sources.add(DutySource("test-secret", secret, lambda asker: Value(1), is_restricted=True))
    try:
        response = fetch(actions.make_feed(by=user))
        mine = fetch(actions.make_feed(by=user), "meine")
    finally:
        frame.duty_sources.remove("test")
        frame.duty_sources.remove("test-secret")
    (event,) = events_of(response)
    assert str(event["SUMMARY"]) == "Zu erledigen: Einträge bestätigen"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 11, 30), dt.date(2026, 12, 1))
    assert b"Azadi" not in response.content
    assert len(events_of(mine)) == 1


def test_f29_a_kind_has_a_feed_of_its_own(user):
    event_page("Fortbildung", "2026-11-24 9:00")
    event_page("Austausch", "2026-11-24 9:00", kind="exchange")
    secret = actions.make_feed(by=user)
    assert [str(event["SUMMARY"]) for event in events_of(fetch(secret, "exchange"))] == ["Austausch"]
    assert events_of(fetch(secret, "meine")) == []


def test_f29_a_program_that_asks_too_often_is_told_to_wait(user):
    secret = actions.make_feed(by=user)
    answers = [fetch(secret).status_code for _number in range(61)]
    assert answers == [200] * 60 + [429]
    assert fetch(secret)["Retry-After"]


def test_f29_a_whole_day_ends_on_its_last_day(user):
    event_page("Messe", "2026-11-24 10:00", "2026-11-25 11:00", is_all_day=True)
    (event,) = events_of(fetch(actions.make_feed(by=user)))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 11, 24), dt.date(2026, 11, 26))


def test_f29_one_date_is_a_file(reader):
    page = event_page(
        "Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20261201", online_link="https://a.example"
    )
    response = reader.get(f"/kalender/termin/{page.pk}/2026-11-24/Termin.ics")
    assert response["Content-Disposition"] == 'attachment; filename="Termin.ics"'
    (event,) = events_of(response)
    assert event["DTSTART"].dt == berlin("2026-11-24 13:00")
    assert str(event["UID"]).startswith(f"{page.translation_key}-20261124@")
    assert b"a.example" not in response.content


def test_f29_a_month_of_feeds_costs_the_same_queries(user, django_assert_max_num_queries):
    secret = actions.make_feed(by=user)
    event_page("Erste", "2026-11-24 9:00")
    fetch(secret)
    for number in range(8):
        event_page(f"Weitere {number}", "2026-11-25 9:00", online_link="https://a.example")
    with django_assert_max_num_queries(16):
        assert len(events_of(fetch(secret))) == 9
