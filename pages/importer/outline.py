"""Pure: source lines -> outline of numbered sections, with scan defects repaired and every line accounted for."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pages.importer import facts as fact_reader
from pages.importer import flowtext
from pages.importer.facts import Facts
from pages.importer.furniture import without_furniture
from pages.importer.headings import Heading, Headings
from pages.importer.hierarchy import decide
from pages.importer.line_blocks import goes_on_in_list, heading_size, stands_alone
from pages.importer.line_marks import Mark, marks
from pages.importer.ocr.edits import Repair
from pages.importer.ocr.repairs import repair_lines
from pages.importer.phrases import VERBS, is_title
from pages.importer.source_lines import SourceLine
from pages.importer.states import Choice

MAX_HEADING = 300
SENTENCE_START = re.compile(r"(?:Es|Sie|Er|Wir|Die|Der|Das|Dies\w*|Hier\w*|Dazu|Dabei)\s")


@dataclass(frozen=True)
class OutlineSection:
    """One section: `number` as printed or None, `path` the printed numbers from the top, lines of the source it was made of."""

    number: str | None
    level: int
    path: tuple[str, ...]
    heading: str
    text: str
    html: str
    first_line: int
    last_line: int
    lines: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Unplaced:
    """A line of the source that stands in no section, and why (German)."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Outline:
    """A document as read: `title`, suggested `kind` and facts, sections in order, repairs made, lines left over, notes on numbers."""

    title: str
    kind: str
    language: str
    facts: Facts
    sections: tuple[OutlineSection, ...]
    repairs: tuple[Repair, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def duplicates(self) -> tuple[tuple[str, int, int], ...]:
        """Numbers that stand twice at one place: (number, first line, line of the repetition)."""
        return duplicates(self.sections)

    @property
    def is_numbered(self) -> bool:
        return any(section.number for section in self.sections)


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


def build_outline(lines: Sequence[SourceLine], *, revoked: Collection[str] = ()) -> Outline:
    """Reads lines into sections. Repairs whose id is in `revoked` are reported but not made."""
    kept, left = without_furniture(lines)
    repaired, repairs = repair_lines(kept, revoked=revoked)
    drafts, labels, width = draft_sections(repaired)
    sections = finish(drafts, labels, width)
    found = fact_reader.read(repaired, first_section_line(sections))
    return Outline(
        title=found.title or next((section.heading for section in sections if section.heading), ""),
        kind=found.kind,
        language=found.language,
        facts=found,
        sections=sections,
        repairs=repairs,
        unplaced=tuple(Unplaced(one.line, one.text, one.why) for one in left),
        notes=notes(sections),
    )


def first_section_line(sections: Sequence[OutlineSection]) -> int:
    return next((section.first_line for section in sections if section.number), 0)


def draft_sections(lines: Sequence[SourceLine]) -> tuple[list[Draft], dict[int, str], int]:
    width = flowtext.line_width(lines)
    finder = Headings(lines, width)
    headings = finder.find()
    decided = decide(lines, headings, finder.parties, width)
    maker = Maker(lines, headings, decided, width)
    maker.run(finder.title_end)
    labels = {
        lines[index].number: one.mark.printed for index, one in decided.items() if one.kind == "item" and one.mark
    }
    return maker.drafts, labels, width


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
        self.drafts.append(Draft("", None, kind="title", level=first.level))
        self._head(0, [line.text for line in self.lines[:end]], end)
        same = [line for line in self.lines[end:] if line.level and line.level <= first.level]
        self.drafts[0].kind = "head" if first.level and same else "title"
        self.by_line[0] = 0
        return end

    def _head(self, index: int, texts: Sequence[str], size: int) -> None:
        draft = self.drafts[-1]
        draft.heading += [text for text in texts if text]
        draft.head_lines += [line.number for line in self.lines[index : index + size]]
        self.by_line[index] = len(self.drafts) - 1

    def _body(self, line: SourceLine) -> None:
        if not self.drafts:
            self.drafts.append(Draft("", None, kind="title"))
        self.drafts[-1].body.append(line)

    def _heading(self, index: int, heading: Heading) -> int:
        parent = self._parent_of(heading)
        self.drafts.append(Draft(heading.number, parent, kind=heading.kind, level=heading.level))
        self._head(index, [heading.text], heading.size)
        return index + heading.size

    def _parent_of(self, heading: Heading) -> int | None:
        if heading.level:
            return self._above_level(heading.level)
        if heading.kind == "part":
            return None
        if heading.kind in {"annex", "signatures"}:
            return self._open("part")
        return self._above_plain_heading()

    def _above_level(self, level: int) -> int | None:
        return next(
            (
                at
                for at in range(len(self.drafts) - 1, -1, -1)
                if 0 < self.drafts[at].level < level and self.drafts[at].kind != "title"
            ),
            None,
        )

    def _open(self, kind: str) -> int | None:
        return next((at for at in range(len(self.drafts) - 1, -1, -1) if self.drafts[at].kind == kind), None)

    def _above_plain_heading(self) -> int | None:
        """Below the numbered section, annex or part it stands in; two headings in a row make a container and its first part."""
        at: int | None = len(self.drafts) - 1
        if at is not None and at >= 0 and self.drafts[at].kind == "head" and not self.drafts[at].body:
            return at
        while at is not None and at >= 0 and self.drafts[at].kind == "head" and not self.drafts[at].level:
            at = self.drafts[at].parent
            if at is not None and self.drafts[at].kind == "head" and not self.drafts[at].body:
                return at
        return None if at is None or at < 0 or self.drafts[at].kind == "title" else at

    def _numbered(self, index: int, choice: Choice, mark: Mark) -> int:
        level = self.lines[index].level
        parent = self._above_level(level) if level else self.by_line.get(choice.parent)
        if choice.note == "restart" and self.drafts and self.drafts[-1].kind == "head" and not self.drafts[-1].level:
            parent = self._promote()
        if parent is not None and self.drafts[parent].kind in {"title", "signatures"}:
            parent = self.drafts[parent].parent
        self.drafts.append(
            Draft(mark.printed, parent, note=choice.note if choice.note != "restart" else "", level=level)
        )
        size, heading, rest = self._split(index, mark)
        self._head(index, [heading], size)
        if rest:
            self.drafts[-1].body.append(replace(self.lines[index], text=rest, bold=False))
        return index + size

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
        whole = mark.rest
        for line in self.lines[index + 1 : index + size]:
            whole = flowtext.join(whole, line.text)
        if is_heading(whole, self.lines, index, size):
            return size, clean_heading(whole), ""
        first = mark.rest
        if size > 1 and is_heading(first, self.lines, index, 1) and not self.lines[index + 1].text[:1].islower():
            return 1, clean_heading(first), ""
        return 1, "", mark.rest

    def _heading_below(self, index: int) -> tuple[int, str, str]:
        below = index + 1
        if (
            below >= len(self.lines)
            or below in self.headings
            or below in self.decided
            or flowtext.is_bullet(self.lines[below])
        ):
            return 1, "", ""
        size = heading_size(self.lines, below)
        text = ""
        for line in self.lines[below : below + size]:
            text = flowtext.join(text, line.text)
        alone = stands_alone(self.lines, below, size) or not self.lines[below].gap
        if alone and is_heading(text, self.lines, below, size) and text[0].isupper() and below + size < len(self.lines):
            return 1 + size, clean_heading(text), ""
        return 1, "", ""


def is_heading(text: str, lines: Sequence[SourceLine], index: int, size: int) -> bool:
    if lines[index].level:
        return True
    if not is_title(text) or len(text) > MAX_HEADING or (flowtext.ends_open(text) and not lines[index].styled):
        return False
    after = index + size
    if after < len(lines) and not lines[after].gap and lines[after].text[:1].islower() and not marks(lines[after].text):
        return False
    if after < len(lines) and SENTENCE_START.match(text) and goes_on_in_list(lines, after):
        return False
    return lines[index].bold or lines[index].large or not is_clause(text)


def is_clause(text: str) -> bool:
    """A sentence without a stop, or one that introduces a list."""
    return bool(VERBS.search(text)) and (len(text.split()) > 6 or text.endswith(":"))


def clean_heading(text: str) -> str:
    return flowtext.plain(text).rstrip(":").strip()


def finish(drafts: Sequence[Draft], labels: Mapping[int, str], width: int) -> tuple[OutlineSection, ...]:
    levels: list[int] = []
    paths: list[tuple[str, ...]] = []
    found: list[OutlineSection] = []
    for draft in drafts:
        levels.append(levels[draft.parent] + 1 if draft.parent is not None else 1)
        above = paths[draft.parent] if draft.parent is not None else ()
        paths.append((*above, draft.number) if draft.number else above)
        parts = flowtext.blocks(draft.body, labels, width)
        lines = sorted({*draft.head_lines, *(line.number for line in draft.body)})
        heading = ""
        for piece in draft.heading:
            heading = flowtext.join(heading, piece)
        found.append(
            OutlineSection(
                number=draft.number or None,
                level=levels[-1],
                path=paths[-1],
                heading=flowtext.plain(heading),
                text=flowtext.plain_text(parts),
                html=flowtext.rich_text(parts),
                first_line=lines[0],
                last_line=lines[-1],
                lines=tuple(lines),
                note=draft.note,
            )
        )
    return tuple(found)


def parents(sections: Sequence[OutlineSection]) -> list[int]:
    """For each section the index of the one above it, -1 at the top."""
    stack: list[tuple[int, int]] = []
    found = []
    for index, section in enumerate(sections):
        while stack and stack[-1][0] >= section.level:
            stack.pop()
        found.append(stack[-1][1] if stack else -1)
        stack.append((section.level, index))
    return found


def duplicates(sections: Sequence[OutlineSection]) -> tuple[tuple[str, int, int], ...]:
    seen: dict[tuple[int, str], int] = {}
    found = []
    for section, above in zip(sections, parents(sections), strict=True):
        if not section.number:
            continue
        key = (above, re.sub(r"[.\s]+$", "", section.number).casefold())
        if key in seen:
            found.append((section.number, seen[key], section.first_line))
        seen.setdefault(key, section.first_line)
    return tuple(found)


def notes(sections: Sequence[OutlineSection]) -> tuple[str, ...]:
    """What an editor should look at: numbers that stand twice, numbers that skip one (German)."""
    twice = [
        f"Die Ziffer „{number}“ kommt zweimal vor (Zeilen {first} und {second})."
        for number, first, second in duplicates(sections)
    ]
    skipped = [
        f"Zeile {section.first_line}: Vor „{section.number}“ fehlt mindestens eine Ziffer."
        for section in sections
        if section.note == "gap"
    ]
    return (*twice, *skipped)
