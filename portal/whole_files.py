"""Pure: files that are there whole or not at all, whatever happens while they are written: a full disk, a kill, a power cut."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600


def unfinished(path: Path) -> Path:
    """A name beside it, on the same disk, that nobody reads."""
    return path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.unfinished")


def write(path: Path, content: bytes, *, only_once: bool = False, mode: int = PRIVATE) -> None:
    """Replaces the file; with `only_once` whoever came first has made it for all. OSError leaves what was there before."""
    beside = unfinished(path)
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        if only_once:
            with suppress(FileExistsError):
                os.link(beside, path)
        else:
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def keep_to_oneself(folder: Path) -> None:
    """Databases and indexes of this folder, and all that this process makes from now on, are for its user alone."""
    os.umask(0o077)
    for path in folder.glob("*.sqlite3*"):
        with suppress(OSError):  # somebody else's, or gone meanwhile
            path.chmod(PRIVATE)
