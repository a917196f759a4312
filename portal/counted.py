"""Figures that a part of the portal counts in its daily work, for the part that reports them: neither knows the other.

    counted.figure_sources.add(FigureSource("job_shadowing", _("Hospitationen"), queries.confirmed_in))

An indicator of the catalogue names its source; the form of a report is filled from it and says where the number comes from.
The catalogue that is shipped asks for "job_shadowing" and "trainings".
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.extensions import Point

NAME_LENGTH = 40


@dataclass(frozen=True)
class FigureSource:
    """`label` says where it is counted, after "gezählt:" ("Hospitationen", "Kalender").

    `count(organisations, first_day, last_day)`, both days included, gives numbers by key of organisation: 0 says that it was
    counted and nothing found, an organisation left out that nothing was counted for it. Numbers only: no names go this way.
    """

    name: str
    label: str | Promise
    count: Callable[[Collection[int], dt.date, dt.date], Mapping[int, int]]


figure_sources: Point[FigureSource] = Point(key=lambda source: source.name)


def label_of(name: str) -> str:
    """ "" for a source that is not there (any more)."""
    source = figure_sources.get(name)
    return str(source.label) if source is not None else ""


def numbers(names: Iterable[str], organisation: int, first_day: dt.date, last_day: dt.date) -> dict[str, int]:
    """Of one organisation by name of the source, each source asked once; what nobody counts is missing."""
    found: dict[str, int] = {}
    for name in sorted(set(names)):
        source = figure_sources.get(name)
        if source is None:
            continue
        number = source.count([organisation], first_day, last_day).get(organisation)
        if number is not None:
            found[name] = number
    return found
