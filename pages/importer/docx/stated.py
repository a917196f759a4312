"""A Word file as the portal gives it out: title, tables of facts and parties, headings, paragraphs, lists."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from pages.importer import inline_marks, stated, stated_facts
from pages.importer.docx.formatting import Formatting, Look
from pages.importer.docx.names import W, is_on
from pages.importer.source_lines import SourceLine
from pages.rich_runs import BREAK, Run, clean, one_line, safe_href, tidied

STYLE = "Kooperationsportal 1"  # of the line below the title, by which the file is known
FACTS = "Angabe"
PARTY_HEADS = ("Beteiligte Stelle", "Rolle", "Vertreten durch")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
AROUND = {f"{W}{name}" for name in ("ins", "sdt", "sdtContent", "customXml", "smartTag")}
SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": BREAK, f"{W}cr": BREAK, f"{W}noBreakHyphen": "\u2011"}


def is_stated(formatting: Formatting) -> bool:
    return any(style.name == STYLE for style in formatting.styles.values())


class StatedBody:
    def __init__(self, formatting: Formatting, links: Mapping[str, str]) -> None:
        self.formatting = formatting
        self.links = links
        self.read: list[SourceLine] = []
        self.lists: dict[int, str] = {}  # by depth, the list that was written to last
        self.has_title = False

    def lines(self, body: Element) -> list[SourceLine]:
        self._walk(body)
        return self.read

    def _walk(self, parent: Element) -> None:
        for node in parent:
            if node.tag == f"{W}p":
                self._paragraph(node)
            elif node.tag == f"{W}tbl":
                self._table(node)
            elif node.tag in AROUND:
                self._walk(node)

    def _add(self, text: str, said: str, level: int = 0) -> None:
        self.read.append(SourceLine(len(self.read) + 1, text, level=level, said=said))

    def _paragraph(self, node: Element) -> None:
        properties = node.find(f"{W}pPr")
        look = self.formatting.look(properties)
        runs = list(self._runs(node, Run("")))
        text = "".join(run.text for run in runs)
        if look.title and not self.has_title:
            self.has_title = True
            self._add(f"{stated_facts.TITLE}{stated.CELL}{one_line(text)}", stated.FACT)
        elif look.name == STYLE:
            return
        elif look.level:
            self._head(text, look)
        elif shown := tidied(runs):
            self._words(shown, properties)

    def _head(self, text: str, look: Look) -> None:
        """A break in a heading is a blank."""
        self.lists = {}
        self._add(
            text.replace("\t", stated.BETWEEN, 1).replace("\t", " ").replace(BREAK, " "), stated.SECTION, look.level
        )

    def _words(self, runs: tuple[Run, ...], properties: Element | None) -> None:
        place, text = self.formatting.place_in_list(properties), inline_marks.written(runs)
        if place is None:
            self.lists = {}
            self._add(text, stated.PARAGRAPH)
            return
        key, depth = place
        self.lists = {at: held for at, held in self.lists.items() if at <= depth}
        before = self.lists.get(depth)
        self.lists[depth] = key
        if self.formatting.numbering.is_bullet(key, depth):
            self._add(text, stated.BULLET, depth + 1)
        else:
            self._add(text, stated.COUNTED if before in {None, key} else stated.FIRST_COUNTED, depth + 1)

    def _runs(self, parent: Element, around: Run) -> Iterator[Run]:
        """In order; deleted words are left out."""
        for child in parent:
            if child.tag == f"{W}r":
                yield Run(text_of(child), *look_of(child), around.href)
            elif child.tag == f"{W}hyperlink":
                href = safe_href(self.links.get(child.get(RELATION, ""), ""))
                yield from self._runs(child, Run("", href=href))
            elif child.tag not in {f"{W}del", f"{W}moveFrom", f"{W}pPr"}:
                yield from self._runs(child, around)

    def _table(self, node: Element) -> None:
        rows = [[self._cell(cell) for cell in row.iter(f"{W}tc")] for row in node.findall(f"{W}tr")]
        heads = rows[0] if rows else []
        if heads[:1] == [FACTS]:
            self._rows(rows[1:], stated.FACT)
        elif heads[:1] == [PARTY_HEADS[0]]:
            self._rows(rows[1:], stated.PARTY)
        else:
            for row in rows:
                self._add(inline_marks.written([Run(" | ".join(row))]), stated.PARAGRAPH)

    def _rows(self, rows: list[list[str]], said: str) -> None:
        for row in rows:
            self._add(stated.CELL.join(row), said)

    def _cell(self, cell: Element) -> str:
        texts = ("".join(run.text for run in self._runs(part, Run(""))) for part in cell.iter(f"{W}p"))
        return one_line(" ".join(texts))


def look_of(run: Element) -> tuple[bool, bool]:
    """(bold, italic)"""
    marks = (run.find(f"{W}rPr/{W}{name}") for name in ("b", "i"))
    bold, italic = (mark is not None and is_on(mark) for mark in marks)
    return bold, italic


def text_of(run: Element) -> str:
    pieces = (node.text or "" if node.tag == f"{W}t" else SIGNS.get(node.tag, "") for node in run)
    return clean("".join(pieces))
