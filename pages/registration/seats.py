"""Pure: how many places are left, and for whom. Places held for an organisation are its own until the day is over."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Key = int | None  # an organisation; None for somebody of none
Waiting = TypeVar("Waiting")
MANY = 10**6  # places where nobody has set a number


@dataclass(frozen=True)
class Held:
    """`until` is the last day on which the places are held."""

    organisation: int
    seats: int
    until: dt.date

    def holds_on(self, day: dt.date) -> bool:
        return day <= self.until


@dataclass(frozen=True)
class Seats:
    """`capacity` None: as many as come. `taken` counts by organisation; `held` are the places held on that day."""

    capacity: int | None
    taken: Mapping[Key, int] = field(default_factory=dict)
    held: Mapping[int, int] = field(default_factory=dict)

    @property
    def number_taken(self) -> int:
        return sum(self.taken.values())

    @property
    def left(self) -> int:
        """Held ones included; never below 0, for a number set lower by mistake frees nobody's place."""
        return MANY if self.capacity is None else max(0, self.capacity - self.number_taken)

    def held_from(self, organisation: Key) -> int:
        """Places that are kept free for others than this organisation."""
        return sum(
            max(0, seats - self.taken.get(other, 0)) for other, seats in self.held.items() if other != organisation
        )

    def free_for(self, organisation: Key) -> int:
        return MANY if self.capacity is None else max(0, self.left - self.held_from(organisation))

    @property
    def free_for_all(self) -> int:
        return self.free_for(None)

    def own(self, organisation: Key) -> int:
        """Places still held for this organisation."""
        if organisation is None:
            return 0
        return min(self.left, max(0, self.held.get(organisation, 0) - self.taken.get(organisation, 0)))

    def with_one_of(self, organisation: Key) -> "Seats":
        taken = {**self.taken, organisation: self.taken.get(organisation, 0) + 1}
        return Seats(self.capacity, taken, self.held)


def held_on(rows: Iterable[Held], day: dt.date) -> dict[int, int]:
    held: dict[int, int] = {}
    for row in rows:
        if row.holds_on(day):
            held[row.organisation] = held.get(row.organisation, 0) + row.seats
    return held


def next_in_line(seats: Seats, line: Sequence[tuple[Waiting, Key]]) -> list[Waiting]:
    """Whom a place can be offered now, in the order of the line; who has no claim to the one left does not keep it from the next."""
    chosen = []
    for waiting, organisation in line:
        if seats.free_for(organisation) > 0:
            chosen.append(waiting)
            seats = seats.with_one_of(organisation)
    return chosen


def answer_until(
    now: dt.datetime, given: dt.timedelta, begins: dt.datetime, least: dt.timedelta = dt.timedelta(hours=1)
) -> dt.datetime:
    """Until when an offer or a request waits: the time given, but never beyond the beginning; shortly before it, an hour."""
    return min(begins, max(now + min(given, (begins - now) / 2), now + least))
