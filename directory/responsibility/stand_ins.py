"""Who answers when somebody is away: the first of the deputies, in the order of the office, who is there (F22). The one home of that rule."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F

from directory.models import Deputy, Position
from directory.models.people import FOR_NOW, away_until
from directory.models.validity import holds_on


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


def answered_for(user_id: int, day: dt.date) -> list[Position]:
    """The positions of absent colleagues of the same organisation for whom this account's person answers on that day.

    Only the first deputy who is there answers; whoever comes after has nothing to do with it. One query, two where somebody is away.
    """
    links = (
        Deputy.objects.filter(holds_on(day, "deputy__"), deputy__person__user=user_id)
        .filter(position__organisation=F("deputy__organisation"))
        .annotate(position_away=away_until("position__person", day))
        .filter(position_away__isnull=False)
        .select_related("position__person", "deputy")
    )
    wanted = {link.position: link.deputy_id for link in links if link.position.is_valid_on(day)}
    deputies = all_deputies([position.pk for position in wanted], day) if wanted else {}
    first = {position: first_there(deputies.get(position.pk, ())) for position in wanted}
    return [position for position, mine in wanted.items() if (there := first[position]) and there.position.pk == mine]


def all_deputies(positions: Collection[int], day: dt.date) -> dict[int, list[StandIn]]:
    """As `deputies_of`, whoever may see them: who answers does not depend on who looks."""
    links = Deputy.objects.filter(position__in=positions).select_related("deputy").order_by("sort_order", "pk")
    found: dict[int, list[StandIn]] = defaultdict(list)
    for link in links.annotate(away_until=away_until("deputy__person", day)):
        found[link.position_id].append(stand_in(link.deputy, link.away_until, day))
    return found
