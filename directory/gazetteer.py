"""Pure: which municipality is meant by what somebody typed: name, former name, part of a town, postcode or key."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from search.language import edit_distance, german

EXACT, PREFIX, WORD, SIMILAR = range(4)
SHORT, LONG = 4, 7  # letters from which one slip, and from which two slips of the keys are forgiven
PREFIXES = ("stadt ", "gemeinde ", "markt ", "grosse kreisstadt ")


@dataclass(frozen=True)
class Town:
    """A municipality and its period; `successors` are those it was merged into."""

    pk: int
    ags: str
    name: str
    kind: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    successors: tuple[int, ...] = ()
    postcodes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def exists_on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class Match:
    """A municipality that may be meant; `by` is what it was found by, where that is not its own name."""

    town: Town
    rank: int
    by: str = ""


@dataclass(frozen=True)
class Place:
    """Where somebody is on a day: the municipality then, and those it came from if what was typed is a former one."""

    town: Town
    former: Town | None = None


@dataclass(frozen=True)
class Gazetteer:
    towns: Mapping[int, Town] = field(default_factory=dict)

    @cached_property
    def names(self) -> list[tuple[str, str, Town]]:
        """Every name as it is compared, as it is written, and whose it is; own names first."""
        # Own names first: of equal ranks the earlier one stays.
        own = [(folded(town.name), "", town) for town in self.towns.values()]
        parts = [(folded(place), place, town) for town in self.towns.values() for place in town.places]
        return own + parts

    @cached_property
    def predecessors(self) -> dict[int, list[Town]]:
        merged: dict[int, list[Town]] = {}
        for town in self.towns.values():
            for pk in town.successors:
                merged.setdefault(pk, []).append(town)
        return merged

    def standing(self, day: dt.date) -> list[Town]:
        """The municipalities there are on a day, in German order."""
        return sorted((town for town in self.towns.values() if town.exists_on(day)), key=lambda town: folded(town.name))

    def by_key(self, ags: str) -> Town | None:
        return next((town for town in self.towns.values() if town.ags == ags), None)

    def find(self, text: str) -> list[Match]:
        """The municipalities that fit best, all of the same quality; several mean that somebody has to choose."""
        matches = sorted(self.matches(text), key=lambda match: (match.rank, match.town.name))
        return [match for match in matches if match.rank == matches[0].rank]

    def suggest(self, text: str, limit: int = 8) -> list[Match]:
        return sorted(self.matches(text), key=lambda match: (match.rank, match.town.name))[:limit]

    def matches(self, text: str) -> list[Match]:
        """Each municipality that may be meant, once, by its best name; of a postcode beside a name, what fits both."""
        digits, words = "".join(re.findall(r"\d+", text)), folded(re.sub(r"\d+", " ", text))
        numbered = {match.town.pk: match for match in self.by_digits(digits)} if digits else {}
        if words:
            named = self.by_words(words)
            # "74952 Lindau": the postcode chooses among places of that name; if none fits both, either may be wrong.
            both = [match for match in named if match.town.pk in numbered]
            return both or [*numbered.values(), *(match for match in named if match.town.pk not in numbered)]
        return list(numbered.values())

    def by_digits(self, digits: str) -> Iterator[Match]:
        for town in self.towns.values():
            if town.ags == digits:
                yield Match(town, EXACT)
                continue
            code = next((code for code in town.postcodes if code.startswith(digits)), "")
            # Longer ones are no postcode but a key that nobody has.
            if code and len(digits) <= 5:
                yield Match(town, EXACT if code == digits else PREFIX, code)

    def by_words(self, words: str) -> list[Match]:
        best: dict[int, Match] = {}
        for name, written, town in self.names:
            rank = closeness(words, name)
            if rank is not None and (town.pk not in best or rank < best[town.pk].rank):
                best[town.pk] = Match(town, rank, written)
        return list(best.values())

    def on(self, town: Town, day: dt.date, seen: frozenset[int] = frozenset()) -> list[Place]:
        """The municipality that stood there on that day; several where it was divided, or had not been merged yet."""
        if town.exists_on(day):
            return [Place(town)]
        if town.valid_until is not None and day > town.valid_until:
            others = [self.towns[pk] for pk in town.successors if pk in self.towns]
        else:
            others = self.predecessors.get(town.pk, [])
        # Municipalities may have merged and been divided again: each is asked once.
        seen |= {town.pk}
        return unique(
            [Place(place.town, town) for other in others if other.pk not in seen for place in self.on(other, day, seen)]
        )


def unique(places: Sequence[Place]) -> list[Place]:
    return list({place.town.pk: place for place in places}.values())


def folded(text: str) -> str:
    words = [german.fold(word) for word in re.findall(r"[^\W\d_]+", text.casefold().replace("st.", "sankt "))]
    joined = " ".join(words)
    return next((joined[len(prefix) :] for prefix in PREFIXES if joined.startswith(prefix)), joined)


def closeness(typed: str, name: str) -> int | None:
    """How well a typed name fits: the same, its beginning, a word of it, or a slip of the keys away; None for not at all."""
    if typed == name:
        return EXACT
    if name.startswith(typed):
        return PREFIX
    # "am" or "im" would fit half of all names.
    if len(typed) > 2 and any(word.startswith(typed) for word in name.split()):
        return WORD
    # In a short word one slip makes another word.
    allowed = 0 if len(typed) < SHORT else 1 if len(typed) < LONG else 2
    slips = edit_distance.distance(typed, name, allowed) if allowed else 1
    return SIMILAR + slips if slips <= allowed else None


def gazetteer(towns: Iterable[Town]) -> Gazetteer:
    return Gazetteer({town.pk: town for town in towns})
