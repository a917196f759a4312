"""Puts each line into the draft of its section: below which one a section stands, what is its heading, what its text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pages.importer.sections import flowtext
from pages.importer.sections.headings import Heading, Headings
from pages.importer.sections.hierarchy import decide
from pages.importer.sections.line_marks import Mark
from pages.importer.sections.number_headings import NumberHeadings
from pages.importer.sections.run_in import Pieces, in_pieces
from pages.importer.sections.states import Choice
from pages.importer.source_lines import SourceLine


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
    width = flowtext.line_width(lines)
    pieces = in_pieces(lines)
    finder = Headings(pieces.lines, width)
    headings = finder.find()
    decided = decide(pieces, headings, finder.parties, width)
    maker = Maker(pieces, headings, decided, width)
    maker.run(finder.title_end)
    return Drafts(maker.drafts, item_labels(pieces.lines, decided, finder.title_end), width)


def item_labels(lines: Sequence[SourceLine], decided: Mapping[int, Choice], title_end: int) -> dict[int, str]:
    return {
        lines[index].number: choice.mark.printed
        for index, choice in decided.items()
        if choice.kind == "item" and choice.mark and index >= title_end
    }


class Maker:
    """Walks the lines once and puts each into the draft of its section."""

    def __init__(
        self, pieces: Pieces, headings: Mapping[int, Heading], decided: Mapping[int, Choice], width: int
    ) -> None:
        self.lines = pieces.lines
        self.wholes = pieces.wholes
        self.headings = headings
        self.decided = decided
        self.splits = NumberHeadings(pieces.lines, headings, decided, width).find()
        self.drafts: list[Draft] = []
        self.levels: list[int] = []
        self.part: int | None = None
        self.by_line: dict[int, int] = {}

    def run(self, title_end: int) -> None:
        index = self._title(title_end)
        while index < len(self.lines):
            choice, heading = self.decided.get(index), self.headings.get(index)
            if heading:
                index = self._heading(index, heading)
            elif choice and choice.kind == "section" and choice.mark:
                index = self._numbered(index, choice, choice.mark)
            elif whole := self.wholes.get(index):
                self._body(whole)
                index += 2
            else:
                self._body(self.lines[index])
                index += 1

    def _title(self, end: int) -> int:
        """The title section; a level-one heading that comes again further down is an ordinary section, not the title."""
        if not end:
            return 0
        first = self.lines[0]
        comes_again = first.level and any(0 < line.level <= first.level for line in self.lines[end:])
        self._open(Draft("", None, kind="head" if comes_again else "title", level=first.level))
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
        self._open(Draft(heading.number, self._above(heading), kind=heading.kind, level=heading.level))
        self._head(index, [heading.text], heading.size)
        return index + heading.size

    def _above(self, heading: Heading) -> int | None:
        if heading.level:
            return self._above_level(heading.level)
        if heading.kind == "part":
            return None
        if heading.kind in {"annex", "signatures"}:
            return self.part
        return self._above_plain_heading()

    def _above_level(self, level: int) -> int | None:
        return next((at for at in reversed(self.levels) if self.drafts[at].level < level), None)

    def _open(self, draft: Draft) -> Draft:
        """Of the drafts in heading styles only those can stand above a later one that no other of their level has followed."""
        at = len(self.drafts)
        self.drafts.append(draft)
        if draft.level and draft.kind != "title":
            while self.levels and self.drafts[self.levels[-1]].level >= draft.level:
                self.levels.pop()
            self.levels.append(at)
        self.part = at if draft.kind == "part" else self.part
        return draft

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
        note = "" if restarts else choice.note
        draft = self._open(Draft(mark.printed, self._above_number(level, choice), note=note, level=level))
        split = self.splits[index]
        self._head(index, [split.heading], split.size)
        if split.rest:
            draft.body.append(replace(self.lines[index], text=split.rest, bold=False))
        return index + split.size

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
        self.part = at
        return at
