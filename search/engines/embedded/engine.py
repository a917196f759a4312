"""The engine in one SQLite file: FTS5 finds, counts and orders the stems, the ranking in Python orders the first of them."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

import apsw

from search import meaning
from search.answering import answer, explanation
from search.answering.explanation import Explanation
from search.documents import ALL, Builder, Count, Document, Ingredients, Query, Results, Suggestion, Viewer, fingerprint
from search.engines.answer_cache import Answers
from search.engines.embedded.reader import EmbeddedReader
from search.engines.embedded.records import Analysing, remove_file, take_over, writing
from search.engines.embedded.store import IndexStore
from search.engines.embedded.store import store as index_at
from search.engines.embedded.vectors import MOST_COMPARED, MappedVectors, Matrix, VectorFile
from search.engines.index_file import BROKEN, state_of, value
from search.engines.packing import load
from search.engines.preparing import preparing

logger = logging.getLogger(__name__)

T = TypeVar("T")
MISSING = "missing"
INCOMPLETE = "incomplete"


class EmbeddedEngine:
    """The search port over one file. Safe for several threads and processes."""

    name = "embedded"
    most_compared = MOST_COMPARED

    def __init__(self, path: Path, using: Ingredients = ALL) -> None:
        self.store = index_at(path)
        self.using = using
        self.vectors = VectorFile(path)
        self.mapped = MappedVectors(path)
        self._answers = Answers()
        self._rebuilding = threading.Lock()

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        prepared = list(documents)
        with self._healthy() as store, writing(store, self.using) as writer:
            writer.replace(owner, prepared)

    def remove(self, owner: str) -> None:
        self.put(owner, ())

    def owners(self) -> list[str]:
        with self.store.reading() as connection:
            return [
                owner for (owner,) in connection.execute("SELECT owner FROM document GROUP BY owner ORDER BY min(no)")
            ]

    def documents(self, owner: str) -> list[Document]:
        """What was put for this owner."""
        with self.store.reading() as connection:
            rows = connection.execute("SELECT data FROM document WHERE owner = ? ORDER BY no", (owner,))
            return [load(data) for (data,) in rows]

    def count(self) -> Count:
        if not self.store.exists():
            return Count(0, 0)
        with self.store.reading() as connection:
            documents = connection.execute("SELECT count(*) FROM document").get
            return Count(documents, connection.execute("SELECT sum(passages) FROM audience").get or 0)

    def held(self) -> dict[str, str]:
        with self._healthy() as store:
            if not store.exists():
                return {}
        with store.reading() as connection:
            rows = connection.execute("SELECT owner, data FROM document ORDER BY owner")
            return {
                owner: fingerprint(load(data) for _owner, data in own)
                for owner, own in groupby(rows, key=lambda row: row[0])
            }

    def is_complete(self) -> bool:
        if not self.store.exists():
            return False
        try:
            with self.store.reading() as connection:
                return has_all(connection)
        except BROKEN:
            return False

    @contextmanager
    def _healthy(self) -> Iterator[IndexStore]:
        """The store, with a file that cannot be read set aside first: what it held comes back by a rebuild."""
        try:
            if self.store.path.exists():
                self.store.connection()
        except BROKEN:
            logger.exception("search index %s cannot be read; set aside", self.store.path)
            self.store.set_aside()
        yield self.store

    @contextmanager
    def rebuild(self) -> Iterator[Builder]:
        with self._rebuilding, self._healthy() as store:
            fresh = index_at(Path(f"{store.path}.new-{threading.get_ident()}"))
            since = store.prepared().execute("SELECT coalesce(max(no), 0) FROM change").get
            try:
                with (
                    writing(fresh, self.using) as writer,
                    preparing(partial(Analysing, self.using), writer.take) as builder,
                ):
                    yield builder
                take_over(store, fresh, since, self.using)
            finally:
                fresh.close()
                remove_file(fresh.path)

    def search(self, query: Query) -> Results:
        return self._reading(partial(self._answer, query), Results(notice=MISSING))

    def _answer(self, query: Query, connection: apsw.Connection) -> Results:
        matrix = self._matrix()
        state = (state_of(connection), self.mapped.stamp() if matrix else None)
        results = self._answers.get(query, state)
        if results is None:
            reader = EmbeddedReader(connection, query.viewer, matrix)
            results = answer.results(reader, query, self.using)
            results = results if has_all(connection) else replace(results, notice=INCOMPLETE)
            self._answers.keep(query, state, results)
        return results

    def explain(self, query: Query) -> Explanation:
        def explained(connection: apsw.Connection) -> Explanation:
            reader = EmbeddedReader(connection, query.viewer, self._matrix())
            return explanation.explain(reader, query, self.using)

        return self._reading(explained, Explanation(Results(notice=MISSING)))

    def _reading(self, read: Callable[[apsw.Connection], T], otherwise: T) -> T:
        """What is read of one state of the index; where there is none, or none that can be read, the other."""
        if not self.store.exists():
            return otherwise
        try:
            with self.store.reading() as connection:
                return read(connection)
        except BROKEN:
            logger.exception("search index %s cannot be read", self.store.path)
            self.store.close()
            return otherwise

    def _matrix(self) -> Matrix | None:
        """The vectors there are; none where they would not be used or the model is not at hand yet."""
        return self.mapped.current() if self.using.meaning and meaning.is_ready() else None

    def without_vector(self, limit: int) -> dict[bytes, str]:
        """What is still to be turned into vectors, so many at most: the wording of documents by its digest."""
        if not self.store.exists():
            return {}
        there = self.vectors.digests()
        with self.store.reading() as connection:
            rows = connection.execute("SELECT digest, min(document) FROM vector GROUP BY digest ORDER BY 2")
            missing = islice((row for row in rows if row[0] not in there), limit)
            return {digest: self._wording(connection, no) for digest, no in list(missing)}

    def _wording(self, connection: apsw.Connection, no: int) -> str:
        return meaning.wording(load(connection.execute("SELECT data FROM document WHERE no = ?", (no,)).get))

    def vector_state(self) -> tuple[str, str]:
        """Something else after every change of the index or of its vectors."""
        if not self.store.exists():
            return "", ""
        return state_of(self.store.connection()), self.vectors.state()

    def drop_old_vectors(self) -> None:
        """Forget the vectors of texts that are indexed no more; what others write meanwhile stays."""
        there = self.vectors.digests()
        if self.is_complete():
            self.vectors.drop(there - self._used_digests())

    def compares_all(self) -> bool:
        """Whether there are few enough documents to compare each with a question."""
        return self.count().documents <= self.most_compared

    def map_vectors(self) -> None:
        """Lay the vectors out for those who compare: all there are of what is indexed now."""
        self.mapped.write(self.vectors.packed(self._used_digests()) if self.compares_all() else [])

    def _used_digests(self) -> set[bytes]:
        if not self.store.exists():
            return set()
        with self.store.reading() as connection:
            return {digest for (digest,) in connection.execute("SELECT digest FROM vector")}

    def close(self) -> None:
        """Give back the connections of this thread."""
        self.store.close()
        self.vectors.store.close()

    def suggest(self, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]:
        return self._reading(lambda connection: answer.suggestions(EmbeddedReader(connection, viewer), text, limit), [])


def has_all(connection: apsw.Connection) -> bool:
    return value(connection, "complete") == "1"
