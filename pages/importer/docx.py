"""Pure: DOCX -> source lines, with heading styles and the numbers that Word computes and does not store."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument
from pages.numbering import roman_text

MAX_ENTRIES = 3000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
MAX_RATIO = 150
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
HEADING_NAME = re.compile(r"(?:heading|überschrift|berschrift)\s*(\d)", re.I)
CONTENTS_NAME = re.compile(r"(?:toc|verzeichnis)\s*\d", re.I)
TITLE_NAME = re.compile(r"(?:title|titel)$", re.I)


@dataclass
class Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    bold: bool | None = None


@dataclass
class Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str = ""


@dataclass
class Numbering:
    """numbering.xml: abstract lists by id, the lists (num) that use them, and the running counters."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, depth: int) -> str | None:
        """The printed label of the next paragraph in this list; "-" for bullets, None where no list is."""
        abstract = self.lists.get(list_id)
        level = self.levels.get(abstract or "", {}).get(depth)
        if abstract is None or level is None:
            return None
        if level.format == "bullet":
            return "-"
        self._count(list_id, abstract, depth, level)
        return self._print(abstract, level)

    def _count(self, list_id: str, abstract: str, depth: int, level: Level) -> None:
        counters = self.counters.setdefault(abstract, {})
        override = self.overrides.get((list_id, depth))
        if override is not None and (list_id, depth) not in self.started:
            counters[depth] = override
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        self.started.add((list_id, depth))
        for deeper in [one for one in counters if one > depth]:
            del counters[deeper]

    def _print(self, abstract: str, level: Level) -> str:
        def counted(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            other = self.levels[abstract].get(depth, Level())
            return formatted(self.counters[abstract].get(depth, other.start), other.format)

        return re.sub(r"%(\d)", counted, level.text).strip()


def formatted(value: int, style: str) -> str:
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"}:
        return roman_text(value).lower() if style == "lowerRoman" else roman_text(value)
    return {"none": "", "decimalZero": f"{value:02d}"}.get(style, str(value))


def read_docx(name: str, data: bytes) -> list[SourceLine]:
    """Paragraphs as lines, numbered from 1; tables a line a row; footnotes below their paragraph."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableDocument(
            f"„{name}“ ist verschlüsselt oder im alten Word-Format. Bitte speichern Sie das Dokument ohne Kennwort als DOCX."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(name, archive)
            return Document(name, archive).lines()
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        KeyError,
        OSError,
    ) as error:
        raise UnreadableDocument(
            f"„{name}“ ist kein lesbares Word-Dokument. Bitte öffnen Sie es in Word und speichern Sie es neu als DOCX."
        ) from error


def check_archive(name: str, archive: zipfile.ZipFile) -> None:
    """Refuses archives that would unpack to far more than they are, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bloated = unpacked > 5_000_000 and unpacked > MAX_RATIO * max(packed, 1)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bloated:
        raise UnreadableDocument(
            f"„{name}“ ist ungewöhnlich stark gepackt und wird aus Sicherheitsgründen nicht geöffnet. Bitte speichern Sie das Dokument neu als DOCX."
        )
    if "word/document.xml" not in archive.namelist():
        raise UnreadableDocument(f"„{name}“ ist kein Word-Dokument. Bitte speichern Sie es in Word als DOCX.")


class Document:
    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self.archive = archive
        self.styles = self._styles()
        self.numbering = self._numbering()
        self.notes = self._notes()
        self.found: list[SourceLine] = []
        self.page = 1

    def lines(self) -> list[SourceLine]:
        root = self._part("word/document.xml")
        body = root.find(f"{W}body") if root is not None else None
        if body is not None:
            self._walk(body, contents=False)
        return self.found

    def _part(self, path: str) -> ElementTree.Element | None:
        """Reads at most MAX_XML bytes, whatever the archive says about the size; a document type may hold entity bombs."""
        if path not in self.archive.namelist():
            return None
        with self.archive.open(path) as stream:
            data = stream.read(MAX_XML + 1)
        try:
            if len(data) > MAX_XML:
                raise DefusedXmlException
            root: ElementTree.Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException:
            raise UnreadableDocument(
                f"„{self.name}“ ist zu umfangreich oder enthält unerlaubte Bestandteile. Bitte speichern Sie das Dokument neu als DOCX."
            ) from None
        return root

    def _styles(self) -> dict[str, Style]:
        root = self._part("word/styles.xml")
        found: dict[str, Style] = {}
        for node in root.iter(f"{W}style") if root is not None else ():
            outline = value(node.find(f"{W}pPr/{W}outlineLvl"))
            bold = node.find(f"{W}rPr/{W}b")
            found[node.get(f"{W}styleId", "")] = Style(
                name=value(node.find(f"{W}name")),
                based_on=value(node.find(f"{W}basedOn")),
                outline=int(outline) + 1 if outline.isdigit() and int(outline) < 9 else None,
                numbering=number_of(node.find(f"{W}pPr")),
                bold=is_on(bold) if bold is not None else None,
            )
        return found

    def _numbering(self) -> Numbering:
        root = self._part("word/numbering.xml")
        found = Numbering()
        if root is None:
            return found
        for node in root.findall(f"{W}abstractNum"):
            levels = {int(one.get(f"{W}ilvl", "0")): level_of(one) for one in node.findall(f"{W}lvl")}
            found.levels[node.get(f"{W}abstractNumId", "")] = levels
        for node in root.findall(f"{W}num"):
            list_id = node.get(f"{W}numId", "")
            found.lists[list_id] = value(node.find(f"{W}abstractNumId"))
            for change in node.findall(f"{W}lvlOverride"):
                start = value(change.find(f"{W}startOverride"))
                if start.isdigit():
                    found.overrides[list_id, int(change.get(f"{W}ilvl", "0"))] = int(start)
        return found

    def _notes(self) -> dict[str, str]:
        root = self._part("word/footnotes.xml")
        if root is None:
            return {}
        texts = {
            node.get(f"{W}id", ""): " ".join("".join(one.itertext()) for one in node.iter(f"{W}p")).strip()
            for node in root.findall(f"{W}footnote")
        }
        return {identity: text for identity, text in texts.items() if text}

    def _walk(self, parent: ElementTree.Element, *, contents: bool) -> None:
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

    def _paragraph(self, node: ElementTree.Element, *, contents: bool) -> None:
        properties = node.find(f"{W}pPr")
        style_id = value(properties.find(f"{W}pStyle")) if properties is not None else ""
        runs = list(self._runs(node, self._style_bold(style_id)))
        text = "".join(run for run, _bold in runs)
        level, title = self._heading_level(properties, style_id)
        label = self._label(properties, style_id)
        if not text.strip():
            return
        bold = all(is_bold for run, is_bold in runs if run.strip())
        shown = text if bold or level else marked(runs)
        toc = contents or bool(CONTENTS_NAME.match(self.styles.get(style_id, Style()).name))
        pieces = [piece.strip() for piece in shown.split("\n") if piece.strip()]
        for index, piece in enumerate(pieces):
            line = f"{label} {piece}" if label and index == 0 else piece
            self._add(
                line,
                gap=index == 0,
                level=level if index == 0 else 0,
                bold=bold and not level,
                large=title,
                why="Inhaltsverzeichnis" if toc else "",
            )
        self._footnotes(node)
        for box in boxes(node):
            self._walk(box, contents=contents)

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
        self.found.append(SourceLine(len(self.found) + 1, text, gap, level, bold, large, table, self.page, why))

    def _footnotes(self, node: ElementTree.Element) -> None:
        for reference in node.iter(f"{W}footnoteReference"):
            identity = reference.get(f"{W}id", "")
            if identity in self.notes:
                self._add(f"{identity.translate(SUPERSCRIPT)} {self.notes[identity]}", gap=True)

    def _table(self, node: ElementTree.Element) -> None:
        rows = [list(row.iter(f"{W}tc")) for row in node.findall(f"{W}tr")]
        if rows and max(len(row) for row in rows) == 1:
            for row in rows:
                for cell in row:
                    self._walk(cell, contents=False)
            return
        for row in rows:
            cells = [" ".join(self._plain(one) for one in cell.iter(f"{W}p")).strip() for cell in row]
            if any(cells):
                self._add(" | ".join(cells), gap=True, table=True)

    def _plain(self, node: ElementTree.Element) -> str:
        return "".join(run for run, _bold in self._runs(node, False)).replace("\n", " ").strip()

    def _runs(self, node: ElementTree.Element, style_bold: bool) -> Iterator[tuple[str, bool]]:
        """(text, bold) of each run in order; deleted text and the older twin of a drawing are left out."""
        for child in node:
            if child.tag == f"{W}r":
                bold = child.find(f"{W}rPr/{W}b")
                yield self._run_text(child), is_on(bold) if bold is not None else style_bold
            elif child.tag not in {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{MC}AlternateContent"}:
                yield from self._runs(child, style_bold)

    def _run_text(self, run: ElementTree.Element) -> str:
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

    def _chain(self, style_id: str) -> Iterator[Style]:
        seen: set[str] = set()
        while style_id and style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on

    def _style_bold(self, style_id: str) -> bool:
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), False)

    def _heading_level(self, properties: ElementTree.Element | None, style_id: str) -> tuple[int, bool]:
        """(level of a heading style or outline level, is it a title)."""
        own = value(properties.find(f"{W}outlineLvl")) if properties is not None else ""
        if own.isdigit() and int(own) < 9:
            return int(own) + 1, False
        for style in self._chain(style_id):
            named = HEADING_NAME.match(style.name)
            if named:
                return int(named[1]), False
            if TITLE_NAME.match(style.name):
                return 0, True
            if style.outline:
                return style.outline, False
        return 0, False

    def _label(self, properties: ElementTree.Element | None, style_id: str) -> str:
        numbered = number_of(properties)
        if numbered is None:
            numbered = next((style.numbering for style in self._chain(style_id) if style.numbering), None)
        if numbered is None or numbered[0] == "0":
            return ""
        list_id, depth = numbered
        if properties is None or properties.find(f"{W}numPr/{W}ilvl") is None:
            depth = self._depth_of_style(list_id, style_id, depth)
        return self.numbering.label(list_id, depth) or ""

    def _depth_of_style(self, list_id: str, style_id: str, depth: int) -> int:
        levels = self.numbering.levels.get(self.numbering.lists.get(list_id, ""), {})
        return next((one for one, level in levels.items() if level.style == style_id), depth)


def value(node: ElementTree.Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""


def is_on(node: ElementTree.Element) -> bool:
    return node.get(f"{W}val", "1") not in {"0", "false", "off"}


def number_of(properties: ElementTree.Element | None) -> tuple[str, int] | None:
    if properties is None or properties.find(f"{W}numPr/{W}numId") is None:
        return None
    depth = value(properties.find(f"{W}numPr/{W}ilvl"))
    return value(properties.find(f"{W}numPr/{W}numId")), int(depth) if depth.isdigit() else 0


def level_of(node: ElementTree.Element) -> Level:
    start = value(node.find(f"{W}start"))
    return Level(
        start=int(start) if start.isdigit() else 1,
        format=value(node.find(f"{W}numFmt")) or "decimal",
        text=value(node.find(f"{W}lvlText")),
        style=value(node.find(f"{W}pStyle")),
    )


def boxes(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Text boxes in a paragraph; Word stores each twice, only the newer twin counts."""
    for choice in node.iter(f"{MC}Choice"):
        yield from choice.iter(f"{W}txbxContent")


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
