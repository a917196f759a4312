"""Pure: what an agreement or guideline says about itself (title, kind, parties, dates, term), each with the line it was read from."""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pages.importer import flowtext, line_marks
from pages.importer.phrases import PART, PREAMBLE, closes_parties, names_party
from pages.importer.source_lines import SourceLine
from pages.importer.title_block import title_end

MONTH_NAMES = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
NUMBER_WORDS = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "eines": 1, "einen": 1, "zwei": 2, "zweier": 2, "drei": 3, "dreier": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "achtzehn": 18, "vierundzwanzig": 24, "halbes": 0, "halben": 0,
}  # fmt: skip
DAY = r"\d{1,2}\.\s?(?:\d{1,2}\.\s?(?:\d{4}|\d{2}(?!\d))|(?:" + "|".join(MONTH_NAMES) + r")\s+\d{4})"
COUNT = r"(?P<count>\d{1,2}|" + "|".join(NUMBER_WORDS) + r")(?:\s*\(\s*\w+\s*\))?"
UNIT = r"(?P<unit>monat(?:e[ns]?|s)?|wochen?|jahr(?:e[ns]?|s)?)"
PERIOD = rf"{COUNT}(?:\s+(?:volle[nr]?|ganze[nr]?))?\s+{UNIT}"
COMPOUND_PERIOD = rf"(?P<count>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})-?(?P<unit>monat|wöch|jähr)(?:ige?|lich)(?:e[nrms]?)?"

WITHIN = r"(?:[^.]|(?<=\d)\.)"
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
FORCE_BY_SIGNING = re.compile(
    r"\btr(?:itt|eten)\b[^.]{0,80}?\b(?:unterzeichnung|unterschrift)[^.]{0,80}?\bin\s+kraft", re.I
)
PLACE_AND_DAY = re.compile(rf"^(?P<place>[A-ZÄÖÜ][\w.()/ -]{{1,50}}?)\s*,?\s*(?:den|am|im)?\s*(?P<day>{DAY})\s*$", re.I)
SIGNED = re.compile(rf"\b(?:unterzeichnet|unterschrieben|geschlossen|abgeschlossen)\s+am\s+(?P<day>{DAY})", re.I)
AS_OF = re.compile(rf"^\W*(?:stand|fassung(?: vom)?|vom|datum)\s*:?\s*(?P<day>{DAY})\W*$", re.I)
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
    r"auf\s+unbestimmte\s+(?:zeit|dauer)|(?:für|von)\s+unbestimmte[r]?\s+(?:zeit|dauer)|\bunbefristet", re.I
)
FIXED = re.compile(
    rf"\b(?:gilt|gelten|endet|enden|läuft|laufzeit|geschlossen|befristet|geltungsdauer|gültig)\b{WITHIN}{{0,70}}?\bbis\s+(?:zum\s+|einschließlich\s+)*(?P<day>{DAY})"
    rf"|\b(?:endet|enden)\b{WITHIN}{{0,40}}?\b(?:am|mit\s+ablauf\s+des)\s+(?P<day3>{DAY})"
    rf"|\btritt\b{WITHIN}{{0,60}}?(?P<day2>{DAY}){WITHIN}{{0,20}}?außer\s+kraft"
    rf"|\bfür\s+(?:die\s+dauer\s+von\s+|eine\s+(?:dauer|laufzeit)\s+von\s+)?{PERIOD}\s+(?:geschlossen|abgeschlossen|befristet|fest)"
    rf"|\blaufzeit\s+(?:von|beträgt)\s+{PERIOD}|\b(?:gilt|läuft)\s+(?:ab\s+\S+\s+)?(?:fest\s+)?für\s+(?:die\s+dauer\s+von\s+)?{PERIOD}".replace(
        "(?P<count>", "(?:"
    ).replace("(?P<unit>", "(?:"),
    re.I,
)
REPRESENTED = re.compile(r",?\s*(?:[-–—(]\s*)?(?:dies(?:e|er|es)\s+)?vertreten\s*(?:durch)?\s*(?::|(?=\b|_))\s*", re.I)
CALLED = re.compile(
    r"[,;]?\s*[-–—(]*\s*(?:im\s+folgenden|nachfolgend|nachstehend|im\s+weiteren|künftig|kurz(?=\s*[:„\"»]))\b\s*:?\s*(?:auch\s+|als\s+)?[„\"»]?(?P<role>[^)\n,;]{2,90}?)[“\"«]?\s*(?:genannt|bezeichnet)?\s*[-–—)]*\s*(?=[;,.]|$)",
    re.I,
)
ALL_OF_THEM = re.compile(r"(?:\w*partner(?:innen)?|(?:vertrags)?parteien|beteiligte[n]?|kooperierende[n]?)\b", re.I)
ARTICLE = re.compile(r"^(?:und\s+|sowie\s+)?(?:de[rmns]|die|das|dem)\s+(?:folgenden\s+)?", re.I)
ADDRESS = re.compile(
    r",\s*(?:[A-ZÄÖÜ][\w.\- ]*(?:str\.|straße|platz|weg|allee|markt|gasse|ring|ufer|damm)\s*\d*\w?\b.*|\d{5}\s.*|postfach.*|anschrift.*)$",
    re.I,
)
KINDS = (
    ("recommendation", re.compile(r"empfehlung", re.I)),
    (
        "template",
        re.compile(
            r"\(?muster\b|muster-|mustervere|mustervertrag|muster\)|vorlage|beispiel|textbaustein|entwurf", re.I
        ),
    ),
    (
        "guideline",
        re.compile(
            r"richtlinie|leitlinie|leitfaden|verwaltungsvorschrift|dienstanweisung|satzung|geschäftsordnung|verfahrensordnung|konzept|grundsätze|handreichung|hinweise|merkblatt",
            re.I,
        ),
    ),
    ("agreement", re.compile(r"vereinbarung|vertrag|abkommen|absprache|memorandum|kooperation|pakt\b|bündnis", re.I)),
)
GERMAN = frozenset(
    {
        "der",
        "die",
        "das",
        "und",
        "ist",
        "wird",
        "mit",
        "für",
        "von",
        "nicht",
        "werden",
        "durch",
        "auf",
        "dem",
        "den",
        "zur",
        "zum",
        "eine",
        "einer",
    }
)
ENGLISH = frozenset(
    {
        "the",
        "and",
        "of",
        "to",
        "is",
        "shall",
        "with",
        "for",
        "by",
        "not",
        "be",
        "are",
        "this",
        "that",
        "from",
        "which",
        "between",
    }
)


@dataclass(frozen=True)
class PartyFact:
    """A side as printed in the "zwischen … und …" block; `role` is what it is called in the rest of the text."""

    name: str
    role: str = ""
    represented_by: str = ""
    line: int = 0


@dataclass(frozen=True)
class Facts:
    """Suggestions for an editor to confirm. `lines` tells from which source line each was read, by field name."""

    title: str = ""
    kind: str = "agreement"
    language: str = "de"
    parties: tuple[PartyFact, ...] = ()
    signed: dt.date | None = None
    signed_at: str = ""
    in_force: dt.date | None = None
    notice_months: int | None = None
    renewal: str | None = None
    term_until: dt.date | None = None
    lines: dict[str, int] = field(default_factory=dict)


class Running:
    """The document as one text, with the source line of each position."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        pieces: list[str] = []
        length = 0
        self.starts: list[int] = []
        self.numbers = [line.number for line in lines]
        for line in lines:
            content = flowtext.plain(line.text)
            if (
                pieces
                and re.search(r"[a-zäöüß]-$", pieces[-1])
                and content[:1].islower()
                and not flowtext.CONJUNCTIONS.match(content)
            ):
                pieces[-1] = pieces[-1][:-1]
                length -= 1
            elif pieces:
                content = f" {content}"
            self.starts.append(length)
            pieces.append(content)
            length += len(content)
        self.text = "".join(pieces)
        self.stops = [match.end() for match in re.finditer(r"(?<![\d])(?<!\b\w)[.!?](?=\s+[A-ZÄÖÜ§(]|$)", self.text)]

    def line_at(self, position: int) -> int:
        return self.numbers[max(bisect_right(self.starts, position) - 1, 0)] if self.numbers else 0

    def sentence_at(self, start: int, end: int) -> str:
        """The sentence around a match; a stop after a number or abbreviation does not end it."""
        before = bisect_right(self.stops, start)
        first = self.stops[before - 1] if before else 0
        after = bisect_left(self.stops, end)
        last = self.stops[after] if after < len(self.stops) else len(self.text)
        return self.text[first:last]


def read(lines: Sequence[SourceLine], first_section: int = 0) -> Facts:
    """Facts from the lines of a document; `first_section` is the source line of its first numbered section, 0 for none."""
    if not lines:
        return Facts()
    running = Running(lines)
    known: dict[str, int] = {}
    title = title_of(lines)
    parties = parties_of(lines, first_section)
    signed, place = signed_of(lines, running, first_section, known)
    renewal, until = renewal_of(running, known)
    return Facts(
        title=title,
        kind=kind_of(title, running.text, has_parties=bool(parties)),
        language=language_of(running.text),
        parties=parties,
        signed=signed,
        signed_at=place,
        in_force=in_force_of(running, signed, known),
        notice_months=notice_of(running, known),
        renewal=renewal,
        term_until=until,
        lines=known | {"title": lines[0].number} | ({"parties": parties[0].line} if parties else {}),
    )


def title_of(lines: Sequence[SourceLine]) -> str:
    """The title block in one line; a relative clause that makes it very long is left to the text."""
    end = title_end(lines, flowtext.line_width(lines))
    texts = [flowtext.plain(line.text) for line in lines[:end]]
    start = next((index for index, text in enumerate(texts) if PART.match(text)), 0)
    title = ""
    for text in texts[start:]:
        title = flowtext.join(title, text)
    if len(title) > 120 and (clause := re.search(r"^.{30,}?(?=,\s(?:die|der|das|welche[rs]?)\s)", title)):
        title = clause[0]
    return title.rstrip(": ")[:250]


def kind_of(title: str, text: str, *, has_parties: bool) -> str:
    """By the wording of the title, the first word that tells; else by what the text calls itself most."""
    places = [(match.start(), kind) for kind, pattern in KINDS if (match := pattern.search(title))]
    if places:
        kinds = {kind for _start, kind in places}
        return "template" if "template" in kinds and "recommendation" not in kinds else min(places)[1]
    if has_parties:
        return "agreement"
    counts = [(len(pattern.findall(text)), kind) for kind, pattern in KINDS]
    return max(counts)[1] if max(counts)[0] else "guideline"


def language_of(text: str) -> str:
    words = re.findall(r"[a-zäöüß]+", text.lower())
    german = sum(1 for word in words if word in GERMAN)
    english = sum(1 for word in words if word in ENGLISH)
    return "en" if english > german else "de"


def day_of(text: str) -> dt.date | None:
    """ "01. Juni 2018", "6.7.2006", "01.09.17"; None for a day that does not exist."""
    match = re.fullmatch(r"(\d{1,2})\.\s?(?:(\d{1,2})\.\s?(\d{2,4})|([A-Za-zä]+)\s+(\d{4}))", text.strip())
    if not match:
        return None
    month = int(match[2]) if match[2] else MONTH_NAMES.index(match[4].lower()) + 1
    year = int(match[3] or match[5])
    try:
        return dt.date(year + 2000 if year < 70 else year + 1900 if year < 100 else year, month, int(match[1]))
    except ValueError:
        return None


def in_force_of(running: Running, signed: dt.date | None, known: dict[str, int]) -> dt.date | None:
    for pattern in IN_FORCE:
        for match in pattern.finditer(running.text):
            day = day_of(match["day"])
            if day and not re.search(r"außer\s+kraft", match[0], re.I):
                known["in_force"] = running.line_at(match.start("day"))
                return day
    by_signing = FORCE_BY_SIGNING.search(running.text)
    if by_signing and signed:
        known["in_force"] = running.line_at(by_signing.start())
        return signed
    return None


def signed_of(
    lines: Sequence[SourceLine], running: Running, first_section: int, known: dict[str, int]
) -> tuple[dt.date | None, str]:
    """Place and day under the text; else the day on which it says it was signed; else "Stand …"."""
    found = [
        (line, match)
        for line in lines
        if (match := PLACE_AND_DAY.match(flowtext.plain(line.text))) and day_of(match["day"])
    ]
    signing = [
        (line, match)
        for line, match in found
        if not re.match(r"(?:stand|fassung|vom|am|ab|bis|zum|seit)\b", match["place"], re.I)
    ]
    if signing:
        below = [one for one in signing if one[0].number > first_section]
        line, match = (below or signing)[0]
        known["signed"] = line.number
        return day_of(match["day"]), match["place"].strip(" ,")
    said = SIGNED.search(running.text)
    if said:
        known["signed"] = running.line_at(said.start())
        return day_of(said["day"]), ""
    for line in lines:
        stand = AS_OF.match(flowtext.plain(line.text))
        if stand and day_of(stand["day"]):
            known["signed"] = line.number
            return day_of(stand["day"]), ""
    return None, ""


def notice_of(running: Running, known: dict[str, int]) -> int | None:
    """Months of notice, or before expiry for an objection to renewal; weeks count when they make whole months."""
    for pattern in NOTICE:
        for match in pattern.finditer(running.text):
            if not ENDING.search(running.sentence_at(match.start(), match.end())):
                continue
            months = months_of(match["count"], match["unit"])
            if months:
                known["notice_months"] = running.line_at(match.start())
                return months
    return None


def months_of(count: str, unit: str) -> int | None:
    number = int(count) if count.isdigit() else NUMBER_WORDS[count.lower()]
    unit = unit.lower()
    if unit.startswith("monat"):
        return number or None
    if unit.startswith(("jahr", "jähr")):
        return number * 12 or 6
    return number // 4 if number and number % 4 == 0 else None


def renewal_of(running: Running, known: dict[str, int]) -> tuple[str | None, dt.date | None]:
    until = None
    fixed = FIXED.search(running.text)
    if fixed:
        until = day_of(fixed["day"] or fixed["day2"] or fixed["day3"] or "")
    for renewal, match in (
        ("yearly", YEARLY.search(running.text)),
        ("indefinite", INDEFINITE.search(running.text)),
        ("fixed", fixed),
    ):
        if match:
            known["renewal"] = running.line_at(match.start())
            return renewal, until
    return None, until


# ---------------------------------------------------------------- parties


def parties_of(lines: Sequence[SourceLine], first_section: int) -> tuple[PartyFact, ...]:
    found: list[PartyFact] = []
    group = ""
    for text, line in split_single(chunks(party_lines(lines, first_section))):
        called = CALLED.search(text)
        if called and called.start() < 3 and found and not names_party(text[called.end() :]):
            role = "" if ALL_OF_THEM.match(role_of(called)) else role_of(called)
            found[-1] = PartyFact(found[-1].name, found[-1].role or role, found[-1].represented_by, found[-1].line)
            continue
        party = party_of(text, line)
        if not party:
            continue
        if not party.represented_by and re.search(
            r"\bvertreten durch\s+die\s+träger\b|\bfolgende[nr]?\s+träger", text, re.I
        ):
            group = party.name
        found.append(
            party
            if party.role or not group or party.name == group
            else PartyFact(party.name, group, party.represented_by, party.line)
        )
    return tuple(without_groups(found)) or parties_in_title(lines)


def parties_in_title(lines: Sequence[SourceLine]) -> tuple[PartyFact, ...]:
    """ "Vereinbarung zwischen der Stadt X und dem Verein Y"; of several "und" the one before an article counts."""
    match = re.search(r"\szwischen\s+(.{3,120})$", title_of(lines))
    if not match:
        return ()
    sides = re.split(r"\s+und\s+(?=de[rmn]\s)|\s+sowie\s+", match[1])
    sides = sides if len(sides) > 1 else match[1].split(" und ", 1)
    found = [party_of(side, lines[0].number) for side in sides]
    return tuple(party for party in found if party) if len(found) > 1 else ()


def party_lines(lines: Sequence[SourceLine], first_section: int) -> list[SourceLine]:
    """From "zwischen" to the first section, preamble or "… schließen folgende Vereinbarung"."""
    head = [line for line in lines if not first_section or line.number < first_section][:90]
    start = next(
        (
            index
            for index, line in enumerate(head[:30])
            if re.match(r"\W*zwischen\b", line.text, re.I) or re.search(r"\szwischen\s*:?$", line.text)
        ),
        None,
    )
    if start is None:
        head = list(lines)
        start = next(
            (index for index, line in enumerate(head) if re.fullmatch(r"\W*zwischen\W*", line.text, re.I)), None
        )
    if start is None:
        return []
    found = []
    head = head[: start + 90]
    for line in head[start:]:
        bare = flowtext.plain(
            re.sub(r"^\W*zwischen\b\s*:?|.*\szwischen\s*:?$", "", line.text, flags=re.I)
            if line is head[start]
            else line.text
        )
        if line is not head[start] and (
            PREAMBLE.match(bare) or (line.level and not bare.lower().startswith(("zwischen", "und")))
        ):
            break
        if len(bare) > 150 and bare.endswith(".") and "vertreten" not in bare:
            break
        if closes_parties(bare) or (line.styled and any(set(mark.values) == {1} for mark in line_marks.marks(bare))):
            break
        if bare:
            found.append(SourceLine(line.number, bare, line.gap, bold=line.bold))
    return found


def chunks(lines: Sequence[SourceLine]) -> list[tuple[str, int]]:
    """One text a party: a new one begins at "und" alone, a bullet or letter, a blank line, or a line that names the next side."""
    found: list[tuple[str, int]] = []
    fresh = True
    for line in lines:
        text = line.text.strip()
        if re.fullmatch(r"[-–—\s]*(?:und|sowie|,)[-–—\s]*", text, re.I):
            fresh = True
            continue
        labelled = bool(line_marks.BULLET.match(text) or line_marks.marks(text))
        text = re.sub(r"^(?:[-–—•·*]\s+|\(?\w{1,2}[.)]\s+)", "", text)
        open_end = found and (
            re.search(r"(?:[a-zäöüß]-|\b(?:durch|der|die|des|den|dem|und|Str\.|Hauptstr\.)|,)$", found[-1][0])
            is not None
        )
        again = (
            bool(found)
            and re.search(r"^[A-ZÄÖÜ_][^,]{2,90}?,?\s+vertreten\b|^(?:und\s+)?de[rmn]\s+[A-ZÄÖÜ]", text) is not None
            and "vertreten" in found[-1][0]
        )
        if fresh or labelled or again or (line.gap and not open_end) or (found and found[-1][0].endswith(";")):
            found.append((text, line.number))
        else:
            found[-1] = (flowtext.join(found[-1][0], text), found[-1][1])
        fresh = False
    return found


def split_single(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Both sides in one sentence: "dem Landkreis X und der Volkshochschule Y"."""
    if len(found) != 1:
        return found
    text, line = found[0]
    return [(side, line) for side in re.split(r"\s*,?\s+(?:und|sowie)\s+(?=(?:de[rmn]|die|das)\s)", text)]


def party_of(text: str, line: int) -> PartyFact | None:
    called = CALLED.search(text)
    role = role_of(called) if called else ""
    text = CALLED.sub("", text) if called else text
    name, _sign, rest = split_represented(text)
    name = clean_name(name)
    if len(name) < 3 or not re.search(r"[A-ZÄÖÜ]", name) or not re.search(r"[a-zäöü]{2}", name) or len(name) > 200:
        return None
    if re.match(r"(?:anschrift|tel|fax|e-mail|straße|\d)", name, re.I) or re.fullmatch(
        r"[\w.\-]+(?:straße|str\.|platz|markt|weg)?\s+\d+\w?|\d{5}\s.*", name, re.I
    ):
        return None
    if name.startswith(("Sämtliche", "Alle ", "Die Parteien", "(")) and not names_party(name):
        return None
    return PartyFact(name, role, clean_representative(rest), line)


def split_represented(text: str) -> tuple[str, str, str]:
    match = REPRESENTED.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def role_of(called: re.Match[str]) -> str:
    return re.sub(r"^[„\"»]|[“\"«]$", "", called["role"].strip(" -–—,;:()")).strip()[:120]


def clean_name(text: str) -> str:
    text = ADDRESS.sub("", re.sub(r"_{2,}", " ", text).strip(" ,;:-–—"))
    text = ADDRESS.sub("", ARTICLE.sub("", text.strip()))
    text = re.sub(r"\s+(?:und|sowie)$", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[²³¹]", "", text)).strip(" ,;:-–—")


def clean_representative(text: str) -> str:
    text = ADDRESS.sub("", re.sub(r"_{2,}|\(Unterschrift\w*[^)]*\)", " ", text))
    text = (
        REPRESENTED.split(text)[-1]
        if REPRESENTED.search(text) and len(REPRESENTED.split(text)[-1].strip()) > 3
        else REPRESENTED.split(text)[0]
    )
    text = re.sub(
        r"\s+[A-ZÄÖÜ][\w-]*(?:str\.|straße|platz|weg|allee|markt|gasse|ring)\s+\d+\w?\b.*$|\s+\d{5}\s+[A-ZÄÖÜ].*$",
        "",
        text,
    )
    return re.sub(r"\s+", " ", text).strip(" ,;:-–—.")[:200]


def without_groups(found: Sequence[PartyFact]) -> list[PartyFact]:
    """Drops words that only head a list of parties ("a) Städte und Gemeinden") when the parties themselves follow."""
    kept = []
    for index, party in enumerate(found):
        is_last = index + 1 == len(found)
        heads = not party.represented_by and not party.role and not is_last and bool(found[index + 1].represented_by)
        named = re.search(
            r"\d|e\.\s?V|gGmbH|GmbH|Landkreis|Landratsamt|Jobcenter|Agentur|Caritas|Diakon|Stadt\s|Gemeinde\s|Kreis\s|Verband|Amt\b|Schule|Behörde",
            party.name,
        )
        if not (heads and not named and any(one.represented_by for one in found[:index])):
            kept.append(party)
    return kept
