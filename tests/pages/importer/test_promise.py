"""Nothing disappears: whatever parts a text or PDF has, each of its words is in a section or among what found no place; for Word see docx."""

import io
from collections.abc import Callable, Sequence
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pages.importer.extraction import extract
from pages.importer.outline import Outline, build_outline

SYLLABLES = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"]


class Words:
    """A word of its own for each place, so that one that is lost cannot hide behind another."""

    def __init__(self) -> None:
        self.used: list[str] = []
        self.numbers = count()
        self.headed: set[int] = set()  # pages with a running head

    def __call__(self) -> str:
        word = "".join(SYLLABLES[int(digit)] for digit in f"{next(self.numbers):03d}").capitalize() + "stelle"
        self.used.append(word)
        return word

    def sentence(self) -> str:
        return f"Die {self()} berät im Haus der {self()}."


def kept(outline: Outline) -> str:
    sections = [f"{section.number or ''} {section.heading}\n{section.text}" for section in outline.sections]
    return "\n".join([outline.title, *sections, *(left.text for left in outline.unplaced)])


def check(name: str, data: bytes, words: Words) -> Outline:
    outline = build_outline(extract(name, data))
    text = kept(outline)
    assert [word for word in words.used if word not in text] == []
    sections = "\n".join(f"{section.heading}\n{section.text}" for section in outline.sections)
    assert [word for word in words.used if sections.count(word) > 1] == []
    return outline


Line = Callable[[Words, int], str]

TEXT_PARTS: list[Line] = [
    lambda words, at: words.sentence(),
    lambda words, at: f"{words.sentence()} Sie gilt auch für\ndie {words()} und die {words()}.",
    lambda words, at: f"## § {at + 1} {words()}",
    lambda words, at: f"§ {at + 1}\n{words()}",
    lambda words, at: f"({at + 1}) {words.sentence()}",
    lambda words, at: f"{at + 1}. {words()}\n{words.sentence()}",
    lambda words, at: f"**{at + 1}. {words()}.** {words.sentence()}",
    lambda words, at: f"- {words()}\n- {words()}\n  - {words()}",
    lambda words, at: f"1. {words()}\n1. {words()}\n   a) {words()}\n   b) {words()}",
    lambda words, at: f"| {words()} | {words()} |\n|---|---|\n| {words()} | {words()} |",
    lambda words, at: f"Siehe [{words()}](https://beispiel.invalid/{at}) und ![{words()}](bild.png).",
    lambda words, at: f"{words.sentence()}[^{at}]\n\n[^{at}]: {words.sentence()}",
    lambda words, at: f"<!-- {words()} -->",
    lambda words, at: f"> {words.sentence()}",
    lambda words, at: f"{words()}\n:   {words.sentence()}",
    lambda words, at: f"{words()}\n=======",
    lambda words, at: f"```\n{words()}\n```",
    lambda words, at: f"Anlage {at + 1} {words()}",
    lambda words, at: f"\f{words()}\n{words.sentence()}",
    lambda words, at: f"Seite {at + 1}\f\nKreis {words()}",
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(TEXT_PARTS), min_size=1, max_size=14), st.sampled_from(["a.md", "a.txt"]))
def test_no_word_of_a_text_disappears(parts: Sequence[Line], name: str) -> None:
    words = Words()
    pieces = [f"# Vereinbarung {words()}", *(part(words, at) for at, part in enumerate(parts))]
    check(name, "\n\n".join(pieces).encode(), words)


Drawn = Callable[[Canvas, Words, float], None]


def line(canvas: Canvas, words: Words, y: float) -> None:
    canvas.drawString(70, y, words.sentence())


def two_columns(canvas: Canvas, words: Words, y: float) -> None:
    for row in range(4):
        canvas.drawString(70, y - 12 * row, words())
        canvas.drawString(320, y - 12 * row, words())


def turned(canvas: Canvas, words: Words, y: float) -> None:
    canvas.saveState()
    canvas.translate(40, y)
    canvas.rotate(90)
    canvas.drawString(0, 0, words())
    canvas.restoreState()


def upside_down(canvas: Canvas, words: Words, y: float) -> None:
    canvas.saveState()
    canvas.translate(500, y)
    canvas.rotate(180)
    canvas.drawString(0, 0, words())
    canvas.restoreState()


def printed_twice(canvas: Canvas, words: Words, y: float) -> None:
    text = words.sentence()
    canvas.drawString(70, y, text)
    canvas.drawString(70.4, y, text)


def filled_in(canvas: Canvas, words: Words, y: float) -> None:
    canvas.drawString(70, y, "Ort:")
    canvas.acroForm.textfield(
        name=f"feld{y}{canvas.getPageNumber()}", value=words(), x=110, y=y - 4, width=200, height=16
    )


def raised(canvas: Canvas, words: Words, y: float) -> None:
    canvas.drawString(70, y, words())
    canvas.setFont("Helvetica", 6)
    canvas.drawString(200, y + 4, words())
    canvas.setFont("Helvetica", 10)


def three_columns(canvas: Canvas, words: Words, y: float) -> None:
    for row in range(5):
        for left in (70, 240, 410):
            canvas.drawString(left, y - 11 * row, f"{words()} {row}")


def tabular(canvas: Canvas, words: Words, y: float) -> None:
    for row in range(3):
        for left in (70, 200, 330, 460):
            canvas.drawString(left, y - 14 * row, str(row) if left == 200 else words())
        canvas.line(60, y - 14 * row - 3, 540, y - 14 * row - 3)


def slanted(canvas: Canvas, words: Words, y: float) -> None:
    canvas.saveState()
    canvas.translate(200, y - 40)
    canvas.rotate(35)
    canvas.drawString(0, 0, words())
    canvas.restoreState()


def unseen(canvas: Canvas, words: Words, y: float) -> None:
    """As recognised text lies behind the picture of a scan."""
    text = canvas.beginText(70, y)
    text.setTextRenderMode(3)
    text.textLine(words.sentence())
    canvas.drawText(text)


def choices(canvas: Canvas, words: Words, y: float) -> None:
    options = [words() for _ in range(1)]
    canvas.acroForm.choice(
        name=f"wahl{y}{canvas.getPageNumber()}", value=options[0], options=options, x=70, y=y - 4, width=200, height=16
    )


def edged(canvas: Canvas, words: Words, y: float) -> None:
    if canvas.getPageNumber() in words.headed:
        return
    words.headed.add(canvas.getPageNumber())
    canvas.drawString(70, 825, words())
    canvas.drawString(70, 20, f"Seite {canvas.getPageNumber()}")


def picture_page(canvas: Canvas, words: Words, y: float) -> None:
    canvas.showPage()
    canvas.rect(50, 50, 480, 700, fill=1)
    new_page(canvas, words, y)


def new_page(canvas: Canvas, words: Words, y: float) -> None:
    canvas.showPage()
    canvas.setFont("Helvetica", 10)


PDF_PARTS = [
    line, line, two_columns, three_columns, tabular, turned, upside_down, slanted, printed_twice, filled_in, choices, raised, unseen,
    edged, new_page, picture_page,
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PDF_PARTS), min_size=1, max_size=9))
def test_no_word_of_a_pdf_disappears(parts: Sequence[Drawn]) -> None:
    words, file = Words(), io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(70, 800, f"Vereinbarung {words()}")
    canvas.drawString(70, 785, words.sentence())
    for at, part in enumerate(parts):
        part(canvas, words, 750 - 75 * at)
    canvas.save()
    outline = check("a.pdf", file.getvalue(), words)
    assert len(outline.pages_without_text) >= parts.count(picture_page)
