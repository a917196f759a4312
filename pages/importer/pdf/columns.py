"""Running text that is printed in columns, in the order it is read; the rows of a table or of a form stay rows.

A gutter is a strip that no chunk of many rows below each other covers. It parts columns when both sides read as text that runs on,
or when the numbers on the right go on where those on the left end. Cells that begin in the same rows, or rules across, are a table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pages.importer.page_edges import PAGE_NUMBER
from pages.importer.pdf.rows import Row

FEWEST_ROWS = 3
FEWEST_LETTERS = 12  # on average, of a line of a column
# Shares of the size of the text.
GUTTER = 0.75
WIDE_STEP = 1.3
APART = 2.0
# Share of lines that begin inside a sentence in text that runs on; share of cells that begin in one row in a table.
RUNS_ON = 0.2
SIDE_BY_SIDE = 0.7
FULL = 0.75
ALIGNED = 3.0  # points
LEAST_SHIFT = 0.15  # of the width of the text
DEEPEST = 6
MOST_ROWS = 600
SENTENCE_END = re.compile(r"[.!?:;][\"“”»’)\]]*$")
HYPHENATED = re.compile(r"\w[-\u2010\u00ac]$")
NUMBERS = (
    re.compile(r"§§?\s*(\d{1,4})\b"),
    re.compile(r"(?:Art\.?|Artikel)\s*(\d{1,3})\b"),
    re.compile(r"\((\d{1,3})\)"),
    re.compile(r"(\d{1,3})[.)](?:\s|$)"),
)

Rule = tuple[float, float, float]


@dataclass(frozen=True)
class Side:
    """The lines on one side of a gutter."""

    rows: Sequence[Row]

    @property
    def letters(self) -> float:
        return sum(sum(chunk.letters for chunk in row.chunks) for row in self.rows) / max(len(self.rows), 1)

    @property
    def right(self) -> float:
        return max(row.right for row in self.rows)

    @property
    def left(self) -> float:
        return min(row.left for row in self.rows)

    def runs_on(self) -> float:
        """Share of lines that go on with the sentence of the line above."""
        pairs = list(pairwise(self.rows))
        return sum(1 for above, row in pairs if goes_on(above.text, row.text)) / max(len(pairs), 1)

    def beginnings(self, step: float) -> set[float]:
        """Baselines of the lines with which something new begins, but for the first."""
        full = self.left + FULL * (self.right - self.left)
        return {
            row.base
            for above, row in pairwise(self.rows)
            if not goes_on(above.text, row.text)
            and (above.base - row.base > WIDE_STEP * step or above.right < full or SENTENCE_END.search(above.text))
        }


def in_columns(rows: Sequence[Row], rules: Sequence[Rule] = (), depth: int = 0) -> list[Row]:
    """The rows of a page from the top down in the order they are read; a row across two columns comes as two."""
    found = widest_band(rows, rules) if FEWEST_ROWS <= len(rows) <= MOST_ROWS and depth < DEEPEST else None
    if found is None:
        return list(rows)
    first, end, start = found
    band = rows[first:end]
    parts = (
        rows[:first],
        [part for row in band if (part := row.part(float("-inf"), start))],
        [part for row in band if (part := row.part(start, float("inf")))],
        rows[end:],
    )
    return [row for part in parts for row in in_columns(part, rules, depth + 1)]


def widest_band(rows: Sequence[Row], rules: Sequence[Rule]) -> tuple[int, int, float] | None:
    """(first row, end, where the right column starts) of the columns that take most rows."""
    starts = column_starts(rows)
    bands = [
        (end - first, -start, first, end, start)
        for start in starts
        for first, end in bands_beside(rows, start)
        if end - first >= FEWEST_ROWS and is_gutter(rows[first:end], start, starts, rules)
    ]
    if not bands:
        return None
    _size, _place, first, end, start = max(bands)
    return first, end, start


def column_starts(rows: Sequence[Row]) -> list[float]:
    """Left edges that many chunks share, away from the left edge of the text."""
    left = min(row.left for row in rows)
    least = left + LEAST_SHIFT * (max(row.right for row in rows) - left)
    edges: Counter[int] = Counter()
    lowest: dict[int, float] = {}
    for row in rows:
        for chunk in row.chunks:
            if chunk.left > least:
                at = round(chunk.left / ALIGNED)
                edges[at] += 1
                lowest[at] = min(chunk.left, lowest.get(at, chunk.left))
    return [
        min(lowest[at], lowest.get(at - 1, lowest[at])) for at, count in sorted(edges.items()) if count >= FEWEST_ROWS
    ]


def bands_beside(rows: Sequence[Row], start: float) -> Iterator[tuple[int, int]]:
    """Stretches of rows that leave the strip before `start` free."""
    first = 0
    for at, row in enumerate([*rows, None]):
        if row is None or is_across(row, start):
            yield from trimmed(rows, first, at, start)
            first = at + 1


def is_across(row: Row, start: float) -> bool:
    return any(chunk.left < start - 1 and chunk.right > start - GUTTER * chunk.size for chunk in row.chunks)


def trimmed(rows: Sequence[Row], first: int, end: int, start: float) -> Iterator[tuple[int, int]]:
    """Without a title above the columns or a page number below them; nothing when one side is empty."""
    while first < end and rows[first].left >= start - 1:
        first += 1
    while first < end and is_margin(rows, end - 1, end - 2):
        end -= 1
    while first < end and is_margin(rows, first, first + 1):
        first += 1
    if any(row.right > start for row in rows[first:end]):
        yield first, end


def is_margin(rows: Sequence[Row], at: int, inner: int) -> bool:
    """A page number at the edge, or a line that stands far from the text: at the head or the foot of the page."""
    row = rows[at]
    if at not in {0, len(rows) - 1} or not 0 <= inner < len(rows):
        return False
    far = abs(row.base - rows[inner].base) > APART * max(row.size, 1)
    return bool(PAGE_NUMBER.fullmatch(row.text)) or (far and len(row.chunks) > 1)


def is_gutter(band: Sequence[Row], start: float, starts: Sequence[float], rules: Sequence[Rule]) -> bool:
    """Between all that stands left and right of it, or between the two columns next to it where there are more."""
    if is_ruled(band, start, rules):
        return False
    free = [other for other in starts if not any(is_across(row, other) for row in band)]
    before = max((other for other in free if other < start - ALIGNED), default=float("-inf"))
    after = min((other for other in free if other > start + ALIGNED), default=float("inf"))
    whole = (float("-inf"), float("inf"))
    return any(are_columns(band, start, *limits) for limits in dict.fromkeys((whole, (before, after))))


def are_columns(band: Sequence[Row], start: float, least: float, most: float) -> bool:
    left = Side([part for row in band if (part := row.part(least, start))])
    right = Side([part for row in band if (part := row.part(start, most))])
    if min(len(left.rows), len(right.rows)) < FEWEST_ROWS or min(left.letters, right.letters) < FEWEST_LETTERS:
        return False
    goes = numbers_go(left, right)
    return goes > 0 if goes else min(left.runs_on(), right.runs_on()) >= RUNS_ON and not is_table(band, left, right)


def is_ruled(band: Sequence[Row], start: float, rules: Sequence[Rule]) -> bool:
    """Level lines across the gutter inside the band."""
    top, bottom = band[0].base, band[-1].base
    heights = {
        round(height) for begin, end, height in rules if begin < start - 5 and end > start + 5 and bottom < height < top
    }
    return len(heights) > 1


def numbers_go(left: Side, right: Side) -> int:
    """1 when numbers go on from the left column to the right one, -1 when they go on from row to row, 0 when they tell nothing."""
    for pattern in NUMBERS:
        before, after = numbered(left.rows, pattern), numbered(right.rows, pattern)
        if not before or not after:
            continue
        if rises(before) and rises(after) and after[0] == before[-1] + 1:
            return 1
        if rises(before) and rises(after) and after[0] == before[0] + 1 and len(before) > 1:
            return -1
    return 0


def numbered(rows: Sequence[Row], pattern: re.Pattern[str]) -> list[int]:
    return [int(found[1]) for row in rows if (found := pattern.match(row.text))]


def rises(numbers: Sequence[int]) -> bool:
    return all(later > earlier for earlier, later in pairwise(numbers))


def is_table(band: Sequence[Row], left: Side, right: Side) -> bool:
    """Cells of two columns begin in the same rows."""
    steps = [above.base - row.base for above, row in pairwise(band)]
    step = median(steps)
    begun, beside = left.beginnings(step), right.beginnings(step)
    fewer = min(len(begun), len(beside))
    return fewer > 1 and len(begun & beside) >= SIDE_BY_SIDE * fewer


def goes_on(above: str, text: str) -> bool:
    """A line that begins inside a sentence or a word; scripts without capitals are taken to run on."""
    if HYPHENATED.search(above):
        return True
    return text[:1].isalpha() and not text[:1].isupper() and not re.match(r"[a-z]{1,2}[.)]", text)
