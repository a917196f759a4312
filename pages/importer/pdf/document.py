"""PDF with text -> source lines with page, boldness and size; without the costly layout analysis of the library."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from pages.importer import length
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import ONLY_PICTURES, UnreadableDocument
from portal.requests.confined_process import progress

MAX_PAGES = 1500
# Shares of the size of a letter; below 4 points sizes are not to be trusted.
SAME_BASE = 0.3
SPACE = 0.16
TAB = 4
SMALLEST = 4
# How much larger than the text a heading is, and how much wider than usual the space above a paragraph.
LARGE = 1.14
WIDE_STEP = 1.35
BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?:^|[-,])b(?:$|i$)", re.I)
LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "\xa0": " ",
    "\u00ad": "-",
    "\uf0b7": "•",
    "\uf0a7": "•",
}


@dataclass
class Row:
    """A printed line: baseline, left edge, size of most letters, share of bold letters."""

    page: int
    base: float
    left: float
    right: float
    size: float
    bold: bool
    text: str


class Letter(NamedTuple):
    """A printed letter: left and right edge, baseline, size, font name."""

    left: float
    right: float
    base: float
    size: float
    font: str
    text: str


class Collector(PDFTextDevice):
    """Keeps the letters of a page as they come; text that does not run from left to right is left out."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.letters: list[Letter] = []

    def begin_page(self, page: PDFPage, ctm: tuple[float, float, float, float, float, float]) -> None:
        self.letters = []

    def render_char(
        self,
        matrix: tuple[float, float, float, float, float, float],
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: object,
        graphicstate: object,
    ) -> float:
        advance = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
        across, slope, _lean, up, x, y = matrix
        if text and across > 0 and abs(slope) < 0.2 * across:
            self.letters.append(
                Letter(x, x + advance * across, y + rise * up, abs(fontsize * up), font.fontname or "", text)
            )
        return advance


def read_pdf(name: str, data: bytes) -> list[SourceLine]:
    """Lines in reading order. Encrypted files, scans without text and damaged files are refused."""
    if b"%PDF" not in data[:1024]:
        raise UnreadableDocument(f"„{name}“ ist keine PDF-Datei. Bitte wählen Sie ein PDF mit Text.")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        rows, pages = read_rows(name, data)
    except PDFPasswordIncorrect as error:
        raise UnreadableDocument(
            f"„{name}“ ist mit einem Kennwort geschützt. Bitte heben Sie den Schutz auf und lesen Sie die Datei erneut ein."
        ) from error
    except UnreadableDocument:
        raise
    except (
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
    ) as error:
        raise UnreadableDocument(
            f"„{name}“ ist beschädigt und lässt sich nicht lesen. Bitte erzeugen Sie das PDF neu."
        ) from error
    letters = sum(len(row.text.replace(" ", "")) for row in rows)
    if letters < max(20, 8 * pages):
        raise UnreadableDocument(ONLY_PICTURES, {"name": name})
    return lines_of(rows)


def read_rows(name: str, data: bytes) -> tuple[list[Row], int]:
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    manager = PDFResourceManager(caching=True)
    collector = Collector(manager)
    interpreter = PDFPageInterpreter(manager, collector)
    rows: list[Row] = []
    count, total = 0, length.pages(data)
    for count, page in enumerate(PDFPage.create_pages(document), start=1):
        if count > MAX_PAGES:
            raise UnreadableDocument(f"„{name}“ hat mehr als {MAX_PAGES} Seiten. Bitte teilen Sie das Dokument.")
        progress.tell(count - 1, total)
        interpreter.process_page(page)
        rows += page_rows(collector.letters, count)
    return rows, count


def page_rows(letters: Sequence[Letter], page: int) -> list[Row]:
    """Letters of about one baseline make a row; rows from the top down."""
    lines: list[list[Letter]] = []
    base = 0.0
    for letter in sorted(letters, key=lambda letter: -letter.base):
        if lines and abs(base - letter.base) <= SAME_BASE * max(letter.size, SMALLEST):
            lines[-1].append(letter)
        else:
            lines.append([letter])
            base = letter.base
    return [row for line in lines if (row := row_of(line, page)).text]


def row_of(line: list[Letter], page: int) -> Row:
    line.sort()
    solid = [letter for letter in line if not letter.text.isspace()] or line
    size = Counter(round(letter.size, 1) for letter in solid).most_common(1)[0][0]
    bold = sum(1 for letter in solid if is_bold(letter.font)) > 0.8 * len(solid)
    base = next((letter.base for letter in solid if round(letter.size, 1) == size), solid[0].base)
    return Row(page, base, solid[0].left, solid[-1].right, size, bold, text_of(line))


def text_of(line: Sequence[Letter]) -> str:
    """The letters of a row from left to right; a wide space is a tab, and letters without a known meaning are left out."""
    pieces: list[str] = []
    edge = line[0].left
    for letter in line:
        space = letter.left - edge
        if space > TAB * max(letter.size, SMALLEST):
            pieces.append("\t")
        elif space > SPACE * max(letter.size, SMALLEST):
            pieces.append(" ")
        pieces.append(LIGATURES.get(letter.text, letter.text))
        edge = letter.right
    text = re.sub(r"\(cid:\d+\)", "", "".join(pieces))
    return re.sub(r" *\t[ \t]*", "\t", re.sub(r" {2,}", " ", text)).strip()


@lru_cache(maxsize=500)
def is_bold(font: str) -> bool:
    return bool(BOLD.search(font))


def lines_of(rows: Sequence[Row]) -> list[SourceLine]:
    body = body_size(rows)
    usual = usual_step(steps_of(rows, body))
    mostly_bold = sum(len(row.text) for row in rows if row.bold) > 0.5 * sum(len(row.text) for row in rows)
    lines: list[SourceLine] = []
    for before, row in zip([None, *rows], rows, strict=False):
        large = row.size > LARGE * body
        begins_large = large and bool(lines) and not lines[-1].large
        gap = begins_large or has_gap(before, row, usual)
        bold = row.bold and not mostly_bold
        lines.append(SourceLine(len(lines) + 1, row.text, gap, bold=bold, large=large, page=row.page))
    return lines


def has_gap(before: Row | None, row: Row, usual: float) -> bool:
    """Above the first line of a page, below a wide space, and at the top of a next column."""
    if before is None or before.page != row.page:
        return True
    return not 0 <= before.base - row.base <= WIDE_STEP * usual


def steps_of(rows: Sequence[Row], body: float) -> list[float]:
    """Distances from line to line; none of more than a few lines."""
    steps = [before.base - row.base for before, row in pairwise(rows) if before.page == row.page]
    return [step for step in steps if 0 < step < 4 * body]


def body_size(rows: Sequence[Row]) -> float:
    counts: Counter[float] = Counter()
    for row in rows:
        counts[row.size] += len(row.text)
    return counts.most_common(1)[0][0] or 10.0


def usual_step(steps: Sequence[float]) -> float:
    """The distance of lines inside a paragraph: the most frequent one, the median when none stands out."""
    if not steps:
        return 12.0
    common, count = Counter(round(step * 2) / 2 for step in steps).most_common(1)[0]
    return common if count * 5 >= len(steps) else median(steps)
