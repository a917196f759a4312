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


def plain_pdf(
    lines: Iterable[str],
    *,
    page: str = "",
    resources: str = "",
    catalog: str = "",
    content: str = "",
    objects: Iterable[str] = (),
) -> bytes:
    """A file of one page, object by object; those given count from 6, the font is 5."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    fonts = f"/Resources << /Font << /F 5 0 R >> {resources} >>"
    held = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {fonts} {page} >>",
        stream_object(f"BT /F 11 Tf 14 TL 70 770 Td {shown} ET {content}"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *objects,
    ]
    data, places = b"%PDF-1.7\n", []
    for at, one in enumerate(held, start=1):
        places.append(len(data))
        data += f"{at} 0 obj\n{one}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(held) + 1}\n0000000000 65535 f \n{table}trailer << /Root 1 0 R /Size {len(held) + 1} >>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode("ascii")


def stream_object(content: str, entries: str = "") -> str:
    return f"<< /Length {len(content.encode('cp1252'))} {entries} >> stream\n{content}\nendstream"


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


def numbered_pages(pages: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{number}. Aufgabe der Gemeinde und der Träger im Rebental")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
