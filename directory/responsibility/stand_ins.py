"""Who answers when somebody is away: the first of the deputies, in the order of the office, who is there (F22). The one home of that rule."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from directory.models import Deputy, Position
from directory.models.people import FOR_NOW, away_until


@dataclass(frozen=True)
class StandIn:
    """A person who may answer: `away_until` is None for somebody who is there."""

    position: Position
    away_until: dt.date | None = None

    @property
    def is_there(self) -> bool:
        return self.away_until is None

    @property
    def is_away_for_now(self) -> bool:
        return self.away_until == FOR_NOW


def stand_in(position: Position, away_until: dt.date | None, day: dt.date) -> StandIn:
    """Whoever does not hold the position on that day is not there either."""
    return StandIn(position, away_until if position.is_valid_on(day) else FOR_NOW)


def deputies_of(positions: Collection[int], day: dt.date, audiences: Collection[str]) -> dict[int, list[StandIn]]:
    """Who stands in for each of the positions, in order, as far as one of the audiences may see them: one query."""
    links = (
        Deputy.objects.filter(position__in=positions)
        .select_related("deputy__person", "deputy__organisation", "deputy__team", "deputy__site")
        .annotate(away_until=away_until("deputy__person", day))
        .order_by("sort_order", "pk")
    )
    deputies: dict[int, list[StandIn]] = defaultdict(list)
    for link in links:
        if link.deputy.audience in audiences:
            deputies[link.position_id].append(stand_in(link.deputy, link.away_until, day))
    return deputies


def first_there(people: Iterable[StandIn]) -> StandIn | None:
    """Who answers. Nobody who is away, and nobody at all where everybody is: then the office is named, not a person."""
    return next((person for person in people if person.is_there), None)
