"""F9: pictures of the pages of a PDF."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pages.importer.page_pictures import page_count, picture
from pages.importer.unreadable import UnreadableDocument


def sheets(*sizes: tuple[float, float]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for width, height in sizes:
        canvas.setPageSize((width, height))
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, height / 2, width, height / 2, fill=1, stroke=0)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def image(data: bytes, page: int, width: int) -> Image.Image:
    drawn = picture(data, page, width)
    assert drawn.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(drawn))


def test_a_page_is_drawn_as_it_lies() -> None:
    data = sheets((200, 400), (400, 200))
    assert page_count(data) == 2
    first, second = image(data, 1, 300), image(data, 2, 300)
    assert (first.size, second.size) == ((300, 600), (300, 150))
    assert first.getpixel((150, 10)) == (255, 0, 0)
    assert first.getpixel((150, 590)) == (255, 255, 255)


def test_no_picture_is_wider_or_longer_than_the_limits() -> None:
    data = sheets((500, 500), (10, 14_000))
    assert image(data, 1, 100_000).size == (1400, 1400)
    across, down = image(data, 2, 1400).size
    assert across * down < 4_100_000


@pytest.mark.parametrize(
    ("data", "page", "sentence"),
    [
        (b"%PDF-1.4\nnothing", 1, "nicht als Bild zeigen"),
        (b"", 1, "nicht als Bild zeigen"),
        (sheets((100, 100)), 0, "Seite 0 hat das Dokument nicht"),
        (sheets((100, 100)), 2, "Seite 2 hat das Dokument nicht"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(data: bytes, page: int, sentence: str) -> None:
    with pytest.raises(UnreadableDocument, match=sentence):
        picture(data, page, 300)
