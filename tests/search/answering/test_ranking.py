"""What ranks higher: more of the query, weightier words, headings; and never for saying less."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.answering import ranking
from search.answering.concepts import Concept
from search.answering.passage import Section
from search.answering.queries import Parsed
from search.answering.vocabulary import Variant
from search.documents import Ingredients
from tests.search.answering.entries import concept, entry, weighed

STEMS = ("alfa", "beta", "gama", "delt")
WORDS_ONLY = Ingredients(sequence=False)
AVERAGE = 10.0
worths = st.fixed_dictionaries({stem: st.floats(0.05, 8) for stem in STEMS})
texts = st.lists(st.sampled_from(["alfa", "beta", "gama", "fill"]), min_size=1, max_size=30)


def score(query, text="", heading="", using=WORDS_ONLY):
    (passage,) = Section(entry(1, text, heading=heading), AVERAGE, query.stems, using).passages()
    return ranking.score(query, passage)


def of_one(said, worth=1.0):
    return ranking.WeighedQuery(Parsed(concepts=(said,)), (ranking.WeighedConcept(said, worth),))


@given(worths, texts, st.data())
def test_meeting_one_concept_more_with_all_else_equal_never_ranks_lower(worths, words, data):
    assume("fill" in words)
    query = weighed(worths)
    place = data.draw(st.sampled_from([no for no, word in enumerate(words) if word == "fill"]))
    more = [*words[:place], "delt", *words[place + 1 :]]
    before, after = score(query, " ".join(words)), score(query, " ".join(more))
    assert after.score > before.score
    assert after.coverage > before.coverage


@given(worths, texts)
def test_saying_a_word_once_more_never_ranks_lower(worths, words):
    assume({"fill", "alfa"} <= set(words))
    query = weighed(worths)
    more = " ".join(words).replace("fill", "alfa", 1)
    assert score(query, more).score >= score(query, " ".join(words)).score


@given(worths, texts)
def test_a_word_in_the_heading_counts_at_least_as_much_as_in_the_text(worths, words):
    query = weighed(worths)
    text = " ".join(words)
    assert score(query, f"{text} fill", heading="delt").score >= score(query, f"{text} delt", heading="fill").score


def test_every_passage_of_a_section_stands_below_its_heading():
    query = weighed({"alfa": 1.0, "beta": 1.0})
    section = Section(entry(1, "beta fill", "fill", heading="alfa"), AVERAGE, query.stems, WORDS_ONLY)
    both, heading = (ranking.score(query, passage) for passage in section.passages())
    assert (both.coverage, heading.coverage) == (1.0, 0.5)
    assert both.score > heading.score > 0


def test_of_one_concept_said_in_many_ways_three_count():
    words = ("eins", "zwei", "drei", "vier")
    query = of_one(Concept("eins", tuple(Variant((word,), 1.0 - no / 10) for no, word in enumerate(words))))
    one, two, three, four = (
        score(query, " ".join([*words[:number], *["fill"] * (4 - number)])).score for number in (1, 2, 3, 4)
    )
    assert one < two < three == four


def test_another_word_covers_nearly_what_its_own_does_and_a_weak_one_half_of_what_it_weighs():
    """A part of a compound hardly says what was meant."""
    for weight, covered in ((1.0, 1.0), (0.6, 0.8), (0.5, 0.75), (0.4, 0.2)):
        assert score(of_one(concept("alfa", weight=weight), 2.0), "alfa").coverage == pytest.approx(covered)


@pytest.mark.parametrize(("words", "bonus"), [(2, 0.12), (3, 0.24), (4, 0.3), (6, 0.3)])
def test_words_in_a_row_add_up_to_a_bound(words, bonus):
    stems = [f"stem{no}" for no in range(words)]
    query = weighed(dict.fromkeys(stems, 1.0))
    text = " ".join(stems)
    lifted = score(query, text, using=Ingredients()).score - score(query, text).score
    assert lifted == pytest.approx(bonus * query.worth)


@pytest.mark.parametrize(
    ("text", "is_lifted"), [("alfa beta", True), ("alfa fill beta", True), ("alfa fill fill beta", False)]
)
def test_words_in_the_order_typed_may_have_one_other_between_them(text, is_lifted):
    query = weighed({"alfa": 1.0, "beta": 1.0})
    assert (score(query, text, using=Ingredients()).score > score(query, text).score) == is_lifted
    turned = " ".join(reversed(text.split()))
    assert score(query, turned, using=Ingredients()) == score(query, turned)


@pytest.mark.parametrize(("gap", "share"), [(2, 1.0), (11, 1.0), (12, 0.6), (30, 0.6)])
def test_parts_of_a_compound_count_less_far_apart(gap, share):
    query = of_one(Concept("alfabeta", (Variant(("alfa", "beta"), 1.0, is_bag=True),)))
    side_by_side, apart = (
        score(query, " ".join(["alfa", *["fill"] * between, "beta", *["fill"] * (40 - between)])).score
        for between in (0, gap)
    )
    assert apart == pytest.approx(share * side_by_side)


def test_words_in_order_may_have_two_others_between_them():
    query = of_one(Concept("alfa beta", (Variant(("alfa", "beta"), 1.0),)))
    assert score(query, "alfa fill fill beta").score > 0
    assert score(query, "alfa fill fill fill beta").score == 0
    assert score(query, "beta alfa").score == 0


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(10_000, 20_000))
def test_the_rarer_a_word_the_more_it_is_worth(rare, common, total):
    assume(rare < common)
    counts = {"rare": rare, "common": common}
    first, second = ranking.weigh([concept("rare"), concept("common")], counts.get, total)
    assert first.worth > second.worth > 0


def test_what_the_index_does_not_have_is_looked_for_no_more():
    counts = {"there": 5, "gone": 0}
    both = Concept("there", (Variant(("there",), 1.0), Variant(("gone",), 0.5), Variant(("there", "gone"), 0.8)))
    (found,) = ranking.weigh([both], counts.get, 100)
    assert found.concept.variants == (Variant(("there",), 1.0),)


@pytest.mark.parametrize(
    ("own", "synonym", "as_common_as"), [(7, 50, 7), (1, 50, 50), (0, 50, 50), (1, 0, 1), (0, 0, 1)]
)
def test_a_missing_word_is_worth_what_its_synonym_is(own, synonym, as_common_as):
    variants = Concept("own", (Variant(("own",), 1.0), Variant(("synonym",), 0.5)))
    (found,) = ranking.weigh([variants], {"own": own, "synonym": synonym}.get, 100)
    unknown = ranking.UNKNOWN if not own and not synonym else 1.0
    assert found.worth == pytest.approx(ranking.idf(as_common_as, 100) * unknown)


def test_nothing_met_scores_nothing():
    assert score(weighed({"alfa": 1.0}), "fill").score == 0.0
    assert math.isclose(score(weighed({}), "alfa").coverage, 0.0)
