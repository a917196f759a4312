"""Headers, health and errors as a browser or a proxy gets them."""

import datetime as dt
import json
import logging
import os

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult

from portal import extensions
from portal.extensions import DEGRADED, DOWN, OK, HealthCheck, State
from portal.requests import error_pages, health
from tests import factories
from tests.factories import section

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def checks(monkeypatch):
    """No other check than those a test adds."""
    added: extensions.Point[HealthCheck] = extensions.Point(key=lambda check: check.name)
    monkeypatch.setattr(extensions, "health_checks", added)
    return added


def policy(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


PATHS = ["/", "/anmelden/", "/suche/?q=Frist", "/konto/", "/gibt-es-nicht/", "/en/konto/", "/neuigkeiten/"]


@pytest.mark.parametrize("path", PATHS)
def test_r49_no_page_may_run_or_style_inline(reader, path):
    found = policy(reader.get(path))
    assert found["default-src"] == ["'self'"]
    assert "script-src" not in found
    assert "style-src" not in found
    assert found["object-src"] == ["'none'"]
    assert found["form-action"] == ["'self'"]


def test_r49_only_the_editor_keeps_what_wagtail_writes_inline(editor):
    found = policy(editor.get("/cms/"))
    assert "'unsafe-inline'" in found["script-src"]
    assert "'unsafe-eval'" not in found["script-src"]


@pytest.mark.parametrize("path", [*PATHS, "/cms/", "/static/portal/portal.css"])
def test_r50_each_kind_of_answer_has_the_headers(reader, path):
    response = reader.get(path)
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    if not path.startswith("/static/"):
        assert "camera=()" in response["Permissions-Policy"]
        assert "frame-ancestors '" in response["Content-Security-Policy"]


@pytest.mark.parametrize("debug", [True, False])
def test_r49_what_is_missing_in_the_editor_has_the_editor_s_policy(editor, settings, debug):
    settings.DEBUG = debug
    answer = editor.get("/cms/gibt-es-nicht/")
    assert answer.status_code == 404
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_r44_nothing_seen_by_somebody_signed_in_stays_in_a_cache(reader, client, portal):
    page = factories.normative_page([section("1", "Ziele")])
    for path in ("/", page.get_url(), "/konto/", "/gibt-es-nicht/", "/suche/?q=Ziele"):
        assert "no-store" in reader.get(path)["Cache-Control"]
        assert "private" in reader.get(path)["Cache-Control"]


@pytest.mark.parametrize("host", ["fremd.example", "portal.example@fremd.example", "a b"])
def test_r54_a_foreign_host_is_refused(client, portal, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEBUG = False
    assert client.get("/anmelden/", headers={"host": host}).status_code == 400


HEADERS = (
    "Content-Security-Policy",
    "Permissions-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


def test_r50_state_and_redirects_have_all_headers(client, portal, settings):
    answers = [client.get("/healthz"), client.get("/readyz"), client.get("/"), client.get("/suche")]
    settings.SECURE_SSL_REDIRECT = True
    answers.append(Client().get("/anmelden/"))
    settings.ALLOWED_HOSTS = ["anders.example"]
    answers.append(Client().get("/anmelden/"))
    assert [answer.status_code for answer in answers] == [200, 200, 302, 301, 301, 400]
    for answer in answers:
        assert [name for name in HEADERS if not answer.get(name)] == []
    assert answers[0]["Cache-Control"] == "no-store"


def test_the_cookie_of_the_forms_is_no_script_s_business(client, portal):
    assert client.get("/anmelden/").cookies["csrftoken"]["httponly"]


def test_r60_the_process_says_that_it_lives_without_any_database():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_r60_ready_names_states_and_no_content(db, checks):
    checks.add(HealthCheck("search", lambda: State(DEGRADED, "eingebaut")))
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "database": {"status": OK, "detail": None},
        "search": {"status": DEGRADED, "detail": "eingebaut"},
    }


def test_r60_a_part_that_is_down_makes_the_portal_not_ready(db, checks):
    checks.add(HealthCheck("queue", lambda: State(DOWN, 7200)))
    assert Client().get("/readyz").status_code == 503


def test_r60_a_check_that_fails_hides_no_other(db, checks):
    def broken() -> State:
        raise RuntimeError("geheim")

    checks.add(HealthCheck("search", broken))
    checks.add(HealthCheck("queue", lambda: State(OK, 0)))
    response = Client().get("/readyz")
    assert json.loads(response.content)["queue"] == {"status": OK, "detail": 0}
    assert b"geheim" not in response.content


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "10.0.0.7", 404),
        ("", {"X-Forwarded-For": "10.0.0.7"}, "127.0.0.1", 404),
        ("t0ken", {}, "127.0.0.1", 404),
        ("t0ken", {"Authorization": "Bearer falsch"}, "10.0.0.7", 404),
        ("t0ken", {"Authorization": "Bearer t0ken"}, "10.0.0.7", 200),
    ],
)
def test_r60_only_the_proxy_may_ask_whether_the_portal_is_ready(db, checks, settings, token, headers, address, status):
    settings.PORTAL_HEALTH_TOKEN = token
    assert Client(REMOTE_ADDR=address, headers=headers).get("/readyz").status_code == status


def test_r60_a_lost_database_is_a_pause_not_a_fault(caplog):
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        response = error_pages.server_error(RequestFactory().get("/"))
    assert response.status_code == 503
    assert response["Retry-After"]
    assert b"connection refused" not in response.content
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_r60_ready_names_queue_chain_and_backup(db, settings, clock):
    def states() -> dict[str, dict[str, object]]:
        return json.loads(Client().get("/readyz").content)

    assert states()["queue"] == {"status": OK, "detail": 0}
    assert states()["audit"] == states()["backup"] == {"status": DEGRADED, "detail": None}
    assert states()["search"]["status"] == OK
    call_command("verify_audit")
    health.mark("backup")
    os.utime(health.marked("verify_audit"), (NOON.timestamp(),) * 2)
    os.utime(health.marked("backup"), (NOON.timestamp() - 50 * 3600,) * 2)
    assert states()["audit"] == {"status": OK, "detail": 0}
    assert states()["backup"] == {"status": DEGRADED, "detail": 50}


@pytest.mark.parametrize(("seconds", "status"), [(0, OK), (15 * 60, OK), (15 * 60 + 1, DEGRADED)])
def test_r60_a_task_that_nobody_takes_is_seen_after_a_quarter_of_an_hour(db, clock, seconds, status):
    DBTaskResult.objects.create(
        status="READY",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x.y",
        backend_name="default",
        queue_name="default",
    )
    DBTaskResult.objects.update(enqueued_at=NOON - dt.timedelta(seconds=seconds))
    assert health.queue() == State(status, seconds)


@pytest.mark.parametrize(("hours", "status"), [(0, OK), (48, OK), (49, DEGRADED)])
def test_r60_what_is_to_be_done_daily_is_missed_after_two_days(clock, hours, status):
    health.mark("backup")
    os.utime(health.marked("backup"), (NOON.timestamp() - hours * 3600,) * 2)
    assert health.hours_since("backup")() == State(status, hours)
