"""Pure: rich text as paragraphs and list items of runs, without markup of any format."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser
from itertools import groupby

BLANKS = re.compile(r"[ \t\r\n\f]+")
# What XML 1.0 cannot hold, and what controls terminals: nobody sees them.
NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "blockquote", "tr", "hr"}
LISTS = {"ul", "ol"}
MARKS = {"ins", "del"}
BREAK = "\n"
LEADS_SOMEWHERE = re.compile(r"(?:https?://|ftp://|mailto:|tel:|/(?!/)|#)", re.I)


@dataclass(frozen=True)
class Run:
    """Words that look alike; "\\n" in them is a line break. `href` is where they lead, `mark` "ins" or "del" in a comparison."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    mark: str = ""

    @property
    def look(self) -> tuple[bool, bool, str, str]:
        return self.bold, self.italic, self.href, self.mark


@dataclass(frozen=True)
class Block:
    """A paragraph, or an item of a list: `kind` is "p", "ul" or "ol", `depth` counts lists inside each other from 1.

    `starts` tells the first item of a list apart from one that goes on.
    """

    runs: tuple[Run, ...]
    kind: str = "p"
    depth: int = 0
    starts: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Item:
    runs: tuple[Run, ...]
    below: tuple["Group", ...] = ()


@dataclass(frozen=True)
class Group:
    """A paragraph (its only item), or a whole list with the lists inside it."""

    kind: str
    items: tuple[Item, ...]


def clean(text: str) -> str:
    return NO_CHARACTERS.sub("", text)


def one_line(text: str) -> str:
    return BLANKS.sub(" ", clean(text)).strip()


@dataclass
class OpenList:
    kind: str
    starts: bool = True

    @property
    def has_items(self) -> bool:
        return not self.starts


@dataclass
class Reading:
    bold: int = 0
    italic: int = 0
    links: list[str] = field(default_factory=list)
    mark: str = ""


class RunReader(HTMLParser):
    """Rich text as stored or as shown to readers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.lists: list[OpenList] = []
        self.runs: list[Run] = []
        self.look = Reading()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag in LISTS or tag == "li":
            self._end_block()
        if tag in LISTS:
            self.lists.append(OpenList(tag))
        elif tag == "br":
            self._add(BREAK)
        else:
            self._change(tag, 1, dict(attrs).get("href") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS or tag in LISTS or tag == "li":
            self._end_block()
        if tag in LISTS and self.lists:
            self.lists.pop()
        else:
            self._change(tag, -1)

    def handle_data(self, data: str) -> None:
        self._add(BLANKS.sub(" ", clean(data)))

    def _change(self, tag: str, by: int, href: str = "") -> None:
        if tag in {"b", "strong"}:
            self.look.bold = max(self.look.bold + by, 0)
        elif tag in {"i", "em"}:
            self.look.italic = max(self.look.italic + by, 0)
        elif tag in MARKS:
            self.look.mark = tag if by > 0 else ""
        elif tag == "a" and by > 0:
            self.look.links.append(safe_href(one_line(href)))
        elif tag == "a" and self.look.links:
            self.look.links.pop()

    def _add(self, text: str) -> None:
        href = self.look.links[-1] if self.look.links else ""
        self.runs.append(Run(text, self.look.bold > 0, self.look.italic > 0, href, self.look.mark))

    def _end_block(self) -> None:
        runs, self.runs = tidied(self.runs), []
        if not runs:
            return
        if not self.lists:
            self.found.append(Block(runs))
            return
        last = self.lists[-1]
        depth = 1 + sum(outer.has_items for outer in self.lists[:-1])
        self.found.append(Block(runs, last.kind, depth, last.starts and not self._bullets_go_on(last.kind, depth)))
        last.starts = False

    def _bullets_go_on(self, kind: str, depth: int) -> bool:
        """Two lists of bullets one after the other look like one."""
        before = next((block for block in reversed(self.found) if block.depth <= depth), None)
        return kind == "ul" and before is not None and (before.kind, before.depth) == ("ul", depth)

    def close(self) -> None:
        super().close()
        self._end_block()


def blocks_of(html: str) -> tuple[Block, ...]:
    reader = RunReader()
    reader.feed(html)
    reader.close()
    return tuple(reader.found)


def tidied(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs of one look together, single blanks between words, none at the edges of lines; blanks have no look of their own."""
    plain = [piece for run in together(runs) for piece in bare_blanks(run)]
    text = "".join(run.text for run in plain)
    kept = kept_places(text)
    place, made = 0, []
    for run in plain:
        end = place + len(run.text)
        made.append(replace(run, text="".join(text[at] for at in range(place, end) if at in kept)))
        place = end
    return merged(made)


def kept_places(text: str) -> set[int]:
    """The places of the characters that count: a blank after a blank or at the edge of a line does not."""
    kept: list[int] = []
    for at, letter in enumerate(text):
        before = text[kept[-1]] if kept else BREAK
        if letter == " " and before in {" ", BREAK}:
            continue
        if letter == BREAK:
            while kept and text[kept[-1]] == " ":
                kept.pop()
        kept.append(at)
    while kept and text[kept[-1]] in {" ", BREAK}:
        kept.pop()
    lead = next((index for index, at in enumerate(kept) if text[at] != BREAK), len(kept))
    return set(kept[lead:])


def bare_blanks(run: Run) -> Iterator[Run]:
    """A run without the blanks and breaks around its words, which stand beside it without bold and italics."""
    inner = run.text.strip()  # of wide ones, too: stars beside a blank are read as typed
    if not inner:
        yield Run(run.text)
        return
    start = run.text.index(inner)
    if start:
        yield Run(run.text[:start])
    yield replace(run, text=inner)
    if start + len(inner) < len(run.text):
        yield Run(run.text[start + len(inner) :])


def merged(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Blanks alone between two runs of one look take it, as nobody could see the difference."""
    filled = [run for run in runs if run.text]
    for at in range(1, len(filled) - 1):
        before, after = filled[at - 1], filled[at + 1]
        if not filled[at].text.strip(" ") and before.look == after.look:
            filled[at] = replace(before, text=filled[at].text)
    return tuple(together(filled))


def together(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one look as one run."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].look == run.look:
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def grouped(blocks: Sequence[Block], depth: int = 1) -> tuple[Group, ...]:
    """Items put into their lists, lists into the items they stand below."""
    groups: list[Group] = []
    at = 0
    while at < len(blocks):
        if blocks[at].kind == "p":
            groups.append(Group("p", (Item(blocks[at].runs),)))
            at += 1
            continue
        end = end_of_list(blocks, at, depth)
        groups.append(Group(kind_at(blocks, at, depth), tuple(items_of(blocks[at:end], depth))))
        at = end
    return tuple(groups)


def kind_at(blocks: Sequence[Block], at: int, depth: int) -> str:
    return blocks[at].kind if blocks[at].depth <= depth else "ul"


def end_of_list(blocks: Sequence[Block], start: int, depth: int) -> int:
    for at in range(start + 1, len(blocks)):
        block = blocks[at]
        if block.kind == "p" or block.depth < depth or (block.depth == depth and block.starts):
            return at
    return len(blocks)


def items_of(blocks: Sequence[Block], depth: int) -> Iterator[Item]:
    """A list that begins deeper than it should has an item without words around it."""
    at = 0
    while at < len(blocks):
        has_own = blocks[at].depth <= depth
        begin = at + 1 if has_own else at
        end = next((index for index in range(begin, len(blocks)) if blocks[index].depth <= depth), len(blocks))
        yield Item(blocks[at].runs if has_own else (), grouped(blocks[begin:end], depth + 1) if end > begin else ())
        at = end


def safe_href(href: str) -> str:
    """ "" for an address that runs something or leads nowhere."""
    return href if LEADS_SOMEWHERE.match(href) else ""


def html_of(blocks: Sequence[Block]) -> str:
    """As the editor stores it."""
    return "".join(map(html_of_group, grouped(blocks)))


def html_of_group(group: Group) -> str:
    if group.kind == "p":
        return f"<p>{html_of_runs(group.items[0].runs)}</p>"
    items = "".join(
        f"<li>{html_of_runs(item.runs)}{''.join(map(html_of_group, item.below))}</li>" for item in group.items
    )
    return f"<{group.kind}>{items}</{group.kind}>"


def html_of_runs(runs: Sequence[Run]) -> str:
    pieces = []
    for href, linked in groupby(runs, key=lambda run: run.href):
        shown = "".join(map(html_of_look, linked))
        pieces.append(f'<a href="{escape(href)}">{shown}</a>' if href else shown)
    return "".join(pieces)


def html_of_look(run: Run) -> str:
    shown = escape(run.text, quote=False).replace(BREAK, "<br/>")
    shown = f"<i>{shown}</i>" if run.italic else shown
    return f"<b>{shown}</b>" if run.bold else shown


def text_of(blocks: Sequence[Block]) -> str:
    """Paragraphs apart by a blank line, items of a list on lines of their own."""
    text, before, count = "", "p", 0
    for block in blocks:
        count = 1 if block.starts else count + 1
        mark = {"ul": "- ", "ol": f"{count}. "}.get(block.kind, "")
        between = "\n" if block.kind != "p" and before != "p" else "\n\n"
        text = f"{text}{between if text else ''}{mark}{block.text}"
        before = block.kind
    return text
