"""Pure: a statute goes deeper than a page: book, division, title, subtitle, chapter, §, (1), 1., a)."""

from collections.abc import Sequence

from pages.numbering import parents


def squeezed(levels: Sequence[int], most: int) -> list[int]:
    """Levels of which none is beyond `most`: where a branch is too deep, its upper sections stand beside what they stood in.

    So § and what is below it stay told apart, which citations need. What stands in one section stays on one level.
    """
    if max(levels, default=0) <= most:
        return list(levels)
    above = parents(levels)
    below = [0] * (len(levels) + 1)  # levels below each section; the last is the document, so that -1 finds it
    for index in range(len(levels) - 1, -1, -1):
        below[above[index]] = max(below[above[index]], below[index] + 1)
    made: list[int] = []
    for parent in above:
        beneath = made[parent] + 1 if parent >= 0 else 1
        made.append(max(1, min(beneath, most + 1 - below[parent])))
    return made
