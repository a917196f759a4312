"""Cut the part of a passage that shows why it was found, and mark the words that matched. Plain segments, never HTML."""

from collections.abc import Collection, Sequence

from . import german
from .documents import Segment

LENGTH = 280


def matched(text: str, stems: Collection[str], compound_stems: Collection[str] = ()) -> list[tuple[int, int]]:
    """Where the words stand that have one of the stems, by themselves or as another form."""
    return [
        (token.start, token.end - token.is_tied)
        for token in german.tokens(text)
        if german.stem(token.form) in stems or german.stem(token.form, "en") in stems
        or any(form in stems for form in german.forms(token.form)) or german.stem(token.form) in compound_stems
    ]


def marked(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    at = 0
    for start, end in marks:
        if start > at:
            found.append(Segment(text[at:start]))
        found.append(Segment(text[start:end], is_mark=True))
        at = end
    if at < len(text):
        found.append(Segment(text[at:]))
    return tuple(found)


def window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch with the most marks, from a word's beginning to a word's end."""
    if len(text) <= LENGTH:
        return 0, len(text)
    starts = [max(0, start - 40) for start, _end in marks] or [0]
    best = max(starts, key=lambda at: (len({text[s:e].casefold() for s, e in marks if at <= s and e <= at + LENGTH}), -at))
    start = text.rfind(" ", 0, best + 1) + 1 if best else 0
    end = text.rfind(" ", start, start + LENGTH) if start + LENGTH < len(text) else len(text)
    return start, end if end > start else start + LENGTH


def snippet(text: str, stems: Collection[str], compound_stems: Collection[str] = ()) -> tuple[Segment, ...]:
    text = " ".join(text.split())
    marks = matched(text, stems, compound_stems)
    start, end = window(text, marks)
    inside = [(s - start, e - start) for s, e in marks if start <= s and e <= end]
    segments = list(marked(text[start:end], inside))
    if start and segments:
        segments.insert(0, Segment("… "))
    if end < len(text):
        segments.append(Segment(" …"))
    return tuple(segments)
