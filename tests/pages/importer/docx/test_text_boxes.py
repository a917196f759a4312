"""K11: a text box is read once, wherever and however it is stored."""

import pytest

from tests.pages.importer.docx import word_files
from tests.pages.importer.docx.word_files import box, old_box, p, part, r, read, row, table, twins, word_file

WORDS = "Den Schlüssel hat die Nachbarin."
INSIDE = p(WORDS)
NESTED = box(p("Aushang ") + p(r(old_box(INSIDE))))


@pytest.mark.parametrize(
    "body",
    [
        p(r(twins(box(INSIDE), old_box(INSIDE)))),
        p(r(twins("<w:drawing/>", old_box(INSIDE)))),
        p(r(old_box(INSIDE))),
        p("Hinweis:", r(old_box(INSIDE))),
        p(r(box(INSIDE))),
        p(r(f"<w:drawing><wpg:wgp><wpg:grpSp>{box(INSIDE)}</wpg:grpSp></wpg:wgp></w:drawing>")),
        p(r(NESTED)),
        p(f"<w:ins>{r(box(INSIDE))}</w:ins>"),
        table(row("Tür", p(r(twins(box(INSIDE), old_box(INSIDE)))))),
        twins(p(r(box(INSIDE))), p(r(old_box(INSIDE)))),
        p(r(box(table(row("Tür", WORDS))))),
    ],
    ids=[
        "twins",
        "older twin only",
        "old",
        "old with text",
        "new",
        "group",
        "nested",
        "inserted",
        "cell",
        "block",
        "table",
    ],
)
def test_k11_a_text_box_stands_in_its_section_once(body: str) -> None:
    first, _slash, second = read(body).partition("§ 2 Kosten")
    assert first.count(WORDS) == 1
    assert WORDS not in second


def test_k11_a_text_box_of_a_header_is_named_once() -> None:
    parts = {"word/header1.xml": part("hdr", p(r(twins(box(INSIDE), old_box(INSIDE)))))}
    outline = word_files.outline_of(word_file("", parts, {"header": "header1.xml"}))
    assert word_files.aside(outline) == [(WORDS, "Kopf- oder Fußzeile")]


def test_k11_writing_of_drawings_is_named() -> None:
    lettering = '<w:pict><v:shape><v:textpath string="ENTWURF"/></v:shape></w:pict>'
    drawn = "<w:drawing><a:txBody><a:p><a:r><a:t>Ein</a:t></a:r><a:r><a:t>gang</a:t></a:r></a:p></a:txBody></w:drawing>"
    outline = word_files.outline_of(word_file(p(r(lettering)) + p(r(drawn))))
    why = "Schrift in einer Zeichnung"
    assert word_files.aside(outline) == [("ENTWURF", why), ("Eingang", why)]
    assert "ENTWURF" not in word_files.text_of(outline)
