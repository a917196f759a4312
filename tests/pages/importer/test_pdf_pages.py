"""F9, PDF: pages without text are named (K06), turned text is read or stands beside (K07), overprinted letters are read once (K09)."""

import pytest

from pages.importer.pdf.directions import TURNED
from pages.importer.pdf.letters import OUTSIDE
from pages.importer.reasons import RUNNING
from pages.importer.unreadable import UnreadableDocument
from tests.pages.importer.pdf_files import beside, numbers, outline_in, pdf, scan, texts, together, written

GARDEN = [
    "Ordnung des Schulgartens",
    "",
    "§ 1 Nutzung",
    "Den Garten nutzen alle Klassen im Wechsel und",
    "pflegen ihn gemeinsam.",
    "",
    "§ 2 Wasser",
    "Gegossen wird am Abend.",
]

SENTENCES = [
    "Hier wachsen Bohnen.",
    "Der Kompost liegt nebenan.",
    "Wer gießt, trägt sich ein.",
    "Unkraut jätet die vierte Klasse.",
    "Im Winter ruht es.",
]


def test_k06_pages_that_are_pictures_are_named_with_their_number() -> None:
    outline = outline_in(pdf(scan, written(GARDEN), scan, lambda canvas: None))
    assert outline.pages_without_text == (1, 3, 4)
    assert numbers(outline) == ["§ 1", "§ 2"]


def test_k06_a_stamp_or_a_page_number_does_not_make_a_picture_a_page_with_text() -> None:
    data = pdf(together(scan, written(["- 1 -"], top=30)), together(scan, written(["Eingang 4. Mai"])), written(GARDEN))
    outline = outline_in(data)
    assert outline.pages_without_text == (1, 2)
    assert "Eingang 4. Mai" in " ".join(
        [outline.title, *(one.text for one in outline.unplaced), *(one.heading + one.text for one in outline.sections)]
    )


def test_k06_a_scan_with_its_recognised_text_is_a_page_with_text() -> None:
    def recognised(canvas):
        scan(canvas)
        text = canvas.beginText(70, 770)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 11)
        for line in GARDEN * 2:
            text.textLine(line)
        canvas.drawText(text)

    data = pdf(recognised)
    assert texts(data)[:2] == ["Ordnung des Schulgartens", "§ 1 Nutzung"] and beside(data) == []


def test_k06_a_cover_with_three_words_is_text() -> None:
    assert beside(pdf(written(["Anlage 1"]), written(GARDEN))) == []


def test_k06_nothing_but_pictures_is_refused_with_the_way_out() -> None:
    with pytest.raises(UnreadableDocument, match="Texterkennung"):
        outline_in(pdf(together(scan, written(["3"], top=30)), scan))


@pytest.mark.parametrize("angle", [90, 180, 270, 7])
def test_k07_a_page_set_another_way_is_read_that_way(angle: int) -> None:
    def turned(canvas):
        canvas.translate(297, 421)
        canvas.rotate(angle)
        written(GARDEN, left=-200, top=150)(canvas)

    data = pdf(turned)
    assert numbers(outline_in(data)) == ["§ 1", "§ 2"]
    assert texts(data) == [line for line in GARDEN if line]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_k07_a_page_that_is_shown_turned_is_read(angle: int) -> None:
    def shown(canvas):
        canvas.setPageRotation(angle)
        written(GARDEN, top=500)(canvas)

    assert numbers(outline_in(pdf(shown))) == ["§ 1", "§ 2"]


@pytest.mark.parametrize("angle", [90, 270, 45, 30])
def test_k07_turned_text_beside_the_text_stands_without_a_place(angle: int) -> None:
    def noted(canvas):
        written(GARDEN, left=150)(canvas)
        canvas.translate(60, 400)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "Entwurf vom Herbst")

    data = pdf(noted)
    assert beside(data) == [(1, "Entwurf vom Herbst", TURNED)]
    assert texts(data) == [line for line in GARDEN if line]
    assert [(one.text, one.why) for one in outline_in(data).unplaced] == [("Entwurf vom Herbst", TURNED)]


def test_k07_letters_below_each_other_are_a_word_beside_the_text() -> None:
    data = pdf(together(written(GARDEN, left=150, step=20), written("ENTWURF", left=60, top=750, step=15)))
    assert beside(data) == [(1, "ENTWURF", TURNED)]
    assert texts(data) == [line for line in GARDEN if line]


def test_k07_marks_of_a_list_and_crosses_are_no_word() -> None:
    marks = together(
        written("abcdef", left=60),
        written(["erstens", "zweitens", "drittens", "viertens", "fünftens", "sechstens"], left=90),
    )
    crosses = together(
        written("xxxxx", left=300, top=500), written(["Mai", "Juni", "Juli", "August", "Herbst"], left=70, top=500)
    )
    data = pdf(together(marks, crosses))
    assert beside(data) == []
    assert texts(data)[:2] == ["a erstens", "b zweitens"] and texts(data)[-1] == "Herbst\tx"


def test_k07_a_note_in_the_margin_does_not_hide_page_numbers() -> None:
    def page(number):
        def draw(canvas):
            written([f"§ {number} Beet {number}", SENTENCES[number - 1]])(canvas)
            canvas.drawString(290, 30, f"{number}")
            canvas.rotate(90)
            canvas.drawString(100, -40, "Fassung für den Aushang")

        return draw

    outline = outline_in(pdf(*map(page, range(1, 6))))
    assert [one.why for one in outline.unplaced].count(TURNED) == 5
    assert [one.text for one in outline.unplaced if one.why != TURNED] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("right", "down"), [(0.3, 0), (0.5, 0), (0, 0.4), (0.8, -0.8), (0, 0)])
def test_k09_letters_printed_twice_are_read_once(right: float, down: float) -> None:
    def heavy(canvas):
        for across, below in ((0, 0), (right, down)):
            written(GARDEN[:3], left=70 + across, top=770 - below)(canvas)
        written(GARDEN[3:], top=728)(canvas)

    data = pdf(heavy)
    assert texts(data) == [line for line in GARDEN if line]
    assert numbers(outline_in(data)) == ["§ 1", "§ 2"]


def test_k09_true_double_letters_stay() -> None:
    words = "Stillleben, Schifffahrt, Bett, Moor, 1100 Liter, Fall IIIl"
    assert texts(pdf(written([words, "......"]))) == [words, "......"]


def test_text_outside_the_page_stands_without_a_place() -> None:
    data = pdf(written(GARDEN), cropBox=(40, 40, 560, 800))
    assert beside(data) == []
    data = pdf(together(written(GARDEN), written(["Beschnitt links"], left=2, top=20)), cropBox=(40, 40, 560, 800))
    assert beside(data) == [(1, "Beschnitt links", OUTSIDE)]


def test_what_the_file_marks_as_header_is_none_of_the_text() -> None:
    def marked(canvas):
        canvas._code.append("/Artifact <</Type /Pagination /Subtype /Header>> BDC")
        canvas.drawString(70, 810, "Schulverband, Mappe 4")
        canvas._code.append("EMC")
        written(GARDEN)(canvas)

    assert beside(pdf(marked)) == [(1, "Schulverband, Mappe 4", RUNNING)]


def test_a_raised_number_stays_in_the_row_of_its_text() -> None:
    def raised(canvas):
        canvas.drawString(70, 700, "Das Beet hat 4 m")
        end = 70 + canvas.stringWidth("Das Beet hat 4 m")
        canvas.setFont("Helvetica", 6)
        canvas.drawString(end, 704.5, "2")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(end + 4, 700, " Fläche.")
        canvas.drawString(70, 686, "Es liegt am Zaun.")

    assert texts(pdf(raised)) == ["Das Beet hat 4 m² Fläche.", "Es liegt am Zaun."]


def test_a_heading_with_its_letters_set_apart_is_read_as_words() -> None:
    def spread(canvas):
        text = canvas.beginText(70, 770)
        text.setFont("Helvetica", 14)
        text.setCharSpace(4)
        text.textLine("Ordnung des Gartens")
        text.setCharSpace(0)
        canvas.drawText(text)
        written(GARDEN[2:], top=740)(canvas)

    assert texts(pdf(spread))[0] == "Ordnung des Gartens"


def test_a_page_whose_box_is_wrong_is_read_all_the_same() -> None:
    data = pdf(written(GARDEN), cropBox=(0, 0, 20, 20))
    assert texts(data) == [line for line in GARDEN if line] and beside(data) == []


def test_texts_that_are_printed_across_each_other_come_one_after_the_other() -> None:
    def crossing(canvas):
        written(GARDEN)(canvas)
        canvas.drawString(70, 500, "Beleg 17 mit einem langen Vermerk")
        canvas.drawString(180, 500, "4.250 Euro")
        canvas.drawString(70, 400, "Gieß")
        canvas.drawString(94, 400, "kannen")

    assert texts(pdf(crossing))[-2:] == ["Beleg 17 mit einem langen Vermerk 4.250 Euro", "Gießkannen"]
