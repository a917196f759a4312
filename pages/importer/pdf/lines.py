"""Rows of all pages -> source lines: where a paragraph begins, what stands out by its look, and what is no text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Protocol

from pages.importer.pdf.columns import goes_on
from pages.importer.pdf.rows import Row
from pages.importer.source_lines import SourceLine

# How much larger than the text a heading is, and how much wider than usual the space above a paragraph.
LARGE = 1.14
WIDE_STEP = 1.35
BODY_SIZE = 10.0
USUAL_STEP = 12.0


class Read(Protocol):
    number: int
    rows: list[Row]
    beside: list[Row]
    faults: list[str]
    said: list[tuple[str, str]]


def lines_of(sheets: Sequence[Read]) -> list[SourceLine]:
    rows = [row for sheet in sheets for row in sheet.rows]
    look = Look(rows)
    lines: list[SourceLine] = []
    for sheet in sheets:
        for before, row in zip([None, *sheet.rows], sheet.rows, strict=False):
            large = row.size > LARGE * look.body
            begins_large = large and bool(lines) and not lines[-1].large
            gap = begins_large or has_gap(before, row, look.usual)
            bold = row.bold and not look.mostly_bold
            lines.append(SourceLine(len(lines) + 1, row.text, gap, bold=bold, large=large, page=row.page))
        lines += no_text(sheet, len(lines) + 1)
    return lines


def no_text(sheet: Read, first: int) -> Iterator[SourceLine]:
    beside = [*((row.text, row.why) for row in sheet.beside), *sheet.said, *(("", fault) for fault in sheet.faults)]
    for number, (text, why) in enumerate(beside, start=first):
        yield SourceLine(number, text, gap=True, page=sheet.number, why=why)


class Look:
    """How most of the text looks."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.body = body_size(rows)
        self.usual = usual_step(steps_of(rows, self.body))
        self.mostly_bold = sum(len(row.text) for row in rows if row.bold) > 0.5 * sum(len(row.text) for row in rows)


def has_gap(before: Row | None, row: Row, usual: float) -> bool:
    """Above the first line of a page, below a wide space, and at the top of a next column unless a sentence goes on there."""
    if before is None:
        return True
    if row.base > before.base:
        return not goes_on(before.text, row.text)
    return not 0 <= before.base - row.base <= WIDE_STEP * usual


def steps_of(rows: Sequence[Row], body: float) -> list[float]:
    """Distances from line to line; none of more than a few lines."""
    steps = [before.base - row.base for before, row in pairwise(rows) if before.page == row.page]
    return [step for step in steps if 0 < step < 4 * body]


def body_size(rows: Sequence[Row]) -> float:
    counts: Counter[float] = Counter()
    for row in rows:
        counts[row.size] += len(row.text)
    return (counts.most_common(1)[0][0] if counts else 0) or BODY_SIZE


def usual_step(steps: Sequence[float]) -> float:
    """The distance of lines inside a paragraph: the most frequent one, the median when none stands out."""
    if not steps:
        return USUAL_STEP
    common, count = Counter(round(step * 2) / 2 for step in steps).most_common(1)[0]
    return common if count * 5 >= len(steps) else median(steps)
