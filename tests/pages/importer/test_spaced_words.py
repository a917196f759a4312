"""Words that a typewriter has spaced are words, and rows of single letters stay (K28)."""

import pytest

from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines
from pages.importer.spaced_words import whole_words


@pytest.mark.parametrize(
    ("spaced", "whole"),
    [
        ("N u t z u n g s o r d n u n g", "Nutzungsordnung"),
        ("S A T Z U N G", "SATZUNG"),
        ("O r d n u n g   d e r   G ä r t e n", "Ordnung   der   Gärten"),
        ("§ 1 Z w e c k", "§ 1 Zweck"),
        ("§ 2  D a u e r", "§ 2  Dauer"),
        ("3. P f l e g e :", "3. Pflege :"),
        ("Das gilt u n b e d i n g t für alle.", "Das gilt unbedingt für alle."),
        ("V e r e i n G a r t e n", "Verein Garten"),
        ("N u t z u n g s -", "Nutzungs-"),
    ],
)
def test_k28_spaced_words_are_words(spaced: str, whole: str) -> None:
    assert whole_words(spaced) == whole


@pytest.mark.parametrize(
    "text",
    [
        "Die Gruppen A B C D E",
        "T T M M J J J J",
        "I B A N",
        "Die Fälle a b c d",
        "x y z u v",
        "i. d. R. gilt das",
        "a ) b ) c )",
        "Die Felder A C E G I",
        "Er sah 1 2 3 4 5 Gärten",
        "○ ○ ○ ○ ○",
    ],
)
def test_k28_single_letters_stay(text: str) -> None:
    assert whole_words(text) == text


def test_k28_a_spaced_title_and_spaced_headings_are_read() -> None:
    text = "N u t z u n g s o r d n u n g\n\n§ 1  Z w e c k\n\nDer Garten ist offen.\n\n§ 2  D a u e r\n\nImmer.\n"
    outline = build_outline(read_lines(text))
    assert (outline.title, outline.kind) == ("Nutzungsordnung", "guideline")
    assert [one.heading for one in outline.sections if one.number] == ["Zweck", "Dauer"]
