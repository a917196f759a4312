"""F29: our calendar files, read by a parser that shares nothing with ours: ical.js, as Thunderbird uses it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pages.events.recurrence import at, normalised, occurrences
from portal.calendar_files import CANCELLED, Address, CalendarEntry, invitation, written

pytestmark = pytest.mark.browser
PARSER = (Path(__file__).resolve().parent.parent / "vendor" / "ical.es5.min.cjs").read_text(encoding="utf-8")
READ = """text => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const all = calendar.getAllSubcomponents("vevent").map(one => new ICAL.Event(one));
  const changed = all.filter(one => one.isRecurrenceException());
  const events = all.filter(one => !one.isRecurrenceException()).map(one => {
    for (const other of changed) if (other.uid === one.uid) one.relateException(other);
    const times = [];
    const steps = one.isRecurring() ? one.iterator() : null;
    for (let next = steps ? steps.next() : one.startDate; next && times.length < 500; next = steps ? steps.next() : null) {
      const found = one.getOccurrenceDetails(next);
      times.push([found.startDate.toJSDate().toISOString(), found.endDate.toJSDate().toISOString(), found.item.summary]);
    }
    const text = name => one.component.getFirstPropertyValue(name);
    const attendee = one.component.getFirstProperty("attendee");
    return {uid: one.uid, summary: one.summary, description: one.description, location: one.location, times,
            sequence: one.sequence, status: text("status"), zone: one.startDate.zone.tzid, isDay: one.startDate.isDate,
            attendee: attendee && [attendee.getFirstValue(), attendee.getParameter("cn")]};
  });
  return {method: calendar.getFirstPropertyValue("method"), name: calendar.getFirstPropertyValue("x-wr-calname"), events};
}"""


@pytest.fixture(scope="module")
def parser(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.evaluate(
        f"(() => {{ const module = {{exports: {{}}}}, exports = module.exports; {PARSER}\n"
        "window.ICAL = module.exports.default || module.exports; })()"
    )
    yield page
    page.close()


def read(parser: Page, content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = parser.evaluate(READ, content.decode())
    return found


def utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.000Z"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630",
        "FREQ=MONTHLY;BYDAY=3TU;UNTIL=20271231",
        "FREQ=MONTHLY;BYMONTHDAY=17;UNTIL=20271231",
        "FREQ=DAILY;INTERVAL=3;UNTIL=20270430",
        "FREQ=YEARLY;UNTIL=20351231",
    ],
)
def test_f29_a_series_takes_place_when_we_say(parser: Page, rule: str) -> None:
    day = dt.date(2026, 11, 17)
    start, end = at(day, dt.time(9)), at(day, dt.time(11, 30))
    rule = normalised(rule, day)
    planned = list(occurrences(start, end, rule, frozenset(), dt.date.min, dt.date.max))
    left_out, moved = planned[1], planned[2]
    later = moved.starts_at + dt.timedelta(days=1)
    series = CalendarEntry("runde", start, end, "Runde", rrule=rule, exdates=(left_out.starts_at,))
    change = CalendarEntry(
        "runde", later, later + dt.timedelta(hours=1), "Verlegt", sequence=1, recurrence_id=moved.starts_at
    )
    found = read(parser, written([series, change], name="Kreis Nord"))
    assert (found["method"], found["name"]) == ("PUBLISH", "Kreis Nord")
    (event,) = found["events"]
    assert event["zone"] == "Europe/Berlin"
    expected = [[utc(one.starts_at), utc(one.ends_at), "Runde"] for one in planned if one not in (left_out, moved)]
    expected.append([utc(later), utc(later + dt.timedelta(hours=1)), "Verlegt"])
    assert sorted(event["times"]) == sorted(expected)


def test_f29_hostile_text_stays_text(parser: Page) -> None:
    hostile = 'Eins, zwei; drei \\n "vier"\r\nATTENDEE:mailto:x@y.z\r\nEND:VEVENT\x00\u2028Ü' + "ß" * 80 + "😀" * 40
    start = at(dt.date(2026, 11, 17), dt.time(9))
    entry = CalendarEntry(
        "a;b\r\nX:1",
        start,
        start + dt.timedelta(hours=1),
        hostile,
        description=hostile,
        location=hostile,
        url="https://portal.example/\r\nX:1",
        organiser=Address("portal@rebental.example", 'Kreis "Nord"\r\nX:1'),
        attendee=Address("ayla@rebental.example\r\nX:1", "Ayla; Korber, \x07"),
        categories=("Fort,bildung",),
    )
    found = read(parser, invitation(entry).content)
    (event,) = found["events"]
    line = 'Eins, zwei; drei \\n "vier" ATTENDEE:mailto:x@y.z END:VEVENTÜ' + "ß" * 80 + "😀" * 40
    assert (event["summary"], event["location"]) == (line, line)
    assert event["description"] == line.replace(" ATTENDEE", "\nATTENDEE").replace(" END", "\nEND")
    assert event["attendee"] == ["mailto:ayla@rebental.exampleX:1", "Ayla; Korber,"]
    assert found["method"] == "REQUEST"
    assert max(len(one) for one in invitation(entry).content.split(b"\r\n")) <= 75


def test_f29_whole_days_and_cancelled_ones(parser: Page) -> None:
    days = CalendarEntry("tag", dt.date(2026, 11, 24), dt.date(2026, 11, 25), "Messe", sequence=3, status=CANCELLED)
    found = read(parser, invitation(days).content)
    (event,) = found["events"]
    assert (found["method"], event["status"], event["sequence"], event["isDay"]) == ("CANCEL", "CANCELLED", 3, True)
