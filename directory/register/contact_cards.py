"""People as other pages show them: as they are today, and who stands in for whom is away. Only what all partners may see."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from directory.models import Deputy, Position, Visibility


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
    found = public.filter(pk__in={key for key in keys if key}).select_related("person", "organisation", "team", "site")
    rows = list(found)
    instead: dict[int, list[Position]] = defaultdict(list)
    away = [one.pk for one in rows if one.away_until is not None]
    if away:
        links = Deputy.objects.filter(position__in=away).order_by("sort_order", "pk")
        for link in links.prefetch_related(Prefetch("deputy", public, to_attr="shown_deputy")):
            if link.shown_deputy is not None and link.shown_deputy.away_until is None:
                instead[link.position_id].append(link.shown_deputy)
    return {one.pk: Shown(one, next(iter(instead[one.pk]), None), one.away_until is not None) for one in rows}
