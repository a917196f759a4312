"""How long a document binds: months of notice, renewal, the day it ends; each with what it was read from."""

import datetime as dt
import re
from dataclasses import dataclass

from pages.importer import word_lists
from pages.importer.facts.days import DAY, WITHIN, day_of
from pages.importer.facts.evidence import Evidence
from pages.importer.facts.own_statements import OwnDocument
from pages.importer.facts.running_text import RunningText

NUMBERS: dict[str, int] = word_lists.load("facts")["numbers"]
NUMBER = rf"\d{{1,2}}|{word_lists.any_of(NUMBERS)}"
PERIOD = (
    rf"(?P<count>{NUMBER})(?:\s*\(\s*\w+\s*\))?(?:\s+(?:volle[nr]?|ganze[nr]?))?\s+"
    r"(?P<unit>monat(?:e[ns]?|s)?|wochen?|jahr(?:e[ns]?|s)?)"
)
COMPOUND_PERIOD = rf"(?P<count>{NUMBER})-?(?P<unit>monat|wöch|jähr)(?:ige?|lich)(?:e[nrms]?)?"
NOTICE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"frist\s+(?:von|beträgt|:)\s*(?:mindestens\s+)?{PERIOD}",
        rf"(?:mit|von)\s+(?:einer\s+)?{COMPOUND_PERIOD}[nr]?\s+(?:kündigungs)?frist",
        rf"{COMPOUND_PERIOD}\s+kündigungsfrist",
        rf"{PERIOD}\s+(?:vor|vorher|zum|zur)\b",
        rf"{PERIOD}\s+(?:kündigungsfrist|im voraus)",
    )
)
ENDING = re.compile(r"künd(?:ig|bar)|widersprich|widersproch|widerspruch|auflös|aufgelöst|beende|verlänger", re.I)
YEARLY = re.compile(
    r"verlänger\w*\b[^.]{0,80}?\b(?:ein(?:em)?|1)(?:\s*\(\w+\))?\s+(?:weitere[sn]?\s+)?(?:kalender|haushalts|schul)?jahr(?:es)?\b"
    r"|verlänger\w*\b[^.]{0,60}?\b(?:zwölf|12)\s+(?:weitere\s+)?monate"
    r"|jeweils\s+um\s+(?:ein|1)\s+(?:weiteres\s+)?jahr\b[^.]{0,30}?verlänger|jährlich\s+verlänger|von\s+jahr\s+zu\s+jahr|um\s+jeweils\s+ein\s+(?:weiteres\s+)?jahr",
    re.I,
)
INDEFINITE = re.compile(
    r"auf\s+unbestimmte\s+(?:zeit|dauer)|(?:für|von)\s+unbestimmte[r]?\s+(?:zeit|dauer)|\bunbefristet\b", re.I
)
ANY_PERIOD = re.sub(r"\?P<\w+>", "?:", PERIOD)  # a name may stand only once in a pattern
FIXED = re.compile(
    rf"\b(?:gilt|gelten|endet|enden|läuft|laufzeit|geschlossen|befristet|geltungsdauer|gültig)\b{WITHIN}{{0,70}}?\bbis\s+(?:zum\s+|einschließlich\s+)*(?P<until>{DAY})"
    rf"|\b(?:endet|enden)\b{WITHIN}{{0,40}}?\b(?:am|mit\s+ablauf\s+des)\s+(?P<end>{DAY})"
    rf"|\btritt\b{WITHIN}{{0,120}}?(?P<repeal>{DAY}){WITHIN}{{0,20}}?außer\s+kraft"
    rf"|\bfür\s+(?:die\s+dauer\s+von\s+|eine\s+(?:dauer|laufzeit)\s+von\s+)?{ANY_PERIOD}\s+(?:geschlossen|abgeschlossen|befristet|fest)"
    rf"|\blaufzeit\s+(?:von|beträgt)\s+{ANY_PERIOD}|\b(?:gilt|läuft)\s+(?:ab\s+\S+\s+)?(?:fest\s+)?für\s+(?:die\s+dauer\s+von\s+)?{ANY_PERIOD}",
    re.I,
)
RENEWALS = {"yearly": YEARLY, "indefinite": INDEFINITE, "fixed": FIXED}


@dataclass(frozen=True)
class Notice:
    months: int | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Renewal:
    """`kind` is "yearly", "indefinite" or "fixed"."""

    kind: str | None = None
    until: dt.date | None = None
    evidence: Evidence | None = None
    until_evidence: Evidence | None = None


def notice_of(running: RunningText, own: OwnDocument) -> Notice:
    """Months of notice, or before expiry for an objection to renewal; weeks count when they make whole months."""
    for pattern in NOTICE:
        for match in pattern.finditer(running.text):
            if not ENDING.search(running.sentence_at(match.start(), match.end())):
                continue
            months = months_of(match["count"], match["unit"])
            certainty = own.certainty(match.start(), match.end(), whole=True, binds=True)
            if months and certainty:
                return Notice(months, running.evidence(match.start(), match.end(), certainty))
    return Notice()


def months_of(count: str, unit: str) -> int | None:
    """Half a year is six months; None for what makes no whole months."""
    number = int(count) if count.isdigit() else NUMBERS[count.lower()]
    unit = unit.lower()
    if unit.startswith("monat"):
        return number or None
    if unit.startswith(("jahr", "jähr")):
        return number * 12 or 6
    return number // 4 if number and number % 4 == 0 else None


def renewal_of(running: RunningText, own: OwnDocument) -> Renewal:
    """A fixed term may still be renewed: what says so comes first."""
    found = {kind: said_of(pattern, running, own) for kind, pattern in RENEWALS.items()}
    kind = next((kind for kind, said in found.items() if said), None)
    said = found[kind] if kind else None
    if said is None:
        return Renewal()
    fixed = found["fixed"]
    until = day_of(fixed[0]["until"] or fixed[0]["repeal"] or fixed[0]["end"] or "") if fixed else None
    return Renewal(kind, until, said[1], fixed[1] if fixed and until else None)


def said_of(pattern: re.Pattern[str], running: RunningText, own: OwnDocument) -> tuple[re.Match[str], Evidence] | None:
    """The first place where it is said of the document itself."""
    for match in pattern.finditer(running.text):
        if certainty := own.certainty(match.start(), match.end(), binds=True):
            return match, running.evidence(match.start(), match.end(), certainty)
    return None
