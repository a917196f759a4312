"""What an engine offers to the answering of queries: everything within the rights of one viewer, at one moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from search.answering.concepts import Lexicon
from search.answering.wanted import Condition
from search.documents import Document
from search.language import numbers

if TYPE_CHECKING:
    from search.vector import Vector

# The order in which entries hold the values of their document.
FACETS = ("kind", "document_title", "language", "status", "organisations", "months")
# Between the values of a facet of which a document may have several.
BETWEEN = "\n"
# How many hits are ordered by more than the engine knows; further down its own order holds.
RANKED = 100
# How many documents the list by meaning has, and how many are looked at where few or none meet the query.
NEAREST, NEARBY = 40, 30
# Below so many hits, what merely has words of the query is looked for, too.
FEW = 5
# Of so many sections it is told how close their number is to the one asked for.
NUMBERED = 500
# Of so many owners it is told that something of them was counted; where more were, one more or less tells nobody anything.
OWNERS_TOLD = 200

Key = tuple[str | int, ...]
Filters = Mapping[str, Sequence[str]]


class PassageLines(NamedTuple):
    """The stems of one passage, and what else its words are found by."""

    stems: str
    beside: str


class Entry(NamedTuple):
    """A document in the index. Keys compare in reading order; `head` are the stems of the first four of analysis.FIELDS."""

    document: Key
    facets: tuple[str, ...]
    boost: float
    head: tuple[str, ...]
    passages: tuple[PassageLines, ...]


@dataclass(frozen=True)
class NumberedSection:
    """A numbered section, the steps of its number, and that number as printed if it is a former one."""

    entry: Entry
    path: tuple[numbers.Part, ...]
    former: str


class Neighbour(NamedTuple):
    """A document and how close its meaning is; that compares within one question only."""

    entry: Entry
    closeness: float


@dataclass(frozen=True)
class Found:
    """`hits` meet the condition, best first by the engine's order, after them what was cited and passes the filters;
    `near` have words of the query without meeting it.

    `total` and `facets` count all that meet it, however many: each facet with the others as they are ticked.
    `owners` are those of what was counted, OWNERS_TOLD of them at most.
    """

    hits: Sequence[Entry] = ()
    near: Sequence[Entry] = ()
    neighbours: Sequence[Neighbour] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    owners: frozenset[str] = frozenset()


class IndexReader(Protocol):
    @property
    def lexicon(self) -> Lexicon: ...

    has_vectors: bool
    """Whether there are vectors to compare with; without them nobody computes one of the question."""

    def numbered(self, values: Sequence[str]) -> Sequence[NumberedSection]:
        """Sections that have one of these keys of numbers, those with the first ones first."""

    def find(
        self, condition: Condition, filters: Filters, language: str, window: tuple[int, int], vector: "Vector | None"
    ) -> Found:
        """What meets the condition and the filters: `window` says from which place on, and how many, cited ones apart.

        Documents in another language than this one come after all others.
        """

    def contents(self, documents: Iterable[Key]) -> Mapping[Key, Document]: ...

    def owners(self, documents: Iterable[Key]) -> frozenset[str]:
        """What these documents were made from."""

    def documents_headed(self, stems: Sequence[str], start: str, limit: int) -> Sequence[Document]:
        """Documents whose heading has these stems and a word that starts like this, best first."""
