"""How well a passage answers a query: every concept once, by its best variant; a rare word, a heading, a phrase count more."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from search.answering.concepts import Concept
from search.answering.passage import TEXT, Passage, is_close, match
from search.answering.queries import Parsed
from search.answering.vocabulary import Variant
from search.documents import ALL, Ingredients
from search.language import german
from search.language.word_lists import TIME_WORDS

GOOD_COVERAGE = 0.5
TAIL = 0.3
CONTEXT = 0.25
UNKNOWN = 0.8
FIGURE = re.compile(r"(?<!\S)\d")
TIME_STEMS = frozenset(german.stem(german.fold(word)) for word in TIME_WORDS)

Met = tuple[tuple[float, Variant | None], ...]


class Weighted(NamedTuple):
    """A concept with what it is worth in this index: the rarer, the more."""

    concept: Concept
    worth: float


@dataclass(frozen=True)
class Asked:
    """A query weighed against one index."""

    parsed: Parsed
    weighted: tuple[Weighted, ...]

    @cached_property
    def _worths(self) -> list[float]:
        return [item.worth for item in self.weighted if not item.concept.is_hint]

    @cached_property
    def worth(self) -> float:
        """What all that was asked for is worth together."""
        return sum(self._worths) or 1.0

    @cached_property
    def most(self) -> float:
        """What the concept is worth that counts most."""
        return max(self._worths, default=0.0)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for item in self.weighted for variant in item.concept.variants for stem in variant.stems)


class Scored(NamedTuple):
    """`coverage` is the share of the query, by worth, that the passage meets; `used` the variants that met it.

    `has_main`: the concept worth most is among them.
    """

    score: float
    coverage: float
    used: tuple[Variant, ...]
    has_main: bool = False
    met: Met = ()


def idf(df: int, total: int) -> float:
    return math.log(1 + (total - df + 0.5) / (df + 0.5))


def weigh(concepts: Sequence[Concept], df: Callable[[str], int], total: int) -> list[Weighted]:
    """What each concept is worth: by how rare its own word is, or, where that is missing, its best known variant.

    Variants that are nowhere in the index are left out.
    """
    found = []
    for concept in concepts:
        own = max(
            1, max((min(map(df, variant.stems)) for variant in concept.variants if variant.weight >= 0.8), default=0)
        )
        others = [min(map(df, variant.stems)) for variant in concept.variants if variant.weight < 0.8]
        count = own if own > 1 else max([own, *(other for other in others if other)][:2])
        is_known = any(all(map(df, variant.stems)) for variant in concept.variants)
        rarity = idf(min(count, total), total) * (1.0 if is_known else UNKNOWN)
        there = tuple(variant for variant in concept.variants if all(map(df, variant.stems)))
        found.append(Weighted(replace(concept, variants=there), concept.importance * rarity))
    return found


def best(concept: Concept, passage: Passage) -> tuple[float, Variant | None]:
    """The strength of the variant that fits best, with a little for further ones, and that variant."""
    counts = passage.counts
    found = [
        (variant.weight * met, variant)
        for variant in concept.variants
        if variant.stems[0] in counts and (met := match(variant, passage))
    ]
    if len(found) < 2:
        return found[0] if found else (0.0, None)
    found.sort(key=lambda pair: -pair[0])
    return found[0][0] + 0.15 * sum(strength for strength, _variant in found[1:3]), found[0][1]


def score(asked: Asked, passage: Passage) -> Scored:
    met = tuple([best(item.concept, passage) for item in asked.weighted])
    found = met_score(asked, met)
    if not found.used:
        return found
    bonus = asked.worth * (nearness(found.used, passage) + hints(asked.parsed, passage))
    return Scored(found.score + bonus, found.coverage, found.used, found.has_main, found.met)


def met_score(asked: Asked, met: Met) -> Scored:
    """What it is worth that each concept is met so strongly, by that variant."""
    points = covered = 0.0
    used: list[Variant] = []
    has_main = False
    for (concept, worth), (strength, variant) in zip(asked.weighted, met, strict=True):
        points += worth * strength
        if variant and not concept.is_hint:
            covered += worth * credit(variant)
            has_main |= worth >= asked.most and variant.weight >= 0.45
            used.append(variant)
    coverage = covered / asked.worth
    return Scored(points * (0.4 + 0.6 * coverage), coverage, tuple(used), has_main, met)


def in_context(asked: Asked, passages: Sequence[Scored], using: Ingredients = ALL) -> list[Scored]:
    """The passages of one section, each lifted a little towards what the section says as a whole."""
    if len(passages) < 2 or not using.context:
        return list(passages)
    best_met = tuple(max(each, key=lambda pair: pair[0]) for each in zip(*(one.met for one in passages), strict=True))
    whole = met_score(asked, best_met)
    return [
        one._replace(
            score=one.score + CONTEXT * max(0.0, whole.score - one.score),
            coverage=one.coverage + CONTEXT * (whole.coverage - one.coverage),
        )
        for one in passages
    ]


def credit(variant: Variant) -> float:
    """How far a variant counts as meeting its concept: a part of a compound hardly."""
    return variant.weight if variant.weight >= 0.5 else variant.weight / 2


def nearness(used: Sequence[Variant], passage: Passage) -> float:
    """A bonus for words of different concepts that stand close together, more for those in sequence."""
    if not passage.using.nearness:
        return 0.0
    bonus = 0.0
    for one, other in pairwise(used):
        pair = (one.stems[-1], other.stems[0])
        if passage.has_sequence(pair, 1):
            bonus += 0.12
        elif is_close(pair, passage):
            bonus += 0.04
    return min(bonus, 0.3)


def hints(parsed: Parsed, passage: Passage) -> float:
    """A little for a passage with dates or spans when the question asks for a time, with figures when for an amount."""
    if parsed.asks_for_time and not TIME_STEMS.isdisjoint(passage.words(TEXT)):
        return 0.06
    if parsed.asks_for_amount and FIGURE.search(passage.lines[TEXT]):
        return 0.06
    return 0.0


def are_good(results: Sequence[Scored], parsed: Parsed) -> list[bool]:
    """Which passages are answers, not merely near.

    The best must meet enough of the query by words that mean it; then those that come close to it are answers too.
    """
    asked = sum(not concept.is_hint for concept in parsed.concepts)
    needed = GOOD_COVERAGE if asked < 4 else GOOD_COVERAGE * 0.7
    answers = [is_answer(result, needed) for result in results]
    best = max((result.score for result, answer in zip(results, answers, strict=True) if answer), default=math.inf)
    return [answer or result.score >= TAIL * best for result, answer in zip(results, answers, strict=True)]


def is_answer(result: Scored, needed: float) -> bool:
    strongest = max((variant.weight for variant in result.used), default=0.0)
    return strongest >= 0.45 and result.coverage >= (needed if not result.has_main else needed * 0.7)
