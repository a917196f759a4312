"""What hits can be narrowed by: the counts of the engine as choices, with those of a few more hits beside."""

from collections import Counter
from collections.abc import Iterable, Mapping

from search.answering.reader import BETWEEN, FACETS, Entry, Filters
from search.documents import FacetValue

# Nobody reads through more values of a facet.
MOST_VALUES = 50


def passes(entry: Entry, filters: Filters, but: str = "") -> bool:
    """Whether it has a ticked value of every facet but one; an unknown facet filters nothing."""
    return not filters or all(
        not values
        or name == but
        or name not in FACETS
        or not set(entry.facets[FACETS.index(name)].split(BETWEEN)).isdisjoint(values)
        for name, values in filters.items()
    )


def facets(
    counted: Mapping[str, Mapping[str, int]], more: Iterable[Entry], filters: Filters
) -> dict[str, tuple[FacetValue, ...]]:
    """For each facet how many hits each value would show, the other facets as they are set; `more` count as well."""
    entries = list(more)
    made: dict[str, tuple[FacetValue, ...]] = {}
    for place, name in enumerate(FACETS):
        active = filters.get(name, ())
        counts = Counter(counted.get(name, {}))
        passing = (entry.facets[place] for entry in entries if passes(entry, filters, but=name))
        counts.update(value for values in passing if values for value in values.split(BETWEEN))
        counts.update(dict.fromkeys(active, 0))  # a ticked value must stay to be unticked, even with no hit left
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        made[name] = tuple(
            FacetValue(value, count, value in active)
            for place, (value, count) in enumerate(ordered)
            if place < MOST_VALUES or value in active
        )
    return made
