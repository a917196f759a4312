"""A clock for tests that would otherwise depend on the hour they run at: midnight, the turn of a year, a minute gone by."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

MONDAY_NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)


@pytest.fixture
def standing_clock() -> Iterator[time_machine.Traveller]:
    """It is Monday noon in Berlin, and stays so until the test moves on."""
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        yield clock
