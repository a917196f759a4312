"""The sections of a document that was read, as the tree an editor walks through; small enough for one of 2,500 sections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pages.importer.outline import OutlineSection, parents
from pages.importer.preview.spots import Places, deepest, name_of

OPEN_ROWS = 60  # as many sections are in sight before anything is opened
FIRST_WORDS = 100  # letters of a text that is closed
TEXT_AT_ONCE = 300_000  # letters; beyond that a text comes when it is asked for


@dataclass(frozen=True)
class Branch:
    """A section with those below it. `text` is None, and `parts` are missing, where the page would become too long."""

    index: int
    section: OutlineSection
    page: int
    first_words: str
    text: str | None
    is_open: bool
    remarks: tuple[str, ...]
    parts: tuple["Branch", ...]
    missing_parts: int

    @property
    def name(self) -> str:
        return name_of(self.section)

    @property
    def has_more(self) -> bool:
        """True for what is worth opening."""
        return bool(self.parts or self.missing_parts) or self.is_shortened

    @property
    def is_shortened(self) -> bool:
        return len(self.section.text) > len(self.first_words)

    @property
    def is_fetched(self) -> bool:
        return self.missing_parts > 0 or (self.text is None and self.is_shortened)


@dataclass(frozen=True)
class Depths:
    """How many levels are open at first, and how many are part of the page."""

    opened: int
    shown: int


class Tree:
    """Whoever asks for a single section gets it whole."""

    def __init__(
        self, sections: Sequence[OutlineSection], places: Places, remarks: Mapping[int, Sequence[str]]
    ) -> None:
        self.sections = sections
        self.places = places
        self.remarks = remarks
        self.below: dict[int, list[int]] = defaultdict(list)
        for index, parent in enumerate(parents(sections)):
            self.below[parent].append(index)
        self.depths = Depths(deepest(sections, OPEN_ROWS), places.depth)
        self.is_whole = sum(len(section.text) for section in sections) <= TEXT_AT_ONCE

    def top(self, *, title: int | None = None) -> tuple[Branch, ...]:
        """Without the section that only says the title again; what stands below it takes its place."""
        indices = [part for index in self.below[-1] for part in (self.below[index] if index == title else [index])]
        return tuple(self.branch(index) for index in indices)

    def alone(self, index: int) -> Branch:
        self.depths, self.is_whole = Depths(len(self.sections), len(self.sections)), True
        return self.branch(index)

    def branch(self, index: int) -> Branch:
        section = self.sections[index]
        is_deepest = section.level >= self.depths.shown
        parts = () if is_deepest else tuple(self.branch(part) for part in self.below[index])
        return Branch(
            index=index,
            section=section,
            page=self.places.spot(section.first_line).page,
            first_words=first_words(section.text),
            text=section.text if self.is_whole else None,
            is_open=section.level < self.depths.opened or any(part.is_open or part.remarks for part in parts),
            remarks=tuple(self.remarks.get(index, ())),
            parts=parts,
            missing_parts=sum(1 for _part in self.all_below(index)) if is_deepest else 0,
        )

    def all_below(self, index: int) -> Iterator[int]:
        for part in self.below[index]:
            yield part
            yield from self.all_below(part)


def first_words(text: str) -> str:
    """Whole words, as many as one line shows; the text itself where it is that short."""
    if len(text) <= FIRST_WORDS:
        return text
    return text[: FIRST_WORDS + 1].rsplit(None, 1)[0][:FIRST_WORDS]
