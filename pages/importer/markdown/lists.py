"""Counted lists of a Markdown file whose items all bear the same digits: they count on from the first, as Markdown prints them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pages.importer.source_lines import Row

ITEM = re.compile(r"(?P<indent>\s*)(?P<open>\(?)(?P<number>\d{1,9}|#|@\w*)(?P<close>[.)])(?P<blank>[ \t]+)(?=\S)")
HEADING = re.compile(r"\s{0,3}#{1,6}\s")
TAB = 4


@dataclass
class Listed:
    """A list while it is read: `inside` is how far in the text of its last item stands."""

    indent: int
    inside: int
    signs: str
    items: list[tuple[int, str]] = field(default_factory=list)

    @property
    def counts_by_itself(self) -> bool:
        """ "(1)" is no list of Markdown, "(@)" and "#." are none anywhere else."""
        first = self.items[0][1]
        if any(number != first for _row, number in self.items[1:]):
            return not any(number.isdigit() for _row, number in self.items)
        return not first.isdigit() or (len(self.items) > 1 and "(" not in self.signs)


def recounted(rows: Sequence[Row]) -> dict[int, str]:
    """The text of each item that is to be printed with another number, by the number of its row."""
    texts = {row.number: row.text for row in rows}
    found: dict[int, str] = {}
    for one in lists(rows):
        if one.counts_by_itself:
            first = int(one.items[0][1]) if one.items[0][1].isdigit() else 1
            for at, (number, _printed) in enumerate(one.items):
                found[number] = ITEM.sub(rf"\g<indent>\g<open>{first + at}\g<close>\g<blank>", texts[number], count=1)
    return found


def lists(rows: Sequence[Row]) -> list[Listed]:
    done: list[Listed] = []
    stack: list[Listed] = []
    after_blank = False
    for row in rows:
        text = row.text.expandtabs(TAB)
        item = ITEM.match(text)
        if not text.strip():
            after_blank = True
            continue
        if item:
            take(item, row.number, stack, done)
        elif HEADING.match(text):
            stack.clear()
        elif after_blank:
            leave(stack, len(text) - len(text.lstrip()))
        after_blank = False
    return done


def take(item: re.Match[str], number: int, stack: list[Listed], done: list[Listed]) -> None:
    indent, signs = len(item["indent"]), item["open"] + item["close"]
    while stack and indent < stack[-1].indent:
        stack.pop()
    is_same = stack and indent < stack[-1].inside and signs == stack[-1].signs
    if not is_same:
        leave(stack, indent)
        stack.append(Listed(indent, item.end(), signs))
        done.append(stack[-1])
    stack[-1].inside = item.end()
    stack[-1].items.append((number, item["number"]))


def leave(stack: list[Listed], indent: int) -> None:
    """What stands as far in as an item's text belongs to it."""
    while stack and indent < stack[-1].inside:
        stack.pop()
