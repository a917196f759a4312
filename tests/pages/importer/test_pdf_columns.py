"""F9, PDF: columns are read one after the other (K08), and what only looks like columns stays in its rows."""

import itertools
import textwrap

import pytest

from tests.pages.importer.pdf_files import Draw, numbers, outline_in, pdf, texts, together, written

PROSE = (
    "Der Verleih gibt Werkzeug an alle aus, die im Viertel wohnen oder dort arbeiten. Wer etwas leiht, bringt es sauber zurück und "
    "meldet, was unterwegs zerbrochen ist. Für Kinder gilt das nur in Begleitung. An Feiertagen bleibt der Verleih geschlossen, und "
    "in den Ferien öffnet er nur vormittags. Für große Geräte ist eine Anmeldung nötig, die spätestens am Vortag eingeht. "
)
LONG = " ".join(
    f"{thing} gehört der Gruppe {place}, und wer sie am {day} leiht, sagt das vorher {whom} oder legt einen Zettel ins Fach."
    for (thing, place), (day, whom) in itertools.product(
        [
            ("Die Säge", "am Hang"),
            ("Die Leiter", "vom Hof"),
            ("Jede Zange", "im Keller"),
            ("Die Presse", "hinter der Halle"),
        ],
        [("Montag", "der Leitung"), ("Mittwoch", "den Helfern"), ("Freitag", "dem Verein"), ("Samstag", "im Laden")],
    )
)
RULES = [
    "§ 1 Kreis",
    "Leihen dürfen alle, die im",
    "Viertel wohnen oder dort",
    "arbeiten.",
    "§ 2 Dauer",
    "Geliehen wird für sieben",
    "Tage; eine Verlängerung",
    "ist einmal möglich.",
    "§ 3 Pfand",
    "Für große Geräte ist ein",
    "Pfand von zehn Euro zu",
    "hinterlegen.",
    "§ 4 Schäden",
    "Schäden meldet, wer sie",
    "bemerkt.",
]
PLAIN = ["§ 1", "§ 2", "§ 3", "§ 4"]


def columns(
    lines: list[str],
    count: int,
    top: float = 700,
    left: float = 60,
    width: float = 240,
    shift: float = 0,
    step: float = 14,
) -> Draw:
    size = -(-len(lines) // count)
    parts = [lines[at * size : (at + 1) * size] for at in range(count)]
    return together(*(written(part, left + at * width, top - at * shift, step) for at, part in enumerate(parts)))


@pytest.mark.parametrize("shift", [0, 3, 7])
@pytest.mark.parametrize("count", [2, 3])
def test_k08_columns_of_running_text_are_read_one_after_the_other(count: int, shift: float) -> None:
    lines = textwrap.wrap(PROSE * 3, 30)[3:]
    data = pdf(columns(lines, count, width=175 if count == 3 else 260, shift=shift))
    assert texts(data) == lines


@pytest.mark.parametrize(("count", "shift"), [(2, 0), (2, 5), (3, 0)])
def test_k08_sections_in_columns_keep_their_order(count: int, shift: float) -> None:
    data = pdf(columns(RULES, count, width=180, shift=shift))
    outline = outline_in(data)
    assert numbers(outline) == PLAIN
    assert outline.sections[-1].text == "Schäden meldet, wer sie bemerkt."


def test_k08_a_title_above_and_a_line_between_part_the_columns() -> None:
    lines = textwrap.wrap(PROSE * 2, 32)
    more = textwrap.wrap(PROSE * 2, 34)
    data = pdf(
        together(
            lambda canvas: canvas.drawCentredString(297, 780, "Ordnung für den Verleih von Werkzeug im Viertel"),
            columns(lines, 2, top=740, width=260),
            lambda canvas: canvas.drawString(
                60, 500, "Für den Verleih in den Ferien gilt darüber hinaus an allen Orten das Folgende:"
            ),
            columns(more, 2, top=470, width=260),
            lambda canvas: canvas.drawCentredString(297, 30, "Seite 1"),
        )
    )
    assert texts(data) == [
        "Ordnung für den Verleih von Werkzeug im Viertel",
        *lines,
        "Für den Verleih in den Ferien gilt darüber hinaus an allen Orten das Folgende:",
        *more,
        "Seite 1",
    ]


def test_k08_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    lines = ["§ 1 Verleih", *textwrap.wrap(LONG, 34)]
    half = len(lines) // 2
    data = pdf(columns(lines[:half], 2, width=260), columns(lines[half:], 2, width=260))
    section = next(section for section in outline_in(data).sections if section.number)
    assert section.text.split() == (LONG).split()
    assert "\n\nin" not in section.text


def test_k08_heads_and_feet_stay_outside_of_columns() -> None:
    pieces = textwrap.wrap(PROSE * 9, 34)
    third = len(pieces) // 3

    def page(number: int) -> Draw:
        def edges(canvas):
            canvas.drawString(60, 810, "Verleih im Viertel")
            canvas.drawString(420, 810, "Fassung 2024")
            canvas.drawString(60, 40, "Stand Mai")
            canvas.drawString(500, 40, f"{number}")

        return together(edges, columns(pieces[(number - 1) * third : number * third], 2, width=260))

    outline = outline_in(pdf(page(1), page(2), page(3)))
    assert {one.text for one in outline.unplaced} == {
        "Verleih im Viertel\tFassung 2024",
        *(f"Stand Mai\t{n}" for n in (1, 2, 3)),
    }


TABLE = [
    ("Angebot", "Ort"),
    ("Radwerkstatt", "Hof hinter dem Rathaus"),
    ("Nähkurs für Anfänger", "Raum im Keller"),
    ("Lesekreis am Abend", "Bücherei am Markt"),
    ("Chor der Nachbarn", "Saal im Erdgeschoss"),
]
CELLS = [
    (["Beratung nach einer", "Kündigung und Hilfe", "beim Widerspruch"], ["Stelle am Markt, nur", "nach Anmeldung"]),
    (["Begleitung zu allen", "Ämtern der Stadt"], ["Verein der Lotsen und", "seine Helfer, auch am", "Samstag"]),
    (["Übersetzung von", "Briefen und Bescheiden"], ["Pool der Dolmetscher", "im Haus der Vereine"]),
]


def table(rows: list[tuple[list[str], list[str]]], top: float = 700, ruled: bool = False, gap: float = 8) -> Draw:
    def draw(canvas):
        height = top
        for left, right in rows:
            written(left, 60, height)(canvas)
            written(right, 320, height)(canvas)
            height -= 14 * max(len(left), len(right))
            if ruled:
                canvas.line(55, height + 9, 540, height + 9)
            height -= gap

    return draw


def test_k08_rows_of_a_table_stay_rows() -> None:
    data = pdf(
        together(
            *(
                together(written([a], 60, 700 - 14 * at), written([b], 300, 700 - 14 * at))
                for at, (a, b) in enumerate(TABLE)
            )
        )
    )
    assert texts(data) == [f"{a}\t{b}" for a, b in TABLE]


@pytest.mark.parametrize(("ruled", "gap"), [(True, 0), (False, 8), (True, 6)])
def test_k08_cells_of_several_lines_are_no_columns(ruled: bool, gap: float) -> None:
    read = " ".join(texts(pdf(table(CELLS, ruled=ruled, gap=gap))))
    assert read.index("Kündigung") < read.index("Stelle am Markt") + 40
    assert (
        read.index("Stelle am Markt") < read.index("Begleitung") < read.index("Verein der") < read.index("Übersetzung")
    )


def test_k08_numbers_before_their_text_are_no_column() -> None:
    lines = textwrap.wrap(PROSE, 70)
    hanging = together(written(["1.", "", "2.", "", "3."], 60), written(lines[:5], 90))
    assert texts(pdf(hanging))[0] == f"1. {lines[0]}" or texts(pdf(hanging))[0] == f"1.\t{lines[0]}"
    assert [text.split()[0] for text in texts(pdf(hanging))][::2] == ["1.", "2.", "3."]


def test_k08_a_form_and_a_block_of_signatures_stay_in_their_rows() -> None:
    form = [
        ("Name der Leihenden", "Telefon am Abend"),
        ("Anschrift im Viertel", "Gerät und Nummer"),
        ("Ausgegeben durch wen", "Rückgabe am Montag"),
        ("Zustand der Ware", "Unterschrift dazu"),
    ]
    rows = together(
        *(together(written([a], 60, 700 - 20 * at), written([b], 320, 700 - 20 * at)) for at, (a, b) in enumerate(form))
    )
    assert texts(pdf(rows)) == [f"{a}\t{b}" for a, b in form]
    signed = [
        ("Erlental, den ________", "Birkenau, den ________"),
        ("____________________", "____________________"),
        ("Für den Verleih am Ort", "Für die Gemeinde Birkenau"),
        ("Leitung der Werkstatt", "Bürgermeisterin"),
    ]
    rows = together(
        *(
            together(written([a], 60, 300 - 20 * at), written([b], 320, 300 - 20 * at))
            for at, (a, b) in enumerate(signed)
        )
    )
    assert texts(pdf(rows)) == [f"{a}\t{b}" for a, b in signed]


def test_k08_numbers_that_rise_from_row_to_row_are_no_columns() -> None:
    left = ["1. Sägen und Feilen", "3. Leitern und Gerüste", "5. Zangen und Schlüssel"]
    right = ["2. Bohrer und Dübel", "4. Pinsel und Farben", "6. Schrauben nach Maß"]
    data = pdf(together(written(left, 60), written(right, 320)))
    assert texts(data) == [f"{a}\t{b}" for a, b in zip(left, right, strict=True)]


def test_k08_no_word_is_lost_or_doubled_whatever_stands_beside() -> None:
    for count, width, shift, step in itertools.product((1, 2, 3), (150, 180), (0, 4), (12, 18)):
        lines = textwrap.wrap(PROSE * 2, 26)
        read = " ".join(texts(pdf(columns(lines, count, width=width, shift=shift, step=step))))
        assert sorted(read.split()) == sorted(" ".join(lines).split())


def test_k08_a_line_of_a_narrow_column_ends_no_paragraph() -> None:
    left = ["§ 1 Ort", "Der Stand liegt am großen", "Platz vor dem neuen", "und im Sommer kühlen", "Rathaus."]
    right = [
        "§ 2 Tage",
        "Er ist an jedem zweiten",
        "Samstag im Monat von acht",
        "bis zwölf Uhr offen und",
        "lädt alle ein.",
    ]
    outline = outline_in(pdf(columns([*left, *right], 2, width=180)))
    assert [section.text for section in outline.sections if section.number] == [
        "Der Stand liegt am großen Platz vor dem neuen und im Sommer kühlen Rathaus.",
        "Er ist an jedem zweiten Samstag im Monat von acht bis zwölf Uhr offen und lädt alle ein.",
    ]
