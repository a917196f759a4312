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


def organisations(found: Iterable[Organisation]) -> tuple[Row, list[Row]]:
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
    return head, [organisation_row(one, site) for one in found for site in [*one.sites.all()] or [None]]


def organisation_row(one: Organisation, site: Any) -> Row:
    place = (site.name, site.street, site.postcode, site.town, site.hours, site.special_hours) if site else ("",) * 6
    beside = (site.get_access_display(), ", ".join(language_names(site.languages))) if site else ("", "")
    phone, email = one.phone or (site and site.phone), one.email or (site.email if site else "")
    about = (one.name, one.short_name, str(one.get_kind_display()), number(phone), email, one.website)
    return [*about, *place, *map(str, beside), day(one.confirmed_on)]


def contacts(found: Iterable[Position]) -> tuple[Row, list[Row]]:
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
    return head, [contact_row(one) for one in found]


def contact_row(one: Position) -> Row:
    who = one.person
    return [
        who.last_name,
        who.first_name,
        who.title,
        one.role,
        one.area,
        one.organisation.name,
        one.team.name if one.team else "",
        one.site.address if one.site else "",
        number(one.phone),
        number(one.mobile),
        one.email,
        day(one.valid_from),
        day(one.valid_until),
        day(one.confirmed_on),
    ]


def coverage(found: Iterable[Coverage]) -> tuple[Row, list[Row]]:
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
    return head, [coverage_row(one) for one in found]


def coverage_row(one: Coverage) -> Row:
    contact = one.contact if one.contact and not one.contact.is_restricted else None
    mailbox = one.mailbox if one.mailbox and not one.mailbox.is_restricted else None
    return [
        one.municipality.ags,
        one.municipality.name,
        one.service.name,
        one.target_group.name if one.target_group else "",
        one.organisation.name,
        one.site.name if one.site else "",
        str(contact.person) if contact else "",
        mailbox.name if mailbox else "",
        one.structure,
        one.note,
        day(one.valid_from),
        day(one.valid_until),
    ]


def municipalities(found: Iterable[Municipality]) -> tuple[Row, list[Row]]:
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
    return head, [municipality_row(one) for one in found]


def municipality_row(one: Municipality) -> Row:
    return [
        one.ags,
        one.name,
        str(one.get_kind_display()),
        "" if one.population is None else str(one.population),
        ", ".join(sorted(code.code for code in one.postcodes.all())),
        ", ".join(sorted(place.name for place in one.places.all())),
        day(one.valid_from),
        day(one.valid_until),
        ", ".join(sorted(link.successor.ags for link in one.successions.all())),
    ]


def number(phone: Any) -> str:
    """As dialled in the country: no plus sign, which spreadsheets take for a formula."""
    return str(getattr(phone, "as_national", phone) or "")


def day(one: Any) -> str:
    return f"{one:%d.%m.%Y}" if one else ""


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
    one = WriteOnlyCell(sheet, value=cell(text))
    one.data_type = "s"
    if bold:
        one.font = Font(bold=True)
    return one


def attached(content: bytes, kind: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


FORMATS: dict[str, Callable[[Row, Iterable[Row], str], HttpResponse]] = {"csv": as_csv, "xlsx": as_xlsx}
CONTENTS: dict[str, Callable[[Row, Iterable[Row], str], bytes]] = {"csv": csv_content, "xlsx": xlsx_content}
