"""The sections of a document as readers see them: read from the stored stream once, with anchors, paths and expanded text."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail.rich_text import expand_db_html

from pages import numbering

SEPARATOR = "\n<!--abschnitt-->\n"


@dataclass(frozen=True)
class Section:
    """One section. `identity` is permanent; `anchor` opens it for ever, `number_anchor` ("" if unnumbered) while it has this number."""

    identity: str
    number: str
    level: int
    heading: str
    source_html: str
    path: tuple[str, ...] = ()
    number_anchor: str = ""
    html: str = ""
    former: tuple[tuple[str, str], ...] = field(default=())

    @property
    def anchor(self) -> str:
        return permanent_anchor(self.identity)

    @property
    def link_anchor(self) -> str:
        return self.number_anchor or self.anchor

    @property
    def citation(self) -> str:
        return numbering.citation(self.path) if self.number else self.heading

    @property
    def heading_level(self) -> int:
        return min(self.level + 1, 6)

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.heading}\x00{self.source_html}".encode()).hexdigest()


def permanent_anchor(identity: str) -> str:
    """The first ten hexadecimal digits of the section's UUID: short enough to send, unique within any document."""
    return "a-" + identity.replace("-", "")[:10]


def read(raw: Iterable[dict[str, Any]]) -> list[Section]:
    """Sections from the raw stream data, in order; text is still in database form (links unresolved)."""
    rows = [(item.get("id") or "", item["value"]) for item in raw if item.get("type") == "section"]
    entries = [((value.get("number") or "").strip(), int(value.get("level") or 1)) for _identity, value in rows]
    placed = zip(rows, entries, numbering.paths(entries), numbering.anchors(entries), strict=True)
    return [
        Section(identity, number, level, value.get("heading") or "", value.get("text") or "", path, anchor)
        for (identity, value), (number, level), path, anchor in placed
    ]


def expanded(sections: Sequence[Section]) -> list[str]:
    """The reader's HTML of each section's text; all links of a document are resolved together, not section by section."""
    whole = expand_db_html(SEPARATOR.join(section.source_html for section in sections))
    return whole.split(SEPARATOR) if sections else []
