"""Pure: words with the formatting they stand in, so that what somebody retypes keeps it wherever the words are the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from itertools import groupby, takewhile

TOKENS = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
SYNONYMS = {"strong": "b", "em": "i"}


@dataclass(frozen=True)
class Mark:
    """An inline element: its name, and the start tag as stored."""

    name: str
    start: str

    @property
    def canonical(self) -> str:
        """Editors write the same formatting in several ways."""
        name = SYNONYMS.get(self.name, self.name)
        return self.start if name == "a" else name


Marks = tuple[Mark, ...]


@dataclass(frozen=True)
class Run:
    text: str
    marks: Marks = ()


@dataclass(frozen=True)
class Token:
    text: str
    marks: Marks

    @property
    def key(self) -> str:
        """A blank that keeps words together is a blank to whoever types."""
        return " " if self.text.isspace() and self.text != "\n" else self.text


def text_of(runs: Iterable[Run]) -> str:
    """As typed: blanks are single, line breaks are kept."""
    lines = "".join(run.text for run in runs).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip("\n")


def tokens(runs: Iterable[Run]) -> list[Token]:
    return [Token(piece, run.marks) for run in runs for piece in TOKENS.findall(run.text)]


def retyped(before: Sequence[Run], text: str) -> list[Run]:
    """The text with the formatting of `before` where its words are the same; new words take what both neighbours have."""
    old, new = tokens(before), tokens([Run(text)])
    matcher = SequenceMatcher(None, [one.key for one in old], [one.key for one in new], autojunk=False)
    found: list[Run] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found += [Run(one.text, one.marks) for one in old[start:end]]
        else:
            marks = marks_for(old, start, end)
            found += [Run(one.text, marks) for one in new[first:last]]
    return joined(found)


def marks_for(old: Sequence[Token], start: int, end: int) -> Marks:
    """For words put in the place of old[start:end]: what all of those had, a link only where it goes on at both sides.

    With nothing replaced, what the words on both sides share.
    """
    shared = shared_by_neighbours(old, start, end)
    replaced = {one.marks for one in old[start:end] if one.key != " "}
    if len(replaced) > 1:
        return ()
    return tuple(mark for mark in replaced.pop() if mark.name != "a" or mark in shared) if replaced else shared


def shared_by_neighbours(old: Sequence[Token], start: int, end: int) -> Marks:
    if start == 0 or end == len(old):
        return ()
    pairs = zip(old[start - 1].marks, old[end].marks, strict=False)
    return tuple(left for left, _right in takewhile(lambda pair: pair[0] == pair[1], pairs))


def joined(runs: Iterable[Run]) -> list[Run]:
    return [Run("".join(run.text for run in same), marks) for marks, same in groupby(runs, lambda run: run.marks)]


def html_of(runs: Iterable[Run]) -> str:
    pieces: list[str] = []
    open_marks: list[Mark] = []
    for run in joined(runs):
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(open_marks, run.marks, strict=False))))
        pieces += [f"</{mark.name}>" for mark in reversed(open_marks[shared:])]
        pieces += [mark.start for mark in run.marks[shared:]]
        pieces.append(escape(run.text, quote=False).replace("\n", "<br/>"))
        open_marks = list(run.marks)
    pieces += [f"</{mark.name}>" for mark in reversed(open_marks)]
    return "".join(pieces)


def canonical(runs: Iterable[Run]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The same for two texts that read the same and are formatted the same, however that is written."""
    pieces = [(one.key, tuple(sorted(mark.canonical for mark in one.marks))) for one in tokens(runs)]
    kept = [(text, () if text == " " else marks) for text, marks in pieces]
    while kept and kept[0][0].isspace():
        kept.pop(0)
    while kept and kept[-1][0].isspace():
        kept.pop()
    return tuple(kept)
