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

# A variant of at least this weight is the word itself in another shape; one of at least that much still means it.
SAME_WORD = 0.8
SAME_MEANING = 0.45
# An answer meets this share of the query; of a long question, or together with its main word, this much of that suffices.
GOOD_COVERAGE = 0.5
LONG_QUESTION = 4
LENIENT = 0.7
# What scores this share of the best answer is an answer, too.
TAIL = 0.3
CONTEXT = 0.25
UNKNOWN = 0.8
# Further variants of one concept add this share each, for saying a thing twice is not meeting two concepts.
FURTHER = 0.15
IN_SEQUENCE, CLOSE, MOST_NEARNESS = 0.12, 0.04, 0.3
LIKELY = 0.06
FIGURE = re.compile(r"(?<!\S)\d")
TIME_STEMS = frozenset(german.stem(german.fold(word)) for word in TIME_WORDS)

# How strongly each concept is met, in the order of the query, and by which variant.
Matches = tuple[tuple[float, Variant | None], ...]


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
    def _worths(self) -> list[float]:
        return [weighed.worth for weighed in self.concepts if not weighed.concept.is_hint]

    @cached_property
    def worth(self) -> float:
        """What all concepts are worth together, hints apart."""
        return sum(self._worths) or 1.0

    @cached_property
    def most(self) -> float:
        """What the weightiest concept is worth."""
        return max(self._worths, default=0.0)

    @cached_property
    def stems(self) -> frozenset[str]:
        variants = (variant for weighed in self.concepts for variant in weighed.concept.variants)
        return frozenset(stem for variant in variants for stem in variant.stems)


class PassageScore(NamedTuple):
    """`coverage` is the share of the query, by worth, that the passage meets; `used` the variants that met it.

    `has_main`: the weightiest concept is among those met.
    """

    score: float
    coverage: float
    used: tuple[Variant, ...]
    has_main: bool = False
    matches: Matches = ()


def idf(df: int, total: int) -> float:
    return math.log(1 + (total - df + 0.5) / (df + 0.5))


def weigh(concepts: Sequence[Concept], df: Callable[[str], int], total: int) -> list[WeighedConcept]:
    """What each concept is worth in an index of `total` passages, of which `df` tells how many have a stem.

    Variants that are nowhere in the index are left out.
    """
    return [weighed(concept, df, total) for concept in concepts]


def weighed(concept: Concept, df: Callable[[str], int], total: int) -> WeighedConcept:
    counts = [(variant, min(map(df, variant.stems))) for variant in concept.variants]
    there = tuple(variant for variant, count in counts if count)
    rarity = idf(min(frequency(counts), total), total) * (1.0 if there else UNKNOWN)
    return WeighedConcept(replace(concept, variants=there), concept.importance * rarity)


def frequency(counts: Sequence[tuple[Variant, int]]) -> int:
    """How many passages have a concept: by its own word in any shape, or, where that is missing, by another variant."""
    own = max((count for variant, count in counts if variant.weight >= SAME_WORD), default=0)
    if own > 1:
        return own
    return next((count for variant, count in counts if count and variant.weight < SAME_WORD), 1)


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
    matches = tuple([best(weighed.concept, passage) for weighed in query.concepts])
    by_words = matches_score(query, matches)
    if not by_words.used:
        return by_words
    bonus = query.worth * (nearness(by_words.used, passage) + likeliness(query.parsed, passage))
    # Not _replace: it costs more than all else here, and every candidate comes by.
    return PassageScore(by_words.score + bonus, by_words.coverage, by_words.used, by_words.has_main, matches)


def matches_score(query: WeighedQuery, matches: Matches) -> PassageScore:
    """What it is worth that each concept is met so strongly, by that variant."""
    points = covered = 0.0
    used: list[Variant] = []
    has_main = False
    for (concept, worth), (strength, variant) in zip(query.concepts, matches, strict=True):
        points += worth * strength
        if variant and not concept.is_hint:
            covered += worth * credit(variant)
            has_main |= worth >= query.most and variant.weight >= SAME_MEANING
            used.append(variant)
    coverage = covered / query.worth
    return PassageScore(points * (0.4 + 0.6 * coverage), coverage, tuple(used), has_main, matches)


def in_context(query: WeighedQuery, passages: Sequence[PassageScore], using: Ingredients = ALL) -> list[PassageScore]:
    """The passages of one section, each lifted a little towards what the section says as a whole."""
    if len(passages) < 2 or not using.context:
        return list(passages)
    of_each_concept = zip(*(passage.matches for passage in passages), strict=True)
    whole = matches_score(query, tuple(max(matches, key=lambda pair: pair[0]) for matches in of_each_concept))
    return [
        passage._replace(
            score=passage.score + CONTEXT * max(0.0, whole.score - passage.score),
            coverage=passage.coverage + CONTEXT * (whole.coverage - passage.coverage),
        )
        for passage in passages
    ]


def credit(variant: Variant) -> float:
    """How far a variant counts as meeting its concept: a part of a compound hardly."""
    return variant.weight if variant.weight >= 0.5 else variant.weight / 2


def nearness(used: Sequence[Variant], passage: Passage) -> float:
    """A bonus for words of different concepts that stand close together, more for those in sequence."""
    if not passage.using.nearness:
        return 0.0
    bonus = 0.0
    for variant, following in pairwise(used):
        pair = (variant.stems[-1], following.stems[0])
        if passage.has_sequence(pair, 1):
            bonus += IN_SEQUENCE
        elif is_close(pair, passage):
            bonus += CLOSE
    return min(bonus, MOST_NEARNESS)


def likeliness(parsed: Parsed, passage: Passage) -> float:
    """A little for a passage with dates or spans when the question asks for a time, with figures when for an amount."""
    if parsed.asks_for_time and not TIME_STEMS.isdisjoint(passage.words(TEXT)):
        return LIKELY
    if parsed.asks_for_amount and FIGURE.search(passage.lines[TEXT]):
        return LIKELY
    return 0.0


def are_good(scores: Sequence[PassageScore], parsed: Parsed) -> list[bool]:
    """Which passages are answers, not merely near.

    The best must meet enough of the query by words that mean it; then those that come close to it are answers too.
    """
    typed = sum(not concept.is_hint for concept in parsed.concepts)
    needed = GOOD_COVERAGE if typed < LONG_QUESTION else GOOD_COVERAGE * LENIENT
    answers = [is_answer(score, needed) for score in scores]
    top = max((score.score for score, answers_it in zip(scores, answers, strict=True) if answers_it), default=math.inf)
    return [answers_it or score.score >= TAIL * top for score, answers_it in zip(scores, answers, strict=True)]


def is_answer(score: PassageScore, needed: float) -> bool:
    strongest = max((variant.weight for variant in score.used), default=0.0)
    return strongest >= SAME_MEANING and score.coverage >= (needed * LENIENT if score.has_main else needed)
