"""One query answered from a shelf: understanding, candidates, ranking, numbers first, facets, the page of hits."""

from collections.abc import Sequence
from dataclasses import dataclass

from search import meaning
from search.answering import cited, concepts, fusion, queries, ranking
from search.answering.concepts import Lexicon
from search.answering.facets import facets, passes
from search.answering.hits import also_searched, hit
from search.answering.ranked_passage import RankedPassage, first_of_each
from search.answering.reader import FACETS, Entry, Near, Shelf
from search.answering.scoring import scored, with_numbers
from search.answering.vocabulary import Variant, vocabulary_of
from search.documents import ALL, Document, Ingredients, Query, Results, Suggestion
from search.language import german, numbers

NEAREST = 5
ROWS_READ = 6_000


@dataclass(frozen=True)
class Understood:
    """A query as this index understands it; `chosen` are the variants to look for candidates with."""

    asked: ranking.Asked
    chosen: tuple[Variant, ...]


def results(shelf: Shelf, query: Query, using: Ingredients = ALL) -> Results:
    if not query.viewer.audiences:
        return Results()
    understood = shelf.understand(lambda lexicon: understand(query, lexicon, shelf.total, using))
    found = sorted(
        ranked(shelf, query, understood, using), key=lambda one: (-one.score, one.entry.document, one.entry.passage)
    )
    found = found if query.passages else first_of_each(found)
    good = [one for one in found if one.is_good]
    hits = [one for one in good if passes(one.entry, query.filters)]
    page = hits[(query.page - 1) * query.size :][: query.size]
    weak = [one for one in found if not one.is_good and passes(one.entry, query.filters)] if query.page == 1 else []
    rows = shelf.shown([one.entry.passage for one in (*page, *weak[:NEAREST])])
    return Results(
        hits=tuple(hit(one, rows[one.entry.passage]) for one in page if one.entry.passage in rows),
        total=len(hits),
        nearest=tuple(hit(one, rows[one.entry.passage]) for one in weak[:NEAREST] if one.entry.passage in rows),
        facets=facets(good, query.filters),
        did_you_mean=understood.asked.parsed.corrected,
        also_searched=also_searched(hits),
    )


def understand(query: Query, lexicon: Lexicon, total: int, using: Ingredients = ALL) -> Understood:
    parsed = queries.parse(query.text, lexicon, vocabulary_of(query.word_groups), using)
    weighted = tuple(ranking.weigh(parsed.concepts, lexicon.df, total))
    return Understood(ranking.Asked(parsed, weighted), chosen(weighted, lexicon))


def chosen(weighted: Sequence[ranking.Weighted], lexicon: Lexicon) -> tuple[Variant, ...]:
    """The variants to look for: rare words first, common ones only while few rows are to be read."""

    def rows(variant: Variant) -> int:
        return min(map(lexicon.df, variant.stems))

    asked = (item.concept for item in weighted if not item.concept.is_hint)
    variants = {variant for concept in asked for variant in concept.variants if all(map(lexicon.df, variant.stems))}
    found: list[Variant] = []
    read = 0
    for variant in sorted(variants, key=lambda one: (rows(one), one.stems, one.is_bag)):
        read += rows(variant)
        if found and read > ROWS_READ:
            break
        found.append(variant)
    return tuple(found)


def ranked(shelf: Shelf, query: Query, understood: Understood, using: Ingredients) -> list[RankedPassage]:
    words, near = candidates(shelf, query, understood, using)
    entries = {one.passage: one for one in (*(one.entry for one in near), *words)}
    found = scored(entries.values(), shelf.average, query, understood.asked, using)
    found = fusion.fused(found, {one.entry.passage: one.closeness for one in near})
    asked = numbers.in_query(german.clean(query.text)[: queries.MAX_CHARACTERS])
    return (
        with_numbers(cited.sections(shelf, asked, vocabulary_of(query.word_groups)), found, query) if asked else found
    )


def candidates(
    shelf: Shelf, query: Query, understood: Understood, using: Ingredients
) -> tuple[Sequence[Entry], Sequence[Near]]:
    """The likeliest passages by words and the closest by meaning."""
    needs = using.meaning and shelf.has_vectors and not is_plain(understood)
    vector = meaning.query_vector(query.text) if needs else None
    ticked = {name: values for name, values in query.filters.items() if name in FACETS and values}
    return shelf.candidates(understood.chosen, understood.asked.parsed.phrases, ticked, vector)


def is_plain(understood: Understood) -> bool:
    """Whether one or two words were typed that the index has just so or mended: their meaning adds nothing but its cost."""
    asked = [item.concept for item in understood.asked.weighted if not item.concept.is_hint]
    sure = concepts.TYPO if understood.asked.parsed.corrected else concepts.LITERAL
    return 0 < len(asked) <= 2 and all(any(variant.weight >= sure for variant in concept.variants) for concept in asked)


def suggestions(shelf: Shelf, text: str, limit: int) -> list[Suggestion]:
    """Sections and pages whose number, heading or title begins like this."""
    forms = [token.form for token in german.tokens(german.clean(text)[:100])]
    if not forms:
        return []
    whole = [german.stem(form) for form in forms[:-1] if not german.is_stop_word(form)]
    return [suggestion(document) for document in shelf.beginning(whole, forms[-1], limit)]


def suggestion(document: Document) -> Suggestion:
    title = document.title or document.document_title
    return Suggestion(title, document.url, document.kind, document.number, document.document_title)
