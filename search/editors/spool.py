"""Lines that requests leave in a file for the worker: none is lost and none is read twice, however many do both at once.

Framework-free. Only a kill between the reader's commit and the removal of the file has its lines read again. Whoever appends holds the file for that moment; whoever takes it renames it, and waits for those who had
opened it under its old name. Who comes after them finds that the name means another file, and opens that one.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search.locks import alone

PRIVATE = 0o600
# Without a worker nobody takes the lines away; some ten thousand are enough.
MOST_BYTES = 1_000_000


class Spool:
    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: list[Any]) -> bool:
        """Whether the entry is kept; not when the file is full. OSError when it cannot be written."""
        # Begun with the end of a line: an entry that a full disk cut off does not take the next one along.
        line = b"\n" + json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
            try:
                fcntl.flock(file, fcntl.LOCK_SH)
                if self._is_current(file):
                    return os.fstat(file).st_size < MOST_BYTES and os.write(file, line) == len(line)
            finally:
                os.close(file)

    def _is_current(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), os.stat(self.path))
        except FileNotFoundError:
            return False

    def batches(self) -> Iterator[list[Any]]:
        """What was appended so far, in files of entries; each is gone once the next one is asked for, and stays on an error."""
        with alone(Path(f"{self.path}.lock"), wait=True):
            self._take()
            for taken in sorted(self.path.parent.glob(f"{self.path.name}.taken-*")):
                yield list(entries(taken))
                taken.unlink()

    def _take(self) -> None:
        taken = self.path.with_name(f"{self.path.name}.taken-{secrets.token_hex(8)}")
        try:
            self.path.rename(taken)
        except FileNotFoundError:
            return
        with open(taken, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def entries(path: Path) -> Iterator[Any]:
    """Those that were written to their end."""
    for line in path.read_bytes().split(b"\n"):
        try:
            yield json.loads(line)
        except ValueError:
            continue
