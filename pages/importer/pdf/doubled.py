"""Letters that are printed twice to look bold or to throw a shadow are read once."""

from collections.abc import Sequence

from pages.importer.pdf.letters import Letter

# Shares of the size of a letter. "ll" in narrow type lies more than the first apart.
BESIDE = 0.15
BELOW = 0.15
# Of the width of a letter: a shadow covers most of it.
COVERED = 0.6


def once(line: Sequence[Letter]) -> list[Letter]:
    """The letters of a line from left to right without those printed again; what is printed again beside itself looks bold."""
    kept: list[Letter] = []
    for letter in line:
        at = printed_before(kept, letter)
        if at is None:
            kept.append(letter)
        elif abs(kept[at].left - letter.left) > 0.01 * letter.size:
            kept[at] = kept[at]._replace(heavy=True)
    return kept


def printed_before(kept: Sequence[Letter], letter: Letter) -> int | None:
    leftmost = letter.left - BESIDE * max(letter.size, 1.0)
    at = len(kept) - 1
    while at >= 0 and kept[at].left >= leftmost:
        if kept[at].text == letter.text and covers(kept[at], letter):
            return at
        at -= 1
    return None


def covers(first: Letter, again: Letter) -> bool:
    size = max(again.size, 1.0)
    if abs(first.base - again.base) > BELOW * size or abs(first.size - again.size) >= 0.2 * size:
        return False
    return again.left - first.left <= (1 - COVERED) * max(again.right - again.left, 0.1 * size)
