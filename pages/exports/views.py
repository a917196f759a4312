"""Files of a document, for whoever may open it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from pages.documents.access import document_or_404, original_or_404
from pages.exports import big, comparison_pdf, files, gather, pdf
from pages.exports.asked import content_asked, visible_versions
from pages.exports.content import with_subsections
from pages.versions.compared_pair import NotComparable, pair_asked
from portal.requests.limits import limited, seconds_to_wait_here

FILES = 60
PER_SECONDS = 600
costly = limited("document-files", FILES, PER_SECONDS, seconds_to_wait_here)


@require_safe
@costly
def document(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    made = files.FORMATS.get(form)
    if made is None:
        raise Http404
    content = content_asked(request, document_or_404(request, pk), references=made.references)
    if form == "pdf" and big.is_big(content):
        asked = request.GET.get("fassung", "")
        order = reverse("exports:order", args=[pk])
        return redirect(f"{order}?{urlencode({'fassung': asked})}" if asked else order)
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
    return files.answer(request, stamp, name, files.PDF, lambda: pdf.section_file(content, identity, timezone.now()))


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
    return files.answer(
        request, stamp, name, files.PDF, lambda: comparison_pdf.comparison_file(compared, timezone.now())
    )
