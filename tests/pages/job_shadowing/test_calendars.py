"""Both get the visit into their calendars: by mail, as a file, in the personal feed; taken out again when it ends (F30)."""

import datetime as dt

import icalendar
import pytest
from django.core import mail as outbox

from pages.events import extensions
from pages.job_shadowing import calendar_entries
from portal import counted
from tests.pages.job_shadowing.factories import Rebental, address, again, client_of, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def rebental(portal):
    return Rebental()


def parts(sent):
    """By address: method and event of the calendar part."""
    found = {}
    for one in sent:
        for part in one.message().walk():
            if part.get_content_type() == "text/calendar":
                calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
                [event] = calendar.walk("VEVENT")
                found[one.to[0]] = (str(calendar["METHOD"]), part.get_param("method"), event)
    return found


def test_f30_both_get_an_entry_and_its_end(rebental, django_capture_on_commit_callbacks):
    rebental.offer.title = "Schalter; Akten,\r\nBCC:x@example.org"
    rebental.offer.save()
    row = rebental.asked()
    rebental.pledged()
    with django_capture_on_commit_callbacks(execute=True):
        step(rebental.host, row, "confirm")
    invited = parts(outbox.outbox)
    assert set(invited) == {rebental.guest.email, rebental.host.email}
    method, in_header, event = invited[rebental.guest.email]
    assert (method, in_header) == ("REQUEST", "REQUEST")
    assert str(event["ATTENDEE"]) == f"mailto:{rebental.guest.email}"
    assert event.decoded("DTSTART") == again(row).starts_at
    assert event.decoded("DTEND") == again(row).ends_at
    assert "Schalter; Akten, BCC:x@example.org" in str(event["SUMMARY"])
    outbox.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        step(rebental.host, row, "call_off", text="Krank")
    taken_out = parts(outbox.outbox)
    assert set(taken_out) == set(invited)
    for email, (ending, _header, last) in taken_out.items():
        first = invited[email][2]
        assert (ending, str(last["STATUS"])) == ("CANCEL", "CANCELLED")
        assert str(last["UID"]) == str(first["UID"])
        assert int(last["SEQUENCE"]) > int(first["SEQUENCE"])
    for sent in outbox.outbox:
        assert "Schalter" not in sent.subject + sent.body


def test_f30_a_refusal_before_the_confirmation_touches_no_calendar(rebental, django_capture_on_commit_callbacks):
    row = rebental.asked()
    with django_capture_on_commit_callbacks(execute=True):
        step(rebental.guest, row, "withdraw")
    assert outbox.outbox
    assert parts(outbox.outbox) == {}


def test_f30_the_file_is_there_for_the_sides_while_it_is_confirmed(rebental):
    row = rebental.confirmed()
    url = address(row, "Hospitation.ics")
    answer = client_of(rebental.guest).get(url)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert "Ein Vormittag am Schalter" in str(event["SUMMARY"])
    assert rebental.guest.last_name not in answer.content.decode()
    assert client_of(rebental.stranger).get(url).status_code == 404
    step(rebental.guest, row, "withdraw")
    assert client_of(rebental.guest).get(url).status_code == 404


def test_f29_the_personal_calendar_shows_confirmed_visits_only(rebental):
    asked = rebental.asked()
    assert list(calendar_entries.entries_of(rebental.guest)) == []
    rebental.pledged()
    step(rebental.host, asked, "confirm")
    for who in (rebental.guest, rebental.host):
        assert [entry.uid for entry in calendar_entries.entries_of(who)] == [f"hospitation-{asked.pk}"]
    for who in (rebental.teammate, rebental.superior, rebental.stranger):
        assert list(calendar_entries.entries_of(who)) == []
    assert calendar_entries.entries_of in list(extensions.personal_entries)


def test_f57_visits_are_counted_for_the_figures(rebental):
    source = counted.figure_sources.get("job_shadowing")
    rebental.asked()
    own = rebental.counselling.pk
    assert source.count([own, rebental.office.pk], dt.date(2020, 1, 1), dt.date(2100, 1, 1)) == {own: 0}
