"""When a document was signed and since when it is in force, each with what it was read from."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pages.importer.facts.days import DAY, WITHIN, day_of
from pages.importer.facts.evidence import PROBABLE, SURE, UNSURE, Evidence, shortened
from pages.importer.facts.own_statements import OwnDocument
from pages.importer.facts.running_text import RunningText
from pages.importer.sections import flowtext
from pages.importer.source_lines import SourceLine

IN_FORCE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\btr(?:itt|eten|at|aten)\b{WITHIN}{{0,120}}?(?P<day>{DAY}){WITHIN}{{0,80}}?\bin\s+kraft",
        rf"(?P<day>{DAY})\s+tr(?:itt|eten|at|aten)\b{WITHIN}{{0,120}}?\bin\s+kraft",
        rf"\b(?:ist|sind)\b{WITHIN}{{0,80}}?\b(?:am|zum|seit)\s+(?:dem\s+)?(?P<day>{DAY})\s+in\s+kraft\b",
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
# Names of places, one or two with what may stand between; after them a comma, "den", "am" or nothing.
TOWN = r"(?:[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ]?[a-zäöüß]+)*|St\.)"
PLACE = rf"{TOWN}(?:\s*/\s*{TOWN}|\s\({TOWN}\)|\s(?:(?:am|im|an\sder|in\sder|bei|ob\sder|vor\sder|a\.\s?d\.|a\.|i\.)\s?)?{TOWN}\.?){{0,2}}"
PLACE_AND_DAY = re.compile(
    rf"^(?:(?i:ort,?\s+datum)\s*:?\s*)?(?P<place>{PLACE})(?:\s*,\s*(?:den|am|im)?|\s+(?:den|am)|)\s*(?P<day>(?i:{DAY}))\.?\s*$"
)
# With a capital before a day, and no place.
NO_PLACE = re.compile(
    r"(?:stand|fassung|datum|vom|am|ab|bis|zum|seit|ende|beginn|beschluss|gesetz|verordnung|gültig|laufzeit|ausgabe|version|erste[rs]?|letzte[rs]?|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|[A-Za-zäöüß]*(?:gesetz|ordnung|blatt|termin|frist|kraft|treten|tag|sitzung))\b",
    re.I,
)
SIGNING = r"(?:unterzeichnet|unterschrieben|geschlossen|abgeschlossen)"
SIGNED = re.compile(
    rf"\b{SIGNING}\s+am\s+(?P<day>{DAY})"
    rf"|\b(?:wurde|ist|haben)\b{WITHIN}{{0,60}}?\bam\s+(?P<before>{DAY})(?:\s+(?:in|von|durch)\s[^.,;]{{2,60}}?)?\s+{SIGNING}\b",
    re.I,
)
AS_OF = re.compile(rf"^\W*stand\s*:?\s*(?P<day>{DAY})\W*$", re.I)
OF_DAY = re.compile(rf"^\W*(?:fassung(?: vom)?|vom|datum)\s*:?\s*(?P<day>{DAY})\W*$", re.I)


@dataclass(frozen=True)
class Dated:
    """A day, what it was read from (None where none was found), and for a signature the place."""

    day: dt.date | None = None
    evidence: Evidence | None = None
    place: str = ""


def in_force_of(running: RunningText, signed: Dated, own: OwnDocument) -> Dated:
    """The day the text names; the day of signing where it says that it begins with that."""
    for pattern in IN_FORCE:
        for match in pattern.finditer(running.text):
            day = day_of(match["day"])
            certainty = own.certainty(match.start(), match.end())
            if day and certainty and not OUT_OF_FORCE.search(match[0]):
                return Dated(day, running.evidence(match.start(), match.end(), certainty))
    for match in FORCE_BY_SIGNING.finditer(running.text):
        if signed.day and own.certainty(match.start(), match.end()):
            return Dated(signed.day, running.evidence(match.start(), match.end(), PROBABLE))
    return Dated()


def signed_of(lines: Sequence[SourceLine], running: RunningText, own: OwnDocument, after_title: int) -> Dated:
    """Place and day under the text; else the day on which it says it was signed; else "Stand …" or the day below the title.

    `after_title` is the index of the first line that is no title.
    """
    return (
        under_the_text(lines, running.first_numbered)
        or said_in_text(running, own)
        or as_of(lines, after_title)
        or Dated()
    )


def under_the_text(lines: Sequence[SourceLine], first_section: int) -> Dated | None:
    """The first place and day below the first section; where there is none, the first of all."""
    around = zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True)
    free = [line for before, line, after in around if stands_for_itself(before, line, after)]
    below = (place_and_day(line, SURE) for line in free if line.number > first_section > 0)
    anywhere = (place_and_day(line, PROBABLE) for line in free)
    return next((signed for signed in (*below, *anywhere) if signed), None)


def stands_for_itself(before: SourceLine | None, line: SourceLine, after: SourceLine | None) -> bool:
    """False inside running text: the line above is left open, or the one below goes on small."""
    is_left_open = before is not None and not line.gap and flowtext.ends_open(before.text)
    goes_on = after is not None and not after.gap and after.text[:1].islower()
    return not is_left_open and not goes_on


def place_and_day(line: SourceLine, certainty: str) -> Dated | None:
    match = PLACE_AND_DAY.match(flowtext.plain(line.text))
    day = day_of(match["day"]) if match else None
    if match is None or day is None or NO_PLACE.match(match["place"]):
        return None
    return Dated(day, Evidence(line.number, shortened(line.text), certainty), match["place"].strip(" ,"))


def said_in_text(running: RunningText, own: OwnDocument) -> Dated | None:
    for match in SIGNED.finditer(running.text):
        day = day_of(match["day"] or match["before"])
        certainty = own.certainty(match.start(), match.end())
        if day and certainty:
            return Dated(day, running.evidence(match.start(), match.end(), certainty))
    return None


def as_of(lines: Sequence[SourceLine], after_title: int) -> Dated | None:
    """ "Stand" alone on a line; "vom …" only where it belongs to the title."""
    for index, line in enumerate(lines):
        text = flowtext.plain(line.text)
        is_free = line.gap or index <= after_title
        match = AS_OF.match(text) if is_free else None
        match = match or (OF_DAY.match(text) if index <= after_title else None)
        day = day_of(match["day"]) if match else None
        if day:
            return Dated(day, Evidence(line.number, shortened(line.text), UNSURE))
    return None
