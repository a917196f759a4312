"""Owners whose documents have not reached the server yet, remembered in a small file until they have."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

EVERYTHING = "*"
BUSY_MS = 5_000
# A change that began so long ago and never ended was cut off.
CUT_OFF_SECONDS = 60
TABLE = (
    "CREATE TABLE IF NOT EXISTS pending "
    "(owner TEXT PRIMARY KEY, turn INTEGER, since REAL, failed INTEGER) WITHOUT ROWID"
)


class Pending:
    """`begin` before a change, `end` after it, with the turn `begin` gave: a later change of the same owner has another."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _file(self) -> Iterator[apsw.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = apsw.Connection(str(self.path))
        try:
            connection.set_busy_timeout(BUSY_MS)
            connection.execute(TABLE)
            yield connection
        finally:
            connection.close()

    def begin(self, owner: str) -> int:
        turn = secrets.randbits(60)
        with self._file() as file:
            file.execute(
                "INSERT INTO pending VALUES (?1, ?2, ?3, 0) ON CONFLICT DO UPDATE SET turn = ?2, since = ?3",
                (owner, turn, time.time()),
            )
        return turn

    def end(self, owner: str, turn: int) -> None:
        with self._file() as file:
            file.execute("DELETE FROM pending WHERE owner = ? AND turn = ?", (owner, turn))

    def fail(self, owner: str) -> None:
        with self._file() as file:
            file.execute("UPDATE pending SET failed = 1 WHERE owner = ?", (owner,))

    def overdue(self) -> dict[str, int]:
        """The owners that failed or were cut off, with their turns; everything first."""
        if not self.path.exists():
            return {}
        with self._file() as file:
            rows = file.execute(
                "SELECT owner, turn FROM pending WHERE failed OR since < ? ORDER BY owner <> ?, since",
                (time.time() - CUT_OFF_SECONDS, EVERYTHING),
            )
            return {str(owner): int(turn) for owner, turn in rows}
