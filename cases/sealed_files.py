"""Files about clients: sealed, outside the media folder, under a random name; an orphan scan finds what has no row (R41, R52)."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from portal import conf, sealing, whole_files

NAME = re.compile(r"[A-Za-z0-9_-]{2}/[A-Za-z0-9_-]{22,}")


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


def located(path: str) -> Path:
    if not NAME.fullmatch(path):
        raise ValueError(path)
    return folder() / path


def place(path: str) -> str:
    return f"cases.files:{path}"


def stored_paths() -> Iterator[str]:
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
