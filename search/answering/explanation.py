"""Why a query has the hits it has, in their order: what the answering computed, taken apart. Asked for by editors only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import NamedTuple, Protocol

from search.answering import answer, fusion, ranking, scoring
from search.answering.answer import Ranked
from search.answering.concepts import VERB, Lexicon
from search.answering.passage import Passage, Section, count
from search.answering.ranked_passage import RankedPassage, first_of_each
from search.answering.ranking import WeighedConcept, WeighedQuery
from search.answering.reader import RANKED, IndexReader
from search.answering.vocabulary import Origin, Variant
from search.answering.wanted import AllOf, AnyOf, Condition, Wish
from search.documents import ALL, Document, Engine, Hit, Ingredients, Query, Results
from search.language import definitions, everyday, german
from search.language.analysis import FIELDS
from search.language.german import content_stems

# The documents that are named for a short form they define; the others define it as well.
DEFINING = 3


class Kind(StrEnum):
    """What a step of a score is for."""

    WORD = "word"
    SHARE = "share"
    SEQUENCE = "sequence"
    WHOLE = "whole"
    LIFTED = "lifted"
    NOT_IN_FORCE = "not_in_force"
    MEANING = "meaning"
    JOINED = "joined"
    OWN_WORDS = "own_words"
    NUMBER = "number"


class Step(NamedTuple):
    """A score begins with 0; each step adds its amount or, `is_factor`, multiplies by it. `result` is the score after it."""

    kind: Kind
    amount: float
    is_factor: bool
    result: float
    word: str = ""


@dataclass(frozen=True)
class ExplainedVariant:
    """`documents` have it; `defined_in` are the titles of some that define it, where it was learned from documents."""

    variant: Variant
    documents: int
    defined_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExplainedConcept:
    """`worth` is `importance` by rarity, `share` its part of what all concepts are worth.

    `documents` is how many have the word or, where none has it, one that means it; `everyday` is 1 for a word that is not.
    """

    typed: str
    worth: float
    share: float
    importance: float
    everyday: float
    is_phrase: bool
    is_noun: bool
    documents: int
    variants: tuple[ExplainedVariant, ...]


class Place(NamedTuple):
    """How often a field of a document has a stem."""

    field: str
    stem: str
    times: int


@dataclass(frozen=True)
class MetConcept:
    """A concept in a hit: the variant that fits best and where it stands, None where the hit has none."""

    typed: str
    worth: float
    variant: Variant | None
    strength: float = 0.0
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class ExplainedHit:
    """`near_place` is its place by meaning, 0 where that was not used."""

    hit: Hit
    score: float
    coverage: float
    steps: tuple[Step, ...]
    concepts: tuple[MetConcept, ...]
    near_place: int = 0
    is_foreign: bool = False


@dataclass(frozen=True)
class Explanation:
    """`ways` are the sets of words of which a hit needs one; `number_asked` says whether sections have the number typed."""

    results: Results
    concepts: tuple[ExplainedConcept, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()
    bar: float = 0.0
    best_coverage: float = 0.0
    is_answered: bool = False
    number_asked: bool = False
    uses_meaning: bool = False
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    hits: tuple[ExplainedHit, ...] = ()
    nearest: tuple[ExplainedHit, ...] = ()


class ExplainingEngine(Engine, Protocol):
    def explain(self, query: Query) -> Explanation:
        """What `search` answers to the first page of this query, and why."""


def explain(index: IndexReader, query: Query, using: Ingredients = ALL) -> Explanation:
    if not query.viewer.audiences:
        return Explanation(Results())
    query = replace(query, page=1, passages=False)
    ranked = answer.ranked_passages(index, query, using)
    weighed = ranked.weighed
    results = answer.shown(index, query, ranked)
    taken_apart = Apart(index, query, weighed, ranked, using)
    concepts, owners = explained_concepts(index, weighed)
    return Explanation(
        results=replace(results, owners=results.owners | owners),
        concepts=concepts,
        ways=ways(ranked.condition, weighed),
        bar=ranked.bar,
        best_coverage=best_coverage(ranked),
        is_answered=ranked.is_answered,
        number_asked=bool(ranked.sections),
        uses_meaning=bool(ranked.found.neighbours),
        phrases=weighed.parsed.phrases,
        excluded=weighed.parsed.excluded,
        hits=tuple(taken_apart.hits(results.hits, is_good=True)),
        nearest=tuple(taken_apart.hits(results.nearest, is_good=False)),
    )


def best_coverage(ranked: Ranked) -> float:
    """The most that a hit meets or, where none answers the question, anything looked at."""
    looked_at = (one.coverage for one in ranked.by_words if one.is_good or not ranked.is_answered)
    return max(looked_at, default=0.0)


# What was understood


def explained_concepts(index: IndexReader, query: WeighedQuery) -> tuple[tuple[ExplainedConcept, ...], frozenset[str]]:
    """The concepts as typed, and whose documents are named for what they define."""
    made, owners = [], set[str]()
    for whole, weighed in zip(query.parsed.concepts, query.concepts, strict=True):
        variants = []
        for variant in sorted(whole.variants, key=lambda variant: -variant.weight):
            is_learned = variant.origin == Origin.LEARNED
            defining = defining_documents(index, whole.variants[0], variant) if is_learned else []
            owners |= {document.owner for document in defining}
            titles = tuple(dict.fromkeys(document.document_title or document.title for document in defining))
            variants.append(ExplainedVariant(variant, documents_with(variant, index.lexicon), titles[:DEFINING]))
        made.append(explained_concept(weighed, query.worth, tuple(variants)))
    return tuple(made), frozenset(owners)


def explained_concept(
    weighed: WeighedConcept, all_worth: float, variants: tuple[ExplainedVariant, ...]
) -> ExplainedConcept:
    concept = weighed.concept
    forms = [token.form for token in german.tokens(concept.typed)]
    is_phrase = len(forms) > 1
    common = 1.0 if is_phrase or not forms else everyday.importance(forms[0])
    counts = [(one.variant, one.documents) for one in variants]
    return ExplainedConcept(
        typed=concept.typed,
        worth=weighed.worth,
        share=weighed.worth / all_worth,
        importance=concept.importance,
        everyday=common,
        is_phrase=is_phrase,
        is_noun=concept.importance > common * VERB,
        documents=ranking.frequency(counts) if any(number for _variant, number in counts) else 0,
        variants=variants,
    )


def documents_with(variant: Variant, lexicon: Lexicon) -> int:
    return min(map(lexicon.df, variant.stems))


def defining_documents(index: IndexReader, typed: Variant, variant: Variant) -> list[Document]:
    """Documents that give one of these names to the other, as far as they are among the best that have both."""
    both = tuple(Wish((replace(one, is_bag=len(one.stems) > 1),), 1.0) for one in (typed, variant))
    enough = AnyOf(parts=(AllOf(tuple(AnyOf(wish.variants) for wish in both)),))
    found = index.find(Condition(both, enough), {}, "", (0, RANKED), None)
    documents = index.contents([entry.document for entry in found.hits])
    return [document for document in documents.values() if defines(document, {typed.stems, variant.stems})]


def defines(document: Document, names: set[tuple[str, ...]]) -> bool:
    groups = definitions.of_document(document)
    return any(names <= {content_stems(word) for word in group.words} for group in groups)


def ways(condition: Condition, query: WeighedQuery) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of words, as typed, that meet the condition."""
    if condition.enough is None:
        return ()
    names = {answer.wish(weighed).variants: weighed.concept.typed for weighed in query.concepts}
    order = {name: place for place, name in enumerate(names.values())}
    sets = [
        tuple(sorted(one, key=lambda name: order.get(name, -1))) for one in smallest(met_by(condition.enough, names))
    ]
    return tuple(sorted(sets, key=lambda one: (len(one), [order.get(name, -1) for name in one])))


def met_by(any_of: AnyOf, names: Mapping[tuple[Variant, ...], str]) -> set[frozenset[str]]:
    """The sets of words each of which meets a part of a condition."""
    sets = {frozenset([names.get(any_of.variants) or spoken(any_of.variants)])} if any_of.variants else set()
    for part in any_of.parts:
        joined = product(*(met_by(needed, names) for needed in part.parts))
        sets |= smallest(frozenset[str]().union(*chosen) for chosen in joined)
    return sets


def smallest(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    there = set(sets)
    return {one for one in there if not any(other < one for other in there)}


def spoken(variants: Sequence[Variant]) -> str:
    return variants[0].shown or " ".join(variants[0].stems)


# What was ranked


class Apart:
    """Takes the ranked passages apart, with the functions that ranked them."""

    def __init__(
        self, index: IndexReader, query: Query, weighed: WeighedQuery, ranked: Ranked, using: Ingredients
    ) -> None:
        self.index = index
        self.query = query
        self.weighed = weighed
        self.ranked = ranked
        self.using = using
        closeness = answer.closeness_of(ranked.found)
        self.lists = fusion.TwoLists(ranked.by_words, closeness) if closeness else None
        self.by_words = {passage.key: passage for passage in ranked.by_words}
        self.lifts = {section.entry.document: section for section in ranked.sections}

    def hits(self, hits: Sequence[Hit], *, is_good: bool) -> Iterator[ExplainedHit]:
        firsts = [one for one in first_of_each(self.ranked.passages) if one.is_good == is_good]
        passages = firsts[: self.query.size if is_good else answer.WEAK_SHOWN]
        contents = self.index.contents([one.entry.document for one in passages])
        there = [one for one in passages if one.entry.document in contents]
        for hit, passage in zip(hits, there, strict=False):
            yield self.hit(hit, passage)

    def hit(self, hit: Hit, passage: RankedPassage) -> ExplainedHit:
        section = Section(passage.entry, self.index.lexicon.average, self.weighed.stems, self.using)
        text = section.passages()[passage.number]
        concepts = tuple(self.concept(weighed, text) for weighed in self.weighed.concepts)
        document = passage.entry.document
        return ExplainedHit(
            hit=hit,
            score=passage.score,
            coverage=passage.coverage,
            steps=tuple(running(self.steps(passage, text, concepts))),
            concepts=concepts,
            near_place=self.lists.places[document] if self.lists and self.lists.near[document] else 0,
            is_foreign=passage.is_foreign,
        )

    def concept(self, weighed: WeighedConcept, text: Passage) -> MetConcept:
        strength, variant = ranking.best(weighed.concept, text)
        typed = weighed.concept.typed
        if variant is None:
            return MetConcept(typed, weighed.worth, None)
        return MetConcept(typed, weighed.worth, variant, strength, tuple(places(variant, text)))

    def steps(self, passage: RankedPassage, text: Passage, concepts: Sequence[MetConcept]) -> Iterator[Step]:
        """In the order in which the answering takes them; the running result is filled in by `running`."""
        entry = passage.entry
        for concept in concepts:
            if concept.variant:
                yield Step(Kind.WORD, concept.worth * concept.strength, False, 0.0, concept.typed)
        made = ranking.score(self.weighed, text)
        yield Step(Kind.SHARE, made.coverage, True, 0.0)
        if made.bonus:
            yield Step(Kind.SEQUENCE, made.bonus, False, 0.0)
        if made.whole:
            yield Step(Kind.WHOLE, made.whole, False, 0.0)
        if entry.boost != 1.0:
            yield Step(Kind.LIFTED, entry.boost, True, 0.0)
        if (holding := scoring.holding(entry)) != 1.0:
            yield Step(Kind.NOT_IN_FORCE, holding, True, 0.0)
        if self.lists:
            yield Step(Kind.MEANING, self.lists.by_meaning(entry.document), False, 0.0)
            yield Step(Kind.JOINED, 1 / (1 + fusion.WORTH), True, 0.0)
            yield Step(Kind.OWN_WORDS, fusion.OWN_WORDS * self.by_words[passage.key].score, False, 0.0)
        if entry.document in self.lifts:
            yield Step(Kind.NUMBER, self.lifts[entry.document].lift, False, 0.0)


def running(steps: Iterable[Step]) -> Iterator[Step]:
    result = 0.0
    for step in steps:
        result = result * step.amount if step.is_factor else result + step.amount
        yield step._replace(result=result)


def places(variant: Variant, text: Passage) -> Iterator[Place]:
    lines = (*text.section.entry.head, text.lines.stems, text.lines.beside)
    for field, line in zip(FIELDS, lines, strict=True):
        counts: dict[str, float] = {}
        count(line, frozenset(variant.stems), 1.0, counts)
        for stem in variant.stems:
            if stem in counts:
                yield Place(field, stem, int(counts[stem]))
