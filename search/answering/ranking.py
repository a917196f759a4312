"""How well a passage answers a query: every concept once, by its best variant; a rare word, a heading, a phrase count more."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from search.answering.concepts import Concept
from search.answering.passage import Passage, match
from search.answering.queries import Parsed
from search.answering.vocabulary import Variant

# A variant of at least this weight is the word itself in another shape; one of at least that much still means it.
SAME_WORD = 0.8
SAME_MEANING = 0.45
UNKNOWN = 0.8
# Further variants of one concept add this share each, for saying a thing twice is not meeting two concepts.
FURTHER = 0.15
# What has all that was asked for comes before what says a part of it more loudly.
WHOLE = 0.4
# Words of two concepts side by side, and what all of them may add.
IN_SEQUENCE, MOST_SEQUENCE = 0.12, 0.3


class WeighedConcept(NamedTuple):
    """A concept with what it is worth in this index: the rarer, the more."""

    concept: Concept
    worth: float


@dataclass(frozen=True)
class WeighedQuery:
    """A query weighed against one index."""

    parsed: Parsed
    concepts: tuple[WeighedConcept, ...]

    @cached_property
    def worth(self) -> float:
        """What all concepts are worth together."""
        return sum(weighed.worth for weighed in self.concepts) or 1.0

    @cached_property
    def stems(self) -> frozenset[str]:
        variants = (variant for weighed in self.concepts for variant in weighed.concept.variants)
        return frozenset(stem for variant in variants for stem in variant.stems)


class PassageScore(NamedTuple):
    """`coverage` is the share of the query, by worth, that the passage meets; `used` the variants that met it; of the
    score `bonus` is for words in sequence, `whole` for meeting all concepts."""

    score: float
    coverage: float
    used: tuple[Variant, ...]
    bonus: float = 0.0
    whole: float = 0.0


def idf(df: int, total: int) -> float:
    return math.log(1 + (total - df + 0.5) / (df + 0.5))


def weigh(concepts: Sequence[Concept], df: Callable[[str], int], total: int) -> tuple[WeighedConcept, ...]:
    """What each concept is worth in an index of `total` documents, of which `df` tells how many have a stem.

    Variants that are nowhere in the index are left out.
    """
    return tuple([weighed(concept, df, total) for concept in concepts])


def weighed(concept: Concept, df: Callable[[str], int], total: int) -> WeighedConcept:
    counts = [(variant, min(map(df, variant.stems))) for variant in concept.variants]
    there = tuple(variant for variant, count in counts if count)
    rarity = idf(min(frequency(counts), total), total) * (1.0 if there else UNKNOWN)
    return WeighedConcept(replace(concept, variants=there), concept.importance * rarity)


def frequency(counts: Sequence[tuple[Variant, int]]) -> int:
    """How many documents have a concept: by its own word in any shape, or, where that is missing, by one that means it.

    A word of which only a part is there is as rare as one that is not.
    """
    own = max((count for variant, count in counts if variant.weight >= SAME_WORD), default=0)
    if own > 1:
        return own
    return next((count for variant, count in counts if count and SAME_MEANING <= variant.weight < SAME_WORD), 1)


def best(concept: Concept, passage: Passage) -> tuple[float, Variant | None]:
    """The strength of the variant that fits best, with a little for further ones, and that variant."""
    counts = passage.counts
    matches = [
        (variant.weight * strength, variant)
        for variant in concept.variants
        if variant.stems[0] in counts and (strength := match(variant, passage))
    ]
    if len(matches) < 2:
        return matches[0] if matches else (0.0, None)
    matches.sort(key=lambda pair: -pair[0])
    return matches[0][0] + FURTHER * sum(strength for strength, _variant in matches[1:3]), matches[0][1]


def score(query: WeighedQuery, passage: Passage) -> PassageScore:
    points = covered = 0.0
    used: list[Variant] = []
    for concept, worth in query.concepts:
        strength, variant = best(concept, passage)
        if variant:
            points += worth * strength
            covered += worth * credit(variant)
            used.append(variant)
    coverage = covered / query.worth
    bonus = query.worth * sequence(used, passage) if len(used) > 1 else 0.0
    whole = query.worth * WHOLE if has_all(query, used) else 0.0
    return PassageScore(points * coverage + bonus + whole, coverage, tuple(used), bonus, whole)


def has_all(query: WeighedQuery, used: Sequence[Variant]) -> bool:
    """Whether several concepts are met, and all of them, by words that mean them."""
    return 1 < len(used) == len(query.concepts) and all(variant.weight >= SAME_MEANING for variant in used)


def credit(variant: Variant) -> float:
    """How far a variant counts as meeting its concept: another word for it nearly, a part of a compound hardly."""
    return (1 + variant.weight) / 2 if variant.weight >= SAME_MEANING else variant.weight / 2


def sequence(used: Sequence[Variant], passage: Passage) -> float:
    """A bonus for words of different concepts side by side in the order typed."""
    if not passage.section.using.sequence:
        return 0.0
    pairs = ((variant.stems[-1], following.stems[0]) for variant, following in pairwise(used))
    return min(MOST_SEQUENCE, IN_SEQUENCE * sum(passage.has_sequence(pair, 1) for pair in pairs))
