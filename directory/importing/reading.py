"""A table out of a CSV or XLSX file, whatever wrote it. What cannot be read is refused with the way out."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types

from portal.csv_safety import as_typed
from search.language.german import clean

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 200
MAX_ROWS = 50_000
MAX_COLUMNS = 60
MAX_CELL = 5000
SEPARATORS = ";\t,"
QUOTED = re.compile(r'(?<![^;,\t\r\n])"(?:[^"]|"")*"')
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel 97, and every XLSX with a password
FORMULA = "="


class Unreadable(Exception):
    """The file is no table; the text says why and what to do."""


@dataclass(frozen=True)
class Row:
    """`number` is the line people see in their spreadsheet; `formulas` are the places of cells that compute something."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    def with_cell(self, place: int, text: str) -> "Row":
        cells = [*self.cells, *[""] * (place + 1 - len(self.cells))]
        cells[place] = text
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True)
class Sheet:
    name: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]

    def answered(self, head: str, answers: Mapping[int, str]) -> "Sheet":
        """With these cells, by line, in the column of that heading; at the end if there is none."""
        heads = self.head if head in self.head else (*self.head, head)
        place = heads.index(head)
        rows = (row.with_cell(place, answers[row.number]) if answers.get(row.number) else row for row in self.rows)
        return replace(self, head=heads, rows=tuple(rows))


def read(name: str, content: bytes) -> Sheet:
    """Unreadable for what is no table, or too much of one."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("Die Datei ist größer als 10 MB. Bitte teilen Sie sie auf."))
    if not content.strip():
        raise Unreadable(_("Die Datei ist leer. Bitte wählen Sie eine andere."))
    if content.startswith(OLD_OFFICE):
        raise Unreadable(
            _(
                "Die Datei ist mit einem Kennwort geschützt oder in einem alten Excel-Format (XLS). "
                "Bitte speichern Sie sie ohne Kennwort als XLSX oder CSV und laden Sie sie noch einmal hoch."
            )
        )
    rows = list(xlsx_rows(content) if content.startswith(b"PK") else csv_rows(decoded(content)))
    filled = [row for row in rows if any(row.cells)]
    if len(filled) < 2:
        raise Unreadable(_("In der Datei steht keine Zeile unter den Überschriften."))
    head, *body = filled
    return Sheet(name, head.cells, tuple(body))


def limited(rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > MAX_ROWS:
            raise Unreadable(_("Die Datei hat mehr als 50.000 Zeilen. Bitte teilen Sie sie auf."))
        yield replace(row, cells=without_end(row.cells))


def without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty cells on the right, which spreadsheets like to add."""
    size = len(cells)
    while size and not cells[size - 1]:
        size -= 1
    return cells[:size]


def tidy(text: str) -> str:
    """As it would be exported: trimmed, without signs nobody sees and without the mark against formulas."""
    if len(text) > MAX_CELL:
        raise Unreadable(_("Eine Zelle enthält mehr als 5.000 Zeichen. Bitte prüfen Sie die Datei."))
    lines = (" ".join(line.split()) for line in clean(text).strip().splitlines())
    return as_typed("\n".join(lines)).strip()


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 or Windows-1252, with or without the mark at the beginning."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return strictly(content, encoding)
    if b"\x00" in content[:2000]:
        even, odd = content[:2000:2].count(0), content[1:2000:2].count(0)
        return strictly(content, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return strictly(content, "cp1252")


def strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Unreadable(
            _(
                "Die Datei ist keine Tabelle, die sich lesen lässt. Bitte speichern Sie sie als XLSX oder als CSV (UTF-8) "
                "und laden Sie sie noch einmal hoch."
            )
        )
    return text


def csv_rows(text: str) -> Iterator[Row]:
    skipped = 0
    announced = re.match(r"sep=([;,\t])\r?\n", text)
    if announced:
        text, skipped = text[announced.end() :], 1
    separator = announced[1] if announced else separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    yield from limited(lines_of(reader, skipped))


def lines_of(reader: Any, skipped: int) -> Iterator[Row]:
    """Each with the number of the line it begins in."""
    begin = 1
    try:
        for cells in reader:
            many_columns(len(cells))
            formulas = frozenset(place for place, cell in enumerate(cells) if cell.strip().startswith(FORMULA))
            yield Row(begin + skipped, tuple(tidy(cell) for cell in cells), formulas)
            begin = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _(
                "In Zeile %(number)s fehlt ein Anführungszeichen, oder eines ist zu viel. Bitte berichtigen Sie die Zeile."
            )
            % {"number": begin + skipped}
        ) from None


def separator_of(text: str) -> str:
    """The first of SEPARATORS that stands, not in quotes, in the first line that says something.

    A heading may well have a comma in it ("Name, Vorname"), hardly a tab or a semicolon.
    """
    line = next((line for line in re.split(r"[\r\n]+", QUOTED.sub('""', text)) if line.strip()), "")
    return next((sign for sign in SEPARATORS if sign in line), SEPARATORS[0])


def many_columns(count: int) -> None:
    if count > MAX_COLUMNS:
        raise Unreadable(_("Die Datei hat mehr als 60 Spalten. Bitte prüfen Sie, ob es die richtige ist."))


def xlsx_rows(content: bytes) -> Iterator[Row]:
    check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1)
        yield from limited(Row(number, *cells_of(row)) for number, row in enumerate(cells, start=1))
    except Unreadable:
        raise
    except Exception as error:  # whatever is wrong inside a file somebody made
        raise Unreadable(
            _(
                "Die Excel-Datei lässt sich nicht lesen. Bitte öffnen Sie sie in Excel, speichern Sie sie neu als XLSX "
                "oder CSV und laden Sie sie noch einmal hoch."
            )
        ) from error


def check_archive(content: bytes) -> None:
    """Before anything is unpacked: a small file may hold gigabytes. The library refuses entities by itself (defusedxml)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        parts = []
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(
            _(
                "Die Datei ist verschlüsselt. Bitte öffnen Sie sie mit ihrem Kennwort, speichern Sie die Tabelle ohne Kennwort "
                "und laden Sie diese hoch."
            )
        )
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable(_("Die Datei ist keine Excel-Tabelle (XLSX). Bitte speichern Sie sie als XLSX oder CSV."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable(
            _("Die Excel-Datei ist entpackt zu groß. Bitte speichern Sie nur die Tabelle neu oder als CSV.")
        )


def cells_of(row: Iterable[Any]) -> tuple[tuple[str, ...], frozenset[int]]:
    cells = list(row)
    many_columns(max((place + 1 for place, cell in enumerate(cells) if cell.value is not None), default=0))
    formulas = frozenset(place for place, cell in enumerate(cells) if cell.data_type == "f")
    return tuple(tidy(as_text(cell.value)) for cell in cells), formulas


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
