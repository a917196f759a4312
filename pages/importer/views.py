"""The editor's way in for documents: upload, preview with every repair open to refusal, draft page. Stores nothing before the draft."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Locale

from pages.importer.drafts import create_page, suggested
from pages.importer.extraction import ACCEPTED, UnreadableDocument, check_size
from pages.importer.outline import Outline, build_outline
from pages.importer.reading import read_document
from pages.importer.source_lines import SourceLine
from pages.models import NormativeIndexPage, NormativePage
from pages.models.terms import Terms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_TOKEN = 2 * 1024 * 1024
MAX_REPAIRS = 5000
SALT = "pages.import"
PREVIEW_SECONDS = 24 * 60 * 60
GERMAN_DATE = "%d.%m.%Y"


class TooLargeForPreview(UnreadableDocument):
    """Readable, but more than a form can carry from step to step."""

    def __init__(self, name: str) -> None:
        super().__init__(
            gettext(
                "„%(name)s“ ist für die Vorschau zu groß. Bitte teilen Sie das Dokument oder lassen Sie es "
                "auf dem Server mit dem Befehl import_document einlesen (siehe docs/import.md)."
            )
            % {"name": name}
        )


@dataclass(frozen=True)
class UploadedDocument:
    """Name and lines of an uploaded file; travels between the steps as a signed text in the form, so no file is kept."""

    name: str
    lines: tuple[SourceLine, ...]

    @classmethod
    def read(cls, upload: UploadedFile) -> "UploadedDocument":
        name = upload.name or "Datei"
        check_size(name, upload.size or 0)
        return cls(name, tuple(read_document(name, upload.read())))

    @classmethod
    def from_token(cls, token: str) -> "UploadedDocument | None":
        """None for a text that is too old, was changed, or was made by an earlier version of the portal."""
        try:
            name, rows = signing.loads(token, salt=SALT, max_age=PREVIEW_SECONDS)
            return cls(name, tuple(SourceLine(*row) for row in rows))
        except (signing.BadSignature, TypeError, ValueError):
            return None

    @property
    def token(self) -> str:
        return signing.dumps([self.name, [astuple(line) for line in self.lines]], salt=SALT, compress=True)

    def outline(self, revoked: Collection[str] = ()) -> Outline:
        return build_outline(self.lines, revoked=revoked)


class UploadForm(forms.Form):
    """Takes one file; what cannot be read is refused at the field, with the reason and the way out."""

    file = forms.FileField(
        label=_("Dokument"),
        help_text=_("TXT, Markdown (MD), DOCX oder PDF mit Text, höchstens 20 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={"required": _("Bitte wählen Sie eine Datei aus.")},
    )

    def clean_file(self) -> UploadedDocument:
        try:
            document = UploadedDocument.read(self.cleaned_data["file"])
            self.outline = document.outline()
            if not self.outline.sections:
                raise UnreadableDocument(
                    gettext("In „%(name)s“ ist kein Text, der sich gliedern lässt. Bitte wählen Sie eine andere Datei.")
                    % {"name": document.name}
                )
            if len(self.outline.repairs) > MAX_REPAIRS or len(document.token) > MAX_TOKEN:
                raise TooLargeForPreview(document.name)
        except UnreadableDocument as error:
            raise ValidationError(str(error), code="unreadable") from error
        return document


def date_field(label: "_StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=[GERMAN_DATE, "%d.%m.%y", "%Y-%m-%d"],
        widget=AdminDateInput(format=GERMAN_DATE),
        help_text=_("Tag.Monat.Jahr, zum Beispiel 31.12.2025"),
        error_messages={"invalid": _("Bitte geben Sie das Datum als Tag.Monat.Jahr an, zum Beispiel 31.12.2025.")},
    )


class FactsForm(forms.Form):
    """What the document says about itself, for the editor to confirm or correct."""

    title = forms.CharField(label=_("Titel"), max_length=250)
    kind = forms.ChoiceField(label=_("Art"), choices=NormativePage.Kind.choices)
    signed_on = date_field(_("Unterzeichnet am"))
    signed_at = forms.CharField(label=_("Ort der Unterzeichnung"), max_length=100, required=False)
    in_force_on = date_field(_("In Kraft seit"))
    notice_months = forms.IntegerField(
        label=_("Kündigungsfrist in Monaten"), required=False, min_value=1, max_value=600
    )


def import_parent(user: Any) -> NormativeIndexPage | None:
    """The overview page that new documents go below; None when there is none or `user` may not add to it."""
    index = NormativePage.index_for(Locale.get_default())
    return index if index is not None and index.permissions_for_user(user).can_add_subpage() else None


def upload_document(request: HttpRequest) -> HttpResponse:
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


def preview_document(request: HttpRequest) -> HttpResponse:
    """Second step: shows the document again with the repairs as chosen, or makes the draft of it."""
    parent = import_parent(request.user)
    if parent is None:
        return permission_denied(request)
    document = UploadedDocument.from_token(request.POST.get("document", ""))
    if document is None:
        messages.error(request, gettext("Die Vorschau gibt es nicht mehr. Bitte laden Sie die Datei noch einmal hoch."))
        return redirect("pages_import")
    outline = document.outline()
    revoked = {repair.id for repair in outline.repairs} - set(request.POST.getlist("keep"))
    if revoked:
        outline = document.outline(revoked)
    form = FactsForm(request.POST)
    if "create" in request.POST and form.is_valid():
        page = make_draft(request, parent, document, outline, form)
        if page is not None:
            return redirect("wagtailadmin_pages:edit", page.pk)
    return show_preview(request, document, outline, form, revoked)


def make_draft(
    request: HttpRequest, parent: NormativeIndexPage, document: UploadedDocument, outline: Outline, form: FactsForm
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
    request: HttpRequest, document: UploadedDocument, outline: Outline, form: FactsForm, revoked: set[str]
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
