"""Which lines are headings without a number: title, preamble, part, annex, signatures, and plain ones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pages.importer.sections import line_marks
from pages.importer.sections.flowtext import FOOTNOTE, TERMINAL, ends_hyphenated, ends_open, is_bullet
from pages.importer.sections.line_blocks import gap_at, goes_on_in_list, heading_size, in_one, stands_alone, wrapped
from pages.importer.sections.line_marks import Mark
from pages.importer.sections.party_block import party_indices
from pages.importer.sections.phrases import (
    AGREEMENT,
    BETWEEN,
    PLACE_AND_DATE,
    PREAMBLE,
    SIGNATURES,
    VERBS,
    heads_section,
    is_title,
    reads_as_sentence,
    titles_agreement,
)
from pages.importer.sections.title_block import title_end
from pages.importer.source_lines import SourceLine

ANNEX_LIST = re.compile(r"(?:anlagen|anhänge|anlagenverzeichnis)\s*:?", re.I)
# A document with this many headings in explicit styles has no others.
STYLED_HEADINGS = 3
LINES_TO_BETWEEN = 6
LONGEST_LIST = 60
LONGEST_LIST_LINE = 90
SHORTEST_PROSE = 60


@dataclass(frozen=True)
class Heading:
    """An unnumbered heading of `size` source lines at a line index; `kind` is head, part, annex or signatures."""

    kind: str
    text: str
    size: int = 1
    number: str = ""
    level: int = 0


class Headings:
    """Finds the unnumbered headings of a document; `title_end` is the index of the first line after the title."""

    def __init__(self, lines: Sequence[SourceLine], width: int) -> None:
        self.lines = lines
        self.width = width
        self.title_end = title_end(lines, width)
        self.parties: set[int] = set()
        self.has_styles = sum(1 for line in lines if line.level) >= STYLED_HEADINGS

    def find(self) -> dict[int, Heading]:
        """Headings by line index. Also notes in `parties` which lines name the parties."""
        headings: dict[int, Heading] = {}
        self.parties |= set(party_indices(self.lines, 0))
        signing = False
        index = self.title_end
        while index < len(self.lines):
            heading = self._at(index, signing)
            if heading:
                headings[index] = heading
                signing = is_signing(heading, signing)
                if self._starts_agreement(index, heading):
                    self.parties |= set(party_indices(self.lines, index + heading.size))
            index += heading.size if heading else 1
        listed = set(self._listed_annexes(headings))
        return {index: heading for index, heading in headings.items() if index not in listed}

    def _at(self, index: int, signing: bool) -> Heading | None:
        line = self.lines[index]
        if never_heads(line):
            return None
        size = heading_size(self.lines, index)
        text = in_one(self.lines[index : index + size]).strip()
        if line.level:
            return self._explicit(index, text, size)
        outer = self._outer(index, text, size) if line.gap or line.styled else None
        if outer or line_marks.marks(line.text) or (signing and not line.large):
            return outer
        return self._inner(index, text, size)

    def _explicit(self, index: int, text: str, size: int) -> Heading | None:
        """In a heading style; a numbered one is a section and read with the numbers."""
        mark = line_marks.annex(text)
        if mark:
            return Heading("annex", mark.rest, size, mark.printed, self.lines[index].level)
        if line_marks.readings(text):
            return None
        return Heading("head", text.rstrip(": "), size, level=self.lines[index].level)

    def _outer(self, index: int, text: str, size: int) -> Heading | None:
        """What stands beside the text of an agreement: an annex, the signatures."""
        mark = line_marks.annex(text)
        if mark and index not in self.parties:
            return self._annex(index, mark, size)
        return Heading("signatures", text.rstrip(": "), size) if SIGNATURES.match(text) else None

    def _annex(self, index: int, mark: Mark, size: int) -> Heading:
        title, title_size = (mark.rest, 0) if mark.rest else self._title_below(index + size)
        return Heading("annex", title.rstrip(": "), size + title_size, mark.printed)

    def _title_below(self, index: int) -> tuple[str, int]:
        """Text and size of the title of "Anlage 1" that stands alone on the next lines; ("", 0) where there is none."""
        if index >= len(self.lines):
            return "", 0
        line = self.lines[index]
        size = heading_size(self.lines, index)
        text = in_one(self.lines[index : index + size])
        if not is_title(text) or line_marks.marks(text) or is_bullet(line):
            return "", 0
        is_near = line.styled or not line.gap or stands_alone(self.lines, index, size)
        is_whole = line.styled or gap_at(self.lines, index + size)
        return (text, size) if is_near and is_whole else ("", 0)

    def _inner(self, index: int, text: str, size: int) -> Heading | None:
        if self._is_part(index, text, size):
            return Heading("part", text, size)
        if self._is_head(index, text, size):
            return Heading("head", text if VERBS.search(text) else text.rstrip(": "), size)
        return None

    def _is_part(self, index: int, text: str, size: int) -> bool:
        """A new agreement inside the document: its kind as a heading, and "zwischen" soon after it."""
        stands_out = self.lines[index].gap and index not in self.parties
        return stands_out and titles_agreement(text) and self._between_soon(index + size)

    def _starts_agreement(self, index: int, heading: Heading) -> bool:
        if heading.kind == "part":
            return True
        is_titled = heading.level > 0 and AGREEMENT.search(heading.text) is not None
        return is_titled and self._between_soon(index + heading.size)

    def _between_soon(self, index: int) -> bool:
        return any(BETWEEN.match(line.text) for line in self.lines[index : index + LINES_TO_BETWEEN])

    def _is_head(self, index: int, text: str, size: int) -> bool:
        line = self.lines[index]
        if PREAMBLE.match(text) and line.gap:
            return True
        if (index in self.parties and not PREAMBLE.match(text)) or not self._could_be_head(index, text, size):
            return False
        if line.bold or line.large:
            return self._styled_head(index, text, size)
        return not self.has_styles and stands_alone(self.lines, index, size) and self._plain_head(index, text, size)

    def _could_be_head(self, index: int, text: str, size: int) -> bool:
        has_text_below = index + size < len(self.lines)
        return has_text_below and heads_section(text) and not ends_open(text) and not self._below_number(index)

    def _below_number(self, index: int) -> bool:
        """The line above is a number alone: this is its heading, not one of its own."""
        return index > 0 and any(not mark.rest for mark in line_marks.marks(self.lines[index - 1].text))

    def _styled_head(self, index: int, text: str, size: int) -> bool:
        is_whole_paragraph = self.lines[index].gap or self.lines[index].large
        return is_whole_paragraph and not (VERBS.search(text) and self._introduces_list(index, text, size))

    def _plain_head(self, index: int, text: str, size: int) -> bool:
        if reads_as_sentence(text) or self._goes_on_from_above(index):
            return False
        if self._introduces_list(index, text, size) or self._among_items(index):
            return False
        return self._has_text_below(index + size)

    def _goes_on_from_above(self, index: int) -> bool:
        before = self.lines[index - 1].text.rstrip() if index else ""
        return ends_hyphenated(before) or (not TERMINAL.search(before) and ends_open(before))

    def _introduces_list(self, index: int, text: str, size: int) -> bool:
        if not text.endswith(":") or index + size >= len(self.lines):
            return False
        below = self.lines[index + size]
        return is_bullet(below) or any(mark.scheme not in {"§", "artikel"} for mark in line_marks.marks(below.text))

    def _among_items(self, index: int) -> bool:
        """True among the short lines that an introduction with a colon announces as a list without bullets."""
        for at in range(index - 1, max(index - LONGEST_LIST, 0), -1):
            text = self.lines[at].text.rstrip()
            if text.endswith(":"):
                return not (is_title(text) and stands_alone(self.lines, at, 1) and not VERBS.search(text))
            if is_bullet(self.lines[at]) or len(text) > LONGEST_LIST_LINE or text.endswith((".", "?", "!")):
                return False
        return False

    def _has_text_below(self, index: int) -> bool:
        """A heading stands over prose, a list or another heading, not over one more short line of an address or a form."""
        line = self.lines[index]
        if goes_on_in_list(self.lines, index):
            return False
        if is_bullet(line) or line.styled or line_marks.marks(line.text):
            return True
        size = wrapped(self.lines, index, self.width, limit=8)
        text = in_one(self.lines[index : index + size])
        if re.search(r"_{3,}", text) or PLACE_AND_DATE.match(text):
            return False
        if len(text) > SHORTEST_PROSE or TERMINAL.search(text):
            return True
        return stands_alone(self.lines, index, size) and self._could_be_head(index, text, size)

    def _listed_annexes(self, headings: dict[int, Heading]) -> Iterator[int]:
        """A list of annexes ("Anlagen: Anlage 1 …, Anlage 2 …") announces them and holds none."""
        later: set[str] = set()
        for index, heading in sorted(headings.items(), reverse=True):
            if heading.kind != "annex":
                continue
            number = heading.number.casefold()
            comes_again = bool(number) and number in later and not self.lines[index].level
            if comes_again or self._is_listed_annex(index, heading):
                yield index
            later.add(number)

    def _is_listed_annex(self, index: int, heading: Heading) -> bool:
        before = self.lines[index - 1].text.strip() if index else ""
        if ANNEX_LIST.fullmatch(before) or self._annex_follows(index + heading.size):
            return True
        return before.endswith(":") and not self.lines[index].styled

    def _annex_follows(self, index: int) -> bool:
        if gap_at(self.lines, index) or self.lines[index].styled:
            return False
        return line_marks.annex(self.lines[index].text) is not None


def never_heads(line: SourceLine) -> bool:
    return line.table or is_bullet(line) or FOOTNOTE.match(line.text) is not None


def is_signing(heading: Heading, signing: bool) -> bool:
    """Below the signatures stand names and offices, which look like headings and are none."""
    return heading.kind == "signatures" or (signing and heading.kind == "head" and not heading.level)
