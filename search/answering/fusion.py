"""Two rankings of the same question in one: what its words say, and what it means."""

import math
from collections.abc import Iterable, Mapping, Sequence

from search.answering.ranked_passage import RankedPassage
from search.answering.reader import Key

# The nearer 0, the more the first few places count; how much the best place by meaning adds to the best by words.
RANKS = 10.0
WORTH = 0.3
# What meets that much of the question by its words leaves nothing open that its meaning could tell.
CLEAR = 0.8
# A document that only its meaning speaks for is an answer among the first few, and only beside answers by words.
PROMOTED = 10
# Passages of one document keep an order of their own, too little to reorder documents.
OWN_WORDS = 1e-4


def fused(passages: Sequence[RankedPassage], closeness: Mapping[Key, float]) -> list[RankedPassage]:
    """The passages with scores that join their share of the best score by words and the reciprocal place by meaning.

    Closeness of meaning lies close together and compares within one question only, so just its order counts. All
    passages of a document move with its best one, a little apart by their own words.
    """
    if not closeness:
        return list(passages)
    lists = TwoLists(passages, closeness)
    return [
        passage._replace(score=lists.score(passage), is_good=passage.is_good or lists.promotes(passage.entry.document))
        for passage in passages
    ]


class TwoLists:
    """What the list by words and the list by meaning say of each document."""

    def __init__(self, passages: Sequence[RankedPassage], closeness: Mapping[Key, float]) -> None:
        self.words = best_of_each((passage.entry.document, passage.score) for passage in passages)
        self.near = {document: closeness.get(document, 0.0) for document in self.words}
        in_order = sorted(self.near, key=lambda key: (-self.near[key], key))
        self.places = {document: place for place, document in enumerate(in_order, 1)}
        best = best_answer(passages)
        self.unit = 0.0 if is_clear(best) else WORTH * (max(self.words.values(), default=0.0) or 1.0)
        self.bar = bar_of(best, self.near)

    def score(self, passage: RankedPassage) -> float:
        document = passage.entry.document
        return (self.words[document] + self.by_meaning(document)) / (1 + WORTH) + OWN_WORDS * passage.score

    def by_meaning(self, document: Key) -> float:
        return self.unit * reciprocal(self.places[document]) if self.near[document] else 0.0

    def promotes(self, document: Key) -> bool:
        return self.places[document] <= PROMOTED and self.near[document] >= self.bar


def best_of_each(scores: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    best: dict[Key, float] = {}
    for document, score in scores:
        best[document] = max(score, best.get(document, 0.0))
    return best


def reciprocal(place: int) -> float:
    """1 for the first place, less for each further one."""
    return (RANKS + 1) / (RANKS + place)


def best_answer(passages: Iterable[RankedPassage]) -> RankedPassage | None:
    good = (passage for passage in passages if passage.is_good)
    return max(good, key=lambda passage: (passage.score, passage.coverage), default=None)


def is_clear(best: RankedPassage | None) -> bool:
    """Whether words alone say what answers the question."""
    return best is not None and best.coverage >= CLEAR


def bar_of(best: RankedPassage | None, near: Mapping[Key, float]) -> float:
    """How close a document must be to count as an answer: as the best one by words; beyond reach if that is clear or none."""
    return (near[best.entry.document] if best and not is_clear(best) else 0.0) or math.inf
