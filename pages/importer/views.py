"""The editor's way in for documents: upload, waiting, preview with every repair open to refusal, draft page."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied

from pages.importer import actions, forms, kept, page_pictures, queries, tasks
from pages.importer.drafts import import_parent
from pages.importer.forms import FactsForm, UploadForm
from pages.importer.outline import Outline
from pages.importer.preview import choices
from pages.importer.preview_views import next_address, show_preview
from pages.importer.receiving import receive, renew_outline
from pages.importer.unreadable import UnreadableDocument
from pages.models import DocumentImport, NormativeIndexPage
from portal.confirmation import Question, ask
from portal.models import User


class EditorRequest(HttpRequest):
    """The editor lets nobody in who has not signed in."""

    user: User


State = DocumentImport.State
PICTURE, LARGE_PICTURE = 700, 1400  # pixels wide


@require_http_methods(["GET", "HEAD", "POST"])
def upload_document(request: EditorRequest) -> HttpResponse:
    """First step: choose a file. A small one is shown at once as preview, a large one is read in the background."""
    if import_parent(request.user) is None:
        return permission_denied(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            return redirect("pages_import_preview", receive(upload=form.cleaned_data["file"], by=request.user).pk)
        except UnreadableDocument as reason:
            form.add_error("file", ValidationError(str(reason), code="unreadable"))
    title = gettext("Dokument einlesen")
    context = {"form": form, "imports": queries.own(request.user), "page_title": title}
    return render(request, "pages/importer/upload.html", context | {"header_title": title, "header_icon": "upload"})


@require_http_methods(["GET", "HEAD", "POST"])
def preview_document(request: EditorRequest, pk: uuid.UUID) -> HttpResponse:
    """Second step: waits for the reader, shows what was read with the repairs as chosen, or makes the draft of it."""
    parent = import_parent(request.user)
    if parent is None:
        return permission_denied(request)
    row = queries.own_or_404(request.user, pk)
    if row.state == State.USED:
        return lead_to_draft(request, row)
    if row.state != State.READY:
        return show_state(request, row)
    outline = kept.outline_of(row)
    if outline is None:
        return read_anew(request, row)
    return apply(request, parent, row, outline) if request.method == "POST" else show_preview(request, row, outline)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: EditorRequest, pk: uuid.UUID) -> HttpResponse:
    if import_parent(request.user) is None:
        return permission_denied(request)
    row = get_object_or_404(queries.own(request.user), pk=pk)
    if request.method == "POST":
        actions.discard(row=row, by=request.user)
        messages.success(request, gettext("„%(name)s“ ist verworfen.") % {"name": row.name})
        return redirect("pages_import")
    question = Question(
        heading=gettext("Eingelesenes Dokument verwerfen?"),
        button=gettext("Verwerfen"),
        back=reverse("pages_import"),
        goes=[gettext("„%(name)s“ mit allem, was Sie dazu eingegeben haben") % {"name": row.name}],
    )
    return ask(request, question)


@require_POST
def recognise(request: EditorRequest, pk: uuid.UUID) -> HttpResponse:
    """Has the text of pages that are pictures recognised in the background, then reads the document."""
    if import_parent(request.user) is None:
        return permission_denied(request)
    row = queries.own_or_404(request.user, pk)
    outline = kept.outline_of(row)
    wanted = queries.recognition_of(row, outline)
    if row.state in (State.READY, State.FAILED) and wanted and wanted.is_here:
        actions.recognise(row=row)
        tasks.queue(row)
    return redirect("pages_import_preview", row.pk)


@require_safe
def page_picture(request: EditorRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """What a page of the PDF looks like, to be seen beside what was read from it."""
    if import_parent(request.user) is None:
        return permission_denied(request)
    row = get_object_or_404(queries.own(request.user), pk=pk)
    if not row.is_pdf or not row.file or row.is_being_read:
        raise Http404
    width = LARGE_PICTURE if "gross" in request.GET else PICTURE
    try:
        drawn = page_pictures.picture(queries.content_of(row), number, width)
    except UnreadableDocument as reason:
        raise Http404(str(reason)) from reason
    return HttpResponse(drawn, content_type="image/png")


def apply(request: EditorRequest, parent: NormativeIndexPage, row: DocumentImport, outline: Outline) -> HttpResponse:
    """What was chosen and typed is kept first, so that nothing of it is lost whatever happens then."""
    revoked = choices.refused(request.POST, outline.repairs, row.revoked)
    actions.choose(row=row, revoked=revoked, typed=forms.typed_facts(request.POST))
    here = redirect(next_address(request, row, outline))
    if row.is_outdated:
        try:
            renewed = renew_outline(row=row, outline=outline)
        except UnreadableDocument as reason:
            messages.warning(request, str(reason) + " " + gettext("Ihre Eingaben sind noch da."))
            return here
        if renewed is None:
            return here
        outline = renewed
    return make_draft(request, parent, row, outline) if "create" in request.POST else here


def make_draft(
    request: EditorRequest, parent: NormativeIndexPage, row: DocumentImport, outline: Outline
) -> HttpResponse:
    """Back to the preview, which says why, where the form or the page does not accept what it was given."""
    form = FactsForm(row.typed)
    here = redirect("pages_import_preview", row.pk)
    if not form.is_valid():
        messages.error(request, gettext("Der Entwurf ist noch nicht angelegt. Bitte prüfen Sie die Eckdaten."))
        return here
    try:
        page = actions.make_draft(
            row=row, outline=form.confirmed(outline), parent=parent, fields=form.page_fields(), by=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return here
    text = gettext(
        "„%(title)s“ ist als Entwurf angelegt. Bitte prüfen Sie Text und Eckdaten, bevor Sie veröffentlichen."
    )
    messages.success(request, text % {"title": page.title})
    return redirect("wagtailadmin_pages:edit", page.pk)


def lead_to_draft(request: EditorRequest, row: DocumentImport) -> HttpResponse:
    if row.page is None:
        messages.warning(request, gettext("Den Entwurf aus „%(name)s“ gibt es nicht mehr.") % {"name": row.name})
        return redirect("pages_import")
    messages.info(request, gettext("Aus „%(name)s“ ist schon dieser Entwurf angelegt.") % {"name": row.name})
    return redirect("wagtailadmin_pages:edit", row.page.pk)


def read_anew(request: EditorRequest, row: DocumentImport) -> HttpResponse:
    """An earlier version of the portal has read it, and this one keeps what was read differently."""
    actions.wait_for(row=row, step=DocumentImport.Step.READ)
    tasks.queue(row)
    return show_state(request, row)


def show_state(request: EditorRequest, row: DocumentImport) -> HttpResponse:
    """Of a file that is being read, or could not be."""
    title = gettext("Wird gelesen") if row.is_being_read else gettext("Nicht gelesen")
    context = {"import": row, "how_far": queries.how_far(row), "page_title": title, "page_subtitle": row.name}
    context["waits_long"] = queries.waits_long(row)
    context |= {"recognition": queries.recognition_of(row)} if row.state == State.FAILED else {}
    context |= {"header_title": title, "header_icon": "upload" if row.is_being_read else "warning"}
    return render(request, "pages/importer/state.html", context)
