"""However many want a place in the same moment: never more than there are, nobody gets an error, nothing is lost (F26)."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from tests import database
from tests.pages.registration.rush import HELD, PLACES, rushed

SECONDS = 300


def check(found: dict, people: int) -> None:
    assert not [name for name in [*found["first"], *found["second"]] if name.startswith("fault")], found
    assert sum(found["first"].values()) == people
    # Two places are held for the job centre, which has enough people for them: all are taken.
    assert found["first"]["booked"] == PLACES
    assert found["most"][0] == PLACES
    assert found["most"][1] <= PLACES
    # Nobody waits for a place that is free: those given back last may be the held ones, for which the others cannot be asked.
    assert found["most"][1] >= PLACES - HELD or found["waiting"] == 0
    assert found["broken"] == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the tests' SQLite lies in memory and does not wait")
def test_f26_fifty_people_at_once_on_postgresql(portal):
    check(rushed(50), 50)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="on a file of SQLite")
def test_f26_twenty_people_at_once_on_sqlite(tmp_path):
    """In a process of its own, on a copy of the fresh database of the tests."""
    file = tmp_path / "portal.sqlite3"
    shutil.copy(database.SQLiteTemplate().path, file)
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{file}",
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.pages.registration.rush", "20"],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    check(json.loads(run.stdout.splitlines()[-1]), 20)
