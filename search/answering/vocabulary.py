"""Which words mean the same, and how well each stands for the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice

from search.documents import WordGroup
from search.language import definitions, german, thesaurus
from search.language.german import content_stems
from search.language.word_lists import ABBREVIATIONS, SYNONYMS

# An abbreviation is the thing itself; a synonym is another word and must not outrank the one typed.
ABBREVIATION, SYNONYM = 0.9, 0.5
# A thesaurus knows the words of all fields: what it says counts less than the lists, and by how surely it is meant.
THESAURUS = 0.4
# Of all that a thesaurus says, so many ways to write a word at most.
MOST_OTHERS = 8
# A short name that documents give to more things than that means nothing by itself.
MOST_MEANINGS = 4


class Origin(StrEnum):
    """Where the search has a variant from; `OWN_…` are the words of the editors."""

    TYPED = "typed"
    FORM = "form"
    APART = "apart"
    PART = "part"
    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    OWN_SYNONYM = "own_synonym"
    OWN_ABBREVIATION = "own_abbreviation"
    LEARNED = "learned"
    THESAURUS = "thesaurus"
    TYPO = "typo"


@dataclass(frozen=True)
class Variant:
    """One way a concept may be written: stems in sequence, or `is_bag`: parts anywhere near each other."""

    stems: tuple[str, ...]
    weight: float
    shown: str = ""
    is_bag: bool = False
    origin: Origin = field(default=Origin.TYPED, compare=False)


def listed_groups() -> tuple[WordGroup, ...]:
    abbreviations = (WordGroup(words, is_abbreviation=True) for words in ABBREVIATIONS)
    return (*abbreviations, *map(WordGroup, SYNONYMS), *definitions.numbered_books())


class Vocabulary:
    """What words mean the same: the lists that come with the search and what editors added. Never changes once made."""

    def __init__(self, own: Sequence[WordGroup] = (), *, built_in: bool = True) -> None:
        listed = listed_groups() if built_in else ()
        self.groups = (*listed, *own)
        self.listed = len(listed)

    @cached_property
    def by_stems(self) -> dict[tuple[str, ...], list[Variant]]:
        """Every word or phrase, as stems, with what else it may be called."""
        others_of: dict[tuple[str, ...], list[Variant]] = {}
        for place, group in enumerate(self.groups):
            origin = origin_of(group, is_own=place >= self.listed)
            weight = ABBREVIATION if group.is_abbreviation else SYNONYM
            keys = {content_stems(word): word for word in group.words}
            for key in keys:
                others_of.setdefault(key, []).extend(
                    Variant(other, weight, keys[other], origin=origin) for other in keys if other != key
                )
        return others_of

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The single words of some length, folded and as spelt."""
        all_words = dict.fromkeys(word for group in self.groups for word in group.words)
        return tuple((german.fold(word), word) for word in all_words if word.isalpha() and len(word) > 5)

    def synonyms_of(self, stems: tuple[str, ...], factor: float) -> list[Variant]:
        return [
            Variant(other.stems, min(ABBREVIATION, other.weight * factor), other.shown, origin=other.origin)
            for other in self.by_stems.get(stems, [])
        ]


def origin_of(group: WordGroup, *, is_own: bool) -> Origin:
    if group.is_abbreviation:
        return Origin.OWN_ABBREVIATION if is_own else Origin.ABBREVIATION
    return Origin.OWN_SYNONYM if is_own else Origin.SYNONYM


def learned_variants(stems: tuple[str, ...], groups: Iterable[WordGroup], factor: float = 1.0) -> list[Variant]:
    """What documents call a thing otherwise. `groups` are those they define, each short name with its long one; the more
    things bear one name, the less it says which is meant."""
    found: dict[frozenset[str], Variant] = {}
    for group in groups:
        keys = {content_stems(word): word for word in group.words}
        weight = (ABBREVIATION if group.is_abbreviation else SYNONYM) * factor
        for other in keys if stems in keys else ():
            if other and other != stems:
                one = Variant(other, min(ABBREVIATION, weight), keys[other], origin=Origin.LEARNED)
                found.setdefault(frozenset(other), one)
    count = len(meanings(found))
    if count > MOST_MEANINGS:
        return []
    return [replace(one, weight=one.weight / count**0.5) for one in found.values()]


def meanings(names: Iterable[frozenset[str]]) -> list[set[str]]:
    """Names that share half their words mean one thing: Migrationsberatung and Migrationsberatungsstelle für Zuwanderer."""
    told: list[set[str]] = []
    for name in names:
        same = next((one for one in told if 2 * len(one & name) >= min(len(one), len(name))), None)
        if same is None:
            told.append(set(name))
        else:
            same |= name
    return told


def general_synonyms(
    stems: tuple[str, ...], typed: str, is_known: Callable[[tuple[str, ...]], bool], factor: float = 1.0
) -> list[Variant]:
    """What the thesaurus of this machine says for a word or phrase, as far as the index knows it; the surest first."""
    variants = (
        Variant(shape, THESAURUS * one.worth * factor, one.word, origin=Origin.THESAURUS)
        for one in thesaurus.synonyms_of(stems, typed)
        if not german.is_stop_word(one.stems[0]) and (shape := next(filter(is_known, shapes(one)), ()))
    )
    return list(islice(variants, MOST_OTHERS))


def shapes(synonym: thesaurus.Synonym) -> Iterator[tuple[str, ...]]:
    """The word itself, then the verb of a noun: what is announced is no announcement, but found by it."""
    yield synonym.stems
    if len(synonym.stems) == 1:
        yield from ((form,) for form in german.forms(german.fold(synonym.word)))


BUILT_IN = Vocabulary()
NO_WORDS = Vocabulary(built_in=False)


@lru_cache(maxsize=4)
def vocabulary_of(groups: tuple[WordGroup, ...]) -> Vocabulary:
    """The lists that come with the search and these groups of the editors."""
    return Vocabulary(groups) if groups else BUILT_IN
