"""One query answered from a shelf: understanding, candidates, ranking, numbers first, facets, the page of hits."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search import meaning
from search.answering import cited, concepts, fusion, queries, ranking, snippets
from search.answering.concepts import Lexicon
from search.answering.ranked_passage import RankedPassage, first_of_each
from search.answering.reader import BETWEEN, FACETS, Entry, Filters, Key, Near, Shelf, Shown
from search.answering.vocabulary import Variant, vocabulary_of
from search.documents import ALL, Document, FacetValue, Hit, Ingredients, Query, Results, Suggestion
from search.language import german, numbers
from search.language.analysis import FIELDS, by_word

NEAREST = 5
ROWS_READ = 6_000
LANGUAGE = FACETS.index("language")
LIKED_LANGUAGE = 1.05
HEADING, HEADING_EXTRA, TEXT, TEXT_EXTRA = map(FIELDS.index, ("heading", "heading_extra", "text", "text_extra"))


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


def scored(
    entries: Iterable[Entry], average: float, query: Query, asked: ranking.Asked, using: Ingredients
) -> list[RankedPassage]:
    sections: dict[Key, list[tuple[Entry, ranking.Scored]]] = {}
    for entry in entries:
        passage = ranking.Passage(entry.fields, average, asked.stems, using)
        if fits(passage, asked.parsed):
            alone = ranking.score(asked, passage)
            sections.setdefault(entry.document, []).append((entry, alone))
    found = [
        (entry, result)
        for rows in sections.values()
        for (entry, _alone), result in zip(
            rows, ranking.in_context(asked, [alone for _entry, alone in rows], using), strict=True
        )
    ]
    good = ranking.are_good([result for _entry, result in found], asked.parsed)
    return [
        RankedPassage(entry, result.score * liking(entry, query), is_good, result.used)
        for (entry, result), is_good in zip(found, good, strict=True)
    ]


def liking(entry: Entry, query: Query) -> float:
    is_own = query.language and entry.facets[LANGUAGE].startswith(query.language[:2])
    return entry.boost * (LIKED_LANGUAGE if is_own else 1.0)


def fits(passage: ranking.Passage, parsed: queries.Parsed) -> bool:
    """Whether all quoted phrases are there, word for word, and nothing that was excluded."""
    return all(passage.has_sequence(phrase, 0) for phrase in parsed.phrases) and not any(
        passage.has_sequence(phrase, 0) for phrase in parsed.excluded
    )


def with_numbers(sections: Sequence[cited.Cited], found: Sequence[RankedPassage], query: Query) -> list[RankedPassage]:
    """The sections whose official number was asked for go first: closest notation, named document, reader's language."""
    own = {one.entry.document: one for one in sorted(found, key=lambda one: one.score)}
    lifted = {section.entry.document for section in sections}
    first = []
    for section in sections:
        before = own.get(section.entry.document) or RankedPassage(section.entry, 0.0, is_good=True)
        score = section.lift + before.score + (5.0 if section.entry.facets[LANGUAGE] == query.language else 0.0)
        first.append(before._replace(score=score, is_good=True, former=section.former))
    return [one for one in found if one.entry.document not in lifted] + first


def passes(entry: Entry, filters: Filters, but: str = "") -> bool:
    return not filters or all(
        not values
        or name == but
        or name not in FACETS
        or not set(entry.facets[FACETS.index(name)].split(BETWEEN)).isdisjoint(values)
        for name, values in filters.items()
    )


def facets(good: Sequence[RankedPassage], filters: Filters) -> dict[str, tuple[FacetValue, ...]]:
    """For each facet how many hits each value would show, the other facets as they are set."""
    entries = [one.entry for one in first_of_each(good)]
    counted: dict[str, tuple[FacetValue, ...]] = {}
    for place, name in enumerate(FACETS):
        active = filters.get(name, ())
        shown = [e.facets[place] for e in entries if e.facets[place] and passes(e, filters, but=name)]
        counts = Counter(value for values in shown for value in values.split(BETWEEN))
        counts.update(dict.fromkeys(active, 0))
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        counted[name] = tuple(FacetValue(value, count, value in active) for value, count in ordered)
    return counted


def hit(found: RankedPassage, row: Shown) -> Hit:
    document, fields = row.document, found.entry.fields
    wanted = {stem for variant in found.used for stem in variant.stems}
    in_title = snippets.matched(document.title, by_word(fields[HEADING], fields[HEADING_EXTRA]), wanted)
    in_text = snippets.matched(row.text, by_word(fields[TEXT], fields[TEXT_EXTRA]), wanted)
    return Hit(
        document=document,
        score=found.score,
        passage=row.text,
        snippet=snippets.snippet(row.text, in_text),
        title=snippets.marked(document.title, in_title),
        why=tuple(dict.fromkeys(variant.shown for variant in found.used if variant.shown)),
        former=found.former,
    )


def also_searched(hits: Sequence[RankedPassage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variant.shown for one in hits[:30] for variant in one.used if variant.shown))[:5]


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
