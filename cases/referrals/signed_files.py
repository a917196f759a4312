"""Pure: what somebody signed, looked at in a process of its own: a scan, or a picture drawn on the screen (R62)."""

import base64
import io

from portal.requests.confined_process import Refused, gettext_noop
from portal.requests.file_kinds import check_image

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
WIDEST, TALLEST = 2400, 1200  # pixels of a signature
DARK = 128
LEAST_INK = 40  # pixels; a tap on the screen is no signature
OTHER = gettext_noop("Bitte laden Sie den Scan als PDF, JPEG oder PNG hoch.")
LOCKED = gettext_noop(
    "Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Schutz und laden Sie sie noch einmal hoch."
)
EMPTY = gettext_noop(
    "Die Unterschrift fehlt. Bitte lassen Sie in dem Feld unterschreiben oder laden Sie den Scan hoch."
)


def kind_of(content: bytes) -> str:
    """The media type of a scan, by its content whatever it is called. Refused for everything else."""
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return PDF
    for start, kind in ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG)):
        if content.startswith(start):
            check_image(content)
            check_format(content, kind)
            return kind
    raise Refused(OTHER)


def check_format(content: bytes, kind: str) -> None:
    from PIL import Image, UnidentifiedImageError  # only here: no other kind of file needs it

    try:
        Image.open(io.BytesIO(content), formats=[kind.rpartition("/")[2].upper()]).close()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(
            gettext_noop("Das Bild ist beschädigt. Bitte speichern Sie es neu und laden Sie es noch einmal hoch.")
        ) from error


def check_pdf(content: bytes) -> None:
    from pdfminer.pdfdocument import (  # only here: it takes a while
        PDFDocument,
        PDFEncryptionError,
        PDFPasswordIncorrect,
    )
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    try:
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        if document.encryption is not None:
            raise Refused(LOCKED)
        has_page = next(PDFPage.create_pages(document), None) is not None
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Refused(LOCKED) from error
    except (PSException, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        has_page = False
    if not has_page:
        raise Refused(gettext_noop("Die PDF-Datei ist beschädigt oder leer. Bitte scannen Sie noch einmal."))


def redrawn(content: bytes) -> str:
    """A drawn signature made anew, black on white, without anything else that was in the file; base64 of a PNG."""
    from PIL import Image, UnidentifiedImageError  # as above

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if image.width > WIDEST or image.height > TALLEST:
                raise Refused(EMPTY)
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(EMPTY) from error
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    ink = paper.convert("L").point(lambda light: 0 if light < DARK else 255)
    if ink.histogram()[0] < LEAST_INK:
        raise Refused(EMPTY)
    made = io.BytesIO()
    ink.convert("1").save(made, "PNG", optimize=True)
    return base64.b64encode(made.getvalue()).decode("ascii")
