"""What hits can be narrowed by: which pass the values ticked, and how many each value would leave."""

from collections import Counter
from collections.abc import Sequence

from search.answering.ranked_passage import RankedPassage, first_of_each
from search.answering.reader import BETWEEN, FACETS, Entry, Filters
from search.documents import FacetValue


def passes(entry: Entry, filters: Filters, but: str = "") -> bool:
    """Whether it has a ticked value of every facet but one; an unknown facet filters nothing."""
    return not filters or all(
        not values
        or name == but
        or name not in FACETS
        or not set(entry.facets[FACETS.index(name)].split(BETWEEN)).isdisjoint(values)
        for name, values in filters.items()
    )


def facets(good: Sequence[RankedPassage], filters: Filters) -> dict[str, tuple[FacetValue, ...]]:
    """For each facet how many hits each value would show, the other facets as they are set."""
    entries = [passage.entry for passage in first_of_each(good)]
    counted: dict[str, tuple[FacetValue, ...]] = {}
    for place, name in enumerate(FACETS):
        active = filters.get(name, ())
        passing = [entry.facets[place] for entry in entries if passes(entry, filters, but=name)]
        counts = Counter(value for values in passing if values for value in values.split(BETWEEN))
        counts.update(dict.fromkeys(active, 0))  # a ticked value must stay to be unticked, even with no hit left
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        counted[name] = tuple(FacetValue(value, count, value in active) for value, count in ordered)
    return counted
