"""What ranks higher: more of the query, weightier words, headings; and never for saying less."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.answering import ranking
from search.answering.concepts import Concept
from search.answering.passage import Passage
from search.answering.queries import Parsed
from search.answering.vocabulary import Variant
from search.documents import Ingredients
from tests.search.answering.entries import concept, weighed

STEMS = ("alfa", "beta", "gama", "delt")
WORDS_ONLY = Ingredients(nearness=False)
worths = st.fixed_dictionaries({stem: st.floats(0.05, 8) for stem in STEMS})
texts = st.lists(st.sampled_from(["alfa", "beta", "gama", "fill"]), min_size=1, max_size=30)


def score(query, text="", heading="", using=WORDS_ONLY):
    lines = (heading, "", "", "", text, "")
    return ranking.score(query, Passage(lines, 10.0, query.stems, using))


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


@given(worths, texts)
def test_a_hint_lifts_and_covers_nothing(worths, words):
    query = weighed(worths)
    hinted = ranking.WeighedQuery(
        query.parsed, (*query.concepts, ranking.WeighedConcept(concept("fill", is_hint=True), 1.0))
    )
    with_hint, without = score(hinted, " ".join(words)), score(query, " ".join(words))
    assert with_hint.score >= without.score
    assert with_hint.coverage == without.coverage


@given(worths, st.lists(texts, min_size=2, max_size=5))
def test_the_context_of_a_section_lifts_and_keeps_the_best_within_reach(worths, section):
    query = weighed(worths)
    alone = [score(query, " ".join(words), using=Ingredients()) for words in section]
    together = ranking.in_context(query, alone)
    assert all(after.score >= before.score for before, after in zip(alone, together, strict=True))
    assert ranking.in_context(query, alone, Ingredients(context=False)) == alone
    assert ranking.in_context(query, alone[:1]) == alone[:1]


def test_of_one_concept_said_in_many_ways_three_count():
    words = ("eins", "zwei", "drei", "vier")
    said = Concept("eins", tuple(Variant((word,), 1.0 - no / 10) for no, word in enumerate(words)))
    query = ranking.WeighedQuery(Parsed(concepts=(said,)), (ranking.WeighedConcept(said, 1.0),))
    one, two, three, four = (
        score(query, " ".join([*words[:number], *["fill"] * (4 - number)])).score for number in (1, 2, 3, 4)
    )
    assert one < two < three == four


def test_a_weak_variant_covers_half_of_what_it_weighs():
    """A part of a compound hardly says what was meant."""
    for weight, covered in ((0.6, 0.6), (0.5, 0.5), (0.4, 0.2)):
        weak = concept("alfa", weight=weight)
        query = ranking.WeighedQuery(Parsed(concepts=(weak,)), (ranking.WeighedConcept(weak, 2.0),))
        assert score(query, "alfa").coverage == pytest.approx(covered)


@pytest.mark.parametrize(("words", "bonus"), [(2, 0.12), (3, 0.24), (4, 0.3), (6, 0.3)])
def test_nearness_adds_up_to_a_bound(words, bonus):
    stems = [f"stem{no}" for no in range(words)]
    query = weighed(dict.fromkeys(stems, 1.0))
    text = " ".join(stems)
    lifted = score(query, text, using=Ingredients()).score - score(query, text).score
    assert lifted == pytest.approx(bonus * query.worth)


@pytest.mark.parametrize(("gap", "is_close"), [(11, True), (12, False)])
def test_close_means_twelve_words_apart_at_most(gap, is_close):
    query = weighed({"alfa": 1.0, "beta": 1.0})
    text = " ".join(["alfa", *["fill"] * gap, "beta"])
    assert (score(query, text, using=Ingredients()).score > score(query, text).score) == is_close


def test_parts_of_a_compound_count_less_far_apart():
    bag = Concept("alfabeta", (Variant(("alfa", "beta"), 1.0, is_bag=True),))
    query = ranking.WeighedQuery(Parsed(concepts=(bag,)), (ranking.WeighedConcept(bag, 1.0),))
    near, far = (
        ranking.matches_score(
            query,
            score(
                query, " ".join(["alfa", *["fill"] * gap, "beta", *["fill"] * (40 - gap)]), using=Ingredients()
            ).matches,
        )
        for gap in (2, 30)
    )
    assert far.score == pytest.approx(0.6 * near.score)


def test_words_in_order_may_have_two_others_between_them():
    phrase = Concept("alfa beta", (Variant(("alfa", "beta"), 1.0),))
    query = ranking.WeighedQuery(Parsed(concepts=(phrase,)), (ranking.WeighedConcept(phrase, 1.0),))
    assert score(query, "alfa fill fill beta").score > 0
    assert score(query, "alfa fill fill fill beta").score == 0
    assert score(query, "beta alfa").score == 0


def test_words_in_sequence_beat_words_far_apart():
    query = weighed({"alfa": 1.0, "beta": 1.0})
    near = score(query, "alfa beta " + "fill " * 20, using=Ingredients())
    close = score(query, "alfa fill fill fill beta " + "fill " * 17, using=Ingredients())
    apart = score(query, "alfa " + "fill " * 20 + "beta", using=Ingredients())
    assert near.score > close.score > apart.score


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


def answers(*scores, words=2):
    return ranking.are_good(scores, Parsed(concepts=tuple(concept(f"word{no}") for no in range(words))))


def scored(points, coverage, weight=1.0, *, has_main=False):
    return ranking.PassageScore(points, coverage, (Variant(("word",), weight),), has_main)


def test_half_of_the_query_by_words_that_mean_it_makes_an_answer():
    assert answers(scored(1.0, 0.5)) == [True]
    assert answers(scored(1.0, 0.49)) == [False]
    assert answers(scored(1.0, 0.9, weight=0.3)) == [False]
    assert answers() == []


def test_the_main_word_or_a_long_question_makes_it_easier():
    assert answers(scored(1.0, 0.36, has_main=True)) == [True]
    assert answers(scored(1.0, 0.34, has_main=True)) == [False]
    assert answers(scored(1.0, 0.36), words=4) == [True]
    assert answers(scored(1.0, 0.36), words=3) == [False]


def test_what_comes_close_to_the_best_answer_is_one():
    assert answers(scored(10.0, 0.9), scored(3.0, 0.1), scored(2.9, 0.1)) == [True, True, False]
    assert answers(scored(10.0, 0.1), scored(9.0, 0.1)) == [False, False]


@pytest.mark.parametrize(
    ("flags", "text", "lifted"),
    [
        ({"asks_for_time": True}, "bis zum 31. marz", True),
        ({"asks_for_time": True}, "bis zum 31.", False),
        ({"asks_for_amount": True}, "es sind 12 euro", True),
        ({"asks_for_amount": True}, "es sind zwolf euro", False),
        ({}, "bis zum 31. marz", False),
    ],
)
def test_a_question_for_a_time_or_an_amount_likes_texts_that_have_one(flags, text, lifted):
    query = weighed({"alfa": 1.0}, **flags)
    plain = score(weighed({"alfa": 1.0}), f"alfa {text}").score
    assert (score(query, f"alfa {text}").score > plain) == lifted


def test_nothing_met_scores_nothing():
    assert score(weighed({"alfa": 1.0}, asks_for_time=True), "fill marz").score == 0.0
    assert math.isclose(score(weighed({}), "alfa").coverage, 0.0)
