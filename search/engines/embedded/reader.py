"""The index file as the answering reads it, within one read transaction; the rights of the viewer are bound into every statement."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING

import apsw

from search.answering.passage import WEIGHTS
from search.answering.reader import (
    BETWEEN,
    FACETS,
    FEW,
    NEARBY,
    NEAREST,
    NUMBERED,
    OWNERS_TOLD,
    Entry,
    Filters,
    Found,
    Key,
    Neighbour,
    NumberedSection,
    PassageLines,
)
from search.answering.vocabulary import Variant
from search.answering.wanted import AllOf, AnyOf, Condition, every
from search.documents import Document, Viewer
from search.engines.embedded.expressions import all_of, any_of, quoted, restricted
from search.engines.embedded.records import counts_of
from search.engines.embedded.store import AUDIENCE_BITS, AUDIENCE_MASK, FACET_MASK, HEAD
from search.engines.embedded.vectors import Matrix
from search.engines.index_file import marks, state_of
from search.engines.packing import load
from search.engines.words import IndexLexicon
from search.language import german, numbers

if TYPE_CHECKING:
    from search.vector import Vector

# So many rows are read to find what is near: common words alone bring nobody nearer.
NEAR_ROWS = 20_000
# So many vectors are held against the rights of the viewer at first, so many times more where too few of them may be seen.
ROWS_AT_FIRST, ROWS_MORE = 2 * NEAREST, 8
FIELD_WEIGHTS = ", ".join(map(str, WEIGHTS))
LANGUAGE = FACETS.index("language")
CODE = f"(stems.rowid >> {AUDIENCE_BITS} & {FACET_MASK})"

Facet = tuple[str, ...]


class EmbeddedReader:
    def __init__(self, connection: apsw.Connection, viewer: Viewer, matrix: Matrix | None = None) -> None:
        self.connection = connection
        self.matrix = matrix
        self.has_vectors = matrix is not None
        self.closed = sorted(viewer.closed)
        self.lexicon = IndexLexicon(
            connection,
            sorted(viewer.audiences),
            state_of(connection),
            counts_of(connection, self.closed) if self.closed else None,
        )
        self.codes = self.lexicon.codes
        self.rights = f"(stems.rowid & {AUDIENCE_MASK}) IN ({marks(self.codes)})"
        self.rights_values: tuple[int | str, ...] = self.codes
        if self.closed:
            self.rights += (
                f" AND {CODE} NOT IN (SELECT code FROM facet WHERE owner IN (SELECT value FROM json_each(?)))"
            )
            self.rights_values += (json.dumps(self.closed),)
        self.facets = facet_values(connection)

    def find(
        self, condition: Condition, filters: Filters, language: str, window: tuple[int, int], vector: "Vector | None"
    ) -> Found:
        hits, counted = self._hits(condition, filters, language, window)
        total = sum(counted.values())
        near = self._near(condition, filters, hits) if total < FEW and not (window[0] or condition.cited) else []
        closest = self._closest(vector, filters) if vector is not None else {}
        entries = self._entries({*hits, *near, *closest})
        per_owner = Counter[str]()
        for code, count in counted.items():
            per_owner[self.facets[code][0]] += count
        return Found(
            [entries[no] for no in hits if no in entries],
            [entries[no] for no in near if no in entries],
            [Neighbour(entries[no], closeness) for no, closeness in closest.items() if no in entries],
            total,
            self._counts(condition, filters, counted),
            frozenset(owner for owner, _count in per_owner.most_common(OWNERS_TOLD)),
        )

    def _hits(
        self, condition: Condition, filters: Filters, language: str, window: tuple[int, int]
    ) -> tuple[list[int], Counter[int]]:
        """The documents of the window, those with all words first, and how many there are of each code of facets."""
        begin, size = window
        cited = [no for (key,) in condition.cited if self._passes(no := int(key), filters)]
        if condition.enough is None:
            return cited, Counter(map(code_of, cited))
        match = restricted(any_of(condition.enough), condition)
        counted = self._counted(match, filters)
        there = set(self._matching(match, filters, cited))
        counted.update(code_of(no) for no in cited if no not in there)
        order = self._ordered(match, condition, filters, language, begin + size)
        return [*order[begin:], *cited], counted

    def _ordered(self, match: str, condition: Condition, filters: Filters, language: str, limit: int) -> list[int]:
        """Own language first, in each those with all words first; without what was cited."""
        whole = every(condition.wishes)
        matches = [match]
        if len(whole.parts) > 1 and condition.enough:
            matches = [restricted(all_of(AllOf((*whole.parts, condition.enough))), condition), match]
        cited = [int(no) for (no,) in condition.cited]
        order: dict[int, None] = {}
        for codes in self._by_language(language):
            for one in matches:
                if len(order) < limit:
                    order.update(dict.fromkeys(self._best(one, filters, limit, codes, cited)))
        return list(order)[:limit]

    def _by_language(self, language: str) -> list[list[int]]:
        """The codes of the reader's language and those of others; no distinction where there is none to make."""
        codes: tuple[list[int], list[int]] = ([], [])
        for code, facet in self.facets.items() if language else ():
            codes[not facet[1 + LANGUAGE].startswith(language[:2])].append(code)
        return list(codes) if all(codes) else [[]]

    def _best(
        self, match: str, filters: Filters, limit: int, codes: Sequence[int] = (), cited: Sequence[int] = ()
    ) -> list[int]:
        """Only of these codes, if any are given, and without what was cited."""
        condition, values = self._where(filters)
        for more, given in ((f"{CODE} IN", codes), ("rowid NOT IN", cited)):
            if given:
                condition += f" AND {more} (SELECT value FROM json_each(?))"
                values = (*values, json.dumps(list(given)))
        rows = self.connection.execute(
            f"SELECT rowid FROM stems WHERE stems MATCH ? AND {condition} "
            f"ORDER BY bm25(stems, {FIELD_WEIGHTS}) LIMIT ?",
            (match, *values, limit),
        )
        return [no for (no,) in rows]

    def _counted(self, match: str, filters: Filters) -> Counter[int]:
        condition, values = self._where(filters)
        rows = self.connection.execute(
            f"SELECT {CODE}, count(*) FROM stems WHERE stems MATCH ? AND {condition} GROUP BY 1", (match, *values)
        )
        return Counter(dict(rows))

    def _matching(self, match: str, filters: Filters, among: Sequence[int]) -> list[int]:
        if not among:
            return []
        condition, values = self._where(filters)
        rows = self.connection.execute(
            f"SELECT rowid FROM stems WHERE stems MATCH ? AND {condition} AND rowid IN ({marks(among)})",
            (match, *values, *among),
        )
        return [no for (no,) in rows]

    def _counts(self, condition: Condition, filters: Filters, counted: Counter[int]) -> dict[str, Counter[str]]:
        """For each facet how many of each value, the others as they are ticked."""
        counts: dict[str, Counter[str]] = {}
        for place, name in enumerate(FACETS, 1):
            others = {facet: values for facet, values in filters.items() if facet != name}
            own = counted if others == filters else self._hits_by_code(condition, others)
            counts[name] = Counter()
            for code, count in own.items():
                for value in filter(None, self.facets[code][place].split(BETWEEN)):
                    counts[name][value] += count
        return counts

    def _hits_by_code(self, condition: Condition, filters: Filters) -> Counter[int]:
        return self._hits(condition, filters, "", (0, 0))[1]

    def _near(self, condition: Condition, filters: Filters, hits: Sequence[int]) -> list[int]:
        """What has some of the words, rare ones above all."""
        variants = sorted(
            ((min(map(self.lexicon.df, one.stems)), one) for wish in condition.wishes for one in wish.variants),
            key=lambda pair: (pair[0], pair[1].stems),
        )
        chosen: list[Variant] = []
        read = 0
        for rows, one in variants:
            read += rows
            if chosen and read > NEAR_ROWS:
                break
            chosen.append(one)
        if not chosen:
            return []
        match = restricted(any_of(AnyOf(tuple(chosen))), condition)
        return [no for no in self._best(match, filters, NEARBY + len(hits)) if no not in hits]

    def _where(self, filters: Filters) -> tuple[str, tuple[int | str, ...]]:
        if not filters:
            return self.rights, self.rights_values
        passing = [code for code in self.facets if self._has(code, filters)]
        return (
            f"{self.rights} AND {CODE} IN (SELECT value FROM json_each(?))",
            (*self.rights_values, json.dumps(passing)),
        )

    def _has(self, code: int, filters: Filters) -> bool:
        values = dict(zip(FACETS, self.facets[code][1:], strict=True))
        return all(not set(values[name].split(BETWEEN)).isdisjoint(ticked) for name, ticked in filters.items())

    def _passes(self, no: int, filters: Filters) -> bool:
        return self._has(code_of(no), filters)

    def _entries(self, numbers: Iterable[int]) -> dict[int, Entry]:
        rows = self.connection.execute(
            f"SELECT no, boost, {', '.join(HEAD)}, number, stems, beside FROM document JOIN passage ON document = no "
            "WHERE no IN (SELECT value FROM json_each(?)) ORDER BY no, number",
            (json.dumps(sorted(numbers)),),
        )
        made: dict[int, Entry] = {}
        for (no, boost, *head), group in groupby(rows, key=lambda row: row[: 2 + len(HEAD)]):
            passages = tuple(PassageLines(row[-2], row[-1]) for row in group)
            made[no] = Entry((no,), self.facets[code_of(no)][1:], boost, tuple(head), passages)
        return made

    def numbered(self, values: Sequence[str]) -> list[NumberedSection]:
        rights = self.rights.replace("stems.rowid", "number.document")
        rows = list(
            self.connection.execute(
                "SELECT number.document, number.path, number.former FROM json_each(?) AS likely JOIN number ON number.value = likely.value "
                f"WHERE {rights} ORDER BY likely.key LIMIT ?",
                (json.dumps(values), *self.rights_values, NUMBERED),
            )
        )
        entries = self._heads({row[0] for row in rows})
        return [
            NumberedSection(entries[no], tuple(numbers.Part(*part) for part in json.loads(path)), former)
            for no, path, former in dict.fromkeys(rows)
        ]

    def _heads(self, numbers: Iterable[int]) -> dict[int, Entry]:
        """Entries without their passages."""
        rows = self.connection.execute(
            f"SELECT no, boost, {', '.join(HEAD)} FROM document WHERE no IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(numbers)),),
        )
        return {no: Entry((no,), self.facets[code_of(no)][1:], boost, tuple(head), ()) for no, boost, *head in rows}

    def _closest(self, vector: "Vector", filters: Filters) -> dict[int, float]:
        """The documents nearest in meaning among those that the viewer may open and that pass the filters."""
        closest: dict[int, float] = {}
        condition, values = self._where(filters)
        condition = condition.replace("stems.rowid", "document")
        nearest = self.matrix.nearest_first(vector) if self.matrix else iter(())
        size = ROWS_AT_FIRST
        while len(closest) < NEAREST and (rows := dict(islice(nearest, size))):
            found = self.connection.execute(
                f"SELECT digest, document FROM vector WHERE digest IN ({marks(list(rows))}) AND {condition}",
                (*rows, *values),
            )
            in_order = sorted((-rows[digest], no) for digest, no in found)
            closest.update((no, -distance) for distance, no in in_order[: NEAREST - len(closest)])
            size *= ROWS_MORE
        return closest

    def contents(self, documents: Iterable[Key]) -> Mapping[Key, Document]:
        rows = self.connection.execute(
            "SELECT no, data FROM document WHERE no IN (SELECT value FROM json_each(?))",
            (json.dumps([no for (no,) in documents]),),
        )
        return {(no,): load(data) for no, data in rows}

    def owners(self, documents: Iterable[Key]) -> frozenset[str]:
        return frozenset(self.facets[code_of(int(no))][0] for (no,) in documents)

    def documents_headed(self, stems: Sequence[str], start: str, limit: int) -> list[Document]:
        last = f"({quoted(start)}* OR {quoted(german.stem(start))})"
        match = "{heading heading_extra} : (" + " AND ".join([*map(quoted, stems), last]) + ")"
        rows = self.connection.execute(
            f"SELECT document.data FROM (SELECT rowid AS no, bm25(stems, 10, 4) AS place FROM stems "
            f"WHERE stems MATCH ? AND {self.rights} ORDER BY place, rowid LIMIT ?) AS best "
            "JOIN document ON document.no = best.no ORDER BY best.place, document.no",
            (match, *self.rights_values, limit),
        )
        return [load(data) for (data,) in rows]


def code_of(no: int) -> int:
    """By which values a document is counted, by its number."""
    return no >> AUDIENCE_BITS & FACET_MASK


def facet_values(connection: apsw.Connection) -> dict[int, Facet]:
    """For each code the owner and the values of FACETS; read once for each state of the file."""
    state, name = state_of(connection), connection.filename
    held = _facets.get(name)
    if held is None or held[0] != state or not state:
        rows: Iterator[tuple[int, ...]] = connection.execute(f"SELECT code, owner, {', '.join(FACETS)} FROM facet")
        held = _facets[name] = (state, {code: tuple(map(str, values)) for code, *values in rows})
    return held[1]


_facets: dict[str, tuple[str, dict[int, Facet]]] = {}
