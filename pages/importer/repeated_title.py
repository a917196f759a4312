"""The title of a document stands above its text; a first section that only says it again is none."""

from collections.abc import Sequence
from dataclasses import replace

from pages.importer.outline import OutlineSection


def title_section(sections: Sequence[OutlineSection], title: str) -> int | None:
    """Index of the first section where it only says the title again, alone or with the whole document below it."""
    if len(sections) < 2 or not title:
        return None
    first, *rest = sections
    below = [section.level > first.level for section in rest]
    says_title = not first.number and not first.text and squeezed(first.heading) == squeezed(title)
    return 0 if says_title and (all(below) or not below[0]) else None


def without_title(sections: Sequence[OutlineSection], title: str) -> list[OutlineSection]:
    """What stood below it comes up one level."""
    if title_section(sections, title) is None:
        return list(sections)
    first, *rest = sections
    raised = int(all(section.level > first.level for section in rest))
    return [replace(section, level=section.level - raised) for section in rest]


def squeezed(text: str) -> str:
    return " ".join(text.split()).rstrip(":").casefold()
