"""Puts each line into the draft of its section: below which one a section stands, what is its heading, what its text."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pages.importer import flowtext
from pages.importer.headings import Heading, Headings
from pages.importer.hierarchy import decide
from pages.importer.line_blocks import goes_on_in_list, heading_size, stands_alone
from pages.importer.line_marks import Mark, marks
from pages.importer.phrases import VERBS, is_title
from pages.importer.shared_lines import parted
from pages.importer.source_lines import SourceLine
from pages.importer.states import Choice

SENTENCE_START = re.compile(r"(?:Es|Sie|Er|Wir|Die|Der|Das|Dies\w*|Hier\w*|Dazu|Dabei)\s")
SHORT_TITLE_WORDS = 6


@dataclass
class Draft:
    """A section while it is being put together; `parent` is its index in the list of drafts, None at the top."""

    number: str
    parent: int | None
    heading: list[str] = field(default_factory=list)
    head_lines: list[int] = field(default_factory=list)
    body: list[SourceLine] = field(default_factory=list)
    kind: str = "section"
    note: str = ""
    level: int = 0


@dataclass(frozen=True)
class Drafts:
    """The drafts in reading order, the printed labels of list items by line number, and the width of the lines."""

    drafts: list[Draft]
    labels: Mapping[int, str]
    width: int


def draft_sections(lines: Sequence[SourceLine]) -> Drafts:
    lines = list(parted(lines))
    width = flowtext.line_width(lines)
    finder = Headings(lines, width)
    headings = finder.find()
    decided = decide(lines, headings, finder.parties, width)
    maker = Maker(lines, headings, decided, width)
    maker.run(finder.title_end)
    return Drafts(maker.drafts, item_labels(lines, decided), width)


def item_labels(lines: Sequence[SourceLine], decided: Mapping[int, Choice]) -> dict[int, str]:
    return {
        lines[index].number: choice.mark.printed
        for index, choice in decided.items()
        if choice.kind == "item" and choice.mark
    }


class Maker:
    """Walks the lines once and puts each into the draft of its section."""

    def __init__(
        self, lines: Sequence[SourceLine], headings: Mapping[int, Heading], decided: Mapping[int, Choice], width: int
    ) -> None:
        self.lines = lines
        self.headings = headings
        self.decided = decided
        self.width = width
        self.drafts: list[Draft] = []
        self.by_line: dict[int, int] = {}

    def run(self, title_end: int) -> None:
        index = self._title(title_end)
        while index < len(self.lines):
            choice, heading = self.decided.get(index), self.headings.get(index)
            if heading:
                index = self._heading(index, heading)
            elif choice and choice.kind == "section" and choice.mark:
                index = self._numbered(index, choice, choice.mark)
            else:
                self._body(self.lines[index])
                index += 1

    def _title(self, end: int) -> int:
        """The title section; a level-one heading that comes again further down is an ordinary section, not the title."""
        if not end:
            return 0
        first = self.lines[0]
        comes_again = first.level and any(0 < line.level <= first.level for line in self.lines[end:])
        self.drafts.append(Draft("", None, kind="head" if comes_again else "title", level=first.level))
        self._head(0, [line.text for line in self.lines[:end]], end)
        return end

    def _head(self, index: int, texts: Iterable[str], size: int) -> None:
        draft = self.drafts[-1]
        draft.heading += [text for text in texts if text]
        draft.head_lines += [line.number for line in self.lines[index : index + size]]
        self.by_line[index] = len(self.drafts) - 1

    def _body(self, line: SourceLine) -> None:
        if not self.drafts:
            self.drafts.append(Draft("", None, kind="title"))
        self.drafts[-1].body.append(line)

    def _heading(self, index: int, heading: Heading) -> int:
        """The index of the first line after it."""
        self.drafts.append(Draft(heading.number, self._above(heading), kind=heading.kind, level=heading.level))
        self._head(index, [heading.text], heading.size)
        return index + heading.size

    def _above(self, heading: Heading) -> int | None:
        if heading.level:
            return self._above_level(heading.level)
        if heading.kind == "part":
            return None
        if heading.kind in {"annex", "signatures"}:
            return self._last(lambda draft: draft.kind == "part")
        return self._above_plain_heading()

    def _above_level(self, level: int) -> int | None:
        return self._last(lambda draft: 0 < draft.level < level and draft.kind != "title")

    def _last(self, fits: Callable[[Draft], bool]) -> int | None:
        return next((at for at in range(len(self.drafts) - 1, -1, -1) if fits(self.drafts[at])), None)

    def _above_plain_heading(self) -> int | None:
        """Below the numbered section, annex or part it stands in; two headings in a row make a container and its first part."""
        at = len(self.drafts) - 1 if self.drafts else None
        while at is not None:
            draft = self.drafts[at]
            if draft.kind != "head" or draft.level or not draft.body:
                return None if draft.kind == "title" else at
            at = draft.parent
        return None

    def _numbered(self, index: int, choice: Choice, mark: Mark) -> int:
        """The index of the first line that belongs to the text below the heading."""
        restarts = choice.note == "restart"
        level = self.lines[index].level
        draft = Draft(
            mark.printed, self._above_number(level, choice), note="" if restarts else choice.note, level=level
        )
        self.drafts.append(draft)
        size, heading, rest = self._split(index, mark)
        self._head(index, [heading], size)
        if rest:
            draft.body.append(replace(self.lines[index], text=rest, bold=False))
        return index + size

    def _above_number(self, level: int, choice: Choice) -> int | None:
        above = self._above_level(level) if level else self.by_line.get(choice.parent)
        if choice.note == "restart" and self.drafts and self.drafts[-1].kind == "head" and not self.drafts[-1].level:
            above = self._promote()
        if above is not None and self.drafts[above].kind in {"title", "signatures"}:
            above = self.drafts[above].parent
        return above

    def _promote(self) -> int:
        """A numbering that starts again below an unnumbered heading: that heading starts a part of its own."""
        at = len(self.drafts) - 1
        self.drafts[at].kind, self.drafts[at].parent = "part", None
        return at

    def _split(self, index: int, mark: Mark) -> tuple[int, str, str]:
        """(lines of number and heading, heading, text on the number's own line)."""
        if not mark.rest:
            return self._heading_below(index)
        size = heading_size(self.lines, index)
        whole = flowtext.joined([mark.rest, *(line.text for line in self.lines[index + 1 : index + size])])
        if is_heading(whole, self.lines, index, size):
            return size, clean_heading(whole), ""
        ends_with_line = size > 1 and not self.lines[index + 1].text[:1].islower()
        if ends_with_line and is_heading(mark.rest, self.lines, index, 1):
            return 1, clean_heading(mark.rest), ""
        return 1, "", mark.rest

    def _heading_below(self, index: int) -> tuple[int, str, str]:
        """For a number alone on its line: its heading may stand on the next ones."""
        below = index + 1
        size = heading_size(self.lines, below) if self._is_free(below) else 0
        if not size or below + size >= len(self.lines):
            return 1, "", ""
        text = flowtext.joined(line.text for line in self.lines[below : below + size])
        is_apart = stands_alone(self.lines, below, size) or not self.lines[below].gap
        if is_apart and text[0].isupper() and is_heading(text, self.lines, below, size):
            return 1 + size, clean_heading(text), ""
        return 1, "", ""

    def _is_free(self, index: int) -> bool:
        """True for a line that was read as neither heading nor number nor list item."""
        if index >= len(self.lines) or index in self.headings or index in self.decided:
            return False
        return not flowtext.is_bullet(self.lines[index])


def is_heading(text: str, lines: Sequence[SourceLine], index: int, size: int) -> bool:
    """Whether `text`, taken from `size` lines, is the heading of their number and not the beginning of its text."""
    line = lines[index]
    if line.level:
        return True
    if not is_title(text) or (flowtext.ends_open(text) and not line.styled) or goes_on(text, lines, index + size):
        return False
    return line.bold or line.large or not is_clause(text)


def goes_on(text: str, lines: Sequence[SourceLine], after: int) -> bool:
    """True when the sentence that begins with `text` ends only on the line `after`."""
    if after >= len(lines):
        return False
    below = lines[after]
    if not below.gap and below.text[:1].islower() and not marks(below.text):
        return True
    return SENTENCE_START.match(text) is not None and goes_on_in_list(lines, after)


def is_clause(text: str) -> bool:
    """A sentence without a stop, or one that introduces a list."""
    return bool(VERBS.search(text)) and (len(text.split()) > SHORT_TITLE_WORDS or text.endswith(":"))


def clean_heading(text: str) -> str:
    return flowtext.plain(text).rstrip(":").strip()
