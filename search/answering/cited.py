"""The sections whose official number somebody typed, and how far up each belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.answering.reader import Entry, Key, NumberedSection
from search.answering.vocabulary import SYNONYM, Vocabulary
from search.language import numbers
from search.language.analysis import FIELDS
from search.language.german import content_stems

# Above every score by words, where the number and the document are named; else a push within them.
FIRST = 1000.0
LIKED = 10.0
# What is in force comes before what had the number earlier.
FORMER = 0.8
NAMES = tuple(map(FIELDS.index, ("heading", "path", "title")))


@dataclass(frozen=True)
class CitedSection:
    """A section whose number was typed; `lift` is added to its score, `former` the number it is found by if that is old."""

    entry: Entry
    lift: float
    former: str


def wanted(number: numbers.NumberQuery) -> tuple[str, ...]:
    """The last values of the number and of those above it, to be looked up all at once."""
    return tuple(dict.fromkeys(part.value for part in reversed(number.parts)))


def sections(
    found: Sequence[NumberedSection], number: numbers.NumberQuery, vocabulary: Vocabulary
) -> list[CitedSection]:
    """The sections with that number or, where there is none, with the number above; nothing for mere counts."""
    words = [called(word, vocabulary) for word in content_stems(number.rest)] if number.rest.strip() else []
    for length in range(len(number.parts), 0, -1):
        closest = closest_sections(found, number.parts[:length], words, is_certain=number.is_certain)
        if closest:
            return closest
    return []


def closest_sections(
    found: Sequence[NumberedSection], parts: Sequence[numbers.Part], words: Sequence[Sequence[str]], *, is_certain: bool
) -> list[CitedSection]:
    best: dict[Key, CitedSection] = {}
    for section in found:
        lift = lift_of(section, parts, words, is_certain=is_certain)
        before = best.get(section.entry.document)
        if lift > (before.lift if before else 0.0):
            best[section.entry.document] = CitedSection(section.entry, lift, section.former)
    return list(best.values())


def lift_of(
    section: NumberedSection, parts: Sequence[numbers.Part], words: Sequence[Sequence[str]], *, is_certain: bool
) -> float:
    """How far up a section with such a number belongs, 0 for not at all: a former number counts less than one in force."""
    close = numbers.closeness(parts, section.path)
    share = named(section, words)
    names_it = not words or share >= 1
    if not close or not (is_certain or names_it):
        return 0.0
    close *= (FORMER if section.former else 1.0) * (0.99 + 0.01 * section.entry.boost)
    return (FIRST if names_it else LIKED * share) * (close + share)


def named(section: NumberedSection, words: Sequence[Sequence[str]]) -> float:
    """The share of the words, each with what else it is called, that name the document or the headings above the section."""
    if not words:
        return 0.0
    there = {stem for field in NAMES for stem in section.entry.head[field].split()}
    return sum(not there.isdisjoint(spellings) for spellings in words) / len(words)


def called(word: str, vocabulary: Vocabulary) -> list[str]:
    """A stem and the single ones that are short or long for it; mere synonyms name no document."""
    others = vocabulary.synonyms_of((word,), 1.0)
    return [word, *(other.stems[0] for other in others if other.weight > SYNONYM and len(other.stems) == 1)]
