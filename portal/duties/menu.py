"""The place in the main menu, and the number beside it, counted inside the one query of the frame."""

from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.db.models.lookups import GreaterThan
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal import extensions
from portal.extensions import Asker, Entry, FrameFact
from portal.identity.auth import is_verified
from portal.navigation import reverse_or_none

AFTER_DIRECTORY = 60
PROVED, UNPROVED = "duties", "duties_unproved"


def entries(request: HttpRequest) -> list[Entry]:
    url = reverse_or_none("portal:duties")
    return [Entry(_("Zu erledigen"), url, AFTER_DIRECTORY, fact=fact_of(request))] if url else []


def fact_of(request: HttpRequest) -> str:
    return PROVED if is_verified(request) else UNPROVED


def is_linked() -> bool:
    return reverse_or_none("portal:duties") is not None


def number(asker: Asker) -> Any:
    return total(source.number(asker) for source in extensions.duty_sources)


def number_unproved(asker: Asker) -> Any:
    """Whatever is restricted counts for one."""
    said = total(source.number(asker) for source in extensions.duty_sources if not source.is_restricted)
    hidden = [source.number(asker) for source in extensions.duty_sources if source.is_restricted]
    if not hidden:
        return said
    waits = When(GreaterThan(total(hidden), Value(0)), then=Value(1))
    return said + Case(waits, default=Value(0), output_field=IntegerField())


def total(numbers: Any) -> Any:
    return reduce(add, numbers, Value(0, output_field=IntegerField()))


FACTS = (
    FrameFact(PROVED, number, lambda request: is_linked() and is_verified(request)),
    FrameFact(UNPROVED, number_unproved, lambda request: is_linked() and not is_verified(request)),
)
