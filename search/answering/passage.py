"""A passage as the ranking looks at it: how strongly it has a word, what stands close to what."""

from collections.abc import Sequence
from functools import cached_property

from search.answering.vocabulary import Variant
from search.documents import ALL, Ingredients
from search.language.analysis import NEXT

# In the order of analysis.FIELDS: heading, its forms and parts, path, document title, text, its forms and parts.
WEIGHTS = (3.0, 1.8, 1.2, 0.6, 1.0, 0.6)
HEADING, TEXT, TEXT_EXTRA = 0, 4, 5
# The smaller, the sooner a word said again adds nothing: the tenth time says little that the third did not.
SATURATION = 1.2
# How far a passage longer than the average is held to be longer, not fuller (BM25's b).
LENGTH = 0.4
# About a sentence.
WINDOW = 12


class Passage:
    """The fields of a passage, lines of stems, in which only the `wanted` ones are looked for.

    Most fields have none of them: those are never taken apart.
    """

    def __init__(self, lines: Sequence[str], average: float, wanted: frozenset[str], using: Ingredients = ALL) -> None:
        self.using = using
        self.lines = lines
        self.wanted = wanted
        text = lines[TEXT]
        self.norm = 1 - LENGTH + LENGTH * (text.count(" ") + 1 if text else 0) / max(average, 1.0)
        # Fields are taken apart when somebody looks for a sequence or a place in them, which most queries never do.
        self._words: dict[int, list[str]] = {}
        self.counts = self._counts()

    def _counts(self) -> dict[str, float]:
        """How often each wanted stem stands there, a weightier field counting more."""
        counts: dict[str, float] = {}
        whole = "\n".join(self.lines)
        likely = [stem for stem in self.wanted if stem in whole]
        for place, line in enumerate(self.lines):
            here = [stem for stem in likely if stem in line]
            if here:
                weight = self._weight(place)
                # Each stem between two spaces of its own, so that counting finds whole stems, also side by side.
                padded = f" {line.replace(' ', '  ')} "
                for stem in here:
                    count = padded.count(f" {stem} ")
                    if count:
                        counts[stem] = counts.get(stem, 0.0) + weight * count
        return counts

    def _weight(self, place: int) -> float:
        """Words of a long text count less; headings are about as long everywhere."""
        weight = WEIGHTS[place] if self.using.headings else 1.0
        return weight / self.norm if place >= TEXT else weight

    def words(self, field: int) -> list[str]:
        words = self._words.get(field)
        if words is None:
            words = self._words[field] = self.lines[field].split()
        return words

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """At which words of the text each wanted stem stands, as itself or as a part of the word."""
        places: dict[str, list[int]] = {}
        for place, stem in enumerate(self.words(TEXT)):
            if stem in self.wanted:
                places.setdefault(stem, []).append(place)
        place = -1
        for stem in self.words(TEXT_EXTRA):
            if stem == NEXT:
                place += 1
            elif stem in self.wanted:
                places.setdefault(stem, []).append(place)
        return places

    @cached_property
    def titles(self) -> set[str]:
        return {stem for field in range(TEXT) for stem in self.words(field)}

    def has_sequence(self, stems: Sequence[str], slack: int) -> bool:
        """Whether the stems stand in this order in heading or text, with at most `slack` words between two."""
        return any(
            runs(self.words(field), stems, start, slack)
            for field in (HEADING, TEXT)
            if all(stem in self.lines[field] for stem in stems)
            for start, stem in enumerate(self.words(field))
            if stem == stems[0]
        )


def runs(words: Sequence[str], stems: Sequence[str], start: int, slack: int) -> bool:
    at = start
    for stem in stems[1:]:
        window = words[at + 1 : at + 2 + slack]
        if stem not in window:
            return False
        at += 1 + window.index(stem)
    return True


def match(variant: Variant, passage: Passage) -> float:
    """How strongly a passage has this variant, from 0 to 1, its weight apart."""
    counts, stems = passage.counts, variant.stems
    strength = counts.get(stems[0], 0.0) if len(stems) == 1 else min([counts.get(stem, 0.0) for stem in stems])
    if not strength:
        return 0.0
    if len(stems) > 1 and not variant.is_bag and not passage.has_sequence(variant.stems, 2):
        return 0.0
    met = strength * (1 + SATURATION) / (strength + SATURATION) / (1 + SATURATION) * 1.6
    return min(met, 1.3) * (1.0 if not variant.is_bag or is_close(variant.stems, passage) else 0.6)


def is_close(stems: Sequence[str], passage: Passage) -> bool:
    """Whether all stand within a few words of each other in the text, or some there and the others in a heading above."""
    if not passage.using.nearness or passage.titles.issuperset(stems):
        return True
    elsewhere = [stem for stem in stems if stem not in passage.places]
    if elsewhere:
        return passage.titles.issuperset(elsewhere)
    first, *rest = (passage.places[stem] for stem in stems)
    return any(all(is_near(place, places) for places in rest) for place in first)


def is_near(place: int, places: Sequence[int]) -> bool:
    return any(abs(place - other) <= WINDOW for other in places)
