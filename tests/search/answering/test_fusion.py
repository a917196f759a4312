"""Two lists in one: the order by words holds unless the meaning says more, and it never says it alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answering import fusion
from search.answering.ranked_passage import best_first
from tests.search.answering.entries import ranked

scores = st.floats(0.01, 50)
closenesses = st.floats(0.1, 1)
lists = st.lists(
    st.tuples(st.integers(1, 6), scores, st.booleans(), closenesses | st.none()), min_size=1, max_size=12
).map(
    lambda rows: (
        [ranked(document, no, score, is_good=is_good) for no, (document, score, is_good, _close) in enumerate(rows)],
        {(document,): close for document, _score, _is_good, close in rows if close is not None},
    )
)


def order(passages):
    return [passage.number for passage in best_first(passages)]


def test_a_list_without_vectors_is_left_as_it_is():
    passages = [ranked(1, 1, 2.0), ranked(2, 2, 3.0)]
    assert fusion.fused(passages, {}) == passages
    assert fusion.fused([], {}) == []


@given(lists, st.randoms())
def test_no_passage_is_lost_and_the_order_they_come_in_decides_nothing(lists, chance):
    passages, closeness = lists
    shuffled = chance.sample(passages, len(passages))
    fused = fusion.fused(passages, closeness)
    assert [passage.key for passage in fused] == [passage.key for passage in passages]
    again = {passage.key: passage for passage in fusion.fused(shuffled, closeness)}
    for passage in fused:
        assert again[passage.key].score == pytest.approx(passage.score)


@given(lists)
def test_an_answer_by_words_stays_an_answer(lists):
    passages, closeness = lists
    for before, after in zip(passages, fusion.fused(passages, closeness), strict=True):
        assert after.is_good or not before.is_good


@given(lists)
def test_without_an_answer_by_words_nothing_becomes_one(lists):
    passages = [passage._replace(is_good=False) for passage in lists[0]]
    assert not any(passage.is_good for passage in fusion.fused(passages, lists[1]))


@given(st.lists(scores, min_size=2, max_size=8, unique=True))
def test_vectors_of_others_leave_the_order_by_words_alone(by_words):
    passages = [ranked(no, no, score) for no, score in enumerate(by_words)]
    elsewhere = {(99,): 0.9}
    assert order(fusion.fused(passages, elsewhere)) == order(passages)


@given(st.lists(st.tuples(scores, closenesses), min_size=2, max_size=8))
def test_the_best_by_words_and_by_meaning_is_the_best_of_all(rows):
    top, near = max(score for score, _close in rows) + 1, 1.5
    passages = [ranked(no, no, score) for no, (score, _close) in enumerate(rows)]
    closeness = {(no,): close for no, (_score, close) in enumerate(rows)}
    fused = fusion.fused([*passages, ranked(50, 50, top)], {**closeness, (50,): near})
    assert order(fused)[0] == 50


@given(lists, st.integers(0, 11))
def test_who_comes_closer_in_meaning_never_falls_behind(lists, chosen):
    passages, closeness = lists
    passage = passages[chosen % len(passages)]
    before = fusion.fused(passages, {(99,): 0.1, **closeness})
    after = fusion.fused(passages, {(99,): 0.1, **closeness, passage.entry.document: 2.0})
    place = chosen % len(passages)
    assert after[place].score >= before[place].score


def test_meaning_alone_makes_an_answer_only_as_close_as_the_best_by_words():
    by_words = ranked(1, 1, 10.0)
    near, far = ranked(2, 2, 0.1, is_good=False), ranked(3, 3, 0.1, is_good=False)
    fused = fusion.fused([by_words, near, far], {(1,): 0.5, (2,): 0.5, (3,): 0.49})
    assert [passage.is_good for passage in fused] == [True, True, False]


def test_beyond_the_first_places_meaning_makes_no_answer():
    by_words = ranked(0, 0, 10.0)
    others = [ranked(no, no, 0.1, is_good=False) for no in range(1, 15)]
    closeness = {(0,): 0.2, **{(no,): 1 - no / 100 for no in range(1, 15)}}
    fused = fusion.fused([by_words, *others], closeness)
    assert sum(passage.is_good for passage in fused[1:]) == fusion.PROMOTED


def test_passages_of_one_section_stay_together_in_the_order_of_their_words():
    section = [ranked(1, 1, 9.0), ranked(1, 2, 3.0)]
    fused = fusion.fused([*section, ranked(2, 3, 8.0)], {(1,): 0.9, (2,): 0.2})
    assert order(fused) == [1, 2, 3]


def test_each_place_by_meaning_adds_its_share_of_the_best_score_by_words():
    """Worked by hand: a first place adds WORTH of the best, the third (RANKS + 1) / (RANKS + 3) of that."""
    passages = [ranked(no, no, 10.0) for no in (1, 2, 3)]
    first, _second, third = fusion.fused(passages, {(1,): 0.9, (2,): 0.8, (3,): 0.7})
    assert first.score == pytest.approx(10.0, abs=0.01)
    assert third.score == pytest.approx((10 + 0.3 * 10 * 11 / 13) / 1.3, abs=0.01)


@pytest.mark.parametrize(("coverage", "is_open"), [(fusion.CLEAR - 0.01, True), (fusion.CLEAR, False)])
def test_where_words_leave_nothing_open_meaning_changes_nothing(coverage, is_open):
    clear = ranked(1, 1, 10.0)._replace(coverage=coverage)
    other, weak = ranked(2, 2, 9.9), ranked(3, 3, 0.1, is_good=False)
    fused = fusion.fused([clear, other, weak], {(1,): 0.5, (2,): 0.9, (3,): 0.8})
    assert order(fused)[0] == (2 if is_open else 1)
    assert fused[2].is_good is is_open


def test_a_weak_passage_that_has_all_words_leaves_the_question_open():
    weak = ranked(1, 1, 20.0, is_good=False)._replace(coverage=1.0)
    fused = fusion.fused([weak, ranked(2, 2, 10.0), ranked(3, 3, 9.9)], {(2,): 0.5, (3,): 0.9})
    assert order(fused)[1] == 3
