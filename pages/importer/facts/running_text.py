"""The document as one text: sentences run over line ends, and every place of it knows its source line."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pages.importer.facts.evidence import Evidence, shortened
from pages.importer.sections import flowtext
from pages.importer.source_lines import SourceLine

# A stop after a number or a single letter ends no sentence, but one after a year does.
STOP = re.compile(r"(?:(?<![\d])(?<!\b\w)[.!?]|(?<=[. ]\d{4})\.)(?=\s+[A-ZÄÖÜ§(]|$)")
LONGEST_NUMBER = 40
BROKEN_WORD = re.compile(r"[a-zäöüß]-$")


@dataclass(frozen=True)
class Head:
    """Where a section begins; `above` is its heading, or that of the section it stands in where it has none of its own."""

    line: int
    heading: str
    above: str = ""
    is_numbered: bool = True


class RunningText:
    def __init__(self, lines: Sequence[SourceLine], heads: Sequence[Head] = ()) -> None:
        pieces: list[str] = []
        length = 0
        self.starts: list[int] = []
        self.numbers = [line.number for line in lines]
        for line in lines:
            content = flowtext.plain(line.text)
            if pieces and goes_on_in_word(pieces[-1], content):
                pieces[-1] = pieces[-1][:-1]
                length -= 1
            elif pieces:
                content = f" {content}"
            self.starts.append(length)
            pieces.append(content)
            length += len(content)
        self.text = "".join(pieces)
        ends = {match.end() for match in STOP.finditer(self.text)}
        gaps = {
            start for start, line in zip(self.starts, lines, strict=True) if line.gap and not line.text[:1].islower()
        }
        self.heads = [(self._start_of(head.line), head) for head in heads]
        self.stops = sorted(
            ends | gaps | {stop for start, head in self.heads for stop in (start, self._end_of(start, head))}
        )

    def _start_of(self, line: int) -> int:
        return (
            self.starts[bisect_left(self.numbers, line)]
            if self.numbers and line <= self.numbers[-1]
            else len(self.text)
        )

    def _end_of(self, start: int, head: Head) -> int:
        """Where the heading that begins at `start` ends; at its beginning where it cannot be found."""
        found = self.text.find(head.heading, start, start + len(head.heading) + LONGEST_NUMBER) if head.heading else -1
        return found + len(head.heading) if found >= 0 else start

    def head_at(self, position: int) -> Head | None:
        """The section that a place stands in; None above the first."""
        at = bisect_right(self.heads, position, key=lambda one: one[0])
        return self.heads[at - 1][1] if at else None

    @property
    def first_numbered(self) -> int:
        """The source line of the first numbered section, 0 for none."""
        return next((head.line for _start, head in self.heads if head.is_numbered), 0)

    def line_at(self, position: int) -> int:
        """The number of the source line, 0 in an empty document."""
        return self.numbers[max(bisect_right(self.starts, position) - 1, 0)] if self.numbers else 0

    def sentence_at(self, start: int, end: int) -> str:
        """The sentence around a match."""
        first, last = self.sentence_span(start, end)
        return self.text[first:last]

    def evidence(self, start: int, end: int, certainty: str) -> Evidence:
        return Evidence(self.line_at(start), shortened(self.sentence_at(start, end)), certainty)

    def sentence_span(self, start: int, end: int) -> tuple[int, int]:
        before = bisect_right(self.stops, start)
        after = bisect_left(self.stops, end)
        return (self.stops[before - 1] if before else 0), self.stops[after] if after < len(self.stops) else len(
            self.text
        )


def goes_on_in_word(before: str, content: str) -> bool:
    """Unlike in the sections, a hyphen before a capital letter is left alone: no fact hangs on it."""
    return bool(BROKEN_WORD.search(before)) and content[:1].islower() and not flowtext.CONJUNCTIONS.match(content)
