"""What an editor hands in on the way to a draft: the file, and the facts and repairs as confirmed."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from pages.importer.drafts import suggested
from pages.importer.extraction import ACCEPTED, check_size
from pages.importer.outline import Outline
from pages.importer.unreadable import UnreadableDocument
from pages.models import DocumentImport, NormativePage
from pages.models.terms import Terms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

GERMAN_DATE = "%d.%m.%Y"
NO_TERM = {
    "term": Terms.Term.UNSTATED,
    "term_months": None,
    "term_until": None,
    "renewal": Terms.Renewal.NONE,
    "renewal_months": None,
}


class UploadForm(forms.Form):
    """Takes one file; what cannot be read is refused at the field, with the reason and the way out."""

    file = forms.FileField(
        label=_("Dokument"),
        help_text=_("TXT, Markdown (MD), DOCX oder PDF, höchstens 20 MB."),
        allow_empty_file=True,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={"required": _("Bitte wählen Sie eine Datei aus.")},
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            check_size(upload.name or "", upload.size or 0)
        except UnreadableDocument as error:
            raise ValidationError(str(error), code="unreadable") from error
        return upload


# A year before is a slip of the finger ("1023") or of whoever read the scan.
EARLIEST = dt.date(1900, 1, 1)


def date_field(label: "_StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=[GERMAN_DATE, "%d.%m.%y", "%Y-%m-%d"],
        widget=AdminDateInput(format=GERMAN_DATE),
        help_text=_("Tag.Monat.Jahr, zum Beispiel 31.12.2025"),
        validators=[MinValueValidator(EARLIEST, _("Bitte prüfen Sie das Jahr."))],
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
    without_term = forms.BooleanField(label=_("Laufzeit nicht übernehmen"), required=False)
    without_parties = forms.BooleanField(label=_("Beteiligte nicht übernehmen"), required=False)

    def page_fields(self) -> dict[str, Any]:
        """Of a valid form."""
        fields = {name: value for name, value in self.cleaned_data.items() if not name.startswith("without_")}
        return {**fields, **NO_TERM} if self.cleaned_data["without_term"] else fields

    def confirmed(self, outline: Outline) -> Outline:
        """Without the parties that the editor refuses."""
        if not self.cleaned_data["without_parties"]:
            return outline
        return replace(outline, facts=replace(outline.facts, parties=()))


def facts_form(row: DocumentImport, outline: Outline) -> FactsForm:
    """As the editor has typed them, with what is wrong in it; before that as the document tells them."""
    return FactsForm(row.typed) if row.typed else FactsForm(initial=suggested(outline))


def typed_facts(sent: QueryDict) -> dict[str, Any]:
    return {name: sent.get(name, "") for name in FactsForm.base_fields}
