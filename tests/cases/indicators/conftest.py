import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from django.db import connection, connections

from tests.cases.indicators.carriers import Carriers
from tests.cases.indicators.counties import County
from tests.portal.conftest import MONDAY_NOON


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday 23 November 2026, noon, in the second half-year of 2026, and stays so until the test moves on."""
    with time_machine.travel(MONDAY_NOON, tick=False) as standing:
        yield standing


@pytest.fixture
def carriers(portal: None, clock: object) -> Carriers:
    return Carriers()


@pytest.fixture
def county(portal: None, clock: object) -> County:
    return County()


@pytest.fixture
def shared_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """For threads, a database as the portal has it in production: the tests' SQLite lies in memory and does not wait."""

    def share() -> None:
        if connection.vendor == "postgresql":
            return
        file = tmp_path / "portal.sqlite3"
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))

    return share
