"""What still stands in the way of handing in: open fields, missing reasons, rules that do not hold (F55, F56)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.indicators import places
from cases.indicators.places import Key, RowPlace, cell_name
from cases.indicators.queries import Before, Catalogue
from cases.indicators.sums import Sums
from cases.models import Indicator


@dataclass(frozen=True)
class Checked:
    """The values of a form beside what they are compared with."""

    catalogue: Catalogue
    values: Mapping[str, Any]
    sums: Sums
    before: Before

    def kind(self, place: RowPlace) -> str:
        return str(self.values.get(place.field(places.KIND)) or places.VALUE)

    def has_numbers(self, place: RowPlace) -> bool:
        return self.kind(place) == places.VALUE

    def number(self, key: Key) -> int | None:
        text = self.values.get(cell_name(key), "")
        try:
            return places.whole_number(str(text).strip())
        except ValueError:
            return None

    def numbers(self, place: RowPlace) -> list[int]:
        if not self.has_numbers(place):
            return []
        return [number for key in place.cells if (number := self.number(key)) is not None]

    def total(self, indicator: Indicator) -> int | None:
        """None where no number stands: nothing to report and not available are no zeros."""
        found = [number for place in self.catalogue.places_of(indicator) for number in self.numbers(place)]
        return sum(found) if found else None

    def is_off_tally(self, key: Key) -> bool:
        tallied, number = self.sums.of(*key), self.number(key)
        return tallied is not None and number is not None and number != tallied

    def is_off_before(self, indicator: Indicator, place: RowPlace) -> bool:
        numbers = self.numbers(place)
        return bool(numbers) and places.deviates(sum(numbers), self.before.of(place), indicator.change_percent)

    def is_open(self, key: Key, place: RowPlace) -> bool:
        return self.has_numbers(place) and not str(self.values.get(cell_name(key), "")).strip()

    def is_answered(self, indicator: Indicator, place: RowPlace) -> bool:
        if self.kind(place) == places.NOT_AVAILABLE:
            return bool(self.reason(place))
        return not indicator.is_required or not any(self.is_open(key, place) for key in place.cells)

    def reason(self, place: RowPlace) -> str:
        return str(self.values.get(place.field(places.REASON), "")).strip()

    def needs_reason(self, indicator: Indicator, place: RowPlace) -> bool:
        """Text of the reason is asked for: not available, off the tally, off the period before."""
        if self.kind(place) == places.NOT_AVAILABLE:
            return True
        off_tally = self.has_numbers(place) and any(self.is_off_tally(key) for key in place.cells)
        return off_tally or self.is_off_before(indicator, place)


def problems(checked: Checked) -> dict[str, str]:
    """A sentence by the name of the input it belongs to; empty when it can be handed in."""
    found: dict[str, str] = {}
    for indicator in checked.catalogue.indicators:
        for place in checked.catalogue.places_of(indicator):
            found |= problems_of_row(checked, indicator, place)
        found |= problems_of_sum(checked, indicator)
    return found


def problems_of_row(checked: Checked, indicator: Indicator, place: RowPlace) -> dict[str, str]:
    found: dict[str, str] = {}
    if indicator.is_required:
        said = _("Noch offen: bitte eine Zahl eintragen oder bei „Angabe“ etwas anderes wählen.")
        if indicator.kind == Indicator.Kind.TEXT:
            said = _("Noch offen: bitte einen Satz schreiben oder „Nichts zu melden“ wählen.")
        found |= {cell_name(key): said for key in place.cells if is_unanswered(checked, indicator, place, key)}
    if checked.needs_reason(indicator, place) and not checked.reason(place):
        found[place.field(places.REASON)] = _("Bitte nennen Sie den Grund in einem Satz.")
    for key in place.cells:
        number = checked.number(key) if checked.has_numbers(place) else None
        if number is not None and indicator.lowest is not None and number < indicator.lowest:
            found[cell_name(key)] = _("Mindestens %(number)s.") % {"number": indicator.lowest}
        if number is not None and indicator.highest is not None and number > indicator.highest:
            found[cell_name(key)] = _("Höchstens %(number)s.") % {"number": indicator.highest}
    return found


def is_unanswered(checked: Checked, indicator: Indicator, place: RowPlace, key: Key) -> bool:
    if indicator.kind == Indicator.Kind.TEXT:
        return checked.kind(place) != places.NOTHING and not str(checked.values.get(cell_name(key), "")).strip()
    return checked.is_open(key, place)


def problems_of_sum(checked: Checked, indicator: Indicator) -> dict[str, str]:
    whole = next((one for one in checked.catalogue.indicators if one.key == indicator.part_of), None)
    if whole is None:
        return {}
    part, limit = checked.total(indicator), checked.total(whole)
    if part is None or limit is None or part <= limit:
        return {}
    first = checked.catalogue.places_of(indicator)[0]
    said = _("Zusammen %(part)s, das ist mehr als „%(whole)s“ (%(limit)s).")
    return {cell_name(first.cells[0]): said % {"part": part, "whole": whole.name, "limit": limit}}
