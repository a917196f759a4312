from collections.abc import Iterator

import pytest
import time_machine

from tests.cases.indicators.carriers import Carriers
from tests.portal.conftest import MONDAY_NOON


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday 23 November 2026, noon, in the second half-year of 2026, and stays so until the test moves on."""
    with time_machine.travel(MONDAY_NOON, tick=False) as standing:
        yield standing


@pytest.fixture
def carriers(portal: None, clock: object) -> Carriers:
    return Carriers()
