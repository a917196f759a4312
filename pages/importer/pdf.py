"""Pure: PDF with text -> source lines with page, boldness and size; without the costly layout analysis of the library."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
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

from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument

MAX_PAGES = 1500
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
        raise UnreadableDocument(
            f"„{name}“ enthält nur Bilder von Seiten und keinen Text. Bitte lassen Sie das Dokument zuerst durch eine Texterkennung (OCR) laufen und speichern Sie es mit Text."
        )
    return lines_of(rows)


def read_rows(name: str, data: bytes) -> tuple[list[Row], int]:
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    manager = PDFResourceManager(caching=True)
    collector = Collector(manager)
    interpreter = PDFPageInterpreter(manager, collector)
    rows: list[Row] = []
    count = 0
    for count, page in enumerate(PDFPage.create_pages(document), start=1):
        if count > MAX_PAGES:
            raise UnreadableDocument(f"„{name}“ hat mehr als {MAX_PAGES} Seiten. Bitte teilen Sie das Dokument.")
        interpreter.process_page(page)
        rows += page_rows(collector.letters, count)
    return rows, count


def page_rows(letters: Sequence[Letter], page: int) -> list[Row]:
    """Letters of about one baseline make a row; rows from the top down."""
    lines: list[list[Letter]] = []
    base = 0.0
    for one in sorted(letters, key=lambda letter: -letter.base):
        if lines and abs(base - one.base) <= 0.3 * max(one.size, 4):
            lines[-1].append(one)
        else:
            lines.append([one])
            base = one.base
    return [row for line in lines if (row := row_of(line, page)).text]


def row_of(line: list[Letter], page: int) -> Row:
    line.sort()
    pieces: list[str] = []
    edge = line[0].left
    for one in line:
        space = one.left - edge
        if space > 4 * max(one.size, 4):
            pieces.append("\t")
        elif space > 0.16 * max(one.size, 4):
            pieces.append(" ")
        pieces.append(LIGATURES.get(one.text, one.text))
        edge = one.right
    text = re.sub(r"\(cid:\d+\)", "", "".join(pieces))
    text = re.sub(r" *\t[ \t]*", "\t", re.sub(r" {2,}", " ", text)).strip()
    solid = [one for one in line if not one.text.isspace()] or line
    size = Counter(round(one.size, 1) for one in solid).most_common(1)[0][0]
    bold = sum(1 for one in solid if is_bold(one.font)) > 0.8 * len(solid)
    base = next((one.base for one in solid if round(one.size, 1) == size), solid[0].base)
    return Row(page, base, solid[0].left, solid[-1].right, size, bold, text)


@lru_cache(maxsize=500)
def is_bold(font: str) -> bool:
    return bool(BOLD.search(font))


def lines_of(rows: Sequence[Row]) -> list[SourceLine]:
    body = body_size(rows)
    steps = [
        before.base - row.base
        for before, row in pairwise(rows)
        if before.page == row.page and 0 < before.base - row.base < 4 * body
    ]
    usual = usual_step(steps)
    found: list[SourceLine] = []
    mostly_bold = sum(len(row.text) for row in rows if row.bold) > 0.5 * sum(len(row.text) for row in rows)
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        gap = (
            before is None
            or before.page != row.page
            or before.base - row.base > 1.35 * usual
            or before.base - row.base < 0
        )
        large = row.size > 1.14 * body
        line = SourceLine(index + 1, row.text, gap, bold=row.bold and not mostly_bold, large=large, page=row.page)
        found.append(replace(line, gap=True) if found and large and not found[-1].large else line)
    return found


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
