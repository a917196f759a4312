"""The preview of a document that was read, and a single section of it."""

import uuid
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_denied

from pages.importer import forms, kept, queries
from pages.importer.drafts import import_parent, suggested
from pages.importer.outline import Outline
from pages.importer.preview import choices
from pages.importer.preview.hints import FACTS
from pages.importer.preview.shown import preview_of, section_of
from pages.importer.preview.wishes import wish_in, wish_of
from pages.models import DocumentImport
from pages.models.terms import Terms


def show_preview(request: HttpRequest, row: DocumentImport, outline: Outline) -> HttpResponse:
    title = gettext("Vorschau")
    form, wish = forms.facts_form(row, outline), wish_of(request.GET)
    preview = preview_of(outline, kept.lines_of(row), revoked=set(row.revoked), wish=wish, pictured=row.is_pdf)
    context = {
        "import": row,
        "outline": outline,
        "form": form,
        "facts": [(field, preview.hints.get(field.name)) for field in form if field.name in FACTS],
        "term": term_of(outline),
        "preview": preview,
        "recognition": queries.recognition_of(row, outline),
        "page_title": title,
        "page_subtitle": row.name,
        "header_title": f"{title}: {row.name}",
        "header_icon": "doc-full",
    }
    return render(request, "pages/importer/preview.html", context)


def term_of(outline: Outline) -> str:
    """The term the draft will start with, in words; "" when the document tells none."""
    values = suggested(outline)
    term, until = values.get("term"), values.get("term_until")
    label = str(Terms.Term(term).label) if term else ""
    return f"{label} ({formats.date_format(until, 'j. F Y')})" if until else label


def next_address(request: HttpRequest, row: DocumentImport, outline: Outline) -> str:
    """Of the preview, with the part of the repairs that the editor wants to see."""
    here = reverse("pages_import_preview", args=[row.pk])
    if "go" in request.POST:
        return here + wish_in(request.POST["go"]).address
    wish = replace(wish_of(request.GET), group=choices.asks_for(request.POST, outline.repairs))
    return here + wish.address if wish.group or "every" in request.POST else f"{here}?{wish.query}".rstrip("?")


@require_safe
def show_section(request: HttpRequest, pk: uuid.UUID, index: int) -> HttpResponse:
    """One section whole, with all that stands below it: what a long preview leaves out."""
    if import_parent(request.user) is None:
        return permission_denied(request)
    row = queries.own_or_404(request.user, pk)
    outline = kept.outline_of(row)
    if outline is None or index >= len(outline.sections):
        raise Http404
    branch = section_of(outline, kept.lines_of(row), index, pictured=row.is_pdf)
    context = {"import": row, "one": branch, "page_title": branch.name, "header_title": branch.name}
    return render(request, "pages/importer/section.html", context | {"page_subtitle": row.name})
