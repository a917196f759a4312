"""Files of a document, for whoever may open it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pages.documents.access import document_or_404
from pages.exports import files, gather, pdf
from pages.exports.content import with_subsections
from portal.requests.limits import limited, seconds_to_wait_here

FILES = 60
PER_SECONDS = 600
costly = limited("document-files", FILES, PER_SECONDS, seconds_to_wait_here)


@require_safe
@costly
def document(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    page, made = document_or_404(request, pk), files.FORMATS.get(form)
    if made is None:
        raise Http404
    content = gather.current(page)
    name = files.name_of(content, made.suffix)
    return files.answer(
        request, files.stamp_of(content, form), name, made.kind, lambda: made.make(content, timezone.now())
    )


@require_safe
@costly
def section(request: HttpRequest, pk: int, identity: str) -> HttpResponse:
    content = gather.current(document_or_404(request, pk))
    chosen = with_subsections(content.sections, identity)
    if not chosen:
        raise Http404
    name = files.name_of(content, "pdf", chosen[0].number)
    return files.answer(
        request,
        files.stamp_of(content, identity),
        name,
        "application/pdf",
        lambda: pdf.section_file(content, identity, timezone.now()),
    )
