"""Forms about consents: what they cover, and how they were signed."""

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Category, ClientRecord, Consent
from cases.referrals import births, client_languages
from cases.referrals.purposes import BY_SLUG, SENSITIVE
from directory.form_fields import DayField, LineField
from directory.models import Organisation
from portal import conf
from portal.requests import uploads

LONGEST = 365  # days
LARGEST_SCAN = 10 * 1024 * 1024
LARGEST_PICTURE = 200 * 1024  # of a signature drawn on the screen, before it is made anew
PICTURE = "data:image/png;base64,"


class ScopeForm(forms.Form):
    """Who may get what until when, for a purpose that has been chosen; sensitive kinds of data are never chosen beforehand."""

    recipients = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Wer darf die Daten bekommen?"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie wenigstens eine Stelle.")},
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Welche Daten?"),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie wenigstens eine Art von Daten.")},
    )
    last_day = DayField(label=gettext_lazy("Gilt bis"))
    language = forms.ChoiceField(label=gettext_lazy("Sprache des Textes"))

    def __init__(
        self,
        *args: Any,
        record: ClientRecord,
        purpose: str,
        suggested: Iterable[Organisation],
        languages: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        fields: Any = self.fields
        others = Organisation.objects.exclude(pk=record.organisation_id)
        fields["recipients"].queryset = others.filter(closed_on=None) | others.filter(closed_on__gt=today)
        fields["language"].choices = [(code, client_languages.name_of(code)) for code in languages]
        self.suggested = {str(each.pk) for each in suggested}
        self.initial.setdefault("categories", BY_SLUG[purpose].usual)
        self.initial.setdefault("last_day", today + dt.timedelta(days=LONGEST))
        self.initial.setdefault("language", record.language if record.language in languages else "de")

    @property
    def recipients_near(self) -> list[Any]:
        return [box for box in self["recipients"] if str(box.data["value"]) in self.suggested]

    @property
    def recipients_else(self) -> list[Any]:
        return [box for box in self["recipients"] if str(box.data["value"]) not in self.suggested]

    @property
    def usual_kinds(self) -> list[Any]:
        return [box for box in self["categories"] if box.data["value"] not in SENSITIVE]

    @property
    def sensitive_kinds(self) -> list[Any]:
        return [box for box in self["categories"] if box.data["value"] in SENSITIVE]

    def clean_last_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if day <= today:
            raise ValidationError(_("Der Tag muss nach dem heutigen liegen."))
        if day > today + dt.timedelta(days=LONGEST):
            raise ValidationError(
                _("Länger als zwölf Monate soll eine Einwilligung nicht gelten. Bitte wählen Sie einen früheren Tag.")
            )
        return day


class ScanField(forms.FileField):
    """A scan, whatever it is called; `clean` leaves the media type found in its content on the file as `found_kind`."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            check_scan(file)
        return file


def check_scan(file: UploadedFile) -> None:
    if (file.size or 0) > LARGEST_SCAN:
        raise ValidationError(
            _("Die Datei ist größer als %(most)s. Bitte scannen Sie mit geringerer Auflösung."),
            params={"most": filesizeformat(LARGEST_SCAN)},
        )
    file.found_kind = uploads.confined("cases.referrals.signed_files:kind_of", file=file)  # type: ignore[attr-defined]  # see ScanField
    uploads.scan(file)


class SignatureForm(forms.Form):
    """The scan of the paper, or where the county allows it the picture of a signature on the screen."""

    scan = ScanField(
        label=gettext_lazy("Unterschriebene Einwilligung als Scan"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG oder PNG, höchstens 10 MB. Ein Foto des Blattes genügt."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    interpreter = LineField(
        label=gettext_lazy("Gedolmetscht oder vorgelesen von"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Leer lassen, wenn die Person den Text selbst gelesen hat."),
    )
    signed_by = LineField(
        label=gettext_lazy("Unterschrieben von"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Nur wenn jemand anderes unterschreibt, zum Beispiel Sorgeberechtigte."),
    )

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_for_minor = bool(births.is_minor(consent.record.birth, timezone.localdate()))
        self.on_screen = bool(conf.get("SCREEN_SIGNATURE"))
        if self.is_for_minor:
            self.initial.setdefault("signed_by", consent.record.guardians)
            self.fields["signed_by"].help_text = _("Die Sorgeberechtigten willigen ein.")

    def clean_signature(self) -> bytes:
        """The picture made anew, or nothing where the county does not allow it."""
        typed: str = self.cleaned_data["signature"]
        if not typed or not self.on_screen:
            return b""
        try:
            if not typed.startswith(PICTURE) or len(typed) > LARGEST_PICTURE:
                raise ValueError(typed[:30])
            picture = base64.b64decode(typed.removeprefix(PICTURE), validate=True)
        except (ValueError, binascii.Error):
            raise ValidationError(
                _("Die Unterschrift ließ sich nicht lesen. Bitte unterschreiben Sie noch einmal.")
            ) from None
        file: Any = ContentFile(picture)
        return base64.b64decode(uploads.confined("cases.referrals.signed_files:redrawn", file=file))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_for_minor and not values.get("signed_by"):
            self.add_error(
                "signed_by", _("Die Person ist minderjährig. Bitte geben Sie an, wer für sie unterschrieben hat.")
            )
        if not {"scan", "signature"} & set(self.errors):
            both, none = all(self.proofs(values)), not any(self.proofs(values))
            if both:
                self.add_error(
                    "scan",
                    _("Bitte nehmen Sie entweder den Scan oder die Unterschrift auf dem Bildschirm, nicht beide."),
                )
            elif none:
                self.add_error("scan", _("Bitte wählen Sie den Scan der unterschriebenen Einwilligung aus."))
        return values

    @staticmethod
    def proofs(values: dict[str, Any]) -> tuple[Any, Any]:
        return values.get("scan"), values.get("signature")

    def proof(self) -> dict[str, Any]:
        """As the action takes it: form, content and media type."""
        scan = self.cleaned_data["scan"]
        if scan:
            scan.seek(0)
            return {"form": Consent.Form.PAPER, "proof": scan.read(), "kind": scan.found_kind}
        return {"form": Consent.Form.SCREEN, "proof": self.cleaned_data["signature"], "kind": "image/png"}


class KeyForm(forms.Form):
    """In which language, and printed on what."""

    language = forms.ChoiceField(label=gettext_lazy("Sprache"))
    paper = forms.ChoiceField(label=gettext_lazy("Was wird gedruckt?"))

    ALONE = "key"

    def __init__(
        self, *args: Any, record: ClientRecord, consents: Iterable[Consent], languages: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(each.pk): each for each in consents}
        fields: Any = self.fields
        fields["language"].choices = [(code, client_languages.name_of(code)) for code in languages]
        fields["paper"].choices = [
            *((pk, self.label_of(each)) for pk, each in self.consents.items()),
            (self.ALONE, _("Nur den Schlüssel")),
        ]
        self.initial.setdefault("language", record.language if record.language in languages else "de")
        self.initial.setdefault("paper", next(iter(self.consents), self.ALONE))

    @staticmethod
    def label_of(consent: Consent) -> str:
        return _("Kopie der Einwilligung „%(purpose)s“ mit Schlüssel") % {"purpose": consent.get_purpose_display()}

    @property
    def consent(self) -> Consent | None:
        return self.consents.get(self.cleaned_data["paper"])
