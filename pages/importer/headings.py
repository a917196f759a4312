"""Which lines are headings without a number, where the title ends, and where the parties are named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pages.importer import line_marks
from pages.importer.flowtext import FOOTNOTE, TERMINAL, continues, ends_hyphenated, ends_open, is_bullet
from pages.importer.source_lines import SourceLine

MAX_TITLE = 140
KIND_WORDS = r"(?:Kooperations|Rahmen|Muster|Zusatz|Ziel|Leistungs|Verwaltungs|Änderungs|Zusammenarbeits|Ergänzungs)?-?\s?(?:[Vv]ereinbarung(?:en)?|[Vv]ertrag|[Rr]ichtlinien?|[Ee]mpfehlungen|[Ss]atzung|[Oo]rdnung|[Ll]eitlinien?|[Kk]onzept(?:ion)?|Abkommen|Leitfaden|Muster|Vorlage|Geschäftsordnung)"
PART = re.compile(
    rf"^(?:Anlage \d+: )?\(?(?:Muster|Entwurf|Beispiel|Vorlage)?[-)\s]*-?\s*{KIND_WORDS}\)?(?=\s|$|[,:(])"
)
AGREEMENT = re.compile(r"(?:vereinbarung|vertrag|abkommen)", re.I)
BETWEEN = re.compile(r"^(?:zwischen|zwischen\s.*|.{3,120}\szwischen)\s*:?$", re.I)
PREAMBLE = re.compile(
    r"^(?:präambel|vorbemerkung(?:en)?|einleitung|vorwort|vorspann|einführung|ausgangslage|ausgangssituation|hintergrund|grundsätze|allgemeines)\s*:?$",
    re.I,
)
SIGNATURES = re.compile(
    r"^(?:unterschriften?|unterzeichnung|unterzeichner(?:innen)?|unterschriftenblatt)(?:\s+der\s+[\w\s-]{3,40})?\s*:?$",
    re.I,
)
PLACE_AND_DATE = re.compile(
    r"^[A-ZÄÖÜ][\w.()/ -]{1,40},?\s*(?:den|am|im)?\s*(?:\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?\d{2,4}|_{2,}.*|\w+\s\d{4})\s*$|^(?:ort|datum|stand|unterschrift)\b.*",
    re.I,
)
CONTACT = re.compile(
    r"@|https?:|www\.|\b\d{5}\s+[A-ZÄÖÜ]|\btel(?:efon|\.)|\bfax\b|(?:straße|strasse|str\.|platz|weg|allee|markt)\s*\d+",
    re.I,
)
PERSON = re.compile(r"^(?:(?:Herrn?|Frau|Dr\.|Prof\.)\s|[A-ZÄÖÜ][a-zäöüß-]+\s[A-ZÄÖÜ][a-zäöüß-]+,\s)")
VERBS = re.compile(
    r"\b(?:ist|sind|war|waren|sei|seien|wird|werden|wurde|wurden|hat|haben|hatte|kann|können|könnte|könnten|soll|sollen|sollte|sollten|muss|müssen|müssten|"
    r"darf|dürfen|will|wollen|erfolgt|erfolgen|gilt|gelten|ergibt|ergeben|gehört|gehören|umfasst|umfassen|vereinbart|vereinbaren|verpflichtet|verpflichten|"
    r"stellt|stellen|benennt|benennen|informiert|informieren|unterstützt|unterstützen|bietet|bieten|lautet|lauten|dient|dienen|regelt|regeln|tritt|treten|"
    r"findet|finden|nimmt|nehmen|gibt|geben|übernimmt|übernehmen|beinhaltet|beinhalten|bedarf|bedürfen|besteht|bestehen|enthält|enthalten|liegt|liegen|"
    r"bildet|bilden|trifft|treffen|führt|führen|arbeitet|arbeiten|beträgt|betragen|entscheidet|entscheiden|kommt|kommen|schließen|schließt|zählen|zählt)\b"
)
SMALL_START = re.compile(
    r"^(?:Dazu|Dabei|Hierzu|Hierbei|Demnach|Daher|Ferner|Zudem|Insbesondere|Folgende[rsmn]?|Außerdem|Darüber|Somit|Es|Sie|Er|Wir|Das|Dies|Diese[rsmn]?)\b(?!.{0,40}(?:Vereinbarung|Richtlinie))"
)


@dataclass(frozen=True)
class Heading:
    """An unnumbered heading of `size` source lines at a line index; `kind` is head, part, annex or signatures."""

    kind: str
    text: str
    size: int = 1
    number: str = ""
    level: int = 0


def is_title(text: str) -> bool:
    """Short, begins like a name, ends without a stop that closes a sentence."""
    text = text.strip()
    if not text or len(text) > MAX_TITLE or len(text.split()) > 18:
        return False
    if text.endswith((".", ";", ",", "-")) and not re.search(
        r"(?:\.\.\.|…|\b(?:u\.\s?a|etc|usw|e\.\s?V|z\.\s?B|Nr|ff)\.)$", text
    ):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] in '(„"…»§'


def wrapped(lines: Sequence[SourceLine], index: int, width: int, limit: int = 3) -> int:
    """How many lines from `index` on make one block without a gap (1 when the next line starts anew)."""
    size = 1
    while (
        index + size < len(lines)
        and size < limit
        and continues(lines[index + size - 1], lines[index + size], width)
        and not line_marks.marks(lines[index + size].text)
    ):
        size += 1
    return size


def heading_size(lines: Sequence[SourceLine], index: int, width: int) -> int:
    """Lines of a heading that starts at `index`: it goes on where it cannot end yet."""
    size = 1
    while index + size < len(lines) and size < 4:
        before, line = lines[index + size - 1], lines[index + size]
        if line.gap or line.level or line.bold != before.bold or is_bullet(line) or line_marks.marks(line.text):
            break
        open_end = ends_open(before.text) or ends_hyphenated(before.text)
        if not (open_end or line.text[:1].islower() or (before.bold and line.bold) or (before.large and line.large)):
            break
        size += 1
    return size


def stands_alone(lines: Sequence[SourceLine], index: int, size: int) -> bool:
    after = index + size
    return lines[index].gap and (after >= len(lines) or lines[after].gap)


class Headings:
    """Finds the unnumbered headings of a document; `title_end` is the index of the first line after the title."""

    def __init__(self, lines: Sequence[SourceLine], width: int) -> None:
        self.lines = lines
        self.width = width
        self.title_end = self._title_end()
        self.parties: set[int] = set()
        self.has_styles = sum(1 for line in lines if line.level) >= 3

    def find(self) -> dict[int, Heading]:
        found: dict[int, Heading] = {}
        self._mark_parties(0)
        signing = False
        index = self.title_end
        while index < len(self.lines):
            heading = self._at(index, signing)
            if heading:
                found[index] = heading
                signing = heading.kind == "signatures" or (signing and heading.kind == "head" and not heading.level)
                if heading.kind == "part" or (
                    heading.level and AGREEMENT.search(heading.text) and self._between_soon(index + heading.size)
                ):
                    self._mark_parties(index + heading.size)
            index += heading.size if heading else 1
        return self._without_listed_annexes(found)

    def _title_end(self) -> int:
        lines = self.lines
        if not lines or (starts_section(lines[0]) and not lines[0].level):
            return 0
        if lines[0].level:
            return 1 if not line_marks.marks(lines[0].text) else 0
        end = self._title_block(0)
        if not titles_something(" ".join(line.text for line in lines[:end])):
            return 0
        while end < len(lines) and end < 10 and self._belongs_to_title(end):
            end += self._title_block(end)
        return end

    def _title_block(self, start: int) -> int:
        size = wrapped(self.lines, start, self.width, limit=6)
        return next(
            (at for at in range(1, size) if re.match(r"zwischen\b", self.lines[start + at].text.strip(), re.I)), size
        )

    def _belongs_to_title(self, index: int) -> bool:
        line, before = self.lines[index], self.lines[index - 1]
        so_far = " ".join(one.text for one in self.lines[:index])
        if (
            line.level
            or starts_section(line)
            or is_bullet(line)
            or re.match(r"zwischen\b", line.text.strip(), re.I)
            or PREAMBLE.match(line.text)
        ):
            return False
        if len(so_far) + len(line.text) > 420 or TERMINAL.search(line.text) or PLACE_AND_DATE.match(line.text):
            return False
        if line.text[:1].islower() or ends_open(before.text):
            return True
        if (
            PART.match(line.text)
            and is_title(line.text)
            and not any(PART.match(one.text) for one in self.lines[:index])
        ):
            return True
        only_kind = re.fullmatch(rf"\W*{KIND_WORDS}\W*", so_far.strip(), re.I)
        same_look = before.large and line.large and line.bold == before.bold
        return bool(
            (only_kind or same_look) and is_title(line.text) and len(line.text) < 110 and not CONTACT.search(line.text)
        )

    def _mark_parties(self, start: int) -> None:
        """Lines from "zwischen" to the first heading or full prose paragraph name the parties: no headings among them."""
        for index in range(start, min(start + 12, len(self.lines))):
            if re.match(r"\W*zwischen\b", self.lines[index].text, re.I) or re.search(
                r"\szwischen\s*:?$", self.lines[index].text
            ):
                break
        else:
            return
        for at in range(index, min(index + 80, len(self.lines))):
            line = self.lines[at]
            if at > index and (
                PREAMBLE.match(line.text) or opens_body(line) or (line.level and line_marks.marks(line.text))
            ):
                return
            if (
                at > index
                and line.gap
                and len(line.text) > 150
                and line.text.rstrip().endswith(".")
                and "vertreten" not in line.text
            ):
                return
            self.parties.add(at)
            if closes_parties(line.text):
                return

    def _at(self, index: int, signing: bool) -> Heading | None:
        line = self.lines[index]
        if line.table or is_bullet(line) or FOOTNOTE.match(line.text):
            return None
        size = heading_size(self.lines, index, self.width)
        text = " ".join(one.text for one in self.lines[index : index + size]).strip()
        if line.level:
            return self._explicit(index, text, size)
        mark = line_marks.annex(text)
        if mark and (line.gap or line.styled) and index not in self.parties:
            return self._annex(index, mark, size)
        if SIGNATURES.match(text) and (line.gap or line.styled):
            return Heading("signatures", text.rstrip(": "), size)
        if line_marks.marks(line.text) or (signing and not line.large):
            return None
        if self._is_part(index, text, size):
            return Heading("part", text, size)
        if self._is_head(index, text, size):
            return Heading("head", text.rstrip(": ") if not VERBS.search(text) else text, size)
        return None

    def _explicit(self, index: int, text: str, size: int) -> Heading | None:
        mark = line_marks.annex(text)
        if mark:
            return Heading("annex", mark.rest, size, mark.printed, self.lines[index].level)
        if line_marks.marks(text):
            return None
        return Heading("head", text.rstrip(": "), size, level=self.lines[index].level)

    def _annex(self, index: int, mark: line_marks.Mark, size: int) -> Heading:
        """The heading of "Anlage 1" may stand alone on the next line."""
        after = index + size
        if not mark.rest and after < len(self.lines):
            line = self.lines[after]
            more = heading_size(self.lines, after, self.width)
            text = " ".join(one.text for one in self.lines[after : after + more])
            if (
                is_title(text)
                and not line_marks.marks(text)
                and not is_bullet(line)
                and (not line.gap or line.styled or stands_alone(self.lines, after, more))
                and (after + more >= len(self.lines) or self.lines[after + more].gap or line.styled)
            ):
                return Heading("annex", text.rstrip(": "), size + more, mark.printed)
        return Heading("annex", mark.rest.rstrip(": "), size, mark.printed)

    def _is_part(self, index: int, text: str, size: int) -> bool:
        """A new agreement inside the document: its kind as a heading, and "zwischen" soon after it."""
        line = self.lines[index]
        if (
            not line.gap
            or index in self.parties
            or not PART.match(text)
            or not AGREEMENT.search(text)
            or not is_title(text)
            or VERBS.search(text)
        ):
            return False
        return self._between_soon(index + size)

    def _between_soon(self, index: int) -> bool:
        return any(re.match(r"\W*zwischen\b", one.text, re.I) for one in self.lines[index : index + 6])

    def _is_head(self, index: int, text: str, size: int) -> bool:
        line = self.lines[index]
        if index in self.parties and not PREAMBLE.match(text):
            return False
        if PREAMBLE.match(text) and line.gap:
            return True
        if not self._could_be_head(index, text, size):
            return False
        if line.bold or line.large:
            return self._styled_head(index, text, size)
        return not self.has_styles and stands_alone(self.lines, index, size) and self._plain_head(index, text, size)

    def _could_be_head(self, index: int, text: str, size: int) -> bool:
        if (
            not is_title(text)
            or ends_open(text)
            or not text[0].isalpha()
            or index + size >= len(self.lines)
            or self._below_number(index)
        ):
            return False
        if (
            re.search(r"_{3,}|\.{4,}|\t", text)
            or CONTACT.search(text)
            or PLACE_AND_DATE.match(text)
            or PERSON.match(text)
        ):
            return False
        return not (
            re.fullmatch(r"(?:und|zwischen|sowie|anschrift|vertreten durch)\W*.*", text, re.I) and len(text) < 25
        )

    def _below_number(self, index: int) -> bool:
        """The line above is a number alone: this is its heading, not one of its own."""
        return index > 0 and any(not mark.rest for mark in line_marks.marks(self.lines[index - 1].text))

    def _styled_head(self, index: int, text: str, size: int) -> bool:
        whole_paragraph = self.lines[index].gap or self.lines[index].large
        return whole_paragraph and not (VERBS.search(text) and text.endswith(":") and self._list_after(index + size))

    def _plain_head(self, index: int, text: str, size: int) -> bool:
        if VERBS.search(text) or SMALL_START.match(text) or len(text) > 110 or text.endswith(("!", "?")):
            return False
        before = self.lines[index - 1].text.rstrip() if index else ""
        if ends_hyphenated(before) or (before and not TERMINAL.search(before) and ends_open(before)):
            return False
        if text.endswith(":") and self._list_after(index + size):
            return False
        if self._among_items(index):
            return False
        return self._text_after(index + size)

    def _list_after(self, index: int) -> bool:
        if index >= len(self.lines):
            return False
        line = self.lines[index]
        return is_bullet(line) or any(mark.scheme not in {"§", "artikel"} for mark in line_marks.marks(line.text))

    def _among_items(self, index: int) -> bool:
        """True among the short lines that an introduction with a colon announces as a list without bullets."""
        at = index - 1
        while at > 0:
            text = self.lines[at].text.rstrip()
            if text.endswith(":"):
                return not (is_title(text) and stands_alone(self.lines, at, 1) and not VERBS.search(text))
            if is_bullet(self.lines[at]) or len(text) > 90 or text.endswith((".", "?", "!")):
                return False
            at -= 1
        return False

    def _text_after(self, index: int) -> bool:
        """A heading stands over prose, a list or another heading, not over one more short line of an address or a form."""
        line = self.lines[index]
        if goes_on_in_list(self.lines, index):
            return False
        if is_bullet(line):
            return True
        if line.level or line.styled or line_marks.marks(line.text):
            return True
        size = wrapped(self.lines, index, self.width, limit=8)
        text = " ".join(one.text for one in self.lines[index : index + size])
        if re.search(r"_{3,}", text) or PLACE_AND_DATE.match(text):
            return False
        return (
            len(text) > 60
            or bool(TERMINAL.search(text))
            or (stands_alone(self.lines, index, size) and self._could_be_head(index, text, size))
        )

    def _without_listed_annexes(self, found: dict[int, Heading]) -> dict[int, Heading]:
        """A list of annexes ("Anlagen: Anlage 1 …, Anlage 2 …") announces them and holds none."""
        annexes = [index for index, heading in sorted(found.items()) if heading.kind == "annex"]
        listed = {index for index in annexes if self._is_listed_annex(index, found[index])}
        for position, index in enumerate(annexes):
            number = found[index].number.casefold()
            again = any(number and found[later].number.casefold() == number for later in annexes[position + 1 :])
            if again and not self.lines[index].level:
                listed.add(index)
        return {index: heading for index, heading in found.items() if index not in listed}

    def _is_listed_annex(self, index: int, heading: Heading) -> bool:
        before = self.lines[index - 1].text.strip() if index else ""
        after = self.lines[index + heading.size] if index + heading.size < len(self.lines) else None
        if re.fullmatch(r"(?:anlagen|anhänge|anlagenverzeichnis)\s*:?", before, re.I):
            return True
        if after is not None and not after.gap and not after.styled and line_marks.annex(after.text):
            return True
        return before.endswith(":") and not self.lines[index].styled


def goes_on_in_list(lines: Sequence[SourceLine], index: int) -> bool:
    """True when the list at `index` ends the sentence of the line above it: "Der Kreis" – "a) berät Träger"."""
    line = lines[index]
    bullet = line_marks.BULLET.match(line.text)
    marks = line_marks.marks(line.text)
    if not bullet and not any(mark.scheme in {"a)", "a.", "(a)", "n)", "decimal", "aa)"} for mark in marks):
        return False
    rest = line.text[bullet.end() :] if bullet else marks[0].rest
    if not rest and index + 1 < len(lines):
        rest = lines[index + 1].text
    first = re.match(r"[a-zäöüß]+", rest)
    return bool(first) and first[0] not in {"der", "die", "das", "den", "dem", "ein", "eine", "einen"}  # type: ignore[index]


def starts_section(line: SourceLine) -> bool:
    """True for a line with a number that could open a document: 1, 1.1, § 1, Artikel 1, I., A., (1)."""
    return any(
        set(mark.values) == {1} and mark.scheme not in {"a)", "a.", "i)", "i.", "(a)"}
        for mark in line_marks.marks(line.text)
    )


def opens_body(line: SourceLine) -> bool:
    """The first numbered section after the parties: § 1, Artikel 1, I., or "1." over a short title."""
    for mark in line_marks.marks(line.text):
        if mark.value != 1 or not (line.gap or line.styled):
            continue
        if mark.scheme in {"§", "artikel", "teil", "abschnitt", "kapitel", "I."} or (
            mark.scheme == "decimal" and len(mark.values) > 1
        ):
            return True
        if mark.scheme == "decimal" and is_title(mark.rest) and not names_party(mark.rest):
            return True
    return False


def names_party(text: str) -> bool:
    return bool(
        re.search(
            r"vertreten|nachfolgend|nachstehend|im folgenden|,\s*\d{5}|genannt\)?\W*$|\be\.\s?V\.|gGmbH|GmbH", text
        )
        or re.match(
            r"(?:de[rmn]|die|das)\s|(?:Landkreis|Kreis|Stadt|Gemeinde|Jobcenter|Agentur|Caritas|Diakon|Verband|Land|Arbeitsgemeinschaft|Träger)\w*\b",
            text,
        )
    )


def closes_parties(text: str) -> bool:
    return (
        bool(re.search(r"(?:wird|werden|schließen|vereinbaren|treffen)\b.*(?:folgende|nachstehende|diese)", text, re.I))
        and TERMINAL.search(text) is not None
    )


def titles_something(text: str) -> bool:
    text = text.strip()
    return (
        len(text) <= 420
        and (not re.search(r"[.;!?]$", text) or bool(re.search(r"\be\.\s?V\.$", text)))
        and not re.match(r"zwischen\b", text, re.I)
    )
