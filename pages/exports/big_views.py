"""Asking for a large file, waiting for it, taking it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pages.documents.access import document_or_404
from pages.documents.frame import framed
from pages.exports import big
from pages.exports.asked import row_asked
from pages.exports.files import PDF
from pages.models import NormativePage, OrderedFile
from portal.identity.users import signed_in
from portal.requests.limits import limited

ORDERS = 10
PER_SECONDS = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@limited("large-files", ORDERS * 5, PER_SECONDS)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    page = document_or_404(request, pk)
    row = row_asked(request, page, request.GET.get("fassung", ""))
    if request.method == "POST":
        made = big.order(document=page, version=row.version.number if row else 0, by=signed_in(request))
        return redirect("exports:file", page.pk, made.pk)
    return render(request, "pages/exports/big.html", framed(page) | {"tab": ""})


@require_safe
def file(request: HttpRequest, pk: int, file_pk: uuid.UUID) -> HttpResponse:
    page, ordered = ordered_or_404(request, pk, file_pk)
    if ordered.made_at is None:
        messages.info(request, _("Die Datei ist noch nicht fertig. Sie können die Seite verlassen und wiederkommen."))
    return render(request, "pages/exports/big.html", framed(page) | {"tab": "", "ordered": ordered})


@require_safe
def take(request: HttpRequest, pk: int, file_pk: uuid.UUID) -> HttpResponse:
    _page, ordered = ordered_or_404(request, pk, file_pk)
    if ordered.content is None:
        raise Http404
    response = HttpResponse(bytes(ordered.content), content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="{ordered.name}"'
    return response


def ordered_or_404(request: HttpRequest, pk: int, file_pk: uuid.UUID) -> tuple[NormativePage, OrderedFile]:
    """For who asked, as long as they may open the document and that version of it."""
    page = document_or_404(request, pk)
    found = get_object_or_404(OrderedFile, pk=file_pk, document=page, asked_by=signed_in(request))
    row_asked(request, page, str(found.version or ""))
    return page, found
