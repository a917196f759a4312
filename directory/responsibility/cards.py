"""What the answer says of one service: who is responsible, who answers there, and how to reach them."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from directory import opening_hours
from directory.models import Coverage, Mailbox, Position, Service, Site
from directory.responsibility.stand_ins import StandIn, first_there


@dataclass(frozen=True)
class Card:
    """The answer for one service: `coverage` None is a gap. `acting` is who answers on that day, `contact` who usually does."""

    service: Service
    coverage: Coverage | None = None
    contact: StandIn | None = None
    deputies: tuple[StandIn, ...] = ()
    site: Site | None = None
    mailbox: Mailbox | None = None
    state: opening_hours.State | None = None
    hours: str = ""
    hours_reason: str = ""

    @cached_property
    def acting(self) -> StandIn | None:
        return first_there((*([self.contact] if self.contact else []), *self.deputies))

    @cached_property
    def is_deputised(self) -> bool:
        return self.acting is not None and self.acting is not self.contact

    @cached_property
    def deputy(self) -> StandIn | None:
        """The first who would stand in for whoever answers."""
        return first_there(deputy for deputy in self.deputies if deputy is not self.acting)

    @cached_property
    def phone(self) -> Any:
        """The most direct number that somebody answers on that day."""
        return next((way.phone for way in self.ways(self.person, self.mailbox) if way.phone), "")

    @cached_property
    def email(self) -> str:
        """The functional mailbox before a personal address: it reaches whoever is on duty."""
        return next((way.email for way in self.ways(self.mailbox, self.person) if way.email), "")

    @cached_property
    def person(self) -> Position | None:
        """Whoever answers, unless the numbers stand only in an internal list."""
        position = self.acting.position if self.acting else None
        return None if position is None or position.is_listed else position

    def ways(self, *first: Any) -> list[Any]:
        """The ways to the office in order of preference, after those named."""
        # The address of a listed mailbox stands in its list only, where each look is recorded.
        mailbox_is_listed = self.mailbox is not None and self.mailbox.is_listed
        places = [*first, self.site, self.coverage.organisation if self.coverage else None]
        return [way for way in places if way is not None and not (way is self.mailbox and mailbox_is_listed)]

    @cached_property
    def confirmed_on(self) -> dt.date | None:
        if self.contact is not None and self.contact.position.confirmed_on:
            return self.contact.position.confirmed_on
        return self.coverage.organisation.confirmed_on if self.coverage else None
