"""Documents written into the index file and read back."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

import json
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from search import meaning
from search.answering.reader import FACETS
from search.documents import ALL, Document, Ingredients
from search.engines import words
from search.engines.embedded.store import AUDIENCE_BITS, FACET_BITS, HEAD
from search.engines.index_file import NEW_STATE, IndexFile, marks
from search.engines.packing import dump, facets_of, load
from search.engines.preparing import Batch
from search.engines.words import Splitter, WordCounts
from search.language import analysis, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = ", ".join(analysis.FIELDS)
ORDINARY = ("document", "passage", "facet", "number", "vector", "meta", *words.ORDINARY)
# What FTS5 keeps of an index in tables of its own: copied as they are, nothing is analysed again.
KEPT_BY_FTS = tuple(
    f"{index}_{part}" for index in ("stems", "trigram") for part in ("data", "idx", "docsize", "config")
)


@dataclass(frozen=True)
class Found:
    """What a batch of documents holds, each in turn, and the words they bring."""

    analysed: list[analysis.Analysed]
    counts: WordCounts


class Analysing:
    """Analyses batches, in whatever process."""

    def __init__(self, using: Ingredients) -> None:
        self.split = Splitter()
        self.analyst = analysis.Analyst(self.split, using)

    def __call__(self, batch: Batch) -> Found:
        found = Found([], WordCounts())
        for _owner, documents in batch:
            for document in documents:
                analysed = analysis.analysed(document, self.analyst)
                found.analysed.append(analysed)
                found.counts.add(document, analysed, self.split)
        return found


class Writer:
    """Writes within a transaction that somebody else holds; `finish` before it ends."""

    def __init__(self, connection: apsw.Connection, using: Ingredients = ALL) -> None:
        self.connection = connection
        self.split = Splitter(connection)
        self.analyst = analysis.Analyst(self.split, using)
        self._counts = WordCounts()
        self._facets: dict[tuple[str, ...], int] = {}
        self._audiences: dict[str, int] = {}
        self._last: int | None = None

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        for document in documents:
            analysed = analysis.analysed(document, self.analyst)
            self._add(owner, document, analysed)
            self._counts.add(document, analysed, self.split)

    def take(self, batch: Batch, found: "Found") -> None:
        """Documents that were analysed elsewhere."""
        documents = [(owner, document) for owner, own in batch for document in own]
        for (owner, document), analysed in zip(documents, found.analysed, strict=True):
            self._add(owner, document, analysed)
        self._counts.merge(found.counts)

    def replace(self, owner: str, documents: Iterable[Document]) -> None:
        """Drop what the owner had, write these, note the change for a rebuild that may be under way."""
        documents = list(documents)
        rows = self.connection.execute("SELECT data FROM document WHERE owner = ? ORDER BY no", (owner,))
        if [data for (data,) in rows] == [dump(document) for document in documents]:
            return
        self._drop(owner)
        self.put(owner, documents)
        self.connection.execute("INSERT INTO change (owner) VALUES (?)", (owner,))

    def finish(self) -> None:
        words.store(self.connection, self._counts)
        self._counts = WordCounts()

    def _drop(self, owner: str) -> None:
        own = "(SELECT no FROM document WHERE owner = ?)"
        words.store(self.connection, counts_of(self.connection, [owner]), -1)
        self.connection.execute(f"DELETE FROM stems WHERE rowid IN {own}", (owner,))
        for table in ("passage", "number", "vector"):
            self.connection.execute(f"DELETE FROM {table} WHERE document IN {own}", (owner,))
        self.connection.execute("DELETE FROM document WHERE owner = ?", (owner,))
        self.connection.execute("DELETE FROM facet WHERE owner = ?", (owner,))

    def _add(self, owner: str, document: Document, analysed: analysis.Analysed) -> None:
        no = self._next(owner, document)
        values = (no, document.id, owner, document.boost, *analysed.head, dump(document))
        self.connection.execute(f"INSERT INTO document VALUES ({marks(values)})", values)
        self.connection.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?)",
            [(no, number, passage.stems, passage.beside) for number, passage in enumerate(analysed.passages)],
        )
        lines = analysed.lines()
        self.connection.execute(f"INSERT INTO stems (rowid, {COLUMNS}) VALUES (?, {marks(lines)})", (no, *lines))
        self.connection.execute("INSERT INTO vector VALUES (?, ?)", (no, meaning.digest(meaning.wording(document))))
        self._add_numbers(no, document)

    def _next(self, owner: str, document: Document) -> int:
        """The number of the next document: after all there are, for in that order they are written fastest; with its code
        of facets and the one of its circle of readers."""
        if self._last is None:
            last = self.connection.execute("SELECT max(no) FROM document").get or 0
            self._last = last >> (FACET_BITS + AUDIENCE_BITS)
        self._last += 1
        facets = self._facet_code((owner, *facets_of(document)))
        return (self._last << FACET_BITS | facets) << AUDIENCE_BITS | self._audience_code(document.audience)

    def _facet_code(self, values: tuple[str, ...]) -> int:
        if values not in self._facets:
            names = ("owner", *FACETS)
            self.connection.execute(
                f"INSERT INTO facet ({', '.join(names)}) VALUES ({marks(values)}) ON CONFLICT DO NOTHING", values
            )
            same = " AND ".join(f"{name} = ?" for name in names)
            self._facets[values] = self.connection.execute(f"SELECT code FROM facet WHERE {same}", values).get
        return self._facets[values]

    def _audience_code(self, name: str) -> int:
        if name not in self._audiences:
            self._audiences[name] = words.code_of(self.connection, name)
        return self._audiences[name]

    def _add_numbers(self, no: int, document: Document) -> None:
        cited = [(numbers.cited_parts(printed), printed) for printed in document.former_numbers]
        for parts, former in [(numbers.printed_parts(document.number_path), ""), *cited]:
            if parts:
                stored = json.dumps([[part.style, part.value] for part in parts])
                rows = [(key, no, stored, former) for key in numbers.keys(parts)]
                self.connection.executemany("INSERT INTO number VALUES (?, ?, ?, ?)", rows)


@contextmanager
def writing(store: IndexFile, using: Ingredients = ALL) -> "Iterator[Writer]":
    """A writer within a transaction: all of it counts at the end or, on an error, none."""
    with store.writing() as connection:
        writer = Writer(connection, using)
        yield writer
        writer.finish()


def counts_of(connection: apsw.Connection, owners: Iterable[str]) -> WordCounts:
    """What the documents of these owners brought along."""
    counts = WordCounts()
    rows = connection.execute(
        f"SELECT no, data, {', '.join(HEAD)} FROM document WHERE owner IN (SELECT value FROM json_each(?))",
        (json.dumps(list(owners)),),
    )
    for no, data, *head in list(rows):
        passages = list(connection.execute("SELECT stems, beside FROM passage WHERE document = ?", (no,)))
        lines = (*head, *(line for passage in passages for line in passage))
        counts.count(load(data), lines, [stems for stems, _beside in passages])
    return counts


def take_over(store: IndexFile, fresh: IndexFile, since: int, using: Ingredients = ALL) -> None:
    """Make what the index file `fresh` holds the live index, in one transaction that readers do not notice.

    Owners that changed after `since` keep what they have: it is newer.
    """
    connection = store.connection()
    connection.execute("ATTACH ? AS beside", (str(fresh.path),))
    try:
        # At once it would take hold of the fresh file as well, which is written to once more.
        connection.execute("BEGIN")
        connection.execute("DELETE FROM main.change WHERE no < 0")
        try:
            carry_over(connection, fresh, since, using)
            for table in (*ORDINARY, *KEPT_BY_FTS):
                connection.execute(f"DELETE FROM main.{table}")
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM beside.{table}")
            connection.execute("DELETE FROM main.change WHERE no <= ?", (since,))
            connection.execute("INSERT OR REPLACE INTO main.meta VALUES ('complete', '1')")
            connection.execute(NEW_STATE)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        # All of it went through the journal, which would stay as large; readers of before make it wait a moment.
        connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
    finally:
        # FTS5 does not see that its tables were exchanged by the connection it works on itself.
        store.close()


def carry_over(connection: apsw.Connection, fresh: IndexFile, since: int, using: Ingredients) -> None:
    changed = [owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM change WHERE no > ?", (since,))]
    if changed:
        with writing(fresh, using) as writer:
            for owner in changed:
                rows = connection.execute("SELECT data FROM main.document WHERE owner = ? ORDER BY no", (owner,))
                writer.replace(owner, [load(data) for (data,) in rows])


def remove_file(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
