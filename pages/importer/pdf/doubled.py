"""Letters that are printed twice to look bold or to throw a shadow are read once."""

from collections import defaultdict
from collections.abc import Sequence

from pages.importer.pdf.letters import Letter

# Shares of the size of a letter. "ll" in narrow type lies more than the first apart.
BESIDE = 0.15
BELOW = 0.15
# Of the width of a letter: a shadow covers most of it.
COVERED = 0.6
CELL = 4.0


def once(letters: Sequence[Letter]) -> list[Letter]:
    """The letters without those printed again at nearly the same place; what is printed again beside itself looks bold."""
    kept: list[Letter] = []
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for letter in letters:
        column, row = round(letter.left / CELL), round(letter.base / CELL)
        at = next(
            (
                at
                for across in (column - 1, column, column + 1)
                for up in (row - 1, row, row + 1)
                for at in places.get((letter.text, across, up), ())
                if covers(kept[at], letter)
            ),
            None,
        )
        if at is None:
            places[letter.text, column, row].append(len(kept))
            kept.append(letter)
        elif abs(kept[at].left - letter.left) > 0.01 * letter.size:
            kept[at] = kept[at]._replace(heavy=True)
    return kept


def covers(first: Letter, again: Letter) -> bool:
    size = max(again.size, 1.0)
    apart = abs(first.left - again.left)
    if apart > BESIDE * size or abs(first.base - again.base) > BELOW * size:
        return False
    return (
        apart <= (1 - COVERED) * max(again.right - again.left, 0.1 * size) and abs(first.size - again.size) < 0.2 * size
    )
