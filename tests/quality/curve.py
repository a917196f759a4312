"""Where the bar between hits and nearest may stand: what each height costs questions that have an answer, and saves those that have none."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from tests.quality.sets import Asked, Question

# The constant that is swept, and its values.
BAR = "search.answering.ranking.GOOD_COVERAGE"
HEIGHTS = [round(0.05 * step, 2) for step in range(20)]

Answered = Callable[[list[Question]], dict[str, Any]]


@contextmanager
def with_bar(value: float) -> Iterator[None]:
    module_name, _dot, name = BAR.rpartition(".")
    module = import_module(module_name)
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def curve(one: Asked, engines: Mapping[str, Answered]) -> str:
    lines = [f"\n{one.title}: {BAR}", f"{'':<12}{'Höhe':>8}{'nDCG@10':>9}{'Verlust':>9}{'falsche':>9}"]
    for name, answered in engines.items():
        points = list(measured(one.questions, answered))
        best = max(quality for _height, quality, _share in points)
        lines += [
            f"{name:<12}{height:>8.2f}{quality:>9.3f}{best - quality:>9.3f}{share:>9.2f}"
            for height, quality, share in points
        ]
    return "\n".join(lines)


def measured(questions: list[Question], answered: Answered) -> Iterator[tuple[float, float, float]]:
    """Each height with nDCG and the share of questions without an answer that get hits."""
    for height in HEIGHTS:
        with with_bar(height):
            result = answered(questions)
        yield height, result["overall"].get("ndcg", 0.0), result["no_answer"]["false_hit_rate"] or 0.0
