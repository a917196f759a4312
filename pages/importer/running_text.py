"""The document as one text: sentences run over line ends, and every place of it knows its source line."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pages.importer import flowtext
from pages.importer.source_lines import SourceLine

# A stop after a number or a single letter ends no sentence.
STOP = re.compile(r"(?<![\d])(?<!\b\w)[.!?](?=\s+[A-ZÄÖÜ§(]|$)")
BROKEN_WORD = re.compile(r"[a-zäöüß]-$")


class RunningText:
    def __init__(self, lines: Sequence[SourceLine]) -> None:
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
        self.stops = [match.end() for match in STOP.finditer(self.text)]

    def line_at(self, position: int) -> int:
        """The number of the source line, 0 in an empty document."""
        return self.numbers[max(bisect_right(self.starts, position) - 1, 0)] if self.numbers else 0

    def sentence_at(self, start: int, end: int) -> str:
        """The sentence around a match."""
        before = bisect_right(self.stops, start)
        first = self.stops[before - 1] if before else 0
        after = bisect_left(self.stops, end)
        last = self.stops[after] if after < len(self.stops) else len(self.text)
        return self.text[first:last]


def goes_on_in_word(before: str, content: str) -> bool:
    """Unlike in the sections, a hyphen before a capital letter is left alone: no fact hangs on it."""
    return bool(BROKEN_WORD.search(before)) and content[:1].islower() and not flowtext.CONJUNCTIONS.match(content)
