"""When a document was signed and since when it is in force, each with the line it was read from."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pages.importer import flowtext, word_lists
from pages.importer.running_text import RunningText
from pages.importer.source_lines import SourceLine

MONTHS: list[str] = word_lists.load("facts")["months"]
DAY = rf"\d{{1,2}}\.\s?(?:\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}}(?!\d))|(?:{word_lists.any_of(MONTHS)})\s+\d{{4}})"
DAY_PARTS = re.compile(r"(\d{1,2})\.\s?(?:(\d{1,2})\.\s?(\d{2,4})|([A-Za-zä]+)\s+(\d{4}))")
WITHIN = r"(?:[^.]|(?<=\d)\.)"  # what stands between two words of one sentence, full dates included
IN_FORCE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\btr(?:itt|eten)\b{WITHIN}{{0,120}}?(?P<day>{DAY}){WITHIN}{{0,80}}?\bin\s+kraft",
        rf"\bin\s+kraft\s+(?:getreten\s+)?(?:am|ab|seit|zum|mit)\s+(?:dem\s+)?(?P<day>{DAY})",
        rf"\b(?:gilt|gelten|gültig|wirksam|läuft|besteht)\b{WITHIN}{{0,60}}?\b(?:ab|seit)\s+(?:dem\s+)?(?P<day>{DAY})",
        rf"\b(?:beginnt|beginnen|startet)\s+(?:am|mit dem|zum)\s+(?P<day>{DAY})",
        rf"\b(?:gilt|gelten|läuft|geschlossen|laufzeit)\b{WITHIN}{{0,60}}?\bvom\s+(?P<day>{DAY})\s+bis",
        rf"\bmit\s+wirkung\s+(?:vom|zum|ab)\s+(?:dem\s+)?(?P<day>{DAY})",
        rf"\bin\s?kraft\s?treten\s*:?\s*(?:am|ab|zum)?\s*(?P<day>{DAY})",
    )
)
OUT_OF_FORCE = re.compile(r"außer\s+kraft", re.I)
FORCE_BY_SIGNING = re.compile(
    r"\btr(?:itt|eten)\b[^.]{0,80}?\b(?:unterzeichnung|unterschrift)[^.]{0,80}?\bin\s+kraft", re.I
)
PLACE_AND_DAY = re.compile(rf"^(?P<place>[A-ZÄÖÜ][\w.()/ -]{{1,50}}?)\s*,?\s*(?:den|am|im)?\s*(?P<day>{DAY})\s*$", re.I)
NO_PLACE = re.compile(r"(?:stand|fassung|vom|am|ab|bis|zum|seit)\b", re.I)
SIGNED = re.compile(rf"\b(?:unterzeichnet|unterschrieben|geschlossen|abgeschlossen)\s+am\s+(?P<day>{DAY})", re.I)
AS_OF = re.compile(rf"^\W*(?:stand|fassung(?: vom)?|vom|datum)\s*:?\s*(?P<day>{DAY})\W*$", re.I)


@dataclass(frozen=True)
class Dated:
    """A day, the line it was read from (0 where none was found), and for a signature the place."""

    day: dt.date | None = None
    line: int = 0
    place: str = ""


def day_of(text: str) -> dt.date | None:
    """ "01. Juni 2018", "6.7.2006", "01.09.17"; None for a day that does not exist."""
    match = DAY_PARTS.fullmatch(text.strip())
    if not match:
        return None
    month = int(match[2]) if match[2] else MONTHS.index(match[4].lower()) + 1
    try:
        return dt.date(full_year(int(match[3] or match[5])), month, int(match[1]))
    except ValueError:
        return None


def full_year(year: int) -> int:
    """Of two digits, those up to 69 are of this century."""
    if year >= 100:
        return year
    return year + 2000 if year < 70 else year + 1900


def in_force_of(running: RunningText, signed: Dated) -> Dated:
    """The day the text names; the day of signing where it says that it begins with that."""
    for pattern in IN_FORCE:
        for match in pattern.finditer(running.text):
            day = day_of(match["day"])
            if day and not OUT_OF_FORCE.search(match[0]):
                return Dated(day, running.line_at(match.start("day")))
    by_signing = FORCE_BY_SIGNING.search(running.text)
    return Dated(signed.day, running.line_at(by_signing.start())) if by_signing and signed.day else Dated()


def signed_of(lines: Sequence[SourceLine], running: RunningText, first_section: int) -> Dated:
    """Place and day under the text; else the day on which it says it was signed; else "Stand …"."""
    return under_the_text(lines, first_section) or said_in_text(running) or as_of(lines) or Dated()


def under_the_text(lines: Sequence[SourceLine], first_section: int) -> Dated | None:
    """The first place and day below the first section; where there is none, the first of all."""
    signatures = [signature for line in lines if (signature := place_and_day(line))]
    below = [signature for signature in signatures if signature.line > first_section]
    return next(iter(below or signatures), None)


def place_and_day(line: SourceLine) -> Dated | None:
    match = PLACE_AND_DAY.match(flowtext.plain(line.text))
    day = day_of(match["day"]) if match else None
    if match is None or day is None or NO_PLACE.match(match["place"]):
        return None
    return Dated(day, line.number, match["place"].strip(" ,"))


def said_in_text(running: RunningText) -> Dated | None:
    match = SIGNED.search(running.text)
    day = day_of(match["day"]) if match else None
    return Dated(day, running.line_at(match.start())) if match and day else None


def as_of(lines: Sequence[SourceLine]) -> Dated | None:
    for line in lines:
        match = AS_OF.match(flowtext.plain(line.text))
        day = day_of(match["day"]) if match else None
        if day:
            return Dated(day, line.number)
    return None
