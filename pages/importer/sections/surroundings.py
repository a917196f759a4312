"""What stands around a numbered line: the sentence above, the rest of its own, space, style."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pages.importer import word_lists
from pages.importer.sections import line_marks
from pages.importer.sections.flowtext import TERMINAL, ends_open, is_bullet, is_full, join, joined
from pages.importer.sections.headings import Heading
from pages.importer.sections.line_blocks import wrapped
from pages.importer.sections.line_marks import Mark
from pages.importer.sections.phrases import WORDS, is_title
from pages.importer.sections.run_in import Pieces
from pages.importer.source_lines import SourceLine

ITEM_END = re.compile(r"(?:[,;]|\b(?:und|oder|sowie|bzw\.))\s*$")
CITING_END = re.compile(
    r"\b(?:Ziff(?:er|\.)?|Nr\.|Nummern?|Abs\.|Absatz|Satz|gemäß|gem\.|siehe|vgl\.|i\.\s?S\.\s?v\.|Art\.|Artikel|§+|Anlage|Seite|Stand|vom)$"
)
VERB_AT_END = re.compile(rf"\s(?:{word_lists.any_of(WORDS['verbs'])})$")
ENUMERATION_END = re.compile(r"\b(?:und|oder|sowie|bzw\.)$")
LONGEST_BLOCK = 12


@dataclass(frozen=True)
class Context:
    """A numbered line in its place; `more` is what follows it in the same block, `mid_sentence` runs from 0 to 1 (surely)."""

    index: int
    readings: tuple[Mark, ...]
    more: str
    gap: bool
    gap_after: bool
    styled: bool
    mid_sentence: float
    intro: bool
    unfinished: bool
    in_parties: bool
    prose_before: bool
    title_next: bool
    below_heading: bool = False
    run_in: bool = False

    def rest_of(self, mark: Mark) -> str:
        return join(mark.rest, self.more)


class Surroundings:
    """Looks at the lines of a document around each of its numbers."""

    def __init__(self, pieces: Pieces, headings: Mapping[int, Heading], parties: set[int], width: int) -> None:
        self.lines = pieces.lines
        self.run_ins = pieces.wholes
        self.headings = headings
        self.parties = parties
        self.width = width
        self.inside = {at for index, heading in headings.items() for at in range(index + 1, index + heading.size)}

    def of(self, index: int) -> Context | None:
        """None where no number is to be read: in a table, in a heading, or because the line starts with none."""
        line = self.lines[index]
        if line.table or index in self.inside:
            return None
        stands_apart = line.gap or line.level
        readings = tuple(line_marks.readings(line.text) if stands_apart else line_marks.marks(line.text))
        return self._read(index, line, readings) if readings else None

    def _read(self, index: int, line: SourceLine, readings: tuple[Mark, ...]) -> Context:
        size = wrapped(self.lines, index, self.width, limit=LONGEST_BLOCK)
        after = self.lines[index + size] if index + size < len(self.lines) else None
        above = self._running_text_above(index)
        return Context(
            index=index,
            readings=readings,
            more=joined(further.text for further in self.lines[index + 1 : index + size]),
            gap=line.gap,
            gap_after=after is None or after.gap,
            styled=line.styled and index not in self.run_ins,
            mid_sentence=mid_sentence(above, line, self.width) if above else 0.0,
            intro=above is not None and self._introduces(above, index - 1),
            unfinished=above is not None and is_unfinished(above.text.rstrip()),
            in_parties=index in self.parties,
            prose_before=index > 0 and is_prose(self.lines[index - 1].text.rstrip()),
            title_next=after is not None and is_title(after.text) and not is_bullet(after),
            below_heading=above is None or above.styled,
            run_in=index in self.run_ins,
        )

    def _introduces(self, line: SourceLine, index: int) -> bool:
        """A colon announces a list, but "vertreten durch:" a name."""
        return line.text.rstrip().endswith(":") and index not in self.parties

    def _running_text_above(self, index: int) -> SourceLine | None:
        """A heading is no sentence that could go on."""
        is_below_heading = index - 1 in self.inside or index - 1 in self.headings
        return None if index == 0 or is_below_heading else self.lines[index - 1]


def mid_sentence(before: SourceLine, line: SourceLine, width: int) -> float:
    """How surely the line goes on with the sentence above: 0 not at all, 1 surely."""
    end = before.text.rstrip()
    if TERMINAL.search(end) or is_set_apart(before, line):
        return 0.0
    if CITING_END.search(end):
        return 1.0
    if ends_open(end):
        return 0.0 if line.gap and ENUMERATION_END.search(end) else 1.0
    if line.gap or ITEM_END.search(end) or is_title_line(end):
        return 0.0
    return 0.8 if is_full(end, width) else 0.3


def is_set_apart(before: SourceLine, line: SourceLine) -> bool:
    return line.styled or bool(before.level) or before.table


def is_unfinished(end: str) -> bool:
    return bool(end) and not TERMINAL.search(end) and not is_title_line(end)


def is_prose(end: str) -> bool:
    return len(end) > 60 and end.endswith(".")


def is_title_line(text: str) -> bool:
    mark = line_marks.marks(text)
    rest = mark[0].rest if mark else text
    if not is_title(rest or "X") or ends_open(text) or ITEM_END.search(text):
        return False
    return len(text) < 120 and VERB_AT_END.search(text) is None
