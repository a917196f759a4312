from collections.abc import Iterable
from typing import NamedTuple

from search.answering.reader import Entry, Key
from search.answering.vocabulary import Variant


class RankedPassage(NamedTuple):
    """A passage in question, and how good an answer it is: `number` its place in the document, `used` the variants it
    has, `coverage` the share of the query it meets, `former` as in Hit. `is_foreign`: in another language than the reader's."""

    entry: Entry
    number: int
    score: float
    is_good: bool
    used: tuple[Variant, ...] = ()
    coverage: float = 0.0
    former: str = ""
    is_foreign: bool = False

    @property
    def key(self) -> Key:
        return (*self.entry.document, self.number)


def best_first(passages: Iterable[RankedPassage]) -> list[RankedPassage]:
    """Own language first, then by score; equal ones in reading order, so that every engine and page has the same order."""
    return sorted(passages, key=lambda passage: (passage.is_foreign, -passage.score, passage.key))


def first_of_each(passages: Iterable[RankedPassage]) -> list[RankedPassage]:
    """The first passage of each document, in the order given."""
    firsts: dict[Key, RankedPassage] = {}
    for passage in passages:
        firsts.setdefault(passage.entry.document, passage)
    return list(firsts.values())
