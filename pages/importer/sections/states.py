"""How far one reading of the numbers has come: which levels are open, what it decided, and how plausible it is so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Optional

from pages.importer.sections.line_marks import Mark


class Open(NamedTuple):
    """An open level: a section (or list) scheme and its last number.

    `line` is the index of the last line; `level` an explicit heading level; `announced` tells that a sentence led up to it as to a list.
    """

    section: bool
    scheme: str
    values: tuple[int, ...]
    line: int
    level: int = 0
    suffix: str = ""
    announced: bool = False


Stack = tuple[Open, ...]


# Where a numbering begins right below a heading: kind and heading level of the section above, scheme and stop of its numbers.
Slot = tuple[str, int, str, bool]


@dataclass(frozen=True)
class Choice:
    """How a numbered line was read; `parent` is the line index of the section above, -1 for none."""

    kind: str
    mark: Mark | None
    parent: int = -1
    note: str = ""
    slot: Slot | None = None


@dataclass(frozen=True)
class State:
    """`last` is the newest section number of each scheme; `head` the line of a plain heading since then, -1 for none."""

    score: float = 0.0
    stack: Stack = ()
    last: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    head: int = -1
    choice: tuple[int, Choice] | None = None
    before: Optional["State"] = None

    def key(self) -> tuple[Stack, int]:
        """States alike in this have the same future, so only the best of them is worth keeping."""
        return self.stack, self.head


def slot_of(stack: Stack, mark: Mark) -> Slot:
    above = stack[-1] if stack else None
    return (above.scheme if above else "", above.level if above else 0, mark.scheme, mark.dotted)


def without_lists(stack: Stack) -> Stack:
    """The open sections, when no list goes on."""
    while stack and not stack[-1].section:
        stack = stack[:-1]
    return stack
