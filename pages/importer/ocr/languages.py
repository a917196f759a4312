"""Which lines are German: nothing but German is repaired, for no other language is there a dictionary."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pages.importer import word_lists
from pages.importer.source_lines import SourceLine

LISTS: dict[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in word_lists.load("languages").items()
}
GERMAN, SHARED = LISTS.pop("de"), LISTS.pop("shared")
LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(name for name, words in LISTS.items() if word in words)
    for word in frozenset().union(*LISTS.values()) - GERMAN
}
WORD = re.compile(r"[^\W\d_]+")
NEAR = 2
ENOUGH = 2
# Of German words more than a third are small ones; scan damage leaves most of them as they are.
MANY, LEAST_SHARE = 12, 0.12
LEAST_LINES = 0.05


@dataclass(frozen=True)
class Tally:
    """Of a stretch of text: how many words, which small German ones and how many of the other language that has most."""

    words: int
    german: Counter[str]
    foreign: Counter[str]

    @property
    def is_german(self) -> bool | None:
        """None where too little speaks for either."""
        german, foreign = self.german.total(), max(self.foreign.values(), default=0)
        if foreign >= ENOUGH and foreign > german:
            return False
        if self.words >= MANY and german < LEAST_SHARE * self.words:
            return False
        is_sure = len(self.german) >= ENOUGH and not self.german.keys() <= SHARED
        return True if is_sure and german > foreign else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.words + other.words, self.german + other.german, self.foreign + other.foreign)


def german_lines(lines: Sequence[SourceLine]) -> list[bool]:
    """For each line whether it is German; one without small words is what the lines before it are."""
    tallies = [tally(line.text) for line in lines]
    verdicts = [verdict(lines, tallies, index) for index in range(len(lines))]
    decided = [known for known in verdicts if known is not None]
    if sum(decided) <= LEAST_LINES * len(decided):
        return [False] * len(lines)
    return list(carried_on(verdicts, decided[0]))


def carried_on(verdicts: Sequence[bool | None], first: bool) -> Iterator[bool]:
    last = first
    for known in verdicts:
        last = last if known is None else known
        yield last


def tally(text: str) -> Tally:
    words = WORD.findall(text.lower())
    german = Counter(word for word in words if word in GERMAN)
    foreign = Counter(name for word in words if word in LANGUAGES_OF for name in LANGUAGES_OF[word])
    return Tally(len(words), german, foreign)


def verdict(lines: Sequence[SourceLine], tallies: Sequence[Tally], index: int) -> bool | None:
    """By the line itself, and where it says too little by those of its paragraph around it."""
    own = tallies[index].is_german
    if own is not None:
        return own
    first, last = index, index
    while first > max(index - NEAR, 0) and not lines[first].gap:
        first -= 1
    while last < min(index + NEAR, len(lines) - 1) and not lines[last + 1].gap:
        last += 1
    near = tallies[first : last + 1]
    return sum(near[1:], near[0]).is_german if len(near) > 1 else None
