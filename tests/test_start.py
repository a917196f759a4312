"""What `make run` does, through the command itself and a real socket."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 1800  # seconds; a busy machine, not a wish
pytestmark = [pytest.mark.slow]


def environment(folder: Path) -> dict[str, str]:
    left_out = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "DEBUG", "SECRET_KEY", "PORT", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {**{key: value for key, value in os.environ.items() if key not in left_out}, "DATA_DIR": str(folder)}


def manage(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One for all: it loads a whole county, which takes long."""
    path = tmp_path_factory.mktemp("start")
    return path, subprocess.run(
        [sys.executable, "manage.py", "start", "--prepare-only", "--port", "8231"],
        cwd=ROOT,
        env=environment(path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.fixture(scope="module")
def folder(first_start: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    return first_start[0]


# What comes again every few minutes leaves a task there when it happens to be due at the second start.
TASKS = "django_tasks_database_dbtaskresult"


def rows(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {
            table: database.execute(f'select count(*) from "{table}"').fetchone()[0]
            for table in tables
            if table != TASKS
        }


def test_f70_the_first_start_prepares_a_lively_county(folder):
    counted = rows(folder)
    assert counted["pages_normativepage"] >= 3
    assert counted["pages_newspage"] >= 5
    assert (folder / "search.sqlite3").exists()


def test_the_first_start_is_quiet_and_says_what_it_does(first_start):
    done = first_start[1]
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr == ""
    for step in ("Datenbank anlegen", "Beispielkreis laden", "Suchindex schreiben", "Warteschlange erledigen"):
        assert f"{step} … " in done.stdout
    assert "drei Minuten" in done.stdout


def test_f70_a_second_start_says_where_and_who_and_changes_nothing(folder):
    before = rows(folder)
    said = manage(folder, "start", "--prepare-only", "--port", "8123")
    assert "http://127.0.0.1:8123" in said
    assert "@rebental.example" in said
    assert rows(folder) == before


# In one process: each takes longer to start than these commands do.
EMPTY = """
from django.core.management import call_command as run
run("migrate", verbosity=0)
run("setup_portal", verbosity=0)
run("demo_accounts", "--json")
run("search_queries", "--queries", {queries!r}, "--out", {run!r})
"""


def test_f70_with_an_empty_folder_migrate_and_setup_portal_are_enough(tmp_path):
    queries, run = tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
    queries.write_text('{"qid": "q1", "type": "exact", "query": "Kündigung", "judgements": []}\n', encoding="utf-8")
    accounts = manage(tmp_path, "shell", "-v", "0", "-c", EMPTY.format(queries=str(queries), run=str(run)))
    assert json.loads(accounts) == []
    assert json.loads(run.read_text(encoding="utf-8"))["hits"] == []


@pytest.fixture
def served(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "start", "--port", str(port)],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )
    for _attempt in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()  # an interrupt does not reach what was started in the background
    process.wait(timeout=20)
    process.stdout.close()


def test_f70_a_person_signs_in_with_a_printed_account_reads_a_section_and_finds_it(folder, served):
    account = json.loads(manage(folder, "demo_accounts", "--json"))[0]
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = visitor.open(f"{served}/vereinbarungen/", timeout=30)
    assert "/anmelden/" in form.url
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.read().decode())[1]
    data = urllib.parse.urlencode(
        {
            "csrfmiddlewaretoken": token,
            "username": account["email"],
            "password": account["password"],
            "next": "/vereinbarungen/",
        }
    )
    listed = visitor.open(f"{served}/anmelden/", data.encode(), timeout=30).read().decode()
    assert "Richtlinie Integrationsmanagement" in listed
    found = visitor.open(f"{served}/suche/?q=3.11.2", timeout=30).read().decode()
    assert "#z-3-11-2" in found
    with pytest.raises(urllib.error.HTTPError) as missing:
        visitor.open(f"{served}/gibt-es-nicht/", timeout=30)
    assert missing.value.code == 404
    missing.value.close()


def test_mails_link_to_the_port_in_use(served):
    address = f"http://127.0.0.1:{urllib.parse.urlsplit(served).port}"
    workers = [path for path in Path("/proc").glob("[0-9]*/environ") if is_worker_of(path, address)]
    assert workers, "the worker, which writes mails, knows another address"


def is_worker_of(path: Path, address: str) -> bool:
    try:
        return f"BASE_URL={address}\0".encode() in path.read_bytes() + b"\0"
    except OSError:
        return False
