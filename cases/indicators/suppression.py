"""Pure, the one place: which sums over organisations others than their owners may see (F57, R42).

Published are, for each indicator and period, one table of the county – cells, row and column sums, total – and a row of
sums by place that add up to the same total. Nothing is published by organisation. So the table and the row of places have
the total alone in common, and each can be judged by itself; docs/kennzahlen-schutz.md holds the proof.

Whoever attacks knows what is published and the figures of the own organisation, and subtracts them. A position is hidden
when, for an outsider or any organisation, what remains is 1 to k-1; then more are hidden until each hidden position could
be k or more for every attacker. What the published sums leave open are circulations in a network whose arcs are the hidden
positions: one can grow by k when a cycle leads through it on which nothing would sink below zero.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Position = tuple[str, ...]
TOTAL: Position = ("total",)
FEWEST_ORGANISATIONS = 3  # of two, each would know the other's figures
DEAR = 1_000  # a margin is given up after cells, a zero after what was counted


@dataclass(frozen=True)
class Arc:
    position: Position
    tail: str
    head: str


@dataclass(frozen=True)
class Figure:
    """What one organisation counted at one place; row and column "" where the indicator has none."""

    organisation: str
    place: str
    row: str
    column: str
    number: int


@dataclass(frozen=True)
class Table:
    """One indicator in one period."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        return (*(arc.position for arc in self.arcs), TOTAL)

    @cached_property
    def arcs(self) -> tuple[Arc, ...]:
        """Each position but the total. At every node what comes in goes out: the sums of a table, seen as a network."""
        return (
            *table_arcs(self.rows, self.columns),
            *(Arc(("place", one), "places", "places'") for one in self.places),
        )

    @cached_property
    def by_organisation(self) -> dict[str, dict[Position, int]]:
        sums: dict[str, dict[Position, int]] = {}
        for figure in self.figures:
            own = sums.setdefault(figure.organisation, dict.fromkeys(self.positions, 0))
            for position in positions_of(figure):
                if position in own:
                    own[position] += figure.number
        return sums

    @cached_property
    def sums(self) -> dict[Position, int]:
        return {one: sum(own[one] for own in self.by_organisation.values()) for one in self.positions}

    @cached_property
    def reporters_at(self) -> dict[Position, set[str]]:
        found: dict[Position, set[str]] = {("place", one): set() for one in self.places}
        for figure in self.figures:
            found["place", figure.place].add(figure.organisation)
        return found

    def attackers(self) -> Iterator["Attacker"]:
        """An outsider, then each organisation. Who reports at which place is no secret."""
        yield Attacker(self.sums, self.known_to(set()))
        for name, own in self.by_organisation.items():
            yield Attacker({one: self.sums[one] - own[one] for one in self.positions}, self.known_to({name}))

    def known_to(self, me: set[str]) -> frozenset[Position]:
        return frozenset(place for place, reporters in self.reporters_at.items() if reporters <= me)


@dataclass(frozen=True)
class Attacker:
    """`left` is what remains of each sum without the own figures; at `known` positions nobody else reports."""

    left: Mapping[Position, int]
    known: frozenset[Position]

    def unknown(self, arcs: Iterable[Arc]) -> list[Arc]:
        return [arc for arc in arcs if arc.position not in self.known]


@dataclass(frozen=True)
class Published:
    """None stands where a figure is hidden. `is_withheld`: nothing of the table can be shown."""

    values: Mapping[Position, int | None] = field(default_factory=dict)

    @property
    def is_withheld(self) -> bool:
        return self.values.get(TOTAL) is None

    @property
    def hidden(self) -> frozenset[Position]:
        return frozenset(one for one, value in self.values.items() if value is None)


def positions_of(figure: Figure) -> list[Position]:
    found: list[Position] = [TOTAL, ("place", figure.place)]
    if figure.row:
        found.append(("row", figure.row))
    if figure.column:
        found += [("column", figure.column), ("cell", figure.row, figure.column)]
    return found


def table_arcs(rows: Iterable[str], columns: Iterable[str]) -> list[Arc]:
    listed = list(columns)
    if not listed:
        return [Arc(("row", row), "table", "table'") for row in rows]
    arcs = [Arc(("column", column), f"column {column}", "table'") for column in listed]
    for row in rows:
        arcs.append(Arc(("row", row), "table", f"row {row}"))
        arcs += [Arc(("cell", row, column), f"row {row}", f"column {column}") for column in listed]
    return arcs


def publish(table: Table, *, k: int, forced: frozenset[Position] = frozenset()) -> Published:
    """What may be shown of a table that was never shown before. `forced` stays hidden whatever it holds."""
    hidden = hide(table, k, forced)
    return Published({one: None if hidden is None or one in hidden else table.sums[one] for one in table.positions})


def hide(table: Table, k: int, forced: frozenset[Position]) -> frozenset[Position] | None:
    """The hidden positions; None where the table as a whole must be withheld."""
    attackers = list(table.attackers())
    hidden = small(attackers, table.positions, k) | (forced & frozenset(table.positions))
    if TOTAL in hidden or len(table.by_organisation) < FEWEST_ORGANISATIONS:
        return None
    while found := weak(table, attackers, hidden, k):
        arc, attacker = found
        more = cheapest_cycle(table, arc, attacker, hidden, k)
        if more is None:
            return None
        hidden |= more
    return hidden


def small(attackers: Iterable[Attacker], positions: Iterable[Position], k: int) -> frozenset[Position]:
    listed = list(positions)
    return frozenset(one for each in attackers for one in listed if 0 < abs(each.left[one]) < k)


def weak(
    table: Table, attackers: Iterable[Attacker], hidden: frozenset[Position], k: int
) -> tuple[Arc, Attacker] | None:
    """A hidden position that somebody could narrow down below k, or to one number."""
    for attacker in attackers:
        arcs = attacker.unknown(arc for arc in table.arcs if arc.position in hidden)
        for arc in arcs:
            if not is_free(arc, arcs, attacker.left, k):
                return arc, attacker
    return None


def is_free(arc: Arc, hidden: list[Arc], left: Mapping[Position, int], k: int) -> bool:
    """It can grow by k; or it is k or more and can shrink by k."""
    if leads(arc.head, arc.tail, hidden, left, k, without=arc):
        return True
    return left[arc.position] >= k and leads(arc.tail, arc.head, hidden, left, k, without=arc)


def leads(start: str, goal: str, arcs: list[Arc], left: Mapping[Position, int], k: int, without: Arc) -> bool:
    """Along an arc a figure grows by k, against it one shrinks by k."""
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        for arc in arcs:
            if arc is without:
                continue
            if arc.tail == node and arc.head not in seen:
                seen.add(arc.head)
                waiting.append(arc.head)
            if arc.head == node and arc.tail not in seen and abs(left[arc.position]) >= k:
                seen.add(arc.tail)
                waiting.append(arc.tail)
    return False


def cheapest_cycle(
    table: Table, through: Arc, attacker: Attacker, hidden: frozenset[Position], k: int
) -> frozenset[Position] | None:
    """The positions to be hidden, too, so that the arc can grow for this attacker: the least that is lost (Dijkstra)."""
    heap: list[tuple[int, str, tuple[Position, ...]]] = [(0, through.head, ())]
    done: set[str] = set()
    arcs = attacker.unknown(table.arcs)
    while heap:
        cost, node, path = heapq.heappop(heap)
        if node == through.tail:
            return frozenset(path)
        if node in done:
            continue
        done.add(node)
        for arc in arcs:
            if arc is through:
                continue
            price = 0 if arc.position in hidden else loss(arc, table)
            if arc.tail == node:
                heapq.heappush(heap, (cost + price, arc.head, (*path, arc.position)))
            if arc.head == node and attacker.left[arc.position] >= k:
                heapq.heappush(heap, (cost + price, arc.tail, (*path, arc.position)))
    return None


def loss(arc: Arc, table: Table) -> int:
    value = table.sums[arc.position]
    is_margin = arc.position[0] == "column" or (arc.position[0] == "row" and bool(table.columns))
    return 1 + value + DEAR * (10 * is_margin + (value == 0))


def publish_again(table: Table, *, k: int, shown: Published, earlier: Iterable[Table]) -> Published | None:
    """A later state of what was shown: the same positions stay hidden, or it is not shown at all (None).

    Hiding more would give away what the earlier one showed, hiding less what it hid. And what has changed since any
    earlier state is a table, too, which everybody can subtract: it must hold no small figure either.
    """
    if shown.is_withheld or set(shown.values) != set(table.positions):
        return None
    attackers = list(table.attackers())
    if small(attackers, table.positions, k) - shown.hidden or weak(table, attackers, shown.hidden, k):
        return None
    if not all(difference_is_safe(before, table, shown.hidden, k) for before in earlier):
        return None
    return Published({one: None if one in shown.hidden else table.sums[one] for one in table.positions})


def difference_is_safe(before: Table, after: Table, hidden: frozenset[Position], k: int) -> bool:
    changed = difference(before, after)
    shown = [one for one in after.positions if one not in hidden]
    for attacker in changed.attackers():
        if small([attacker], shown, k):
            return False
        arcs = attacker.unknown(arc for arc in after.arcs if arc.position in hidden)
        for arc in arcs:
            is_small = 0 < abs(attacker.left[arc.position]) < k
            if is_small and not leads(arc.head, arc.tail, arcs, attacker.left, k, without=arc):
                return False
    return True


def difference(before: Table, after: Table) -> Table:
    taken = (Figure(one.organisation, one.place, one.row, one.column, -one.number) for one in before.figures)
    return Table(after.rows, after.columns, after.places, (*after.figures, *taken))
