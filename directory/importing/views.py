"""The editor's way in for tables: upload, preview of every change, storing exactly that. Nothing is kept in between."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied

from directory.importing import running
from directory.importing.reading import MAX_BYTES, Sheet, Unreadable, read
from directory.importing.rows import MAX_CELL, Row, tidy
from directory.importing.running import ChangedMeanwhileError, Report
from directory.importing.tables import TABLES
from directory.importing.values import in_each_language, key
from portal.identity.users import signed_in
from portal.models import User

MAX_ROWS_HERE = 5000
MAX_TOKEN = 2 * 1024 * 1024
SALT = "directory.import"
PREVIEW_SECONDS = 24 * 60 * 60
SHOWN = 500
MAINTAINED = ("organisation", "person", "position", "coverage", "municipality")


@dataclass(frozen=True)
class Waiting:
    """A table between preview and storing, with what was shown of it; travels as a signed text in the form."""

    sheet: Sheet
    table: str
    digest: str

    @property
    def token(self) -> str:
        rows = [[row.number, row.cells, sorted(row.formulas)] for row in self.sheet.rows]
        said = [self.sheet.name, self.sheet.head, rows, self.table, self.digest]
        return signing.dumps(said, salt=SALT, compress=True)

    @classmethod
    def from_token(cls, token: str) -> "Waiting | None":
        """None for a text that is too old, was changed, or was made by an earlier version of the portal."""
        try:
            name, head, rows, table, digest = signing.loads(token, salt=SALT, max_age=PREVIEW_SECONDS)
            body = tuple(Row(number, tuple(cells), frozenset(formulas)) for number, cells, formulas in rows)
        # A text of an earlier version of the portal may be signed well and yet have other parts.
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return cls(Sheet(name, tuple(head), body), table, digest)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tabelle"),
        help_text=gettext_lazy("CSV oder XLSX mit den Überschriften, die das Verzeichnis beim Laden selbst schreibt."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={"required": gettext_lazy("Bitte wählen Sie eine Datei aus.")},
    )
    table = forms.ChoiceField(
        label=gettext_lazy("Was in der Tabelle steht"),
        required=False,
        choices=[
            ("", gettext_lazy("an den Überschriften erkennen")),
            *((kind.name, kind.label) for kind in TABLES.values()),
        ],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if upload is not None and not self.errors:
            try:
                data["sheet"] = checked(upload.name, upload.read(MAX_BYTES + 1))
                running.table_for(data["sheet"], data["table"])
            except Unreadable as reason:
                self.add_error("file", ValidationError(str(reason), code="unreadable"))
        return data


def checked(name: str, content: bytes) -> Sheet:
    sheet = read(name, content)
    # The table travels through the browser and back, and a worker is busy for as long as it is read.
    if len(sheet.rows) > MAX_ROWS_HERE or len(Waiting(sheet, "", "").token) > MAX_TOKEN:
        raise Unreadable(
            _(
                "Die Tabelle ist für die Vorschau zu lang. Bitte teilen Sie sie auf oder lassen Sie sie auf dem Server mit "
                "dem Befehl import_directory einlesen."
            )
        )
    return sheet


def may_import(user: User | AnonymousUser) -> bool:
    return bool(user.has_perms([f"directory.{verb}_{model}" for model in MAINTAINED for verb in ("add", "change")]))


def upload(request: HttpRequest) -> HttpResponse:
    """First step: choose a table. One that can be read is shown at once with all it would change."""
    if not may_import(request.user):
        return permission_denied(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        report = running.preview(data["sheet"], data["table"])
        return show(request, data["sheet"], report)
    title = _("Tabelle einlesen")
    context = {
        "form": form,
        "tables": TABLES.values(),
        "page_title": title,
        "header_title": title,
        "header_icon": "upload",
    }
    return render(request, "directory/importing/upload.html", context)


def store(request: HttpRequest) -> HttpResponse:
    """Second step: stores what the preview showed, or shows anew what has become of it."""
    if not may_import(request.user):
        return permission_denied(request)
    waiting = Waiting.from_token(request.POST.get("table", ""))
    if waiting is None:
        messages.error(request, _("Die Vorschau gibt es nicht mehr. Bitte laden Sie die Datei noch einmal hoch."))
        return redirect("directory_import")
    answers = answers_in(request) if waiting.table == "people" else {}
    if answers:
        # What somebody has decided is shown with all it does before it is stored.
        sheet = waiting.sheet.answered(answered_column(waiting.sheet), answers)
        return show(request, sheet, running.preview(sheet, waiting.table))
    try:
        report = running.store(waiting.sheet, waiting.table, by=signed_in(request), seen=waiting.digest)
    except ChangedMeanwhileError as changed:
        messages.warning(
            request,
            _(
                "Das Verzeichnis hat sich seit der Vorschau geändert. Es ist nichts gespeichert; bitte prüfen Sie noch einmal."
            ),
        )
        return show(request, waiting.sheet, changed.report)
    messages.success(request, stored(report))
    return redirect("directory_import")


ANSWER = re.compile(r"person-(\d{1,7})")


def answers_in(request: HttpRequest) -> dict[int, str]:
    """By line of the table, which person is meant."""
    fields = ((ANSWER.fullmatch(name), tidy(str(value)[:MAX_CELL])) for name, value in request.POST.items())
    return {int(name[1]): value for name, value in fields if name and value}


def answered_column(sheet: Sheet) -> str:
    """The heading under which the table says who is meant, in whatever language it was written."""
    (column,) = (column for column in TABLES["people"].columns if column.name == "person")
    own = in_each_language(column.label)
    return next((head for head in sheet.head if key(head) in own), str(column.label))


def stored(report: Report) -> str:
    new, changed = report.counts[running.NEW], report.counts[running.CHANGED]
    return " ".join(
        [
            _("Gespeichert:"),
            ngettext("%(number)d neue Zeile,", "%(number)d neue Zeilen,", new) % {"number": new},
            ngettext("%(number)d geänderte Zeile.", "%(number)d geänderte Zeilen.", changed) % {"number": changed},
        ]
    )


def show(request: HttpRequest, sheet: Sheet, report: Report) -> HttpResponse:
    """What is wrong first, then what changes; rows that say what is there already are only counted."""
    order = {running.WRONG: 0, running.CHANGED: 1, running.NEW: 2}
    lines = sorted(
        (line for line in report.lines if line.state in order), key=lambda line: (order[line.state], line.number)
    )
    title = _("Vorschau")
    context = {
        "sheet": sheet,
        "report": report,
        "label": TABLES[report.table].label,
        "lines": Paginator(lines, SHOWN).get_page(1),
        "rest": max(0, len(lines) - SHOWN),
        "token": Waiting(sheet, report.table, report.digest).token if report.is_storable or report.is_asking else "",
        "page_title": title,
        "page_subtitle": sheet.name,
        "header_title": f"{title}: {sheet.name}",
        "header_icon": "table",
    }
    # The form was read but cannot be stored as it is.
    status = 422 if report.counts[running.WRONG] and not report.is_asking else 200
    return render(request, "directory/importing/preview.html", context, status=status)
