"""Footnotes, endnotes and comments: texts that stand elsewhere in the file than the place they belong to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pages.importer.docx.names import W, has_words
from pages.importer.source_lines import SUPERSCRIPT

FOOTNOTE, ENDNOTE, COMMENT = "footnote", "endnote", "comment"
REFERENCES = {f"{W}{kind}Reference": kind for kind in (FOOTNOTE, ENDNOTE, COMMENT)}


@dataclass(frozen=True)
class NoteText:
    """A note with words; `mark` is what its reference prints, "" where the author wrote one by hand."""

    kind: str
    mark: str
    body: Element


class Notes:
    """Notes are counted as they are referred to, as Word counts them; the number a file keeps for each is another one."""

    def __init__(self, parts: Iterable[tuple[str, Element | None]]) -> None:
        self.held = {
            (kind, node.get(f"{W}id", "")): node
            for kind, root in parts
            for node in (root if root is not None else ())
            if has_words(node)
        }
        self.counted = {FOOTNOTE: 0, ENDNOTE: 0, COMMENT: 0}
        self.marks: dict[tuple[str, str], str] = {}

    def refer(self, reference: Element) -> tuple[str, NoteText | None]:
        """(mark, note) of a reference; a note that was referred to before is None."""
        kind = REFERENCES[reference.tag]
        key = (kind, reference.get(f"{W}id", ""))
        if key not in self.held:
            return "", None
        if key in self.marks:
            return self.marks[key], None
        self.marks[key] = self._next_mark(kind, reference)
        return self.marks[key], NoteText(kind, self.marks[key], self.held[key])

    def left_over(self, root: Element) -> Iterator[NoteText]:
        """Notes nobody refers to. A comment on deleted words is still one, a note to deleted words went with them."""
        named = {(kind, node.get(f"{W}id", "")) for tag, kind in REFERENCES.items() for node in root.iter(tag)}
        for key, body in self.held.items():
            kind, _identity = key
            if key not in self.marks and (kind == COMMENT or key not in named):
                yield NoteText(kind, "", body)

    def _next_mark(self, kind: str, reference: Element) -> str:
        if kind == COMMENT or reference.get(f"{W}customMarkFollows", "0") not in {"0", "false", "off"}:
            return ""
        self.counted[kind] += 1
        number = str(self.counted[kind]).translate(SUPERSCRIPT)
        return f"⁽{number}⁾" if kind == ENDNOTE else number
