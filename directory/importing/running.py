"""A run of an import: row by row as it would be stored, and taken back unless it is meant. What the preview shows is what happened."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.reading import Sheet, Unreadable
from directory.importing.rows import Row
from directory.importing.tables import TABLES, Column, Table, Target, alike
from directory.upkeep import actions, contact_diff
from portal.audit import trail

IMPORTED = trail.register(
    "directory.import", gettext_lazy("Verzeichnis eingelesen"), ["table", "new", "changed", "unchanged"]
)
NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
Columns = Mapping[int, Column]
Told = dict[
    tuple[int, str], tuple[int, str, bool]
]  # entry and column: which row said what, and whether that was no change


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row; `label` names the column, "" the row as a whole."""

    label: str
    message: str


@dataclass
class Line:
    number: int
    title: str
    state: str = SAME
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, problems: Iterable[Problem]) -> None:
        self.problems += problems
        if self.problems:
            self.state, self.changes = WRONG, []


@dataclass
class Report:
    table: str
    lines: list[Line]
    unknown: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in (NEW, CHANGED, SAME, WRONG)}

    @property
    def is_storable(self) -> bool:
        return not self.counts[WRONG] and self.has_changes

    @property
    def has_changes(self) -> bool:
        return bool(self.counts[NEW] or self.counts[CHANGED])

    @property
    def digest(self) -> str:
        """What it would do to what there is: another one as soon as anything it rests on has changed."""
        said = [
            [line.number, line.state, [[one.label, one.old, one.new] for one in line.changes]] for line in self.lines
        ]
        return hashlib.sha256(json.dumps([self.table, said], ensure_ascii=False).encode()).hexdigest()


class ChangedMeanwhileError(Exception):
    """What was shown is not what would be stored now; `report` is."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def table_for(sheet: Sheet, name: str = "") -> tuple[Table, dict[int, Column], tuple[str, ...]]:
    """The kind of table by its headings, which column stands where, and headings that say nothing to us."""
    heads = [values.key(head) for head in sheet.head]
    twice = [head for head, count in Counter(filter(None, heads)).items() if count > 1]
    if twice:
        shown = next(head for head in sheet.head if values.key(head) in twice)
        raise Unreadable(_("Die Überschrift „%(name)s“ kommt zweimal vor.") % {"name": shown[:60]})
    known = {one: placed(TABLES[one], heads) for one in ([name] if name else TABLES)}
    fitting = {one: found for one, found in known.items() if not missing(TABLES[one], found)}
    if not fitting:
        raise Unreadable(wrong_columns(known))
    chosen = max(fitting, key=lambda one: len(fitting[one]))
    rest = tuple(head for place, head in enumerate(sheet.head) if head and place not in fitting[chosen])
    return TABLES[chosen](), fitting[chosen], rest


def placed(table: type[Table], heads: list[str]) -> dict[int, Column]:
    labels = {label: column for column in table.columns for label in values.in_each_language(column.label)}
    return {place: labels[head] for place, head in enumerate(heads) if head in labels}


def missing(table: type[Table], found: Mapping[int, Column]) -> list[str]:
    there = {column.name for column in found.values()}
    return [str(column.label) for column in table.columns if column.is_needed and column.name not in there]


def wrong_columns(known: Mapping[str, dict[int, Column]]) -> str:
    """For the kind that comes nearest."""
    nearest = max(known, key=lambda one: (len(known[one]), -len(missing(TABLES[one], known[one]))))
    said = {
        "table": TABLES[nearest].label,
        "missing": ", ".join(missing(TABLES[nearest], known[nearest])),
        "all": ", ".join(str(column.label) for column in TABLES[nearest].columns),
    }
    return (
        _(
            "Die erste Zeile passt zu keiner Tabelle des Verzeichnisses. Für „%(table)s“ fehlt: %(missing)s. "
            "Möglich sind die Überschriften: %(all)s."
        )
        % said
    )


def preview(sheet: Sheet, name: str = "", by: Any = None) -> Report:
    """Everything it would change, and nothing changed."""
    with transaction.atomic():
        report = run(sheet, name, by)
        transaction.set_rollback(True)
    return report


def store(sheet: Sheet, name: str = "", *, by: Any, seen: str = "") -> Report:
    """All rows or none, contacts announced as after a form. ChangedMeanwhileError when it is not what the digest `seen` stands for, or a row is wrong."""
    with transaction.atomic():
        before = contact_diff.snapshot(Q(), Q())
        report = run(sheet, name, by)
        if not report.is_storable or (seen and report.digest != seen):
            transaction.set_rollback(True)
        else:
            counts = report.counts
            actions.record_contact_change(before=before, after=contact_diff.snapshot(Q(), Q()), by=by)
            trail.record(
                IMPORTED,
                by,
                details={
                    "table": report.table,
                    "new": counts[NEW],
                    "changed": counts[CHANGED],
                    "unchanged": counts[SAME],
                },
            )
            return report
    raise ChangedMeanwhileError(report)


def run(sheet: Sheet, name: str, by: Any) -> Report:
    """Rows about what is there before rows about what is new: an old period ends before the next one begins."""
    table, columns, unknown = table_for(sheet, name)
    lines = [Line(row.number, "") for row in sheet.rows]
    seen: dict[tuple[str, ...], int] = {}
    pairs = list(zip(sheet.rows, lines, strict=True))
    found = [(row, line, target_of(table, columns, row, line, seen)) for row, line in pairs]
    told: Told = {}
    for is_new in (False, True):
        for row, line, target in found:
            if target is not None and target.is_new is is_new:
                take(table, columns, row, line, target, told, by)
    return Report(table.name, lines, unknown)


def target_of(table: Table, columns: Columns, row: Row, line: Line, seen: dict[tuple[str, ...], int]) -> Target | None:
    cells = {column.name: row.cell(place) for place, column in columns.items()}
    line.problems += refused(columns, row)
    if line.problems:
        line.state, line.title = WRONG, ", ".join(filter(None, list(cells.values())[:2]))
        return None
    line.title = table.title(cells)
    first = seen.setdefault(alike(cells.get(name, "") for name in table.identity), row.number)
    try:
        if first != row.number:
            raise ValidationError(_("Diese Zeile meint dasselbe wie Zeile %(number)s."), params={"number": first})
        return table.find(cells)
    except ValidationError as error:
        line.refuse(problems_of(table, error))
        return None


def refused(columns: Columns, row: Row) -> Iterator[Problem]:
    """What can be seen without looking into the directory: formulas and empty cells."""
    for place, column in columns.items():
        if place in row.formulas:
            yield Problem(str(column.label), _("Hier steht eine Formel. Bitte fügen Sie die Zelle als Wert ein."))
        elif column.is_needed and not row.cell(place):
            yield Problem(str(column.label), _("Das Feld ist leer."))


def problems_of(table: Table, error: ValidationError) -> Iterator[Problem]:
    labels = {column.name: str(column.label) for column in table.columns}
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        for message in messages:
            yield Problem(labels.get(name, ""), message)


def take(table: Table, columns: Columns, row: Row, line: Line, target: Target, told: Told, by: Any) -> None:
    """Stores what the row says, unless something in it is wrong."""
    line.notes = target.notes
    changed = changes(columns, row, line, target, told)
    if line.problems or not (changed or target.is_new):
        line.refuse(())
        return
    try:
        with transaction.atomic():
            table.save(target, changed, by)
    except ValidationError as error:
        line.refuse(problems_of(table, error))
    except IntegrityError:
        line.refuse([Problem("", _("Das widerspricht anderen Einträgen des Verzeichnisses."))])
    else:
        line.state = NEW if target.is_new else CHANGED


def changes(columns: Columns, row: Row, line: Line, target: Target, told: Told) -> set[str]:
    """Puts what is different into the entries, and says what that was."""
    changed = set()
    for place, column in columns.items():
        if column.put is None:
            continue
        cell, current = row.cell(place), column.of(target)
        is_same = column.is_same(cell, current)
        line.problems += contradictions(column, cell, is_same, row.number, target, told)
        if is_same:
            continue
        try:
            value = column.read(cell)
        except ValidationError as error:
            line.problems.append(Problem(str(column.label), " ".join(error.messages)))
            continue
        column.put(target, value)
        changed.add(column.name)
        line.changes.append(Change(str(column.label), column.show(current), column.show(value)))
    return changed


def contradictions(
    column: Column, cell: str, is_same: bool, number: int, target: Target, told: Told
) -> Iterator[Problem]:
    """Two rows about one entry that say different things of it, such as two sites of an organisation."""
    if not column.shared:
        return
    identity = (id(target.entries[column.shared]), column.name)
    first, said, was_same = told.setdefault(identity, (number, cell, is_same))
    if said != cell and not (is_same and was_same):
        yield Problem(str(column.label), _("Zeile %(number)s sagt dazu etwas anderes.") % {"number": first})
