"""All that the preview of a document shows, computed at once so that the templates compute nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pages.importer.outline import Outline
from pages.importer.preview.hints import Hint, hints_of
from pages.importer.preview.leftovers import LeftGroup, grouped_left
from pages.importer.preview.remarks import Remark, by_section, remarks_of
from pages.importer.preview.repair_groups import RepairList, repair_list
from pages.importer.preview.spans import spans
from pages.importer.preview.spots import places_of
from pages.importer.preview.tree import Branch, Tree
from pages.importer.preview.wishes import Wish
from pages.importer.repeated_title import title_section
from pages.importer.source_lines import SourceLine

NO_WISH = Wish()


@dataclass(frozen=True)
class SourcePage:
    """A page of a PDF, whose picture stands beside the text; `section` is the first one on it."""

    number: int
    section: int | None


@dataclass(frozen=True)
class Preview:
    branches: tuple[Branch, ...]
    sections: int
    remarks: tuple[Remark, ...]
    repairs: RepairList
    left: tuple[LeftGroup, ...]
    hints: Mapping[str, Hint]
    pages: tuple[SourcePage, ...]
    pages_without_text: str
    has_pages: bool

    @property
    def lines_left(self) -> int:
        return sum(group.count for group in self.left)


def preview_of(
    outline: Outline,
    lines: Sequence[SourceLine],
    *,
    revoked: Collection[str] = (),
    wish: Wish = NO_WISH,
    pictured: bool = False,
) -> Preview:
    """`pictured` is a file whose pages can be drawn."""
    title = title_section(outline.sections, outline.title)
    places = places_of(outline.sections, lines, has_pages=pictured, without=title)
    remarks = remarks_of(outline.notes, places)
    tree = Tree(outline.sections, places, by_section(remarks))
    return Preview(
        branches=tree.top(title=title),
        sections=len(outline.sections) - (title is not None),
        remarks=remarks,
        repairs=repair_list(outline.repairs, revoked, places, wish),
        left=grouped_left(outline.unplaced),
        hints=hints_of(outline.facts, places),
        pages=tuple(SourcePage(*page) for page in places.pages()) if pictured else (),
        pages_without_text=spans(outline.pages_without_text),
        has_pages=places.has_pages,
    )


def section_of(outline: Outline, lines: Sequence[SourceLine], index: int, *, pictured: bool = False) -> Branch:
    """A single section with everything below it."""
    places = places_of(outline.sections, lines, has_pages=pictured)
    return Tree(outline.sections, places, by_section(remarks_of(outline.notes, places))).alone(index)
