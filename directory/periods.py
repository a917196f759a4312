"""Pure: who holds a task on which days. Sweeps over the days on which something changes, never over all days."""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """Somebody (`key`) holds the task from the first to the last day, both included; None is open."""

    key: Hashable
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True)
class Stretch:
    """Days in a row on which the same hold the task: nobody is a gap, more than one an overlap."""

    first: dt.date
    last: dt.date
    keys: tuple[Hashable, ...]

    @property
    def is_gap(self) -> bool:
        return not self.keys

    @property
    def is_overlap(self) -> bool:
        return len(self.keys) > 1


def stretches(held: Iterable[Held], first: dt.date, last: dt.date) -> Iterator[Stretch]:
    """All days of the window in order, in the longest stretches of which each has the same holders."""
    inside = [
        one for one in held if (one.last is None or one.last >= first) and (one.first is None or one.first <= last)
    ]
    starts = {first} | {one.first for one in inside if one.first and one.first > first}
    starts |= {one.last + DAY for one in inside if one.last and one.last < last}
    changes: dict[dt.date, list[tuple[bool, Hashable]]] = {day: [] for day in starts}
    for one in inside:
        changes[max(one.first or first, first)].append((True, one.key))
        if one.last and one.last < last:
            changes[one.last + DAY].append((False, one.key))
    holders: dict[Hashable, int] = {}
    before: Stretch | None = None
    days = sorted(changes)
    for place, day in enumerate(days):
        for begins, key in changes[day]:
            holders[key] = holders.get(key, 0) + (1 if begins else -1)
        keys = tuple(key for key in sorted(holders, key=repr) for _time in range(holders[key]))
        end = days[place + 1] - DAY if place + 1 < len(days) else last
        if before and before.keys == keys:
            before = Stretch(before.first, end, keys)
            continue
        if before:
            yield before
        before = Stretch(day, end, keys)
    if before:
        yield before


def faults(held: Iterable[Held], first: dt.date, last: dt.date) -> list[Stretch]:
    """The stretches on which nobody, or more than one, holds the task; nothing where the window is empty."""
    if last < first:
        return []
    return [one for one in stretches(held, first, last) if one.is_gap or one.is_overlap]
