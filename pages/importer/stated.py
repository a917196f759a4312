"""A file of the portal says of each line what it is: a fact, a party, the head of a section, a paragraph, an item of a list.

`SourceLine.said` holds one of the words below. `level` is the level of a section or the depth of a list, `text` the words, with
the marks of `inline_marks` in paragraphs and items. Number and heading of a section stand apart by BETWEEN, where a person has
written it by a blank.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pages import numbering
from pages.importer import inline_marks, stated_facts
from pages.importer.facts.reading import Facts
from pages.importer.source_lines import SourceLine
from pages.rich_runs import Block, Run

FACT, PARTY, SECTION, PARAGRAPH, BULLET, FIRST_COUNTED, COUNTED = (
    "fact",
    "party",
    "section",
    "p",
    "ul",
    "ol first",
    "ol",
)
KINDS = {PARAGRAPH: "p", BULLET: "ul", FIRST_COUNTED: "ol", COUNTED: "ol"}
BETWEEN = "\u2003"
CELL = "\t"
LONGEST_NUMBER = 20
MOST_WORDS_OF_NUMBER = 2


@dataclass
class StatedSection:
    number: str
    level: int
    heading: str
    lines: list[SourceLine]
    blocks: list[Block] = field(default_factory=list)


def facts_of(lines: Sequence[SourceLine]) -> Facts:
    pairs = [line.text.partition(CELL)[::2] for line in lines if line.said == FACT]
    parties = [line.text.split(CELL) for line in lines if line.said == PARTY]
    return stated_facts.read(pairs, parties)


def sections(lines: Sequence[SourceLine]) -> Iterator[StatedSection]:
    """Text above the first head is a section without one."""
    current: StatedSection | None = None
    for line in lines:
        if line.said == SECTION:
            if current:
                yield current
            number, heading = parted(line.text)
            current = StatedSection(number, min(max(line.level, 1), numbering.MAX_LEVEL), heading, [line])
        elif line.said in KINDS:
            current = current or StatedSection("", 1, "", [])
            current.lines.append(line)
            if runs := inline_marks.read(line.text):
                current.blocks.append(block_of(line, runs, current.blocks))
    if current:
        yield current


def block_of(line: SourceLine, runs: tuple[Run, ...], before: Sequence[Block]) -> Block:
    kind = KINDS[line.said]
    if kind == "p":
        return Block(runs)
    depth = max(line.level, 1)
    above = next((block for block in reversed(before) if block.depth <= depth), None)
    goes_on = above is not None and (above.kind, above.depth) == (kind, depth) and line.said != FIRST_COUNTED
    return Block(runs, kind, depth, starts=not goes_on)


def parted(text: str) -> tuple[str, str]:
    """(number, heading) of the head of a section."""
    if BETWEEN in text:
        number, _between, heading = text.partition(BETWEEN)
        if len(number.strip()) <= LONGEST_NUMBER:
            return number.strip(), heading.strip()
        return "", f"{number.strip()} {heading.strip()}".strip()
    words = text.split(" ")
    for count in range(min(MOST_WORDS_OF_NUMBER, len(words)), 0, -1):
        number = " ".join(words[:count])
        if re.search(r"[\d().]", number) and numbering.parse(number):
            return number, " ".join(words[count:]).strip()
    return "", text.strip()


def head(number: str, heading: str) -> str:
    """The head of a section, so that `parted` gives it back."""
    if number and parted(joined := f"{number} {heading}".strip()) == (number, heading) and not heading:
        return joined
    if not number and parted(heading) == ("", heading):
        return heading
    return f"{number}{BETWEEN}{heading}"
