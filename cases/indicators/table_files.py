"""The form as a file: a workbook to be filled in elsewhere, and what comes back, cell by cell (CSV or XLSX)."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from cases.indicators import places
from cases.indicators.places import Key, cell_name
from cases.indicators.queries import Catalogue
from cases.indicators.stored import row_values
from cases.models import Answer, Indicator, ReportingPeriod
from portal.csv_safety import as_text, as_typed
from portal.requests.confined import IN_REQUEST, run
from portal.requests.confined_process import Refused

MARK, FIRST_ROW = "kennzahlen", 5
MOST_BYTES, LONGEST = 2 * 1024 * 1024, 60
Cells = dict[int, list[str]]


class UnreadableTableError(Exception):
    """The file as a whole; the message says what to do."""


@dataclass(frozen=True)
class CellResult:
    """One line of the file: what it was taken for, or what is wrong with it. `line` as the spreadsheet counts."""

    line: int
    label: str
    name: str  # of the form's input; "" where the line names none
    value: str
    problem: str = ""


def template(period: ReportingPeriod, catalogue: Catalogue) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Meldung"))
    bold, open_cell = book.add_format({"bold": True}), book.add_format({"locked": False, "border": 1})
    sheet.write_row(0, 0, [MARK, period.catalogue.version, period.kind, str(period.first_day), str(period.last_day)])
    sheet.write_string(
        1, 0, as_text(_("Bitte nur die Spalte „Wert“ ausfüllen: eine ganze Zahl, „nichts“ oder „liegt nicht vor“."))
    )
    sheet.write_row(3, 0, [_("Kürzel"), _("Kennzahl"), _("Wert")], bold)
    for line, (key, label) in enumerate(cells_of(catalogue), FIRST_ROW - 1):
        sheet.write_row(line, 0, [cell_name(key), as_text(label)])
        sheet.write_blank(line, 2, None, open_cell)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 60)
    sheet.protect("", {"select_locked_cells": True})
    book.close()
    return target.getvalue()


def cells_of(catalogue: Catalogue) -> Iterator[tuple[Key, str]]:
    for indicator in catalogue.indicators:
        if indicator.kind != Indicator.Kind.TEXT:
            for place in catalogue.places_of(indicator):
                for key in place.cells:
                    yield key, catalogue.label_of(key)


def read_table(content: bytes, period: ReportingPeriod, catalogue: Catalogue) -> list[CellResult]:
    """Nothing is stored. UnreadableTableError for a file that is no table of this period and version."""
    if len(content) > MOST_BYTES:
        raise UnreadableTableError(_("Die Datei ist zu groß. Bitte die Vorlage dieser Meldung benutzen."))
    rows = cells_in(content)
    refuse_other(rows, period)
    known = {cell_name(key): label for key, label in cells_of(catalogue)}
    return [result(line, row, known) for line, row in sorted(rows.items()) if line >= FIRST_ROW and any(row)]


def refuse_other(rows: Cells, period: ReportingPeriod) -> None:
    first = [*rows.get(1, []), "", "", "", "", ""][:5]
    if first[0] != MARK:
        raise UnreadableTableError(
            _("Das ist keine Vorlage einer Meldung. Bitte laden Sie die Vorlage herunter und füllen Sie sie aus.")
        )
    wanted = [period.catalogue.version, period.kind, str(period.first_day), str(period.last_day)]
    if first[1:] != wanted:
        raise UnreadableTableError(
            _(
                "Die Vorlage ist für einen anderen Zeitraum oder einen anderen Katalog. Bitte laden Sie die Vorlage dieser Meldung herunter."
            )
        )


def cells_in(content: bytes) -> Cells:
    """By the line a spreadsheet shows. Read in a process of its own, as every file of somebody is; a formula is its own text."""
    try:
        plain = run("directory.importing.rows:plain_rows", content=content, limits=IN_REQUEST)
    except Refused as error:
        raise UnreadableTableError(str(error)) from error
    return {number: [cell.strip() for cell in cells] for number, cells, _formulas in plain}


def result(line: int, row: list[str], known: dict[str, str]) -> CellResult:
    name, value = as_typed(row[0]), as_typed(row[2]) if len(row) > 2 else ""
    if name not in known:
        return CellResult(line, name[:LONGEST], "", "", _("Dieses Kürzel gibt es in der Meldung nicht."))
    taken, problem = checked(value)
    return CellResult(line, known[name], name, taken, problem)


def checked(value: str) -> tuple[str, str]:
    """The value as the form holds it, or what is wrong; words for the other answers become their kinds (F55)."""
    words = {
        "": "",
        "nichts": places.NOTHING,
        "nichts zu melden": places.NOTHING,
        "liegt nicht vor": places.NOT_AVAILABLE,
        # the template names them in the language of the page
        _("nichts"): places.NOTHING,
        _("nichts zu melden"): places.NOTHING,
        _("liegt nicht vor"): places.NOT_AVAILABLE,
    }
    if value.lower() in words:
        return words[value.lower()], ""
    try:
        return str(places.whole_number(value)), ""
    except ValueError:
        shown = value[:LONGEST]
        return "", _("„%(value)s“ ist keine ganze Zahl von 0 bis 999 999.") % {"value": shown}


def merged(results: list[CellResult], catalogue: Catalogue, stored: Mapping[Key, Answer]) -> dict[str, Any]:
    """What the form holds, with what the file says where it says something that is right."""
    said = {one.name: one.value for one in results if one.name and one.value and not one.problem}
    values: dict[str, Any] = {}
    for indicator in catalogue.indicators:
        for place in catalogue.places_of(indicator):
            values |= row_values(place, stored)
            new = {cell_name(key): said[cell_name(key)] for key in place.cells if cell_name(key) in said}
            numbers = {name: value for name, value in new.items() if value.isdigit()}
            if numbers:
                values |= {place.field(places.KIND): places.VALUE, **numbers}
            elif new:
                values[place.field(places.KIND)] = next(iter(new.values()))
    return values
