"""What the process that draws a page of a PDF does (see `page_pictures`)."""

import base64
import io
import math

import pypdfium2
from pypdfium2 import PdfDocument, PdfiumError

from pages.importer.unreadable import UnreadableDocument
from portal.requests.confined_process import gettext_noop

WIDEST = 1400
MOST_PIXELS = 4_000_000
NOT_DRAWN = gettext_noop("Die Seite %(page)s lässt sich nicht als Bild zeigen. Ihr Text steht daneben.")
NO_SUCH_PAGE = gettext_noop("Eine Seite %(page)s hat das Dokument nicht.")
NO_PAGES = gettext_noop("Das Dokument lässt sich nicht als Bild zeigen.")


def opened(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        raise UnreadableDocument(NO_PAGES) from error


def counted(data: bytes) -> int:
    return len(opened(data))


def drawn(page: int, width: int, data: bytes) -> str:
    """PNG in base64; `page` counts from 1, and a page too long for its width is drawn smaller."""
    document = opened(data)
    if not 1 <= page <= len(document):
        raise UnreadableDocument(NO_SUCH_PAGE, {"page": page})
    try:
        return base64.b64encode(png(document, page, width)).decode("ascii")
    except (PdfiumError, ValueError, ZeroDivisionError, MemoryError) as error:
        raise UnreadableDocument(NOT_DRAWN, {"page": page}) from error


def png(document: PdfDocument, page: int, width: int) -> bytes:
    document.init_forms()
    sheet = document[page - 1]
    across, down = sheet.get_size()
    scale = min(max(1, min(width, WIDEST)) / across, math.sqrt(MOST_PIXELS / (across * down)))
    bitmap = sheet.render(scale=scale, rev_byteorder=True, bitmap_maker=pypdfium2.PdfBitmap.new_native)
    stream = io.BytesIO()
    bitmap.to_pil().convert("RGB").save(stream, "PNG", compress_level=4)
    return stream.getvalue()
