"""What an editor hands in on the way to a draft: the file, carried from step to step, and the facts as confirmed."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from pages.importer.drafts import refuse_empty
from pages.importer.extraction import ACCEPTED, check_size
from pages.importer.outline import Outline
from pages.importer.reading import read_both, read_outline
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument
from pages.models import NormativePage

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
    def read(cls, upload: UploadedFile) -> tuple["UploadedDocument", Outline]:
        """With its outline, every repair made."""
        name = upload.name or "Datei"
        check_size(name, upload.size or 0)
        lines, outline = read_both(name, upload.read())
        refuse_empty(name, outline)
        return cls(name, tuple(lines)), outline

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

    def outline(self, kept: Collection[str]) -> tuple[Outline, set[str]]:
        """With the repairs that are kept; the others by their ids."""
        return read_outline(self.lines, kept)


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
            document, self.outline = UploadedDocument.read(self.cleaned_data["file"])
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
