"""The form as the page shows it: blocks, rows, cells with where each value comes from, sums and what is still to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.indicators import places
from cases.indicators.answer_form import KINDS, TEXT_KINDS, AnswerForm
from cases.indicators.checks import Checked
from cases.indicators.places import Key, RowPlace, cell_name
from cases.indicators.queries import Before, Catalogue
from cases.indicators.stored import row_values
from cases.indicators.sums import Sums
from cases.models import Answer, Correction, FieldComment, Indicator
from portal import counted


@dataclass(frozen=True)
class Cell:
    """`mark`: "tally" as counted, "corr" changed by hand, "open" not answered, "" typed. `origin` "" stands for the tally."""

    name: str
    label: str
    column: str
    value: str
    mark: str
    tallied: int | None
    error: str
    is_in_conflict: bool
    origin: str = ""
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Row:
    """`warning` says why a reason is asked for, `answer` what stands instead of numbers, `status` the kind of its sum."""

    name: str
    label: str
    cells: tuple[Cell, ...]
    kind: str
    kind_label: str
    kinds: tuple[tuple[str, str], ...]
    reason: str
    warning: str
    asks_reason: bool
    reason_error: str
    is_estimated: bool
    sum: int | None
    is_open: bool
    comments: tuple[FieldComment, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def question_name(self) -> str:
        return f"{places.QUESTION}{self.name}"

    @property
    def kind_name(self) -> str:
        return f"{self.name}:{places.KIND}"

    @property
    def reason_name(self) -> str:
        return f"{self.name}:{places.REASON}"

    @property
    def estimated_name(self) -> str:
        return f"{self.name}:{places.ESTIMATED}"


@dataclass(frozen=True)
class Block:
    indicator: Indicator
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    column_sums: tuple[tuple[str, int | None], ...]
    total: int | None

    @property
    def is_text(self) -> bool:
        return self.indicator.kind == Indicator.Kind.TEXT

    @property
    def is_list(self) -> bool:
        return self.indicator.kind in {Indicator.Kind.BREAKDOWN, Indicator.Kind.MATRIX}


@dataclass(frozen=True)
class Progress:
    rows: int
    answered: int
    open_cells: int
    reasons: int


@dataclass
class Table:
    """Put together from the values of a form, or from what is stored."""

    checked: Checked
    errors: Mapping[str, str] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    comments: list[FieldComment] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        return [self.block(indicator) for indicator in self.checked.catalogue.indicators]

    def block(self, indicator: Indicator) -> Block:
        catalogue = self.checked.catalogue
        found = catalogue.places_of(indicator)
        columns = catalogue.columns[indicator.key]
        sums = [(column.name, self.column_sum(found, column.key)) for column in columns]
        return Block(
            indicator,
            tuple(column.name for column in columns),
            tuple(self.row(indicator, place) for place in found),
            tuple(sums),
            self.checked.total(indicator),
        )

    def column_sum(self, found: list[RowPlace], column: str) -> int | None:
        keys = [(place.indicator, place.row, column) for place in found if self.checked.has_numbers(place)]
        numbers = [number for key in keys if (number := self.checked.number(key)) is not None]
        return sum(numbers) if numbers else None

    def row(self, indicator: Indicator, place: RowPlace) -> Row:
        checked = self.checked
        is_text = indicator.kind == Indicator.Kind.TEXT
        kinds = tuple((key, str(label)) for key, label in (TEXT_KINDS if is_text else KINDS))
        kind = checked.kind(place) if (checked.kind(place) in dict(kinds)) else kinds[0][0]
        numbers = checked.numbers(place)
        reason_name = place.field(places.REASON)
        _indicator, item, _column = checked.catalogue.items((place.indicator, place.row, ""))
        return Row(
            name=place.name,
            label=item.name if item is not None else indicator.name,
            cells=tuple(self.cell(key, place) for key in place.cells),
            kind=kind,
            kind_label=dict(kinds)[kind],
            kinds=kinds,
            reason=checked.reason(place),
            warning=self.warning(indicator, place),
            asks_reason=checked.needs_reason(indicator, place)
            or bool(checked.reason(place))
            or reason_name in self.errors,
            reason_error=self.errors.get(reason_name, ""),
            is_estimated=bool(checked.values.get(place.field(places.ESTIMATED))),
            sum=sum(numbers) if numbers else None,
            is_open=any(checked.is_open(key, place) for key in place.cells),
            comments=tuple(one for one in self.comments if self.is_about(one, place)),
        )

    def is_about(self, comment: FieldComment, place: RowPlace) -> bool:
        row = comment.row.key if comment.row is not None else ""
        return bool((comment.indicator.key, row) == (place.indicator, place.row))

    def cell(self, key: Key, place: RowPlace) -> Cell:
        name, checked = cell_name(key), self.checked
        tallied = checked.sums.of(*key)
        indicator, _row, column = checked.catalogue.items(key)
        mark = ""
        if checked.is_open(key, place):
            mark = "open"
        elif tallied is not None:
            mark = "corr" if checked.is_off_tally(key) else "tally"
        return Cell(
            name,
            checked.catalogue.label_of(key),
            column.name if column is not None else "",
            str(checked.values.get(name, "")),
            mark,
            tallied,
            self.errors.get(name, ""),
            name in self.conflicts,
            counted.label_of(indicator.source),
            tuple(one for one in self.corrections if place_of(one) == key),
        )

    def warning(self, indicator: Indicator, place: RowPlace) -> str:
        checked = self.checked
        if checked.is_off_before(indicator, place):
            now, old = sum(checked.numbers(place)), checked.before.of(place) or 0
            percent = places.change_in_percent(now, old)
            change = f" ({percent:+d} %)" if percent is not None else ""
            said = _("%(now)s statt %(before)s im Zeitraum davor%(change)s.")
            return said % {"now": now, "before": old, "change": change}
        if checked.has_numbers(place) and any(checked.is_off_tally(key) for key in place.cells):
            origin = counted.label_of(indicator.source)
            said = _("Anders als gezählt (%(origin)s).") if origin else _("Anders als in der Strichliste gezählt.")
            return said % {"origin": origin}
        return ""

    @property
    def progress(self) -> Progress:
        checked = self.checked
        pairs = [(one, place) for one in checked.catalogue.indicators for place in checked.catalogue.places_of(one)]
        required = [(one, place) for one, place in pairs if one.is_required]
        return Progress(
            rows=len(required),
            answered=sum(checked.is_answered(one, place) for one, place in required),
            open_cells=sum(checked.is_open(key, place) for _one, place in required for key in place.cells),
            reasons=sum(checked.needs_reason(one, place) and not checked.reason(place) for one, place in pairs),
        )


def place_of(correction: Correction) -> Key:
    row, column = correction.row, correction.column
    return correction.indicator.key, row.key if row is not None else "", column.key if column is not None else ""


def of_form(
    form: AnswerForm, sums: Sums, before: Before, problems: Mapping[str, str] | None = None, **beside: Any
) -> Table:
    values: dict[str, Any] = {name: form.shown(name) for name in form.fields}
    for indicator in form.catalogue.indicators:
        for place in form.catalogue.places_of(indicator):
            values |= {cell_name(key): form.shown_cell(key) for key in place.cells}
    errors = {name: " ".join(map(str, said)) for name, said in form.errors.items()} if form.is_bound else {}
    conflicts = frozenset(form.questions)
    return Table(Checked(form.catalogue, values, sums, before), {**(problems or {}), **errors}, conflicts, **beside)


def of_answers(catalogue: Catalogue, stored: dict[Key, Answer], before: Before, **beside: Any) -> Table:
    """What was handed in, with the tally as it was then."""
    values: dict[str, Any] = {}
    for indicator in catalogue.indicators:
        for place in catalogue.places_of(indicator):
            values |= row_values(place, stored)
    sums = Sums({key: answer.tallied for key, answer in stored.items() if answer.tallied is not None})
    return Table(Checked(catalogue, values, sums, before), **beside)
