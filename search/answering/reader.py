"""What an engine offers to the answering of queries: everything within the rights of one viewer, at one moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from search.answering.concepts import Lexicon
from search.answering.vocabulary import Variant
from search.documents import Document
from search.language import numbers

if TYPE_CHECKING:
    from search.vector import Vector

# The order in which entries hold the values of their document.
FACETS = ("kind", "document_title", "language", "status", "organisations", "months")
# Between the values of a facet of which a document may have several.
BETWEEN = "\n"
# How many passages the list by meaning has.
NEAREST = 40

T = TypeVar("T")
Key = tuple[str | int, ...]
Filters = Mapping[str, Sequence[str]]


class Entry(NamedTuple):
    """A passage in the index. Keys compare in reading order; `fields` are its stems in the order of analysis.FIELDS."""

    document: Key
    passage: Key
    facets: tuple[str, ...]
    boost: float
    fields: tuple[str, ...]


@dataclass(frozen=True)
class NumberedSection:
    """The first passage of a numbered section, the steps of its number, and that number as printed if it is a former one."""

    entry: Entry
    path: tuple[numbers.Part, ...]
    former: str


class Neighbour(NamedTuple):
    """A passage and how close its meaning is; that compares within one question only."""

    entry: Entry
    closeness: float


@dataclass(frozen=True)
class PassageContent:
    """All there is to show of a passage."""

    document: Document
    text: str


class IndexReader(Protocol):
    total: int
    """How many passages there are."""

    average: float
    """How many words a passage has."""

    def understand(self, read: Callable[[Lexicon], T]) -> T:
        """What `read` makes of the words of this index. It may run several times and must have no effect beside."""

    def candidates(
        self,
        variants: Sequence[Variant],
        phrases: Sequence[Sequence[str]],
        filters: Filters,
        vector: "Vector | None",
    ) -> tuple[Sequence[Entry], Sequence[Neighbour]]:
        """The likeliest passages that have one of the variants and all of the phrases, and with filters those behind
        them, too, for they reach further down; and, closest first, the NEAREST ones to a vector in meaning."""

    def numbered(self, value: str) -> Sequence[NumberedSection]:
        """Sections whose number ends in this value."""

    has_vectors: bool
    """Whether there are vectors to compare with; without them nobody computes one of the question."""

    def contents(self, passages: Iterable[Key]) -> Mapping[Key, PassageContent]: ...

    def owners(self, documents: Iterable[Key]) -> frozenset[str]:
        """What these documents were made from."""

    def documents_headed(self, stems: Sequence[str], start: str, limit: int) -> Sequence[Document]:
        """Documents whose heading has these stems and a word that starts like this, best first."""
