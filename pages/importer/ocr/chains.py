"""The longest numbering that rises through a document, where a line may be read in several ways or in none."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Key = tuple[int, str]
FOLLOWS, JUMPS, BEGINS_ANEW, BEGINS_LATE = 2.0, -1.0, -2.5, -1.0


@dataclass(frozen=True)
class Reading:
    """One way to read the number at the start of line `index`: `before` stands there, `key` is what it may be."""

    index: int
    start: int
    end: int
    before: str
    key: Key
    weight: float
    sound: bool = False

    @property
    def printed(self) -> str:
        return f"{self.key[0]}{self.key[1]}"


def follows(before: Key, after: Key) -> bool:
    """§ 3 and § 2a follow § 2, § 3 and § 2b follow § 2a."""
    number, suffix = before
    return after in ((number + 1, ""), (number, chr(ord(suffix) + 1) if suffix else "a"))


def predecessors(key: Key) -> Iterator[Key]:
    number, suffix = key
    if suffix:
        yield (number, "" if suffix == "a" else chr(ord(suffix) - 1))
    else:
        yield (number - 1, "")
        for letter in "abcdefghijklmnopqrstuvwxyz":
            yield (number - 1, letter)


class Highest:
    """The best value of all keys below one; grows only."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = sorted(set(keys))
        self.tree: list[tuple[float, int]] = [(float("-inf"), -1)] * (len(self.keys) + 1)

    def put(self, key: Key, value: float, place: int) -> None:
        at = bisect_left(self.keys, key) + 1
        while at < len(self.tree):
            self.tree[at] = max(self.tree[at], (value, place))
            at += at & -at

    def below(self, key: Key) -> tuple[float, int]:
        best, at = (float("-inf"), -1), bisect_left(self.keys, key)
        while at:
            best = max(best, self.tree[at])
            at -= at & -at
        return best


def best_chain(readings: Sequence[Reading]) -> list[Reading]:
    """Of all readings, in the order of the lines, those that make the best numbering; it may begin anew at 1 (annexes)."""
    highest = Highest([reading.key for reading in readings])
    exact: dict[Key, tuple[float, int]] = {}
    values: list[float] = []
    links: list[int] = []
    any_so_far = (0.0, -1)
    for _index, places in by_line(readings):
        fresh = []
        for place in places:
            value, link = best_link(readings[place], highest, exact, any_so_far)
            values.append(value + readings[place].weight)
            links.append(link)
            fresh.append((values[-1], place))
        for value, place in fresh:
            key = readings[place].key
            highest.put(key, value, place)
            exact[key] = max(exact.get(key, (float("-inf"), -1)), (value, place))
        any_so_far = max(any_so_far, *fresh)
    return traced(readings, links, any_so_far[1])


def by_line(readings: Sequence[Reading]) -> Iterator[tuple[int, list[int]]]:
    places: dict[int, list[int]] = defaultdict(list)
    for place, reading in enumerate(readings):
        places[reading.index].append(place)
    yield from places.items()


def best_link(
    reading: Reading, highest: Highest, exact: dict[Key, tuple[float, int]], any_so_far: tuple[float, int]
) -> tuple[float, int]:
    begins = 0.0 if reading.key == (1, "") else BEGINS_LATE
    options = [(begins, -1)]
    options += [(exact[key][0] + FOLLOWS, exact[key][1]) for key in predecessors(reading.key) if key in exact]
    value, place = highest.below(reading.key)
    options.append((value + JUMPS, place))
    if reading.key == (1, ""):
        options.append((any_so_far[0] + BEGINS_ANEW, any_so_far[1]))
    return max(options)


def traced(readings: Sequence[Reading], links: Sequence[int], last: int) -> list[Reading]:
    chain = []
    while last >= 0:
        chain.append(readings[last])
        last = links[last]
    return chain[::-1]


def runs(chain: Sequence[Reading]) -> Iterator[list[Reading]]:
    """The chain cut wherever a number is missing."""
    run: list[Reading] = list(chain[:1])
    for before, reading in pairwise(chain):
        if not follows(before.key, reading.key):
            yield run
            run = []
        run.append(reading)
    if run:
        yield run
