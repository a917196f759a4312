"""Vectors in a file of their own beside the index, each under the hash of its text: a rebuild finds them again."""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from search.engines import index_file
from search.engines.embedded.store import AUDIENCE_MASK
from search.engines.index_file import IndexFile, state_of

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

    from search.vector import Vector

SCHEMA = """
CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class VectorFile:
    """Vectors as half floats by the digest of their text. Safe for several threads and processes."""

    def __init__(self, index: Path) -> None:
        self.store = IndexFile(index.with_name(f"{index.stem}.vectors{index.suffix}"), opened)

    def digests(self) -> set[bytes]:
        if not self.store.exists():
            return set()
        return {digest for (digest,) in self.store.connection().execute("SELECT digest FROM vector")}

    def add(self, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        with self.store.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", vectors)

    def drop(self, digests: Collection[bytes]) -> None:
        if digests:
            with self.store.writing() as connection:
                connection.executemany("DELETE FROM vector WHERE digest = ?", [(digest,) for digest in digests])

    def known(self, digests: Collection[bytes]) -> dict[bytes, list[float]]:
        """The vectors of these digests, as far as there are any."""
        import numpy

        if not self.store.exists():
            return {}
        connection = self.store.connection()
        rows = (
            (digest, connection.execute("SELECT value FROM vector WHERE digest = ?", (digest,)).get)
            for digest in digests
        )
        return {
            digest: numpy.frombuffer(value, dtype=numpy.float16).astype(float).tolist()
            for digest, value in rows
            if value
        }

    def state(self) -> str:
        """Another word after every change."""
        if not self.store.exists():
            return ""
        return state_of(self.store.connection())

    def all(self) -> dict[bytes, bytes]:
        return dict(self.store.connection().execute("SELECT digest, value FROM vector"))


def opened(path: Path) -> apsw.Connection:
    connection = index_file.opened(path)
    connection.execute(SCHEMA)
    return connection


# Lower than any two vectors can be apart.
FORBIDDEN = -2.0


@dataclass(frozen=True)
class Matrix:
    """All vectors of one state of the index, in rows, with the passage of each and the code of who may open it."""

    vectors: "NDArray[float32]"
    passages: "NDArray[int64]"
    codes: "NDArray[int64]"

    def nearest(self, vector: "Vector", codes: Collection[int], limit: int) -> list[tuple[int, float]]:
        """The numbers of the passages closest in meaning among those for these audiences."""
        import numpy

        closeness = self.vectors @ vector
        closeness[~numpy.isin(self.codes, list(codes))] = FORBIDDEN
        best = (
            numpy.argpartition(closeness, -limit)[-limit:] if limit < len(closeness) else numpy.arange(len(closeness))
        )
        best = best[numpy.argsort(-closeness[best], kind="stable")]
        closest = zip(self.passages[best].tolist(), closeness[best].tolist(), strict=True)
        return [(passage, close) for passage, close in closest if close > FORBIDDEN]


class Matrices:
    """The matrix of the index as it is now, read again only when index or vectors have changed."""

    def __init__(self, file: VectorFile) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._held: tuple[tuple[str, str], Matrix | None] | None = None

    def current(self, connection: apsw.Connection) -> Matrix | None:
        """None while no passage has a vector."""
        state = (state_of(connection), self.file.state())
        with self._lock:
            if self._held is None or self._held[0] != state:
                self._held = (state, self._read(connection) if state[1] else None)
            return self._held[1]

    def _read(self, connection: apsw.Connection) -> Matrix | None:
        import numpy

        known = self.file.all()
        rows = [
            row
            for row in connection.execute("SELECT document, digest FROM vector ORDER BY document")
            if row[1] in known
        ]
        if not rows:
            return None
        values = numpy.frombuffer(b"".join(known[row[1]] for row in rows), dtype=numpy.float16)
        passages = numpy.array([row[0] for row in rows], dtype=numpy.int64)
        vectors = values.reshape(len(rows), -1).astype(numpy.float32)
        return Matrix(vectors, passages, passages & AUDIENCE_MASK)
