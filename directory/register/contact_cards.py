"""People as other pages show them: as they are today, and who stands in for whom is away. Only what all partners may see."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from directory.models import Position, Visibility
from directory.responsibility.stand_ins import StandIn, deputies_of, first_there
from search.documents import READER


@dataclass(frozen=True)
class Shown:
    """`stand_in` answers instead of somebody who is away, if anybody does. Who has left is not named any more."""

    position: Position
    stand_in: Position | None = None
    is_away: bool = False

    @property
    def has_left(self) -> bool:
        return self.position.is_over

    @property
    def acting(self) -> Position | None:
        """Who answers today."""
        return self.stand_in if self.is_away else self.position

    @property
    def phone(self) -> Any:
        """A number that somebody answers today: of the person, or of the organisation where nobody stands in."""
        return self.acting.phone if self.acting else self.position.organisation.phone


def people(keys: Iterable[int | None], day: dt.date | None = None) -> dict[int, Shown]:
    """By key of the position; what not all partners may see is left out. Two queries, whatever the number."""
    today = day or timezone.localdate()
    public = Position.objects.filter(visibility=Visibility.PARTNERS).for_lists().with_absence(today)
    positions = {position.pk: position for position in public.filter(pk__in={key for key in keys if key})}
    away = {pk for pk, position in positions.items() if position.away_until is not None}
    # Most days nobody on a page is away, and the second query is saved.
    deputies = deputies_of(away, today, {READER}) if away else {}
    return {pk: shown(position, deputies.get(pk, ()), pk in away) for pk, position in positions.items()}


def shown(position: Position, deputies: Iterable[StandIn], is_away: bool) -> Shown:
    acting = first_there(deputies)
    return Shown(position, acting.position if acting else None, is_away)
