"""Pure: where the bars of a chart stand. The page draws them as SVG, with the table beside them as their alternative."""

from collections.abc import Sequence
from dataclasses import dataclass

STEP, BAR, HEIGHT, TOP = 58, 34, 130, 24
LEVELS = 5
ABOVE = 6


@dataclass(frozen=True)
class Bar:
    """Lengths as they are written into the drawing, so that no page has to format them: there are hundreds."""

    x: str
    y: str
    height: str
    middle: str
    text_y: str
    label: str
    text: str
    is_current: bool
    has_number: bool


@dataclass(frozen=True)
class Chart:
    """`text` of a bar is its number, or why there is none."""

    width: int
    base: int
    bars: tuple[Bar, ...]

    @property
    def words(self) -> str:
        """For whoever does not see the drawing."""
        return ", ".join(f"{bar.label}: {bar.text}" for bar in self.bars)


@dataclass(frozen=True)
class Point:
    label: str
    value: int | None
    text: str
    is_current: bool = False


def chart_of(points: Sequence[Point]) -> Chart:
    highest = max((one.value or 0 for one in points), default=0) or 1
    bars = []
    for place, one in enumerate(points):
        height = (HEIGHT - TOP) * (one.value or 0) / highest
        x, y = place * STEP + (STEP - BAR) // 2, HEIGHT - height
        left, top, tall, middle, above = map(length, (x, y, height, x + BAR // 2, y - ABOVE))
        has_number = one.value is not None
        bars.append(Bar(left, top, tall, middle, above, one.label, one.text, one.is_current, has_number))
    return Chart(max(len(points), 1) * STEP, HEIGHT, tuple(bars))


def length(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def share(value: int | None, highest: int) -> str:
    """Of a bar in a row of a table, in percent."""
    return length(100 * value / highest) if value and highest else "0"


def level(value: int | None, highest: int) -> int:
    """Of a heat map, 0 to 4; the number stands in the cell, so that no colour says anything alone."""
    if not value or not highest:
        return 0
    return min(LEVELS - 1, 1 + (LEVELS - 1) * value // (highest + 1))
