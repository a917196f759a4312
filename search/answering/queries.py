"""What somebody typed becomes concepts: each one thing looked for, with all the ways it may be written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Protocol

from search.documents import ALL, Ingredients
from search.language import german
from search.language.vocabulary import ABBREVIATIONS, QUESTIONS, SYNONYMS

MAX_CHARACTERS = 400
MAX_CONCEPTS = 14
QUOTED = re.compile(r"[\"„“”»«]([^\"„“”»«]*)[\"„“”»«]")
EXCLUDED = re.compile(r"(?<!\S)[-−](\"[^\"]*\"|[^\s\"]+)")

LITERAL, FORM, ABBREVIATION, PARTS, SYNONYM, TYPO, PART = 1.0, 0.8, 0.9, 0.8, 0.5, 0.6, 0.3
# Where the word typed is nowhere in the index, its synonyms are the best there is.
MISSING_WORD = 1.4
HINT = 0.25
# From so many passages on a compound is met as itself, its single parts would only add noise.
COMMON = 4
VERB = 0.7
# A word of so many letters that is one edit away from an indexed one is that word, whatever its parts could mean.
LONG = 10
ASKED_AFTER_WIE = frozenset(
    ["viel", "viele", "vielen", "lange", "lang", "hoch", "oft", "haufig", "weit", "gross", "alt", "schnell", "teuer"]
)


class Lexicon(Protocol):
    """What the index knows of words."""

    def df(self, stem: str) -> int: ...

    def compound(self, form: str) -> german.Compound: ...

    def similar(self, form: str) -> list[tuple[str, str, int]]:
        """Indexed words close to one that is not there: folded form, spelling to show, edits."""


@dataclass(frozen=True)
class Variant:
    """One way a concept may be written: stems in sequence, or `is_bag`: parts anywhere near each other."""

    stems: tuple[str, ...]
    weight: float
    shown: str = ""
    is_bag: bool = False


@dataclass(frozen=True)
class Concept:
    """`importance` is 1 for an ordinary word; `is_hint`: not asked for, but what an answer is likely to say."""

    typed: str
    variants: tuple[Variant, ...]
    importance: float = 1.0
    is_hint: bool = False


@dataclass(frozen=True)
class Parsed:
    """`phrases` must occur, `excluded` must not; `corrected` is the query with its typos mended, if any."""

    concepts: tuple[Concept, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    corrected: str = ""
    asks_for_time: bool = False
    asks_for_amount: bool = False


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(german.stem(token.form) for token in german.tokens(text))


def content_stems(text: str) -> tuple[str, ...]:
    forms = [token.form for token in german.tokens(text)]
    return tuple(german.stem(form) for form in forms if not german.is_stop_word(form)) or stems_of(text)


@dataclass(frozen=True)
class WordGroup:
    """Words that mean the same or, `is_abbreviation`, short and long forms of one name; in ordinary spelling."""

    words: tuple[str, ...]
    is_abbreviation: bool = False


class Vocabulary:
    """What words mean the same: the lists that come with the search and what editors added. Never changes once made."""

    def __init__(self, own: Sequence[WordGroup] = (), *, built_in: bool = True) -> None:
        listed = [WordGroup(words, is_abbreviation=True) for words in ABBREVIATIONS] + list(map(WordGroup, SYNONYMS))
        self.groups = (*(listed if built_in else ()), *own)

    @cached_property
    def by_stems(self) -> dict[tuple[str, ...], list[tuple[tuple[str, ...], float, str]]]:
        """Every word or phrase, as stems, with what else it may be called, how well, and its spelling."""
        found: dict[tuple[str, ...], list[tuple[tuple[str, ...], float, str]]] = {}
        for group in self.groups:
            weight = ABBREVIATION if group.is_abbreviation else SYNONYM
            keys = {content_stems(word): word for word in group.words}
            for key in keys:
                found.setdefault(key, []).extend((other, weight, keys[other]) for other in keys if other != key)
        return found

    @cached_property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The single words of some length, folded and as spelt."""
        all_words = dict.fromkeys(word for group in self.groups for word in group.words)
        return tuple((german.fold(word), word) for word in all_words if word.isalpha() and len(word) > 5)

    def synonyms_of(self, stems: tuple[str, ...], factor: float) -> list[Variant]:
        return [
            Variant(other, min(ABBREVIATION, weight * factor), shown)
            for other, weight, shown in self.by_stems.get(stems, [])
        ]


BUILT_IN = Vocabulary()
NO_WORDS = Vocabulary(built_in=False)


def parse(text: str, lexicon: Lexicon, vocabulary: Vocabulary = BUILT_IN, using: Ingredients = ALL) -> Parsed:
    """Read a query: quotes make a phrase, a minus excludes, nothing else has a special meaning."""
    text = german.clean(text)[:MAX_CHARACTERS]
    excluded = tuple(filter(None, (stems_of(match.strip('"')) for match in EXCLUDED.findall(text))))
    text = EXCLUDED.sub(" ", text)
    phrases = tuple(filter(None, (stems_of(match) for match in QUOTED.findall(text))))
    tokens = german.tokens(text)
    content = [token for token in said(tokens) if not german.is_stop_word(token.form) and token.form != "§"] or tokens
    content = without_repeats(content)[:MAX_CONCEPTS]
    words = vocabulary if using.synonyms else NO_WORDS
    concepts, corrections = concepts_of(text, content, lexicon, words, using)
    folded = german.fold(text)
    return Parsed(
        concepts=(*concepts, *(hints(folded) if using.questions else ())),
        phrases=phrases,
        excluded=excluded,
        corrected=corrected(text, corrections),
        asks_for_time=using.questions
        and bool(re.search(r"\b(wann|wie lange|frist|stichtag|termin|wie oft)\b", folded)),
        asks_for_amount=using.questions
        and bool(re.search(r"\b(wie viele?|wie hoch|wieviele?|wie gross|wie alt)\b", folded)),
    )


def said(tokens: Sequence[german.Token]) -> list[german.Token]:
    """The words without those that only ask: "wie hoch", "wie lange"."""
    before = ("", *(token.form for token in tokens))
    return [
        token
        for token, word in zip(tokens, before, strict=False)
        if not (word == "wie" and token.form in ASKED_AFTER_WIE)
    ]


def hints(folded: str) -> list[Concept]:
    words = dict.fromkeys(
        word for pattern, answer in QUESTIONS if re.search(pattern, folded) for word in answer.split()
    )
    stems = [content_stems(word) for word in words]
    return [Concept(word, (Variant(own, HINT),), is_hint=True) for word, own in zip(words, stems, strict=True)]


def without_repeats(tokens: Iterable[german.Token]) -> list[german.Token]:
    return list({token.form: token for token in reversed(list(tokens))}.values())[::-1]


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


def compound_variants(compound: german.Compound, vocabulary: Vocabulary, *, is_known: bool) -> list[Variant]:
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
            (german.distance(form, other, 2), word)
            for other, word in vocabulary.words
            if abs(len(other) - len(form)) < 3 and (other[:2] == form[:2] or other[-4:] == form[-4:])
        ]
        if len(form) > 5
        else []
    )
    return min((pair for pair in near if pair[0] <= german.edits(form)), default=(0, ""))[1]


def corrected(text: str, corrections: dict[german.Token, str]) -> str:
    if not corrections:
        return ""
    for token, shown in sorted(corrections.items(), key=lambda pair: -pair[0].start):
        text = text[: token.start] + shown + text[token.end :]
    return " ".join(text.split())
