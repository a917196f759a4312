"""A report by file: the template out, the filled one in, with what became of each cell."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases.access import actor_of
from cases.indicators import table_files, trail
from cases.indicators.answer_actions import save_answers
from cases.indicators.errors import NotNow, Refused
from cases.indicators.queries import Catalogue, answers_of, catalogue_of
from cases.indicators.submission_views import is_editable, own
from cases.indicators.table_files import CellResult, UnreadableTableError
from cases.models import Submission


@transaction.atomic
def table_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST stores what is right as a draft and names what is not; nothing typed before is lost."""
    row = own(request, pk)
    catalogue = catalogue_of(row.period)
    if request.method != "POST":
        trail.about(trail.SUBMISSION_READ, actor_of(request), row)
        return render(request, "cases/indicators/table_file.html", {"submission": row})
    shown: dict[str, object] = {"submission": row}
    try:
        results = taken_over(request, row, catalogue)
        shown |= {"results": results, "said": in_words(results)}
    except UnreadableTableError as error:
        shown["problem"] = str(error)
    except Refused as error:
        shown["problem"] = " ".join(error.messages)
    return render(request, "cases/indicators/table_file.html", shown, status=422 if "problem" in shown else 200)


def in_words(results: list[CellResult]) -> str:
    taken = sum(bool(one.value) and not one.problem for one in results)
    refused = sum(bool(one.problem) for one in results)
    parts = [ngettext("%(n)s Feld übernommen", "%(n)s Felder übernommen", taken) % {"n": taken}]
    if refused:
        parts.append(ngettext("%(n)s Feld nicht", "%(n)s Felder nicht", refused) % {"n": refused})
    return ", ".join(parts)


def taken_over(request: HttpRequest, row: Submission, catalogue: Catalogue) -> list[CellResult]:
    actor, file = actor_of(request), request.FILES.get("datei")
    if not is_editable(actor, row):
        raise NotNow
    if not isinstance(file, UploadedFile):
        raise UnreadableTableError(_("Bitte wählen Sie eine Datei aus."))
    if (file.size or 0) > table_files.MOST_BYTES:
        raise UnreadableTableError(_("Die Datei ist zu groß. Bitte die Vorlage dieser Meldung benutzen."))
    results = table_files.read_table(file.read(), row.period, catalogue)
    values = table_files.merged(results, catalogue, answers_of(row))
    save_answers(submission=row, values=values, by=actor)
    return results


@require_safe
@transaction.atomic
def table_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = own(request, pk)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(table_files.template(row.period, catalogue_of(row.period)), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="Meldung.xlsx"'
    return response
