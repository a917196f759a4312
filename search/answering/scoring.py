"""How good an answer each passage is: its words, the reader's language, what is in force, the number that was asked for."""

from collections.abc import Collection, Iterable, Sequence

from search.answering import cited, ranking
from search.answering.passage import Section
from search.answering.ranked_passage import RankedPassage
from search.answering.reader import FACETS, Entry, Key
from search.documents import Ingredients, Query

LANGUAGE, STATUS = FACETS.index("language"), FACETS.index("status")
# What holds no more comes behind what does, unless it fits much better.
NOT_IN_FORCE, LESS = frozenset(["former", "repealed"]), 0.8


def scored(
    entries: Iterable[Entry],
    hits: Collection[Key],
    average: float,
    query: Query,
    weighed: ranking.WeighedQuery,
    using: Ingredients,
) -> list[RankedPassage]:
    """Every passage of these documents; those among the `hits` are answers."""
    return [
        RankedPassage(
            entry,
            passage.number,
            made.score * liking(entry),
            entry.document in hits,
            made.used,
            made.coverage,
            is_foreign=is_foreign(entry, query),
        )
        for entry in entries
        for passage in Section(entry, average, weighed.stems, using).passages()
        for made in (ranking.score(weighed, passage),)
    ]


def liking(entry: Entry) -> float:
    """What editors lift counts a little more, what holds no more a little less."""
    return entry.boost * holding(entry)


def holding(entry: Entry) -> float:
    return LESS if entry.facets[STATUS] in NOT_IN_FORCE else 1.0


def is_foreign(entry: Entry, query: Query) -> bool:
    return bool(query.language) and not entry.facets[LANGUAGE].startswith(query.language[:2])


def cited_first(
    sections: Sequence[cited.CitedSection], passages: Sequence[RankedPassage], query: Query
) -> list[RankedPassage]:
    """The sections whose official number was typed go first: closest notation, named document, reader's language."""
    best = {passage.entry.document: passage for passage in sorted(passages, key=lambda passage: passage.score)}
    lifted = {section.entry.document for section in sections}
    first = []
    for section in sections:
        before = best.get(section.entry.document)
        if before is None:
            continue  # taken away since its number was looked up
        score = section.lift + before.score
        first.append(before._replace(score=score, is_good=True, former=section.former, is_foreign=False))
    return [passage for passage in passages if passage.entry.document not in lifted] + [
        passage._replace(is_foreign=is_foreign(passage.entry, query)) for passage in first
    ]
