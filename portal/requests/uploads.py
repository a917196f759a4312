"""What editors may upload as a file: as large as allowed, and what its ending says (R52)."""

import logging
import shlex
import subprocess
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal import conf

logger = logging.getLogger(__name__)

SCAN_SECONDS = 60
UNPACKED_BYTES = 300 * 1024 * 1024
MEMBERS = 10_000
LOOKED_AT = 64 * 1024
# a member without which an archive is not what its ending says
OFFICE = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}


def check(file: UploadedFile) -> None:
    """ValidationError, in words for the editor, for a file that is too large, too large unpacked, or not what it is called."""
    most = conf.get("UPLOAD_BYTES")
    if (file.size or 0) > most:
        raise ValidationError(
            _("Die Datei ist größer als %(most)s. Bitte verkleinern oder teilen Sie sie."),
            params={"most": filesizeformat(most)},
        )
    ending = str(file.name).rpartition(".")[2].lower()
    file.seek(0)
    if ending == "pdf":
        # Some readers put up with other signs before it; what is stored here begins as the format says.
        right = file.read(5) == b"%PDF-"
    else:
        right = is_office(file, ending) if ending in OFFICE else is_text(file)
    file.seek(0)
    if not right:
        raise ValidationError(
            _(
                "Der Inhalt passt nicht zur Endung „%(ending)s“. Bitte speichern Sie die Datei neu und laden Sie sie noch einmal hoch."
            ),
            params={"ending": ending},
        )
    scan(file)


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


def is_text(file: IO[bytes]) -> bool:
    """Text in whatever encoding has no zero bytes unless a mark at its beginning says that it is UTF-16."""
    start = file.read(LOOKED_AT)
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in start


def is_office(file: IO[bytes], ending: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    # Before anything is unpacked: the list of members says how large each will be.
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED_BYTES:
        return False
    return any(member.filename == OFFICE[ending] for member in members)


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for files, single or many at once, with a look at the content."""

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check(file)
        return file


class ImageForm(BaseImageForm):
    """Wagtail's form for images, which looks at the content itself, with the scanner."""

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if "file" in self.changed_data:
            scan(file)
        return file
