"""Two texts of a document, section by section: what was added, removed, moved, renumbered and reworded.

A section is the same one as long as it has its permanent identity. Where a text was imported anew and all its identities are
others, sections without a partner are matched by number, heading and words.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar

from pages.versions.fingerprint import Worded
from pages.versions.marked_words import (
    Block,
    blocks_of,
    has_same_look,
    has_same_words,
    marked_line,
    marked_text,
    plain_block,
    similarity,
    words_of,
)

SAME_TEXT = 0.6
SAME_TEXT_OF_SAME_NAME = 0.35
COMMON_WORDS = 12
CANDIDATES = 5
DIGITS = re.compile(r"\S*\d\S*")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    RESTYLED = "restyled"  # the same words, set in another way: bold, as a list, in other paragraphs


S = TypeVar("S", bound=Worded)


@dataclass(frozen=True)
class SectionChange(Generic[S]):
    """One section of either text, or of both. `heading` and `text` are HTML with the words marked; links are unresolved."""

    old: S | None
    new: S | None
    changes: frozenset[Change]
    heading: str = ""
    text: str = ""
    has_other_digits: bool = False

    @property
    def shown(self) -> S:
        return next(section for section in (self.new, self.old) if section is not None)

    @property
    def is_changed(self) -> bool:
        return bool(self.changes)

    def has(self, change: str) -> bool:
        return change in self.changes


@dataclass(frozen=True)
class Comparison(Generic[S]):
    """Every section of both texts once, in the order of the new one; what was removed stands where it stood."""

    sections: tuple[SectionChange[S], ...]

    @cached_property
    def changed(self) -> tuple[SectionChange[S], ...]:
        return tuple(section for section in self.sections if section.is_changed)

    @cached_property
    def counts(self) -> Mapping[Change, int]:
        """How many sections each kind of change concerns; one section may count for several."""
        return Counter(change for section in self.sections for change in section.changes)


def compare(old: Sequence[S], new: Sequence[S]) -> Comparison[S]:
    partners = Partners(old, new)
    moved = moved_sections(old, new, partners.new_of_old)
    found = [section_change(old[i] if i is not None else None, new[j], j in moved) for j, i in partners.by_new()]
    return Comparison(tuple(in_reading_order(found, old, partners.new_of_old)))


def is_editorial(comparison: Comparison[S]) -> bool:
    """Whether it may be published as minor: every section is still there and in its place, and no digit has changed."""
    heavy = {Change.ADDED, Change.REMOVED, Change.MOVED, Change.RENUMBERED}
    return not any(section.changes & heavy or section.has_other_digits for section in comparison.sections)


# What became of a section


def section_change(old: S | None, new: S | None, is_moved: bool = False) -> SectionChange[S]:
    if old is None or new is None:
        only = new or old
        return whole_section(old, new, only) if only else SectionChange(old, new, frozenset())
    changes = {Change.MOVED} if is_moved else set()
    if squeezed(old.number) != squeezed(new.number):
        changes.add(Change.RENUMBERED)
    if old.source_html == new.source_html and old.heading == new.heading:
        return SectionChange(old, new, frozenset(changes), marked_line(old.heading, new.heading), new.source_html)
    return with_wording(old, new, changes)


def whole_section(old: S | None, new: S | None, only: S) -> SectionChange[S]:
    blocks = blocks_of(only.source_html)
    before, after = ([], blocks) if new else (blocks, [])
    heading = marked_line("", only.heading) if new else marked_line(only.heading, "")
    change = Change.ADDED if new else Change.REMOVED
    return SectionChange(old, new, frozenset({change}), heading, marked_text(before, after))


def with_wording(old: S, new: S, changes: set[Change]) -> SectionChange[S]:
    before, after = blocks_of(old.source_html), blocks_of(new.source_html)
    has_same_heading = plain_block(old.heading).key == plain_block(new.heading).key
    if not (has_same_heading and has_same_words(before, after)):
        changes.add(Change.REWORDED)
    elif not has_same_look(before, after):
        changes.add(Change.RESTYLED)
    old_digits, new_digits = digits(old.heading, before), digits(new.heading, after)
    text = marked_text(before, after)
    return SectionChange(
        old, new, frozenset(changes), marked_line(old.heading, new.heading), text, old_digits != new_digits
    )


def digits(heading: str, blocks: Iterable[Block]) -> list[str]:
    return DIGITS.findall(" ".join([heading, *words_of(blocks)]))


def squeezed(number: str) -> str:
    return "".join(number.split())


# Which section became which


@dataclass
class Partners:
    """By position: which old section is which new one."""

    old: Sequence[Worded]
    new: Sequence[Worded]
    new_of_old: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.take(self.of_same_identity())
        self.take(self.of_same_name())
        self.take(self.of_same_words())

    def by_new(self) -> list[tuple[int, int | None]]:
        old_of_new = {j: i for i, j in self.new_of_old.items()}
        return [(j, old_of_new.get(j)) for j in range(len(self.new))]

    def take(self, pairs: Iterable[tuple[int, int]]) -> None:
        taken = set(self.new_of_old.values())
        for i, j in pairs:
            if i not in self.new_of_old and j not in taken:
                self.new_of_old[i] = j
                taken.add(j)

    def left_over(self) -> tuple[list[int], list[int]]:
        taken = set(self.new_of_old.values())
        old = [i for i in range(len(self.old)) if i not in self.new_of_old]
        return old, [j for j in range(len(self.new)) if j not in taken]

    def of_same_identity(self) -> Iterator[tuple[int, int]]:
        places = {section.identity: j for j, section in enumerate(self.new) if section.identity}
        return ((i, places[section.identity]) for i, section in enumerate(self.old) if section.identity in places)

    def of_same_name(self) -> Iterator[tuple[int, int]]:
        """The same number and heading, which no other left over has."""
        old, new = self.left_over()
        old_names, new_names = by_name(self.old, old), by_name(self.new, new)
        for name, (i, *others) in old_names.items():
            if not others and len(new_names.get(name, ())) == 1:
                yield i, new_names[name][0]

    def of_same_words(self) -> Iterator[tuple[int, int]]:
        """The most alike first; of several alike the ones that stand nearest."""
        places = self.left_over()
        old, new = (
            {place: Wording.of(text[place]) for place in left}
            for text, left in zip((self.old, self.new), places, strict=True)
        )
        scored = []
        for i, j in sharing_rare_words(old, new):
            alike = similarity(old[i].words, new[j].words)
            if alike >= (SAME_TEXT_OF_SAME_NAME if old[i].heading == new[j].heading else SAME_TEXT):
                scored.append((-alike, abs(i - j), i + j, i, j))
        return ((i, j) for *_score, i, j in sorted(scored))


@dataclass(frozen=True)
class Wording:
    """What a section says, for finding it again: `marks` are pairs of neighbouring words, and all of it."""

    heading: str
    words: Counter[str]
    marks: frozenset[Hashable]

    @classmethod
    def of(cls, section: Worded) -> "Wording":
        words = [
            word.text.casefold()
            for block in (plain_block(section.heading), *blocks_of(section.source_html))
            for word in block.words
            if not word.is_mark
        ]
        return cls(name_of(section)[1], Counter(words), frozenset([*pairwise(words), tuple(words)]))


def by_name(sections: Sequence[Worded], places: Iterable[int]) -> dict[tuple[str, str], list[int]]:
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        name = name_of(sections[place])
        if all(name):
            named[name].append(place)
    return named


def name_of(section: Worded) -> tuple[str, str]:
    return squeezed(section.number).rstrip(".)").casefold(), " ".join(section.heading.split()).casefold()


def sharing_rare_words(old: Mapping[int, Wording], new: Mapping[int, Wording]) -> Iterator[tuple[int, int]]:
    """Pairs worth a closer look: for each old section the new ones with which it shares most of what few sections say."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for j, wording in new.items():
        for mark in wording.marks:
            places[mark].append(j)
    rare = {mark: found for mark, found in places.items() if len(found) <= COMMON_WORDS}
    for i, wording in old.items():
        shared = Counter(j for mark in wording.marks for j in rare.get(mark, ()))
        yield from ((i, j) for j, _count in shared.most_common(CANDIDATES))


# What stands elsewhere


def moved_sections(old: Sequence[Worded], new: Sequence[Worded], new_of_old: Mapping[int, int]) -> set[int]:
    """Places in the new text whose section stands below another one than before, or in another order among its neighbours.

    What lies below a section that moved has not moved itself, nor what got a new heading above it or lost one.
    """
    old_above = surviving_above(old, set(new_of_old))
    new_above = surviving_above(new, set(new_of_old.values()))
    moved, neighbours = set(), defaultdict(list)
    for i, j in sorted(new_of_old.items()):
        above = old_above[i]
        if (None if above is None else new_of_old[above]) != new_above[j]:
            moved.add(j)
        else:
            neighbours[new_above[j]].append(j)
    return moved.union(*(set(places) - longest_rising(places) for places in neighbours.values()))


def surviving_above(sections: Sequence[Worded], surviving: set[int]) -> list[int | None]:
    """For each section the nearest one above it that both texts have."""
    above: list[int | None] = []
    stack: list[int] = []
    for place, section in enumerate(sections):
        while stack and sections[stack[-1]].level >= section.level:
            stack.pop()
        above.append(next((one for one in reversed(stack) if one in surviving), None))
        stack.append(place)
    return above


def longest_rising(places: Sequence[int]) -> set[int]:
    """The largest part that is in ascending order (patience sorting)."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        pile = bisect_left(tops, place)
        before[place] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [place]
    kept, one = set(), tops[-1] if tops else None
    while one is not None:
        kept.add(one)
        one = before[one]
    return kept


def in_reading_order(
    found: Sequence[SectionChange[S]], old: Sequence[S], new_of_old: Mapping[int, int]
) -> Iterator[SectionChange[S]]:
    """Removed sections follow the one after which they stood, unless that has moved away."""
    after: dict[int, list[S]] = defaultdict(list)
    last = -1
    for i, section in enumerate(old):
        place = new_of_old.get(i)
        if place is None:
            after[last].append(section)
        elif not found[place].has(Change.MOVED):
            last = place
    yield from (section_change(section, None) for section in after[-1])
    for place, change in enumerate(found):
        yield change
        yield from (section_change(section, None) for section in after[place])
