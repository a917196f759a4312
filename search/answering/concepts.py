"""The words of a query as concepts: each one thing looked for, with all the ways it may be written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from search.answering.vocabulary import SYNONYM, Variant, Vocabulary
from search.documents import Ingredients
from search.language import compounds, edit_distance, german
from search.language.german import content_stems

LITERAL, FORM, PARTS, TYPO, PART = 1.0, 0.8, 0.8, 0.6, 0.3
# Where the word typed is nowhere in the index, its synonyms are the best there is.
MISSING_WORD = 1.4
# From so many passages on a compound is met as itself, its single parts would only add noise.
COMMON = 4
VERB = 0.7
# A word of so many letters that is one edit away from an indexed one is that word, whatever its parts could mean.
LONG = 10


class Lexicon(Protocol):
    """What the index knows of words."""

    def df(self, stem: str) -> int: ...

    def compound(self, form: str) -> compounds.Compound: ...

    def similar(self, form: str) -> list[tuple[str, str, int]]:
        """Indexed words close to one that is not there: folded form, spelling to show, edits."""


@dataclass(frozen=True)
class Concept:
    """`importance` is 1 for an ordinary word; `is_hint`: not asked for, but what an answer is likely to say."""

    typed: str
    variants: tuple[Variant, ...]
    importance: float = 1.0
    is_hint: bool = False


def concepts_of(
    text: str, tokens: Sequence[german.Token], lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients
) -> tuple[tuple[Concept, ...], dict[german.Token, str]]:
    found: list[Concept] = []
    corrections: dict[german.Token, str] = {}
    has_nouns = any(text[token.start].isupper() for token in tokens)
    at = 0
    while at < len(tokens):
        length = longest_phrase(tokens, at, vocabulary)
        span = tokens[at : at + length]
        typed = text[span[0].start : span[-1].end].strip("-")
        if length > 1:
            found.append(phrase_concept(typed, span, vocabulary))
        else:
            concept, shown = word_concept(typed, span[0], lexicon, vocabulary, using)
            is_verb = has_nouns and typed.islower()
            found.append(replace(concept, importance=VERB) if is_verb else concept)
            if shown:
                corrections[span[0]] = shown
        at += length
    return tuple(found), corrections


def longest_phrase(tokens: Sequence[german.Token], at: int, vocabulary: Vocabulary) -> int:
    """How many words from here are one thing of the lists ("SGB II", "Agentur für Arbeit"); else 1."""
    for length in range(min(5, len(tokens) - at), 1, -1):
        if tuple(german.stem(token.form) for token in tokens[at : at + length]) in vocabulary.by_stems:
            return length
    return 1


def phrase_concept(typed: str, span: Sequence[german.Token], vocabulary: Vocabulary) -> Concept:
    own = tuple(german.stem(token.form) for token in span)
    others = (Variant(stems, weight, shown) for stems, weight, shown in vocabulary.by_stems[own])
    loose = Variant(own, PARTS * 0.7, is_bag=True)
    return Concept(typed, (Variant(own, LITERAL), *others, loose), importance=1.0 + 0.3 * (len(span) - 1))


def word_concept(
    typed: str, token: german.Token, lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients
) -> tuple[Concept, str]:
    """The concept of one word, and the spelling it was mended to where only a similar word is in the index."""
    form = token.form
    own = german.stem(form)
    variants = [Variant((own,), LITERAL)]
    english = german.stem(form, "en")
    if english != own and lexicon.df(english):
        variants.append(Variant((english,), FORM))
    if using.forms:
        variants += [Variant((other,), FORM) for other in german.forms(form)]
    variants += vocabulary.synonyms_of((own,), 1.0 if lexicon.df(own) else MISSING_WORD)
    if using.compounds:
        variants += compound_variants(lexicon.compound(form), vocabulary, is_known=lexicon.df(own) >= COMMON)
    is_known = any(known(variant, lexicon) for variant in variants if variant.weight >= SYNONYM)
    if not using.typos or (is_known and (lexicon.df(own) or len(form) < LONG)):
        return Concept(typed, merged(variants)), ""
    found = [word for word in lexicon.similar(form) if word[2] == 1 or not is_known]
    return mended(typed, variants, found, vocabulary, listed="" if is_known else listed_like(form, vocabulary))


def compound_variants(compound: compounds.Compound, vocabulary: Vocabulary, *, is_known: bool) -> list[Variant]:
    """A compound may stand apart (Nachweis der Verwendung), with another word for a part, or be met by one part only."""
    atoms = stemmed(compound.atoms)
    if not atoms:
        return []
    if not compound.parts:
        return [Variant((atom,), PART) for atom in atoms]
    found = [Variant(stemmed(compound.parts), PARTS, is_bag=True), Variant(atoms, PARTS - 0.1, is_bag=True)]
    if is_known:
        return found
    for place, atom in enumerate(atoms):
        others = (other for other in vocabulary.synonyms_of((atom,), 0.7) if len(other.stems) == 1)
        found += [
            replace(other, stems=(*atoms[:place], *other.stems, *atoms[place + 1 :]), is_bag=True) for other in others
        ]
    found += [Variant((span,), PART + 0.15) for span in stemmed(compound.spans)]
    return found + [Variant((atom,), PART if place else PART + 0.1) for place, atom in enumerate(reversed(atoms))]


def stemmed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(german.stem(german.fold(word)) for word in words))


def known(variant: Variant, lexicon: Lexicon) -> bool:
    return all(lexicon.df(stem) for stem in variant.stems)


def merged(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    best: dict[tuple[tuple[str, ...], bool], Variant] = {}
    for variant in variants:
        key = (variant.stems, variant.is_bag)
        if key not in best or best[key].weight < variant.weight:
            best[key] = variant
    return tuple(best.values())


def mended(
    typed: str, variants: list[Variant], found: Sequence[tuple[str, str, int]], vocabulary: Vocabulary, *, listed: str
) -> tuple[Concept, str]:
    """A word that is nowhere in the index: take the similar ones that are, fewest edits first; else a similar one of the lists."""
    for other, spelling, edits in found:
        weight = TYPO if edits > 1 else TYPO + 0.25
        variants.append(Variant((german.stem(other),), weight, spelling))
        variants += vocabulary.synonyms_of((german.stem(other),), weight * 0.8)
    if listed and not found:
        variants += vocabulary.synonyms_of(content_stems(listed), MISSING_WORD)
    return Concept(typed, merged(variants)), found[0][1] if found else listed


@lru_cache(maxsize=5_000)
def listed_like(form: str, vocabulary: Vocabulary) -> str:
    """The word of the lists that this one is a typo of."""
    near = (
        [
            (edit_distance.distance(form, other, 2), word)
            for other, word in vocabulary.words
            if abs(len(other) - len(form)) < 3 and (other[:2] == form[:2] or other[-4:] == form[-4:])
        ]
        if len(form) > 5
        else []
    )
    return min((pair for pair in near if pair[0] <= edit_distance.allowed(form)), default=(0, ""))[1]
