"""Who answers when somebody is away: the first of the deputies, in the order of the office, who is there (F22). The one home of that rule."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from directory.models import Absence, Deputy, Position
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


def answered_by(user: Any, day: dt.date) -> QuerySet[Deputy]:
    """The same rule from the other side: the offices that an account answers for on that day because their holders are away.

    Only the first deputy who is there answers; whoever comes after has nothing to do with it.
    """
    there = Deputy.objects.filter(holds_on(day, "deputy__")).exclude(absent("deputy__person", day))
    same = there.filter(position=OuterRef("position"))
    earlier = same.filter(
        Q(sort_order__lt=OuterRef("sort_order")) | Q(sort_order=OuterRef("sort_order"), pk__lt=OuterRef("pk"))
    )
    away = there.filter(holds_on(day, "position__"), absent("position__person", day))
    first: QuerySet[Deputy] = away.filter(deputy__person__user=user).exclude(Exists(earlier))
    return first


def absent(person: str, day: dt.date) -> Exists:
    return Exists(Absence.objects.on(day).filter(person=OuterRef(person)))


def answered_for(user_id: int, day: dt.date) -> list[Position]:
    """The positions of absent colleagues of the same organisation for whom this account's person answers: one query."""
    links = answered_by(user_id, day).filter(position__organisation=F("deputy__organisation"))
    return [link.position for link in links.select_related("position__person").order_by("pk")]


def accounts_answered_by(user: Any, day: dt.date) -> QuerySet:
    return answered_by(user, day).filter(position__person__user__is_active=True).values("position__person__user")


def names_answered_by(user: Any, day: dt.date) -> dict[Any, str]:
    """By account the name of whom it stands in for: one query."""
    rows = answered_by(user, day).filter(position__person__user__is_active=True).select_related("position__person")
    return {row.position.person.user_id: str(row.position.person) for row in rows}
