"""The index file as a shelf, within one read transaction; the rights of the viewer are bound into every statement."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import apsw

from search import german, numbers, ranking
from search.documents import Document, Viewer
from search.engines.packing import load
from search.queries import Lexicon, Variant
from search.shelf import FACETS, Entry, Filters, Key, Near, Numbered, Shown, T

from .lexicon import IndexLexicon
from .records import COLUMNS
from .store import marks, quoted, state_of
from .vectors import Matrix
from .visible import VisibleLexicon, has_one_audience

if TYPE_CHECKING:
    from search.meaning import Vector

CANDIDATES = 200
NUMBERED = 500
FIELD_WEIGHTS = ", ".join(map(str, ranking.WEIGHTS))
ENTRY = (
    f"document.no, passage.no, {', '.join(f'document.{name}' for name in FACETS)}, document.boost, "
    f"stems.{COLUMNS.replace(', ', ', stems.')}"
)
JOINED = (
    "stems JOIN passage ON passage.no = stems.rowid JOIN document ON document.no = passage.document "
    "WHERE stems MATCH ? AND "
)


def near(stems: Iterable[str]) -> str:
    return f"NEAR({' '.join(map(quoted, stems))}, 3)"


def expression(variant: Variant) -> str:
    if len(variant.stems) == 1:
        return quoted(variant.stems[0])
    return "(" + " AND ".join(map(quoted, variant.stems)) + ")" if variant.is_bag else near(variant.stems)


def entry(row: Sequence) -> Entry:
    document, passage, *facets_and_boost = row[: len(FACETS) + 3]
    *facets, boost = facets_and_boost
    return Entry((document,), (passage,), tuple(facets), boost, tuple(row[len(FACETS) + 3 :]))


class FileShelf:
    def __init__(self, connection: apsw.Connection, viewer: Viewer, matrix: Matrix | None = None) -> None:
        self.connection = connection
        self.matrix = matrix
        self.has_vectors = matrix is not None
        self.audiences = tuple(sorted(viewer.audiences))
        self.rights = f"document.audience IN ({marks(self.audiences)})"
        self.lexicon = IndexLexicon(connection, self.is_visible)
        if not has_one_audience(connection, self.audiences):
            self.lexicon = VisibleLexicon(connection, self.is_visible, self.audiences)
        self.total, self.average = self._sizes()

    def _sizes(self) -> tuple[int, float]:
        """How many passages the viewer may open and how many words one has; counted once for each state of the file."""
        key, state = (self.connection.filename, self.audiences), state_of(self.connection)
        held = _sizes.get(key)
        if held is None or held[0] != state or not state:
            count, average = self.connection.execute(
                f"SELECT count(*), avg(size) FROM passage JOIN document ON document.no = passage.document "
                f"WHERE {self.rights}",
                self.audiences,
            ).fetchone() or (0, None)
            held = _sizes[key] = (state, (count or 1, average or 1.0))
        return held[1]

    def is_visible(self, stem: str) -> bool:
        """Whether the viewer may open anything that has this word."""
        found = self.connection.execute(
            f"SELECT 1 FROM {JOINED} {self.rights} LIMIT 1", (quoted(stem), *self.audiences)
        )
        return bool(found.get)

    def understand(self, read: Callable[[Lexicon], T]) -> T:
        return read(self.lexicon)

    def candidates(
        self, variants: Sequence[Variant], phrases: Sequence[Sequence[str]], filters: Filters
    ) -> list[Entry]:
        match = f"({' OR '.join(map(expression, variants))})" + "".join(f" AND {near(phrase)}" for phrase in phrases)
        narrowed = "".join(f" AND ({' OR '.join([has(name)] * len(values))})" for name, values in filters.items())
        rows = self.connection.execute(
            f"SELECT {ENTRY} FROM {JOINED} {self.rights}{narrowed} "
            f"ORDER BY bm25(stems, {FIELD_WEIGHTS}) LIMIT {CANDIDATES}",
            (match, *self.audiences, *(value for values in filters.values() for value in values)),
        )
        return [entry(row) for row in rows]

    def numbered(self, value: str) -> list[Numbered]:
        rows = self.connection.execute(
            f"SELECT number.path, number.former, {ENTRY} FROM number JOIN document ON document.no = number.document "
            f"JOIN passage ON passage.no = (SELECT min(no) FROM passage WHERE document = document.no) "
            f"JOIN stems ON stems.rowid = passage.no WHERE number.value = ? AND {self.rights} LIMIT {NUMBERED}",
            (value, *self.audiences),
        )
        return [
            Numbered(entry(row), tuple(numbers.Part(*part) for part in json.loads(path)), former)
            for path, former, *row in rows
        ]

    def nearest(self, vector: "Vector", limit: int) -> list[Near]:
        found = dict(self.matrix.nearest(vector, self.audiences, limit)) if self.matrix else {}
        rows = self.connection.execute(
            f"SELECT {ENTRY} FROM stems JOIN passage ON passage.no = stems.rowid "
            f"JOIN document ON document.no = passage.document "
            f"WHERE stems.rowid IN ({marks(tuple(found))}) AND {self.rights}",
            (*found, *self.audiences),
        )
        entries = {row[1]: entry(row) for row in rows}
        return [Near(entries[no], closeness) for no, closeness in found.items() if no in entries]

    def shown(self, passages: Iterable[Key]) -> Mapping[Key, Shown]:
        return {passage: self._shown(passage) for passage in passages}

    def _shown(self, passage: Key) -> Shown:
        data, text, *fields = self.connection.execute(
            f"SELECT document.data, passage.text, stems.{COLUMNS.replace(', ', ', stems.')} FROM passage "
            "JOIN document ON document.no = passage.document JOIN stems ON stems.rowid = passage.no "
            "WHERE passage.no = ?",
            passage,
        ).get
        return Shown(load(data), text, tuple(fields))

    def beginning(self, stems: Sequence[str], start: str, limit: int) -> list[Document]:
        last = f"({quoted(start)}* OR {quoted(german.stem(start))})"
        match = "{heading heading_extra} : (" + " AND ".join([*map(quoted, stems), last]) + ")"
        rows = self.connection.execute(
            f"SELECT DISTINCT document.data FROM {JOINED} {self.rights} "
            f"ORDER BY bm25(stems, 10, 4, 0, 0, 0, 0) LIMIT ?",
            (match, *self.audiences, limit),
        )
        return [load(data) for (data,) in rows]


def has(name: str) -> str:
    """Whether a value is among those of a facet."""
    return f"instr(char(10) || document.{name} || char(10), char(10) || ? || char(10))"


_sizes: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[int, float]]] = {}
