"""PDF files for tests, drawn line by line."""

import io
from collections.abc import Callable, Iterable

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pages.importer.extraction import extract
from pages.importer.outline import Outline, build_outline
from pages.importer.source_lines import SourceLine

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, **options: object) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), **options)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def written(lines: Iterable[str], left: float = 70, top: float = 770, step: float = 14) -> Draw:
    """Lines below each other; an empty one leaves a space."""

    def draw(canvas: Canvas) -> None:
        for at, line in enumerate(lines):
            canvas.drawString(left, top - at * step, line)

    return draw


def together(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def scan(canvas: Canvas) -> None:
    """A picture that covers the page."""
    canvas.drawImage(ImageReader(Image.new("L", (60, 84), 220)), 0, 0, 595, 842)


def lines_in(data: bytes) -> list[SourceLine]:
    return extract("a.pdf", data)


def texts(data: bytes) -> list[str]:
    """What stands in the text, without what stands beside it."""
    return [line.text for line in lines_in(data) if not line.why]


def beside(data: bytes) -> list[tuple[int, str, str]]:
    """Page, text and why of what is no text of the document."""
    return [(line.page, line.text, line.why) for line in lines_in(data) if line.why]


def outline_in(data: bytes) -> Outline:
    return build_outline(lines_in(data))


def numbers(outline: Outline) -> list[str]:
    return [" > ".join(section.path) for section in outline.sections if section.number]
