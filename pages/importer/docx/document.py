"""DOCX -> source lines, with heading styles and the numbers that Word computes and does not store."""

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from xml.etree.ElementTree import Element, ParseError

from pages.importer.docx import files_inside
from pages.importer.docx import stated as stated_docx
from pages.importer.docx.body import Body
from pages.importer.docx.formatting import Formatting, styles_of
from pages.importer.docx.inline import PICTURE
from pages.importer.docx.names import W
from pages.importer.docx.notes import COMMENT, ENDNOTE, FOOTNOTE, Notes
from pages.importer.docx.numbering import numbering_of
from pages.importer.docx.package import Package, check_archive
from pages.importer.docx.pieces import Linked
from pages.importer.docx.run_styles import RunStyles
from pages.importer.docx.source import Source
from pages.importer.reasons import COMMENT as IN_COMMENT
from pages.importer.reasons import RUNNING
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import ONLY_PICTURES, UnreadableDocument
from portal.requests.confined_process import gettext_noop

OLD_FORMAT = gettext_noop(
    "„%(name)s“ ist verschlüsselt oder im alten Word-Format. Bitte speichern Sie das Dokument ohne Kennwort als DOCX."
)
BROKEN = gettext_noop(
    "„%(name)s“ ist kein lesbares Word-Dokument. Bitte öffnen Sie es in Word und speichern Sie es neu als DOCX."
)
ADDED = gettext_noop("in Word ergänzt")
WITHOUT_REFERENCE = gettext_noop("Anmerkung ohne Zeichen im Text")
# What the libraries raise for archives and XML that are broken somewhere.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
WORD_ENDINGS = (".docx", ".docm", ".dotx", ".dotm")
DEEPEST = 3  # files in files
RUNNING_KINDS = ("header", "footer")
GRAPHIC_KINDS = ("diagramData", "chart", "chartEx")


def read_docx(name: str, data: bytes, depth: int = 1) -> list[SourceLine]:
    """Paragraphs as lines, numbered from 1; tables a line a row; notes below their paragraph."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableDocument(OLD_FORMAT, {"name": name})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(name, archive)
            lines = Document(Package(name, archive), depth).lines()
    except UnreadableDocument:
        raise
    except FAULTS as error:
        raise UnreadableDocument(BROKEN, {"name": name}) from error
    if any(line.why == PICTURE for line in lines) and all(line.why for line in lines):
        raise UnreadableDocument(ONLY_PICTURES, {"name": name})
    return lines


class Document:
    def __init__(self, package: Package, depth: int) -> None:
        self.package = package
        self.depth = depth
        styles, main = package.related(package.main, "styles"), package.main
        kinds = (FOOTNOTE, ENDNOTE, COMMENT)
        self.source = Source(
            package=package,
            formatting=Formatting(styles_of(styles), numbering_of(package.related(main, "numbering"))),
            run_styles=RunStyles(styles),
            notes=Notes((kind, package.related(main, f"{kind}s")) for kind in kinds),
            read_file=self.read_file,
        )

    def lines(self) -> list[SourceLine]:
        root = self.package.part(self.package.main)
        bodies = root.findall(f"{W}body") if root is not None else []
        if root is None or not bodies:
            return []
        if stated_docx.is_stated(self.source.formatting):
            lines = [*self._stated_lines(bodies[0]), *self._added_lines(root, bodies[0])]
            return [replace(line, number=number) for number, line in enumerate(lines, start=1)]
        reader = Body(self.source, self.package.main)
        for body in bodies:  # one, but files of other programs hold more
            reader.walk(body)
        for text, why in self._running_lines():
            reader.aside(text, why)
        self._read_the_rest(reader, root)
        return reader.read

    def _stated_lines(self, body: Element) -> list[SourceLine]:
        links = {key: one.target for key, one in self.package.relations(self.package.main).items() if one.external}
        return stated_docx.StatedBody(self.source.formatting, links).lines(body)

    def _added_lines(self, root: Element, body: Element) -> list[SourceLine]:
        """What somebody has hung on the text of a file of the portal since it was given out."""
        reader = Body(self.source, self.package.main, plain=True, hanging_only=True)
        reader.walk(body)
        reader.is_silent = False
        self._read_the_rest(reader, root)
        return [replace(line, why=line.why or ADDED) for line in reader.read]

    def _read_the_rest(self, reader: Body, root: Element) -> None:
        """Words that stand at no place of the text; after the headers, for notes may belong to them."""
        for note in self.source.notes.left_over(root):
            reader.note(note, IN_COMMENT if note.kind == COMMENT else WITHOUT_REFERENCE)
        relations = self.package.relations(self.package.main)
        for key in (key for key, relation in relations.items() if relation.kind in GRAPHIC_KINDS):
            reader.linked(Linked(key))

    def _running_lines(self) -> dict[tuple[str, str], None]:
        """(text, why) of headers and footers of all sections; what several of them say is said once."""
        said: dict[tuple[str, str], None] = {}
        relations = self.package.relations(self.package.main).values()
        for path in dict.fromkeys(one.target for one in relations if one.kind in RUNNING_KINDS):
            root = self.package.part(path)
            if root is not None:
                inner = Body(self.source, path, plain=True)
                inner.walk(root)
                said |= dict.fromkeys((line.text, line.why or RUNNING) for line in inner.read)
        return said

    def read_file(self, path: str, data: bytes) -> list[SourceLine] | None:
        if path.casefold().endswith(WORD_ENDINGS):
            return self._read_document(path, data)
        lines = files_inside.lines_of(path, data)
        if lines is None:
            return None
        return [SourceLine(0, line, gap=True) for line in lines if line.strip()]

    def _read_document(self, path: str, data: bytes) -> list[SourceLine] | None:
        if self.depth == DEEPEST:
            return None
        try:
            return read_docx(path, data, self.depth + 1)
        except UnreadableDocument:
            return None
