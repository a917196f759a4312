"""What follows from having been there: others add to `attendance`, called in the transaction in which the host records it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from directory.models import Organisation, Person
from pages.models import EventDate
from portal.extensions import Point
from portal.models import User


@dataclass(frozen=True)
class Attended:
    """`was_there` False takes back what was recorded before. `person` is missing for an account that no directory entry has."""

    date: EventDate
    person: Person | None
    user: User | None
    organisation: Organisation | None
    was_there: bool
    by: User | None
    at: dt.datetime


@dataclass(frozen=True)
class Attendance:
    name: str
    recorded: Callable[[Attended], None]


attendance: Point[Attendance] = Point(key=lambda one: one.name)
