from collections.abc import Iterable
from typing import NamedTuple

from search.answering.reader import Entry, Key
from search.answering.vocabulary import Variant


class RankedPassage(NamedTuple):
    """A passage in question, and how good an answer it is: `used` the variants it has, `former` as in Hit."""

    entry: Entry
    score: float
    is_good: bool
    used: tuple[Variant, ...] = ()
    former: str = ""


def best_first(passages: Iterable[RankedPassage]) -> list[RankedPassage]:
    """By score; equal ones in reading order, so that every engine and every page of hits has the same order."""
    return sorted(passages, key=lambda passage: (-passage.score, passage.entry.document, passage.entry.passage))


def first_of_each(passages: Iterable[RankedPassage]) -> list[RankedPassage]:
    """The first passage of each document, in the order given."""
    firsts: dict[Key, RankedPassage] = {}
    for passage in passages:
        firsts.setdefault(passage.entry.document, passage)
    return list(firsts.values())
