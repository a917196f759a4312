"""The parts of a document as they stand in its latest draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pages.documents.parts import plan
from pages.documents.parts.plan import Branch, Node, Part
from pages.documents.sections import Section, section_label


@dataclass(frozen=True)
class Row:
    """A line of the tree: a part to edit, or a branch with its parts; `listed` names the sections of a part."""

    section: Section
    name: str
    size: int
    is_part: bool
    inside: tuple["Row", ...] = ()
    listed: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A part that is being edited; `stop` is behind its last section."""

    start: int
    stop: int
    name: str
    place: int
    count: int


def is_in_parts(page: Any) -> bool:
    """Whether the document is too long for one form."""
    return bool(page.pk) and len(page.sections.raw_data) > plan.MOST_AT_ONCE


def tree_of(page: Any) -> list[Row]:
    outline = page.outline()
    return [row(outline, node) for node in plan.planned([one.level for one in outline])]


def row(outline: Sequence[Section], node: Node) -> Row:
    if isinstance(node, Branch):
        below = tuple(row(outline, one) for one in node.inside)
        return Row(outline[node.index], heading(outline[node.index]), node.size, False, below)
    named = node.start + (node.last == node.start)  # a single branch has given the part its name
    listed = tuple(one for one in outline[named : node.stop] if one.is_listed)
    return Row(outline[node.start], name_of(outline, node), node.size, True, (), listed)


def part_with(page: Any, identity: str) -> Opened | None:
    """The part that the section is in today; None where there is no such section."""
    outline = page.outline()
    index = next((index for index, one in enumerate(outline) if one.identity == identity), None)
    if index is None:
        return None
    parts = list(plan.parts_of(plan.planned([one.level for one in outline])))
    place, part = next((place, part) for place, part in enumerate(parts, 1) if part.start <= index < part.stop)
    return Opened(part.start, part.stop, name_of(outline, part), place, len(parts))


def run_between(raw: Sequence[dict[str, Any]], first: str, last: str) -> tuple[int, int] | None:
    """Where the sections from one to the other stand now, as start and stop; None where one is gone or they have changed places."""
    places = {one.get("id"): index for index, one in enumerate(raw)}
    if first not in places or last not in places or places[first] > places[last]:
        return None
    return places[first], places[last] + 1


def name_of(outline: Sequence[Section], part: Part) -> str:
    first, last = outline[part.start], outline[part.last]
    if part.last == part.start:
        return heading(first)
    return _("%(first)s bis %(last)s") % {"first": short(first), "last": short(last)}


def heading(section: Section) -> str:
    return section_label(section.number, section.heading)


def short(section: Section) -> str:
    return section.label or _("(ohne Überschrift)")
