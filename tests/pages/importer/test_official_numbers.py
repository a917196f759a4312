"""Official numbers as they are printed: which lines carry one, which only cite one, and what stands below what."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.importer.outline import build_outline
from pages.importer.sections.line_marks import annex, marks, readings
from pages.importer.sections.run_in import in_pieces
from pages.importer.source_lines import read_lines

TITLES = [
    "Der Beirat",
    "Die Kosten",
    "Das Verfahren",
    "Satz der Beiträge",
    "Gilt ab sofort",
    "Bleibende Pflichten",
    "Nummern und Listen",
]


def paths(text: str) -> list[str]:
    outline = build_outline(read_lines(dedent(text).strip("\n")))
    return [" > ".join(section.path) for section in outline.sections if section.number]


def headings(text: str) -> dict[str, str]:
    outline = build_outline(read_lines(dedent(text).strip("\n")))
    return {section.number: section.heading for section in outline.sections if section.number}


@pytest.mark.parametrize(
    "text",
    [
        "§ 4 Der Beirat", "§ 4 Und danach", "§ 4 Satz der Beiträge", "§ 4 Gilt ab sofort", "§ 4 Absatz von Waren", "§ 4 SGB-Beratung", "Artikel 2 Die Orte",
        "Teil 2 Das Haus", "Abschnitt II Die Wege",
    ],
)  # fmt: skip
def test_k01_a_heading_that_begins_with_a_capital_is_none_of_a_sentence(text: str) -> None:
    assert [mark.rest for mark in marks(text)] == [" ".join(text.split()[2:])]


@pytest.mark.parametrize(
    "text",
    [
        "§ 15 Absatz 2 des Gesetzes", "§ 15 Satz 1", "§ 15 Abs. 3", "§ 15 Nr. 4", "§ 15 Buchstabe b", "§ 15 der Satzung", "§ 15 gilt", "§ 15 SGB II",
        "§ 15 AufenthG", "§ 15, § 16", "§ 15 ff.", "Artikel 6 Grundgesetz", "Artikel 6 Absatz\u00a01", "Anlage 1 ist beigefügt",
    ],
)  # fmt: skip
def test_k01_what_cites_a_section_carries_no_number(text: str) -> None:
    assert (marks(text), annex(text)) == ([], None)


def test_k01_the_numbering_around_it_makes_a_heading_of_what_reads_like_a_reference() -> None:
    text = """
        Satzung des Werkhofs

        § 1 Zweck
        Der Werkhof leiht Geräte aus.

        § 2 in Kraft treten
        Die Satzung gilt ab Mai.

        § 3 SGB II
        Wer Leistungen bezieht, zahlt nichts.
        """
    assert paths(text) == ["§ 1", "§ 2", "§ 3"]
    assert headings(text)["§ 3"] == "SGB II"


def test_k01_a_wrapped_reference_stays_in_its_sentence_though_its_number_is_the_next() -> None:
    text = """
        Satzung des Werkhofs

        § 1 Zweck
        Der Werkhof leiht Geräte aus und verlangt dafür ein Entgelt nach
        § 2 Absatz 1 der Ordnung, das bei der Rückgabe fällig ist und bar
        gezahlt wird.

        § 2 Dauer
        Die Ausleihe dauert eine Woche.
        """
    assert paths(text) == ["§ 1", "§ 2"]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["§", "Artikel", "Art.", "Art"]), st.lists(st.sampled_from(TITLES), min_size=2, max_size=6))
def test_k01_printed_headings_are_found_whatever_word_they_begin_with(word: str, titles: list[str]) -> None:
    printed = [(f"{word} {number}", title) for number, title in enumerate(titles, start=1)]
    text = "Ordnung des Werkhofs\n\n" + "\n\n".join(
        f"{head} {title}\nDas Haus steht allen offen." for head, title in printed
    )
    outline = build_outline(read_lines(text))
    assert [(section.number, section.heading) for section in outline.sections if section.number] == printed


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 99),
    st.sampled_from(["Absatz 2", "Satz 1", "Abs. 3", "Nr. 4", "Nummer 5", "der Satzung", "des Gesetzes", "SGB II", "BauGB", "gilt", "und § 4"]),
    st.sampled_from(["nach", "gemäß", "in", "und", "der"]),
)  # fmt: skip
def test_k01_a_reference_inside_a_sentence_is_never_a_section(number: int, tail: str, before: str) -> None:
    text = f"Ordnung des Werkhofs\n\n§ 1 Zweck\nDie Stelle berät alle, die einen Antrag stellen, {before}\n§ {number} {tail} in der Fassung vom Mai.\n"
    assert paths(text) == ["§ 1"]


@pytest.mark.parametrize(
    ("text", "values", "suffix", "printed"),
    [
        ("4b. Zusätze", (4,), "b", "4b"),
        ("4 b. Zusätze", (4,), "b", "4b"),
        ("4b Zusätze", (4,), "b", "4b"),
        ("5.2c Zusätze", (5, 2), "c", "5.2c"),
        ("5.2.c Zusätze", (5, 2, 3), "", "5.2.c"),
        ("§ 13 a Zusätze", (13,), "a", "§ 13a"),
        ("§ 13ma Zusätze", (13,), "ma", "§ 13ma"),
        ("§ 1204 Zusätze", (1204,), "", "§ 1204"),
        ("§ 1204c Zusätze", (1204,), "c", "§ 1204c"),
    ],
)
def test_k22_a_letter_is_part_of_the_number(text: str, values: tuple[int, ...], suffix: str, printed: str) -> None:
    assert [(mark.values, mark.suffix, mark.printed, mark.rest) for mark in marks(text)] == [
        (values, suffix, printed, "Zusätze")
    ]


def test_k22_inserted_sections_stand_beside_those_they_follow() -> None:
    text = """
        Vereinbarung über den Werkhof

        1. Zweck
        Der Werkhof leiht Geräte aus.

        1a. Orte
        Es gibt zwei Häuser.

        1b. Zeiten
        Sie öffnen am Montag.

        2. Kosten
        Die Ausleihe ist frei.

        2.1 Pfand
        Ein Pfand ist zu zahlen.

        2.1a Rückgabe
        Das Pfand wird erstattet.
        """
    assert paths(text) == ["1", "1a", "1b", "2", "2 > 2.1", "2 > 2.1a"]


@pytest.mark.parametrize("text", ["24h Betrieb in beiden Häusern", "20 m Abstand", "3 a", "12a des Gesetzes"])
def test_k22_a_unit_is_no_letter_of_a_number(text: str) -> None:
    assert paths(f"Ordnung des Werkhofs\n\n1. Zweck\nDer Hof ist offen.\n\n2. Zeiten\nEs gilt:\n\n{text}\n") == [
        "1",
        "2",
    ]


def test_k23_one_line_carries_the_section_and_its_first_clause() -> None:
    text = """
        Ordnung des Werkhofs

        § 1 (1) Der Werkhof leiht Geräte aus.
        (2) Er steht allen offen.

        § 2 Kosten (1) Die Ausleihe kostet nichts.
        (2) Ein Pfand ist zu zahlen.

        Artikel 3 der Satzung bleibt, wie er ist.
        """
    assert paths(text) == ["§ 1", "§ 1 > (1)", "§ 1 > (2)", "§ 2", "§ 2 > (1)", "§ 2 > (2)"]
    assert headings(text)["§ 2"] == "Kosten"


def test_k23_a_point_may_be_the_first_on_the_line_of_its_section() -> None:
    lines = read_lines("§ 1 1. Der Werkhof leiht Geräte aus.\n§ 2 1. Mai im Werkhof der Gemeinde\n§ 3 (1) SGB X")
    assert [line.text for line in in_pieces(lines).lines] == [
        "§ 1",
        "1. Der Werkhof leiht Geräte aus.",
        *(line.text for line in lines[1:]),
    ]


def test_k23_a_clause_that_is_cited_is_no_section_of_its_own() -> None:
    text = "Ordnung des Werkhofs\n\n§ 1 Zweck\nDer Hof leiht Geräte aus; das Nähere steht in\n§ 2 (1) SGB I und in der Ordnung.\n"
    assert paths(text) == ["§ 1"]


@pytest.mark.parametrize(
    "text",
    [
        "i. V. Beispiel",
        "I. A. gez.",
        "i. S. d. § 3",
        "z. B. Geräte",
        "d. h. alle",
        "a. a. O., Seite 3",
        "e. V. im Kreis",
        "u. a. Räder",
    ],
)
def test_k24_an_abbreviation_is_no_number(text: str) -> None:
    assert marks(text) == []


def test_k24_a_letter_before_a_word_is_one() -> None:
    assert [mark.printed for mark in marks("i. Räder")] == ["i.", "i."]


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [
        ("Elfter Abschnitt", "Abschnitt 11", 11),
        ("Zwölftes Kapitel", "Kapitel 12", 12),
        ("Zweiundzwanzigster Teil", "Teil 22", 22),
        ("FÜNFZIGSTER ABSCHNITT", "Abschnitt 50", 50),
        ("Siebenter Unterabschnitt", "Unterabschnitt 7", 7),
        ("Drittes Buch", "Buch 3", 3),
        ("3. Unterabschnitt", "Unterabschnitt 3", 3),
        ("II. Kapitel", "Kapitel II", 2),
        ("Untertitel 2", "Untertitel 2", 2),
        ("Titel 4 Vorstand", "Titel 4", 4),
        ("Art 7 Vorstand", "Art 7", 7),
    ],
)
def test_k32_divisions_and_articles_in_every_form(text: str, printed: str, value: int) -> None:
    assert (marks(text)[0].printed, marks(text)[0].value) == (printed, value)


def test_k32_an_order_of_divisions_that_is_not_the_usual_one_is_kept() -> None:
    text = """
        Gesetzbuch der Werkhöfe

        Buch 1
        Allgemeines

        Abschnitt 1
        Häuser

        Titel 1
        Leitung

        Kapitel 1
        Wahl

        § 1 Wahltag
        Gewählt wird im Mai.

        Kapitel 2
        Amt

        § 2 Dauer
        Das Amt dauert zwei Jahre.

        Titel 2
        Beirat

        § 3 Zahl
        Er hat drei Mitglieder.
        """
    above = "Buch 1 > Abschnitt 1"
    assert paths(text) == [
        "Buch 1", above, f"{above} > Titel 1", f"{above} > Titel 1 > Kapitel 1", f"{above} > Titel 1 > Kapitel 1 > § 1",
        f"{above} > Titel 1 > Kapitel 2", f"{above} > Titel 1 > Kapitel 2 > § 2", f"{above} > Titel 2", f"{above} > Titel 2 > § 3",
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["# ", ""])
def test_k32_a_book_of_its_own_is_named_in_the_title(sign: str) -> None:
    text = f"{sign}Zehntes Buch der Ordnungen – Werkhöfe\n\n## § 1 Zweck\n\nDer Hof leiht aus.\n\n## § 2 Ort\n\nEr ist hier."
    assert paths(text) == ["§ 1", "§ 2"]
    assert paths("# Erstes Buch Höfe\n\n## § 1 Zweck\n\nText.\n\n# Zweites Buch Häuser\n\n## § 2 Ort\n\nText.") == [
        "Buch 1", "Buch 1 > § 1", "Buch 2", "Buch 2 > § 2",
    ]  # fmt: skip


def test_k32_a_roman_number_may_have_a_letter() -> None:
    assert [(mark.printed, mark.values, mark.suffix) for mark in marks("IVa. Der Beirat")] == [("IVa.", (4,), "a")]
    assert paths("Ordnung\n\nI. Orte\n\n§ 1 Haus\nHier.\n\nI a. Zeiten\n\n§ 2 Tage\nMontag.\n\nII. Ende\n\n§ 3 Schluss\nJetzt.")[1:] == [
        "I. > § 1", "Ia.", "Ia. > § 2", "II.", "II. > § 3",
    ]  # fmt: skip


def test_k32_an_excerpt_begins_with_any_number() -> None:
    assert paths("Auszug\n\n§ 998 Alt\nEs gilt das Alte.\n\n§ 999 Neu\nEs gilt das Neue.\n\n§ 1000 Ende\nEs gilt.") == [
        "§ 998",
        "§ 999",
        "§ 1000",
    ]


def test_k32_sections_that_were_dropped_leave_a_gap() -> None:
    assert paths("Ordnung\n\n§ 2 Alt\nEs gilt das Alte.\n\n§ 19 Neu\nEs gilt das Neue.") == ["§ 2", "§ 19"]


@pytest.mark.parametrize("printed", ["§§ 2 bis 4", "§ 2 bis § 4", "§§ 2 - 4"])
def test_k32_a_heading_for_several_sections_is_followed_by_the_next(printed: str) -> None:
    text = f"Ordnung des Werkhofs\n\n§ 1 Zweck\nDer Hof leiht aus.\n\n{printed} (weggefallen)\n\n§ 5 Kosten\nDie Ausleihe ist frei.\n"
    outline = build_outline(read_lines(text))
    assert [section.number for section in outline.sections if section.number] == ["§ 1", printed, "§ 5"]
    assert outline.notes == ()


def test_k32_several_sections_in_a_sentence_are_a_reference() -> None:
    assert [
        marks(text) for text in ("§§ 2 bis 4", "§§ 2 und 3 gelten", "§ 2 und 3 SGB X", "§§ 2 bis 4 der Satzung")
    ] == [[]] * 4
    assert [mark.reached for mark in readings("§§ 2 bis 4")] == [(4,)]


@pytest.mark.parametrize(
    ("text", "printed", "title"),
    [
        ("Anlage 2b Wege", "Anlage 2b", "Wege"),
        ("Anhang A.1 Wege", "Anhang A.1", "Wege"),
        ("Anlage 1 Der Plan", "Anlage 1", "Der Plan"),
        ("Anlage zu § 3", "", "Anlage zu § 3"),
        ("Anlage (zu § 3)", "", "Anlage (zu § 3)"),
        ("Anlage - Wege", "", "Anlage: Wege"),
    ],
)
def test_k32_annexes_in_every_form(text: str, printed: str, title: str) -> None:
    mark = annex(text)
    assert mark and (mark.printed, mark.rest) == (printed, title)
