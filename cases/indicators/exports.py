"""Results as files. They hold what the page shows and nothing else: all are made from the same blocks."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from cases.indicators.result_selection import Selection
from cases.indicators.results import Block, Shown
from portal import clauses, conf
from portal.csv_safety import as_text
from portal.pdf import Frame, render
from portal.written_dates import written

TEMPLATE = Path(__file__).parent / "typst" / "results.typ"
SHEET_NAME = 31  # the most a sheet's name may have
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Format:
    kind: str
    write: Callable[[Selection], bytes]


@dataclass(frozen=True)
class Row:
    """One figure, by itself; `place` only in sums by place."""

    indicator: str
    row: str
    column: str
    place: str
    figure: Shown


def heads() -> list[str]:
    return [_("Kennzahl"), _("Zeile"), _("Spalte"), _("Ort"), _("Wert"), _("Angabe"), _("Zeitraum davor")]


def rows_of(chosen: Selection) -> Iterator[Row]:
    if chosen.place:
        for block, line in chosen.place_lines:
            yield Row(block.name, "", "", line.name, line.sum)
        return
    for block in chosen.blocks:
        for line in block.lines:
            for (_key, name), cell in zip(block.columns, line.cells, strict=True):
                yield Row(block.name, line.name, name, "", cell)
            yield Row(block.name, line.name, "", "", line.sum)
        for (_key, name), sum_ in zip(block.columns, block.column_sums, strict=True):
            yield Row(block.name, "", name, "", sum_)
        yield Row(block.name, "", "", "", block.total)
        for line in block.by_place:
            yield Row(block.name, "", "", line.name, line.sum)


def csv_file(chosen: Selection) -> bytes:
    """A number stands alone in "Wert"; where there is none, "Angabe" says why (F55)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(heads())
    for row in rows_of(chosen):
        words = (row.indicator, row.row, row.column, row.place)
        figure = row.figure
        value = "" if figure.value is None else figure.value
        said = figure.text if figure.value is None else ""
        writer.writerow([*map(as_text, words), value, as_text(said), as_text(figure.before)])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(chosen: Selection) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title_of(chosen), "company": str(conf.get("COUNTY_NAME"))})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    taken: set[str] = set()
    listed = book.add_worksheet(_("Alle Werte"))
    listed.write_row(0, 0, heads(), bold)
    for place, row in enumerate(rows_of(chosen), 1):
        words = (row.indicator, row.row, row.column, row.place)
        listed.write_row(place, 0, list(map(as_text, words)))
        write_figure(listed, place, 4, row.figure)
        listed.write_string(place, 6, as_text(row.figure.before))
    listed.set_column(0, 3, 26)
    listed.freeze_panes(1, 0)
    for block in () if chosen.place else chosen.blocks:
        block_sheet(book, block, sheet_name(block.name, taken), bold)
    book.close()
    return target.getvalue()


def sheet_name(name: str, taken: set[str]) -> str:
    plain = name.translate(FORBIDDEN).strip()[: SHEET_NAME - 3] or _("Tabelle")
    free = plain
    while free.lower() in taken:
        free = f"{plain} {len(taken)}"[:SHEET_NAME]
    taken.add(free.lower())
    return free


def write_figure(sheet: Worksheet, row: int, column: int, figure: Shown) -> None:
    if figure.value is None:
        sheet.write_string(row, column + 1, as_text(figure.text))
    else:
        sheet.write_number(row, column, figure.value)


def block_sheet(book: xlsxwriter.Workbook, block: Block, name: str, bold: object) -> None:
    sheet = book.add_worksheet(name)
    table = table_of(block)
    for place, line in enumerate(table):
        for column, cell in enumerate(line):
            value = cell.value if isinstance(cell, Shown) and cell.value is not None else None
            if value is not None:
                sheet.write_number(place, column, value)
            else:
                words = cell.text if isinstance(cell, Shown) else cell
                sheet.write_string(place, column, as_text(words), bold if place == 0 else None)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(table[0]), 14)
    if block.lines:
        sheet.insert_chart(len(table) + 1, 0, chart_of(book, block, name), {"description": chart_words(block)})


def chart_of(book: xlsxwriter.Workbook, block: Block, name: str) -> object:
    last, column = len(block.lines), len(block.columns) + 1
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {"categories": [name, 1, 0, last, 0], "values": [name, 1, column, last, column], "name": block.name}
    )
    chart.set_title({"name": block.name})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    return chart


def chart_words(block: Block) -> str:
    return ", ".join(f"{line.name}: {line.sum.text}" for line in block.lines)


def table_of(block: Block) -> list[list[str | Shown]]:
    """Head, lines, sums; the last column is the sum of a line."""
    head: list[str | Shown] = [block.name, *(name for _key, name in block.columns)]
    unit = _("Summe") if block.columns else (block.unit or _("Wert"))
    lines: list[list[str | Shown]] = [[line.name, *line.cells, line.sum] for line in block.lines]
    total: list[str | Shown] = [_("Summe") if block.lines else block.name, *block.column_sums, block.total]
    return [[*head, unit], *lines, total]


def pdf_file(chosen: Selection) -> bytes:
    now = timezone.localtime()
    frame = Frame(
        title=title_of(chosen),
        county=str(conf.get("COUNTY_NAME")),
        printed_on=written(now, "j. F Y"),
        page=_("Seite {page} von {pages}"),
        language=(get_language() or "de")[:2],
    )
    data = {"title": title_of(chosen), "meta": meta_of(chosen), "blocks": pdf_blocks(chosen), "notes": notes_of(chosen)}
    return render(TEMPLATE, data, frame=frame, at=now)


def pdf_blocks(chosen: Selection) -> list[dict[str, object]]:
    if chosen.place:
        rows = [[block.name, line.sum.text] for block, line in chosen.place_lines]
        return [{"name": chosen.place, "meta": "", "heads": [_("Kennzahl"), _("Wert")], "rows": rows}]
    known = clauses.found("", (block.clause for block in chosen.blocks))
    return [pdf_block(block, clauses.words(block.clause, known.get(block.clause))) for block in chosen.blocks]


def pdf_block(block: Block, clause: str) -> dict[str, object]:
    head, *lines = [[cell.text if isinstance(cell, Shown) else cell for cell in line] for line in table_of(block)]
    meta = ", ".join(filter(None, [block.unit, clause, answers_in_words(block)]))
    return {"name": block.name, "meta": meta, "heads": head, "rows": lines}


def answers_in_words(block: Block) -> str:
    """How many organisations gave which kind of answer."""
    return _(
        "%(value)d mit Zahlen, %(nothing)d nichts zu melden, %(not_available)d liegt nicht vor, %(open)d fehlt"
    ) % dict(block.answers)


def title_of(chosen: Selection) -> str:
    period = chosen.state.period.name if chosen.state else ""
    return _("Kennzahlen, %(period)s, %(whose)s") % {"period": period, "whose": chosen.whose}


def meta_of(chosen: Selection) -> str:
    state = chosen.state
    if state is None or not chosen.is_county:
        return _("Eigene Zahlen, nicht zur Weitergabe")
    made = written(timezone.localtime(state.made_at), "j. F Y")
    return _("Stand %(number)d vom %(day)s, %(delivered)d von %(due)d Meldungen") % {
        "number": state.number,
        "day": made,
        "delivered": state.delivered,
        "due": state.due,
    }


def notes_of(chosen: Selection) -> list[str]:
    notes = [
        _(
            "Null heißt: gezählt und nichts gefunden. „Nichts zu melden“ und „fehlt“ sind etwas anderes und zählen in keiner Summe."
        )
    ]
    if chosen.is_county and chosen.state:
        words = _(
            "„Geschützt“: Zahlen unter %(k)d und Felder, aus denen sie sich errechnen ließen, werden nicht gezeigt."
        )
        notes.append(words % {"k": chosen.state.small_cell})
    return notes


FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "csv": Format("text/csv; charset=utf-8", csv_file),
    "pdf": Format("application/pdf", pdf_file),
}
