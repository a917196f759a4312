"""What every kind of table is made of: columns, the entries a row is about, and how entries are found by what they are called."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise

from directory.importing import values
from directory.importing.rows import tidy
from directory.importing.values import Value, shown
from directory.importing.writing import Plan, marks

Label = str | Promise
Cells = Mapping[str, str]
M = TypeVar("M", bound=Model)


class Known(Generic[M]):
    """Entries by what they are called: as written, or else the only one that differs in nothing but capitals."""

    def __init__(self, named: Iterable[tuple[tuple[str, ...], M]] = ()) -> None:
        self.written: dict[tuple[str, ...], M] = {}
        self.alike: dict[tuple[str, ...], list[M]] = defaultdict(list)
        for texts, entry in named:
            self.add(texts, entry)

    def add(self, texts: tuple[str, ...], entry: M) -> None:
        texts = tuple(tidy(text) for text in texts)
        if self.written.setdefault(texts, entry) is entry:
            self.alike[alike(texts)].append(entry)

    def get(self, *texts: str) -> M | None:
        # Two names that differ in capitals only are found as written, never by guessing.
        candidates = self.alike.get(alike(texts), [])
        return self.written.get(texts) or (candidates[0] if len(candidates) == 1 else None)


def alike(texts: Iterable[str]) -> tuple[str, ...]:
    # Not casefold(): Strauß and Strauss are two names.
    return tuple(tidy(text).lower() for text in texts)


@dataclass
class Target:
    """The entries that a row is about, by name; those without a key are new. `lists` are values kept in rows of their own."""

    entries: dict[str, Any]
    is_new: bool = False
    lists: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """`read` turns a cell into a value, `of` tells the value an entry has, `put` gives it another."""

    name: str
    label: Label
    read: Callable[[str], Value] = values.text
    of: Callable[[Target], Value] = lambda _target: ""
    put: Callable[[Target, Value], None] | None = None
    show: Callable[[Value], str] = shown
    is_needed: bool = False
    shared: str = ""  # the entry that several rows may be about, all of which must say the same of it

    def is_same(self, cell: str, current: Value) -> bool:
        # As text first: a value stored long ago may not be readable by the rules of today, and is still the same.
        if cell == tidy(self.show(current)):
            return True
        try:
            return bool(self.read(cell) == current)
        except ValidationError:
            return False


def put_on(entry: str, attr: str) -> Callable[[Target, Value], None]:
    return lambda target, value: setattr(target.entries[entry], attr, value)


def attribute(
    name: str,
    label: Label,
    entry: str,
    read: Callable[[str], Value] = values.text,
    show: Callable[[Value], str] = shown,
    is_needed: bool = False,
    shared: str = "",
) -> Column:
    """A column that is a field of one of the entries."""

    def of(target: Target) -> Value:
        return getattr(target.entries[entry], name) if target.entries.get(entry) else read("")

    return Column(name, label, read, of, put_on(entry, name), show, is_needed, shared)


def labelled(choices: Iterable[tuple[str, object]]) -> Callable[[Value], str]:
    known = dict(choices)
    return lambda value: str(known.get(value, value))


class Table(ABC):
    """One kind of table. An instance reads what there is once, and lives as long as one run."""

    name: ClassVar[str]
    label: ClassVar[Label]
    columns: ClassVar[tuple[Column, ...]]
    identity: ClassVar[tuple[str, ...]]  # the columns in which no two rows may agree
    writes: ClassVar[tuple[type[Model], ...]]  # the models of which rows are stored or removed
    tells_contacts: ClassVar[bool] = True  # whether its rows may change what partners are told about contacts

    def __init__(self) -> None:
        self.plan = Plan()
        # Counted before anything is read: whatever comes in between is seen when it is stored.
        self.marks = marks(self.writes)
        self.read()

    @abstractmethod
    def read(self) -> None:
        """What there is, once a run."""

    @abstractmethod
    def find(self, cells: Cells) -> Target:
        """The entries meant by a row; new ones where there are none. ValidationError, by column, if that is not clear."""

    @abstractmethod
    def save(self, target: Target, changed: set[str]) -> None:
        """Plans the entries of which something was changed; ValidationError where the model refuses."""

    @abstractmethod
    def title(self, cells: Cells) -> str:
        """What the row is about, in a few words."""

    def same(self, cells: Cells, target: Target) -> bool:
        wanted = [column for column in self.columns if column.name in cells and column.put is not None]
        return all(column.is_same(cells[column.name], column.of(target)) for column in wanted)

    def best(self, cells: Cells, candidates: list[Target]) -> Target | None:
        """The one that says the same already, or the only one."""
        only = candidates[0] if len(candidates) == 1 else None
        return next((target for target in candidates if self.same(cells, target)), only)


Choices = tuple[tuple[str, str], ...]


class UnclearError(ValidationError):
    """Only a person can decide; `choices` are what the cell may say, each with its meaning."""

    def __init__(self, column: str, message: str, choices: Choices) -> None:
        super().__init__({column: ValidationError(message)})
        self.choices = choices


def refuse(column: str, message: str, **params: object) -> ValidationError:
    return ValidationError({column: ValidationError(message, params=params)})


def put_later(name: str) -> Callable[[Target, Value], None]:
    """For what is found among the entries of the organisation when the row is stored."""
    return lambda target, value: target.lists.__setitem__(name, value)


def text_is(text: str, *names: str) -> bool:
    return alike([text])[0] in alike(names)
