"""A number is found as it is printed, in whatever notation somebody types it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import numbers
from search.language.numbers import Part

counts = st.integers(1, 99).map(str)
lettered = st.builds("".join, st.tuples(counts, st.sampled_from(["", "", "a", "b"])))
letters = st.sampled_from("abcdefgh")
# What is printed above a section, and the ways to say the same in a query.
STEPS = {
    "paragraph": (lettered, "§ {}", ["§ {}", "§{}", "Paragraph {}"]),
    "article": (lettered, "Artikel {}", ["Artikel {}", "Art. {}"]),
    "annex": (counts, "Anlage {}", ["Anlage {}", "Anhang {}", "Anl. {}"]),
    "clause": (counts, "({})", ["Abs. {}", "Absatz {}", "({})"]),
    "letter": (letters, "{})", ["Buchst. {}", "lit. {}", "Buchstabe {}"]),
}
dotted = st.lists(st.integers(1, 30), min_size=2, max_size=4).map(lambda steps: ".".join(map(str, steps)))


@st.composite
def paths(draw):
    """A printed path from the top down and a query that asks for it."""
    top = draw(st.sampled_from(["paragraph", "article", "annex"]))
    names = [top, "clause", "letter"][: draw(st.integers(1, 3))]
    printed, typed = [], []
    for name in names:
        values, form, notations = STEPS[name]
        value = draw(values)
        printed.append(form.format(value))
        typed.append(draw(st.sampled_from(notations)).format(value))
    return printed, " ".join(typed)


@given(paths())
def test_a_printed_path_is_read_back_from_any_way_to_type_it(path):
    printed, typed = path
    query = numbers.in_query(typed)
    assert query.parts == numbers.printed_parts(printed)
    assert (query.rest, query.is_certain) == ("", True)


@given(paths(), st.sampled_from(["Richtlinie", "Vereinbarung Arbeit", "Kündigung in der Probezeit"]))
def test_the_words_beside_a_number_are_left_over_in_their_order(path, words):
    printed, typed = path
    for query in (numbers.in_query(f"{words} {typed}"), numbers.in_query(f"{typed} {words}")):
        assert query.parts == numbers.printed_parts(printed)
        assert query.rest == words


@given(paths())
def test_the_number_itself_is_closest_and_another_is_not_close_at_all(path):
    parts = numbers.printed_parts(path[0])
    assert numbers.closeness(parts, parts) == 1.0
    assert numbers.closeness((*parts[:-1], Part(parts[-1].style, "999")), parts) == 0.0


@given(paths())
def test_leaving_out_the_steps_above_costs_less_than_naming_ones_that_are_not_there(path):
    parts = numbers.printed_parts(path[0])
    unknown = (Part("part", "998"), parts[-1])
    assert 1.0 >= numbers.closeness(parts[-1:], parts) > numbers.closeness(unknown, parts) > 0.0


@given(paths())
def test_what_stands_below_another_step_is_another_number(path):
    parts = numbers.printed_parts(path[0])
    wrong = (Part(parts[0].style, "998"), *parts[1:])
    assert numbers.closeness(wrong, parts) == 0.0


@pytest.mark.parametrize(
    ("typed", "printed", "is_close"),
    [
        ("§ 2", ("2",), True),
        ("§ 2", ("§ 4", "(2)"), False),
        ("§ 2", ("Anlage 2",), False),
        ("§ 2", ("Artikel 2",), True),
        ("Ziffer 2", ("§ 4", "(2)"), True),
        ("Abs. 2", ("2",), True),
        ("Teil 2", ("II.",), True),
        ("Kapitel 3 § 4", ("Teil 2", "§ 4"), False),
    ],
)
def test_a_section_sign_means_no_clause_and_a_mere_number_may_be_any(typed, printed, is_close):
    assert bool(numbers.closeness(numbers.in_query(typed).parts, numbers.printed_parts(printed))) == is_close


@given(dotted)
def test_a_dotted_number_is_one_step_however_it_is_introduced(number):
    for typed in (f"Ziffer {number}", f"Nr. {number}", f"{number} Richtlinie", f"Punkt {number}."):
        assert numbers.in_query(typed).parts == numbers.printed_parts([number])


@given(st.integers(1, 39))
def test_roman_numbers_are_read_as_the_numbers_they_are(value):
    tens, ones = divmod(value, 10)
    roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    assert numbers.roman(roman) == str(value)
    assert numbers.printed_part(f"{roman}.") == Part("rom", str(value))


@given(paths())
def test_a_citation_holds_the_same_steps(path):
    printed, typed = path
    assert numbers.cited_parts(typed) == numbers.printed_parts(printed)


def asked(typed):
    """All that is asked for, in short: "§15 abs3"."""
    number = numbers.in_query(typed)
    return [" ".join(f"{part.style}{part.value}" for part in parts) for parts in (number.parts, *number.also)]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Paragraph 44 a", "§44a"),
        ("paragraf 44a", "§44a"),
        ("§44a", "§44a"),
        ("par. 44", "§44"),
        ("§ 44 Abs 1 S. 2 Nr. 3 Buchst. b", "§44 abs1 3 litb"),
        ("§ 4Abs.2", "§4 abs2"),
        ("§ 15 III", "§15 abs3"),
        ("§ 15 III 2", "§15 abs3"),
        ("44a Absatz 1", "44a abs1"),
        ("Ziffer drei Punkt elf", "3.11"),
        ("drei punkt elf punkt zwei", "3.11.2"),
        ("Paragraph fünfzehn Absatz drei", "§15 abs3"),
        ("paragraph fuenfzehn absatz drei satz zwei", "§15 abs3"),
        ("Artikel zwei", "art2"),
        ("Anlage eins", "anl1"),
        ("Teil römisch zwei", "part2"),
        ("Ziff. 3.11", "3.11"),
        ("Nr. 4.2.1", "4.2.1"),
        ("dritter Absatz", "abs3"),
        ("dritter Absatz paragraph fünf", "§5 abs3"),
        ("dritter Absatz des § 15", "§15 abs3"),
        ("Absatz 2 § 15", "§15 abs2"),
        ("Nr. 3 des § 44 Abs. 1", "§44 abs1 3"),
        ("§ 3 der Anlage 2", "anl2 §3"),
        ("Anlage 1 zu § 4", "anl1"),
    ],
)
def test_a_number_is_read_in_any_notation_from_the_top_down(typed, path):
    assert asked(typed) == [path]
    assert numbers.in_query(typed).rest == ""


@pytest.mark.parametrize(
    ("typed", "paths"),
    [
        ("§§ 15, 16", ["§15", "§16"]),
        ("§ 15 und § 16", ["§15", "§16"]),
        ("paragraph fünfzehn, sechzehn und achtzehn", ["§15", "§16", "§18"]),
        ("§§ 15 bis 17", ["§15", "§16", "§17"]),
        ("§ 15-17", ["§15", "§16", "§17"]),
        ("§§ 44a bis 44c", ["§44a", "§44b", "§44c"]),
        ("3.1 bis 3.4", ["3.1", "3.2", "3.3", "3.4"]),
        ("§ 44 Abs. 1 und 2", ["§44 abs1", "§44 abs2"]),
        ("§ 44 Abs. 1 und Abs. 2", ["§44 abs1", "§44 abs2"]),
        ("Buchst. a bis c", ["lita", "litb", "litc"]),
        ("§§ 15 ff.", ["§15", "§15a", "§15b", "§16", "§17"]),
        ("Paragraph fünfzehn fortfolgende", ["§15", "§15a", "§15b", "§16", "§17"]),
        ("Ziffer 3.1 ff", ["3.1", "3.1a", "3.1b", "3.2", "3.3"]),
        ("§ 15 f.", ["§15", "§15a", "§16", "§15f"]),
    ],
)
def test_several_numbers_are_asked_for_in_their_order(typed, paths):
    assert asked(typed) == paths
    assert numbers.in_query(typed).rest == ""


def test_a_range_without_an_end_in_sight_stays_short():
    assert len(asked("§§ 1 bis 999")) < 20


@given(st.integers(1, 200), st.integers(1, 200))
def test_any_range_begins_and_ends_with_what_was_typed(first, last):
    paths = asked(f"§§ {first} bis {last}")
    assert paths[0] == f"§{first}"
    assert paths[-1] == f"§{last}"


@pytest.mark.parametrize(
    ("typed", "first", "instead"),
    [
        ("§ 44 a", "44a", ("44", "a")),
        ("44 a", "44a", ("44", "a")),
        ("Paragraph fünfzehn a", "15a", ("15", "a")),
        ("§ 16f", "16f", ("16",)),
        ("§ 44a", "44a", ()),
    ],
)
def test_a_letter_apart_may_be_one_of_the_section_or_below_it(typed, first, instead):
    number = numbers.in_query(typed)
    assert number.parts[-1].value == first
    assert tuple(part.value for part in number.instead) == instead


@pytest.mark.parametrize(
    ("typed", "law", "path"),
    [
        ("44a AufenthG", "AufenthG", "§44a"),
        ("44 a aufenthg", "aufenthg", "§44a"),
        ("AufenthG 60a", "AufenthG", "§60a"),
        ("16a Abs 2 AufenthG", "AufenthG", "§16a abs2"),
        ("bgb § 44", "bgb", "§44"),
        ("§ 44 zpo", "zpo", "§44"),
        ("paragraph fünfzehn sgb zwei", "SGB II", "§15"),
        ("§ 15 SGB 2", "SGB II", "§15"),
        ("§ 44 des Bürgerlichen Gesetzbuchs", "Bürgerlichen Gesetzbuchs", "§44"),
        ("§ 3 Integrationskursverordnung", "Integrationskursverordnung", "§3"),
        ("was steht im aufenthaltsgesetz in paragraph 44", "aufenthaltsgesetz", "§44"),
        ("Artikel 6 Abs. 1 Buchst. a DS-GVO", "DS-GVO", "art6 abs1 lita"),
        ("Geschäftsordnung 5", "Geschäftsordnung", "5"),
        ("§ 5 freizügg/eu", "freizügg/eu", "§5"),
    ],
)
def test_a_law_beside_a_number_is_known_by_its_form(typed, law, path):
    assert numbers.in_query(typed).law == law
    assert asked(typed) == [path]


@pytest.mark.parametrize(
    "word",
    ["Beratung", "Vertrag", "erfolg", "KÜNDIGUNG", "Zuordnung", "Verordnung", "Gesetz", "aktiv", "nerv", "büro", "WG"],
)
def test_an_ordinary_word_beside_a_number_is_no_law(word):
    number = numbers.in_query(f"§ 4 {word}")
    assert (number.law, number.rest) == ("", word)


@pytest.mark.parametrize(
    "typed",
    [
        "Hauptstraße 12", "Hauptstr. 12a Freiburg", "am Markt 3a", "an der Kirche 5", "Tel. 07641 451", "Zimmer 12",
        "Hausnummer 12", "79312 Emmendingen", "um 8.30 Uhr", "8.30 bis 12.00 Uhr", "Punkt acht Uhr", "am 3.11.",
        "bis Freitag, 3.11.", "1.500 Euro", "3.5 Stellen", "10 Stunden", "vier Wochen", "zwei", "sgb zwei", "SGB 2",
        "Sozialgesetzbuch zwölf", "AufenthG", "1. Juli", "12 Dezember",
    ],
)  # fmt: skip
def test_houses_telephones_times_amounts_and_names_of_laws_are_no_official_numbers(typed):
    assert numbers.in_query(typed) is None


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (("§ 15", "(3)"), "§ 15 (3)"),
        (("Kapitel 3", "§ 15", "(3)", "2."), "§ 15 (3) Nr. 2"),
        (("§ 4", "(2)", "a)"), "§ 4 (2) a)"),
        (("Artikel 6", "(1)"), "Artikel 6 (1)"),
        (("3", "3.11", "3.11.2"), "3.11.2"),
        (("3", "3.11", "(2)"), "3.11 (2)"),
        (("§ 4", "4.1"), "4.1"),
        (("Anlage 1", "2."), "2."),
        (("Anlage 1", "(2)"), "Anlage 1 (2)"),
        (("§ 6", "Anlage 1"), "Anlage 1"),
        (("II.", "2."), "2."),
        (("Präambel",), "Präambel"),
        (("§ 15",), "§ 15"),
        ((), ""),
    ],
)
def test_a_part_of_a_section_is_shown_with_it_and_what_says_so_itself_alone(path, number):
    assert numbers.shown(path) == number


@given(paths())
def test_a_shown_number_leads_to_its_section(path):
    printed, _typed = path
    assert numbers.closeness(numbers.in_query(numbers.shown(printed)).parts, numbers.printed_parts(printed)) > 0.9
