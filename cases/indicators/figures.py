"""From answers to tables of figures, as one basis for what is published and for what an organisation sees of itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.indicators import places
from cases.indicators.queries import Catalogue, key_of
from cases.indicators.suppression import Figure, Table
from cases.models import Answer, Indicator, Submission

COUNTED = (Indicator.Kind.NUMBER, Indicator.Kind.BREAKDOWN, Indicator.Kind.MATRIX)
MISSING = "open"
ANSWERS = (places.VALUE, places.NOTHING, places.NOT_AVAILABLE, MISSING)


@dataclass(frozen=True)
class Counted:
    """An indicator of one period. `answers`: how many organisations gave which of the four kinds of answer (F55)."""

    indicator: Indicator
    table: Table
    answers: Mapping[str, int] = field(default_factory=dict)


def place_of(submission: Submission) -> str:
    """The town of the place of work; "" where a report is for the organisation as a whole."""
    return str(submission.site.town or submission.site.name) if submission.site is not None else ""


def counted(catalogue: Catalogue, reporters: Iterable[Submission], answers: Iterable[Answer]) -> list[Counted]:
    """`reporters` owe a report; `answers` are those of the ones that count."""
    listed = list(reporters)
    by_submission: dict[Any, list[Answer]] = {}
    for answer in answers:
        by_submission.setdefault(answer.submission_id, []).append(answer)
    towns = tuple(sorted({place_of(one) for one in listed}))
    return [
        count(catalogue, indicator, listed, by_submission, towns)
        for indicator in catalogue.indicators
        if indicator.kind in COUNTED
    ]


def count(
    catalogue: Catalogue,
    indicator: Indicator,
    reporters: list[Submission],
    by_submission: Mapping[Any, list[Answer]],
    towns: tuple[str, ...],
) -> Counted:
    rows = tuple(item.key for item in catalogue.rows[indicator.key])
    columns = tuple(item.key for item in catalogue.columns[indicator.key])
    figures: list[Figure] = []
    kinds = dict.fromkeys(ANSWERS, 0)
    for submission in reporters:
        own = [one for one in by_submission.get(submission.pk, ()) if one.indicator.key == indicator.key]
        kind = kind_of(own)
        kinds[kind] += 1
        if kind == places.VALUE:
            figures += figures_of(submission, own, rows, columns)
    return Counted(indicator, Table(rows, columns, towns, tuple(figures)), kinds)


def kind_of(answers: list[Answer]) -> str:
    """Of an indicator as a whole: numbers, if there is any; else what was said instead."""
    kinds = {one.kind for one in answers}
    for kind in (places.VALUE, places.NOT_AVAILABLE, places.NOTHING):
        if kind in kinds:
            return kind
    return MISSING


def figures_of(
    submission: Submission, answers: list[Answer], rows: tuple[str, ...], columns: tuple[str, ...]
) -> list[Figure]:
    """One for each cell, also where there is none: which cells somebody left open is nobody's business."""
    numbers = {key_of(one)[1:]: one.number or 0 for one in answers if one.kind == places.VALUE}
    return [
        Figure(str(submission.organisation_id), place_of(submission), row, column, numbers.get((row, column), 0))
        for row in rows or ("",)
        for column in columns or ("",)
    ]
