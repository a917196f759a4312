from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import berlin

NOW = berlin("2026-11-17 8:00")


@pytest.fixture
def clock(portal: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
