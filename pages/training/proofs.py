"""Certificates that people upload: a scan, by its content whatever it is called, looked at in a process of its own."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from pages.training.actions import Proof
from portal.requests import uploads

MOST_BYTES = 5 * 1024 * 1024  # a certificate of a page or two; it lies in the database
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def checked(file: UploadedFile) -> Proof:
    """ValidationError, in words for people, for what is too large or no scan."""
    if (file.size or 0) > MOST_BYTES:
        message = _("Die Datei ist größer als %(most)s. Bitte verkleinern Sie sie.")
        raise ValidationError(message % {"most": filesizeformat(MOST_BYTES)})
    file.seek(0)
    content = file.read()
    kind = next((kind for start, kind in KINDS.items() if content.startswith(start)), "")
    if not kind:
        raise ValidationError(_("Bitte laden Sie den Nachweis als PDF, JPEG oder PNG hoch."))
    if kind != "application/pdf":
        uploads.check_image(file)
    uploads.scan(file)
    return Proof(kind, content)
