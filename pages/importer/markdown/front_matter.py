"""What a Markdown file says of itself above its text: a block between "---" (or "+++"), or lines that begin with "%"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pages.importer.source_lines import Row

ENDS = {"---": ("---", "..."), "+++": ("+++",)}
ENTRY = re.compile(r"(?P<key>[\w][\w .-]*?)\s*[:=](?:\s+(?P<value>.*))?$")
PART_OF_ENTRY = re.compile(r"\s*$|\s+\S|-\s|#|[\]}]")
TITLES = {"title", "titel"}
ON_THE_NEXT_LINES = re.compile(r"[>|][+-]?\d?")


@dataclass(frozen=True)
class FrontMatter:
    """`title` and the row that says it; `rows` are all that the block is made of."""

    title: str = ""
    number: int = 0
    rows: tuple[Row, ...] = ()


def front_matter(rows: Sequence[Row]) -> FrontMatter:
    start = rows[0].text.rstrip() if rows else ""
    if start.startswith("% "):
        size = next((at for at, row in enumerate(rows) if not row.text.startswith("%")), len(rows))
        return FrontMatter(start[2:].strip(), rows[0].number, tuple(rows[:size]))
    ends = ENDS.get(start, ())
    size = next((at + 1 for at, row in enumerate(rows) if at and row.text.rstrip() in ends), 0)
    inner = rows[1 : size - 1]
    if not size or not all(ENTRY.match(row.text) or PART_OF_ENTRY.match(row.text) for row in inner):
        return FrontMatter()
    number, title = title_in(inner)
    return FrontMatter(title, number, tuple(rows[:size]))


def title_in(rows: Sequence[Row]) -> tuple[int, str]:
    """(number of its row, title); the value may go on over rows that stand further in."""
    for at, row in enumerate(rows):
        entry = ENTRY.match(row.text)
        if entry is None or entry["key"].casefold() not in TITLES:
            continue
        said = (entry["value"] or "").strip()
        first = "" if ON_THE_NEXT_LINES.fullmatch(said) else said
        size = next((more for more, below in enumerate(rows[at + 1 :]) if not below.text[:1].isspace()), len(rows))
        more = [below.text.strip() for below in rows[at + 1 : at + 1 + size]]
        return row.number, unquoted(" ".join(filter(None, [first, *more])))
    return 0, ""


def unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        inner = text[1:-1]
        return inner.replace("''", "'") if text[0] == "'" else inner.replace('\\"', '"')
    return text
