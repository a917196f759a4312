"""Documents of people -> source lines, read in a process of its own (R62)."""

from pathlib import Path

from pages.importer.extraction import check_size
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument
from portal.requests.confined import IN_BACKGROUND, IN_REQUEST, Limits, run
from portal.requests.confined_process import Refused


def read_file(path: Path) -> list[SourceLine]:
    """Reads a file from disk; one that is too large is refused by its size alone."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableDocument(f"Die Datei „{path.name}“ wurde nicht gefunden. Bitte prüfen Sie den Pfad.") from error
    if not path.is_file():
        raise UnreadableDocument(f"„{path.name}“ ist keine Datei. Bitte geben Sie die einzelnen Dateien an.")
    check_size(path.name, size)
    return read_document(path.name, path.read_bytes(), IN_BACKGROUND)


def read_document(name: str, data: bytes, limits: Limits = IN_REQUEST) -> list[SourceLine]:
    """UnreadableDocument for what is no document, and for what takes more than the limits to read."""
    check_size(name, len(data))
    try:
        rows = run("pages.importer.reading_process:plain_lines", name, content=data, limits=limits)
    except Refused as reason:
        raise UnreadableDocument(str(reason)) from reason
    return [SourceLine(*row) for row in rows]
