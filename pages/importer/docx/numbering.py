"""The numbers of a Word document: computed while reading, as Word does, for it stores none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pages.importer.docx.names import W, is_on, value, whole
from pages.importer.docx.number_formats import formatted

PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """`restart` is 0 for a level that never begins again, n for one that does so below level n (counted from 1) alone."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str = ""
    restart: int | None = None
    is_legal: bool = False
    pattern: str = ""

    def begins_again(self, depth: int, above: int) -> bool:
        """Whether a paragraph at depth `above` lets this level, at `depth`, begin again."""
        if self.restart is None or self.restart > depth:
            return True
        return above < self.restart


Levels = dict[int, Level]


@dataclass(frozen=True)
class WordList:
    """A list (num): those made from the same abstract list count on together, except where one says with what it starts."""

    abstract: str
    levels: Levels
    starts: Mapping[int, int]

    def start(self, depth: int) -> int:
        return self.starts.get(depth, self.levels.get(depth, Level()).start)


@dataclass
class Numbering:
    """numbering.xml: the levels of its lists, and the running counters by abstract list and depth."""

    lists: dict[str, WordList] = field(default_factory=dict)
    abstracts: dict[str, Levels] = field(default_factory=dict)
    # An abstract list may only name a style, which names the list that has the levels.
    linked: dict[str, str] = field(default_factory=dict)
    of_style: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, depth: int) -> str | None:
        """The printed label of the next paragraph in this list; "-" for bullets, None where no list is."""
        level = self.level(list_id, depth)
        if level is None:
            return None
        if level.format == "bullet":
            return "-"
        self._count(list_id, depth)
        return self._print(self.lists[list_id], level)

    def is_bullet(self, list_id: str, depth: int) -> bool:
        level = self.level(list_id, depth)
        return level is not None and level.format == "bullet"

    def level(self, list_id: str, depth: int) -> Level | None:
        return self.levels(list_id).get(depth)

    def levels(self, list_id: str) -> Levels:
        found = self.lists.get(list_id)
        return found.levels if found else {}

    def link(self, lists_of_styles: Mapping[str, str]) -> None:
        """Gives the lists that only name a style the levels of the list that style has (by `lists_of_styles`, or by its own word)."""
        for list_id, one in self.lists.items():
            if one.abstract in self.linked:
                levels = self._linked_levels(self.linked[one.abstract], lists_of_styles)
                self.lists[list_id] = WordList(one.abstract, {**levels, **one.levels}, one.starts)

    def _linked_levels(self, style: str, lists_of_styles: Mapping[str, str]) -> Levels:
        of_list = self.lists.get(lists_of_styles.get(style, ""))
        by_style = self.abstracts.get(self.of_style.get(style, ""), {})
        return by_style or (of_list.levels if of_list else {})

    def _count(self, list_id: str, depth: int) -> None:
        one = self.lists[list_id]
        counters = self.counters.setdefault(one.abstract, {})
        begins = depth in one.starts and (list_id, depth) not in self.started
        counters[depth] = one.start(depth) if begins or depth not in counters else counters[depth] + 1
        self.started.add((list_id, depth))
        for deeper in [at for at in counters if at > depth]:
            if one.levels.get(deeper, Level()).begins_again(deeper, depth):
                del counters[deeper]

    def _print(self, one: WordList, level: Level) -> str:
        counters = self.counters[one.abstract]

        def counted(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            other = one.levels.get(depth, Level())
            style = "decimal" if level.is_legal else other.format
            return formatted(counters.get(depth, one.start(depth)), style, other.pattern)

        return PLACE.sub(counted, level.text).strip()


def numbering_of(root: Element | None) -> Numbering:
    """Call `link` before its lists are asked for: some get their levels by way of a style."""
    numbering = Numbering()
    if root is None:
        return numbering
    for node in root.findall(f"{W}abstractNum"):
        identity = node.get(f"{W}abstractNumId", "")
        numbering.abstracts[identity] = dict(levels_of(node))
        if link := value(node.find(f"{W}numStyleLink")):
            numbering.linked[identity] = link
        if own := value(node.find(f"{W}styleLink")):
            numbering.of_style[own] = identity
    for node in root.findall(f"{W}num"):
        numbering.lists[node.get(f"{W}numId", "")] = list_of(node, numbering.abstracts)
    return numbering


def list_of(node: Element, abstracts: Mapping[str, Levels]) -> WordList:
    abstract = value(node.find(f"{W}abstractNumId"))
    levels, starts = dict(abstracts.get(abstract, {})), {}
    for change in node.findall(f"{W}lvlOverride"):
        levels |= dict(levels_of(change))
        depth, start = whole(change.get(f"{W}ilvl")), whole(value(change.find(f"{W}startOverride")))
        if depth is not None and start is not None:
            starts[depth] = start
    return WordList(abstract, levels, starts)


def levels_of(parent: Element) -> Iterator[tuple[int, Level]]:
    for node in parent.findall(f"{W}lvl"):
        depth = whole(node.get(f"{W}ilvl", parent.get(f"{W}ilvl", "0")))
        if depth is not None:
            yield depth, level_of(node)


def level_of(node: Element) -> Level:
    start = whole(value(node.find(f"{W}start")))
    # Newer formats stand beside an older one that other programs understand; the first is the one meant.
    style = next(node.iter(f"{W}numFmt"), None)
    legal = node.find(f"{W}isLgl")
    return Level(
        start=1 if start is None else start,
        format=value(style) or "decimal",
        text=value(node.find(f"{W}lvlText")),
        style=value(node.find(f"{W}pStyle")),
        restart=whole(value(node.find(f"{W}lvlRestart"))),
        is_legal=legal is not None and is_on(legal),
        pattern=style.get(f"{W}format", "") if style is not None else "",
    )
