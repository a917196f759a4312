"""Pure: whether a file about a client is what it says, one kind of file alone, and open to whoever gets it; run in a process of its own (R52, R62)."""

import io
import zipfile

from portal.requests.confined_process import Refused, gettext_noop
from portal.requests.file_kinds import check_image, is_office

PDF, DOCX, JPEG, PNG = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/jpeg",
    "image/png",
)
BY_ENDING = {"pdf": PDF, "docx": DOCX, "jpg": JPEG, "jpeg": JPEG, "png": PNG}
STARTS = {PDF: b"%PDF-", DOCX: b"PK\x03\x04", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Word makes of a DOCX with a password
END_OF_ZIP = b"PK\x05\x06"
EDGE = 2048  # a PDF is found by its mark within so many first bytes, and ends within so many last ones
ZIP_TAIL = 66_000  # the directory of a ZIP and the longest comment behind it

WRONG_KIND = gettext_noop(
    "Diese Datei ist kein PDF, DOCX, JPEG oder PNG, oder ihr Inhalt passt nicht zur Endung. "
    "Bitte speichern Sie sie neu, am besten als PDF."
)
TWO_KINDS = gettext_noop(
    "In dieser Datei steckt noch eine zweite. Bitte erzeugen Sie sie neu, zum Beispiel mit „Drucken als PDF“."
)
LOCKED = gettext_noop(
    "Die Datei ist verschlüsselt oder mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Schutz, "
    "zum Beispiel mit „Drucken als PDF“."
)
MACROS = gettext_noop("Die Datei enthält Makros. Bitte speichern Sie sie als DOCX ohne Makros oder als PDF.")
BROKEN = gettext_noop("Die Datei ist beschädigt. Bitte speichern Sie sie neu und laden Sie sie noch einmal hoch.")


def kind_of(ending: str, content: bytes) -> str:
    """The media type that the content shows; Refused, with what to do, for whatever is not exactly one open file of its kind."""
    kind = BY_ENDING.get(ending, "")
    if ending == "docx" and content.startswith(COMPOUND):
        raise Refused(LOCKED)
    if not kind or not content.startswith(STARTS[kind]):
        raise Refused(WRONG_KIND)
    CHECKS[kind](content)
    return kind


def check_pdf(content: bytes) -> None:
    from pdfminer.pdfdocument import PDFDocument  # only here: no other kind needs it, and the web process none
    from pdfminer.pdfparser import PDFParser

    if END_OF_ZIP in content[-ZIP_TAIL:]:
        raise Refused(TWO_KINDS)
    if b"%%EOF" not in content[-EDGE:]:
        raise Refused(BROKEN)
    try:
        encryption = PDFDocument(PDFParser(io.BytesIO(content))).encryption
    except Exception as error:
        # A library that stumbles over a stranger's file does so in many ways.
        is_locked = type(error).__name__ in {"PDFPasswordIncorrect", "PDFEncryptionError"}
        raise Refused(LOCKED if is_locked else BROKEN) from error
    if encryption is not None:
        raise Refused(LOCKED)


def check_docx(content: bytes) -> None:
    end = content.rfind(END_OF_ZIP)
    if not is_office("docx", content) or end < 0:
        raise Refused(WRONG_KIND)
    # Behind the directory of a ZIP only its own comment may stand, and Word writes none.
    if len(content) != end + 22:
        raise Refused(TWO_KINDS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise Refused(LOCKED)
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            raise Refused(MACROS)


def check_jpeg(content: bytes) -> None:
    check_picture(content, b"\xff\xd9")


def check_png(content: bytes) -> None:
    check_picture(content, b"IEND\xaeB`\x82")


def check_picture(content: bytes, end: bytes) -> None:
    """Cameras fill up with zeros behind the end; anything else there is a second file."""
    check_image(content)
    # A JPEG may carry a small one of itself, so that its end stands in it more than once.
    tail = content[content.rfind(end) + len(end) :] if end in content else content
    if tail.strip(b"\x00\r\n ") or END_OF_ZIP in content[-ZIP_TAIL:] or STARTS[PDF] in content[:EDGE]:
        raise Refused(TWO_KINDS)


CHECKS = {PDF: check_pdf, DOCX: check_docx, JPEG: check_jpeg, PNG: check_png}
