"""Answers as the inputs of a form hold them."""

from collections.abc import Mapping
from typing import Any

from cases.indicators import places
from cases.indicators.places import Key, RowPlace, cell_name
from cases.indicators.sums import Sums
from cases.models import Answer


def prefilled(key: Key, stored: Mapping[Key, Answer], sums: Sums) -> str:
    """What was typed by hand stays; what came from the tally follows it."""
    answer, tallied = stored.get(key), sums.of(*key)
    if answer is None:
        row = stored.get((key[0], key[1], ""))
        is_answered_otherwise = row is not None and row.kind in {places.NOTHING, places.NOT_AVAILABLE}
        return "" if tallied is None or is_answered_otherwise else str(tallied)
    if answer.kind == places.TEXT:
        return str(answer.text)
    if answer.number is None:
        return ""
    is_counted = answer.tallied is not None and answer.number == answer.tallied
    return str(tallied) if is_counted and tallied is not None else str(answer.number)


def row_values(place: RowPlace, stored: Mapping[Key, Answer]) -> dict[str, Any]:
    """Texts of the inputs of a row as they are stored."""
    found: dict[str, Any] = {}
    answers = [(key, stored[key]) for key in {*place.cells, (place.indicator, place.row, "")} if key in stored]
    for key, answer in answers:
        found[place.field(places.KIND)] = answer.kind
        found[place.field(places.REASON)] = found.get(place.field(places.REASON)) or answer.reason
        found[place.field(places.ESTIMATED)] = answer.is_estimated
        if answer.kind in {places.VALUE, places.TEXT}:
            found[cell_name(key)] = str(answer.number) if answer.kind == places.VALUE else answer.text
    return found
