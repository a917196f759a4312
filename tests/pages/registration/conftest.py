from collections.abc import Iterator

import pytest
import time_machine

from tests.pages.registration.venue import NOON, Venue


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday noon, eight days before the event."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def venue(portal: None, clock: time_machine.Traveller) -> Venue:
    return Venue()
