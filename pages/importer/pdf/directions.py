"""Which way a page is read; text that runs another way stands beside it."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pages.importer.pdf.letters import OUTSIDE, Group, Letter, PageLetters
from pages.importer.pdf.rows import APART, Chunk, Row, rows_of
from portal.requests.confined_process import gettext_noop

TURNED = gettext_noop("Gedrehter Text")
# A word of stacked letters: fewest of them, and their distance as a share of their size.
FEWEST_STACKED = 4
FEWEST_DIFFERENT = 3
ASIDE = 0.4
# Share of the strings of a page that lie askew by the same amount.
COMMON = 0.6
NEAREST, FARTHEST = 0.6, 2.2
UNEVEN = 1.4


def main_angle(groups: Mapping[Group, Sequence[Letter]]) -> int:
    """Degrees in which most of the text runs; level where nothing does."""
    counts: Counter[int] = Counter()
    for group, letters in groups.items():
        if not group.why:
            counts[group.angle] += sum(1 for letter in letters if not letter.text.isspace())
    return max(counts, key=lambda angle: (counts[angle], angle == 0), default=0)


def with_outside(page: PageLetters) -> dict[Group, list[Letter]]:
    """Where most of the text lies outside of what is shown, the box is wrong and not the text."""
    groups = dict(page.groups)
    outside = {group.angle: letters for group, letters in groups.items() if group.why == OUTSIDE}
    for angle, letters in outside.items():
        inside = groups.get(Group(angle), [])
        if len(letters) > len(inside):
            del groups[Group(angle, OUTSIDE)]
            groups[Group(angle)] = [*inside, *letters]
    return groups


def rows_by_direction(
    groups: Mapping[Group, Sequence[Letter]], slopes: Mapping[Group, Counter[float]], angle: int, number: int
) -> tuple[list[Row], list[Row]]:
    """Rows of the text from the top down, and those that are none of it, with why."""
    rows: list[Row] = []
    beside: list[Row] = []
    for group, given in sorted(groups.items()):
        letters = straightened(given, slopes.get(group, Counter()))
        if group == Group(angle):
            read, stacked = without_stacks(letters, number)
            rows, beside = read, [*beside, *stacked]
        else:
            beside += rows_of(letters, number, group.why or TURNED)
    return rows, beside


def straightened(letters: Sequence[Letter], slopes: Counter[float]) -> Sequence[Letter]:
    """The lines of a sheet that lay askew are level again."""
    slope, strings = slopes.most_common(1)[0] if slopes else (0.0, 0)
    if not slope or strings < COMMON * slopes.total():
        return letters
    across, up = math.cos(math.radians(slope)), math.sin(math.radians(slope))
    return [
        letter._replace(
            left=letter.left * across + letter.base * up,
            right=letter.left * across + letter.base * up + letter.right - letter.left,
            base=letter.base * across - letter.left * up,
        )
        for letter in letters
    ]


def without_stacks(letters: Sequence[Letter], page: int) -> tuple[list[Row], list[Row]]:
    """The rows, and the words whose letters stand below each other."""
    alone = [letter for letter in letters if letter.text.isalpha() and len(letter.text) == 1]
    if len(alone) < FEWEST_STACKED:
        return rows_of(letters, page), []
    stacks = list(stacks_of(standing_alone(letters)))
    taken = {id(letter) for stack in stacks for letter in stack}
    rest = [letter for letter in letters if id(letter) not in taken]
    return rows_of(rest, page), [stacked_row(stack, page) for stack in stacks]


def standing_alone(letters: Sequence[Letter]) -> list[Letter]:
    """Letters with a wide space on both sides."""
    solid = sorted(
        (letter for letter in letters if not letter.text.isspace()), key=lambda one: (-round(one.base), one.left)
    )
    edges: list[Letter | None] = [None, *solid, None]
    return [
        letter
        for before, letter, after in zip(edges, solid, edges[2:], strict=False)
        if letter.text.isalpha() and is_apart(before, letter) and is_apart(letter, after)
    ]


def is_apart(before: Letter | None, letter: Letter | None) -> bool:
    if before is None or letter is None or abs(before.base - letter.base) > 1:
        return True
    return letter.left - before.right > APART * letter.size


def stacks_of(alone: Sequence[Letter]) -> Iterator[list[Letter]]:
    stack: list[Letter] = []
    for letter in sorted(alone, key=lambda one: (round((one.left + one.right) / 2 / max(one.size, 1)), -one.base)):
        if stack and not goes_on(stack, letter):
            if is_word(stack):
                yield stack
            stack = []
        stack.append(letter)
    if is_word(stack):
        yield stack


def goes_on(stack: Sequence[Letter], letter: Letter) -> bool:
    above = stack[-1]
    size = above.size
    if abs((above.left + above.right) - (letter.left + letter.right)) / 2 > ASIDE * size or letter.size != size:
        return False
    return NEAREST * size <= above.base - letter.base <= FARTHEST * size


def is_word(stack: Sequence[Letter]) -> bool:
    """Letters in even steps that are neither marks of a list (a, b, c) nor crosses in a table."""
    texts = [letter.text for letter in stack]
    steps = [above.base - below.base for above, below in pairwise(stack)]
    if len(stack) < FEWEST_STACKED or len(set(texts)) < FEWEST_DIFFERENT or max(steps) > UNEVEN * min(steps):
        return False
    return any(ord(second) - ord(first) != 1 for first, second in pairwise(texts))


def stacked_row(stack: Sequence[Letter], page: int) -> Row:
    text = "".join(letter.text for letter in stack)
    first = stack[0]
    return Row(page, first.base, (Chunk(first.left, first.right, text, first.size, len(stack), 0),), TURNED)
