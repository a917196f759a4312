"""Pure: who holds a task on which days. Sweeps over the days on which something changes, never over all days."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

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
    holders: Counter[Hashable] = Counter()
    before: Stretch | None = None
    for begin, end, changes in intervals(inside(held, first, last), first, last):
        for key, number in changes:
            holders[key] += number
        # Somebody who holds a task twice is an overlap, so each stands there as often as they hold it.
        stretch = Stretch(begin, end, tuple(sorted(holders.elements(), key=repr)))
        if before is not None and before.keys != stretch.keys:
            yield before
        elif before is not None:
            stretch = replace(stretch, first=before.first)
        before = stretch
    if before is not None:
        yield before


def inside(held: Iterable[Held], first: dt.date, last: dt.date) -> list[Held]:
    """Those that hold on a day of the window, with their open sides closed where it begins and ends."""
    cut = (Held(span.key, max(span.first or first, first), min(span.last or last, last)) for span in held)
    return [span for span in cut if span.first is not None and span.last is not None and span.first <= span.last]


def intervals(
    held: Iterable[Held], first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, dt.date, list[tuple[Hashable, int]]]]:
    """The days between two changes, each with what changes on its first: +1 for who begins, -1 for who has ended."""
    changes: dict[dt.date, list[tuple[Hashable, int]]] = {first: []}
    for span in held:
        if span.first is not None:
            changes.setdefault(span.first, []).append((span.key, 1))
        # Nothing changes inside the window for somebody who goes on to its end.
        if span.last is not None and span.last < last:
            changes.setdefault(span.last + DAY, []).append((span.key, -1))
    days = sorted(changes)
    ends = [day - DAY for day in days[1:]] + [last]
    for begin, end in zip(days, ends, strict=True):
        yield begin, end, changes[begin]


def faults(held: Iterable[Held], first: dt.date, last: dt.date) -> list[Stretch]:
    """The stretches on which nobody, or more than one, holds the task; nothing where the window is empty."""
    if last < first:
        return []
    return [stretch for stretch in stretches(held, first, last) if stretch.is_gap or stretch.is_overlap]
