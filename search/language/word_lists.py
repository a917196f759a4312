"""The words of the field, read once from the files in `words`: what to skip, what means the same, what stands near.

A line of a file is one entry; empty lines and lines that begin with # are for people.
"""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).with_name("words")
BETWEEN_WORDS = " | "


class MalformedLineError(ValueError):
    """A line that is no entry of its list: the message begins with its file and number."""

    def __init__(self, path: Path, number: int, problem: str) -> None:
        super().__init__(f"{path}:{number}: {problem}")


def entries(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line != " ".join(line.split()):
            raise MalformedLineError(path, number, "spaces at an end, or several in a row")
        yield number, line


def read_words(path: Path) -> frozenset[str]:
    """A list of single words in small letters."""
    words: set[str] = set()
    for number, line in entries(path):
        if not line.isalpha() or line != line.lower():
            raise MalformedLineError(path, number, f"not one word in small letters: {line!r}")
        if line in words:
            raise MalformedLineError(path, number, f"listed before: {line!r}")
        words.add(line)
    return frozenset(words)


def read_groups(path: Path) -> tuple[tuple[str, ...], ...]:
    """A list of groups of words or phrases that mean the same, in ordinary spelling."""
    groups: list[tuple[str, ...]] = []
    for number, line in entries(path):
        group = tuple(line.split(BETWEEN_WORDS))
        if len(group) < 2 or any("|" in word or not word for word in group):
            raise MalformedLineError(path, number, f"not two or more words with “{BETWEEN_WORDS}” between: {line!r}")
        if len(set(group)) < len(group):
            raise MalformedLineError(path, number, f"a word twice: {line!r}")
        groups.append(group)
    return tuple(groups)


STOP_WORDS = read_words(FOLDER / "stop_words.txt")
NEVER_PARTS = read_words(FOLDER / "never_parts.txt")
SHORT_PARTS = read_words(FOLDER / "short_parts.txt")
AFTER_WIE = read_words(FOLDER / "after_wie.txt")
ABBREVIATIONS = read_groups(FOLDER / "abbreviations.txt")
SYNONYMS = read_groups(FOLDER / "synonyms.txt")
