"""PDF with text -> source lines with page, boldness and size; without the costly layout analysis of the library."""

import io
import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from pages.importer import length
from pages.importer.pdf import annotations
from pages.importer.pdf.columns import Rule, in_columns
from pages.importer.pdf.directions import main_angle, rows_by_direction, with_outside
from pages.importer.pdf.fields import NOWHERE, Said, letters_of
from pages.importer.pdf.letters import Collector, Group, Interpreter, PageLetters, hidden_layers
from pages.importer.pdf.lines import lines_of
from pages.importer.pdf.rows import Row
from pages.importer.reasons import NO_TEXT
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import ONLY_PICTURES, UnreadableDocument
from portal.requests.confined_process import gettext_noop, progress

MAX_PAGES = 1500
NOT_PDF = gettext_noop("„%(name)s“ ist keine PDF-Datei. Bitte wählen Sie ein PDF mit Text.")
LOCKED = gettext_noop(
    "„%(name)s“ ist mit einem Kennwort geschützt. Bitte heben Sie den Schutz auf und lesen Sie die Datei erneut ein."
)
DAMAGED = gettext_noop("„%(name)s“ ist beschädigt und lässt sich nicht lesen. Bitte erzeugen Sie das PDF neu.")
TOO_LONG = gettext_noop("„%(name)s“ hat mehr als %(pages)s Seiten. Bitte teilen Sie das Dokument.")
UNREADABLE = gettext_noop(
    "„%(name)s“ enthält Zeichen, deren Bedeutung die Datei nicht nennt. Bitte lassen Sie das Dokument durch eine Texterkennung (OCR) laufen und speichern Sie es mit Text."
)
UNREADABLE_PAGE = gettext_noop("Seite, deren Zeichen sich nicht lesen lassen")
UNREADABLE_LETTERS = gettext_noop("Seite mit Zeichen, die sich nicht lesen lassen")
DAMAGED_PAGE = gettext_noop("Beschädigte Seite: Es kann Text fehlen")
# A page with fewer letters is a picture when a picture covers it, or when it is drawn of many strokes.
FEW_LETTERS = 100
FEWEST_LETTERS = 20
LETTERS_OF_A_PAGE = 50
PICTURED = 0.4
DRAWN = 500
EDGE = 3
FAULTS = (
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    OSError,
    ArithmeticError,
    NotImplementedError,
)


@dataclass
class Sheet:
    """A page as read: rows of its text, rows that are none, and why something may be missing."""

    number: int
    rows: list[Row] = field(default_factory=list)
    beside: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    @property
    def letters(self) -> int:
        rows = sum(chunk.letters for row in (*self.rows, *self.beside) for chunk in row.chunks)
        return rows + sum(len(text) for text, _why in self.said)


def read_pdf(name: str, data: bytes) -> list[SourceLine]:
    """Lines in reading order. Encrypted files, scans without text and damaged files are refused."""
    if b"%PDF" not in data[:1024]:
        raise UnreadableDocument(NOT_PDF, {"name": name})
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    sheets = tried(name, data)
    if is_damaged(sheets) and (mended := tried(name, mend(data))) and letters_on(mended) > letters_on(sheets):
        sheets = mended
    check_text(name, sheets)
    order_columns(sheets)
    return lines_of(sheets)


def order_columns(sheets: Sequence[Sheet]) -> None:
    """Heads and feet that come on several pages belong to no column."""
    edges = [(sheet, row) for sheet in sheets for row in (*sheet.rows[:EDGE], *sheet.rows[-EDGE:])]
    pages = Counter(key for key, _page in {(place_of(row), sheet.number) for sheet, row in edges})
    for sheet in sheets:
        head = running(sheet.rows[:EDGE], pages)
        foot = running(sheet.rows[: max(head, len(sheet.rows) - EDGE) - 1 : -1], pages)
        end = len(sheet.rows) - foot
        sheet.rows = [*sheet.rows[:head], *in_columns(sheet.rows[head:end], sheet.rules), *sheet.rows[end:]]


def place_of(row: Row) -> tuple[int, str]:
    """Where a row stands and what it says but for numbers."""
    return round(row.base / 3), re.sub(r"\d+", "0", row.text)


def running(rows: Sequence[Row], pages: Mapping[tuple[int, str], int]) -> int:
    """How many rows from the edge of a page on stand on other pages as well."""
    return next((at for at, row in enumerate(rows) if pages[place_of(row)] < 2), len(rows))


def tried(name: str, data: bytes) -> list[Sheet]:
    """The pages, as far as the file can be read."""
    try:
        return read_sheets(name, data)
    except PDFPasswordIncorrect as error:
        raise UnreadableDocument(LOCKED, {"name": name}) from error
    except UnreadableDocument:
        raise
    except FAULTS:
        return []


def is_damaged(sheets: Sequence[Sheet]) -> bool:
    """Damaged, or so that nothing was found where another reader might."""
    return not sheets or not letters_on(sheets) or any(DAMAGED_PAGE in sheet.faults for sheet in sheets)


def letters_on(sheets: Sequence[Sheet]) -> int:
    return sum(sheet.letters for sheet in sheets)


def mend(data: bytes) -> bytes:
    """The file written anew by a reader that forgives more; empty when it gives up as well."""
    stream = io.BytesIO()
    try:
        pypdfium2.PdfDocument(data).save(stream)
    except pypdfium2.PdfiumError:
        return b""
    return stream.getvalue()


def check_text(name: str, sheets: Sequence[Sheet]) -> None:
    if not sheets or (not letters_on(sheets) and any(DAMAGED_PAGE in sheet.faults for sheet in sheets)):
        raise UnreadableDocument(DAMAGED, {"name": name})
    if all(UNREADABLE_PAGE in sheet.faults for sheet in sheets):
        raise UnreadableDocument(UNREADABLE, {"name": name})
    pictures = {NO_TEXT, UNREADABLE_PAGE}
    if letters_on(sheets) < LETTERS_OF_A_PAGE * len(sheets) and all(pictures & {*sheet.faults} for sheet in sheets):
        raise UnreadableDocument(ONLY_PICTURES, {"name": name})


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    reader = Reader(document)
    sheets: list[Sheet] = []
    total = length.pages_of(document)
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MAX_PAGES:
            raise UnreadableDocument(TOO_LONG, {"name": name, "pages": MAX_PAGES})
        progress.tell(number - 1, total)
        sheets.append(reader.sheet(page, number))
    if sheets:
        sheets[-1].said += reader.beside(sheets)
    return sheets


class Reader:
    """Reads page after page; knows afterwards which fields stand on none."""

    def __init__(self, document: PDFDocument) -> None:
        manager = PDFResourceManager(caching=True)
        self.document = document
        self.device = Collector(manager, hidden_layers(document.catalog))
        self.interpreter = Interpreter(manager, self.device)
        self.seen: set[int] = set()

    def sheet(self, page: PDFPage, number: int) -> Sheet:
        sheet = Sheet(number)
        said: list[Said] = []
        try:
            self.interpreter.process_page(page)
            said += annotations.of_page(page, self.interpreter, self.device, self.seen)
        except FAULTS:
            sheet.faults.append(DAMAGED_PAGE)
        fill(sheet, self.device.page, said)
        return sheet

    def beside(self, sheets: Sequence[Sheet]) -> list[tuple[str, str]]:
        printed = re.sub(r"\s", "", "".join(row.text for sheet in sheets for row in (*sheet.rows, *sheet.beside)))
        try:
            said = list(annotations.of_document(self.document, self.seen, printed))
        except FAULTS:
            return []
        return [(line, one.why) for one in said for line in one.lines]


def fill(sheet: Sheet, page: PageLetters, said: Sequence[Said]) -> None:
    groups = with_outside(page)
    angle = main_angle(groups)
    text = groups.setdefault(Group(angle), [])
    for one in said:
        if not any(one.lines):
            continue
        if one.box is not None and not one.why:
            text += letters_of(one, page.ctm, angle, text)
        else:
            sheet.said += [(line, one.why or NOWHERE) for line in one.lines if line]
    sheet.said = list(dict.fromkeys(sheet.said))
    sheet.rows, sheet.beside = rows_by_direction(groups, page.slopes, angle, sheet.number)
    sheet.rules = page.rules
    readable = sheet.letters - page.unreadable
    if is_picture(page, sheet.letters):
        sheet.faults.append(NO_TEXT)
    elif page.unreadable > readable:
        sheet.faults.append(UNREADABLE_PAGE)
    elif page.unreadable:
        sheet.faults.append(UNREADABLE_LETTERS)


def is_picture(page: PageLetters, letters: int) -> bool:
    if not letters:
        return True
    if letters < FEWEST_LETTERS and page.strokes > DRAWN:
        return True
    return letters < FEW_LETTERS and page.pictured > PICTURED
