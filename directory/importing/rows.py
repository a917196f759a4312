"""Pure: the rows of a CSV or XLSX file, whatever wrote it; run in a process of its own (see `reading.py`)."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from portal.csv_safety import as_typed
from portal.requests.confined_process import Refused, gettext_noop
from search.language.german import clean

MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 200
MAX_ROWS = 50_000
MAX_COLUMNS = 60
MAX_CELL = 5000
MAX_LENGTH = 20_000_000
SEPARATORS = ";\t,"
QUOTED = re.compile(r'(?<![^;,\t\r\n])"(?:[^"]|"")*"')
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel 97, and every XLSX with a password
FORMULA = "="


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


def plain_rows(content: bytes) -> list[tuple[int, tuple[str, ...], list[int]]]:
    """As JSON can carry them: number, cells, places of formulas."""
    return [(row.number, row.cells, sorted(row.formulas)) for row in filled_rows(content)]


def filled_rows(content: bytes) -> list[Row]:
    """Refused for what is no table, or too much of one."""
    if content.startswith(OLD_OFFICE):
        raise Refused(
            gettext_noop(
                "Die Datei ist mit einem Kennwort geschützt oder in einem alten Excel-Format (XLS). "
                "Bitte speichern Sie sie ohne Kennwort als XLSX oder CSV und laden Sie sie noch einmal hoch."
            )
        )
    rows = xlsx_rows(content) if content.startswith(b"PK") else csv_rows(decoded(content))
    return [row for row in not_too_long(rows) if any(row.cells)]


def not_too_long(rows: Iterable[Row]) -> Iterator[Row]:
    """A workbook stores a text once and may show it in a million cells."""
    length = 0
    for row in rows:
        length += sum(map(len, row.cells))
        if length > MAX_LENGTH:
            raise Refused(
                gettext_noop("In der Datei steht mehr Text, als sich einlesen lässt (20 MB). Bitte teilen Sie sie auf.")
            )
        yield row


def limited(rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > MAX_ROWS:
            raise Refused(gettext_noop("Die Datei hat mehr als 50.000 Zeilen. Bitte teilen Sie sie auf."))
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
        raise Refused(gettext_noop("Eine Zelle enthält mehr als 5.000 Zeichen. Bitte prüfen Sie die Datei."))
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
        raise Refused(
            gettext_noop(
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
        raise Refused(
            gettext_noop(
                "In Zeile %(number)s fehlt ein Anführungszeichen, oder eines ist zu viel. Bitte berichtigen Sie die Zeile."
            ),
            {"number": begin + skipped},
        ) from None


def separator_of(text: str) -> str:
    """The first of SEPARATORS that stands, not in quotes, in the first line that says something.

    A heading may well have a comma in it ("Name, Vorname"), hardly a tab or a semicolon.
    """
    line = next((line for line in re.split(r"[\r\n]+", QUOTED.sub('""', text)) if line.strip()), "")
    return next((sign for sign in SEPARATORS if sign in line), SEPARATORS[0])


def many_columns(count: int) -> None:
    if count > MAX_COLUMNS:
        raise Refused(gettext_noop("Die Datei hat mehr als 60 Spalten. Bitte prüfen Sie, ob es die richtige ist."))


def xlsx_rows(content: bytes) -> Iterator[Row]:
    check_archive(content)
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types; no CSV file waits for it

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1)
        yield from limited(Row(number, *cells_of(row)) for number, row in enumerate(cells, start=1))
    except Refused:
        raise
    except Exception as error:  # whatever is wrong inside a file somebody made
        raise Refused(
            gettext_noop(
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
        raise Refused(
            gettext_noop(
                "Die Datei ist verschlüsselt. Bitte öffnen Sie sie mit ihrem Kennwort, speichern Sie die Tabelle ohne Kennwort "
                "und laden Sie diese hoch."
            )
        )
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Refused(
            gettext_noop("Die Datei ist keine Excel-Tabelle (XLSX). Bitte speichern Sie sie als XLSX oder CSV.")
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(
            gettext_noop("Die Excel-Datei ist entpackt zu groß. Bitte speichern Sie nur die Tabelle neu oder als CSV.")
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
