"""A run of an import: what each row would change, planned without writing; storing carries out the plan that was shown."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.reading import Sheet, Unreadable
from directory.importing.rows import Row
from directory.importing.table import Choices, Column, Table, Target, alike
from directory.importing.tables import TABLES
from directory.importing.writing import OvertakenError, Storing, whole
from directory.upkeep import actions, snapshots
from portal.audit import trail
from portal.models import User

IMPORTED = trail.register(
    "directory.import", gettext_lazy("Verzeichnis eingelesen"), ["table", "new", "changed", "unchanged"]
)
TAKEN_BACK = trail.register("directory.import_undone", gettext_lazy("Einlesen zurückgenommen"), ["table"])
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
    """What is wrong with a row; `label` names the column, "" the row as a whole. With `choices` it is a question."""

    label: str
    message: str
    choices: Choices = ()


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
        numbers = Counter(line.state for line in self.lines)
        return {state: numbers[state] for state in (NEW, CHANGED, SAME, WRONG)}

    @property
    def is_storable(self) -> bool:
        return not self.counts[WRONG] and self.has_changes

    @property
    def is_asking(self) -> bool:
        """Nothing is wrong but that somebody has to decide."""
        problems = [problem for line in self.lines for problem in line.problems]
        return bool(problems) and all(problem.choices for problem in problems)

    @property
    def has_changes(self) -> bool:
        return bool(self.counts[NEW] or self.counts[CHANGED])

    @property
    def digest(self) -> str:
        """What it would do to what there is: another one as soon as anything it rests on has changed."""
        said = [
            [line.number, line.state, [[change.label, change.old, change.new] for change in line.changes]]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps([self.table, said], ensure_ascii=False).encode()).hexdigest()


class ChangedMeanwhileError(Exception):
    """What was shown is not what would be stored now; `report` is."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def table_for(sheet: Sheet, name: str = "") -> tuple[type[Table], dict[int, Column], tuple[str, ...]]:
    """The kind of table by its headings, which column stands where, and headings that say nothing to us."""
    heads = [values.key(head) for head in sheet.head]
    refuse_twice(sheet, heads)
    placed_in = {kind: placed(TABLES[kind], heads) for kind in ([name] if name else TABLES)}
    fitting = {kind: columns for kind, columns in placed_in.items() if not missing(TABLES[kind], columns)}
    if not fitting:
        raise Unreadable(wrong_columns(placed_in))
    chosen = max(fitting, key=lambda kind: len(fitting[kind]))
    rest = tuple(head for place, head in enumerate(sheet.head) if head and place not in fitting[chosen])
    return TABLES[chosen], fitting[chosen], rest


def refuse_twice(sheet: Sheet, heads: list[str]) -> None:
    """Of two columns of the same name nobody knows which one counts."""
    twice = {head for head, count in Counter(filter(None, heads)).items() if count > 1}
    shown = next((head for head in sheet.head if values.key(head) in twice), None)
    if shown is not None:
        raise Unreadable(_("Die Überschrift „%(name)s“ kommt zweimal vor.") % {"name": shown[:60]})


def placed(table: type[Table], heads: list[str]) -> dict[int, Column]:
    labels = {label: column for column in table.columns for label in values.in_each_language(column.label)}
    return {place: labels[head] for place, head in enumerate(heads) if head in labels}


def missing(table: type[Table], columns: Mapping[int, Column]) -> list[str]:
    there = {column.name for column in columns.values()}
    return [str(column.label) for column in table.columns if column.is_needed and column.name not in there]


def wrong_columns(placed_in: Mapping[str, dict[int, Column]]) -> str:
    """For the kind that comes nearest."""
    nearest = max(placed_in, key=lambda kind: (len(placed_in[kind]), -len(missing(TABLES[kind], placed_in[kind]))))
    said = {
        "table": TABLES[nearest].label,
        "missing": ", ".join(missing(TABLES[nearest], placed_in[nearest])),
        "all": ", ".join(str(column.label) for column in TABLES[nearest].columns),
    }
    return (
        _(
            "Die erste Zeile passt zu keiner Tabelle des Verzeichnisses. Für „%(table)s“ fehlt: %(missing)s. "
            "Möglich sind die Überschriften: %(all)s."
        )
        % said
    )


def preview(sheet: Sheet, name: str = "") -> Report:
    """Everything it would change, and nothing changed."""
    return run(sheet, name)[0]


def store(sheet: Sheet, name: str = "", *, by: User | None, seen: str = "") -> Report:
    """All rows or none, contacts announced as after a form. ChangedMeanwhileError when it is not what the digest `seen` stands for, or a row is wrong."""
    report, table = run(sheet, name)
    # The editor has agreed to what was shown, not to whatever the table would do by now.
    if not report.is_storable or (seen and report.digest != seen):
        raise ChangedMeanwhileError(report)
    try:
        with whole(table.plan):
            write(report, table, by)
    except (OvertakenError, IntegrityError) as overtaken:
        raise ChangedMeanwhileError(preview(sheet, name)) from overtaken
    return report


def write(report: Report, table: Table, by: User | None) -> None:
    before = snapshots.snapshot(Q(), Q()) if table.tells_contacts else snapshots.EMPTY
    counts = {"new": report.counts[NEW], "changed": report.counts[CHANGED], "unchanged": report.counts[SAME]}
    storing = Storing(
        table.plan,
        table.marks,
        begun=lambda: trail.record(IMPORTED, by, details={"table": report.table, **counts}),
        undone=lambda: trail.record(TAKEN_BACK, by, details={"table": report.table}),
    )
    storing.run()
    after = snapshots.snapshot(Q(), Q()) if table.tells_contacts else snapshots.EMPTY
    with transaction.atomic():
        actions.record_contact_change(before=before, after=after, by=by)


def run(sheet: Sheet, name: str) -> tuple[Report, Table]:
    """Rows about what is there before rows about what is new: an old period ends before the next one begins."""
    kind, columns, unknown = table_for(sheet, name)
    table = kind()
    lines = [Line(row.number, "") for row in sheet.rows]
    seen: dict[tuple[str, ...], int] = {}
    pairs = list(zip(sheet.rows, lines, strict=True))
    meant = [(row, line, target_of(table, columns, row, line, seen)) for row, line in pairs]
    told: Told = {}
    # Somebody may be responsible only once the other is not any more.
    for is_new in (False, True):
        for row, line, target in meant:
            if target is not None and target.is_new is is_new:
                take(table, columns, row, line, target, told)
    return Report(table.name, lines, unknown), table


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
            yield Problem(labels.get(name, ""), message, getattr(error, "choices", ()))


def take(table: Table, columns: Columns, row: Row, line: Line, target: Target, told: Told) -> None:
    """Plans what the row says, unless something in it is wrong."""
    line.notes = target.notes
    table.plan.begin_row()
    table.plan.remember(target.entries.values())
    changed = changes(columns, row, line, target, told)
    if line.problems or not (changed or target.is_new):
        line.refuse(())
        return
    try:
        table.save(target, changed)
    except ValidationError as error:
        line.refuse(problems_of(table, error))
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
    # By object, not by key: what is new has none yet.
    identity = (id(target.entries[column.shared]), column.name)
    first, said, was_same = told.setdefault(identity, (number, cell, is_same))
    if said != cell and not (is_same and was_same):
        yield Problem(str(column.label), _("Zeile %(number)s sagt dazu etwas anderes.") % {"number": first})
