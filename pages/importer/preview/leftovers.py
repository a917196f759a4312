"""What stands in no section, by the reason; a line that comes again on each page is told once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from pages.importer.furniture import Leftover
from pages.importer.preview.spans import spans


@dataclass(frozen=True)
class Left:
    """The same words, wherever they stand."""

    text: str
    count: int
    lines: str
    pages: str
    page: int


@dataclass(frozen=True)
class LeftGroup:
    why: str
    entries: tuple[Left, ...]

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.entries)


def grouped_left(unplaced: Iterable[Leftover]) -> tuple[LeftGroup, ...]:
    """In the order in which the reasons first come up; a page without any text is told elsewhere."""
    groups: dict[str, dict[str, list[Leftover]]] = {}
    for left in unplaced:
        if left.text:
            groups.setdefault(left.why, {}).setdefault(left.text, []).append(left)
    return tuple(
        LeftGroup(gettext(why) if why else "", tuple(entry(text, same) for text, same in texts.items()))
        for why, texts in groups.items()
    )


def entry(text: str, same: list[Leftover]) -> Left:
    lines, pages = spans(left.line for left in same), spans(left.page for left in same)
    return Left(text, len(same), lines, pages, same[0].page)
