"""CSV and XLSX of organisations and contacts. No cell is ever read as a formula."""

import csv
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook  # type: ignore[import-untyped]  # ships no types
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]  # ships no types
from openpyxl.styles import Font  # type: ignore[import-untyped]  # ships no types
from openpyxl.worksheet._writer import WorksheetWriter  # type: ignore[import-untyped]  # ships no types
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]  # ships no types

from directory.languages import language_names
from directory.models import Coverage, Municipality, Organisation, Position
from portal.csv_safety import as_text
from search.language.german import clean

Row = Sequence[str]


def organisations(rows: Iterable[Organisation]) -> tuple[Row, list[Row]]:
    """A head and one row a site; `sites` should be prefetched."""
    head = [
        _("Organisation"),
        _("Kurzname"),
        _("Art"),
        _("Telefon"),
        _("E-Mail"),
        _("Internetseite"),
        _("Standort"),
        _("Straße und Hausnummer"),
        _("Postleitzahl"),
        _("Ort"),
        _("Öffnungszeiten"),
        _("Ausnahmen"),
        _("Zugang"),
        _("Sprachen"),
        _("Bestätigt am"),
    ]
    return head, [
        organisation_row(organisation, site) for organisation in rows for site in [*organisation.sites.all()] or [None]
    ]


def organisation_row(organisation: Organisation, site: Any) -> Row:
    place = (site.name, site.street, site.postcode, site.town, site.hours, site.special_hours) if site else ("",) * 6
    beside = (site.get_access_display(), ", ".join(language_names(site.languages))) if site else ("", "")
    phone, email = organisation.phone or (site and site.phone), organisation.email or (site.email if site else "")
    about = (
        organisation.name,
        organisation.short_name,
        str(organisation.get_kind_display()),
        number(phone),
        email,
        organisation.website,
    )
    return [*about, *place, *map(str, beside), day(organisation.confirmed_on)]


def contacts(positions: Iterable[Position]) -> tuple[Row, list[Row]]:
    head = [
        _("Nachname"),
        _("Vorname"),
        _("Titel"),
        _("Aufgabe"),
        _("Bereich"),
        _("Organisation"),
        _("Team"),
        _("Arbeitsort"),
        _("Telefon"),
        _("Mobil"),
        _("E-Mail"),
        _("Gilt ab"),
        _("Gilt bis"),
        _("Bestätigt am"),
    ]
    return head, [contact_row(position) for position in positions]


def contact_row(position: Position) -> Row:
    who = position.person
    return [
        who.last_name,
        who.first_name,
        who.title,
        position.role,
        position.area,
        position.organisation.name,
        position.team.name if position.team else "",
        position.site.address if position.site else "",
        number(position.phone),
        number(position.mobile),
        position.email,
        day(position.valid_from),
        day(position.valid_until),
        day(position.confirmed_on),
    ]


def coverage(rows: Iterable[Coverage]) -> tuple[Row, list[Row]]:
    head = [
        _("Gemeindeschlüssel"),
        _("Gemeinde"),
        _("Dienst"),
        _("Zielgruppe"),
        _("Zuständige Organisation"),
        _("Standort"),
        _("Ansprechperson"),
        _("Postfach"),
        _("Struktur"),
        _("Hinweis"),
        _("Gilt ab"),
        _("Gilt bis"),
    ]
    return head, [coverage_row(row) for row in rows]


def coverage_row(row: Coverage) -> Row:
    # Tables are for all partners; what is restricted is left out, not marked.
    contact = row.contact if row.contact and not row.contact.is_restricted else None
    mailbox = row.mailbox if row.mailbox and not row.mailbox.is_restricted else None
    return [
        row.municipality.ags,
        row.municipality.name,
        row.service.name,
        row.target_group.name if row.target_group else "",
        row.organisation.name,
        row.site.name if row.site else "",
        str(contact.person) if contact else "",
        mailbox.name if mailbox else "",
        row.structure,
        row.note,
        day(row.valid_from),
        day(row.valid_until),
    ]


def municipalities(rows: Iterable[Municipality]) -> tuple[Row, list[Row]]:
    """`postcodes`, `places` and `successions` should be prefetched."""
    head = [
        _("Gemeindeschlüssel"),
        _("Name"),
        _("Art"),
        _("Einwohnerzahl"),
        _("Postleitzahlen"),
        _("Ortsteile"),
        _("Gilt ab"),
        _("Gilt bis"),
        _("Aufgegangen in"),
    ]
    return head, [municipality_row(municipality) for municipality in rows]


def municipality_row(municipality: Municipality) -> Row:
    return [
        municipality.ags,
        municipality.name,
        str(municipality.get_kind_display()),
        "" if municipality.population is None else str(municipality.population),
        ", ".join(sorted(code.code for code in municipality.postcodes.all())),
        ", ".join(sorted(place.name for place in municipality.places.all())),
        day(municipality.valid_from),
        day(municipality.valid_until),
        ", ".join(sorted(link.successor.ags for link in municipality.successions.all())),
    ]


def number(phone: Any) -> str:
    """As dialled in the country: no plus sign, which spreadsheets take for a formula."""
    return str(getattr(phone, "shown", phone) or "")


def day(date: Any) -> str:
    return f"{date:%d.%m.%Y}" if date else ""


def cell(text: str) -> str:
    """Text that a spreadsheet takes for text (F25)."""
    return as_text(clean(text).strip())


def csv_content(head: Row, rows: Iterable[Row], name: str) -> bytes:
    """With the mark by which spreadsheets know UTF-8, and the separator German ones expect."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(text) for text in row] for row in (head, *rows))
    return out.getvalue().encode("utf-8-sig")


def xlsx_content(head: Row, rows: Iterable[Row], name: str) -> bytes:
    """Made in memory: nothing of it lies on the disk in between (F67)."""
    book = Workbook()
    sheet = book.active
    # Excel refuses longer ones.
    sheet.title = name[:31]
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, text, bold=True) for text in head])
    for row in rows:
        sheet.append([text_cell(sheet, text) for text in row])
    out = BytesIO()
    InMemoryWriter(book, ZipFile(out, "w", ZIP_DEFLATED)).save()
    return out.getvalue()


class InMemoryWriter(ExcelWriter):
    """openpyxl's own keeps each sheet in a temporary file until it is packed."""

    def write_worksheet(self, ws: Any) -> None:
        out = BytesIO()
        writer = WorksheetWriter(ws, out)
        writer.write()
        ws._rels, ws._drawing = writer._rels, None
        self._archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


def as_csv(head: Row, rows: Iterable[Row], name: str) -> HttpResponse:
    return attached(csv_content(head, rows, name), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(head: Row, rows: Iterable[Row], name: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return attached(xlsx_content(head, rows, name), kind, f"{name}.xlsx")


def text_cell(sheet: Any, text: str, bold: bool = False) -> Any:
    written = WriteOnlyCell(sheet, value=cell(text))
    # Otherwise what begins with = would be a formula when the file is opened.
    written.data_type = "s"
    if bold:
        written.font = Font(bold=True)
    return written


def attached(content: bytes, kind: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


FORMATS: dict[str, Callable[[Row, Iterable[Row], str], HttpResponse]] = {"csv": as_csv, "xlsx": as_xlsx}
CONTENTS: dict[str, Callable[[Row, Iterable[Row], str], bytes]] = {"csv": csv_content, "xlsx": xlsx_content}
