"""Calendar files (iCalendar, RFC 5545) that Outlook, Thunderbird and phones take: one way to write them for every app."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal import conf

PRODUCT = "-//Kooperationsportal//Kalender//DE"
BERLIN = ZoneInfo("Europe/Berlin")
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
NOT_PRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
NOT_IN_ADDRESS = re.compile(r"[^!-~]")
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
LONGEST = 5000  # characters of one text; calendars of phones stop reading somewhere
FOLDED_AT = 75  # octets of a line
# The clocks of Berlin since 1996, as rules: every program reads them, and they hold for years to come.
ZONE = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "END:VTIMEZONE",
]


@dataclass(frozen=True)
class Address:
    """Somebody by mail address, with the name that calendars show."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class CalendarEntry:
    """One entry. `start` and `end` are aware moments, or days for something that lasts whole days (`end`: the last one).

    `uid` stays for ever and without a host gets the portal's; `sequence` grows with each change. Of a series, `rrule` holds
    the rule as wall time in Berlin, ended by a day, and `exdates` the starts left out; a changed date has the `uid` of its
    series and in `recurrence_id` the start it had. `stamp` is when this was last changed.
    """

    uid: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    summary: str
    sequence: int = 0
    description: str = ""
    location: str = ""
    url: str = ""
    organiser: Address | None = None
    attendee: Address | None = None
    status: str = CONFIRMED
    rrule: str = ""
    exdates: tuple[dt.datetime | dt.date, ...] = ()
    recurrence_id: dt.datetime | dt.date | None = None
    is_private: bool = False
    is_busy: bool = True
    categories: tuple[str, ...] = ()
    stamp: dt.datetime | None = None


@dataclass(frozen=True)
class CalendarPart:
    """A calendar file as a part of a mail: REQUEST adds or changes an entry, CANCEL takes it out."""

    content: bytes
    method: str

    def __post_init__(self) -> None:
        if self.method not in {REQUEST, CANCEL}:
            raise ValueError(self.method)


def written(entries: Iterable[CalendarEntry], method: str = PUBLISH, name: str = "") -> bytes:
    """A calendar file of these. One made with REQUEST or CANCEL holds one entry with organiser and attendee (RFC 5546)."""
    if method not in {PUBLISH, REQUEST, CANCEL}:
        raise ValueError(method)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    lines += [f"X-WR-CALNAME:{text(name)}"] if name else []
    events, host, now = [], urlsplit(conf.base_url()).hostname or "localhost", timezone.now()
    has_times = False
    for entry in entries:
        has_times = has_times or isinstance(entry.start, dt.datetime)
        events += ["BEGIN:VEVENT", *properties(entry, host, now), "END:VEVENT"]
    lines += [*(ZONE if has_times else []), *events, "END:VCALENDAR", ""]
    return "\r\n".join(map(folded, lines)).encode()


def invitation(entry: CalendarEntry) -> CalendarPart:
    """For the mail that tells `entry.attendee` of an entry, of its change or of its end."""
    method = CANCEL if entry.status == CANCELLED else REQUEST
    return CalendarPart(written([entry], method), method)


def properties(entry: CalendarEntry, host: str, now: dt.datetime) -> Iterator[str]:
    uid = one_line(entry.uid)
    yield f"UID:{escaped(uid if '@' in uid else f'{uid}@{host}')}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{utc(entry.stamp or now)}"
    yield f"DTSTART{moment(entry.start)}"
    # RFC 5545 names the first day that does not belong to it any more.
    is_whole = not isinstance(entry.end, dt.datetime)
    yield f"DTEND{moment(entry.end + dt.timedelta(days=1) if is_whole else entry.end)}"
    yield f"SUMMARY:{text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(printed(entry.description))}"
    if entry.location:
        yield f"LOCATION:{text(entry.location)}"
    if entry.url:
        yield f"URL:{NOT_IN_ADDRESS.sub('', entry.url)}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(map(text, entry.categories))}"
    yield f"STATUS:{entry.status}"
    yield f"CLASS:{'PRIVATE' if entry.is_private else 'PUBLIC'}"
    yield f"TRANSP:{'OPAQUE' if entry.is_busy else 'TRANSPARENT'}"
    if entry.organiser is not None:
        yield f"ORGANIZER{person(entry.organiser)}"
    if entry.attendee is not None:
        # Nobody reads answers to the portal's address, so calendars need not offer to send one.
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE{person(entry.attendee)}"
    yield from recurrence(entry)


def recurrence(entry: CalendarEntry) -> Iterator[str]:
    if entry.recurrence_id is not None:
        yield f"RECURRENCE-ID{moment(entry.recurrence_id)}"
    if entry.rrule:
        yield f"RRULE:{rule_with_end(entry.rrule, entry.start)}"
    for left_out in entry.exdates:
        yield f"EXDATE{moment(left_out)}"


def moment(value: dt.datetime | dt.date) -> str:
    """What follows the name of a property that holds a time in Berlin, or a day."""
    if isinstance(value, dt.datetime):
        return f";TZID=Europe/Berlin:{value.astimezone(BERLIN):%Y%m%dT%H%M%S}"
    return f";VALUE=DATE:{value:%Y%m%d}"


def utc(value: dt.datetime) -> str:
    return f"{value.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def person(address: Address) -> str:
    """Name and address; a quoted parameter may hold anything but quotation marks and line ends."""
    name = one_line(address.name).replace('"', "'")
    return (f';CN="{name}"' if name else "") + f":mailto:{NOT_IN_ADDRESS.sub('', address.email)}"


def rule_with_end(rule: str, start: dt.datetime | dt.date) -> str:
    """RFC 5545 wants UNTIL of a series with times in UTC: a day means its end in Berlin."""
    rule = NOT_IN_ADDRESS.sub("", rule)
    if not isinstance(start, dt.datetime):
        return rule
    return re.sub(r"UNTIL=(\d{8})(?=;|$)", lambda match: f"UNTIL={end_of_day(match[1])}", rule)


def end_of_day(digits: str) -> str:
    day = dt.datetime.strptime(digits, "%Y%m%d").date()
    return utc(dt.datetime.combine(day, dt.time(23, 59, 59), BERLIN))


def text(value: str) -> str:
    return escaped(one_line(value))


def escaped(value: str) -> str:
    return value.translate(ESCAPED)


def printed(value: str) -> str:
    """Without what could end a line, break a parser or be taken for something else; line breaks stay."""
    return NOT_PRINTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST].strip()


def one_line(value: str) -> str:
    return " ".join(printed(value).split())


def folded(line: str) -> str:
    """A line of at most 75 octets, going on after a line end and a blank; no character is cut in two."""
    if line.isascii():
        rest = range(FOLDED_AT, len(line), FOLDED_AT - 1)
        return "\r\n ".join([line[:FOLDED_AT], *(line[start : start + FOLDED_AT - 1] for start in rest)])
    parts, size = [], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > FOLDED_AT:
            parts.append("\r\n ")
            size = 1
        parts.append(character)
        size += octets
    return "".join(parts)
