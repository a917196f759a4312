"""Files about clients: sealed, outside the media folder, under a random name; an orphan scan finds what has no row (R41, R52)."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from portal import conf, sealing, whole_files

NAME = re.compile(r"[A-Za-z0-9_-]{2}/[A-Za-z0-9_-]{22,}")
UNFINISHED = re.compile(r"[A-Za-z0-9_-]{2}/\.[A-Za-z0-9_-]+\.[0-9a-f]{12}\.unfinished")


def folder() -> Path:
    return conf.data_dir() / "cases"


def new_path() -> str:
    name = secrets.token_urlsafe(24)
    return f"{name[:2]}/{name[2:]}"


def store(path: str, content: bytes) -> None:
    """Seals the content to its path, so that the file opens nowhere else (R37). All of it is on the disk, or nothing."""
    full = located(path)
    full.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole_files.write(full, sealing.seal_bytes(content, place(path)))


def read(path: str) -> bytes:
    return sealing.unseal_bytes(located(path).read_bytes(), place(path))


def remove(path: str) -> None:
    """A file that is gone already is no error: purging may be repeated."""
    located(path).unlink(missing_ok=True)


def remove_unfinished(path: str) -> None:
    """What a process left that was killed while it wrote: half a file under a name that no row can have."""
    if not UNFINISHED.fullmatch(path):
        raise ValueError(path)
    (folder() / path).unlink(missing_ok=True)


def located(path: str) -> Path:
    if not NAME.fullmatch(path):
        raise ValueError(path)
    return folder() / path


def place(path: str) -> str:
    return f"cases.files:{path}"


def stored_paths() -> Iterator[str]:
    return (path for path in all_paths() if not UNFINISHED.fullmatch(path))


def unfinished_paths(before: float) -> list[str]:
    """Those last written to before that moment, in seconds of the clock; younger ones may be growing."""
    return [path for path in all_paths() if UNFINISHED.fullmatch(path) and (folder() / path).stat().st_mtime < before]


def all_paths() -> Iterator[str]:
    if folder().is_dir():
        for file in sorted(folder().glob("*/*")):
            yield f"{file.parent.name}/{file.name}"


def renew(is_dry: bool) -> int:
    """How many files were sealed anew with the first key; each is whole before or after, so a run that is cut off goes on."""
    count = 0
    for path in list(stored_paths()):
        try:
            token = located(path).read_bytes()
        except FileNotFoundError:
            continue  # deleted meanwhile
        if sealing.is_current(token.decode("ascii", "replace")):
            continue
        count += 1
        if not is_dry:
            store(path, sealing.unseal_bytes(token, place(path)))
    return count
