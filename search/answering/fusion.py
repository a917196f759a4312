"""Two rankings of the same question in one: what its words say, and what it means."""

import math
from collections.abc import Iterable, Mapping, Sequence

from search.answering.ranked_passage import RankedPassage
from search.answering.reader import Key

# The nearer 0, the more the first few places count; how much the best place by meaning adds to the best by words.
RANKS = 10.0
WORTH = 0.4
# A passage that only its meaning speaks for is an answer among the first few, and only beside answers by words.
PROMOTED = 10


def fused(found: Sequence[RankedPassage], closeness: Mapping[Key, float]) -> list[RankedPassage]:
    """The passages with scores that join their share of the best score by words and the reciprocal place by meaning.

    Closeness of meaning lies close together and compares within one question only, so just its order counts. All
    passages of a section move with its best ones, a little apart by their own words and meaning.
    """
    if not closeness:
        return list(found)
    words = best((one.entry.document, one.score) for one in found)
    near = best((one.entry.document, closeness.get(one.entry.passage, 0.0)) for one in found)
    place = {document: no for no, document in enumerate(sorted(near, key=lambda key: (-near[key], key)), 1)}
    top = max(words.values(), default=0.0) or 1.0
    bar = bar_of(found, near)
    return [
        one._replace(
            score=(words[one.entry.document] + WORTH * top * reciprocal(place, near, one.entry.document)) / (1 + WORTH)
            + 1e-4 * one.score
            + 1e-6 * closeness.get(one.entry.passage, 0.0),
            is_good=one.is_good
            or (place[one.entry.document] <= PROMOTED and closeness.get(one.entry.passage, 0.0) >= bar),
        )
        for one in found
    ]


def best(scores: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    found: dict[Key, float] = {}
    for document, score in scores:
        found[document] = max(score, found.get(document, 0.0))
    return found


def reciprocal(place: Mapping[Key, int], near: Mapping[Key, float], document: Key) -> float:
    return (RANKS + 1) / (RANKS + place[document]) if near[document] else 0.0


def bar_of(found: Sequence[RankedPassage], near: Mapping[Key, float]) -> float:
    """How close a passage must be to count as an answer: as the best one by words; beyond reach where there is none."""
    first = max((one for one in found if one.is_good), key=lambda one: one.score, default=None)
    return (near[first.entry.document] if first else 0.0) or math.inf
