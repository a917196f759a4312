"""What of the lines behind a number is its heading, and what its text: a heading is short, ends like a name and no sentence goes on below it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pages.importer import word_lists
from pages.importer.sections import flowtext
from pages.importer.sections.headings import Heading
from pages.importer.sections.line_blocks import gap_at, goes_on_in_list, heading_size, stands_alone
from pages.importer.sections.line_marks import Mark, marks
from pages.importer.sections.phrases import VERBS, WORDS, is_title
from pages.importer.sections.plausibility import FORMAL
from pages.importer.sections.states import Choice
from pages.importer.source_lines import SourceLine

SENTENCE_START = re.compile(r"(?:Es|Sie|Er|Wir|Die|Der|Das|Dies\w*|Hier\w*|Dazu|Dabei)\s")
REPEALED = re.compile(rf"\(?(?:{word_lists.any_of(WORDS['repealed'])})\)?\.?", re.I)
SENTENCE_INSIDE = re.compile(r"[a-zäöüß]{3}[.!?]\s+[A-ZÄÖÜ]")
SHORT_TITLE_WORDS = 6
LONG_TITLE_WORDS = 10
# From here on a line is a heading whatever the numbers beside it have.
SURE = 4.0
APART_CLAUSE = 2.0
# Where fewer of a kind of number than this share have a heading, the document gives none to it.
RARE = 0.25


@dataclass(frozen=True)
class Split:
    """Lines of number and heading, the heading, the text on the number's own line; `worth` is how sure the heading is."""

    size: int
    heading: str
    rest: str
    worth: float = 0.0


class NumberHeadings:
    def __init__(
        self, lines: Sequence[SourceLine], headings: Mapping[int, Heading], decided: Mapping[int, Choice], width: int
    ) -> None:
        self.lines = lines
        self.headings = headings
        self.decided = decided
        self.width = width

    def find(self) -> dict[int, Split]:
        """How each numbered section begins, by line index. What only seems a heading is none where most of its siblings have none."""
        siblings: dict[tuple[int, str, int], list[int]] = defaultdict(list)
        kinds: dict[tuple[str, int], list[int]] = defaultdict(list)
        found: dict[int, Split] = {}
        for index, choice in sorted(self.decided.items()):
            if choice.kind == "section" and choice.mark and index not in self.headings:
                found[index] = self._split(index, choice.mark)
                kind = choice.mark.scheme, len(choice.mark.values)
                siblings[choice.parent, *kind].append(index)
                kinds[kind].append(index)
        plain = {at for group in siblings.values() for at in without_headings(group, found, 0.5)}
        plain |= {at for group in kinds.values() for at in without_headings(group, found, RARE)}
        return {at: self._plain(at) if at in plain else split for at, split in found.items()}

    def _plain(self, index: int) -> Split:
        choice = self.decided[index]
        return Split(1, "", choice.mark.rest if choice.mark else "")

    def _split(self, index: int, mark: Mark) -> Split:
        if not mark.rest:
            return self._heading_below(index, mark)
        if REPEALED.fullmatch(mark.rest):
            return Split(1, "", mark.rest)
        size = heading_size(self.lines, index)
        whole = flowtext.joined([mark.rest, *(line.text for line in self.lines[index + 1 : index + size])])
        for text, lines in self._candidates(index, mark, whole, size):
            worth = self._worth(text, index, lines, mark)
            if worth > 0:
                return Split(lines, clean_heading(text), "", worth)
        return Split(1, "", mark.rest)

    def _candidates(self, index: int, mark: Mark, whole: str, size: int) -> Iterator[tuple[str, int]]:
        yield whole, size
        if size > 1 and not self.lines[index + 1].text[:1].islower():
            yield mark.rest, 1

    def _heading_below(self, index: int, mark: Mark) -> Split:
        """For a number alone on its line: its heading may stand on the next ones."""
        below = index + 1
        size = heading_size(self.lines, below) if self._is_free(below) else 0
        if not size or below + size >= len(self.lines):
            return Split(1, "", "")
        text = flowtext.joined(line.text for line in self.lines[below : below + size])
        is_apart = stands_alone(self.lines, below, size) or not self.lines[below].gap
        if not is_apart or not text[0].isupper():
            return Split(1, "", "")
        worth = self._worth(text, below, size, mark)
        return Split(1 + size, clean_heading(text), "", worth) if worth > 0 else Split(1, "", "")

    def _is_free(self, index: int) -> bool:
        """True for a line that was read as neither heading nor number nor list item."""
        if index >= len(self.lines) or index in self.headings or index in self.decided:
            return False
        return not flowtext.is_bullet(self.lines[index])

    def _worth(self, text: str, index: int, size: int, mark: Mark) -> float:
        """How surely `text`, taken from `size` lines, is the heading of their number; 0 or less for the beginning of its text."""
        line = self.lines[index]
        if line.level:
            return SURE
        if not could_be_heading(text, self.lines, index, size):
            return 0.0
        if line.styled:
            return SURE
        if is_clause(text) or self._announces_list(text, index + size, mark):
            return 0.0
        return self._signs(text, index, size, mark)

    def _announces_list(self, text: str, after: int, mark: Mark) -> bool:
        """ "Die Stelle hat" over the items that end its sentence; a clause is text, and no title of a list."""
        if after >= len(self.lines):
            return False
        choice = self.decided.get(after)
        is_item = flowtext.is_bullet(self.lines[after]) or (choice is not None and choice.kind == "item")
        is_long = text.endswith(":") and len(text.split()) > SHORT_TITLE_WORDS
        return is_item and (mark.scheme == "(n)" or is_long or flowtext.NOUN_END.search(text.rstrip(": ")) is None)

    def _signs(self, text: str, index: int, size: int, mark: Mark) -> float:
        """Of a line in ordinary print."""
        words, after = len(text.split()), index + size
        is_apart, is_formal = gap_at(self.lines, after), mark.scheme in FORMAL
        is_full = size == 1 and flowtext.is_full(self.lines[index].text, self.width)
        below = "" if is_apart else self.lines[after].text
        signs = (
            (1.0, True),
            (APART_CLAUSE if mark.scheme == "(n)" else SURE, is_apart and not (is_full and words > LONG_TITLE_WORDS)),
            (1.5, is_formal),
            (0.5, words <= SHORT_TITLE_WORDS),
            (2.0, not is_apart and flowtext.OPENER.match(below) is not None),
            (-3.0, not is_apart and flowtext.NOUN_END.search(text) is None and may_go_on(below)),
            (-1.0, not is_apart and flowtext.OPENER.match(text) is not None and may_go_on(below)),
            (-1.0, not is_apart and is_full),
            (-1.0, words > LONG_TITLE_WORDS),
        )
        return sum(worth for worth, holds in signs if holds)


def without_headings(group: Sequence[int], found: Mapping[int, Split], least: float) -> Iterator[int]:
    """Those of a level whose heading is only likely, when a smaller share of the level than `least` has one."""
    headed = [at for at in group if found[at].heading]
    if len(headed) < least * len(group):
        yield from (at for at in headed if found[at].worth < SURE)


def could_be_heading(text: str, lines: Sequence[SourceLine], index: int, size: int) -> bool:
    if not is_title(text) or SENTENCE_INSIDE.search(text):
        return False
    return not (flowtext.ends_open(text) and not lines[index].styled) and not goes_on(text, lines, index + size)


def goes_on(text: str, lines: Sequence[SourceLine], after: int) -> bool:
    """True when the sentence that begins with `text` ends only on the line `after`."""
    if after >= len(lines):
        return False
    below = lines[after]
    if not below.gap and below.text[:1].islower() and not marks(below.text):
        return True
    return SENTENCE_START.match(text) is not None and goes_on_in_list(lines, after)


def may_go_on(below: str) -> bool:
    return flowtext.may_be_noun(below) and not marks(below)


def is_clause(text: str) -> bool:
    """A sentence without a stop, or one that introduces a list."""
    return bool(VERBS.search(text)) and (len(text.split()) > SHORT_TITLE_WORDS or text.endswith(":"))


def clean_heading(text: str) -> str:
    return flowtext.plain(text).rstrip(":").strip()
