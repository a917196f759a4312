"""One query answered from an index: understanding, candidates, ranking, numbers first, facets, the page of hits."""

from collections.abc import Sequence
from dataclasses import dataclass

from search import meaning
from search.answering import cited, fusion, queries, ranking
from search.answering.concepts import LITERAL, TYPO, Lexicon
from search.answering.facets import facets, passes
from search.answering.hits import also_searched, hits
from search.answering.ranked_passage import RankedPassage, best_first, first_of_each
from search.answering.reader import FACETS, Entry, IndexReader, Neighbour
from search.answering.scoring import cited_first, scored
from search.answering.vocabulary import Variant, vocabulary_of
from search.documents import ALL, Document, Ingredients, Query, Results, Suggestion
from search.language import german, numbers

# How many weak passages stand below the hits.
WEAK_SHOWN = 5
# From so many rows on the lookup costs more than a common word adds.
ROWS_READ = 6_000


@dataclass(frozen=True)
class UnderstoodQuery:
    """A query as this index understands it; `lookups` are the variants to look for candidates with."""

    weighed: ranking.WeighedQuery
    lookups: tuple[Variant, ...]


def results(index: IndexReader, query: Query, using: Ingredients = ALL) -> Results:
    if not query.viewer.audiences:
        return Results()
    understood = index.understand(lambda lexicon: understand(query, lexicon, index.total, using))
    passages = best_first(ranked(index, query, understood, using))
    passages = passages if query.passages else first_of_each(passages)
    good = [passage for passage in passages if passage.is_good]
    passing = [passage for passage in passages if passes(passage.entry, query.filters)]
    answers = [passage for passage in passing if passage.is_good]
    page = answers[(query.page - 1) * query.size :][: query.size]
    weak = [passage for passage in passing if not passage.is_good][:WEAK_SHOWN] if query.page == 1 else []
    contents = index.contents([passage.entry.passage for passage in (*page, *weak)])
    return Results(
        hits=hits(page, contents),
        total=len(answers),
        nearest=hits(weak, contents),
        facets=facets(good, query.filters),
        did_you_mean=understood.weighed.parsed.corrected,
        also_searched=also_searched(answers),
        owners=index.owners(passage.entry.document for passage in passages),
    )


def understand(query: Query, lexicon: Lexicon, total: int, using: Ingredients = ALL) -> UnderstoodQuery:
    parsed = queries.parse(query.text, lexicon, vocabulary_of(query.word_groups), using)
    concepts = tuple(ranking.weigh(parsed.concepts, lexicon.df, total))
    return UnderstoodQuery(ranking.WeighedQuery(parsed, concepts), lookups(concepts, lexicon))


def lookups(concepts: Sequence[ranking.WeighedConcept], lexicon: Lexicon) -> tuple[Variant, ...]:
    """The variants to look for: rare words first, common ones only while few rows are to be read."""

    def rows(variant: Variant) -> int:
        return min(map(lexicon.df, variant.stems))

    typed = (weighed.concept for weighed in concepts if not weighed.concept.is_hint)
    variants = {variant for concept in typed for variant in concept.variants if all(map(lexicon.df, variant.stems))}
    chosen: list[Variant] = []
    read = 0
    for variant in sorted(variants, key=lambda variant: (rows(variant), variant.stems, variant.is_bag)):
        read += rows(variant)
        if chosen and read > ROWS_READ:
            break
        chosen.append(variant)
    return tuple(chosen)


def ranked(index: IndexReader, query: Query, understood: UnderstoodQuery, using: Ingredients) -> list[RankedPassage]:
    by_words, neighbours = candidates(index, query, understood, using)
    entries = {entry.passage: entry for entry in (*(neighbour.entry for neighbour in neighbours), *by_words)}
    passages = scored(entries.values(), index.average, query, understood.weighed, using)
    passages = fusion.fused(passages, {neighbour.entry.passage: neighbour.closeness for neighbour in neighbours})
    number = numbers.in_query(german.clean(query.text)[: queries.MAX_CHARACTERS])
    if number is None:
        return passages
    numbered = [section for value in cited.wanted(number) for section in index.numbered(value)]
    return cited_first(cited.sections(numbered, number, vocabulary_of(query.word_groups)), passages, query)


def candidates(
    index: IndexReader, query: Query, understood: UnderstoodQuery, using: Ingredients
) -> tuple[Sequence[Entry], Sequence[Neighbour]]:
    """The likeliest passages by words and the closest by meaning."""
    needs_meaning = using.meaning and index.has_vectors and not is_plain(understood.weighed)
    vector = meaning.query_vector(query.text) if needs_meaning else None
    ticked = {name: values for name, values in query.filters.items() if name in FACETS and values}
    return index.candidates(understood.lookups, understood.weighed.parsed.phrases, ticked, vector)


def is_plain(query: ranking.WeighedQuery) -> bool:
    """Whether one or two words were typed that the index has just so or mended: their meaning adds nothing but its cost."""
    typed = [weighed.concept for weighed in query.concepts if not weighed.concept.is_hint]
    sure = TYPO if query.parsed.corrected else LITERAL
    return 0 < len(typed) <= 2 and all(any(variant.weight >= sure for variant in concept.variants) for concept in typed)


def suggestions(index: IndexReader, text: str, limit: int) -> list[Suggestion]:
    """Sections and pages whose number, heading or title begins like this."""
    forms = [token.form for token in german.tokens(numbers.normalised(german.clean(text)[:100]))]
    if not forms:
        return []
    whole = [german.stem(form) for form in forms[:-1] if not german.is_stop_word(form)]
    return [suggestion(document) for document in index.documents_headed(whole, forms[-1], limit)]


def suggestion(document: Document) -> Suggestion:
    title = document.title or document.document_title
    number = numbers.number_shown(document)
    return Suggestion(title, document.url, document.kind, number, document.document_title, document.owner)
