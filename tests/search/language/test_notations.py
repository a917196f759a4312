"""What is spoken or written in haste is written the usual way, and nothing else is touched."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.language import numbers
from search.language.numbers import laws, numerals

NUMBERS = st.integers(1, 199)
PIECES = st.sampled_from(
    [
        "paragraph",
        "§",
        "§§",
        "absatz",
        "dritter",
        "zwei",
        "15",
        "a",
        "f",
        "ff.",
        "punkt",
        "und",
        "bis",
        ",",
        "sgb",
        "buch",
        "zweites",
        "sozialgesetzbuch",
        "Ziffer",
        "elf",
        "AufenthG",
        "uhr",
        "römisch",
        '"',
        "Nr.",
        "(3)",
        "II",
        "44",
    ]
)


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("sgb zwei", "SGB II"),
        ("SGB 2", "SGB II"),
        ("sgb2", "SGB II"),
        ("sgb-xii", "SGB XII"),
        ("Sozialgesetzbuch zwölf", "SGB XII"),
        ("zweites Buch Sozialgesetzbuch", "SGB II"),
        ("Zweiten Buch des Sozialgesetzbuchs", "SGB II"),
        ("Sozialgesetzbuch zweites Buch", "SGB II"),
        ("was zahlt das sgb zwei bei umzug", "was zahlt das SGB II bei umzug"),
        ("hartz vier", "Hartz IV"),
        ("alg 2", "ALG II"),
        ("Paragraph 44 a", "§ 44a"),
        ("paragraf 44a", "§ 44a"),
        ("§44a", "§ 44a"),
        ("44 a aufenthg", "44a aufenthg"),
        ("paragraph fünfzehn absatz drei", "§ 15 Abs. 3"),
        ("paragraph fünfzehn und sechzehn", "§ 15 und 16"),
        ("Ziffer drei Punkt elf", "Ziffer 3.11"),
        ("Paragraph drei Punkt zwei", "§ 3 Punkt 2"),
        ("Anlage eins", "Anlage 1"),
        ("dritter Absatz", "Abs. 3"),
        ("§§ 15ff", "§§ 15 ff."),
    ],
)
def test_spoken_and_sloppy_notations_are_written_the_usual_way(typed, usual):
    assert numbers.normalised(typed) == usual


@pytest.mark.parametrize(
    "text",
    [
        "zwei", "ein Kind und zwei Erwachsene", "vier Wochen", "erste Beratung", "das zweite Buch", "Nummer sicher",
        "Punkt acht Uhr", "Absatz drei Wochen später", "zwischen zehn und zwölf", "10 folgende Punkte", "SGB II-Leistungen",
        "SGB-II-Leistung", "Paragraph", "Paragraph für die Beratung", "§ 4 a)", "§ 15 z. B. Beratung", "Art. 3 G v. 1999",
        "§ 44 Abs 1 S. 2 Nr. 3 Buchst. b", "§§ 15 bis 17", "Ziff. 3.11", "Hauptstraße 12 a", '"paragraph fünfzehn"',
        "„sgb zwei“", "der achte Tag", "",
    ],
)  # fmt: skip
def test_ordinary_text_stays_as_it_is(text):
    assert numbers.normalised(text) == text


@given(st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join))
@example("§ 15, sechzehn, siebzehn, achtzehn und neunzehn")
def test_what_is_written_the_usual_way_stays_so_and_reading_it_never_fails(text):
    usual = numbers.normalised(text)
    assert numbers.normalised(usual) == usual
    number = numbers.in_query(text)
    assert number is None or number.parts


@given(st.lists(st.sampled_from(["zwei", "ein", "Wochen", "Kinder", "Beratung", "drei", "der", "dritte", "Termin"])))
def test_numerals_alone_are_words(words):
    text = " ".join(words)
    assert numbers.normalised(text) == text


@given(NUMBERS, st.sampled_from(["Paragraph", "paragraf", "§"]), st.sampled_from(["", "a", "c"]))
def test_a_number_said_in_words_is_the_one_in_digits(number, word, letter):
    for said in numerals.cardinal_words(number):
        assert numbers.normalised(f"{word} {said} {letter}".strip()) == f"§ {number}{letter}"


@given(NUMBERS, st.sampled_from(["e", "er", "es", "en"]))
def test_numerals_are_read_with_and_without_umlauts(number, ending):
    for word in numerals.cardinal_words(number):
        for spelled in (word, word.upper(), word.replace("ü", "ue").replace("ö", "oe").replace("ß", "ss")):
            assert numerals.cardinal(spelled) == number
    if number < 100:
        assert numerals.ordinal(numerals.ordinal_stem(number) + ending) == number


@given(st.integers(1, 14), st.sampled_from(["sgb", "SGB", "Sozialgesetzbuch", "sozialgesetzbuch"]))
def test_every_book_is_known_by_word_digit_and_roman_number(number, name):
    usual = f"SGB {numerals.in_roman(number)}"
    for said in (*numerals.cardinal_words(number), number, numerals.in_roman(number).lower()):
        assert numbers.normalised(f"{name} {said}") == usual
    for buch in ("Buch Sozialgesetzbuch", "Buch SGB", "buch des sozialgesetzbuches"):
        assert numbers.normalised(f"{numerals.ordinal_stem(number)}es {buch}") == usual


def test_names_of_laws_are_told_by_their_form():
    named = (
        "BGB",
        "GG",
        "AufenthG",
        "IntV",
        "StPO",
        "FreizügG/EU",
        "DSGVO",
        "DS-GVO",
        "SGB X",
        "Grundgesetz",
        "Hausordnung",
    )
    other = ("Beratung", "KÜNDIGUNG", "IV", "Gesetz", "Verordnung", "Zuordnung", "Jobcenter", "WG", "EDV", "A")
    assert [name for name in named if not laws.is_name(name)] == []
    assert [word for word in other if laws.is_name(word)] == []
    assert [name for name in named[:4] + named[6:8] if not laws.is_small_name(name.lower())] == []
