"""A number is found as it is printed, in whatever notation somebody types it."""

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
def test_leaving_out_the_steps_above_costs_less_than_naming_wrong_ones(path):
    parts = numbers.printed_parts(path[0])
    wrong = (Part("§", "998"), Part("abs", "999"), parts[-1])
    assert 1.0 >= numbers.closeness(parts[-1:], parts) > numbers.closeness(wrong, parts) > 0.0


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
