"""The editor's way in for documents: upload, preview with every repair open to refusal, draft page. Stores nothing before the draft."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied

from pages.importer.drafts import create_page, import_parent, suggested
from pages.importer.forms import FactsForm, UploadedDocument, UploadForm
from pages.importer.outline import Outline
from pages.importer.unreadable import UnreadableDocument
from pages.models import NormativeIndexPage, NormativePage
from pages.models.terms import Terms
from portal.models import User


class EditorRequest(HttpRequest):
    """The editor lets nobody in who has not signed in."""

    user: User


def upload_document(request: EditorRequest) -> HttpResponse:
    """First step: choose a file. A readable one is shown at once as preview."""
    if import_parent(request.user) is None:
        return permission_denied(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        facts = FactsForm(initial=suggested(form.outline))
        return show_preview(request, form.cleaned_data["file"], form.outline, facts, revoked=set())
    title = gettext("Dokument einlesen")
    context = {"form": form, "page_title": title, "header_title": title, "header_icon": "upload"}
    return render(request, "pages/importer/upload.html", context)


def preview_document(request: EditorRequest) -> HttpResponse:
    """Second step: shows the document again with the repairs as chosen, or makes the draft of it."""
    parent = import_parent(request.user)
    if parent is None:
        return permission_denied(request)
    document = UploadedDocument.from_token(request.POST.get("document", ""))
    if document is None:
        messages.error(request, gettext("Die Vorschau gibt es nicht mehr. Bitte laden Sie die Datei noch einmal hoch."))
        return redirect("pages_import")
    try:
        outline, revoked = document.outline(request.POST.getlist("keep"))
    except UnreadableDocument as reason:
        return offer_again(request, document, reason)
    form = FactsForm(request.POST)
    if "create" in request.POST and form.is_valid():
        page = make_draft(request, parent, document, outline, form)
        if page is not None:
            return redirect("wagtailadmin_pages:edit", page.pk)
    return show_preview(request, document, outline, form, revoked)


def offer_again(request: EditorRequest, document: UploadedDocument, reason: UnreadableDocument) -> HttpResponse:
    """Another file is being read just now: the same again at the press of a button, with all that was typed."""
    title = gettext("Das ging gerade nicht")
    sent = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    context = {"reason": str(reason), "sent": sent, "page_title": title, "page_subtitle": document.name}
    context |= {"header_title": title, "header_icon": "warning"}
    return render(request, "pages/importer/again.html", context, status=503)


def make_draft(
    request: EditorRequest, parent: NormativeIndexPage, document: UploadedDocument, outline: Outline, form: FactsForm
) -> NormativePage | None:
    """The new draft page; None, with the reason in `form`, when the page does not accept what it was given."""
    fields = form.cleaned_data
    try:
        page = create_page(outline=outline, parent=parent, source_name=document.name, fields=fields, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(
        request,
        gettext("„%(title)s“ ist als Entwurf angelegt. Bitte prüfen Sie Text und Eckdaten, bevor Sie veröffentlichen.")
        % {"title": page.title},
    )
    return page


def show_preview(
    request: EditorRequest, document: UploadedDocument, outline: Outline, form: FactsForm, revoked: set[str]
) -> HttpResponse:
    title = gettext("Vorschau")
    context = {
        "document": document,
        "outline": outline,
        "form": form,
        "term": term_of(outline),
        "repairs": [(repair, repair.id not in revoked) for repair in outline.repairs],
        "page_title": title,
        "page_subtitle": document.name,
        "header_title": f"{title}: {document.name}",
        "header_icon": "doc-full",
    }
    return render(request, "pages/importer/preview.html", context)


def term_of(outline: Outline) -> str:
    """The term the draft will start with, in words; "" when the document tells none."""
    term = suggested(outline).get("term")
    return str(Terms.Term(term).label) if term else ""
