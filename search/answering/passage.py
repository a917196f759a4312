"""A passage as the ranking looks at it: how strongly it has a word, what stands close to what."""

from collections.abc import Sequence
from functools import cached_property

from search.answering.reader import Entry, PassageLines
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


class Section:
    """What all passages of an entry share: how often its headings have each of the `wanted` stems."""

    def __init__(self, entry: Entry, average: float, wanted: frozenset[str], using: Ingredients = ALL) -> None:
        self.entry = entry
        self.average = average
        self.wanted = wanted
        self.using = using
        self.counts: dict[str, float] = {}
        for place, line in enumerate(entry.head):
            count(line, wanted, WEIGHTS[place] if using.headings else 1.0, self.counts)

    def passages(self) -> list["Passage"]:
        return [Passage(self, number, lines) for number, lines in enumerate(self.entry.passages)]

    @cached_property
    def titles(self) -> frozenset[str]:
        return frozenset(stem for line in self.entry.head for stem in line.split())


class Passage:
    """One passage below the headings of its section; `number` counts from 0."""

    def __init__(self, section: Section, number: int, lines: PassageLines) -> None:
        self.section = section
        self.number = number
        self.lines = lines
        size = lines.stems.count(" ") + 1 if lines.stems else 0
        norm = 1 - LENGTH + LENGTH * size / max(section.average, 1.0)
        self.counts = dict(section.counts)
        for place, line in ((TEXT, lines.stems), (TEXT_EXTRA, lines.beside)):
            # Words of a long text count less; headings are about as long everywhere.
            count(line, section.wanted, (WEIGHTS[place] if section.using.headings else 1.0) / norm, self.counts)

    @cached_property
    def words(self) -> list[str]:
        return self.lines.stems.split()

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """At which words of the text each wanted stem stands, as itself or as a part of the word."""
        places: dict[str, list[int]] = {}
        for place, stem in enumerate(self.words):
            if stem in self.section.wanted:
                places.setdefault(stem, []).append(place)
        place = -1
        for stem in self.lines.beside.split():
            if stem == NEXT:
                place += 1
            elif stem in self.section.wanted:
                places.setdefault(stem, []).append(place)
        return places

    def has_sequence(self, stems: Sequence[str], slack: int) -> bool:
        """Whether the stems stand in this order in heading or text, with at most `slack` words between two."""
        heading = self.section.entry.head[HEADING]
        return any(
            runs(words, stems, start, slack)
            for line, words in ((heading, heading.split()), (self.lines.stems, self.words))
            if all(stem in line for stem in stems)
            for start, stem in enumerate(words)
            if stem == stems[0]
        )


def count(line: str, wanted: frozenset[str], weight: float, counts: dict[str, float]) -> None:
    """Add how often each wanted stem stands in a line. Most lines have none: those are never taken apart."""
    here = [stem for stem in wanted if stem in line]
    if here:
        # Each stem between two spaces of its own, so that counting finds whole stems, also side by side.
        padded = f" {line.replace(' ', '  ')} "
        for stem in here:
            times = padded.count(f" {stem} ")
            if times:
                counts[stem] = counts.get(stem, 0.0) + weight * times


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
    if passage.section.titles.issuperset(stems):
        return True
    elsewhere = [stem for stem in stems if stem not in passage.places]
    if elsewhere:
        return passage.section.titles.issuperset(elsewhere)
    first, *rest = (passage.places[stem] for stem in stems)
    return any(all(is_near(place, places) for places in rest) for place in first)


def is_near(place: int, places: Sequence[int]) -> bool:
    return any(abs(place - other) <= WINDOW for other in places)
