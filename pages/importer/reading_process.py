"""What the process that reads a document does: its lines, and the outline of them, as plain rows."""

import json
from collections.abc import Sequence

from pages.importer import length, outline_rows
from pages.importer.extraction import extract
from pages.importer.outline import build_outline
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import UnreadableDocument


def plain_lines(name: str, data: bytes) -> list[tuple[object, ...]]:
    # By hand: dataclasses.astuple copies each value, which for a hundred thousand lines takes seconds.
    return [tuple(vars(line).values()) for line in extract(name, data)]


def plain_document(name: str, most_pages: int | None, data: bytes) -> dict[str, object]:
    """Both at once: in a request two processes, one after the other, would take too long."""
    if most_pages is not None and length.pages(data) > most_pages:
        raise UnreadableDocument(length.TOO_LONG)
    lines = extract(name, data)
    rows = [tuple(vars(line).values()) for line in lines]
    return {"lines": rows, "outline": outline_rows.plain(build_outline(lines))}


def plain_outline(kept: Sequence[str] | None, data: bytes) -> dict[str, object]:
    """With the repairs whose ids are `kept`, all of them for None; says which ones are not made."""
    lines = [SourceLine(*row) for row in json.loads(data)]
    outline = build_outline(lines)
    revoked = sorted({repair.id for repair in outline.repairs} - set(kept)) if kept is not None else []
    if revoked:
        outline = build_outline(lines, revoked=set(revoked))
    return {"outline": outline_rows.plain(outline), "revoked": revoked}
