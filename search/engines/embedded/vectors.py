"""Vectors beside the index, each under the hash of its text: kept in one file as they are computed, laid out in another for
those who compare.

A row is found by its hash, never by its place or the number of a document: whatever state the index is in, a document meets
its own vector or none.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from search.engines import index_file
from search.engines.index_file import IndexFile, state_of

if TYPE_CHECKING:
    from numpy import float32
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

    def packed(self, digests: Collection[bytes]) -> list[tuple[bytes, bytes]]:
        """The vectors of these digests as they are kept, in the order of the digests."""
        if not digests or not self.store.exists():
            return []
        rows = self.store.connection().execute("SELECT digest, value FROM vector ORDER BY digest")
        return [(digest, value) for digest, value in rows if digest in digests]


def opened(path: Path) -> apsw.Connection:
    connection = index_file.opened(path)
    connection.execute(SCHEMA)
    return connection


# What is compared one by one, in a few milliseconds. Of more documents none is: one without a vector would stand behind
# those that have one for no reason that a reader could see.
MOST_COMPARED = 20_000
DIGEST_BYTES = 16
# A digest stands behind the vector of its row, in as many numbers as it has room in.
DIGEST_NUMBERS = DIGEST_BYTES // 4


@dataclass(frozen=True)
class Matrix:
    """Rows of a vector and its digest in a file that all processes share."""

    rows: "NDArray[float32]"

    def nearest_first(self, vector: "Vector") -> Iterator[tuple[bytes, float]]:
        import numpy

        closeness = self.rows[:, :-DIGEST_NUMBERS] @ vector
        for place in numpy.argsort(-closeness):
            yield self.digest(place), float(closeness[place])

    def digests(self) -> list[bytes]:
        return list(map(self.digest, range(len(self.rows))))

    def digest(self, place: int) -> bytes:
        return self.rows[place, -DIGEST_NUMBERS:].tobytes()


class MappedVectors:
    """The file of rows. Readers map it into memory; who writes puts another one in its place."""

    def __init__(self, index: Path) -> None:
        self.path = index.with_name(f"{index.stem}.vectors.npy")
        self._held: tuple[tuple[int, int], Matrix | None] = ((0, 0), None)

    def stamp(self) -> tuple[int, int]:
        """Something else for every file that was put there."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def current(self) -> Matrix | None:
        """None while there is nothing to compare with."""
        stamp = self.stamp()
        if self._held[0] != stamp:
            self._held = (stamp, self._opened())
        return self._held[1]

    def _opened(self) -> Matrix | None:
        import numpy

        try:
            rows = numpy.load(self.path, mmap_mode="r")
        except (OSError, ValueError, EOFError):
            return None
        return Matrix(numpy.asarray(rows)) if len(rows) else None

    def write(self, vectors: Collection[tuple[bytes, bytes]]) -> None:
        """Lay out these, unless they are there already."""
        import numpy

        if not vectors:
            self.path.unlink(missing_ok=True)
            return
        there = self.current()
        if there and there.digests() == [digest for digest, _value in vectors]:
            return
        values = numpy.frombuffer(b"".join(value for _digest, value in vectors), dtype=numpy.float16)
        digests = numpy.frombuffer(b"".join(digest for digest, _value in vectors), dtype=numpy.float32)
        rows = (values.astype(numpy.float32), digests)
        fresh = self.path.with_name(f"{self.path.name}.new")
        with fresh.open("wb") as file:
            numpy.save(file, numpy.hstack([part.reshape(len(vectors), -1) for part in rows]))
        os.replace(fresh, self.path)
