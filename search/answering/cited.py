"""The sections whose official number somebody typed, and how far up each belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.answering.reader import FACETS, Entry, Key, NumberedSection
from search.answering.vocabulary import SYNONYM, Variant, Vocabulary
from search.answering.wanted import AnyOf
from search.language import numbers
from search.language.analysis import FIELDS
from search.language.german import content_stems, is_stop_word, stem, tokens
from search.language.numbers import laws

# Above every score by words, where the number and the document are named; else a push within them.
FIRST = 1000.0
LIKED = 10.0
# Words beside a number that name nothing above it may still be what its section says.
UNNAMED = 0.5
# What is in force comes before what had the number earlier.
FORMER = 0.8
# What stands below the number asked for belongs to it, and comes after it.
BELOW = 0.9
# Of several numbers asked for each comes after those before it: more than words make up for.
LATER = 0.9
# How close a number must be beside the closest of its document: one in another notation is not.
ALIKE = 0.8
NAMES = tuple(map(FIELDS.index, ("heading", "path", "title")))
TITLE = FIELDS.index("title")
DOCUMENT = FACETS.index("document_title")
# They ask for the text itself or go on with its citation, and name no document: "Was steht in § 4 Satz 1, 2. Halbsatz?"
ASKING = frozenset(
    content_stems(
        "steht stehen lautet regelt sagt heißt bedeutet besagt genau inhalt wortlaut text suche zeige finde bitte"
    )
) | frozenset(content_stems("halbsatz hs alternative alt vgl gem laut"))


# The ways to write a name, each as stems in sequence.
Spellings = Sequence[Sequence[str]]


@dataclass(frozen=True)
class CitedSection:
    """A section whose number was typed; `lift` is added to its score, `former` the number it is found by if that is old."""

    entry: Entry
    lift: float
    former: str


@dataclass(frozen=True)
class NamedDocument:
    """What was typed beside a number: the `words`, each with what else it is called, and the spellings of a `law`."""

    words: Sequence[Spellings]
    law: Spellings = ()


def wanted(number: numbers.NumberQuery) -> tuple[str, ...]:
    """The keys (see `numbers.keys`) of all numbers to be looked up, those included that are meant where the first is missing.

    The likeliest first: there may be more of a key than anybody looks at.
    """
    last = [path[-1] for level in levels(number) for path in level]
    closest = [numbers.as_printed(last[0]), numbers.below(last[0]), *map(numbers.as_printed, last)]
    return tuple(dict.fromkeys((*closest, *(part.value for part in last))))


def levels(number: numbers.NumberQuery) -> list[Sequence[numbers.Steps]]:
    """The numbers to try in turn: those asked for, then what else they may mean, then the number above."""
    apart = [number.instead[:length] for length in range(len(number.instead), 0, -1)]
    above = [number.parts[:length] for length in range(len(number.parts) - 1, 0, -1)]
    return [(number.parts, *number.also), *([path] for path in (*apart, *above))]


def sections(
    found: Sequence[NumberedSection], number: numbers.NumberQuery, vocabulary: Vocabulary
) -> list[CitedSection]:
    """Those of the sections found that have that number or, where there is none, the number above; nothing for mere counts."""
    document = named_document(number, vocabulary)
    for paths in levels(number):
        closest = closest_sections(found, paths, document, is_certain=number.is_certain)
        if closest:
            return closest
    return []


def closest_sections(
    found: Sequence[NumberedSection], paths: Sequence[numbers.Steps], document: NamedDocument, *, is_certain: bool
) -> list[CitedSection]:
    best: dict[Key, CitedSection] = {}
    for place, parts in enumerate(paths):
        for section in closest_in_each(found, parts):
            lift = lift_of(section, parts, document, is_certain=is_certain) * LATER**place
            before = best.get(section.entry.document)
            if lift > (before.lift if before else 0.0):
                best[section.entry.document] = CitedSection(section.entry, lift, section.former)
    return list(best.values())


def closest_in_each(found: Sequence[NumberedSection], parts: Sequence[numbers.Part]) -> list[NumberedSection]:
    """Of each document those with that number in the closest notation that it has."""
    close = [max(at_each_step(parts, section.path)) for section in found]
    best: dict[str, float] = {}
    for section, own in zip(found, close, strict=True):
        title = section.entry.facets[DOCUMENT]
        best[title] = max(own, best.get(title, 0.0))
    return [
        section
        for section, own in zip(found, close, strict=True)
        if own and own >= ALIKE * best[section.entry.facets[DOCUMENT]]
    ]


def lift_of(
    section: NumberedSection, parts: Sequence[numbers.Part], document: NamedDocument, *, is_certain: bool
) -> float:
    """How far up a section with such a number belongs, 0 for not at all: a former number counts less than one in force."""
    close = closeness(parts, section.path)
    if not close or not is_in_law(section, document.law):
        return 0.0
    share = named(section, document.words)
    names_it = bool(document.law) or not document.words or share >= 1
    if not (is_certain or names_it):
        return 0.0
    close *= (FORMER if section.former else 1.0) * (0.99 + 0.01 * section.entry.boost)
    return (FIRST if names_it else LIKED * max(share, UNNAMED)) * (close + share)


def closeness(parts: Sequence[numbers.Part], path: Sequence[numbers.Part]) -> float:
    """How well the number at the end of the path is the one asked for, or else one above it."""
    *above, own = at_each_step(parts, path)
    return own or BELOW * max(above, default=0.0)


def at_each_step(parts: Sequence[numbers.Part], path: Sequence[numbers.Part]) -> list[float]:
    """How close the number asked for is to each number of the path, from the top down to its own."""
    return [numbers.closeness(parts, path[:length]) for length in range(1, len(path) + 1)]


def named(section: NumberedSection, words: Sequence[Spellings]) -> float:
    """The share of the words, each with what else it is called, that name the document or the headings above the section."""
    there = "  ".join(("", *(section.entry.head[field] for field in NAMES), ""))
    return sum(has_any(there, spellings) for spellings in words) / len(words) if words else 0.0


def has_any(text: str, spellings: Spellings) -> bool:
    return any(f" {' '.join(stems)} " in text for stems in spellings)


def is_in_law(section: NumberedSection, law: Spellings) -> bool:
    """Whether the title of the section's document names the law, or no law was named."""
    return not law or has_any(f" {section.entry.head[TITLE]} ", law)


def named_document(number: numbers.NumberQuery, vocabulary: Vocabulary) -> NamedDocument:
    typed = [stem(token.form) for token in tokens(number.rest) if not is_stop_word(token.form)]
    words = [called(word, vocabulary) for word in typed if may_name(word)]
    law = law_spellings(number.law, vocabulary) if number.law else ()
    if number.law and not law:
        words += [called(word, vocabulary) for word in content_stems(number.law)]
    return NamedDocument(words, law)


def mentioned(number: numbers.NumberQuery, vocabulary: Vocabulary) -> tuple[AnyOf, ...]:
    """What a hit must speak of where no section has the number: it and the law that was named, if one was."""
    law = law_spellings(number.law, vocabulary) if number.law else ()
    if not law:
        return ()
    value = Variant((number.parts[0].value,), 1.0)
    return AnyOf((value,)), AnyOf(tuple(Variant(tuple(spelling), 1.0) for spelling in law))


def may_name(word: str) -> bool:
    """Whether a word beside a number may name a document; what is left of "i. V. m." and "2. Halbsatz" does not."""
    is_remnant = len(word) == 1 or (word.isdigit() and len(word) == 2)
    return word not in ASKING and not is_remnant


def law_spellings(name: str, vocabulary: Vocabulary) -> Spellings:
    """How a title may name a law; none where what looks like a law's name is short for something else: EGV, KV."""
    own = list(dict.fromkeys(laws.spellings(name)))
    others = [other for spelling in own for other in vocabulary.synonyms_of(spelling, 1.0) if other.weight > SYNONYM]
    if others and not any(laws.is_full_name(other.shown) for other in others) and not laws.is_full_name(name):
        return ()
    return tuple(dict.fromkeys((*own, *(other.stems for other in others if laws.is_name(other.shown)))))


def called(word: str, vocabulary: Vocabulary) -> Spellings:
    """A stem and what is short or long for it; mere synonyms name no document."""
    others = vocabulary.synonyms_of((word,), 1.0)
    return [(word,), *(other.stems for other in others if other.weight > SYNONYM)]
