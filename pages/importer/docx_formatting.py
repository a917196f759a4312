"""The numbers and styles of a Word document: numbers are computed while reading, as Word does, for it stores none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pages.numbering import roman_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING_NAME = re.compile(r"(?:heading|überschrift|berschrift)\s*(\d)", re.I)
TITLE_NAME = re.compile(r"(?:title|titel)$", re.I)


@dataclass
class Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    numbering: tuple[str, int] | None = None
    bold: bool | None = None


@dataclass
class Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str = ""


@dataclass
class Numbering:
    """numbering.xml: abstract lists by id, the lists (num) that use them, and the running counters."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, depth: int) -> str | None:
        """The printed label of the next paragraph in this list; "-" for bullets, None where no list is."""
        abstract = self.lists.get(list_id)
        level = self.levels.get(abstract or "", {}).get(depth)
        if abstract is None or level is None:
            return None
        if level.format == "bullet":
            return "-"
        self._count(list_id, abstract, depth, level)
        return self._print(abstract, level)

    def is_bullet(self, list_id: str, depth: int) -> bool:
        return self.levels.get(self.lists.get(list_id, ""), {}).get(depth, Level()).format == "bullet"

    def _count(self, list_id: str, abstract: str, depth: int, level: Level) -> None:
        counters = self.counters.setdefault(abstract, {})
        override = self.overrides.get((list_id, depth))
        if override is not None and (list_id, depth) not in self.started:
            counters[depth] = override
        else:
            counters[depth] = counters[depth] + 1 if depth in counters else level.start
        self.started.add((list_id, depth))
        for deeper in [level for level in counters if level > depth]:
            del counters[deeper]

    def _print(self, abstract: str, level: Level) -> str:
        def counted(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            other = self.levels[abstract].get(depth, Level())
            return formatted(self.counters[abstract].get(depth, other.start), other.format)

        return re.sub(r"%(\d)", counted, level.text).strip()


def formatted(value: int, style: str) -> str:
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"}:
        return roman_text(value).lower() if style == "lowerRoman" else roman_text(value)
    return {"none": "", "decimalZero": f"{value:02d}"}.get(style, str(value))


def value(node: Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""


def is_on(node: Element) -> bool:
    return node.get(f"{W}val", "1") not in {"0", "false", "off"}


def number_of(properties: Element | None) -> tuple[str, int] | None:
    if properties is None or properties.find(f"{W}numPr/{W}numId") is None:
        return None
    depth = value(properties.find(f"{W}numPr/{W}ilvl"))
    return value(properties.find(f"{W}numPr/{W}numId")), int(depth) if depth.isdigit() else 0


def level_of(node: Element) -> Level:
    start = value(node.find(f"{W}start"))
    return Level(
        start=int(start) if start.isdigit() else 1,
        format=value(node.find(f"{W}numFmt")) or "decimal",
        text=value(node.find(f"{W}lvlText")),
        style=value(node.find(f"{W}pStyle")),
    )


def styles_of(root: Element | None) -> dict[str, Style]:
    """styles.xml by style id."""
    return {
        node.get(f"{W}styleId", ""): style_of(node) for node in (root.iter(f"{W}style") if root is not None else ())
    }


def style_of(node: Element) -> Style:
    bold = node.find(f"{W}rPr/{W}b")
    return Style(
        name=value(node.find(f"{W}name")),
        based_on=value(node.find(f"{W}basedOn")),
        outline=outline_level(node.find(f"{W}pPr/{W}outlineLvl")),
        numbering=number_of(node.find(f"{W}pPr")),
        bold=is_on(bold) if bold is not None else None,
    )


def outline_level(node: Element | None) -> int | None:
    """Counted from 1; Word's level 9 means body text."""
    level = value(node)
    return int(level) + 1 if level.isdigit() and int(level) < 9 else None


def numbering_of(root: Element | None) -> Numbering:
    numbering = Numbering()
    if root is None:
        return numbering
    for node in root.findall(f"{W}abstractNum"):
        levels = {int(level.get(f"{W}ilvl", "0")): level_of(level) for level in node.findall(f"{W}lvl")}
        numbering.levels[node.get(f"{W}abstractNumId", "")] = levels
    for node in root.findall(f"{W}num"):
        list_id = node.get(f"{W}numId", "")
        numbering.lists[list_id] = value(node.find(f"{W}abstractNumId"))
        for change in node.findall(f"{W}lvlOverride"):
            start = value(change.find(f"{W}startOverride"))
            if start.isdigit():
                numbering.overrides[list_id, int(change.get(f"{W}ilvl", "0"))] = int(start)
    return numbering


@dataclass(frozen=True)
class Look:
    """What the style of a paragraph says: level of a heading (0 for none), whether it is a title, bold, name of the style."""

    level: int
    title: bool
    bold: bool
    name: str


class Formatting:
    """Looks up what the styles say; a style inherits from the one it is based on."""

    def __init__(self, styles: Mapping[str, Style], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering

    def look(self, properties: Element | None) -> Look:
        style_id = style_id_of(properties)
        level, title = self._heading_level(properties, style_id)
        bold = next((style.bold for style in self._chain(style_id) if style.bold is not None), False)
        return Look(level, title, bold, self.styles.get(style_id, Style()).name)

    def label(self, properties: Element | None) -> str:
        """The printed number or bullet of a paragraph, "" for none; counts it, so ask once for each in reading order."""
        place = self.place_in_list(properties)
        return self.numbering.label(*place) or "" if place else ""

    def place_in_list(self, properties: Element | None) -> tuple[str, int] | None:
        """(list, depth) of a paragraph that is numbered by itself or by its style."""
        style_id = style_id_of(properties)
        numbered = number_of(properties)
        if numbered is None:
            numbered = next((style.numbering for style in self._chain(style_id) if style.numbering), None)
        if numbered is None or numbered[0] == "0":
            return None
        list_id, depth = numbered
        if properties is None or properties.find(f"{W}numPr/{W}ilvl") is None:
            depth = self._depth_of_style(list_id, style_id, depth)
        return list_id, depth

    def _chain(self, style_id: str) -> Iterator[Style]:
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on

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

    def _depth_of_style(self, list_id: str, style_id: str, depth: int) -> int:
        levels = self.numbering.levels.get(self.numbering.lists.get(list_id, ""), {})
        return next((at for at, level in levels.items() if level.style == style_id), depth)


def style_id_of(properties: Element | None) -> str:
    return value(properties.find(f"{W}pStyle")) if properties is not None else ""
