"""A SQLite file beside the portal's database: connections for many threads and processes, one state at a time, bad files set aside."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

BUSY_MS = 20_000
# Bytes up to which a journal keeps its room once all of it has reached the file.
JOURNAL_LIMIT = 4_000_000
NEW_STATE = "INSERT OR REPLACE INTO meta VALUES ('state', hex(randomblob(8)))"
BROKEN = (apsw.NotADBError, apsw.CorruptError, apsw.IOError, apsw.CantOpenError)
# A connection with the process that opened it and the file it was opened on.
Held = tuple[tuple[int, int], apsw.Connection]


class IndexFile:
    """Hands out one connection a thread and process, and a new one when the file was replaced.

    The table `meta` says under `state` another word after every change.
    """

    def __init__(self, path: Path, opener: Callable[[Path], apsw.Connection]) -> None:
        self.path = path
        self._opener = opener
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
    return value(connection, "state")


def value(connection: apsw.Connection, key: str) -> str:
    """What the table `meta` says under this key, "" where nothing."""
    return str(connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).get or "")


def opened(path: Path) -> apsw.Connection:
    """A connection in which readers and one writer do not wait for each other."""
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    connection.pragma("journal_size_limit", JOURNAL_LIMIT)
    return connection
