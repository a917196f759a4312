"""The index file of the embedded engine: schema, connections for many threads and processes, bad files set aside."""

import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from search.answering.reader import FACETS
from search.engines import words
from search.language.analysis import FIELDS, VERSION

BUSY_MS = 20_000
# The bits of a document's number, from the last: who may open it, and by which values it is counted. What an index finds
# needs no look into another table to be kept from somebody, or to be counted.
AUDIENCE_BITS, FACET_BITS = 16, 24
AUDIENCE_MASK, FACET_MASK = (1 << AUDIENCE_BITS) - 1, (1 << FACET_BITS) - 1
HEAD = FIELDS[:4]
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (
  no INTEGER PRIMARY KEY, id TEXT UNIQUE, owner TEXT, boost REAL, {", ".join(f"{name} TEXT" for name in HEAD)}, data TEXT);
CREATE INDEX IF NOT EXISTS document_owner ON document (owner);
CREATE TABLE IF NOT EXISTS passage (
  document INTEGER, number INTEGER, stems TEXT, beside TEXT, PRIMARY KEY (document, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facet (code INTEGER PRIMARY KEY, owner TEXT, {", ".join(f"{name} TEXT" for name in FACETS)},
  UNIQUE (owner, {", ".join(FACETS)}));
CREATE VIRTUAL TABLE IF NOT EXISTS stems USING fts5(
  {", ".join(FIELDS)}, content='', contentless_delete=1, prefix='3 4',
  tokenize="unicode61 remove_diacritics 0 tokenchars '.,§#'");
CREATE TABLE IF NOT EXISTS number (value TEXT, document INTEGER, path TEXT, former TEXT);
CREATE INDEX IF NOT EXISTS number_value ON number (value);
CREATE INDEX IF NOT EXISTS number_document ON number (document);
CREATE TABLE IF NOT EXISTS vector (document INTEGER PRIMARY KEY, digest BLOB);
CREATE TABLE IF NOT EXISTS change (no INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT);
{words.SCHEMA}
"""
# Another schema, analysis or set of facets is another format: an index of an older one is dropped and built anew.
FORMAT = zlib.crc32(f"{SCHEMA}{VERSION}{FACETS}".encode()) & 0x7FFFFFFF
TABLES = ("vocabulary", "stems", "meta", "document", "passage", "facet", "number", "vector", "change", *words.TABLES)
NEW_STATE = "INSERT OR REPLACE INTO meta VALUES ('state', hex(randomblob(8)))"
BROKEN = (apsw.NotADBError, apsw.CorruptError, apsw.IOError, apsw.CantOpenError)
# A connection with the process that opened it and the file it was opened on.
Held = tuple[tuple[int, int], apsw.Connection]


class Store:
    """Hands out one connection a thread and process, and a new one when the file was replaced.

    The table `meta` says under `state` another word after every change.
    """

    def __init__(self, path: Path, opener: Callable[[Path], apsw.Connection] | None = None) -> None:
        self.path = path
        self._opener = opener or opened
        self._local = threading.local()
        self._inherited: list[object] = []

    def exists(self) -> bool:
        return self.path.exists()

    def connection(self) -> apsw.Connection:
        """The connection of this thread; creates the file when it is not there."""
        held: Held | None = getattr(self._local, "held", None)
        if held and held[0] == self._stamp():
            return held[1]
        if held and held[0][0] != os.getpid():
            self._inherited.append(held)  # closing a parent's connection in the child would drop the parent's locks
        elif held:
            held[1].close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._opener(self.path)
        self._local.held = (self._stamp(), fresh)
        return fresh

    def _stamp(self) -> tuple[int, int]:
        try:
            return os.getpid(), self.path.stat().st_ino
        except FileNotFoundError:
            return os.getpid(), -1

    def close(self) -> None:
        held: Held | None = getattr(self._local, "held", None)
        if held and held[0][0] == os.getpid():
            held[1].close()
        self._local.held = None

    def set_aside(self) -> None:
        """Move an unreadable file out of the way; its write-ahead log must not be played into a new one."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            part = Path(f"{self.path}{suffix}")
            if part.exists():
                os.replace(part, f"{self.path}.broken-{int(time.time())}{suffix}")

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection that sees one state of the index throughout."""
        connection = self.connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """A connection that alone writes; all of it counts at the end or, on an error, none."""
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute(NEW_STATE)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def marks(values: Sequence[object]) -> str:
    """A question mark for each value."""
    return ", ".join("?" * len(values))


def state_of(connection: apsw.Connection) -> str:
    """Another word after every change."""
    return connection.execute("SELECT value FROM meta WHERE key = 'state'").get or ""


def opened(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    if connection.pragma("user_version") != FORMAT:
        create(connection)
    return connection


def create(connection: apsw.Connection) -> None:
    """An empty index; what an older version of the analysis left is dropped."""
    connection.execute("BEGIN IMMEDIATE")
    before = connection.pragma("user_version")
    if before not in {0, FORMAT}:
        for name in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(SCHEMA)
    connection.pragma("user_version", FORMAT)
    connection.execute("COMMIT")
