"""What printed pages carry around the text: it goes to "ohne Platz", and nothing of the text goes with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.importer.furniture import reasons_to_leave_out, without_furniture
from pages.importer.outline import build_outline
from pages.importer.reasons import CONTENTS, NUMBER, RUNNING
from pages.importer.source_lines import SourceLine, read_lines

SENTENCES = [
    "Die Stelle berät alle Familien.",
    "Der Hof öffnet am Montag.",
    "Ein Pfand ist bei der Ausleihe zu zahlen.",
    "Der Beirat tagt im Mai.",
]


def left_out(text: str) -> list[tuple[str, str]]:
    return [(left.text, left.why) for left in without_furniture(read_lines(text))[1]]


def numbers(text: str) -> list[str]:
    return [section.number for section in build_outline(read_lines(text)).sections if section.number]


@pytest.mark.parametrize("number", ["§ 2", "(2)", "2.", "2)", "Artikel 2", "2.1"])
def test_k04_an_official_number_alone_at_a_page_edge_stays(number: str) -> None:
    for text in (f"Der Hof ist offen.\n\f{number}\nKosten", f"Der Hof ist offen.\n{number}\n\fKosten"):
        assert left_out(text) == []


def test_k04_a_section_whose_number_begins_a_page_is_found() -> None:
    assert numbers("Ordnung\n\n§ 1\nZweck\n\nDer Hof leiht aus.\n\f§ 2\nKosten\n\nDie Ausleihe ist frei.") == [
        "§ 1",
        "§ 2",
    ]


def test_k04_clauses_that_begin_two_pages_count_no_pages() -> None:
    text = "Ordnung\n\n§ 1\nZweck\n\n(1)\nDer Hof leiht aus.\n\f(2)\nEr steht allen offen.\n\f(3)\nEr ist im Mai zu."
    assert numbers(text) == ["§ 1", "(1)", "(2)", "(3)"]


@pytest.mark.parametrize("printed", ["{}", "- {} -", "Seite {}", "{} / 4", "| {}", "{}.", "({})"])
def test_k04_numbers_that_count_the_pages_go(printed: str) -> None:
    text = "\n\f".join(f"{sentence}\n{printed.format(page)}" for page, sentence in enumerate(SENTENCES, start=1))
    assert left_out(text) == [(printed.format(page), NUMBER) for page in range(1, 5)]


def test_k04_a_bare_number_goes_on_with_the_count_of_the_document() -> None:
    text = "Ordnung\n\n1\nZweck\nDer Hof leiht aus.\n\n2\nOrte\nEs gibt zwei.\n\f3\nKosten\nDie Ausleihe ist frei.\n\n4\nDauer\nEin Jahr."
    assert left_out(text) == []


def test_k05_a_clause_that_comes_again_is_text() -> None:
    intro = "Ein Entgelt zahlt bei der Ausleihe von Geräten"
    text = "Ordnung\n\n" + "\n\n".join(
        f"§ {number} Entgelt\n\n{intro}\n\n1. wer wohnt,\n2. wer arbeitet." for number in range(1, 5)
    )
    assert left_out(text) == []
    assert [intro in section.text for section in build_outline(read_lines(text)).sections if section.number] == [
        True
    ] * 4


@pytest.mark.parametrize("word", ["(weggefallen)", "(aufgehoben)", "weggefallen"])
@pytest.mark.parametrize("between", ["\n\n", "\n\f"])
def test_k05_a_section_that_was_dropped_is_text(word: str, between: str) -> None:
    text = "Ordnung\n\n" + between.join(f"§ {number}\n\n{word}" for number in range(1, 8))
    assert (left_out(text), numbers(text)) == ([], [f"§ {number}" for number in range(1, 8)])


def test_k05_numbered_headings_of_the_same_words_are_text() -> None:
    assert left_out("\n\n".join(f"Art {number} Der Beirat\nEr tagt im Mai." for number in range(1, 6))) == []


@pytest.mark.parametrize(
    "footer",
    ["Kreis Erlental\n\nSeite {}", "{} von 9\n\nKreis Erlental", "Kreis Erlental – Blatt {} der Ordnung"],
)
def test_k05_without_page_breaks_a_counter_shows_a_running_line(footer: str) -> None:
    text = "\n\n".join(f"{sentence}\n\n{footer.format(page)}" for page, sentence in enumerate(SENTENCES, start=1))
    assert [why for _text, why in left_out(text) if why == RUNNING] == [RUNNING] * 4
    assert "Erlental" not in "".join(line.text for line in without_furniture(read_lines(text))[0])


def test_k05_without_page_breaks_a_line_that_cuts_sentences_is_a_running_line() -> None:
    text = "\n\n".join(
        ["Der Hof leiht Geräte an Familien und", "Kreis Erlental", "andere aus, die im Kreis wohnen."] * 3
    )
    assert left_out(text) == [("Kreis Erlental", RUNNING)] * 3


def test_k05_a_line_at_page_edges_that_stands_inside_of_pages_as_well_is_text() -> None:
    def page(at: int, name: str) -> str:
        words = [f"Der Ort {name}{letter} ist offen." for letter in "abcdefgh"]
        return "\n".join([*words[:at], "Zu beachten ist", *words[at:]])

    headers = [page(0, name) for name in "klm"]
    assert left_out("\n\f".join(headers + [page(4, name) for name in "nopq"])) == []
    assert [text for text, _why in left_out("\n\f".join(headers))] == ["Zu beachten ist"] * 3


def test_k05_headers_and_footers_of_pages_go() -> None:
    text = "\n\f".join(
        f"Kreis Erlental\nOrdnung\n{sentence}\nStand Mai · {page}" for page, sentence in enumerate(SENTENCES, start=1)
    )
    assert {why for _text, why in left_out(text)} == {RUNNING}
    assert [line.text for line in without_furniture(read_lines(text))[0]] == SENTENCES


def test_k05_sentences_at_page_edges_that_differ_by_a_number_are_text() -> None:
    assert (
        left_out("\n\f".join(f"§ {number}\nOrt\nDieser Absatz regelt Haus {number}." for number in range(1, 6))) == []
    )


def test_k05_what_the_file_says_of_a_line_goes_first() -> None:
    lines = [
        SourceLine(1, "Ordnung"),
        SourceLine(2, "Seite 1", why=CONTENTS),
        SourceLine(3, "", page=2, why="Seite ohne Text"),
    ]
    assert reasons_to_leave_out(lines) == {2: CONTENTS, 3: "Seite ohne Text"}
    assert reasons_to_leave_out(lines[1:]) == {2: CONTENTS, 3: "Seite ohne Text"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SENTENCES), st.booleans()), min_size=1, max_size=25),
    st.sampled_from(["\n\n", "\n\f", "\n"]),
)
def test_k05_no_section_of_a_paged_document_goes_with_the_furniture(
    sections: list[tuple[str, bool]], between: str
) -> None:
    text = "Ordnung des Werkhofs\n\n" + between.join(
        f"§ {number}\n{sentence if kept else '(weggefallen)'}"
        for number, (sentence, kept) in enumerate(sections, start=1)
    )
    assert left_out(text) == [] or between == "\n\f"
    assert not [text for text, _why in left_out(text) if text.startswith(("§", "("))]
