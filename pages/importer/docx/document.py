"""DOCX -> source lines, with heading styles and the numbers that Word computes and does not store."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from pages.importer import stated_docx
from pages.importer.docx.package import Package, check_archive
from pages.importer.docx_formatting import Formatting, Look, W, is_on, numbering_of, styles_of, value
from pages.importer.furniture import CONTENTS
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
CONTENTS_NAME = re.compile(r"(?:toc|verzeichnis)\s*\d", re.I)


def read_docx(name: str, data: bytes) -> list[SourceLine]:
    """Paragraphs as lines, numbered from 1; tables a line a row; footnotes below their paragraph."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableDocument(
            f"„{name}“ ist verschlüsselt oder im alten Word-Format. Bitte speichern Sie das Dokument ohne Kennwort als DOCX."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(name, archive)
            return Document(Package(name, archive)).lines()
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        KeyError,
        OSError,
    ) as error:
        raise UnreadableDocument(
            f"„{name}“ ist kein lesbares Word-Dokument. Bitte öffnen Sie es in Word und speichern Sie es neu als DOCX."
        ) from error


class Document:
    def __init__(self, package: Package) -> None:
        self.package = package
        styles = styles_of(self.package.part("word/styles.xml"))
        self.formatting = Formatting(styles, numbering_of(self.package.part("word/numbering.xml")))
        self.notes = self._notes()
        self.read: list[SourceLine] = []
        self.page = 1

    def lines(self) -> list[SourceLine]:
        root = self.package.part("word/document.xml")
        body = root.find(f"{W}body") if root is not None else None
        if body is not None and stated_docx.is_stated(self.formatting):
            links = stated_docx.links_of(self.package.part("word/_rels/document.xml.rels"))
            return stated_docx.StatedBody(self.formatting, links).lines(body)
        if body is not None:
            self._walk(body, contents=False)
        return self.read

    def _notes(self) -> dict[str, str]:
        root = self.package.part("word/footnotes.xml")
        if root is None:
            return {}
        texts = {
            node.get(f"{W}id", ""): " ".join("".join(part.itertext()) for part in node.iter(f"{W}p")).strip()
            for node in root.findall(f"{W}footnote")
        }
        return {identity: text for identity, text in texts.items() if text}

    def _walk(self, parent: Element, *, contents: bool) -> None:
        for node in parent:
            if node.tag == f"{W}p":
                self._paragraph(node, contents=contents)
            elif node.tag == f"{W}tbl":
                self._table(node)
            elif node.tag == f"{W}sdt":
                gallery = node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                inner = node.find(f"{W}sdtContent")
                if inner is not None:
                    self._walk(inner, contents=contents or "Contents" in value(gallery))
            elif node.tag in {f"{W}ins", f"{W}customXml", f"{W}smartTag"}:
                self._walk(node, contents=contents)

    def _paragraph(self, node: Element, *, contents: bool) -> None:
        properties = node.find(f"{W}pPr")
        look = self.formatting.look(properties)
        runs = list(self._runs(node, look.bold))
        label = self.formatting.label(properties)
        text = "".join(run for run, _bold in runs)
        if not text.strip():
            return
        is_contents = contents or CONTENTS_NAME.match(look.name) is not None
        bold = are_bold(runs)
        shown = text if bold or look.level else marked(runs)
        self._add_pieces(shown, label, look, bold=bold and not look.level, why=CONTENTS if is_contents else "")
        self._footnotes(node)
        for box in boxes(node):
            self._walk(box, contents=contents)

    def _add_pieces(self, text: str, label: str, look: Look, *, bold: bool, why: str) -> None:
        """A line for each line break in the paragraph; number and heading level belong to the first."""
        pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
        for index, piece in enumerate(pieces):
            is_first = index == 0
            line = f"{label} {piece}" if label and is_first else piece
            self._add(line, gap=is_first, level=look.level if is_first else 0, bold=bold, large=look.title, why=why)

    def _add(
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
        self.read.append(SourceLine(len(self.read) + 1, text, gap, level, bold, large, table, self.page, why))

    def _footnotes(self, node: Element) -> None:
        for reference in node.iter(f"{W}footnoteReference"):
            identity = reference.get(f"{W}id", "")
            if identity in self.notes:
                self._add(f"{identity.translate(SUPERSCRIPT)} {self.notes[identity]}", gap=True)

    def _table(self, node: Element) -> None:
        """A table of one column is a frame around text."""
        rows = [list(row.iter(f"{W}tc")) for row in node.findall(f"{W}tr")]
        if rows and max(len(row) for row in rows) == 1:
            for row in rows:
                for cell in row:
                    self._walk(cell, contents=False)
        else:
            for row in rows:
                self._row([" ".join(self._plain(part) for part in cell.iter(f"{W}p")).strip() for cell in row])

    def _row(self, cells: list[str]) -> None:
        if any(cells):
            self._add(" | ".join(cells), gap=True, table=True)

    def _plain(self, node: Element) -> str:
        return "".join(run for run, _bold in self._runs(node, False)).replace("\n", " ").strip()

    def _runs(self, node: Element, style_bold: bool) -> Iterator[tuple[str, bool]]:
        """(text, bold) of each run in order; deleted text and the older twin of a drawing are left out."""
        for child in node:
            if child.tag == f"{W}r":
                bold = child.find(f"{W}rPr/{W}b")
                yield self._run_text(child), is_on(bold) if bold is not None else style_bold
            elif child.tag not in {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{MC}AlternateContent"}:
                yield from self._runs(child, style_bold)

    def _run_text(self, run: Element) -> str:
        text = ""
        for node in run:
            if node.tag == f"{W}t":
                text += node.text or ""
            elif node.tag in {f"{W}tab", f"{W}ptab"}:
                text += "\t"
            elif node.tag in {f"{W}br", f"{W}cr"}:
                self.page += node.get(f"{W}type") == "page"
                text += "\n"
            elif node.tag == f"{W}lastRenderedPageBreak":
                self.page += 1
            elif node.tag == f"{W}noBreakHyphen":
                text += "-"
            elif node.tag == f"{W}footnoteReference" and node.get(f"{W}id", "") in self.notes:
                text += node.get(f"{W}id", "").translate(SUPERSCRIPT)
        return text.replace("\xa0", " ").replace("\u00ad", "")


def boxes(node: Element) -> Iterator[Element]:
    """Text boxes in a paragraph; Word stores each twice, only the newer twin counts."""
    for choice in node.iter(f"{MC}Choice"):
        yield from choice.iter(f"{W}txbxContent")


def are_bold(runs: list[tuple[str, bool]]) -> bool:
    return all(bold for text, bold in runs if text.strip())


def marked(runs: list[tuple[str, bool]]) -> str:
    """Text with ** around its bold stretches."""
    joined: list[tuple[str, bool]] = []
    for text, bold in runs:
        if joined and (joined[-1][1] == bold or not text.strip()):
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        else:
            joined.append((text, bold))
    return "".join(
        re.sub(r"^(\s*)(.*?)(\s*)$", r"\1**\2**\3", text, flags=re.S) if bold and text.strip() else text
        for text, bold in joined
    )
