"""Pure: opening hours as people write them ("Mo–Do 8–12, 14–16; Fr 8–12"), read, tidied, and asked: open now? until when?"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
FULL = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
MIDNIGHT = 24 * 60
HORIZON = 60  # days looked ahead for the next opening
CLOSED = "geschlossen"

TOKEN = re.compile(
    r"(?P<time>\d{1,2}(?:[:.]\d{2})?)|(?P<to>[-–—]|\bbis\b)|(?P<end>[;\n])|(?P<and>[,/+&]|\bund\b)|(?P<word>[^\W\d_]+\.?)|(?P<odd>\S)",
    re.IGNORECASE,
)
SKIPPED = frozenset(["uhr", "von", "h", "jeweils"])
DATE = r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}"
EXCEPTION = re.compile(rf"(?P<first>{DATE})(?:\s*(?:[-–—]|bis)\s*(?P<last>{DATE}))?\s*:?\s*(?P<rest>.*)", re.IGNORECASE)
HOURS = re.compile(
    r"(?P<hours>(?:\d[\d:.]*\s*(?:[-–—]|bis)\s*\d[\d:.]*(?:\s*uhr)?(?:\s*(?:,|und)\s*)?)+)(?P<reason>.*)", re.I
)

Span = tuple[int, int]  # minutes since midnight, from and until
Week = tuple[tuple[Span, ...], ...]
NEVER: Week = ((),) * 7


class Unreadable(ValueError):
    """What was written is no opening hours; the argument is the piece that cannot be read."""


@dataclass(frozen=True)
class Special:
    """Days on which other hours hold, none meaning closed; the last day counts."""

    first: dt.date
    last: dt.date
    spans: tuple[Span, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Opening:
    week: Week = NEVER
    specials: tuple[Special, ...] = ()


@dataclass(frozen=True)
class State:
    """How it is at a moment: `until` the end of being open, `opens_at` the next opening, `reason` why closed on that day."""

    is_open: bool
    until: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    reason: str = ""


def read_week(text: str) -> Week:
    """Weekly hours from what somebody typed; Unreadable names the piece that makes no sense."""
    week: list[list[Span]] = [[] for _day in DAYS]
    days: list[int] = []
    times: list[Span] = []

    def store() -> None:
        if bool(days) != bool(times):
            raise Unreadable(text.strip())
        for day in days:
            week[day] += times
        days.clear()
        times.clear()

    for kind, first, last in pieces(text):
        if kind == "days":
            # Days after times begin the next group, also without a semicolon: "Mo 8-12, Di 9-13".
            if times:
                store()
            # "Sa–Mo" goes on over the end of the week.
            days += range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
        elif kind == "hours":
            times.append((first, last))
        elif times:
            store()
    store()
    return tuple(tuple(merged(spans)) for spans in week)


def pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Days and hours of a line, each as a pair; "end" where a group ends."""
    tokens = list(tokens_of(text))
    place = 0
    while place < len(tokens):
        kind, word = tokens[place]
        if kind == "end":
            yield "end", 0, 0
            place += 1
            continue
        is_range = [kind_of for kind_of, _word in tokens[place + 1 : place + 3]] == ["to", kind]
        yield pair(kind, word, tokens[place + 2][1] if is_range else "")
        place += 3 if is_range else 1


def tokens_of(text: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(text):
        kind, word = match.lastgroup or "", match.group()
        if kind != "and" and word.lower().rstrip(".") not in SKIPPED:
            yield kind, word


def pair(kind: str, first: str, last: str) -> tuple[str, int, int]:
    """A range of days or hours, or one day; `last` is "" where no range was written. An hour alone says nothing."""
    if kind == "word":
        return "days", day_of(first), day_of(last or first)
    if kind != "time":
        raise Unreadable(first)
    begin, end = minutes_of(first), minutes_of(last or first)
    if not begin < end:
        raise Unreadable(f"{first}–{last}" if last else first)
    return "hours", begin, end


def day_of(word: str) -> int:
    folded = word.lower().rstrip(".")
    for day, (short, full) in enumerate(zip(DAYS, FULL, strict=True)):
        if folded in {short.lower(), full, full + "s"} or (folded == "sonnabend" and day == 5):
            return day
    raise Unreadable(word)


def minutes_of(word: str) -> int:
    hours, _dot, minutes = word.replace(".", ":").partition(":")
    since_midnight = int(hours) * 60 + int(minutes or 0)
    if since_midnight > MIDNIGHT or int(minutes or 0) > 59:
        raise Unreadable(word)
    return since_midnight


def merged(spans: Sequence[Span]) -> list[Span]:
    """In order, with what touches or overlaps made one."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def read_specials(text: str) -> tuple[Special, ...]:
    """One exception a line: "24.12.2026 geschlossen", "27.12.2026–30.12.2026 9–12 Uhr zwischen den Jahren"."""
    return tuple(sorted((special(line) for line in text.splitlines() if line.strip()), key=lambda day: day.first))


def special(line: str) -> Special:
    match = EXCEPTION.fullmatch(line.strip())
    if match is None:
        raise Unreadable(line.strip())
    first = date_of(match["first"])
    last = date_of(match["last"]) if match["last"] else first
    rest = match["rest"].strip()
    if last < first or not rest:
        raise Unreadable(line.strip())
    # What follows the word is the reason: "geschlossen Betriebsausflug".
    if rest.lower().startswith(CLOSED):
        return Special(first, last, (), reason_of(rest[len(CLOSED) :]))
    hours = HOURS.fullmatch(rest)
    if hours is None:
        raise Unreadable(rest)
    spans = [(begin, end) for kind, begin, end in pieces(hours["hours"]) if kind == "hours"]
    return Special(first, last, tuple(merged(spans)), reason_of(hours["reason"]))


def reason_of(text: str) -> str:
    return text.strip(" ,:;()-–\t")


def date_of(text: str) -> dt.date:
    day, month, year = (int(part) for part in text.replace(" ", "").split("."))
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable(text) from None


def write_week(week: Week) -> str:
    """The one notation that is kept: days with the same hours together."""
    groups: list[tuple[int, int, tuple[Span, ...]]] = []
    for day, spans in enumerate(week):
        if spans and groups and groups[-1][1] == day - 1 and groups[-1][2] == spans:
            groups[-1] = (groups[-1][0], day, spans)
        elif spans:
            groups.append((day, day, spans))
    return "; ".join(f"{days(first, last)} {write_spans(spans)}" for first, last, spans in groups)


def days(first: int, last: int) -> str:
    if first == last:
        return DAYS[first]
    return f"{DAYS[first]}–{DAYS[last]}" if last > first + 1 else f"{DAYS[first]}, {DAYS[last]}"


def write_spans(spans: Sequence[Span]) -> str:
    return ", ".join(f"{clock(first)}–{clock(last)}" for first, last in spans)


def write_specials(specials: Sequence[Special]) -> str:
    lines = []
    for special in specials:
        day = f"{special.first:%d.%m.%Y}" + (f"–{special.last:%d.%m.%Y}" if special.last > special.first else "")
        lines.append(" ".join(filter(None, (day, write_spans(special.spans) or CLOSED, special.reason))))
    return "\n".join(lines)


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def clock_of(moment: dt.datetime) -> str:
    return clock(moment.hour * 60 + moment.minute)


def hours_on(opening: Opening, day: dt.date, holidays: Mapping[dt.date, str]) -> tuple[tuple[Span, ...], str]:
    """The hours of a day and why they are not the usual ones; an exception goes before a public holiday."""
    for special in opening.specials:
        if special.first <= day <= special.last:
            return special.spans, special.reason
    # An exception may say that a place is open on a holiday, so holidays come after.
    if day in holidays:
        return (), holidays[day]
    return opening.week[day.weekday()], ""


def state_at(opening: Opening, moment: dt.datetime, holidays: Mapping[dt.date, str]) -> State:
    """Open or not at a local time, and the next change within HORIZON days."""
    now = moment.hour * 60 + moment.minute
    spans, reason = hours_on(opening, moment.date(), holidays)
    current = next((span for span in spans if span[0] <= now < span[1]), None)
    if current:
        return State(True, until=closing(opening, moment.date(), current[1], holidays))
    for offset in range(HORIZON + 1):
        day = moment.date() + dt.timedelta(days=offset)
        later = [span for span in hours_on(opening, day, holidays)[0] if offset or span[0] > now]
        if later:
            return State(False, opens_at=at(day, later[0][0]), reason=reason)
    return State(False, reason=reason)


def closing(opening: Opening, day: dt.date, end: int, holidays: Mapping[dt.date, str]) -> dt.datetime | None:
    """When it closes; None for a place that is open day and night."""
    for _day in range(HORIZON):
        # Open until midnight and again from midnight on is open through the night.
        if end < MIDNIGHT:
            return at(day, end)
        tomorrow = day + dt.timedelta(days=1)
        spans = hours_on(opening, tomorrow, holidays)[0]
        if not spans or spans[0][0] > 0:
            return at(tomorrow, 0)
        day, end = tomorrow, spans[0][1]
    return None


def at(day: dt.date, minutes: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
