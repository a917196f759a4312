"""Marks in the running text of HTML: found across inline elements, set in text nodes only and never inside a link."""

import html as entities
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

PIECE = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?\s*([a-zA-Z0-9]+)")
BLOCKS = frozenset(
    [
        "p",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "td",
        "th",
        "table",
        "div",
        "blockquote",
        "hr",
        "br",
        "dl",
        "dt",
        "dd",
    ]
)


@dataclass(frozen=True)
class Mark:
    """`opening` and `closing` are HTML to be put around the text from `start` to `end`."""

    start: int
    end: int
    opening: str
    closing: str


@dataclass
class TextNode:
    """`start` is its place in the text of the block; `index` among the pieces of the HTML."""

    index: int
    start: int
    text: str
    is_in_link: bool


@dataclass
class Block:
    nodes: list[TextNode] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(node.text for node in self.nodes)


def blocks(html: str) -> list[Block]:
    return list(read_blocks(PIECE.split(html)))


def block_texts(html: str) -> list[str]:
    return [text for block in blocks(html) if (text := block.text).strip()]


def read_blocks(pieces: list[str]) -> Iterator[Block]:
    block, links = Block(), 0
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if piece:
                text = entities.unescape(piece)
                start = block.nodes[-1].start + len(block.nodes[-1].text) if block.nodes else 0
                block.nodes.append(TextNode(index, start, text, links > 0))
            continue
        name = NAME.match(piece)
        tag = name[1].lower() if name else ""
        if tag == "a":
            links = max(0, links + (-1 if piece.startswith("</") else 1))
        elif tag in BLOCKS and block.nodes:
            yield block
            block = Block()
    if block.nodes:
        yield block


def marked(html: str, find: Callable[[str], Iterable[Mark]]) -> str:
    """`find` gets the text of a block, entities resolved, and says what to mark in it."""
    pieces = PIECE.split(html)
    for block in read_blocks(pieces):
        marks = list(find(block.text))
        for node in block.nodes if marks else ():
            own = [one for one in marks if is_inside(one, node)]
            if own and not node.is_in_link:
                pieces[node.index] = set_in(node, own)
    return "".join(pieces)


def is_inside(mark: Mark, node: TextNode) -> bool:
    return node.start <= mark.start and mark.end <= node.start + len(node.text)


def set_in(node: TextNode, marks: Iterable[Mark]) -> str:
    done, written = 0, []
    for mark in sorted(marks, key=lambda one: one.start):
        start, end = mark.start - node.start, mark.end - node.start
        if start < done:
            continue
        written += [escaped(node.text[done:start]), mark.opening, escaped(node.text[start:end]), mark.closing]
        done = end
    return "".join([*written, escaped(node.text[done:])])


def escaped(text: str) -> str:
    return escape(text, quote=False)
