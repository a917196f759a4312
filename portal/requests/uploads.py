"""What editors may upload as a file: as large as allowed, and what its ending says (R52)."""

import logging
import shlex
import subprocess
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal import conf
from portal.requests.confined import run
from portal.requests.confined_process import Refused
from portal.requests.file_kinds import LOOKED_AT, OFFICE, is_begun_rightly

logger = logging.getLogger(__name__)

SCAN_SECONDS = 60


def check(file: UploadedFile) -> None:
    """ValidationError, in words for the editor, for a file that is too large, too large unpacked, or not what it is called."""
    check_size(file)
    ending = str(file.name).rpartition(".")[2].lower()
    if ending in OFFICE:
        right = confined("portal.requests.file_kinds:is_office", ending, file=file)
    else:
        file.seek(0)
        right = is_begun_rightly(ending, file.read(LOOKED_AT))
        file.seek(0)
    if not right:
        raise ValidationError(
            _(
                "Der Inhalt passt nicht zur Endung „%(ending)s“. Bitte speichern Sie die Datei neu und laden Sie sie noch einmal hoch."
            ),
            params={"ending": ending},
        )
    scan(file)


def check_size(file: UploadedFile) -> None:
    most = conf.get("UPLOAD_BYTES")
    if (file.size or 0) > most:
        raise ValidationError(
            _("Die Datei ist größer als %(most)s. Bitte verkleinern oder teilen Sie sie."),
            params={"most": filesizeformat(most)},
        )


def confined(function: str, *arguments: object, file: UploadedFile) -> Any:
    """As `run`; the file is left at its beginning, and a refusal is one of the form."""
    file.seek(0)
    try:
        return run(function, *arguments, content=file.read())
    except Refused as reason:
        raise ValidationError(str(reason), code="unreadable") from reason
    finally:
        file.seek(0)


def scan(file: UploadedFile) -> None:
    """Shows the file to the scanner, if one is set. What could not be scanned is refused, too.

    The command of PORTAL_UPLOAD_SCANNER reads the file from its input and ends with 0 for a good one and 1 for a bad one,
    as `clamdscan -` does.
    """
    command = shlex.split(conf.get("UPLOAD_SCANNER"))
    if not command:
        return
    file.seek(0)
    try:
        done = subprocess.run(command, input=file.read(), capture_output=True, timeout=SCAN_SECONDS, check=False)  # noqa: S603  # of the settings
        code = done.returncode
    except (OSError, subprocess.TimeoutExpired):
        # Whatever keeps the scanner from answering is no answer: the file is refused below.
        code = -1
    file.seek(0)
    if code == 1:
        logger.warning("upload refused by the scanner")
        raise ValidationError(_("Der Virenscanner hat diese Datei beanstandet. Sie wurde nicht gespeichert."))
    if code:
        logger.error("upload scanner failed: %d", code)
        raise ValidationError(
            _(
                "Die Datei konnte nicht auf Viren geprüft werden und wurde nicht gespeichert. Bitte versuchen Sie es später."
            )
        )


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for files, single or many at once, with a look at the content."""

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check(file)
        return file


class ConfinedImageField(WagtailImageField):
    """Before any library of images sees it in this process: Wagtail opens the file and counts its frames here."""

    def to_python(self, data: Any) -> Any:
        if data:
            check_image(data)
        return super().to_python(data)


def check_image(file: UploadedFile) -> None:
    check_size(file)
    confined("portal.requests.file_kinds:check_image", file=file)


class ImageForm(BaseImageForm):
    """Wagtail's form for images, with the scanner and a look at the content in a process of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = ConfinedImageField(
                label=given.label, required=given.required, help_text=given.help_text, widget=given.widget
            )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if "file" in self.changed_data:
            scan(file)
        return file


class AvatarField(forms.ImageField):
    def to_python(self, data: Any) -> Any:
        if data:
            check_image(data)
            scan(data)
        return super().to_python(data)


class AvatarForm(AvatarPreferencesForm):
    """The picture of one's own account in the editor, which Wagtail opens and makes smaller as soon as it is sent."""

    avatar = AvatarField(label=gettext_lazy("Profilbild"), required=False)
