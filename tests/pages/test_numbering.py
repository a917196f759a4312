import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pages import numbering

PRINTED = [
    "10",
    "3.11.2",
    "§ 5",
    "(2)",
    "a)",
    "A)",
    "I.",
    "Artikel 3",
    "Anlage 1",
    "§ 72a",
    "aa)",
    "XII.",
    "Teil I",
    "(b)",
    "4.",
    "ANLAGE 2",
    "Anhang",
]


@pytest.mark.parametrize("printed", PRINTED)
def test_f1_reads_every_way_a_number_is_printed(printed):
    assert numbering.parse(printed) is not None


@pytest.mark.parametrize(
    "text", ["", "Allgemeines", "12 Monate", "01.06.2019 in Kraft", "IIII.", "3..2", "§", "()", "10 Datenschutz"]
)
def test_f1_reads_no_number_into_words(text):
    assert numbering.parse(text) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("3.11.2", "3.11.3"),
        ("§ 5", "§ 6"),
        ("(2)", "(3)"),
        ("a)", "b)"),
        ("A)", "B)"),
        ("I.", "II."),
        ("9.", "10."),
        ("Artikel 3", "Artikel 4"),
        ("aa)", "bb)"),
        ("Teil I", "Teil II"),
    ],
)
def test_f1_continues_a_number_in_its_own_print(before, after):
    assert numbering.following(numbering.parse(before)) == after


def test_f1_anchors_follow_the_tree():
    entries = [
        ("§ 4", 1),
        ("(1)", 2),
        ("(2)", 2),
        ("a)", 3),
        ("3", 1),
        ("3.11", 2),
        ("3.11.2", 3),
        ("", 1),
        ("Anlage 1", 1),
        ("1.", 2),
    ]
    assert numbering.anchors(entries) == [
        "z-p-4",
        "z-p-4-abs-1",
        "z-p-4-abs-2",
        "z-p-4-abs-2-a",
        "z-3",
        "z-3-11",
        "z-3-11-2",
        "",
        "anlage-1",
        "anlage-1-z-1",
    ]


def test_f1_a_number_that_stands_twice_gets_an_anchor_of_its_own():
    assert numbering.anchors([("1", 1), ("2", 1), ("1", 1), ("1", 1)]) == ["z-1", "z-2", "z-1_2", "z-1_3"]


def test_f1_is_cited_as_the_administration_cites():
    path = numbering.paths([("§ 4", 1), ("(2)", 2), ("a)", 3)])[-1]
    assert numbering.citation(path) == "§ 4 Abs. 2 Buchst. a"
    assert numbering.citation(("3", "3.11", "3.11.2")) == "3.11.2"


def test_renumbering_continues_from_here_and_leaves_what_stands_before():
    entries = [("1", 1), ("1.1", 2), ("1.1", 2), ("", 2), ("1.9", 2), ("7", 1), ("7.1", 2)]
    assert numbering.renumber(entries, 2) == ["1", "1.1", "1.2", "", "1.3", "2", "2.1"]


def test_check_finds_duplicates_and_gaps():
    found = numbering.check([("1", 1), ("1", 1), ("3", 1), ("3.1", 2), ("3.4", 2)])
    assert [(one.index, one.kind, one.expected) for one in found] == [
        (1, "duplicate", ""),
        (2, "gap", "2"),
        (4, "gap", "3.2"),
    ]


@given(st.text(max_size=30))
def test_parse_takes_any_text(text):
    number = numbering.parse(text)
    assert number is None or number.parts == () or numbering.following(number)


levels = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2.", "1.1", "§ 3", "(1)", "a)", "I.", "Anlage 1", "Freitext"]), st.integers(1, 6)
    ),
    max_size=40,
)


@given(levels)
def test_anchors_are_unique_and_renumbering_finds_nothing_more_to_do(entries):
    anchors = [anchor for anchor in numbering.anchors(entries) if anchor]
    assert len(anchors) == len(set(anchors))
    once = numbering.renumber(entries, 0)
    again = numbering.renumber([(number, level) for number, (_old, level) in zip(once, entries, strict=True)], 0)
    assert once == again


@given(levels)
def test_paths_end_in_the_entry_itself(entries):
    for (number, _level), path in zip(entries, numbering.paths(entries), strict=True):
        assert not number or path[-1] == number


def roman(value):
    return numbering.roman_text(value)


printed_numbers = st.one_of(
    st.builds(
        lambda parts, close: ".".join(map(str, parts)) + close,
        st.lists(st.integers(1, 98), min_size=1, max_size=5),
        st.sampled_from(["", ".", ")"]),
    ),
    st.builds("{} {}".format, st.sampled_from(["§", "Artikel", "Anlage", "Kapitel"]), st.integers(1, 98)),
    st.builds("({})".format, st.integers(1, 98)),
    st.builds("{}.".format, st.integers(1, 38).map(roman)),
    st.builds(
        "{}{}".format, st.sampled_from("abdefghjklmnopqrstuwxyzABDEFGHJKLMNOPQRSTUWYZ"), st.sampled_from([")", "."])
    ).filter(lambda text: text[0] not in "zZ"),
)


@given(printed_numbers)
def test_f1_a_number_printed_with_its_own_parts_stays_as_it_is(printed):
    number = numbering.parse(printed)
    assert number is not None
    assert numbering.printed_as(number, number.parts) == printed


@given(printed_numbers)
def test_f1_the_next_number_is_one_larger_and_of_the_same_kind(printed):
    number = numbering.parse(printed)
    follower = numbering.following(number)
    # Alone, such a letter is read as a Roman numeral; within a document its neighbours say what it is.
    assume(number.style not in {"upper", "lower"} or follower.strip("(.) ").upper() not in set("IVXLCDM"))
    after = numbering.parse(follower)
    assert (after.style, after.parts) == (number.style, (*number.parts[:-1], number.parts[-1] + 1))


@given(st.integers(1, 399))
def test_roman_numerals_are_read_as_they_are_written(value):
    assert numbering.roman_value(roman(value)) == value


@given(levels, st.integers(0, 40))
def test_renumbering_touches_nothing_above_and_numbers_nothing_unnumbered(entries, start):
    after = numbering.renumber(entries, start)
    before = [number for number, _level in entries]
    assert after[:start] == before[:start]
    assert [bool(number) for number in after] == [bool(number) for number in before]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=30))
def test_numbers_that_follow_each_other_are_in_order(steps):
    """Levels that deepen by one step at most, numbered as the portal itself continues them."""
    entries, level = [], 1
    for step in steps:
        level = min(level + 1, step) if entries else 1
        entries.append(("", level))
        due = numbering.expected(entries, len(entries) - 1) or "1"
        entries[-1] = (due, level)
    assert numbering.check(entries) == []
    assert numbering.renumber(entries, 0) == [number for number, _level in entries]
