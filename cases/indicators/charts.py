"""Pure: where the bars of a chart stand. The page draws them as SVG, with the table beside them as their alternative."""

from collections.abc import Sequence
from dataclasses import dataclass

STEP, BAR, HEIGHT, TOP = 58, 34, 130, 24
LEVELS = 5
ABOVE = 6


@dataclass(frozen=True)
class Bar:
    x: int
    y: float
    height: float
    middle: int
    label: str
    text: str
    is_current: bool
    has_number: bool

    @property
    def text_y(self) -> float:
        return self.y - ABOVE


@dataclass(frozen=True)
class Chart:
    """`text` of a bar is its number, or why there is none."""

    width: int
    base: int
    bars: tuple[Bar, ...]


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
        height = round((HEIGHT - TOP) * (one.value or 0) / highest, 1)
        x = place * STEP + (STEP - BAR) // 2
        y = round(HEIGHT - height, 1)
        bars.append(Bar(x, y, height, x + BAR // 2, one.label, one.text, one.is_current, one.value is not None))
    return Chart(max(len(points), 1) * STEP, HEIGHT, tuple(bars))


def share(value: int | None, highest: int) -> float:
    """Of a bar in a row of a table, in percent."""
    return round(100 * value / highest, 1) if value and highest else 0.0


def level(value: int | None, highest: int) -> int:
    """Of a heat map, 0 to 4; the number stands in the cell, so that no colour says anything alone."""
    if not value or not highest:
        return 0
    return min(LEVELS - 1, 1 + (LEVELS - 1) * value // (highest + 1))
