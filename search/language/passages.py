"""Long sections fall into passages that say one thing each; short ones stay whole."""

import re

# In words. A passage should say one thing, and enough of it to be understood by itself.
WHOLE = 150
SMALL = 25
LARGE = 90
LIST_ITEM = re.compile(r"^\s*(?:[-–•·*«]|\(?[a-z0-9]{1,2}[).])\s")


def words(text: str) -> int:
    return len(text.split())


def passages(text: str) -> list[str]:
    """The passages of a section's text in reading order: every word is in one of them, only blank lines are gone."""
    if words(text) <= WHOLE:
        return [text]
    grown: list[str] = []
    for paragraph in filter(str.strip, text.split("\n")):
        pieces = sentences(paragraph) if words(paragraph) > 2 * LARGE else [paragraph]
        for piece in pieces:
            if grown and belongs(grown[-1], piece):
                grown[-1] += "\n" + piece
            else:
                grown.append(piece)
    return grown or [text]


def belongs(before: str, piece: str) -> bool:
    """Whether a paragraph goes on what the one before says: a list after its lead, a crumb, the text after a crumb."""
    size = words(before) + words(piece)
    if size > LARGE:
        return False
    return (
        words(before) < SMALL or words(piece) < SMALL or before.rstrip().endswith(":") or bool(LIST_ITEM.match(piece))
    )


def sentences(paragraph: str) -> list[str]:
    grown: list[str] = []
    for sentence in re.split(r"(?<=[.!?;])\s+(?=[A-ZÄÖÜ„(])", paragraph):
        if grown and words(grown[-1]) + words(sentence) <= LARGE:
            grown[-1] += " " + sentence
        else:
            grown.append(sentence)
    return grown
