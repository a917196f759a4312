"""Markdown as the portal gives it out: the facts in a block between "---", then heads, paragraphs and lists."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from pages.importer import stated
from pages.importer.inline_marks import SIGN
from pages.importer.source_lines import SourceLine

FORMAT = "Kooperationsportal 1"
FENCE = "---"
FIRST_KEY = "format"
PARTIES = "beteiligte"
PARTY_KEYS = ("name", "rolle", "vertreten durch")
SEPARATOR = "<!-- -->"  # keeps two lists apart
HEAD = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
ITEM = re.compile(r"( *)(?:([-*+])|(\d{1,9})[.)])[ ]+(?=[^ \t\f])(.*)", re.S)
ENTRY = re.compile(r"( *)(- +)?([^:\"]+):(?:\s+(.*))?")
BLANKS = " \t\f"  # a wider blank at the edge belongs to the text
DEEPER = 2
Numbered = tuple[int, str]


def is_stated(text: str) -> bool:
    start = text.lstrip("\ufeff").split("\n", 2)[:2]
    return (
        len(start) == 2
        and start[0].strip() == FENCE
        and start[1].strip() in {f'{FIRST_KEY}: "{FORMAT}"', f"{FIRST_KEY}: {FORMAT}"}
    )


def read(text: str) -> list[SourceLine]:
    rows = list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n"), start=1))
    end = next((index for index, (_number, row) in enumerate(rows) if index and row.strip() == FENCE), len(rows))
    return [*facts(rows[1:end]), *body(rows[end + 1 :])]


def facts(rows: list[Numbered]) -> Iterator[SourceLine]:
    """Of each party the lines that begin with "- " and those below it make one."""
    party: dict[str, str] = {}
    started = 0
    for number, row in rows:
        entry = ENTRY.fullmatch(row)
        if entry is None:
            continue
        if not entry[1] and not entry[2]:
            yield SourceLine(number, f"{entry[3].strip()}{stated.CELL}{value_of(entry[4])}", said=stated.FACT)
        elif entry[2] and party:
            yield party_line(started, party)
            party = {}
        if entry[1] or entry[2]:
            started = started if party else number
            party[entry[3].strip()] = value_of(entry[4])
    if party:
        yield party_line(started, party)


def party_line(number: int, party: dict[str, str]) -> SourceLine:
    return SourceLine(number, stated.CELL.join(party.get(key, "") for key in PARTY_KEYS), said=stated.PARTY)


def value_of(written: str | None) -> str:
    """A quoted text, or what a person has written without quotes."""
    text = (written or "").strip()
    try:
        value = json.loads(text) if text.startswith('"') else text
    except ValueError:
        value = text.strip('"')
    return str(value).replace(stated.CELL, " ")


def body(rows: list[Numbered]) -> list[SourceLine]:
    reader = BodyReader()
    for number, row in rows:
        reader.take(number, row)
    return reader.read()


class BodyReader:
    """A paragraph or item goes on until a blank line, a head or an item; a line end in it is a blank."""

    def __init__(self) -> None:
        self.done: list[SourceLine] = []
        self.open: SourceLine | None = None
        self.indents: list[int] = []
        self.is_apart = False

    def read(self) -> list[SourceLine]:
        self._end()
        return self.done

    def take(self, number: int, row: str) -> None:
        text = row.strip(BLANKS)
        if self.open is not None and text and ends_with_break(self.open.text):
            self._go_on(f"\n{text}")
        elif not text:
            self._end()
        elif text == SEPARATOR:
            self._end()
            self.is_apart = True
        elif started := self._head(number, row) or self._item(number, row):
            self._end()
            self.open = started
        elif self.open is not None and self.open.said != stated.SECTION:
            self._go_on(f" {text}")
        else:
            self._end()
            self.indents = []
            self.open = SourceLine(number, text, said=stated.PARAGRAPH)

    def _end(self) -> None:
        if self.open is not None:
            self.done.append(self.open)
        self.open = None

    def _go_on(self, more: str) -> None:
        if self.open is not None:
            self.open = replace(self.open, text=self.open.text + more)

    def _head(self, number: int, row: str) -> SourceLine | None:
        head = HEAD.fullmatch(row)
        if head is None:
            return None
        self.indents = []
        text = SIGN.sub(r"\1", head[2] or "")
        return SourceLine(number, text, level=len(head[1]), said=stated.SECTION)

    def _item(self, number: int, row: str) -> SourceLine | None:
        item = ITEM.fullmatch(row)
        if item is None:
            return None
        said = stated.BULLET if item[2] else stated.FIRST_COUNTED if self.is_apart else stated.COUNTED
        self.is_apart = False
        return SourceLine(number, item[4], level=self._depth(len(item[1])), said=said)

    def _depth(self, indent: int) -> int:
        """An item two or more blanks further in stands below the one before."""
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent >= self.indents[-1] + DEEPER:
            self.indents.append(indent)
        return len(self.indents)


def ends_with_break(text: str) -> bool:
    """An even number of backslashes at the end are signs themselves."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
