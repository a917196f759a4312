"""Where a line of the source ended up, as the preview tells it everywhere: line, page, and the section to look at."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pages.importer.outline import OutlineSection, parents
from pages.importer.source_lines import SourceLine

LONGEST_NAME = 40
MOST_ROWS = 3000  # sections of one page; deeper ones of a longer document come with the section they stand in


@dataclass(frozen=True)
class Spot:
    """`line` and `page` are 0 and `section` is None for what has none; `name` is the section's number, else its heading.

    `section` is the one to jump to: where it is no part of the page, the one it stands in.
    """

    line: int
    page: int = 0
    section: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Places:
    """The lines of the source, and where they stand in the outline."""

    source: Mapping[int, SourceLine]
    sections: Sequence[OutlineSection]
    section_of: Mapping[int, int]
    shown_for: Sequence[int]
    depth: int
    has_pages: bool

    def spot(self, line: int) -> Spot:
        index = self.section_of.get(line)
        page = self.source[line].page if self.has_pages and line in self.source else 0
        if index is None:
            return Spot(line, page)
        return Spot(line, page, self.shown_for[index], name_of(self.sections[index]))

    def text(self, line: int) -> str:
        return self.source[line].text if line in self.source else ""

    def pages(self) -> Iterator[tuple[int, int | None]]:
        """Each page that has a line, with the first section on it."""
        first: dict[int, int | None] = {}
        for number, line in self.source.items():
            index = self.spot(number).section
            if first.setdefault(line.page, index) is None:
                first[line.page] = index
        return iter(sorted(first.items()))


def places_of(
    sections: Sequence[OutlineSection], lines: Sequence[SourceLine], *, has_pages: bool, without: int | None = None
) -> Places:
    """A line that begins a section belongs to it, even where the end of the one before stands on it too.

    The section `without` is no part of the page.
    """
    shown = [(index, section) for index, section in enumerate(sections) if index != without]
    section_of: dict[int, int] = {}
    for index, section in shown:
        for line in section.lines:
            section_of.setdefault(line, index)
    begun = {section.first_line: index for index, section in reversed(shown)}
    source = {line.number: line for line in lines}
    depth = deepest(sections, MOST_ROWS)
    paged = has_pages or any(line.page > 1 for line in lines)
    return Places(source, sections, section_of | begun, shown_for(sections, depth), depth, paged)


def deepest(sections: Sequence[OutlineSection], rows: int) -> int:
    """The level down to which there are no more sections than `rows`, at least the first."""
    levels = Counter(section.level for section in sections)
    count, reached = 0, min(levels, default=1)
    for level in sorted(levels):
        count += levels[level]
        if count > rows:
            break
        reached = level
    return reached


def shown_for(sections: Sequence[OutlineSection], depth: int) -> list[int]:
    """For each section the one of the page in which it is to be found."""
    found: list[int] = []
    for index, (section, above) in enumerate(zip(sections, parents(sections), strict=True)):
        found.append(index if section.level <= depth or above < 0 else found[above])
    return found


def name_of(section: OutlineSection) -> str:
    name = section.number or section.heading or section.text
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rsplit(None, 1)[0]} …"
