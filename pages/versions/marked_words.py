"""Two rich texts as one, with <ins> and <del> around words; what comes out holds no other tags than an editor can write.

Text is read into blocks (paragraphs and list items) of words, compared block by block and word by word, and written afresh:
nothing of the source but words, bold, italic, lists and the targets of links gets through.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from itertools import chain, groupby, takewhile
from typing import NamedTuple

PIECE = re.compile(r"(\d+(?:[.,:/]\d+)*|[\w\u00ad]+(?:[-'’][\w\u00ad]+)*|[^\w\s])(\s*)")
INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
BLOCKS = {"p", "div", "h2", "h3", "h4", "h5", "h6", "li"}
LISTS = {"ul", "ol"}
LINK_ATTRIBUTES = ("linktype", "id", "href")
SAFE_TARGET = re.compile(r"(?:https?:|mailto:|tel:|#|/(?!/))", re.IGNORECASE)
SENTENCE_END = frozenset(".!?;:")
KEPT, INSERTED, DELETED = "", "ins", "del"
Link = tuple[tuple[str, str], ...]
SOFT_HYPHEN, FIXED_BLANK = "\u00ad", "\u00a0"
ISLAND_WORDS = 3
SIMILAR = 0.4
LARGEST_GAP = 2500
LARGEST_TEXT = 1_000_000


class Word(NamedTuple):
    """A word, number, mark or line break ("\\n"); by `key` the same one, which with another target it is not."""

    text: str
    key: Hashable
    space: str = ""
    styles: tuple[str, ...] = ()
    link: Link = ()

    @property
    def is_mark(self) -> bool:
        return not self.text[0].isalnum()


@dataclass(frozen=True)
class Block:
    """A paragraph, or an item of the innermost of `lists`; `ordinal` counts within that list."""

    words: tuple[Word, ...]
    lists: tuple[str, ...] = ()
    ordinal: int = 0

    @cached_property
    def key(self) -> tuple[Hashable, ...]:
        return tuple(word.key for word in self.words)

    @cached_property
    def vocabulary(self) -> Counter[str]:
        return Counter(word.text.casefold() for word in self.words if not word.is_mark)

    @property
    def look(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        return self.lists, tuple(word.styles for word in self.words)


@dataclass(frozen=True)
class Run:
    """Words that stay, come or go together."""

    mark: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class MarkedBlock:
    runs: tuple[Run, ...]
    lists: tuple[str, ...]
    ordinal: int


class BlockReader(HTMLParser):
    """Reads rich text, in database form or as readers get it; unknown tags are passed over, their words are not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.words: list[Word] = []
        self.lists: list[str] = []
        self.counts: list[int] = []
        self.styles: list[str] = []
        self.link: Link = ()
        self.is_in_item = False
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LISTS:
            self.end_block()
            self.lists.append(tag)
            self.counts.append(0)
        elif tag == "li" or (tag in BLOCKS and not self.is_in_item):
            self.end_block()
            self.is_in_item = tag == "li" and bool(self.lists)
            if self.is_in_item:
                self.counts[-1] += 1
        elif tag == "br" or tag in BLOCKS:
            self.break_line()
        elif tag in INLINE:
            self.styles.append(INLINE[tag])
        elif tag == "a":
            self.link = safe_link(dict(attrs))
        elif tag in {"script", "style"}:
            self.unread += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in LISTS:
            self.end_block()
            if self.lists:
                self.lists.pop()
                self.counts.pop()
            self.is_in_item = False
        elif tag == "li" or (tag in BLOCKS and not self.is_in_item):
            self.end_block()
            self.is_in_item = False
        elif tag in INLINE and INLINE[tag] in self.styles:
            self.styles.remove(INLINE[tag])
        elif tag == "a":
            self.link = ()
        elif tag in {"script", "style"}:
            self.unread = max(0, self.unread - 1)

    def handle_data(self, data: str) -> None:
        if self.unread:
            return
        if data[:1].isspace():
            self.add_space()
        self.words.extend(read_words(data, tuple(sorted(set(self.styles))), self.link))

    def add_space(self) -> None:
        if self.words and not self.words[-1].space:
            self.words[-1] = self.words[-1]._replace(space=" ")

    def break_line(self) -> None:
        if self.words and self.words[-1].text != "\n":
            self.words.append(Word("\n", "\n"))

    def end_block(self) -> None:
        while self.words and self.words[-1].text == "\n":
            self.words.pop()
        if self.words:
            ordinal = self.counts[-1] if self.counts else 0
            self.blocks.append(Block(tuple(self.words), tuple(self.lists), ordinal))
        self.words = []


def read_words(text: str, styles: tuple[str, ...] = (), link: Link = ()) -> Iterator[Word]:
    for word, space in PIECE.findall(text):
        key = word.replace(SOFT_HYPHEN, "")
        yield Word(word, (key, link) if link else key, blank(space), styles, link)


def blank(space: str) -> str:
    return (FIXED_BLANK if FIXED_BLANK in space else " ") if space else ""


def safe_link(attributes: dict[str, str | None]) -> Link:
    """What a link keeps: a page or document by its key, or a target that no browser runs as a script."""
    kept = [(name, attributes[name] or "") for name in LINK_ATTRIBUTES if attributes.get(name)]
    return tuple((name, value.strip()) for name, value in kept if name != "href" or SAFE_TARGET.match(value.strip()))


def blocks_of(html: str) -> list[Block]:
    reader = BlockReader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


def words_of(blocks: Iterable[Block]) -> list[str]:
    return [word.text for block in blocks for word in block.words]


def has_same_words(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether both say the same, targets of links included; where paragraphs end does not count."""
    return [word.key for block in old for word in block.words] == [word.key for block in new for word in block.words]


def has_same_look(old: Sequence[Block], new: Sequence[Block]) -> bool:
    return [block.look for block in old] == [block.look for block in new]


def marked_text(old: Sequence[Block], new: Sequence[Block]) -> str:
    """Paragraphs and lists of both; links stay in the form in which they came."""
    return written(marked_block(before, after) for before, after in paired(old, new))


def marked_line(old: str, new: str) -> str:
    """Two plain lines, such as headings, as one."""
    before, after = plain_block(old), plain_block(new)
    return "".join(inline(marked_block(before, after).runs))


def plain_block(line: str) -> Block:
    return Block(tuple(read_words(line)))


# Which block became which


def paired(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Blocks of both in reading order; what has no partner comes alone, the old ones first."""
    matcher = SequenceMatcher(None, [block.key for block in old], [block.key for block in new], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gap = old[old_from:old_to], new[new_from:new_to]
        if tag == "equal":
            yield from zip(*gap, strict=True)
        else:
            yield from similar_pairs(*gap)


def similar_pairs(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """The pairs in order that have most words in common, by dynamic programming over both."""
    if not old or not new or len(old) * len(new) > LARGEST_GAP:
        yield from chain(((block, None) for block in old), ((None, block) for block in new))
        return
    likeness = [[similarity(before.vocabulary, after.vocabulary) for after in new] for before in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            both = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] >= SIMILAR else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    yield from walked(old, new, likeness, best)


def walked(
    old: Sequence[Block], new: Sequence[Block], likeness: list[list[float]], best: list[list[float]]
) -> Iterator[tuple[Block | None, Block | None]]:
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= SIMILAR and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from chain(((block, None) for block in old[i:]), ((None, block) for block in new[j:]))


def similarity(old: Counter[str], new: Counter[str]) -> float:
    """The share of words that both have, 0 to 1; two texts without words are alike."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


# Which word became which


@dataclass(frozen=True)
class Edit:
    """A stretch of both texts: words that are kept, or those that go and those that come instead."""

    kept: tuple[Word, ...] = ()
    gone: tuple[Word, ...] = ()
    come: tuple[Word, ...] = ()

    @cached_property
    def size(self) -> int:
        return max(count_words(self.gone), count_words(self.come))

    @property
    def is_empty(self) -> bool:
        return not (self.kept or self.gone or self.come)

    @property
    def runs(self) -> list[Run]:
        gone = self.gone
        if gone and self.come and not gone[-1].space:
            gone = (*gone[:-1], gone[-1]._replace(space=" "))
        marked = ((KEPT, self.kept), (DELETED, gone), (INSERTED, self.come))
        return [Run(mark, words) for mark, words in marked if words]


def count_words(words: Iterable[Word]) -> int:
    return sum(not word.is_mark for word in words)


def marked_block(old: Block | None, new: Block | None) -> MarkedBlock:
    shown = new or old or Block(())
    if old is None or new is None:
        return MarkedBlock((Run(INSERTED if new else DELETED, shown.words),), shown.lists, shown.ordinal)
    if old.key == new.key:
        return MarkedBlock((Run(KEPT, new.words),), new.lists, new.ordinal)
    found = without_islands(at_sentences(edits(old.words, new.words)))
    return MarkedBlock(tuple(run for edit in found for run in edit.runs), new.lists, new.ordinal)


def edits(old: tuple[Word, ...], new: tuple[Word, ...]) -> list[Edit]:
    """Kept stretches and changes in turn; what both begin and end with is set aside first, for it costs least."""
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    middle = differing(old[head : len(old) - tail], new[head : len(new) - tail])
    ends = kept(old[:head], new[:head]), kept(old[len(old) - tail :], new[len(new) - tail :])
    return [edit for edit in (ends[0], *middle, ends[1]) if not edit.is_empty]


def kept(old: tuple[Word, ...], new: tuple[Word, ...]) -> Edit:
    """As the new text has it; a blank that only the old one has at the end would be missed by the words that go after it."""
    if not new or new[-1].space or not old[-1].space:
        return Edit(new)
    return Edit((*new[:-1], new[-1]._replace(space=old[-1].space)))


def common(old: Sequence[Word], new: Sequence[Word]) -> int:
    """How many words both begin with."""
    alike = takewhile(lambda pair: pair[0].key == pair[1].key, zip(old, new, strict=False))
    return sum(1 for _pair in alike)


def differing(old: tuple[Word, ...], new: tuple[Word, ...]) -> Iterator[Edit]:
    if not old or not new or len(old) * len(new) > LARGEST_TEXT:
        yield Edit(gone=old, come=new)
        return
    matcher = SequenceMatcher(None, [word.key for word in old], [word.key for word in new], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield kept(old[old_from:old_to], new[new_from:new_to])
        else:
            yield Edit(gone=old[old_from:old_to], come=new[new_from:new_to])


def at_sentences(found: list[Edit]) -> list[Edit]:
    """ "A[. B]. C" says the same as "A. [B.] C": where whole sentences came or went, they are marked as such."""
    for index in range(1, len(found) - 1):
        before, edit, after = found[index - 1 : index + 2]
        words = edit.come or edit.gone
        if before.kept and after.kept and not (edit.come and edit.gone):
            whole = before.kept + words + after.kept
            start = whole_sentences(whole, len(before.kept), len(words))
            shifted = whole[start : start + len(words)]
            found[index - 1] = Edit(whole[:start])
            found[index] = Edit(come=shifted) if edit.come else Edit(gone=shifted)
            found[index + 1] = Edit(whole[start + len(words) :])
    return [edit for edit in found if not edit.is_empty]


def whole_sentences(words: tuple[Word, ...], start: int, length: int) -> int:
    """Where a stretch can begin, saying the same, so that it is whole sentences; `start` itself if it is or cannot be."""
    for place in chain(places_back(words, start, length), places_on(words, start, length)):
        if is_end(words[place + length - 1]) and (place == 0 or is_end(words[place - 1])):
            return place
    return start


def places_back(words: tuple[Word, ...], start: int, length: int) -> Iterator[int]:
    yield start
    while start and words[start - 1].key == words[start + length - 1].key:
        start -= 1
        yield start


def places_on(words: tuple[Word, ...], start: int, length: int) -> Iterator[int]:
    while start + length < len(words) and words[start].key == words[start + length].key:
        start += 1
        yield start


def is_end(word: Word) -> bool:
    return word.text in SENTENCE_END


def without_islands(found: Iterable[Edit]) -> list[Edit]:
    """A few words that happen to be kept between larger changes are counted to them: nobody reads a text in shreds."""
    whole: list[Edit] = []
    for edit in found:
        if edit.size and len(whole) > 1 and whole[-1].kept and is_island(whole[-2], whole[-1].kept, edit):
            island, before = whole.pop().kept, whole.pop()
            edit = Edit(gone=before.gone + island + edit.gone, come=before.come + island + edit.come)
        whole.append(edit)
    return whole


def is_island(before: Edit, kept: tuple[Word, ...], after: Edit) -> bool:
    size = count_words(kept)
    return size <= min(ISLAND_WORDS, before.size, after.size) and not any(is_end(word) for word in kept)


# Writing


def written(blocks: Iterable[MarkedBlock]) -> str:
    writer = Writer()
    for block in blocks:
        writer.add(block)
    writer.leave_lists(())
    return "".join(writer.pieces)


@dataclass
class Writer:
    """Opens and closes lists so that items lie as deep as they say; an item keeps the number it has in its own text."""

    pieces: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def add(self, block: MarkedBlock) -> None:
        self.leave_lists(block.lists)
        text = "".join(inline(block.runs))
        if not block.lists:
            self.pieces.append(f"<p>{text}</p>")
            return
        if len(self.lists) == len(block.lists):
            self.pieces.append("</li>")
        else:
            self.enter_lists(block.lists)
        self.pieces.append(self.item(block) + text)

    def leave_lists(self, lists: tuple[str, ...]) -> None:
        while self.lists and tuple(self.lists) != lists[: len(self.lists)]:
            self.pieces.append(f"</li></{self.lists.pop()}>")
            self.counts.pop()

    def enter_lists(self, lists: tuple[str, ...]) -> None:
        for depth, tag in enumerate(lists[len(self.lists) :], start=len(self.lists)):
            self.pieces.append(f"<{tag}>" + ("<li>" if depth < len(lists) - 1 else ""))
            self.lists.append(tag)
            self.counts.append(0)

    def item(self, block: MarkedBlock) -> str:
        self.counts[-1] += 1
        if block.lists[-1] == "ol" and block.ordinal != self.counts[-1]:
            self.counts[-1] = block.ordinal
            return f'<li value="{block.ordinal}">'
        return "<li>"


def inline(runs: Iterable[Run]) -> Iterator[str]:
    """Links outermost, then marks, then styles, so that nothing overlaps; blanks at an end stand outside."""
    pieces = [(word, run.mark) for run in runs for word in run.words]
    for link, linked in groupby(pieces, key=lambda piece: piece[0].link):
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in link)
        opening, closing = (f"<a{attributes}>", "</a>") if link else ("", "")
        yield wrapped(opening, "".join(marked(linked)), closing)


def marked(pieces: Iterable[tuple[Word, str]]) -> Iterator[str]:
    for mark, run in groupby(pieces, key=lambda piece: piece[1]):
        text = "".join(styled(word for word, _mark in run))
        yield wrapped(f"<{mark}>", text, f"</{mark}>") if mark else text


def styled(words: Iterable[Word]) -> Iterator[str]:
    for styles, run in groupby(words, key=lambda word: word.styles):
        opening = "".join(f"<{style}>" for style in styles)
        closing = "".join(f"</{style}>" for style in reversed(styles))
        yield wrapped(opening, spelled(run), closing)


def spelled(words: Iterable[Word]) -> str:
    return escape("".join(word.text + word.space for word in words)).replace("\n", "<br/>")


def wrapped(opening: str, text: str, closing: str) -> str:
    bare = text.rstrip(" ")
    return f"{opening}{bare}{closing}{text[len(bare) :]}"
