"""What is a hit, said in words that every engine can look up, is the rule by worth: no more and no less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answering import wanted
from search.answering.vocabulary import Variant
from search.answering.wanted import DECIDING, LENIENT, LONG_QUESTION, NEEDED, AllOf, Wish, at_least, enough, every
from tests.search.answering.entries import holds

# Worths and shares that a float holds exactly, so that a bound is met or missed in both ways of reckoning alike.
worths = st.integers(1, 40).map(float)


def wish(name, worth, variants):
    return Wish(tuple(Variant((f"{name}{no}",), 1.0) for no in range(variants)), worth)


@st.composite
def questions(draw):
    """Wishes, weightiest first, some of them not in the index; and the stems that a section has."""
    rows = draw(st.lists(st.tuples(worths, st.integers(0, 2)), min_size=1, max_size=9))
    wishes = tuple(wish("abcdefghi"[no], *row) for no, row in enumerate(sorted(rows, key=lambda row: -row[0])))
    stems = [variant.stems[0] for one in wishes for variant in one.variants]
    return wishes, frozenset(draw(st.lists(st.sampled_from(stems), unique=True))) if stems else frozenset()


def is_met(one, stems):
    return any(variant.stems[0] in stems for variant in one.variants)


def has(stems):
    return lambda variant: set(variant.stems) <= stems


def by_the_rule(wishes, stems):
    """A share of the worth of the six weightiest; of a long question less, and with the main word less again."""
    deciding = wishes[:DECIDING]
    needed = sum(one.worth for one in deciding) * (NEEDED if len(wishes) < LONG_QUESTION else NEEDED * LENIENT)
    met = sum(one.worth for one in deciding if is_met(one, stems))
    return (0 < needed <= met) or (is_met(deciding[0], stems) and met >= needed * LENIENT)


@given(questions())
def test_the_condition_holds_where_enough_worth_is_met(question):
    wishes, stems = question
    condition = enough(wishes, len(wishes))
    assert (condition is not None and holds(condition, has(stems))) == by_the_rule(wishes, stems)


@given(questions())
def test_there_is_no_condition_only_where_nothing_could_meet_it(question):
    wishes, _stems = question
    all_there = frozenset(variant.stems[0] for one in wishes for variant in one.variants)
    assert (enough(wishes, len(wishes)) is None) == (not by_the_rule(wishes, all_there))


@given(st.lists(st.tuples(worths, st.integers(0, 2)), max_size=6), st.integers(0, 120), st.data())
def test_a_part_of_the_worth_is_asked_for_by_nothing_empty_and_nothing_impossible(rows, needed, data):
    wishes = tuple(wish("abcdef"[no], *row) for no, row in enumerate(rows))
    parts = at_least(wishes, float(needed))
    stems = [variant.stems[0] for one in wishes for variant in one.variants]
    chosen = frozenset(data.draw(st.lists(st.sampled_from(stems), unique=True))) if stems else frozenset()
    met = sum(one.worth for one in wishes if is_met(one, chosen))
    assert (parts is not None and holds(AllOf(parts), has(chosen))) == (met >= needed)
    assert parts != () or needed == 0
    assert all(parts_of(AllOf(parts or ())))


def parts_of(condition):
    """For each place where something is asked for, whether there is anything to ask for."""
    if isinstance(condition, AllOf):
        return [found for part in condition.parts for found in parts_of(part)]
    return [
        bool(condition.variants or condition.parts),
        *(bool(part.parts) for part in condition.parts),
        *(found for part in condition.parts for found in parts_of(part)),
    ]


@given(questions())
def test_the_condition_of_the_longest_question_stays_small(question):
    wishes, _stems = question
    condition = enough(wishes, len(wishes))
    assert condition is None or len(parts_of(AllOf((condition,)))) <= 2 * (2**DECIDING)


def test_what_is_not_in_the_index_counts_against_a_hit():
    known, unknown = wish("a", 3.0, 1), wish("b", 40.0, 0)
    assert enough((unknown, known), 2) is None
    assert enough((known, unknown._replace(worth=3.0)), 2) is not None


@pytest.mark.parametrize(
    ("met", "typed", "is_enough"),
    [("b", 2, False), ("a", 2, True), ("bc", 3, False), ("abc", 3, True), ("bcd", 4, True), ("cd", 4, False)],
)
def test_worked_by_hand(monkeypatch, met, typed, is_enough):
    """Half of the worth, with the main word or of four words 0.7 of that."""
    monkeypatch.setattr(wanted, "NEEDED", 0.5)
    monkeypatch.setattr(wanted, "LENIENT", 0.7)
    wishes = tuple(wish(name, worth, 1) for name, worth in zip("abcd", (4.0, 2.0, 1.0, 1.0), strict=True))[:typed]
    assert holds(enough(wishes, typed), has({f"{name}0" for name in met})) == is_enough


def test_all_words_are_those_that_are_known():
    wishes = (wish("a", 3.0, 2), wish("b", 2.0, 0), wish("c", 1.0, 1))
    assert [len(part.variants) for part in every(wishes).parts] == [2, 1]
