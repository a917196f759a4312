"""Which text of a document a request asks for, and whether the person may have it."""

from django.http import Http404, HttpRequest

from pages.documents.access import may_prepare
from pages.exports import gather
from pages.exports.content import DocumentContent
from pages.models import NormativePage, Version
from pages.versions import queries
from pages.versions.queries import Dated


def row_asked(request: HttpRequest, page: NormativePage, number: str) -> Dated | None:
    """The version of that number; None for today's text."""
    if not number:
        return None
    row = next((row for row in visible_versions(request, page) if str(row.version.number) == number), None)
    if row is None:
        raise Http404
    return row


def content_asked(request: HttpRequest, page: NormativePage, *, references: bool) -> DocumentContent:
    row = row_asked(request, page, request.GET.get("fassung", ""))
    if row is None:
        return gather.current(page, references=references)
    return gather.of_version(page, visible_versions(request, page), row, references=references)


def visible_versions(request: HttpRequest, page: NormativePage) -> list[Dated]:
    """Of a translation none: former texts are kept in the original. What is in preparation only to those who prepare it."""
    rows = queries.history(page)
    if may_prepare(request.user, page):
        return rows
    return [row for row in rows if row.version.state == Version.State.ADOPTED]
