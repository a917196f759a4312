"""Sections of an original and of its translation beside each other, by their permanent identity."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pages.documents.sections import Section
from pages.documents.translation import MISSING


@dataclass(frozen=True)
class Row:
    """One side is None where that text does not have the section; `state` is "" for what is not judged."""

    original: Section | None
    translation: Section | None
    state: str

    @property
    def leading(self) -> Section | None:
        """The one whose number and anchors the row bears."""
        return self.original or self.translation

    @property
    def is_untranslated(self) -> bool:
        return self.translation is None or self.state == MISSING


def aligned(original: Sequence[Section], translation: Sequence[Section], states: Mapping[str, str]) -> Iterator[Row]:
    """In the order of the original; what only the translation still has stands after what it follows there."""
    theirs = {section.identity: section for section in translation}
    left_over = only_translated({section.identity for section in original}, translation)
    yield from (row_of(None, one, states) for one in left_over[""])
    for section in original:
        yield row_of(section, theirs.get(section.identity), states)
        yield from (row_of(None, one, states) for one in left_over[section.identity])


def row_of(original: Section | None, translation: Section | None, states: Mapping[str, str]) -> Row:
    shown = original or translation
    return Row(original, translation, states.get(shown.identity, "") if shown else "")


def only_translated(known: set[str], translation: Sequence[Section]) -> dict[str, list[Section]]:
    """By the identity of the last section before them that the original has, too; "" for those before all of them."""
    found: dict[str, list[Section]] = defaultdict(list)
    before = ""
    for section in translation:
        if section.identity in known:
            before = section.identity
        else:
            found[before].append(section)
    return found
