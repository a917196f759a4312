"""R36: whatever somebody types, whoever it is and whatever fails on it, no log line, no standard error and no mail holds it."""

import ast
import json
import logging
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.requests import error_pages, logs
from tests.benchmarks.serving import free_port
from tests.production import REQUIRED

ROOT = Path(__file__).resolve().parents[3]
APPS = ("portal", "pages", "directory", "cases", "search")
CANARY = "Quirina-Vogelfrei"
PRODUCTION = {
    **REQUIRED,
    "ALLOWED_HOSTS": "127.0.0.1",
    "DJANGO_SETTINGS_MODULE": "tests.loud.settings",
}


def line(record: logging.LogRecord) -> dict[str, object]:
    return dict(json.loads(logs.formatter().format(record)))


def record(name: str, message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(
        name, logging.WARNING, f"{ROOT}/pages/documents/forms.py", 7, message, arguments, None, "clean"
    )
    made.__dict__.update(extra)
    return made


def caught(error: BaseException) -> dict[str, object]:
    try:
        raise error
    except type(error):
        made = record("django.request", "%s: %s", "Internal Server Error", f"/{CANARY}/")
        made.exc_info = sys.exc_info()
        return line(made)


def test_r36_a_line_has_the_listed_keys_only():
    found = line(record("portal", "ready", user=CANARY, request=CANARY, data={"name": CANARY}))
    assert set(found) <= set(logs.KEYS)
    assert (found["event"], found["level"], found["logger"]) == ("ready", "warning", "portal")


def test_r36_values_in_messages_are_left_out_and_numbers_kept():
    shown = line(record("search.x", "%s failed %d times in %.1f s: %r", CANARY, 3, 1.5, ValueError(CANARY)))
    assert shown["event"] == "… failed 3 times in 1.5 s: ValueError"
    assert line(record("foreign", "%s", CANARY))["event"] == "…"
    assert line(record("foreign", "%d", CANARY))["event"] == "%d"
    assert line(record("foreign", "%(name)s", {"name": CANARY}))["event"] == "%(name)s"


def test_r36_a_message_of_others_that_may_hold_a_value_already_gives_only_its_place():
    found = line(record("foreign", f"about {CANARY}"))
    assert "event" not in found
    assert found["place"] == ["pages/documents/forms.py:7 clean"]


def test_r36_an_exception_gives_its_types_and_places():
    error = ValueError(CANARY)
    error.__cause__ = KeyError(CANARY)
    found = caught(error)
    assert found["exception"] == "builtins.ValueError < builtins.KeyError"
    assert re.fullmatch(r"tests/portal/requests/test_logs\.py:\d+ caught", found["place"][-1])
    assert CANARY not in str(found)


@given(st.text(), st.text(), st.lists(st.one_of(st.text(), st.integers(), st.none(), st.binary()), max_size=3))
def test_r36_no_message_breaks_a_line(name, message, arguments):
    assert "\n" not in logs.formatter().format(record(name, message, *arguments))


def test_r36_our_own_messages_are_written_out_in_the_code():
    """The wording of our own loggers is kept, so nothing may be put into it before."""
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in levels:
                target = ast.unparse(node.func.value)
                if "log" in target.lower() or target == "requests":
                    assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"


def test_r36_no_handler_sends_mail():
    for as_json in (True, False):
        setting = logs.config("INFO", as_json)
        assert [one["class"] for one in setting["handlers"].values()] == ["logging.StreamHandler"]
        assert setting["loggers"]["django"]["handlers"] == []


def test_the_page_about_a_fault_names_the_number_of_the_request(rf: RequestFactory):
    with logs.structlog.contextvars.bound_contextvars(request="3f9c"):
        assert "<b>3f9c</b>" in error_pages.server_error(rf.get("/")).content.decode()
    assert "Vorgangsnummer" not in error_pages.server_error(rf.get("/")).content.decode()


def test_each_answer_carries_the_number_of_its_request(client, portal):
    numbers = [client.get(path)["X-Request-ID"] for path in ("/anmelden/", "/anmelden/", "/gibt-es-nicht/")]
    assert len(set(numbers)) == 3
    assert all(re.fullmatch("[0-9a-f]{12}", one) for one in numbers)


def test_a_stale_form_says_what_to_do(portal):
    answer = Client(enforce_csrf_checks=True).post("/anmelden/", {"username": "a@example.org"})
    assert answer.status_code == 403
    assert "laden Sie die Seite neu" in answer.content.decode()


def test_r54_a_broken_request_is_told_so_in_words(client, portal, settings):
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["portal.example"]
    answer = client.get("/anmelden/")
    assert answer.status_code == 400
    assert "nicht zu verstehen" in answer.content.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loud")
    prepare = "from django.core.management import call_command as run; run('migrate', verbosity=0); run('setup_portal')"
    done = manage(path, "shell", "-v", "0", "-c", prepare)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def environment(folder: Path) -> dict[str, str]:
    left_out = {"DATABASE_URL", "LOG_LEVEL", "DJANGO_ALLOW_ASYNC_UNSAFE", "EMAIL_URL"}
    return {
        **{key: value for key, value in os.environ.items() if key not in left_out},
        **PRODUCTION,
        "DATA_DIR": str(folder),
        "PYTHONPATH": str(ROOT),
    }


def manage(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=300,
        input=typed,
    )


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, Path]]:
    port, written = free_port(), folder / "stderr"
    with written.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
            cwd=ROOT,
            env=environment(folder),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            for _try in range(150):
                try:
                    status(port, "GET", "/healthz")
                    break
                except OSError:
                    time.sleep(0.2)
            yield port, written
        finally:
            process.terminate()
            process.wait(timeout=20)


def status(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    assert "Traceback" not in text
    if answer.status == 500:
        assert f"<b>{answer.headers['X-Request-ID']}</b>" in text
    connection.close()
    return answer.status


def upload() -> tuple[bytes, str]:
    head = (
        f'--x\r\nContent-Disposition: form-data; name="{CANARY}"; filename="{CANARY}.pdf"\r\n\r\n{CANARY}\r\n--x--\r\n'
    )
    return head.encode(), "multipart/form-data; boundary=x"


@pytest.mark.slow
def test_r36_no_line_of_the_server_holds_what_was_sent(folder):
    form = urllib.parse.urlencode({"username": f"{CANARY}@example.org", "password": CANARY, "name": CANARY}).encode()
    file, kind = upload()
    sent = {
        "Cookie": f"__Host-session={CANARY}",
        "User_Agent": CANARY,
        "Referer": f"http://127.0.0.1/{CANARY}",
        "X_Forwarded_For": CANARY,
    }
    with server(folder) as (port, written):
        seen = [
            status(port, "GET", f"/{CANARY}/?q={CANARY}", **sent),
            status(port, "GET", f"/suche/?q={CANARY}", **sent),
            status(port, "GET", f"/anmelden/?next=/{CANARY}", **sent),
            status(port, "POST", "/anmelden/", form, Content_Type="application/x-www-form-urlencoded", **sent),
            *(
                status(port, "POST", f"/laut/{wanted}/{CANARY}?q={CANARY}", body, Content_Type=kind_of_body, **sent)
                for wanted in ("200", "400", "403", "500", "task", "lines")
                for body, kind_of_body in ((form, "application/x-www-form-urlencoded"), (file, kind))
            ),
            status(port, "GET", "/anmelden/", Host=f"{CANARY}.example"),
            status(port, CANARY.upper(), f"/{CANARY}"),
        ]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
    text = written.read_text()
    assert {200, 302, 400, 403, 500} <= set(seen), seen
    assert CANARY.lower() not in text.lower()
    lines = [json.loads(one) for one in text.splitlines()]
    assert all(set(one) <= set(logs.KEYS) for one in lines)
    assert [one["status"] for one in lines if one.get("event") == "request"] == seen
    failed = [one for one in lines if one.get("exception") == "builtins.RuntimeError"]
    assert len(failed) == 2
    assert failed[0]["place"][-1].startswith("tests/loud/urls.py:")
    assert {one["route"] for one in lines if one.get("status") == 500} == {"laut/<str:kind>/<path:name>"}
    assert not (folder / "mails").exists()


@pytest.mark.slow
def test_r36_no_line_of_worker_and_commands_holds_what_failed(folder):
    queued = manage(folder, "shell", "-v", "0", "-c", f"from tests.loud import tasks; tasks.fail.enqueue('{CANARY}')")
    assert queued.returncode == 0, queued.stderr
    worked = manage(folder, "work", "--batch")
    assert worked.returncode == 0
    assert "builtins.ValueError" in worked.stderr
    failed = manage(folder, "fail_loudly", typed=CANARY)
    assert failed.returncode == 1
    assert json.loads(failed.stderr.splitlines()[-1])["exception"] == "builtins.RuntimeError"
    for done in (queued, worked, failed):
        assert CANARY not in done.stdout + done.stderr
    assert not (folder / "mails").exists()
