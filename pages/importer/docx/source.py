"""What every reader of a part needs to know of the whole Word file."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pages.importer.docx.formatting import Formatting
from pages.importer.docx.inline import Inline
from pages.importer.docx.notes import Notes
from pages.importer.docx.package import Package, Relation
from pages.importer.docx.pieces import Pages, RunLook
from pages.importer.docx.run_styles import RunStyles
from pages.importer.source_lines import SourceLine


@dataclass
class Source:
    """`read_file` reads a file that lies in this one; None for a kind that cannot be read."""

    package: Package
    formatting: Formatting
    run_styles: RunStyles
    notes: Notes
    read_file: Callable[[str, bytes], list[SourceLine] | None]
    pages: Pages = field(default_factory=Pages)
    seen: set[str] = field(default_factory=set)  # parts that were read where they are referred to

    def relation(self, part: str, key: str) -> Relation | None:
        return self.package.relations(part).get(key)

    def inline(self, style_id: str = "") -> Inline:
        bold, hidden = self.run_styles.bold(style_id) or False, self.run_styles.hidden(style_id) or False
        return Inline(self.run_styles, self.notes, self.pages, RunLook(bold, hidden))
