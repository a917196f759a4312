"""How a document too long for one form is cut: a tree of its branches whose leaves are the parts that are edited one by one."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

MOST_AT_ONCE = 600  # sections that one form still holds
MOST_IN_PART = 150
OWN_PART = 30  # smaller branches that stand side by side share a part


@dataclass(frozen=True)
class Part:
    """Sections from `start` to before `stop`; `last` begins the last branch among them, `start` where it is the only one."""

    start: int
    stop: int
    last: int

    @property
    def size(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Branch:
    """A section with so many below it that they are in parts of their own; its own text is in the first of them."""

    index: int
    size: int
    inside: tuple["Branch | Part", ...]


Node = Branch | Part


def planned(levels: Sequence[int]) -> tuple[Node, ...]:
    return tuple(nodes(ends(levels), 0, len(levels)))


def ends(levels: Sequence[int]) -> list[int]:
    """For each section the index behind the last one below it."""
    behind = [len(levels)] * len(levels)
    stack: list[int] = []
    for index, level in enumerate(levels):
        while stack and levels[stack[-1]] >= level:
            behind[stack.pop()] = index
        stack.append(index)
    return behind


def nodes(behind: Sequence[int], start: int, stop: int) -> list[Node]:
    found: list[Node] = []
    shared = False  # whether others may still join the last part
    while start < stop:
        end = behind[start]
        size = end - start
        before = found[-1] if found else None
        if size > MOST_IN_PART:
            found.append(Branch(start, size, inside(behind, start)))
        elif shared and size <= OWN_PART and isinstance(before, Part) and before.size + size <= MOST_IN_PART:
            found[-1] = Part(before.start, end, start)
        else:
            found.append(Part(start, end, start))
        shared = size <= OWN_PART
        start = end
    return found


def inside(behind: Sequence[int], index: int) -> tuple[Node, ...]:
    """The section itself goes with the first part below it where there is room."""
    first, *others = nodes(behind, index + 1, behind[index])
    if isinstance(first, Part) and first.size < MOST_IN_PART:
        return (replace(first, start=index), *others)
    return (Part(index, index + 1, index), first, *others)


def parts_of(tree: Sequence[Node]) -> Iterator[Part]:
    """In reading order."""
    for node in tree:
        if isinstance(node, Part):
            yield node
        else:
            yield from parts_of(node.inside)


def digest(sections: Sequence[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(list(sections), sort_keys=True).encode()).hexdigest()
