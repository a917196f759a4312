"""The sections whose official number somebody asked for, and how far up each belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.answering.reader import Entry, Numbered, Shelf
from search.answering.vocabulary import Vocabulary
from search.language import numbers
from search.language.analysis import FIELDS
from search.language.german import content_stems

FIRST = 1000.0
LIKED = 10.0
NAMES = tuple(map(FIELDS.index, ("heading", "path", "title")))


@dataclass(frozen=True)
class Cited:
    """A section asked for by number; `lift` is added to its score, `former` the number it is found by if that is old."""

    entry: Entry
    lift: float
    former: str


def sections(shelf: Shelf, asked: numbers.NumberQuery, vocabulary: Vocabulary) -> list[Cited]:
    """The sections with that number or, where there is none, with the number above; nothing for mere counts."""
    words = [called(word, vocabulary) for word in content_stems(asked.rest)] if asked.rest.strip() else []
    for length in range(len(asked.parts), 0, -1):
        found = closest(shelf, asked.parts[:length], words, is_certain=asked.is_certain)
        if found:
            return found
    return []


def closest(
    shelf: Shelf, parts: Sequence[numbers.Part], words: Sequence[Sequence[str]], *, is_certain: bool
) -> list[Cited]:
    found: dict[object, Cited] = {}
    for section in shelf.numbered(parts[-1].value):
        close = numbers.closeness(parts, section.path)
        share = named(section, words)
        if not close or (not is_certain and words and share < 1):
            continue
        close *= (0.8 if section.former else 1.0) * (0.99 + 0.01 * section.entry.boost)
        lift = (FIRST if not words or share >= 1 else LIKED * share) * (close + share)
        before = found.get(section.entry.document)
        if lift > (before.lift if before else 0.0):
            found[section.entry.document] = Cited(section.entry, lift, section.former)
    return list(found.values())


def named(section: Numbered, words: Sequence[Sequence[str]]) -> float:
    """The share of the words, each with what else it is called, that name the document or the headings above the section."""
    if not words:
        return 0.0
    there = {stem for field in NAMES for stem in section.entry.fields[field].split()}
    return sum(any(stem in there for stem in word) for word in words) / len(words)


def called(word: str, vocabulary: Vocabulary) -> list[str]:
    others = vocabulary.synonyms_of((word,), 1.0)
    return [word, *(other.stems[0] for other in others if other.weight > 0.5 and len(other.stems) == 1)]
