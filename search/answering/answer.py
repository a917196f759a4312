"""One query answered from an index: understanding, what the engine finds and counts, ranking, numbers first, the page of hits."""

from dataclasses import dataclass

from search import meaning
from search.answering import cited, fusion, queries, ranking
from search.answering.concepts import LITERAL, TYPO, Lexicon
from search.answering.facets import facets, passes
from search.answering.hits import also_searched, hits
from search.answering.ranked_passage import RankedPassage, best_first, first_of_each
from search.answering.reader import FACETS, RANKED, Found, IndexReader
from search.answering.scoring import cited_first, scored
from search.answering.vocabulary import vocabulary_of
from search.answering.wanted import Condition, Wish, enough
from search.documents import ALL, Document, Ingredients, Query, Results, Suggestion
from search.language import german, numbers

# How many weak passages stand below the hits.
WEAK_SHOWN = 5
# The bar between hits and nearest: where no document meets this share of the query well, none answers it.
BAR = 0.3


@dataclass(frozen=True)
class Ranked:
    """All passages in question, best first, and what the engine counted; `more` of them are hits that it did not count."""

    passages: list[RankedPassage]
    found: Found
    more: list[RankedPassage]
    is_answered: bool


def results(index: IndexReader, query: Query, using: Ingredients = ALL) -> Results:
    if not query.viewer.audiences:
        return Results()
    weighed = understand(query, index.lexicon, using)
    ranked = ranked_passages(index, query, weighed, using)
    passages = ranked.passages if query.passages else first_of_each(ranked.passages)
    answers = [passage for passage in passages if passage.is_good]
    page = answers[offset_of(query) :][: query.size]
    weak = [passage for passage in passages if not passage.is_good][:WEAK_SHOWN] if query.page == 1 else []
    contents = index.contents([passage.entry.document for passage in (*page, *weak)])
    shown = index.owners(passage.entry.document for passage in ranked.passages)
    return Results(
        hits=hits(page, contents),
        total=ranked.found.total + len(ranked.more) if ranked.is_answered else 0,
        nearest=hits(weak, contents),
        facets=facets(
            ranked.found.facets if ranked.is_answered else {}, [one.entry for one in ranked.more], query.filters
        ),
        did_you_mean=weighed.parsed.corrected,
        also_searched=also_searched(answers),
        owners=ranked.found.owners | shown,
    )


def window_of(query: Query) -> tuple[int, int]:
    """From which place on the engine is asked, and for how many: the first RANKED are ordered anew, further pages are not."""
    begin = (query.page - 1) * query.size
    return (0, RANKED) if begin + query.size <= RANKED else (begin, query.size)


def offset_of(query: Query) -> int:
    """Where the page begins among what the engine gave."""
    return (query.page - 1) * query.size - window_of(query)[0]


def understand(query: Query, lexicon: Lexicon, using: Ingredients = ALL) -> ranking.WeighedQuery:
    parsed = queries.parse(
        numbers.normalised(german.clean(query.text)), lexicon, vocabulary_of(query.word_groups), using
    )
    return ranking.WeighedQuery(parsed, ranking.weigh(parsed.concepts, lexicon.df, lexicon.total))


def condition_of(query: ranking.WeighedQuery, sections: list[cited.CitedSection]) -> Condition:
    wishes = sorted(map(wish, query.concepts), key=lambda wish: -wish.worth)
    parsed = query.parsed
    return Condition(
        tuple(wishes),
        enough(wishes, len(wishes)),
        parsed.phrases,
        parsed.excluded,
        tuple(section.entry.document for section in sections),
    )


def wish(weighed: ranking.WeighedConcept) -> Wish:
    """What means the concept; where nothing does that the index has, what comes near it."""
    variants = weighed.concept.variants
    sure = tuple(variant for variant in variants if variant.weight >= ranking.SAME_MEANING)
    return Wish(sure or variants, weighed.worth)


def ranked_passages(index: IndexReader, query: Query, weighed: ranking.WeighedQuery, using: Ingredients) -> Ranked:
    sections = cited_sections(index, query)
    needs_meaning = using.meaning and index.has_vectors and not is_plain(weighed)
    vector = meaning.query_vector(query.text) if needs_meaning else None
    ticked = {name: values for name, values in query.filters.items() if name in FACETS and values}
    found = index.find(condition_of(weighed, sections), ticked, query.language, window_of(query), vector)
    entries = {
        entry.document: entry for entry in (*(near.entry for near in found.neighbours), *found.near, *found.hits)
    }
    counted = {entry.document for entry in found.hits}
    passages = scored(entries.values(), counted, index.lexicon.average, query, weighed, using)
    is_answered = bool(sections) or any(one.is_good and one.coverage >= BAR for one in passages)
    if not is_answered:
        passages = [passage._replace(is_good=False) for passage in passages]
    passages = fusion.fused(passages, {near.entry.document: near.closeness for near in found.neighbours})
    passages = best_first(cited_first(sections, passages, query))
    more = [one for one in first_of_each(passages) if one.is_good and one.entry.document not in counted]
    return Ranked(passages, found, more, is_answered)


def cited_sections(index: IndexReader, query: Query) -> list[cited.CitedSection]:
    number = numbers.in_query(german.clean(query.text)[: queries.MAX_CHARACTERS])
    if number is None:
        return []
    found = cited.sections(index.numbered(cited.wanted(number)), number, vocabulary_of(query.word_groups))
    return [section for section in found if passes(section.entry, query.filters)]


def is_plain(query: ranking.WeighedQuery) -> bool:
    """Whether one or two words were typed that the index has just so or mended: their meaning adds nothing but its cost."""
    typed = [weighed.concept for weighed in query.concepts]
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
