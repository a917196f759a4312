"""One query answered from an index: understanding, what the engine finds and counts, ranking, numbers first, the page of hits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from search import meaning
from search.answering import cited, fusion, queries, ranking
from search.answering.concepts import LITERAL, TYPO, Lexicon
from search.answering.facets import facets, passes
from search.answering.hits import also_searched, hits
from search.answering.ranked_passage import RankedPassage, best_first, first_of_each
from search.answering.reader import FACETS, RANKED, Entry, Found, IndexReader, Key
from search.answering.scoring import cited_first, scored
from search.answering.vocabulary import Vocabulary, vocabulary_of
from search.answering.wanted import AllOf, AnyOf, Condition, Wish, enough
from search.documents import ALL, Document, Ingredients, Query, Results, Suggestion
from search.language import german, numbers

# How many weak passages stand below the hits.
WEAK_SHOWN = 5
# The bar between hits and nearest: where no document meets this share of the query, none answers it. Of a long question,
# which has more words than an answer, a part of that suffices. How both were found: docs/search.md.
BAR = 0.5
LONG, OF_LONG = 5, 0.6


@dataclass(frozen=True)
class Ranked:
    """All passages in question, best first, and what the engine counted; `more` of them are hits that it did not count.

    The page asked for begins at `offset`. `by_words` are the passages as their words alone rank them, `bar` is the share
    of the query that an answer meets.
    """

    weighed: ranking.WeighedQuery
    passages: list[RankedPassage]
    found: Found
    more: list[RankedPassage]
    is_answered: bool
    offset: int
    condition: Condition
    sections: Sequence[cited.CitedSection]
    by_words: list[RankedPassage]
    bar: float


class Window(NamedTuple):
    """From which `place` on the engine is asked, and for how many; the page asked for begins at `offset` of those.

    `is_first`: it holds the best hits, in an order of our own.
    """

    place: int
    size: int
    offset: int
    is_first: bool


def results(index: IndexReader, query: Query, using: Ingredients = ALL) -> Results:
    if not query.viewer.audiences:
        return Results()
    return shown(index, query, ranked_passages(index, query, using))


def shown(index: IndexReader, query: Query, ranked: Ranked) -> Results:
    passages = shown_passages(ranked.passages, query)
    answers = [passage for passage in passages if passage.is_good]
    page = answers[ranked.offset :][: query.size]
    weak = [passage for passage in passages if not passage.is_good][:WEAK_SHOWN] if query.page == 1 else []
    contents = index.contents([passage.entry.document for passage in (*page, *weak)])
    owners = index.owners(passage.entry.document for passage in ranked.passages)
    return Results(
        hits=hits(page, contents),
        total=ranked.found.total + len(ranked.more) if ranked.is_answered else 0,
        nearest=hits(weak, contents),
        facets=facets(
            ranked.found.facets if ranked.is_answered else {}, [one.entry for one in ranked.more], query.filters
        ),
        did_you_mean=ranked.weighed.parsed.corrected,
        also_searched=also_searched(answers),
        owners=ranked.found.owners | owners,
    )


def shown_passages(passages: list[RankedPassage], query: Query) -> list[RankedPassage]:
    """The best passage of each document or, where passages are wanted, all that have a word of the query."""
    firsts = first_of_each(passages)
    if not query.passages:
        return firsts
    best = {passage.key for passage in firsts}
    return [passage for passage in passages if passage.used or passage.key in best]


def window_of(query: Query, cited_first: int = 0) -> Window:
    """The first RANKED are ordered anew, `cited_first` sections among them, further pages are not.

    A page lies wholly within the first or wholly behind them, so that none repeats what another shows.
    """
    begin = (query.page - 1) * query.size
    pages = max(RANKED // query.size, -(-cited_first // query.size))
    if query.page <= pages:
        return Window(0, pages * query.size - cited_first, begin, is_first=True)
    return Window(begin - cited_first, query.size, 0, is_first=False)


def understand(query: Query, lexicon: Lexicon, using: Ingredients = ALL) -> ranking.WeighedQuery:
    parsed = queries.parse(
        numbers.normalised(german.clean(query.text)), lexicon, vocabulary_of(query.word_groups), using
    )
    return ranking.WeighedQuery(parsed, ranking.weigh(parsed.concepts, lexicon.df, lexicon.total))


def condition_of(
    query: ranking.WeighedQuery, sections: Sequence[cited.CitedSection], mentioned: tuple[AnyOf, ...]
) -> Condition:
    """`mentioned` must be spoken of besides: a number of a law that is not here."""
    wishes = sorted(map(wish, query.concepts), key=lambda wish: -wish.worth)
    parsed = query.parsed
    least = enough(wishes, len(wishes))
    return Condition(
        tuple(wishes),
        AnyOf(parts=(AllOf((*mentioned, least)),)) if least and mentioned else least,
        parsed.phrases,
        parsed.excluded,
        tuple(section.entry.document for section in sections),
    )


def wish(weighed: ranking.WeighedConcept) -> Wish:
    """What means the concept; where nothing does that the index has as one word, what comes near it, too."""
    variants = weighed.concept.variants
    sure = tuple(variant for variant in variants if variant.weight >= ranking.SAME_MEANING)
    return Wish(variants if all(variant.is_bag for variant in sure) else sure, weighed.worth)


def ranked_passages(index: IndexReader, query: Query, using: Ingredients) -> Ranked:
    """Numbers are looked up before anything is asked of words: whose are not open to the viewer is told along with them."""
    number = numbers.in_query(german.clean(query.text)[: queries.MAX_CHARACTERS])
    vocabulary = vocabulary_of(query.word_groups)
    cited_anywhere = cited_sections(index, number, vocabulary) if number else []
    mentioned = cited.mentioned(number, vocabulary) if number and not cited_anywhere else ()
    weighed = understand(query, index.lexicon, using)
    condition = condition_of(weighed, cited_anywhere, mentioned)
    sections = [section for section in cited_anywhere if passes(section.entry, query.filters)]
    window = window_of(query, len(sections))
    found = found_in(index, query, weighed, condition, window, using)
    entries = {
        entry.document: entry for entry in (*(near.entry for near in found.neighbours), *found.near, *found.hits)
    }
    counted = {entry.document for entry in found.hits}
    passages = scored(entries.values(), counted, index.lexicon.average, query, weighed, using)
    bar = BAR if len(weighed.concepts) < LONG else BAR * OF_LONG
    is_answered = bool(sections) or not window.is_first or any(one.is_good and one.coverage >= bar for one in passages)
    if not is_answered:
        passages = [passage._replace(is_good=False) for passage in passages]
    by_words = passages
    passages = fusion.fused(passages, closeness_of(found))
    passages = best_first(cited_first(sections if window.is_first else [], passages, query))
    more = [one for one in first_of_each(passages) if one.is_good and one.entry.document not in counted]
    return Ranked(weighed, passages, found, more, is_answered, window.offset, condition, sections, by_words, bar)


def closeness_of(found: Found) -> dict[Key, float]:
    return {near.entry.document: near.closeness for near in found.neighbours}


def found_in(
    index: IndexReader,
    query: Query,
    weighed: ranking.WeighedQuery,
    condition: Condition,
    window: Window,
    using: Ingredients,
) -> Found:
    """What the engine has for this page: sections cited are on the first ones, and so is what comes close in meaning."""
    needs_meaning = using.meaning and window.is_first and index.has_vectors and not is_plain(weighed)
    vector = meaning.query_vector(query.text) if needs_meaning else None
    ticked = {name: values for name, values in query.filters.items() if name in FACETS and values}
    found = index.find(condition, ticked, query.language, (window.place, window.size), vector)
    hits = found.hits if window.is_first else [one for one in found.hits if one.document not in condition.cited]
    neighbours = [near for near in found.neighbours if is_allowed(near.entry, condition)]
    if found.total > len(hits):
        # Where there are more hits than these, nobody can tell whether a neighbour is one of them.
        there = {one.document for one in hits}
        neighbours = [near for near in neighbours if near.entry.document in there]
    return replace(found, hits=hits, neighbours=neighbours)


def is_allowed(entry: Entry, condition: Condition) -> bool:
    """Whether it has all phrases word for word, and nothing that is excluded."""
    heading, _beside, path, title = entry.head
    lines = (heading, path, title, " ".join(passage.stems for passage in entry.passages))
    said = "".join(f" {line} \n" for line in lines)
    has = [f" {' '.join(phrase)} " in said for phrase in condition.phrases]
    return all(has) and not any(f" {' '.join(phrase)} " in said for phrase in condition.excluded)


def cited_sections(index: IndexReader, number: numbers.NumberQuery, vocabulary: Vocabulary) -> list[cited.CitedSection]:
    return cited.sections(index.numbered(cited.wanted(number)), number, vocabulary)


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
