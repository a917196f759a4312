"""What a run would write: gathered row by row without touching the database, then stored in short transactions of some rows each."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Max, Model

from directory.models import (
    Coverage,
    Municipality,
    Organisation,
    Person,
    PlaceName,
    Position,
    Postcode,
    Site,
    Succession,
    Team,
)
from directory.models.validity import Validity, check_period
from search import indexing

# Whoever else writes waits for one of these at most; on SQLite nobody writes beside another.
BATCH = 100
LOCK = 0x696D706F  # one number for the advisory lock of all imports
# What others point to comes first.
ORDER: tuple[type[Model], ...] = (
    Organisation,
    Site,
    Team,
    Person,
    Position,
    Municipality,
    Postcode,
    PlaceName,
    Succession,
    Coverage,
)
# SQLite lets a writer that waits look again every 100 ms; in a shorter pause it would find the next batch writing.
PAUSE = 0.12
Fields = dict[str, Any]
Record = Callable[[], object]


class OvertakenError(Exception):
    """Somebody else has written what the plan rests on."""


def fields_of(entry: Model) -> Fields:
    return {column.attname: getattr(entry, column.attname) for column in entry._meta.concrete_fields}


def check(entry: Model) -> None:
    """As `full_clean`, without asking the database: the tables know by themselves what there is."""
    relations = [column.name for column in entry._meta.concrete_fields if column.is_relation]
    entry.clean_fields(exclude=relations)
    if isinstance(entry, Validity):
        check_period(entry)
    # Of other rows; the table has asked the ones it read, and the batch asks again when it is stored.
    if not isinstance(entry, Coverage):
        entry.clean()


@dataclass
class Step:
    """What one row writes."""

    puts: list[Model] = field(default_factory=list)
    drops: list[Model] = field(default_factory=list)


@dataclass
class Done:
    """What a batch has written, so that it can be taken back."""

    created: list[Model] = field(default_factory=list)
    changed: list[tuple[Model, Fields, Fields]] = field(default_factory=list)
    dropped: list[Model] = field(default_factory=list)


class Plan:
    """Entries to be stored or removed, in the order of the rows that want it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.before: dict[int, tuple[Model, Fields]] = {}
        self.planned: dict[int, Model] = {}

    def begin_row(self) -> None:
        self.steps.append(Step())

    def remember(self, entries: Iterable[Model | None]) -> None:
        """How they are stored, before a row changes them."""
        for entry in entries:
            if entry is not None and entry.pk is not None:
                self.before.setdefault(id(entry), (entry, fields_of(entry)))

    def put(self, entry: Model) -> None:
        """ValidationError where the entry contradicts itself."""
        check(entry)
        if id(entry) not in self.planned:
            self.planned[id(entry)] = entry
            self.steps[-1].puts.append(entry)

    def drop(self, entry: Model) -> None:
        self.steps[-1].drops.append(entry)

    def is_there(self, entry: Model) -> bool:
        return entry.pk is not None or id(entry) in self.planned

    def batches(self) -> list[Sequence[Step]]:
        wanted = [step for step in self.steps if step.puts or step.drops]
        return [wanted[begin : begin + BATCH] for begin in range(0, len(wanted), BATCH)]

    def values_before(self, entry: Model) -> Fields:
        return self.before[id(entry)][1]


Marks = Mapping[type[Model], tuple[int, int | None]]


def marks(models: Iterable[type[Model]]) -> Marks:
    """How many there are and the last key: others as soon as somebody adds or removes one."""
    counted = {model: model._base_manager.aggregate(count=Count("pk"), last=Max("pk")) for model in models}
    return {model: (numbers["count"], numbers["last"]) for model, numbers in counted.items()}


class Storing:
    """All batches or none: what is stored already is taken back when somebody else has come in between."""

    def __init__(self, plan: Plan, known: Marks, *, begun: Record, undone: Record) -> None:
        self.plan, self.known, self.begun, self.undone = plan, dict(known), begun, undone
        self.done: list[Done] = []

    def run(self) -> None:
        """OvertakenError, or an error of the database, after everything was taken back."""
        for batch in self.plan.batches():
            if self.done:
                let_others_write()
            try:
                done = self.store(batch)
            except Exception:
                self.take_back()
                raise
            self.done.append(done)

    def store(self, batch: Sequence[Step]) -> Done:
        done = Done()
        with transaction.atomic():
            one_at_a_time()
            if marks(self.known) != self.known:
                raise OvertakenError
            self.drop([entry for step in batch for entry in step.drops], done)
            self.change([entry for step in batch for entry in step.puts if entry.pk is not None], done)
            self.create([entry for step in batch for entry in step.puts if entry.pk is None], done)
            check_responsible(entry for step in batch for entry in step.puts if isinstance(entry, Coverage))
            self.known = dict(marks(self.known))
            if not self.done:
                self.begun()
            follow(done)
        return done

    def drop(self, entries: list[Model], done: Done) -> None:
        for model, ours in by_model(entries):
            # Their keys are kept: Django takes them from what it deletes.
            count, _each = model._base_manager.filter(pk__in=[entry.pk for entry in ours]).delete()
            if count < len(ours):
                raise OvertakenError
            done.dropped += ours

    def change(self, entries: list[Model], done: Done) -> None:
        for entry in entries:
            old, new = self.plan.values_before(entry), fields_of(entry)
            changed = [name for name in new if new[name] != old[name]]
            if changed:
                before, after = ({name: values[name] for name in changed} for values in (old, new))
                update(entry, before, after)
                done.changed.append((entry, before, after))

    def create(self, entries: list[Model], done: Done) -> None:
        for model, ours in by_model(entries):
            model._base_manager.bulk_create(ours)
            done.created += ours

    def take_back(self) -> None:
        for done in reversed(self.done):
            with transaction.atomic():
                for model, ours in reversed(by_model(done.created)):
                    model._base_manager.filter(pk__in=[entry.pk for entry in ours]).delete()
                for entry, before, after in reversed(done.changed):
                    # What somebody else has written since then stays.
                    type(entry)._base_manager.filter(pk=entry.pk, **after).update(**before)
                for model, ours in by_model(done.dropped):
                    model._base_manager.bulk_create(ours)
                if done is self.done[0]:
                    self.undone()
                follow(done)


def update(entry: Model, before: Fields, after: Fields) -> None:
    """Only if it is stored as it was when the plan was made."""
    if type(entry)._base_manager.filter(pk=entry.pk, **before).update(**after) != 1:
        raise OvertakenError


def by_model(entries: Iterable[Model]) -> list[tuple[type[Model], list[Model]]]:
    sorted_out: dict[type[Model], list[Model]] = {}
    for entry in entries:
        sorted_out.setdefault(type(entry), []).append(entry)
    return [(model, sorted_out[model]) for model in ORDER if model in sorted_out]


def let_others_write() -> None:
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)


def one_at_a_time() -> None:
    """PostgreSQL lets two imports write beside each other, SQLite does not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def check_responsible(rows: Iterable[Coverage]) -> None:
    """That nobody else is responsible is asked of other rows, which no constraint of one row can see."""
    stored = list(rows)
    places = {coverage.municipality_id for coverage in stored}
    list(Municipality.objects.select_for_update().filter(pk__in=places).order_by("pk"))
    for coverage in stored:
        try:
            coverage.check_free()
        except ValidationError:
            raise OvertakenError from None


def follow(done: Done) -> None:
    """The indexes learn of a batch in one task."""
    written = [*done.created, *(entry for entry, _before, _after in done.changed), *done.dropped]
    indexing.schedule_batch(written)


def whole(plan: Plan) -> AbstractContextManager[object]:
    """One transaction around everything where it is short enough: then it is the database that stores all or nothing."""
    return transaction.atomic() if len(plan.batches()) <= 1 else nullcontext()
