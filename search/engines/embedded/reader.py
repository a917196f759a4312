"""The index file as the answering reads it, within one read transaction; the rights of the viewer are bound into every statement."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import apsw

from search.answering.concepts import Lexicon
from search.answering.passage import WEIGHTS
from search.answering.reader import FACETS, NEAREST, Entry, Filters, Key, Neighbour, NumberedSection, PassageContent, T
from search.answering.vocabulary import Variant
from search.documents import Document, Viewer
from search.engines.embedded.lexicon import IndexLexicon
from search.engines.embedded.store import AUDIENCE_MASK, BESIDE, marks, quoted, state_of
from search.engines.embedded.vectors import Matrix
from search.engines.embedded.visible import VisibleLexicon, has_one_audience
from search.engines.packing import load
from search.language import german, numbers
from search.language.analysis import FIELDS

if TYPE_CHECKING:
    from search.vector import Vector

# Each of them is ranked in Python, and what is further down by its stems alone rarely comes up.
CANDIDATES = 200
NUMBERED = 500
# How many passages a section has at most, where few sections of many have to fill a list.
PASSAGES_EACH = 6
FIELD_WEIGHTS = ", ".join(map(str, WEIGHTS))
STEMS = ", ".join(f"stems.{name}" for name in FIELDS)
ENTRY = f"stems.rowid, {', '.join(f'stems.{name}' for name in BESIDE)}, {STEMS}"


def near(stems: Iterable[str]) -> str:
    return f"NEAR({' '.join(map(quoted, stems))}, 3)"


def expression(variant: Variant) -> str:
    if len(variant.stems) == 1:
        return quoted(variant.stems[0])
    return "(" + " AND ".join(map(quoted, variant.stems)) + ")" if variant.is_bag else near(variant.stems)


def entry(row: tuple[Any, ...]) -> Entry:
    return Entry((row[1],), (row[0],), row[2 : 2 + len(FACETS)], row[1 + len(FACETS) + 1], row[1 + len(BESIDE) :])


class EmbeddedReader:
    def __init__(self, connection: apsw.Connection, viewer: Viewer, matrix: Matrix | None = None) -> None:
        self.connection = connection
        self.matrix = matrix
        self.has_vectors = matrix is not None
        self.audiences = tuple(sorted(viewer.audiences))
        self.codes = codes_of(connection, self.audiences)
        self.rights = f"(stems.rowid & {AUDIENCE_MASK}) IN ({marks(self.codes)})"
        self.rights_values: tuple[int | str, ...] = self.codes
        if viewer.closed:
            self.rights += (
                " AND stems.document NOT IN (SELECT no FROM document WHERE owner IN (SELECT value FROM json_each(?)))"
            )
            self.rights_values += (json.dumps(sorted(viewer.closed)),)
        self.lexicon = IndexLexicon(connection, self.is_visible)
        if viewer.closed or not has_one_audience(connection, self.audiences):
            self.lexicon = VisibleLexicon(connection, self.is_visible, self.rights, self.rights_values)
        self.total, self.average = self._sizes()

    def _sizes(self) -> tuple[int, float]:
        """How many passages the viewer may open and how many words one has; counted once for each state of the file."""
        key, state = (self.connection.filename, self.audiences), state_of(self.connection)
        held = _sizes.get(key)
        if held is None or held[0] != state or not state:
            count, average = self.connection.execute(
                f"SELECT count(*), avg(size) FROM passage WHERE (no & {AUDIENCE_MASK}) IN ({marks(self.codes)})",
                self.codes,
            ).fetchone() or (0, None)
            held = _sizes[key] = (state, (count or 1, average or 1.0))
        return held[1]

    def is_visible(self, stem: str) -> bool:
        """Whether the viewer may open anything that has this word."""
        row = self.connection.execute(
            f"SELECT 1 FROM stems WHERE stems MATCH ? AND {self.rights} LIMIT 1", (quoted(stem), *self.rights_values)
        )
        return bool(row.get)

    def understand(self, read: Callable[[Lexicon], T]) -> T:
        return read(self.lexicon)

    def candidates(
        self,
        variants: Sequence[Variant],
        phrases: Sequence[Sequence[str]],
        filters: Filters,
        vector: "Vector | None",
    ) -> tuple[list[Entry], list[Neighbour]]:
        entries = self._matching(variants, phrases, {}) if variants else []
        if variants and filters:
            entries += self._matching(variants, phrases, filters)
        return entries, self._nearest(vector) if vector is not None else []

    def _matching(self, variants: Sequence[Variant], phrases: Sequence[Sequence[str]], filters: Filters) -> list[Entry]:
        """Ranked by row numbers alone; only the best are then read."""
        match = f"({' OR '.join(map(expression, variants))})" + "".join(f" AND {near(phrase)}" for phrase in phrases)
        narrowed = "".join(f" AND ({' OR '.join([has(name)] * len(values))})" for name, values in filters.items())
        rows = self.connection.execute(
            f"SELECT {ENTRY} FROM (SELECT rowid AS no FROM stems WHERE stems MATCH ? AND {self.rights}{narrowed} "
            f"ORDER BY bm25(stems, {FIELD_WEIGHTS}) LIMIT {CANDIDATES}) AS best JOIN stems ON stems.rowid = best.no",
            (match, *self.rights_values, *(value for values in filters.values() for value in values)),
        )
        return list(map(entry, rows))

    def numbered(self, value: str) -> list[NumberedSection]:
        rows = self.connection.execute(
            f"SELECT {ENTRY}, number.path, number.former FROM number JOIN stems ON stems.rowid = "
            f"(SELECT min(no) FROM passage WHERE document = number.document) "
            f"WHERE number.value = ? AND {self.rights} LIMIT {NUMBERED}",
            (value, *self.rights_values),
        )
        return [
            NumberedSection(entry(row[:-2]), tuple(numbers.Part(*part) for part in json.loads(row[-2])), row[-1])
            for row in rows
        ]

    def _nearest(self, vector: "Vector") -> list[Neighbour]:
        closest = dict(self.matrix.nearest(vector, self.codes, NEAREST)) if self.matrix else {}
        rows = self.connection.execute(
            f"SELECT {ENTRY} FROM stems WHERE stems.rowid IN ({marks(tuple(closest))}) AND {self.rights}",
            (*closest, *self.rights_values),
        )
        entries = {row[0]: entry(row) for row in rows}
        return [Neighbour(entries[no], closeness) for no, closeness in closest.items() if no in entries]

    def contents(self, passages: Iterable[Key]) -> Mapping[Key, PassageContent]:
        wanted = tuple(no for (no,) in passages)
        rows = self.connection.execute(
            "SELECT passage.no, document.data, passage.text FROM passage JOIN document ON document.no = passage.document "
            f"WHERE passage.no IN ({marks(wanted)})",
            wanted,
        )
        return {(no,): PassageContent(load(data), text) for no, data, text in rows}

    def owners(self, documents: Iterable[Key]) -> frozenset[str]:
        rows = self.connection.execute(
            "SELECT DISTINCT owner FROM document WHERE no IN (SELECT value FROM json_each(?))",
            (json.dumps([no for (no,) in documents]),),
        )
        return frozenset(owner for (owner,) in rows)

    def documents_headed(self, stems: Sequence[str], start: str, limit: int) -> list[Document]:
        last = f"({quoted(start)}* OR {quoted(german.stem(start))})"
        match = "{heading heading_extra} : (" + " AND ".join([*map(quoted, stems), last]) + ")"
        rows = self.connection.execute(
            f"SELECT document.data FROM (SELECT stems.document AS no, min(best.place) AS place FROM "
            f"(SELECT rowid AS no, bm25(stems, 10, 4) AS place FROM stems WHERE stems MATCH ? AND {self.rights} "
            f"ORDER BY place LIMIT ?) AS best JOIN stems ON stems.rowid = best.no GROUP BY stems.document) AS found "
            "JOIN document ON document.no = found.no ORDER BY found.place, document.no LIMIT ?",
            (match, *self.rights_values, limit * PASSAGES_EACH, limit),
        )
        return [load(data) for (data,) in rows]


def codes_of(connection: apsw.Connection, audiences: Sequence[str]) -> tuple[int, ...]:
    """What stands in passage numbers for these audiences, as far as anything is for them."""
    rows = connection.execute(f"SELECT code FROM audience WHERE name IN ({marks(audiences)})", tuple(audiences))
    return tuple(code for (code,) in rows)


def has(name: str) -> str:
    """Whether a value is among those of a facet."""
    return f"instr(char(10) || stems.{name} || char(10), char(10) || ? || char(10))"


_sizes: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[int, float]]] = {}
