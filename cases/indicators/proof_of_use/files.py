"""A proof of use as files: one PDF, and the set of it with tables of employment, figures and checks. Names are neutral."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.indicators.exports import sheet_name
from cases.indicators.proof_of_use import checks
from cases.indicators.proof_of_use.clauses import as_cited_here
from cases.indicators.proof_of_use.content import Content, FigureTable
from cases.models import ProofOfUse
from portal import conf
from portal.csv_safety import as_text
from portal.pdf import Frame, render
from portal.written_dates import written

TEMPLATE = Path(__file__).parent / "typst" / "proof.typ"
Cell = str | int
STATUS_WORDS = {
    checks.FULFILLED: lambda: _("erfüllt"),
    checks.MISSING: lambda: _("fehlt"),
    checks.NEEDS_REASON: lambda: _("Grund fehlt"),
    checks.EXCUSED: lambda: _("begründet"),
}


@dataclass(frozen=True)
class Table:
    """`name` is the sheet's."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Printed:
    """A proof with what it says, for its files."""

    proof: ProofOfUse
    content: Content
    at: dt.datetime

    @property
    def title(self) -> str:
        # In the metadata and on every page: names neither a person nor a case.
        return _("Verwendungsnachweis, %(period)s") % {"period": self.proof.period.name}


def employment_table(content: Content) -> Table:
    heads = [
        _("Name"),
        _("Arbeitsort"),
        _("Art der Qualifikation"),
        _("Zeitraum"),
        _("Stellenanteil"),
        _("Vollzeitstellen"),
        _("Nachqualifizierung"),
    ]
    return Table(_("Beschäftigung"), heads, [tuple(asdict(line).values()) for line in content.staff])


def absence_table(content: Content) -> Table:
    heads = [_("Name"), _("Nicht da"), _("Vertretung nötig ab"), _("Nicht vertreten")]
    return Table(_("Vertretung"), heads, [tuple(asdict(line).values()) for line in content.absences])


def check_table(content: Content) -> Table:
    heads = [_("Regel"), _("Wer oder was"), _("Ergebnis"), _("Im Einzelnen"), _("Grundlage"), _("Ausnahme")]
    rows = [
        (line.rule, line.title, STATUS_WORDS[line.status](), line.text, line.clause, line.exemption)
        for line in content.checks
    ]
    return Table(_("Prüfung"), heads, rows)


def figure_sheet(table: FigureTable) -> Table:
    return Table(table.name, table.heads, table.rows)


def figure_list(content: Content) -> Table:
    """All figures in one table, a line each, for programs: number and words are apart."""
    rows: list[Sequence[Cell]] = []
    for table in content.figures:
        for name, *cells in table.rows:
            for head, cell in zip(table.heads[1:], cells, strict=True):
                is_number = isinstance(cell, int)
                rows.append((table.name, name, head, cell if is_number else "", "" if is_number else cell))
    return Table(_("Alle Werte"), [_("Kennzahl"), _("Zeile"), _("Spalte"), _("Wert"), _("Angabe")], rows)


def csv_file(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    for row in (table.heads, *table.rows):
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(tables: Sequence[Table]) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    bold, plain = book.add_format({"bold": True, "bottom": 1, "text_wrap": True}), book.add_format({"text_wrap": True})
    taken: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(sheet_name(table.name, taken))
        sheet.write_row(0, 0, list(map(as_text, table.heads)), bold)
        for place, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, column, as_text(cell), plain)
                else:
                    sheet.write_number(place, column, cell)
        sheet.set_column(0, len(table.heads) - 1, 24)
        sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def pdf_file(printed: Printed) -> bytes:
    content, proof = as_cited_here(printed.content), printed.proof
    frame = Frame(
        title=printed.title,
        county=str(conf.get("COUNTY_NAME")),
        printed_on=date_format(timezone.localtime(printed.at), "j. F Y"),
        page=_("Seite {page} von {pages}"),
        note=str(proof.get_state_display()),
        language=(get_language() or "de")[:2],
    )
    data = {
        "title": printed.title,
        "facts": facts_of(proof),
        "words": words_of(content),
        "staff": as_data(employment_table(content)),
        "absences": as_data(absence_table(content)) if content.absences else None,
        "report": [{"name": part.name, "paragraphs": paragraphs(part.text)} for part in content.report],
        "figures": [{**as_data(figure_sheet(one)), "meta": meta_of(one)} for one in content.figures],
        "checks": as_data(check_table(content)),
    }
    return render(TEMPLATE, data, frame=frame, at=printed.at)


def words_of(content: Content) -> dict[str, str]:
    return {
        "staff": _("Nachweis der Beschäftigung"),
        "total": _("Vollzeitstellen im Zeitraum zusammen: %(total)s") % {"total": content.total},
        "absences": _("Ausfälle von mehr als sechs Wochen"),
        "report": _("Sachbericht"),
        "no_report": _("Noch ist nichts geschrieben."),
        "figures": _("Kennzahlen"),
        "figures_note": _(
            "Null heißt: gezählt und nichts gefunden. „Nichts zu melden“, „liegt nicht vor“ und „fehlt“ sind etwas anderes."
        ),
        "no_figures": _("Es liegen keine angenommenen Kennzahlen vor."),
        "checks": _("Prüfung gegen die Richtlinie"),
        "no_staff": _("Niemand ist eingetragen."),
    }


def facts_of(proof: ProofOfUse) -> list[list[str]]:
    period = proof.period
    facts = [
        [_("Träger"), proof.organisation.name],
        [_("Förderzeitraum"), f"{date_format(period.first_day, 'j. F Y')} – {date_format(period.last_day, 'j. F Y')}"],
        [_("Einreichen bis"), written(proof.due_on, "j. F Y")],
        [_("Stand"), str(proof.get_state_display())],
    ]
    if proof.submitted_at is not None:
        facts.append([_("Eingereicht am"), date_format(timezone.localtime(proof.submitted_at), "j. F Y, H:i")])
    return facts


def meta_of(table: FigureTable) -> str:
    return ", ".join(filter(None, [table.meta, table.clause]))


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def as_data(table: Table) -> dict[str, object]:
    return {"name": table.name, "heads": list(table.heads), "rows": [[str(cell) for cell in row] for row in table.rows]}


def zip_file(printed: Printed) -> bytes:
    """The same content gives the same bytes."""
    content = as_cited_here(printed.content)
    employment, figures = [employment_table(content), absence_table(content)], figure_list(content)
    sheets = [figures, *map(figure_sheet, content.figures)]
    files = {
        "Verwendungsnachweis.pdf": pdf_file(printed),
        "Beschaeftigung.xlsx": xlsx_file(employment),
        "Beschaeftigung.csv": csv_file(employment[0]),
        "Vertretung.csv": csv_file(employment[1]),
        "Kennzahlen.xlsx": xlsx_file(sheets),
        "Kennzahlen.csv": csv_file(figures),
        "Pruefung.xlsx": xlsx_file([check_table(content)]),
        "Pruefung.csv": csv_file(check_table(content)),
    }
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), held, ZIP_DEFLATED)
    return target.getvalue()


@dataclass(frozen=True)
class Format:
    kind: str
    name: str
    write: Callable[[Printed], bytes]


FORMATS = {
    "pdf": Format("application/pdf", "Verwendungsnachweis.pdf", pdf_file),
    "zip": Format("application/zip", "Verwendungsnachweis.zip", zip_file),
}
