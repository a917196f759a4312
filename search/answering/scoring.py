"""How good an answer each candidate is: its words, its section, the reader's language, the number that was asked for."""

from collections.abc import Iterable, Sequence

from search.answering import cited, queries, ranking
from search.answering.passage import Passage
from search.answering.ranked_passage import RankedPassage
from search.answering.reader import FACETS, Entry, Key
from search.documents import Ingredients, Query

LANGUAGE = FACETS.index("language")
LIKED_LANGUAGE = 1.05
# Among sections of the same number: more than any difference of words, less than a closer notation of the number.
CITED_IN_LANGUAGE = 5.0


def scored(
    entries: Iterable[Entry], average: float, query: Query, weighed: ranking.WeighedQuery, using: Ingredients
) -> list[RankedPassage]:
    """Every passage that the query does not rule out, scored together with the rest of its section."""
    sections: dict[Key, list[tuple[Entry, ranking.PassageScore]]] = {}
    for entry in entries:
        passage = Passage(entry.fields, average, weighed.stems, using)
        if fits(passage, weighed.parsed):
            sections.setdefault(entry.document, []).append((entry, ranking.score(weighed, passage)))
    scores: list[tuple[Entry, ranking.PassageScore]] = []
    for section in sections.values():
        alone = [score for _entry, score in section]
        together = ranking.in_context(weighed, alone, using)
        scores += [(entry, score) for (entry, _alone), score in zip(section, together, strict=True)]
    good = ranking.are_good([score for _entry, score in scores], weighed.parsed)
    return [
        RankedPassage(entry, score.score * liking(entry, query), is_good, score.used)
        for (entry, score), is_good in zip(scores, good, strict=True)
    ]


def liking(entry: Entry, query: Query) -> float:
    """What editors lift and what is in the reader's language counts a little more."""
    is_own = query.language and entry.facets[LANGUAGE].startswith(query.language[:2])
    return entry.boost * (LIKED_LANGUAGE if is_own else 1.0)


def fits(passage: Passage, parsed: queries.Parsed) -> bool:
    """Whether all quoted phrases are there, word for word, and nothing that was excluded."""
    return all(passage.has_sequence(phrase, 0) for phrase in parsed.phrases) and not any(
        passage.has_sequence(phrase, 0) for phrase in parsed.excluded
    )


def cited_first(
    sections: Sequence[cited.CitedSection], passages: Sequence[RankedPassage], query: Query
) -> list[RankedPassage]:
    """The sections whose official number was typed go first: closest notation, named document, reader's language."""
    best = {passage.entry.document: passage for passage in sorted(passages, key=lambda passage: passage.score)}
    lifted = {section.entry.document for section in sections}
    first = []
    for section in sections:
        before = best.get(section.entry.document) or RankedPassage(section.entry, 0.0, is_good=True)
        in_language = CITED_IN_LANGUAGE if section.entry.facets[LANGUAGE] == query.language else 0.0
        score = section.lift + before.score + in_language
        first.append(before._replace(score=score, is_good=True, former=section.former))
    return [passage for passage in passages if passage.entry.document not in lifted] + first
