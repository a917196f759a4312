"""The words of a query as concepts: each one thing looked for, with all the ways it may be written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Protocol

from search.answering.vocabulary import SYNONYM, Origin, Variant, Vocabulary, general_synonyms, learned_variants
from search.documents import Ingredients, WordGroup
from search.language import compounds, edit_distance, everyday, german, likeness
from search.language.german import content_stems

# How well a variant stands for the word typed. A part of a compound says the least: every compound shares some.
LITERAL, FORM, PARTS, TYPO, PART = 1.0, 0.8, 0.8, 0.6, 0.3
# Where the word typed is nowhere in the index, its synonyms are the best there is.
MISSING_WORD = 1.4
# From so many documents on a compound is met as itself, its single parts would only add noise.
COMMON = 4
VERB = 0.7
# A word of so many letters that is one edit away from an indexed one is that word, whatever its parts could mean.
LONG = 10
LONGEST_NAME = 6


class Lexicon(Protocol):
    """What the index knows of words, as far as the viewer may open what has them."""

    total: int
    """How many documents there are, 1 at least."""

    average: float
    """How many words a passage has."""

    def df(self, stem: str) -> int:
        """How many documents have this stem."""

    def compound(self, form: str) -> compounds.Compound: ...

    def is_noun(self, form: str) -> bool:
        """Whether it is spelled with a capital where it stands; a word that is not there may be anything."""

    def names(self, stems: tuple[str, ...]) -> Sequence[WordGroup]:
        """Short and long names that documents define, of which one has these stems."""

    def similar(self, form: str) -> list[tuple[str, str, int]]:
        """Indexed words close to one that is not there: folded form, spelling to show, edits."""


@dataclass(frozen=True)
class Concept:
    """`importance` is 1 for an ordinary word."""

    typed: str
    variants: tuple[Variant, ...]
    importance: float = 1.0


def concepts_of(
    text: str, tokens: Sequence[german.Token], lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients
) -> tuple[tuple[Concept, ...], dict[german.Token, str]]:
    """The concepts of the words in order, and the spelling that each mistyped word was mended to."""
    concepts: list[Concept] = []
    corrections: dict[german.Token, str] = {}
    has_nouns = any(text[token.start].isupper() for token in tokens)
    at = 0
    while at < len(tokens):
        length = longest_phrase(tokens, at, vocabulary, lexicon, using)
        span = tokens[at : at + length]
        typed = text[span[0].start : span[-1].end].strip("-")
        if length > 1:
            concepts.append(phrase_concept(typed, span, vocabulary, lexicon, using))
        else:
            concept, spelling = word_concept(typed, span[0], lexicon, vocabulary, using)
            is_noun = typed[:1].isupper() if has_nouns else lexicon.is_noun(span[0].form)
            concepts.append(replace(concept, importance=importance(span[0].form, is_noun=is_noun)))
            if spelling:
                corrections[span[0]] = spelling
        at += length
    return tuple(concepts), corrections


def importance(form: str, *, is_noun: bool) -> float:
    """What a word tells: a verb or a word that says how tells less, least of all one that everybody always uses."""
    return (1.0 if is_noun else VERB) * everyday.importance(form)


def longest_phrase(
    tokens: Sequence[german.Token], at: int, vocabulary: Vocabulary, lexicon: Lexicon, using: Ingredients
) -> int:
    """How many words from here are one thing, by the lists or by a document ("SGB II", "Agentur für Arbeit"); else 1."""
    for length in range(min(LONGEST_NAME, len(tokens) - at), 1, -1):
        stems = tuple(german.stem(token.form) for token in tokens[at : at + length])
        if stems in vocabulary.by_stems or (using.learned and lexicon.names(stems)):
            return length
    return 1


def phrase_concept(
    typed: str, span: Sequence[german.Token], vocabulary: Vocabulary, lexicon: Lexicon, using: Ingredients
) -> Concept:
    own = tuple(german.stem(token.form) for token in span)
    learned = learned_variants(own, lexicon.names(own)) if using.learned else []
    loose = Variant(own, PARTS * 0.7, is_bag=True, origin=Origin.APART)
    variants = [Variant(own, LITERAL), *vocabulary.synonyms_of(own, 1.0), *learned, loose]
    return Concept(typed, merged(variants), importance=1.0 + 0.3 * (len(span) - 1))


def word_concept(
    typed: str, token: german.Token, lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients
) -> tuple[Concept, str]:
    """The concept of one word, and the spelling it was mended to where only a similar word is in the index."""
    form = token.form
    variants = variants_of(typed, form, lexicon, vocabulary, using)
    is_known = any(is_there(lexicon, variant.stems) for variant in variants if variant.weight >= SYNONYM)
    is_sure = is_known and (lexicon.df(german.stem(form)) or len(form) < LONG)
    if is_sure or not using.typos:
        return Concept(typed, merged(variants)), ""
    similar = [word for word in lexicon.similar(form) if word[2] == 1 or not is_known]
    listed = "" if is_known else listed_like(form, vocabulary)
    concept, spelling = mended(typed, variants, similar, vocabulary, listed=listed)
    # A compound of known words is no mistake, though it may be another one by a letter: Arbeitssuche, Arbeitsuche.
    return concept, "" if is_known else spelling


def variants_of(typed: str, form: str, lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients) -> list[Variant]:
    """All ways to write a word, but for those it may have been mistyped from."""
    own, english = german.stem(form), german.stem(form, "en")
    factor = 1.0 if lexicon.df(own) else MISSING_WORD
    variants = [Variant((own,), LITERAL)]
    if english != own and lexicon.df(english):
        variants.append(Variant((english,), FORM, origin=Origin.FORM))
    if using.forms:
        variants += [Variant((other,), FORM, origin=Origin.FORM) for other in german.forms(form)]
    variants += vocabulary.synonyms_of((own,), factor)
    if using.forms:
        # The lists have a verb as it is looked up (zahlen), not as it is typed (zahlt).
        variants += [same for other in german.forms(form) for same in vocabulary.synonyms_of((other,), factor)]
    if using.learned:
        variants += learned_variants((own,), lexicon.names((own,)), factor)
    if using.thesaurus:
        variants += general_synonyms((own,), typed, partial(is_there, lexicon), factor)
    if using.compounds:
        compound = lexicon.compound(form)
        variants += compound_variants(compound, lexicon, vocabulary, using, is_known=lexicon.df(own) >= COMMON)
    return variants


def compound_variants(
    compound: compounds.Compound, lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients, *, is_known: bool
) -> list[Variant]:
    """A compound may stand apart (Nachweis der Verwendung), with another word for a part, or be met by one part only."""
    atoms = stemmed(compound.atoms)
    if not atoms:
        return []
    if not compound.parts:
        return [one_part(atom) for atom in atoms]
    apart = [
        Variant(stemmed(compound.parts), PARTS, is_bag=True, origin=Origin.APART),
        Variant(atoms, PARTS - 0.1, is_bag=True, origin=Origin.APART),
    ]
    if is_known:
        return apart
    spans = [one_part(span, PART + 0.15) for span in stemmed(compound.spans)]
    # The last atom says what kind of thing it is and is worth a little more than what stands before it.
    head, *rest = reversed(atoms)
    single = [one_part(head, PART + 0.1), *(one_part(atom) for atom in rest if not german.is_stop_word(atom))]
    return [*apart, *with_synonyms(compound.atoms, lexicon, vocabulary, using), *spans, *single]


def one_part(stem: str, weight: float = PART) -> Variant:
    return Variant((stem,), weight, origin=Origin.PART)


def with_synonyms(words: Sequence[str], lexicon: Lexicon, vocabulary: Vocabulary, using: Ingredients) -> list[Variant]:
    """The parts of a compound near each other, one of them said by another word."""
    atoms = stemmed(words)
    made = []
    for word in words:
        if german.is_stop_word(german.fold(word)):
            continue
        stem = german.stem(german.fold(word))
        others = vocabulary.synonyms_of((stem,), 0.7)
        if using.thesaurus:
            others += general_synonyms((stem,), word, partial(is_there, lexicon), 0.7)
        made += [
            replace(other, stems=tuple(other.stems[0] if atom == stem else atom for atom in atoms), is_bag=True)
            for other in others
            if len(other.stems) == 1
        ]
    return made


def stemmed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(german.stem(german.fold(word)) for word in words))


def is_there(lexicon: Lexicon, stems: Iterable[str]) -> bool:
    return all(map(lexicon.df, stems))


def merged(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    best: dict[tuple[tuple[str, ...], bool], Variant] = {}
    for variant in variants:
        key = (variant.stems, variant.is_bag)
        if key not in best or best[key].weight < variant.weight:
            best[key] = variant
    return tuple(best.values())


def mended(
    typed: str, variants: list[Variant], similar: Sequence[tuple[str, str, int]], vocabulary: Vocabulary, *, listed: str
) -> tuple[Concept, str]:
    """A word that is nowhere in the index: take the similar ones that are, fewest edits first; else a similar one of the lists."""
    for other, spelling, edits in similar:
        weight = TYPO if edits > 1 else TYPO + 0.25
        variants.append(Variant((german.stem(other),), weight, spelling, origin=Origin.TYPO))
        variants += vocabulary.synonyms_of((german.stem(other),), weight * 0.8)
    if listed and not similar:
        variants += vocabulary.synonyms_of(content_stems(listed), MISSING_WORD)
    return Concept(typed, merged(variants)), similar[0][1] if similar else listed


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
    meant = (pair for pair in near if pair[0] <= edit_distance.allowed(form) and likeness.is_typo(form, pair[1]))
    return min(meant, default=(0, ""))[1]
