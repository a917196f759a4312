"""What the search knows: documents in, results out. No framework, no models."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

READER = "reader"


@dataclass(frozen=True)
class Document:
    """One thing that can be found: a numbered section, a page, a news item.

    `owner` names what it was made from; all documents of an owner are replaced together. `number_path` holds the printed
    numbers from the top down to its own, `citation` how it is cited ("§ 4 Abs. 2"), `former_numbers` how it was cited before. `text` has one paragraph a line.
    `months` are those something takes place in: "2026-11".
    """

    id: str
    owner: str
    kind: str
    title: str
    text: str = ""
    url: str = ""
    language: str = "de"
    number: str = ""
    citation: str = ""
    number_path: tuple[str, ...] = ()
    former_numbers: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    document_title: str = ""
    document_aliases: tuple[str, ...] = ()
    document_kind: str = ""
    status: str = ""
    source: str = ""
    organisations: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    audience: str = READER
    changed_on: date | None = None
    boost: float = 1.0


def fingerprint(documents: Iterable[Document]) -> str:
    """The same for the same documents, in whatever order an engine keeps them."""
    told = sorted(repr(document) for document in documents)
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Ingredients:
    """What the search does beyond looking up the words typed: all of it, unless one is left out to see what it brings.

    `forms`: other shapes of a word; `compounds`: parts of words; `learned`: names that documents
    define; `thesaurus`: the general one of this machine; `sequence`: words side by side as typed; `headings`:
    heading and path count more; `meaning`: a second list by the vectors.
    """

    forms: bool = True
    compounds: bool = True
    synonyms: bool = True
    learned: bool = True
    thesaurus: bool = True
    typos: bool = True
    sequence: bool = True
    headings: bool = True
    meaning: bool = True


ALL = Ingredients()


@dataclass(frozen=True)
class Viewer:
    """Who asks: only documents whose audience is among these are found, counted, suggested or highlighted.

    `closed` are owners kept from this viewer, whatever the index says of them.
    """

    audiences: frozenset[str] = frozenset({READER})
    closed: frozenset[str] = frozenset()


NOBODY = Viewer(frozenset())


@dataclass(frozen=True)
class WordGroup:
    """Words that mean the same or, `is_abbreviation`, short and long forms of one name; in ordinary spelling."""

    words: tuple[str, ...]
    is_abbreviation: bool = False


@dataclass(frozen=True)
class Query:
    """A question as typed. `filters` maps a facet to the values ticked; empty means all. Pages count from 1.

    `word_groups` are words that mean the same here, beside the lists that come with the search.
    """

    text: str
    viewer: Viewer = NOBODY
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""
    page: int = 1
    size: int = 10
    passages: bool = False
    word_groups: tuple[WordGroup, ...] = ()


@dataclass(frozen=True)
class Segment:
    text: str
    is_mark: bool = False


@dataclass(frozen=True)
class Hit:
    """A document found: `passage` the part of its text that matched, `why` the similar words it was found by, `former` the
    number it had before if that was asked for."""

    document: Document
    score: float
    passage: str = ""
    snippet: tuple[Segment, ...] = ()
    title: tuple[Segment, ...] = ()
    why: tuple[str, ...] = ()
    former: str = ""


@dataclass(frozen=True)
class FacetValue:
    value: str
    count: int
    is_active: bool = False


@dataclass(frozen=True)
class Results:
    """`hits` are one page of `total`; `nearest` are weak ones, shown apart; `notice` says what is wrong with the index.

    `owners` are those of everything that was counted or shown.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    nearest: tuple[Hit, ...] = ()
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    did_you_mean: str = ""
    also_searched: tuple[str, ...] = ()
    notice: str = ""
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind: str
    number: str = ""
    document_title: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Count:
    documents: int
    passages: int


class Builder(Protocol):
    def put(self, owner: str, documents: Sequence[Document]) -> None: ...


class Engine(Protocol):
    """What every search engine can do. Readers never see a half-done change."""

    name: str

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        """Make these the only documents of this owner."""

    def remove(self, owner: str) -> None: ...

    def search(self, query: Query) -> Results: ...

    def suggest(self, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]: ...

    def rebuild(self) -> AbstractContextManager[Builder]:
        """Collect all documents beside the live index and switch to them at the end; on an error nothing changes."""

    def count(self) -> Count: ...

    def held(self) -> dict[str, str]:
        """Every owner that has documents, with their fingerprint."""

    def is_complete(self) -> bool:
        """Whether the index was ever fully built, by this version of the analysis."""
