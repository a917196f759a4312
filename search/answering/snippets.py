"""Cut the part of a passage that shows why it was found, and mark the words that matched. Plain segments, never HTML."""

import re
from collections.abc import Collection, Sequence, Set

from search.documents import Segment
from search.language import german

# In characters: about three lines of the results page, and some words before the first match.
LENGTH = 280
LEAD = 40

Span = tuple[int, int]


def matched(text: str, words: Sequence[Collection[str]], wanted: Set[str]) -> list[Span]:
    """Where the words of `text` stand that are found by a wanted stem; `words` says by what each is found."""
    hits = [not wanted.isdisjoint(found_by) for found_by in words]
    return [span for span, is_hit in zip(german.spans(text), hits, strict=False) if is_hit] if any(hits) else []


def marked(text: str, marks: Sequence[Span]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    at = 0
    for start, end in marks:
        if start > at:
            segments.append(Segment(text[at:start]))
        segments.append(Segment(text[start:end], is_mark=True))
        at = end
    if at < len(text):
        segments.append(Segment(text[at:]))
    return tuple(segments)


def window(text: str, marks: Sequence[Span]) -> Span:
    """The stretch with the most different marked words, from a word's beginning to a word's end."""
    if len(text) <= LENGTH:
        return 0, len(text)
    starts = [max(0, start - LEAD) for start, _end in marks] or [0]
    # Different words count, not all marks: a word said five times explains no more than once. Of equals the first.
    best = max(
        starts, key=lambda at: (len({text[s:e].casefold() for s, e in marks if at <= s and e <= at + LENGTH}), -at)
    )
    start = text.rfind(" ", 0, best + 1) + 1 if best else 0
    end = text.rfind(" ", start, start + LENGTH) if start + LENGTH < len(text) else len(text)
    return start, end if end > start else min(len(text), start + LENGTH)


def snippet(text: str, marks: Sequence[Span]) -> tuple[Segment, ...]:
    line = re.sub(r"\s", " ", text)
    start, end = window(line, marks)
    inside = [(s - start, e - start) for s, e in marks if start <= s and e <= end]
    segments = list(marked(line[start:end], inside))
    if start:
        segments.insert(0, Segment("… "))
    if end < len(line):
        segments.append(Segment(" …"))
    return tuple(segments)
