"""What the styles of a Word document say of a paragraph: heading or title, its place in a list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element

from pages.importer.docx.names import W, value, whole
from pages.importer.docx.numbering import Numbering

HEADING_NAME = re.compile(r"(?:heading|überschrift|berschrift)\s*(\d)", re.I)
TITLE_NAME = re.compile(r"(?:title|titel)$", re.I)
NO_LIST = "0"


@dataclass(frozen=True)
class Style:
    """`list` and `depth` are None where the style leaves them to the one it is based on."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    list: str | None = None
    depth: int | None = None
    is_default: bool = False


@dataclass(frozen=True)
class Look:
    """What the style of a paragraph says: level of a heading (0 for none), whether it is a title, name of the style."""

    level: int
    title: bool
    name: str


def styles_of(root: Element | None) -> dict[str, Style]:
    """styles.xml by style id."""
    return {
        node.get(f"{W}styleId", ""): style_of(node) for node in (root.iter(f"{W}style") if root is not None else ())
    }


def style_of(node: Element) -> Style:
    list_id, depth = place_of(node.find(f"{W}pPr"))
    return Style(
        name=value(node.find(f"{W}name")),
        based_on=value(node.find(f"{W}basedOn")),
        outline=outline_level(node.find(f"{W}pPr/{W}outlineLvl")),
        list=list_id,
        depth=depth,
        is_default=node.get(f"{W}type") == "paragraph" and node.get(f"{W}default", "0") in {"1", "true", "on"},
    )


def place_of(properties: Element | None) -> tuple[str | None, int | None]:
    """(list, depth) as far as these properties say it by themselves."""
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is None:
        return None, None
    list_id = numbered.find(f"{W}numId")
    return (value(list_id) if list_id is not None else None), whole(value(numbered.find(f"{W}ilvl")))


class Based(Protocol):
    @property
    def based_on(self) -> str: ...


def with_those_below(styles: Mapping[str, Based], style_id: str) -> Iterator[str]:
    """A style and those it is based on, each once, by their ids; none that the file does not have."""
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        yield style_id
        style_id = styles[style_id].based_on


def outline_level(node: Element | None) -> int | None:
    """Counted from 1; Word's level 9 means body text."""
    level = value(node)
    return int(level) + 1 if level.isdigit() and int(level) < 9 else None


class Formatting:
    """Looks up what the styles say; a style inherits from the one it is based on."""

    def __init__(self, styles: Mapping[str, Style], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.default = next((key for key, style in styles.items() if style.is_default), "")
        numbering.link({key: style.list for key, style in styles.items() if style.list})

    def look(self, properties: Element | None) -> Look:
        style_id = self.style_id(properties)
        level, title = self._heading_level(properties, style_id)
        return Look(level, title, self.styles.get(style_id, Style()).name)

    def style_id(self, properties: Element | None) -> str:
        """Word takes the default style where none is named or none of that name is there."""
        named = value(properties.find(f"{W}pStyle")) if properties is not None else ""
        return named if named in self.styles else self.default

    def label(self, properties: Element | None) -> str:
        """The printed number or bullet of a paragraph, "" for none; counts it, so ask once for each in reading order.

        A paragraph whose mark is deleted is one with the next and does not count.
        """
        place = self.place_in_list(properties)
        if place is None or is_deleted(properties):
            return ""
        return self.numbering.label(*place) or ""

    def place_in_list(self, properties: Element | None) -> tuple[str, int] | None:
        """(list, depth) of a paragraph that is numbered by itself or by its style."""
        style_id = self.style_id(properties)
        own_list, own_depth = place_of(properties)
        list_id = own_list or next((style.list for style in self._chain(style_id) if style.list), None)
        if list_id is None or list_id == NO_LIST:
            return None
        return list_id, self._depth_of_style(list_id, style_id) if own_depth is None else own_depth

    def _chain(self, style_id: str) -> Iterator[Style]:
        return (self.styles[key] for key in self._keys(style_id))

    def _keys(self, style_id: str) -> Iterator[str]:
        return with_those_below(self.styles, style_id)

    def _heading_level(self, properties: Element | None, style_id: str) -> tuple[int, bool]:
        """(level of a heading style or outline level, is it a title)."""
        own = outline_level(properties.find(f"{W}outlineLvl")) if properties is not None else None
        if own is not None:
            return own, False
        for style in self._chain(style_id):
            named = HEADING_NAME.match(style.name)
            if named:
                return int(named[1]), False
            if TITLE_NAME.match(style.name):
                return 0, True
            if style.outline:
                return style.outline, False
        return 0, False

    def _depth_of_style(self, list_id: str, style_id: str) -> int:
        """The level of the list that names the style or one it is based on; else what these say themselves."""
        bound = {level.style: depth for depth, level in self.numbering.levels(list_id).items() if level.style}
        by_level = (bound[key] for key in self._keys(style_id) if key in bound)
        by_style = (style.depth for style in self._chain(style_id) if style.depth is not None)
        return next(by_level, next(by_style, 0))


def is_deleted(properties: Element | None) -> bool:
    """Whether the mark that ends the paragraph is deleted."""
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None
