"""The sections of a document as readers see them: read from the stored stream once, with anchors, paths and expanded text."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from pages import numbering

SEPARATOR = "\n<!--abschnitt-->\n"


@dataclass(frozen=True)
class Former:
    """A number that readers may have cited: `anchor` was its link, `now` is what that section is called today ("" when it is gone)."""

    anchor: str
    number: str
    replaced_on: dt.date
    now: str = ""
    link: str = ""


@dataclass(frozen=True)
class Section:
    """One section. `identity` is permanent; `anchor` opens it for ever, `number_anchor` ("" if unnumbered) while it has this number."""

    identity: str
    number: str
    level: int
    heading: str
    source_html: str
    path: tuple[str, ...] = ()
    number_anchor: str = ""
    html: str = ""
    former: tuple[Former, ...] = ()
    displaced: tuple[Former, ...] = ()
    translation: str = ""
    before: "Section | None" = None
    after: "Section | None" = None

    @cached_property
    def anchor(self) -> str:
        return permanent_anchor(self.identity)

    @cached_property
    def link_anchor(self) -> str:
        return self.number_anchor or self.anchor

    @cached_property
    def citation(self) -> str:
        return numbering.citation(self.path) if self.number else self.heading

    @cached_property
    def label(self) -> str:
        """What stands for it where there is little room: its number, else its heading."""
        return self.number or self.heading

    @property
    def is_listed(self) -> bool:
        """Whether the contents list names it: all that have a heading, and the top level."""
        return bool(self.heading) or self.level == 1

    @property
    def has_long_number(self) -> bool:
        return len(self.number) > 8

    @property
    def heading_level(self) -> int:
        return min(self.level + 1, 6)

    @property
    def wording(self) -> str:
        """Heading and text as stored: what a translation is made of."""
        return f"{self.heading}\x00{self.source_html}"


def permanent_anchor(identity: str) -> str:
    """The first ten hexadecimal digits of the section's UUID: short enough to send, unique within any document."""
    return "a-" + identity.replace("-", "")[:10]


def read(raw: Iterable[dict[str, Any]]) -> list[Section]:
    """Sections from the raw stream data, in order; text is still in database form (links unresolved)."""
    rows = [(item.get("id") or "", item["value"]) for item in raw if item.get("type") == "section"]
    entries = [((value.get("number") or "").strip(), int(value.get("level") or 1)) for _identity, value in rows]
    placed = zip(rows, entries, numbering.paths(entries), numbering.anchors(entries), strict=True)
    return [
        Section(identity, number, level, value.get("heading") or "", value.get("text") or "", path, anchor)
        for (identity, value), (number, level), path, anchor in placed
    ]


def expanded(sections: Sequence[Section]) -> list[str]:
    """The reader's HTML of each section's text; all links of a document are resolved together, not section by section."""
    whole = expand_db_html(SEPARATOR.join(section.source_html for section in sections))
    return whole.split(SEPARATOR) if sections else []


class FormerRow(Protocol):
    """A stored former number: of which section, as which anchor, how it was printed, until when."""

    section: str
    anchor: str
    number: str
    replaced_on: dt.date


def arranged(sections: Sequence[Section], rows: Iterable[FormerRow]) -> tuple[list[Section], list[Former]]:
    """The sections as a reader sees them: with text, neighbours and former numbers; and the numbers whose section is gone.

    `rows` come newest first. An anchor opens one place only: the section that has it today, else the one that had it last;
    a section that had it before is named there.
    """
    numbers = NumbersOfOld(sections)
    for row in rows:
        numbers.take(row)
    beside = zip([None, *sections][:-1], sections, [*sections, None][1:], expanded(sections), strict=True)
    return [
        replace(
            section,
            html=html,
            before=before,
            after=after,
            former=tuple(numbers.former[section.identity]),
            displaced=tuple(numbers.displaced[section.identity]),
        )
        for before, section, after, html in beside
    ], numbers.removed


class NumbersOfOld:
    """Sorts former numbers by what became of them: the section has another now, another section has it, or the section is gone."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.current = {section.identity: section for section in sections}
        self.today = {section.number_anchor: section.identity for section in sections if section.number_anchor}
        self.owners = dict(self.today)
        self.former: dict[str, list[Former]] = defaultdict(list)
        self.displaced: dict[str, list[Former]] = defaultdict(list)
        self.removed: list[Former] = []

    def take(self, row: FormerRow) -> None:
        owner = self.owners.setdefault(row.anchor, row.section)
        number = self._number(row)
        if owner != row.section:
            self.displaced[owner].append(number)
        elif row.anchor in self.today:
            return
        elif row.section in self.current:
            self.former[owner].append(number)
        else:
            self.removed.append(number)

    def _number(self, row: FormerRow) -> Former:
        target = self.current.get(row.section)
        citation, anchor = (target.citation, target.link_anchor) if target else ("", "")
        return Former(row.anchor, row.number, row.replaced_on, citation, anchor)


def anchor_of(sections: Iterable[Section], asked: str) -> str:
    """The anchor of the section that is asked for by number, citation or anchor, in any of their notations; "" if none is."""
    wanted = {plain(asked), *possible_anchors(asked)}
    for section in sections:
        names = {section.number_anchor, section.anchor, plain(section.number), plain(section.citation)}
        if wanted & (names - {""}):
            return section.link_anchor
    return ""


def possible_anchors(asked: str) -> set[str]:
    """The anchors that "3-11-2", "z-3-11-2" or "§ 4" may stand for."""
    number = numbering.parse(asked)
    return {asked, f"z-{asked}", *([numbering.slug((asked,))] if number else [])}


def plain(number: str) -> str:
    return "".join(number.casefold().split()).rstrip(".):")


def told(sections: Iterable[Section], states: Mapping[str, str]) -> list[Section]:
    """The sections of a translation, each with how it stands against the original; "" for those that are up to date."""
    behind = {identity: state for identity, state in states.items() if state != "current"}
    return [
        replace(section, translation=behind[section.identity]) if section.identity in behind else section
        for section in sections
    ]


def section_label(number: str, heading: str) -> str:
    """What stands for a section where it is to be chosen."""
    return f"{number} {heading}".strip() or gettext("(ohne Überschrift)")
