"""Pure: the text of a section as people type it, paragraphs and lists without markup, and back into its stored form.

    Ein Absatz.

    - ein Punkt
      - ein Punkt darunter
    1. nummeriert

What nobody touches comes back exactly as it was stored, formatting and links included.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser

from pages.proposals import runs
from pages.proposals.runs import Mark, Run

PARAGRAPH, BULLETS, NUMBERS = "p", "ul", "ol"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MARKER = re.compile(r"^(?P<blank>\s*)(?P<marker>[-*•–]|\d{1,3}[.)])[^\S\n]+(?=\S)")
INDENT = 2
MAX_DEPTH = 6
ALIKE = 0.4  # from which share of the same words on a block counts as the same one, reworded


@dataclass(frozen=True)
class Block:
    """A paragraph or an item of a list (`depth` 1 and more). `start` and `inner` are as stored; "" for what is new."""

    kind: str
    depth: int = 0
    runs: tuple[Run, ...] = ()
    start: str = ""
    inner: str = ""
    list_start: str = ""

    @property
    def tag(self) -> str:
        return "li" if self.depth else self.kind

    @property
    def text(self) -> str:
        return runs.text_of(self.runs)


@dataclass(frozen=True)
class Typed:
    """A block as typed; `marker` is what the line began with."""

    kind: str
    depth: int
    text: str
    marker: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        return self.kind, self.depth, self.text

    @property
    def whole(self) -> str:
        return f"{self.marker} {self.text}".strip()


class Reader(HTMLParser):
    """Stored rich text, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lists: list[tuple[str, str]] = []
        self.marks: list[Mark] = []
        self.start = ""
        self.tag = ""
        self.runs: list[Run] = []
        self.inner: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or f"<{tag}>"
        if tag in {BULLETS, NUMBERS}:
            self.close()
            self.lists.append((tag, written))
        elif tag == "li" or (tag in {PARAGRAPH, *HEADINGS} and not (self.tag == "li" and not self.runs)):
            self.close()
            self.tag, self.start = tag, written
        elif tag == "br":
            self.take(Run("\n", tuple(self.marks)), written)
        elif tag not in {PARAGRAPH, "div"}:
            self.open(tag, written)

    def open(self, tag: str, written: str) -> None:
        self.tag = self.tag or PARAGRAPH
        self.inner.append(written)
        self.marks.append(Mark(tag, written))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        self.take(Run("\n" if tag == "br" else "", tuple(self.marks)), written)

    def handle_endtag(self, tag: str) -> None:
        if tag in {BULLETS, NUMBERS}:
            self.close()
            if self.lists:
                self.lists.pop()
        elif tag in {"li", PARAGRAPH, *HEADINGS}:
            if not (tag == PARAGRAPH and self.tag == "li"):
                self.close()
        elif any(mark.name == tag for mark in self.marks):
            while self.marks:
                closed = self.marks.pop()
                self.inner.append(f"</{closed.name}>")
                if closed.name == tag:
                    break

    def handle_data(self, data: str) -> None:
        if self.tag or data.strip():
            # Line ends in the source are blanks; those that show are elements.
            self.take(Run(data.replace("\n", " "), tuple(self.marks)), escape(data, quote=False))

    def take(self, run: Run, written: str) -> None:
        self.tag = self.tag or PARAGRAPH
        self.inner.append(written)
        self.runs.append(run)

    def close(self) -> None:
        if self.tag and (self.runs or self.inner):
            is_item = self.tag == "li" and bool(self.lists)
            kind, list_start = self.lists[-1] if is_item else (PARAGRAPH if self.tag == "li" else self.tag, "")
            depth = len(self.lists) if is_item else 0
            found = Block(kind, depth, tuple(self.runs), self.start, "".join(self.inner), list_start)
            self.blocks.append(found)
        self.tag, self.start, self.runs, self.inner, self.marks = "", "", [], [], []


def read(html: str) -> list[Block]:
    reader = Reader()
    reader.feed(html)
    HTMLParser.close(reader)
    reader.close()
    return reader.blocks


def plain(html: str) -> str:
    """For somebody to type in."""
    return written(read(html))


def written(blocks: Sequence[Block]) -> str:
    lines: list[str] = []
    places: list[int] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        del places[block.depth :]
        places += [0] * (block.depth - len(places))
        if block.depth:
            places[-1] += 1
        if before is not None and not (before.depth and block.depth):
            lines.append("")
        lines.append(line_of(block, places[-1] if places else 0))
    return "\n".join(lines)


def line_of(block: Block, place: int) -> str:
    if not block.depth:
        text = block.text
        # Lines that would be read as items stay in their paragraph.
        return text if len(list(typed(text))) <= 1 else text.replace("\n", " ")
    marker = f"{place}." if block.kind == NUMBERS else "-"
    blank = " " * INDENT * (block.depth - 1)
    return f"{blank}{marker} " + block.text.replace("\n", f"\n{blank}  ")


def typed(text: str) -> Iterator[Typed]:
    """The blocks of what somebody typed: an empty line ends a paragraph, a line with a marker begins an item."""
    current: Typed | None = None
    depth = 0
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        item = MARKER.match(line)
        words = " ".join(line[item.end() :].split() if item else line.split())
        if current is not None and (item or not words):
            yield current
            current = None
        if item:
            depth = min(1 + len(item["blank"].expandtabs(4)) // INDENT, depth + 1, MAX_DEPTH)
            kind = NUMBERS if item["marker"][0].isdigit() else BULLETS
            current = Typed(kind, depth, words, item["marker"])
        elif words and current is not None:
            current = Typed(current.kind, current.depth, f"{current.text}\n{words}", current.marker)
        elif words:
            current, depth = Typed(PARAGRAPH, 0, words), 0


def stored(html: str, text: str) -> str:
    """What is stored for the text typed, after what was stored before it."""
    before = read(html)
    known, now = list(typed(written(before))), list(typed(text))
    if [one.key for one in known] == [one.key for one in now]:
        return html
    if len(known) != len(before):  # nothing to go by: an empty item, say
        return markup([new(one) for one in now])
    return markup(merged(before, known, now))


def merged(before: Sequence[Block], known: Sequence[Typed], now: Sequence[Typed]) -> list[Block]:
    matcher = SequenceMatcher(None, [one.key for one in known], [one.key for one in now], autojunk=False)
    blocks: list[Block] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            blocks += before[start:end]
        else:
            blocks += reworded(list(zip(before[start:end], known[start:end], strict=True)), now[first:last])
    return blocks


def reworded(old: list[tuple[Block, Typed]], now: Sequence[Typed]) -> list[Block]:
    """Each new block after the first old one that is like it and was not left behind already."""
    blocks = []
    for one in now:
        place = next((at for at, (_block, was) in enumerate(old) if alike(was.text, one.text)), None)
        if place is None:
            blocks.append(new(one))
        else:
            blocks.append(retyped(*old[place], one))
            old = old[place + 1 :]
    return blocks


def alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() >= ALIKE


def retyped(block: Block, was: Typed, now: Typed) -> Block:
    """What was a paragraph beginning with a number stays one."""
    if was.kind != now.kind:
        return Block(now.kind, now.depth, tuple(runs.retyped(block.runs, now.text)))
    text = now.whole if not block.depth else now.text
    depth = now.depth if block.depth else 0
    return Block(block.kind, depth, tuple(runs.retyped(block.runs, text)), block.start, "", block.list_start)


def new(one: Typed) -> Block:
    return Block(one.kind, one.depth, (Run(one.text),))


@dataclass
class Writer:
    pieces: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)

    def put(self, block: Block) -> None:
        self.leave(block)
        start = block.start if block.start.startswith(f"<{block.tag}") else f"<{block.tag}>"
        self.pieces += [start, block.inner or runs.html_of(block.runs)]
        if not block.depth:
            self.pieces.append(f"</{block.tag}>")

    def leave(self, block: Block) -> None:
        """Ends the items and lists that the block is not in, and begins those it is in."""
        while len(self.lists) > block.depth or (len(self.lists) == block.depth > 0 and self.lists[-1] != block.kind):
            self.pieces.append(f"</li></{self.lists.pop()}>")
        if block.depth and len(self.lists) == block.depth:
            self.pieces.append("</li>")
        while len(self.lists) < block.depth:
            start = block.list_start if block.list_start.startswith(f"<{block.kind}") else f"<{block.kind}>"
            # A list in a list stands in an item, even where the one above was never written.
            self.pieces.append(start if len(self.lists) + 1 == block.depth else f"{start}<li>")
            self.lists.append(block.kind)


def markup(blocks: Iterable[Block]) -> str:
    writer = Writer()
    for block in blocks:
        writer.put(block)
    writer.leave(Block(PARAGRAPH))
    return "".join(writer.pieces)


def canonical(html: str) -> tuple[object, ...]:
    """The same for two stored texts that read the same: editors store one text in several ways."""
    return tuple((block.kind, block.depth, runs.canonical(block.runs)) for block in read(html) if block.text)


def is_same(one: str, other: str) -> bool:
    return one == other or canonical(one) == canonical(other)
