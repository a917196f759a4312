"""Results as pages and files show them: what was published of the county, and an organisation's own figures as they are."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from cases.access import Actor
from cases.indicators import charts, figures, places, states
from cases.indicators.charts import Chart, Point
from cases.indicators.figures import Counted
from cases.indicators.queries import Catalogue, catalogue_of
from cases.indicators.result_actions import SEPARATOR
from cases.indicators.suppression import TOTAL, Position
from cases.models import Answer, PublishedResult, ReportingPeriod, Submission

Values = Mapping[Position, int | None]
ROWLESS = ""
LONGEST_SERIES = 8


@dataclass(frozen=True)
class Shown:
    """A figure. `value` None: `text` says why. `share` and `level` draw it."""

    value: int | None
    text: str
    is_hidden: bool = False
    share: str = "0"
    level: int = 0
    before: str = ""
    before_share: str = "0"


@dataclass(frozen=True)
class Line:
    key: str
    name: str
    cells: tuple[Shown, ...]
    sum: Shown


@dataclass(frozen=True)
class Block:
    """An indicator in one period, with the period before beside its sums."""

    key: str
    name: str
    unit: str
    clause: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    column_sums: tuple[Shown, ...]
    total: Shown
    answers: Mapping[str, int]
    by_place: tuple[Line, ...] = ()
    waits: bool = False
    chart: Chart | None = None
    series: tuple[Point, ...] = ()

    @property
    def has_hidden(self) -> bool:
        return any(one.is_hidden for one in self.everything)

    @property
    def everything(self) -> list[Shown]:
        cells = [cell for line in self.lines for cell in (*line.cells, line.sum)]
        return [*cells, *self.column_sums, self.total, *(line.sum for line in self.by_place)]


@dataclass(frozen=True)
class Entry:
    """Values of an indicator in one period, wherever they come from."""

    key: str
    name: str
    unit: str
    clause: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    values: Values
    answers: Mapping[str, int]
    waits: bool = False
    said: Mapping[str, str] = field(default_factory=dict)  # own figures: what a row says instead of numbers


class PublishedValues(Mapping[Position, int | None]):
    """By position, over the names that they are stored by."""

    def __init__(self, stored: Mapping[str, int | None]) -> None:
        self.stored = stored

    def __getitem__(self, position: Position) -> int | None:
        return self.stored[SEPARATOR.join(position)]

    def __iter__(self) -> Iterator[Position]:
        return (tuple(name.split(SEPARATOR)) for name in self.stored)

    def __len__(self) -> int:
        return len(self.stored)


class PublishedEntries(Mapping[str, Entry]):
    """By key of the indicator. Read when somebody asks: of most periods a page shows one total or nothing."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def content(self) -> dict[str, Any]:
        return dict(json.loads(self.text))

    @cached_property
    def described(self) -> dict[str, dict[str, Any]]:
        return {one["key"]: one for one in self.content["indicators"]}

    def __getitem__(self, key: str) -> Entry:
        return published_entry(self.described[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.described)

    def __len__(self) -> int:
        return len(self.described)

    def __contains__(self, key: object) -> bool:
        return key in self.described


@dataclass(frozen=True)
class State:
    """`number` and `made_at` of what was published of the county."""

    period: ReportingPeriod
    entries: Mapping[str, Entry]
    number: int = 0
    made_at: Any = None

    @property
    def due(self) -> int:
        return self.counted("due")

    @property
    def delivered(self) -> int:
        return self.counted("delivered")

    @property
    def small_cell(self) -> int:
        return self.counted("small_cell")

    def counted(self, name: str) -> int:
        return int(self.entries.content[name]) if isinstance(self.entries, PublishedEntries) else 0


def published_states(kind: str) -> list[State]:
    """The last one of each period, the newest period first. One query, whatever the years."""
    later = PublishedResult.objects.filter(period=OuterRef("period"), number__gt=OuterRef("number"))
    rows = PublishedResult.objects.filter(~Exists(later), period__kind=kind).annotate(text=Cast("content", TextField()))
    ordered = rows.defer("basis", "content").select_related("period").order_by("-period__last_day")
    return [State(row.period, PublishedEntries(row.text), row.number, row.made_at) for row in ordered]


def published_entry(one: Mapping[str, Any]) -> Entry:
    rows, columns = (tuple((key, name) for key, name in one[axis]) for axis in ("rows", "columns"))
    return Entry(
        one["key"],
        one["name"],
        one["unit"],
        one["clause"],
        rows,
        columns,
        tuple(one["places"]),
        PublishedValues(one["values"]),
        one["answers"],
        one["waits"],
    )


def own_states(actor: Actor, organisation: int, kind: str) -> list[State]:
    """Of one's own organisation, raw: what was delivered. Three queries and three a catalogue."""
    rows = list(
        Submission.objects.for_actor(actor)
        .filter(organisation=organisation, period__kind=kind, state__in=states.DELIVERED)
        .select_related("period", "site", "organisation")
        .order_by("-period__last_day")
    )
    answers = list(
        Answer.objects.for_actor(actor)
        .filter(submission__in=[row.pk for row in rows])
        .select_related("indicator", "row", "column")
    )
    catalogues: dict[int, Catalogue] = {}
    found: dict[int, list[Submission]] = {}
    for row in rows:
        found.setdefault(row.period_id, []).append(row)
        if row.period.catalogue_id not in catalogues:
            catalogues[row.period.catalogue_id] = catalogue_of(row.period)
    return [own_state(rows_, answers, catalogues[rows_[0].period.catalogue_id]) for rows_ in found.values()]


def own_state(rows: Sequence[Submission], answers: Iterable[Answer], catalogue: Catalogue) -> State:
    ids = {row.pk for row in rows}
    mine = [answer for answer in answers if answer.submission_id in ids]
    counts = figures.counted(catalogue, rows, mine)
    entries = {one.indicator.key: own_entry(one, catalogue, mine) for one in counts}
    return State(rows[0].period, entries)


def own_entry(one: Counted, catalogue: Catalogue, answers: Iterable[Answer]) -> Entry:
    indicator = one.indicator
    rows = tuple((item.key, item.name) for item in catalogue.rows[indicator.key])
    columns = tuple((item.key, item.name) for item in catalogue.columns[indicator.key])
    values: dict[Position, int | None] = dict(one.table.sums)
    return Entry(
        indicator.key,
        indicator.name,
        indicator.unit,
        indicator.clause,
        rows,
        columns,
        one.table.places if len(one.table.places) > 1 else (),
        values,
        one.answers,
        said=said_instead(indicator.key, answers),
    )


def said_instead(key: str, answers: Iterable[Answer]) -> dict[str, str]:
    """By row: "nothing", "not_available", or "open" where nothing was said at all; numbers win (F55)."""
    found: dict[str, str] = {}
    for answer in answers:
        if answer.indicator.key == key:
            row = answer.row.key if answer.row is not None else ROWLESS
            found[row] = places.VALUE if places.VALUE in (found.get(row), answer.kind) else answer.kind
    return found


def blocks_of(chosen: State, all_states: Sequence[State]) -> list[Block]:
    before = next((one for one in all_states if one.period.last_day < chosen.period.first_day), None)
    return [block_of(entry, before, chosen, all_states) for entry in chosen.entries.values()]


def block_of(entry: Entry, before: State | None, chosen: State, all_states: Sequence[State]) -> Block:
    earlier = before.entries.get(entry.key) if before else None
    highest = max((value or 0 for position, value in entry.values.items() if position[0] == "cell"), default=0)
    compared = [entry, *([earlier] if earlier else [])]
    sums = [value for one in compared for position, value in one.values.items() if position[0] == "row"]
    tallest = max((value or 0 for value in sums), default=0)
    lines = tuple(
        Line(
            key,
            name,
            tuple(shown(entry, ("cell", key, column), highest=highest) for column, _name in entry.columns),
            shown(entry, ("row", key), earlier, tallest=tallest),
        )
        for key, name in entry.rows
    )
    points = series_of(entry.key, chosen, all_states)
    return Block(
        entry.key,
        entry.name,
        entry.unit,
        entry.clause,
        entry.columns,
        lines,
        tuple(shown(entry, ("column", column)) for column, _name in entry.columns),
        shown(entry, TOTAL, earlier),
        entry.answers,
        tuple(Line(one, one or _("ohne Ort"), (), shown(entry, ("place", one), earlier)) for one in entry.places),
        entry.waits,
        charts.chart_of(points) if len(points) > 1 else None,
        tuple(points),
    )


def shown(entry: Entry, position: Position, earlier: Entry | None = None, highest: int = 0, tallest: int = 0) -> Shown:
    value, text, is_hidden = read(entry, position)
    before_value, before_text, _is_hidden = read(earlier, position) if earlier else (None, "", False)
    return Shown(
        value,
        text,
        is_hidden,
        charts.share(value, tallest),
        charts.level(value, highest),
        before_text,
        charts.share(before_value, tallest),
    )


def read(entry: Entry, position: Position) -> tuple[int | None, str, bool]:
    """The number, how it is written, and whether it is hidden. Zero, nothing, missing and hidden are four things (F55, F57)."""
    said = entry.said.get(position[1] if position[0] in {"row", "cell"} else ROWLESS, "") if entry.said else ""
    if position == TOTAL and entry.said and not set(entry.said.values()) & {places.VALUE}:
        said = next(iter(entry.said.values()))
    if said in {places.NOTHING, places.NOT_AVAILABLE}:
        return None, word_for(said), False
    if position not in entry.values:
        return None, word_for(figures.MISSING), False
    value = entry.values[position]
    if value is None:
        return None, _("geschützt"), True
    reported = entry.answers.get(places.VALUE, 0)
    if not reported:
        return None, word_for(figures.MISSING if not entry.answers.get(places.NOTHING) else places.NOTHING), False
    return value, str(value), False


def word_for(answer: str) -> str:
    return {
        places.NOTHING: _("nichts zu melden"),
        places.NOT_AVAILABLE: _("liegt nicht vor"),
        figures.MISSING: _("fehlt"),
    }[answer]


def series_of(key: str, chosen: State, all_states: Sequence[State]) -> list[Point]:
    """The totals of up to eight periods to the chosen one, oldest first."""
    until = (one for one in all_states if one.period.last_day <= chosen.period.last_day and key in one.entries)
    return [point_of(one, key, one is chosen) for one in reversed(list(islice(until, LONGEST_SERIES)))]


def point_of(state: State, key: str, is_current: bool) -> Point:
    value, text, _is_hidden = read(state.entries[key], TOTAL)
    first, last = state.period.first_day, state.period.last_day
    half = "" if (last - first).days > 200 else f"{1 if first.month < 7 else 2}/"
    return Point(f"{half}{last:%y}" if half else f"{last:%Y}", value, text, is_current)
