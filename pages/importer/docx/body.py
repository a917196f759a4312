"""Paragraphs and tables of a part as source lines, and below each what hangs on it: notes, text boxes, words of drawings."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from xml.etree.ElementTree import Element

from pages.importer.docx.blocks import (
    BLOCKS,
    CELL,
    FILES,
    LOOSE,
    ROW,
    TABLE,
    P,
    goes_on_in_next,
    is_drop_cap,
    joined_paragraphs,
    was_deleted,
)
from pages.importer.docx.bold_marks import are_bold, marked
from pages.importer.docx.contents import is_contents_control, is_contents_style
from pages.importer.docx.fields import control_value
from pages.importer.docx.graphics import words_of
from pages.importer.docx.inline import Inline
from pages.importer.docx.names import R, W, nearest, shown
from pages.importer.docx.notes import COMMENT, NoteText
from pages.importer.docx.package import Relation
from pages.importer.docx.pieces import Aside, Box, Hanging, Linked
from pages.importer.docx.source import Source
from pages.importer.reasons import COMMENT as IN_COMMENT
from pages.importer.reasons import CONTENTS
from pages.importer.source_lines import SourceLine
from portal.requests.confined_process import gettext_noop

IN_GRAPHIC = gettext_noop("Schaubild oder Diagramm")
IN_FILE = gettext_noop("eingefügte Datei, die nicht eingelesen wird")


class Body:
    """Reads the blocks of one part (or of one note in it); `part` is its path.

    `plain` leaves out the marks of bold words, `hanging_only` the text itself: only what hangs on it is read.
    """

    def __init__(self, source: Source, part: str, *, plain: bool = False, hanging_only: bool = False) -> None:
        self.source = source
        self.part = part
        self.plain = plain
        self.is_silent = hanging_only
        self.read: list[SourceLine] = []

    def walk(self, parent: Element, *, contents: bool = False) -> None:
        for group in joined_paragraphs(shown(parent)):
            first = group[0]
            if first.tag in {P, *LOOSE}:
                self.paragraph(group, contents=contents)
            elif first.tag == TABLE:
                self.table(first)
            elif first.tag in FILES:
                self.file(first)
            elif first.tag == f"{W}sdt":
                self.control(first, contents=contents)
            else:
                self.walk(first, contents=contents)

    def control(self, node: Element, *, contents: bool) -> None:
        before = len(self.read)
        for content in node.findall(f"{W}sdtContent"):
            self.walk(content, contents=contents or is_contents_control(node))
        value = control_value(node.find(f"{W}sdtPr")) if len(self.read) == before else ""
        if value:
            self.add(value, gap=True)

    def paragraph(self, nodes: list[Element], *, contents: bool = False) -> None:
        """One paragraph; several where the marks between them were deleted."""
        inlines, properties = self._joined(nodes)
        if was_emptied(nodes, inlines):
            self.hang(inline.hanging for inline in inlines)
            return
        label, look = self.source.formatting.label(properties), self.source.formatting.look(properties)
        runs = [run for inline in inlines for run in inline.runs]
        bold = are_bold(runs)
        is_plain = self.plain or bold or look.level
        self._pieces(
            "".join(text for text, _bold in runs) if is_plain else marked(runs),
            label,
            level=look.level,
            bold=bold and not look.level,
            large=look.title,
            why=CONTENTS if contents or is_contents_style(look.name) else "",
        )
        self.hang(inline.hanging for inline in inlines)

    def _joined(self, nodes: list[Element]) -> tuple[list[Inline], Element | None]:
        """What joined paragraphs hold, and the properties of the first one with words, whose look is kept."""
        inlines = [self._inline(node) for node in nodes]
        both = zip(nodes, inlines, strict=True)
        lead = next((node for node, inline in both if inline.text.strip() and not is_drop_cap(node)), nodes[-1])
        return inlines, lead.find(f"{W}pPr")

    def _inline(self, node: Element) -> Inline:
        inline = self.source.inline(self.source.formatting.style_id(node.find(f"{W}pPr")))
        inline.read_one(node)
        return inline

    def _pieces(self, text: str, label: str, *, level: int, bold: bool, large: bool, why: str) -> None:
        """A line for each line break in the paragraph; number and heading level belong to the first."""
        pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
        for index, piece in enumerate(pieces):
            is_first = index == 0
            line = f"{label} {piece}" if label and is_first else piece
            self.add(line, gap=is_first, level=level if is_first else 0, bold=bold, large=large, why=why)

    def add(
        self,
        text: str,
        *,
        gap: bool,
        level: int = 0,
        bold: bool = False,
        large: bool = False,
        table: bool = False,
        why: str = "",
    ) -> None:
        if self.is_silent:
            return
        number, page = len(self.read) + 1, self.source.pages.number
        self.read.append(SourceLine(number, text, gap, level, bold, large, table, page, why))

    def take(self, lines: Iterable[SourceLine]) -> None:
        """Lines of another part or file."""
        for line in lines:
            number, page = len(self.read) + 1, self.source.pages.number
            self.read.append(replace(line, number=number, page=page))

    def aside(self, text: str, why: str) -> None:
        for piece in filter(None, map(str.strip, text.split("\n"))):
            self.add(piece, gap=True, why=why)

    def hang(self, groups: Iterable[Iterable[Hanging]]) -> None:
        was_silent, self.is_silent = self.is_silent, False
        for thing in chain.from_iterable(groups):
            if isinstance(thing, Box):
                self.walk(thing.body)
            elif isinstance(thing, Aside):
                self.aside(thing.text, thing.why)
            elif isinstance(thing, NoteText):
                self.note(thing)
            else:
                self.linked(thing)
        self.is_silent = was_silent

    def note(self, note: NoteText, why: str = "") -> None:
        """A note is one line however many paragraphs it has; a comment is no text of the document."""
        why = why or (IN_COMMENT if note.kind == COMMENT else "")
        inner = Body(self.source, self.part, plain=bool(why))
        inner.walk(note.body)
        text = " ".join(line.text for line in inner.read if not line.why)
        if text:
            self.add(f"{note.mark} {text}".strip(), gap=True, why=why)
        self.take(line for line in inner.read if line.why)

    def linked(self, thing: Linked) -> None:
        """Words of a drawing in a part of its own; another kind of file is only named."""
        relation = self.source.relation(self.part, thing.key)
        if relation is None or relation.target in self.source.seen:
            return
        self.source.seen.add(relation.target)
        root = None if thing.program or relation.external else self.source.package.part(relation.target)
        if root is not None:
            self.aside("\n".join(words_of(root)), IN_GRAPHIC)
        else:
            self.aside(f"{thing.program} {file_name(relation)}".strip(), IN_FILE)

    def file(self, node: Element) -> None:
        """A file that Word would put here; one beside this document is only named."""
        relation = self.source.relation(self.part, node.get(f"{R}id", ""))
        if relation is None:
            return
        content = None if relation.external else self.source.package.content(relation.target)
        lines = self.source.read_file(relation.target, content) if content is not None else None
        if lines is None:
            self.aside(file_name(relation), IN_FILE)
        else:
            self.take(lines)

    def table(self, node: Element) -> None:
        """A table of one column is a frame around text."""
        rows = [list(nearest(row, {CELL})) for row in nearest(node, {ROW}) if not was_deleted(row)]
        if max(map(len, rows), default=0) == 1:
            for row in rows:
                for cell in row:
                    self.walk(cell)
        else:
            for row in rows:
                self.row(row)

    def row(self, cells: list[Element]) -> None:
        """One line; below it what hangs on its words, then the rows of tables in its cells."""
        blocks = [[] if was_deleted(cell) else list(nearest(cell, BLOCKS)) for cell in cells]
        hanging: list[list[Hanging]] = []
        texts = [self._cell(held, hanging) for held in blocks]
        if any(texts):
            self.add(" | ".join(texts), gap=True, table=True)
        self.hang(hanging)
        for block in chain.from_iterable(blocks):
            if block.tag == TABLE:
                self.table(block)
            elif block.tag in FILES:
                self.file(block)

    def _cell(self, blocks: list[Element], hanging: list[list[Hanging]]) -> str:
        texts = []
        for group in joined_paragraphs(block for block in blocks if block.tag not in {TABLE, *FILES}):
            inlines, properties = self._joined(group)
            text = "".join(inline.text for inline in inlines)
            texts.append(f"{self.source.formatting.label(properties)} {text}")
            hanging += [inline.hanging for inline in inlines]
        return " ".join(" ".join(texts).split())


def file_name(relation: Relation) -> str:
    return re.split(r"[\\/]", relation.target)[-1]


def was_emptied(nodes: list[Element], inlines: list[Inline]) -> bool:
    """Words and mark are deleted and nothing follows to join: such a paragraph has no number either."""
    return goes_on_in_next(nodes[-1]) and not any(inline.text.strip() for inline in inlines)
