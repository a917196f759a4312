"""How a document stands, as a file: names of one's own organisations, numbers of all for who asks."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.models import AcknowledgementRule
from pages.reading.queries import Count, Reader, Standing
from portal import conf
from portal.csv_safety import as_text
from portal.pdf import Frame, render

TEMPLATE = Path(__file__).parent / "typst" / "list.typ"


@dataclass(frozen=True)
class Part:
    heading: str
    columns: list[str]
    rows: list[list[str]]


def state_of(one: Reader) -> str:
    if one.given is None:
        return _("überfällig") if one.is_overdue else _("fehlt noch")
    return _("bestätigt, Fassung %(number)d") % {"number": one.given.read.number}


def day_of(one: Reader) -> str:
    return date_format(timezone.localtime(one.given.confirmed_at), "d.m.Y") if one.given else ""


def name_of(count: Count) -> str:
    return count.organisation or _("Stellen mit nur einer Person, zusammengefasst")


def name_parts(found: Standing) -> Iterator[Part]:
    columns = [_("Name"), _("Stand"), _("Datum")]
    for organisation, people in found.teams:
        yield Part(
            organisation.name, columns, [[one.user.get_full_name(), state_of(one), day_of(one)] for one in people]
        )


def number_parts(found: Standing) -> Iterator[Part]:
    if found.counts:
        rows = [[name_of(one), str(one.asked), str(one.given), str(one.missing)] for one in found.counts]
        yield Part(_("Je Stelle"), [_("Stelle"), _("gefragt"), _("bestätigt"), _("fehlt")], rows)


def names_csv(_rule: AcknowledgementRule, found: Standing) -> HttpResponse:
    parts = list(name_parts(found))
    if not parts:
        raise Http404
    rows = [[part.heading, *row] for part in parts for row in part.rows]
    return csv_file([_("Stelle"), *parts[0].columns], rows, "kenntnisnahmen.csv")


def numbers_csv(_rule: AcknowledgementRule, found: Standing) -> HttpResponse:
    parts = list(number_parts(found))
    if not parts:
        raise Http404
    return csv_file(parts[0].columns, parts[0].rows, "kenntnisnahmen-zahlen.csv")


def csv_file(columns: list[str], rows: list[list[str]], name: str) -> HttpResponse:
    """Semicolons and a mark at the beginning, for spreadsheets set to German; no cell is a formula."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(columns)
    table.writerows([as_text(cell) for cell in row] for row in rows)
    return attachment(f"\ufeff{text.getvalue()}".encode(), "text/csv; charset=utf-8", name)


def pdf(rule: AcknowledgementRule, found: Standing) -> HttpResponse:
    parts = [*name_parts(found), *number_parts(found)]
    if not parts:
        raise Http404
    now = timezone.now()
    frame = Frame(
        title=_("Kenntnisnahmen"),
        county=conf.get("COUNTY_NAME"),
        printed_on=date_format(timezone.localtime(now), "j. F Y"),
        page=_("Seite {page} von {pages}"),
        note=rule.document.cite_name(),
    )
    content = {
        "title": rule.document.title,
        "lead": lead(rule, found),
        "parts": [asdict(part) for part in parts],
        "note": _("Personenbezogene Angaben: nur für die Leitung der genannten Stelle."),
    }
    return attachment(render(TEMPLATE, content, frame=frame, at=now), "application/pdf", "kenntnisnahmen.pdf")


def lead(rule: AcknowledgementRule, found: Standing) -> str:
    number = rule.version.number if rule.version else 0
    said = {"number": number, "given": found.total.given, "asked": found.total.asked}
    return _("Fassung %(number)d: %(given)d von %(asked)d haben bestätigt.") % said


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


FORMS: dict[str, Callable[[AcknowledgementRule, Standing], HttpResponse]] = {
    "namen-csv": names_csv,
    "zahlen-csv": numbers_csv,
    "pdf": pdf,
}
