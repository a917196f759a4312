"""Documents of people -> source lines -> outline, both in a process of its own (R62)."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pages.importer.extraction import check_size
from pages.importer.outline import Outline
from pages.importer.outline_rows import outline_of
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument
from portal.requests.confined import IN_BACKGROUND, IN_REQUEST, Limits, run
from portal.requests.confined_process import Refused

# Somebody has typed on the way here: it waits a little longer for its turn than a file that has just been chosen.
OUTLINE_IN_REQUEST = replace(IN_REQUEST, turn_seconds=4)


@dataclass(frozen=True)
class Both:
    """Lines and outline as plain rows, as they came from the process and as they are kept."""

    line_rows: list[list[Any]]
    outline_row: dict[str, Any]

    @property
    def lines(self) -> list[SourceLine]:
        return [SourceLine(*row) for row in self.line_rows]

    @property
    def outline(self) -> Outline:
        return outline_of(self.outline_row)


def read_file(path: Path) -> Both:
    """Reads a file from disk; one that is too large is refused by its size alone."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableDocument(f"Die Datei „{path.name}“ wurde nicht gefunden. Bitte prüfen Sie den Pfad.") from error
    if not path.is_file():
        raise UnreadableDocument(f"„{path.name}“ ist keine Datei. Bitte geben Sie die einzelnen Dateien an.")
    check_size(path.name, size)
    return read_both(path.name, path.read_bytes(), IN_BACKGROUND)


def read_document(name: str, data: bytes, limits: Limits = IN_REQUEST) -> list[SourceLine]:
    """UnreadableDocument for what is no document, and for what takes more than the limits to read."""
    check_size(name, len(data))
    rows = confined("pages.importer.reading_process:plain_lines", name, content=data, limits=limits)
    return [SourceLine(*row) for row in rows]


def read_both(
    name: str,
    data: bytes,
    limits: Limits = IN_REQUEST,
    most_pages: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Both:
    """Lines and outline of a file that somebody has uploaded; UnreadableDocument as above, and for a PDF of more pages."""
    check_size(name, len(data))
    reader = "pages.importer.reading_process:plain_document"
    given = confined(reader, name, most_pages, content=data, limits=limits, on_progress=on_progress)
    return Both(given["lines"], given["outline"])


def confined(
    function: str,
    *arguments: object,
    content: bytes,
    limits: Limits,
    on_progress: Callable[[int, int], None] | None = None,
) -> Any:
    try:
        return run(function, *arguments, content=content, limits=limits, on_progress=on_progress)
    except Refused as reason:
        raise UnreadableDocument(reason.message, reason.params, reason.msgid) from reason


def read_outline(
    lines: Sequence[SourceLine], kept: Collection[str] | None = None, limits: Limits = OUTLINE_IN_REQUEST
) -> tuple[Outline, set[str]]:
    """The outline with the repairs whose ids are `kept` (None: all), and the ids of those not made; UnreadableDocument as above."""
    rows = json.dumps([tuple(vars(line).values()) for line in lines]).encode("ascii")
    wanted = None if kept is None else sorted(kept)
    given = confined("pages.importer.reading_process:plain_outline", wanted, content=rows, limits=limits)
    return outline_of(given["outline"]), set(given["revoked"])
