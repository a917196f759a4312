"""The one way to extend the portal: from `ready()`, an app adds to a point; whoever owns the point reads it at each use.

    extensions.menu.add(menu.entries)
    extensions.recurring_work.add(Work("start_round"))
    extensions.duty_sources.add(DutySource("directory", owed=duties.owed, number=duties.number))

The points below belong to the frame. Other apps make points of the same class beside what they collect:
`search.registry.sources`, `search.access.audiences`, `directory.register.mentions.mentions`, `directory.upkeep.uses.uses`.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

T = TypeVar("T")
OK, DEGRADED, DOWN = "ok", "degraded", "down"


class Point(Generic[T]):
    """What apps added: ascending by `order`, within one order as it came. The same key added again replaces what was there."""

    def __init__(self, key: Callable[[T], Hashable] = lambda addition: addition) -> None:
        self._key = key
        self._additions: dict[Hashable, tuple[int, T]] = {}

    def add(self, addition: T, order: int = 0) -> T:
        self._additions[self._key(addition)] = (order, addition)
        return addition

    def remove(self, key: Hashable) -> None:
        self._additions.pop(key, None)

    def get(self, key: Hashable) -> T | None:
        order_and_addition = self._additions.get(key)
        return order_and_addition[1] if order_and_addition else None

    def __iter__(self) -> Iterator[T]:
        return iter([addition for _order, addition in sorted(self._additions.values(), key=lambda pair: pair[0])])

    def __len__(self) -> int:
        return len(self._additions)


@dataclass(frozen=True)
class Entry:
    """A link of the frame. `permission` "" shows it to everybody signed in; `order` is ascending; `fact` counts what is new there.

    `shown_with` names a frame fact without which the entry is not there.
    """

    label: str | Promise
    url: str
    order: int = 100
    permission: str = ""
    icon: str = ""
    current: str = ""
    fact: str = ""
    count: int = 0
    shown_with: str = ""


class Asker(NamedTuple):
    """All that a frame fact may know of the person signed in; the rest is looked up by the query itself."""

    pk: Any
    is_superuser: bool
    is_active: bool = True
    is_authenticated: bool = True


@dataclass(frozen=True)
class FrameFact:
    """Something to know of the person signed in, on pages where `is_wanted`: `frame.facts` in templates.

    `annotation` gives the expression that the person's row is annotated with, inside the one query made for the frame. It is
    put together once a day for everybody, the key of the asker filled in later: it may go into the query and nowhere else.
    """

    name: str
    annotation: Callable[[Asker], Any]
    is_wanted: Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class Answering:
    """For whom somebody answers on a day: themselves, and colleagues who are away (`absent`: names by key of the account)."""

    pk: Any
    day: dt.date
    absent: Mapping[Any, str] = field(default_factory=dict)

    @property
    def people(self) -> list[Any]:
        return [self.pk, *self.absent]


@dataclass(frozen=True)
class Duty:
    """What somebody has to do, until when, by which section; `title` is the words of the link to where it is done.

    `kind` and `key` name it for good and hold nothing personal. `due` is a day, its end included, or an aware moment. A
    `clause` such as "LÖ-RL 4.3" is looked up among the agreements unless `clause_url` comes with it. `on_behalf_of` is the
    colleague who is away, `mailed_on` the day the person was last told of it by a mail of its own.
    """

    title: str
    part: str | Promise
    url: str
    kind: str
    key: Hashable
    due: dt.date | dt.datetime | None = None
    clause: str = ""
    clause_url: str = ""
    state: str = ""
    on_behalf_of: str = ""
    mailed_on: dt.date | None = None
    is_restricted: bool = False


@dataclass(frozen=True)
class DutySource:
    """What an app says is due: `owed` lists it, `number` counts the same for the one query of the frame (see FrameFact).

    Of a restricted source nothing is said, but that something waits, to sessions without a proved factor and in mails.
    """

    name: str
    owed: Callable[[Answering], Iterable[Duty]]
    number: Callable[[Asker], Any]
    is_restricted: bool = False


@dataclass(frozen=True)
class StandInRule:
    """Whom somebody stands in for on a day: `users` as keys of accounts for a subquery, `names` the same with names."""

    name: str
    users: Callable[[Any, dt.date], QuerySet[Any, Any]]
    names: Callable[[Any, dt.date], Mapping[Any, str]]


@dataclass(frozen=True)
class AuditAction:
    """An act of the trail: `details` are the keys it may carry, so that nothing personal slips in (R45)."""

    name: str
    label: str | Promise
    details: frozenset[str] = frozenset()


@dataclass(frozen=True)
class State:
    """`status`: "ok", "degraded" (the portal works, a part does not) or "down"; `detail` a number or a day, never a name."""

    status: str
    detail: str | int | float | None = None


@dataclass(frozen=True)
class HealthCheck:
    """A line of `/readyz` (R60)."""

    name: str
    check: Callable[[], State]


@dataclass(frozen=True)
class Work:
    """A command that may run twice without harm: every so often, or without `every` each morning at PORTAL_DAILY_AT."""

    command: str
    every: dt.timedelta | None = None
    arguments: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What the worker does beside its tasks, every so many seconds and in a thread of its own; twice does no harm.

    `work --batch` does it once, before the tasks, unless it may take long (`in_batch`).
    """

    name: str
    do: Callable[[], object]
    seconds: float
    in_batch: bool = True


@dataclass(frozen=True)
class Commitment:
    """What somebody says yes to by taking up an account: `lines` name it on that page, `accept` follows in the same transaction."""

    name: str
    lines: Callable[[Any], list[str]]
    accept: Callable[[Any], None]


menu: Point[Callable[[HttpRequest], list[Entry]]] = Point()  # called once per page, so each must be cheap
footer_pages: Point[Q] = Point()  # live pages that meet one of the conditions stand in the footer
frame_facts: Point[FrameFact] = Point(key=lambda fact: fact.name)
audit_actions: Point[AuditAction] = Point(key=lambda action: action.name)
duty_sources: Point[DutySource] = Point(key=lambda source: source.name)
stands_in_for: Point[StandInRule] = Point(key=lambda rule: rule.name)
health_checks: Point[HealthCheck] = Point(key=lambda check: check.name)
recurring_work: Point[Work] = Point(key=lambda work: work.command)
worker_startup: Point[Callable[[], object]] = Point()  # done before the first task, so that no task need wait for it
serving_startup: Point[Callable[[], object]] = (
    Point()
)  # done in each process that serves pages, before its first request
worker_looks: Point[Look] = Point(key=lambda look: look.name)
commitments: Point[Commitment] = Point(key=lambda commitment: commitment.name)
# what is sealed elsewhere than in fields: each seals anew what an older key sealed (not with True), and returns how many
sealed_stores: Point[Callable[[bool], int]] = Point()
demo_parts: Point[str] = Point()  # modules with is_loaded() and load(); those that build on others have a higher order
setup_steps: Point[Callable[[], object]] = (
    Point()
)  # what setup_portal makes beside pages and groups; each may run twice
