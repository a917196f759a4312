"""Who signs: the sides named between "zwischen" and the first section, or in the title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pages.importer.sections import flowtext, line_marks
from pages.importer.sections.party_block import is_prose
from pages.importer.sections.phrases import PREAMBLE, closes_parties, names_party, opens_parties
from pages.importer.source_lines import SourceLine

LONGEST_HEAD = 90
LINES_BEFORE = 30
BETWEEN_ALONE = re.compile(r"\W*zwischen\W*", re.I)
UP_TO_BETWEEN = re.compile(r"^\W*zwischen\b\s*:?|.*\szwischen\s*:?$", re.I)
BETWEEN_IN_TITLE = re.compile(r"\szwischen\s+(.{3,120})$")
SIDES_IN_TITLE = re.compile(r"\s+und\s+(?=de[rmn]\s)|\s+sowie\s+")
SIDES_IN_SENTENCE = re.compile(r"\s*,?\s+(?:und|sowie)\s+(?=(?:de[rmn]|die|das)\s)")
LINK = re.compile(r"[-–—\s]*(?:und|sowie|,)[-–—\s]*", re.I)
LABEL = re.compile(r"^(?:[-–—•·*]\s+|\(?\w{1,2}[.)]\s+)")
UNFINISHED = re.compile(r"(?:[a-zäöüß]-|\b(?:durch|der|die|des|den|dem|und|Str\.|Hauptstr\.)|,)$")
NEXT_SIDE = re.compile(r"^[A-ZÄÖÜ_][^,]{2,90}?,?\s+vertreten\b|^(?:und\s+)?de[rmn]\s+[A-ZÄÖÜ]")
REPRESENTED = re.compile(r",?\s*(?:[-–—(]\s*)?(?:dies(?:e|er|es)\s+)?vertreten\s*(?:durch)?\s*(?::|(?=\b|_))\s*", re.I)
CALLED = re.compile(
    r"[,;]?\s*[-–—(]*\s*(?:im\s+folgenden|nachfolgend|nachstehend|im\s+weiteren|künftig|kurz(?=\s*[:„\"»]))\b\s*:?\s*(?:auch\s+|als\s+)?[„\"»]?(?P<role>[^)\n,;]{2,90}?)[“\"«]?\s*(?:genannt|bezeichnet)?\s*[-–—)]*\s*(?=[;,.]|$)",
    re.I,
)
ALL_OF_THEM = re.compile(r"(?:\w*partner(?:innen)?|(?:vertrags)?parteien|beteiligte[n]?|kooperierende[n]?)\b", re.I)
GROUP = re.compile(r"\bvertreten durch\s+die\s+träger\b|\bfolgende[nr]?\s+träger", re.I)
ARTICLE = re.compile(r"^(?:und\s+|sowie\s+)?(?:de[rmns]|die|das|dem)\s+(?:folgenden\s+)?", re.I)
ADDRESS = re.compile(
    r",\s*(?:[A-ZÄÖÜ][\w.\- ]*(?:str\.|straße|platz|weg|allee|markt|gasse|ring|ufer|damm)\s*\d*\w?\b.*|\d{5}\s.*|postfach.*|anschrift.*)$",
    re.I,
)
STREET_OR_TOWN = re.compile(
    r"\s+[A-ZÄÖÜ][\w-]*(?:str\.|straße|platz|weg|allee|markt|gasse|ring)\s+\d+\w?\b.*$|\s+\d{5}\s+[A-ZÄÖÜ].*$"
)
CONTACT_LINE = re.compile(r"(?:anschrift|tel|fax|e-mail|straße|\d)", re.I)
ADDRESS_LINE = re.compile(r"[\w.\-]+(?:straße|str\.|platz|markt|weg)?\s+\d+\w?|\d{5}\s.*", re.I)
ALL_TOGETHER = ("Sämtliche", "Alle ", "Die Parteien", "(")
OWN_NAME = re.compile(
    r"\d|e\.\s?V|gGmbH|GmbH|Landkreis|Landratsamt|Jobcenter|Agentur|Caritas|Diakon|Stadt\s|Gemeinde\s|Kreis\s|Verband|Amt\b|Schule|Behörde"
)


@dataclass(frozen=True)
class PartyFact:
    """A side as printed in the "zwischen … und …" block; `role` is what it is called in the rest of the text."""

    name: str
    role: str = ""
    represented_by: str = ""
    line: int = 0


@dataclass(frozen=True)
class Chunk:
    """What the document says of one side, with the line where that begins."""

    text: str
    line: int


def parties_of(lines: Sequence[SourceLine], title: str, first_section: int) -> tuple[PartyFact, ...]:
    """As named below "zwischen"; else the sides that the title names."""
    sides = Sides()
    for chunk in split_single(chunks(party_lines(lines, first_section))):
        sides.take(chunk)
    return tuple(without_groups(sides.parties)) or parties_in_title(title, lines[0].number)


class Sides:
    """The parties as they are named one after the other; `group` is the role of all that follow "folgende Träger"."""

    def __init__(self) -> None:
        self.parties: list[PartyFact] = []
        self.group = ""

    def take(self, chunk: Chunk) -> None:
        called = CALLED.search(chunk.text)
        if called and self.parties and is_only_role(called, chunk.text):
            last = self.parties[-1]
            self.parties[-1] = replace(last, role=last.role or own_role(called))
        elif party := party_of(chunk.text, chunk.line):
            self._add(party, chunk.text)

    def _add(self, party: PartyFact, text: str) -> None:
        if not party.represented_by and GROUP.search(text):
            self.group = party.name
        is_named = party.role or party.name == self.group
        self.parties.append(party if is_named else replace(party, role=self.group))


def is_only_role(called: re.Match[str], text: str) -> bool:
    """ "- nachfolgend Träger genannt -" on a line of its own is said of the side above."""
    return called.start() < 3 and not names_party(text[called.end() :])


def own_role(called: re.Match[str]) -> str:
    """ "" where all the sides together get a name ("nachfolgend Partner genannt")."""
    role = role_of(called)
    return "" if ALL_OF_THEM.match(role) else role


def parties_in_title(title: str, line: int) -> tuple[PartyFact, ...]:
    """ "Vereinbarung zwischen der Stadt X und dem Verein Y"; of several "und" the one before an article counts."""
    match = BETWEEN_IN_TITLE.search(title)
    if not match:
        return ()
    sides = SIDES_IN_TITLE.split(match[1])
    sides = sides if len(sides) > 1 else match[1].split(" und ", 1)
    parties = [party_of(side, line) for side in sides]
    return tuple(party for party in parties if party) if len(parties) > 1 else ()


def party_lines(lines: Sequence[SourceLine], first_section: int) -> Iterator[SourceLine]:
    """From "zwischen" to the first section, preamble or "… schließen folgende Vereinbarung", without formatting."""
    for position, line in enumerate(lines_from_between(lines, first_section)):
        bare = flowtext.plain(line.text if position else UP_TO_BETWEEN.sub("", line.text))
        if (position and heads_text(line, bare)) or ends_parties(line, bare):
            return
        if bare:
            yield SourceLine(line.number, bare, line.gap, bold=line.bold)


def lines_from_between(lines: Sequence[SourceLine], first_section: int) -> Sequence[SourceLine]:
    """Before the first section; a document whose sections begin above its parties has "zwischen" alone on a line further down."""
    head = [line for line in lines if not first_section or line.number < first_section][:LONGEST_HEAD]
    for index, line in enumerate(head[:LINES_BEFORE]):
        if opens_parties(line.text):
            return head[index:]
    for index, line in enumerate(lines):
        if BETWEEN_ALONE.fullmatch(line.text):
            return lines[index : index + LONGEST_HEAD]
    return ()


def heads_text(line: SourceLine, bare: str) -> bool:
    is_styled_link = bare.lower().startswith(("zwischen", "und"))
    return PREAMBLE.match(bare) is not None or (line.level > 0 and not is_styled_link)


def ends_parties(line: SourceLine, bare: str) -> bool:
    if is_prose(bare) or closes_parties(bare):
        return True
    return line.styled and any(set(mark.values) == {1} for mark in line_marks.marks(bare))


def chunks(lines: Iterator[SourceLine]) -> list[Chunk]:
    """One text a party: a new one begins at "und" alone, a bullet or letter, a blank line, or a line that names the next side."""
    parties: list[Chunk] = []
    is_next = True
    for line in lines:
        text = line.text.strip()
        if LINK.fullmatch(text):
            is_next = True
            continue
        is_labelled = bool(line_marks.BULLET.match(text) or line_marks.marks(text))
        text = LABEL.sub("", text)
        if is_next or is_labelled or begins_side(parties[-1].text, text, gap=line.gap):
            parties.append(Chunk(text, line.number))
        else:
            parties[-1] = replace(parties[-1], text=flowtext.join(parties[-1].text, text))
        is_next = False
    return parties


def begins_side(before: str, text: str, *, gap: bool) -> bool:
    if before.endswith(";") or (gap and not UNFINISHED.search(before)):
        return True
    return "vertreten" in before and NEXT_SIDE.search(text) is not None


def split_single(sides: list[Chunk]) -> list[Chunk]:
    """Both sides in one sentence: "dem Landkreis X und der Volkshochschule Y"."""
    if len(sides) != 1:
        return sides
    return [Chunk(side, sides[0].line) for side in SIDES_IN_SENTENCE.split(sides[0].text)]


def party_of(text: str, line: int) -> PartyFact | None:
    """The side that a chunk names; None for an address, a telephone number or all sides together."""
    called = CALLED.search(text)
    role = role_of(called) if called else ""
    name, representative = split_represented(CALLED.sub("", text))
    name = clean_name(name)
    return PartyFact(name, role, clean_representative(representative), line) if is_name(name) else None


def is_name(text: str) -> bool:
    if not 3 <= len(text) <= 200 or not re.search(r"[A-ZÄÖÜ]", text) or not re.search(r"[a-zäöü]{2}", text):
        return False
    if CONTACT_LINE.match(text) or ADDRESS_LINE.fullmatch(text):
        return False
    return not text.startswith(ALL_TOGETHER) or names_party(text)


def split_represented(text: str) -> tuple[str, str]:
    match = REPRESENTED.search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def role_of(called: re.Match[str]) -> str:
    return re.sub(r"^[„\"»]|[“\"«]$", "", called["role"].strip(" -–—,;:()")).strip()[:120]


def clean_name(text: str) -> str:
    text = ADDRESS.sub("", re.sub(r"_{2,}", " ", text).strip(" ,;:-–—"))
    text = ADDRESS.sub("", ARTICLE.sub("", text.strip()))
    text = re.sub(r"\s+(?:und|sowie)$", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[²³¹]", "", text)).strip(" ,;:-–—")


def clean_representative(text: str) -> str:
    """Without lines to fill in and addresses; of "diese vertreten durch …" the last one named represents."""
    text = ADDRESS.sub("", re.sub(r"_{2,}|\(Unterschrift\w*[^)]*\)", " ", text))
    stages = REPRESENTED.split(text)
    text = stages[-1] if len(stages[-1].strip()) > 3 else stages[0]
    return re.sub(r"\s+", " ", STREET_OR_TOWN.sub("", text)).strip(" ,;:-–—.")[:200]


def without_groups(parties: Sequence[PartyFact]) -> Iterator[PartyFact]:
    """Drops words that only head a list of parties ("a) Städte und Gemeinden") when the parties themselves follow."""
    for index, party in enumerate(parties):
        after = parties[index + 1 : index + 2]
        is_bare = not party.represented_by and not party.role and not OWN_NAME.search(party.name)
        is_between = any(side.represented_by for side in after) and any(side.represented_by for side in parties[:index])
        if not (is_bare and is_between):
            yield party
