"""How good an answer each candidate is: its words, its section, the reader's language, the number that was asked for."""

from collections.abc import Iterable, Sequence

from search.answering import cited, queries, ranking
from search.answering.passage import Passage
from search.answering.ranked_passage import RankedPassage
from search.answering.reader import FACETS, Entry, Key
from search.documents import Ingredients, Query

LANGUAGE = FACETS.index("language")
LIKED_LANGUAGE = 1.05


def scored(
    entries: Iterable[Entry], average: float, query: Query, asked: ranking.Asked, using: Ingredients
) -> list[RankedPassage]:
    sections: dict[Key, list[tuple[Entry, ranking.Scored]]] = {}
    for entry in entries:
        passage = Passage(entry.fields, average, asked.stems, using)
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


def fits(passage: Passage, parsed: queries.Parsed) -> bool:
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
