"""Which pages somebody may open, by the view restrictions that editors set on pages and all below them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet, Value
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction

from portal import page_cache
from portal.compiled_query import CompiledQuery

P = TypeVar("P", bound=Page)
Reader = AbstractBaseUser | AnonymousUser  # also those of a foreign project
MEMBER = "member"


@dataclass(frozen=True)
class Gate:
    """A restriction of a page and everything below it; `path` is the page's place in the tree."""

    pk: int
    path: str
    kind: str
    groups: frozenset[int]

    def is_above(self, path: str) -> bool:
        return path.startswith(self.path)

    def lets_in(self, user: Reader, groups: frozenset[int], passwords: Sequence[int] = ()) -> bool:
        """As Wagtail decides when the page itself is opened; `passwords` are the gates whose password was given."""
        if self.kind == PageViewRestriction.PASSWORD:
            return self.pk in passwords
        if self.kind == PageViewRestriction.LOGIN:
            return user.is_authenticated
        return bool(getattr(user, "is_superuser", False)) or not self.groups.isdisjoint(groups)


@dataclass
class Reading:
    """What was read of gates and of people's groups."""

    gates: tuple[Gate, ...] | None = None
    groups: dict[int, frozenset[int]] = field(default_factory=dict)


_reading: ContextVar[Reading | None] = ContextVar("page_access_reading", default=None)


@contextmanager
def read_once() -> Iterator[Reading]:
    """Within, all that asks for gates and groups gets them from one reading; an inner one shares the outer one's."""
    outer = _reading.get()
    if outer is not None:
        yield outer
        return
    reading = Reading()
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)


def gate_rows() -> QuerySet:
    return PageViewRestriction.objects.order_by().values_list("pk", "page__path", "restriction_type", "groups")


def group_rows(user_pk: int) -> QuerySet:
    members = get_user_model()._default_manager.filter(pk=user_pk, groups__isnull=False)
    return members.order_by().values_list(Value(0), Value(""), Value(MEMBER), "groups")


@lru_cache(maxsize=1)
def all_gates() -> CompiledQuery:
    return CompiledQuery(gate_rows())


@lru_cache(maxsize=500)
def gates_and_groups(user_pk: int) -> CompiledQuery:
    return CompiledQuery(group_rows(user_pk).union(gate_rows(), all=True))


def stored_gates() -> tuple[Gate, ...]:
    """All there are, from the database: one query."""
    reading = _reading.get() or Reading()
    if reading.gates is None:
        reading.gates = made(all_gates().rows())
    return reading.gates


def read_for(user: Reader) -> None:
    """Reads gates and the person's groups in one query, for all that asks for them within `read_once`."""
    reading = _reading.get()
    if reading is None or user.pk is None or not hasattr(user, "groups") or user.pk in reading.groups:
        return
    rows = gates_and_groups(user.pk).rows()
    reading.groups[user.pk] = frozenset(row[3] for row in rows if row[2] == MEMBER)
    reading.gates = made(row for row in rows if row[2] != MEMBER)


def made(rows: Iterable[tuple[Any, ...]]) -> tuple[Gate, ...]:
    kinds: dict[tuple[int, str, str], set[int]] = {}
    for pk, path, kind, group in rows:
        kinds.setdefault((pk, path, kind), set()).update(() if group is None else (group,))
    return tuple(Gate(*known, frozenset(groups)) for known, groups in sorted(kinds.items()))


def groups_of(user: Reader) -> frozenset[int]:
    """A foreign project may have users without groups."""
    if not user.is_authenticated or not hasattr(user, "groups"):
        return frozenset()
    reading = _reading.get()
    if reading is not None and user.pk in reading.groups:
        return reading.groups[user.pk]
    return frozenset(user.groups.values_list("pk", flat=True))


def closed_paths(request: HttpRequest | None) -> tuple[str, ...]:
    """The places in the tree that the person may not open, nor anything below; no query while nobody is kept out."""
    if request is None:
        return ()
    known: tuple[str, ...] | None = getattr(request, "_portal_closed_paths", None)
    if known is None:
        # Where nothing may be kept, or there is no restriction, an empty tuple is kept as one.
        gates = page_cache.get_or_build(page_cache.version_of(request), "page-gates", stored_gates)
        known = paths_closed_to(request, gates) if gates else ()
        request._portal_closed_paths = known  # type: ignore[attr-defined]  # for this request only
    return known


def paths_closed_to(request: HttpRequest, gates: Iterable[Gate]) -> tuple[str, ...]:
    user = getattr(request, "user", None) or AnonymousUser()
    session = getattr(request, "session", {})
    passwords = session.get(PageViewRestriction.passed_view_restrictions_session_key, ())
    groups = groups_of(user)
    return tuple(sorted({gate.path for gate in gates if not gate.lets_in(user, groups, passwords)}))


def circle(request: HttpRequest | None) -> str:
    """Names what is kept for readers with the same rights: short, and "" while nobody is kept out."""
    closed = closed_paths(request)
    return hashlib.sha256("|".join(closed).encode()).hexdigest()[:16] if closed else ""


def below(paths: Iterable[str], prefix: str = "") -> Q:
    """For a filter: pages at these places or under them; `prefix` leads to the page. Nothing for no paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{prefix}path__startswith": path})
    return condition


def open_to(request: HttpRequest | None, pages: QuerySet[P]) -> QuerySet[P]:
    """Of these pages those that the person may open."""
    closed = closed_paths(request)
    return pages.exclude(below(closed)) if closed else pages
