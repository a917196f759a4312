"""The worker survives lock, lost connection and kill, and `/readyz` says when none is alive (R69)."""

import datetime as dt
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal import worker
from portal.extensions import DEGRADED, OK, State
from portal.models import RecurringWork
from search.editors.spool import Spool
from search.engines import in_file
from tests.database import SQLiteTemplate

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 60


def wait_for(what: Callable[[], object]) -> None:
    for _look in range(MOST_SECONDS * 20):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("did not happen")


class Installation:
    """A portal of its own in a folder, with a database in a file (or the test's own PostgreSQL)."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.drill.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "DEBUG": "1",
            "SEARCH_MEANING": "0",
            "SEARCH_THESAURUS": "",
        }

    def popen(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *arguments]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, start_new_session=True, **streams)

    def enqueue(self, name: str, seconds: float = 0.0) -> None:
        """As django-tasks stores it; in a file, from outside: this process has another database."""
        row = DBTaskResult(
            args_kwargs={"args": [name, seconds], "kwargs": {}},
            task_path="tests.drill.tasks.write_down",
            backend_name="default",
            run_after=timezone.now() - dt.timedelta(days=1),
            enqueued_at=timezone.now(),
        )
        if connection.vendor != "sqlite":
            row.save()
            return
        fields = [field for field in row._meta.concrete_fields if getattr(row, field.attname) is not None]
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        columns = ", ".join(field.column for field in fields)
        marks = ", ".join("?" for _field in fields)
        with closing(sqlite3.connect(self.database, timeout=MOST_SECONDS, isolation_level=None)) as file:
            file.execute(
                f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks})",
                [str(v) if isinstance(v, dt.datetime) else v for v in values],
            )

    @property
    def database(self) -> Path:
        return self.folder / "portal.sqlite3"

    @contextmanager
    def working(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        process = self.popen("work", "--interval", "0.05", *arguments)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def was(self, state: str, name: str) -> bool:
        return (self.folder / f"{name}.{state}").exists()

    def process_of(self, state: str, name: str) -> int:
        wait_for(lambda: self.was(state, name) and (self.folder / f"{name}.{state}").read_text())
        return int((self.folder / f"{name}.{state}").read_text())


@pytest.fixture
def own_portal(tmp_path: Path, db: None) -> Installation:
    if connection.vendor != "sqlite":
        pytest.skip("about a database in a file")
    shutil.copy(SQLiteTemplate().path, tmp_path / "portal.sqlite3")
    return Installation(tmp_path)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nobody else reads or writes; it lasts ten times as long as the worker waits for a lock."""
    with closing(sqlite3.connect(database, timeout=MOST_SECONDS, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        time.sleep(2)
        other.execute("ROLLBACK")


@pytest.mark.slow
def test_r69_a_locked_database_is_waited_for_and_what_could_not_be_written_is_done_again(own_portal):
    with own_portal.working() as process:
        own_portal.enqueue("first")
        own_portal.process_of("done", "first")
        with locked(own_portal.database):
            pass
        own_portal.enqueue("second", seconds=1)
        own_portal.process_of("begun", "second")
        with locked(own_portal.database):
            own_portal.process_of("done", "second")
            (own_portal.folder / "second.done").unlink()
        assert own_portal.process_of("done", "second") == process.pid
        with closing(sqlite3.connect(own_portal.database)) as reader:
            table = DBTaskResult._meta.db_table
            look = f"SELECT count(*) FROM {table} WHERE status <> 'SUCCESSFUL' AND task_path LIKE '%drill%'"
            wait_for(lambda: reader.execute(look).fetchone() == (0,))


@pytest.mark.slow
def test_r69_a_killed_worker_is_started_anew_takes_up_its_task_and_stops_when_told(own_portal):
    with own_portal.working("--keep-alive") as keeper:
        own_portal.enqueue("task", seconds=3)
        first = own_portal.process_of("begun", "task")
        assert first != keeper.pid
        os.kill(first, signal.SIGKILL)
        (own_portal.folder / "task.begun").unlink(missing_ok=True)
        second = own_portal.process_of("begun", "task")
        assert second not in {first, keeper.pid}
        assert own_portal.process_of("done", "task") == second
        keeper.terminate()
        assert keeper.wait(timeout=MOST_SECONDS) == 0
        wait_for(lambda: not Path(f"/proc/{second}").exists())


@pytest.mark.slow
def test_f41_a_worker_heals_the_index_and_writes_down_what_requests_left(own_portal):
    left = Spool(own_portal.folder / "search-counts")
    left.append(["search", "k" * 64, "2026-03-02", 4, ""])
    with own_portal.working(), closing(sqlite3.connect(own_portal.database, timeout=MOST_SECONDS)) as reader:
        counts = "SELECT searches, hits FROM search_searchtally"
        wait_for(lambda: reader.execute(counts).fetchall() == [(1, 4)])
        left.append(["search", "k" * 64, "2026-03-02", 3, ""])
        wait_for(lambda: reader.execute(counts).fetchall() == [(2, 3)])
        engine = in_file(own_portal.folder / "search.sqlite3")
        wait_for(engine.is_complete)
        engine.close()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_r69_a_lost_connection_is_made_anew(tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("about connections to a server")
    own = connection.settings_dict
    url = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    portal = Installation(tmp_path, url)
    with portal.working() as process:
        portal.enqueue("first")
        portal.process_of("done", "first")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchall()
        portal.enqueue("second")
        assert portal.process_of("done", "second") == process.pid


def test_r69_whatever_the_database_says_the_worker_goes_on(db, monkeypatch):
    runs = []

    def run(enduring: worker.EnduringWorker) -> None:
        runs.append(1)
        if len(runs) < 4:
            raise OperationalError("database is locked")

    pauses = []
    monkeypatch.setattr(worker.Worker, "run", run)
    monkeypatch.setattr(worker.time, "sleep", pauses.append)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    made = {"queue_names": ["*"], "interval": 0, "batch": False, "backend_name": "default", "startup_delay": False}
    worker.EnduringWorker(**made, max_tasks=None, worker_id="w", excluded_queue_names=[]).run_until_stopped()
    assert len(runs) == 4
    assert pauses == [0.5, 1.0, 2.0]


def test_r69_only_what_this_worker_began_last_is_taken_up_at_once(db):
    def running(*worker_ids: str) -> DBTaskResult:
        return DBTaskResult.objects.create(
            status="RUNNING",
            started_at=timezone.now(),
            args_kwargs={"args": [], "kwargs": {}},
            task_path="x.y",
            backend_name="default",
            worker_ids=list(worker_ids),
        )

    own, other, handed_on = running("a"), running("b"), running("a", "b")
    made = {"queue_names": ["*"], "interval": 0, "batch": False, "backend_name": "default", "startup_delay": False}
    worker.EnduringWorker(**made, max_tasks=None, worker_id="a", excluded_queue_names=[]).take_up_own()
    states = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert (states[own.pk], states[other.pk], states[handed_on.pk]) == ("READY", "RUNNING", "RUNNING")


def test_r69_readiness_says_when_no_worker_is_alive(db):
    assert worker.state() == State(DEGRADED)
    worker.give_sign()
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=100)):
        assert worker.state().status == OK
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=200)):
        state = json.loads(Client().get("/readyz").content)["worker"]
    assert state["status"] == DEGRADED
    assert 198 <= state["detail"] <= 202
    worker.give_sign()
    assert RecurringWork.objects.filter(name=worker.SIGN).count() == 1
