"""Files of a document, for whoever may open it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pages.documents.access import document_or_404, may_prepare, original_or_404
from pages.exports import comparison_pdf, files, gather, pdf
from pages.exports.content import DocumentContent, with_subsections
from pages.models import NormativePage, Version
from pages.versions import queries
from pages.versions.compared_pair import NotComparable, pair_asked
from pages.versions.queries import Dated
from portal.requests.limits import limited, seconds_to_wait_here

FILES = 60
PER_SECONDS = 600
PDF = "application/pdf"
costly = limited("document-files", FILES, PER_SECONDS, seconds_to_wait_here)


@require_safe
@costly
def document(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    made = files.FORMATS.get(form)
    if made is None:
        raise Http404
    content = content_asked(request, document_or_404(request, pk), references=made.references)
    stamp, name = files.stamp_of(content, form), files.name_of(content, made.suffix)
    return files.answer(request, stamp, name, made.kind, lambda: made.make(content, timezone.now()))


@require_safe
@costly
def section(request: HttpRequest, pk: int, identity: str) -> HttpResponse:
    content = content_asked(request, document_or_404(request, pk), references=True)
    chosen = with_subsections(content.sections, identity)
    if not chosen:
        raise Http404
    stamp, name = files.stamp_of(content, identity), files.name_of(content, "pdf", chosen[0].number)
    return files.answer(request, stamp, name, PDF, lambda: pdf.section_file(content, identity, timezone.now()))


@require_safe
@costly
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    page = original_or_404(request, pk)
    rows = visible_versions(request, page)
    try:
        pair = pair_asked(rows, request.GET.get("von", ""), request.GET.get("bis", ""))
    except NotComparable as reason:
        raise Http404(str(reason)) from reason
    compared = gather.comparison_of(page, pair.old, pair.new)
    stamp, name = files.stamp_of(compared), files.comparison_name(compared)
    return files.answer(request, stamp, name, PDF, lambda: comparison_pdf.comparison_file(compared, timezone.now()))


def content_asked(request: HttpRequest, page: NormativePage, *, references: bool) -> DocumentContent:
    """Today's text, or that of the version whose number is asked for."""
    asked = request.GET.get("fassung", "")
    if not asked:
        return gather.current(page, references=references)
    rows = visible_versions(request, page)
    row = next((row for row in rows if str(row.version.number) == asked), None)
    if row is None:
        raise Http404
    return gather.of_version(page, rows, row, references=references)


def visible_versions(request: HttpRequest, page: NormativePage) -> list[Dated]:
    """Of a translation none: former texts are kept in the original. What is in preparation only to those who prepare it."""
    rows = queries.history(page)
    if may_prepare(request.user, page):
        return rows
    return [row for row in rows if row.version.state == Version.State.ADOPTED]
