"""Who only reads leaves everything as it is: no row is written, no thread started, no file touched but that of the counts."""

import re
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from search import indexing
from search.editors import query_stats
from search.engines import get_engine
from search.models import SearchTally
from tests.factories import news_page, normative_page, section
from tests.search import bad_server

READS = re.compile(r"\s*(\(?SELECT|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
ASKED = [
    "Kündigungsfrist", "Kündigunsfrist", "Quasarforschung", "Ziffer 2.1", '"sechs Monate" -Tee', "mara@example.org", "Wer meldet das?", "",
]  # fmt: skip


def whole(folder):
    """Every file with what is in it, but what is left for the worker and what SQLite keeps beside a file while it is read."""
    left_out = (query_stats.spool().path.name, "-wal", "-shm")
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in Path(folder).rglob("*")
        if path.is_file() and not path.name.endswith(left_out)
    }


@pytest.fixture
def content(portal):
    normative_page(
        [
            section("1", "Frist", "<p>Die Kündigungsfrist beträgt sechs Monate.</p>"),
            section("2.1", "Halbjahr", "<p>Die Kennzahlen sind zu melden.</p>"),
        ]
    )
    news_page(title="Kennzahlen leicht gemacht")
    indexing.rebuild()


def missing():
    get_engine().store.set_aside()


def incomplete():
    with get_engine().store.writing() as index:
        index.execute("DELETE FROM meta WHERE key = 'complete'")


def older():
    """Left by a version that kept something else in it."""
    connection = get_engine().store.connection()
    connection.pragma("user_version", 1)
    connection.pragma("wal_checkpoint", "truncate")


@pytest.fixture
def started(monkeypatch):
    """The names of threads that this one, in which requests are answered here, has started since."""
    names, start, here = [], threading.Thread.start, threading.current_thread()

    def noted(thread):
        if threading.current_thread() is here:
            names.append(thread.name)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    return names


def nothing():
    pass


WITHOUT_INDEX = bad_server.answer("200 OK", b'{"responses": [{"status": 404, "error": {"type": "no such index"}}]}')
OWN = {"whole": nothing, "missing": missing, "incomplete": incomplete, "older": older}
SERVERS = {"hangs up": bad_server.hang_up, "without an index": WITHOUT_INDEX, "silent": bad_server.silent}


@pytest.fixture(params=[*OWN, "refused", *SERVERS])
def state(request, content, settings):
    if request.param in OWN:
        OWN[request.param]()
        yield
    elif request.param == "refused":
        settings.PORTAL_ELASTICSEARCH_URL = bad_server.refused()
        yield
    else:
        with bad_server.serving(SERVERS[request.param]) as settings.PORTAL_ELASTICSEARCH_URL:
            yield


def test_f41_searching_writes_nothing_and_starts_nothing(reader, state, settings, started):
    reader.get("/")  # the session notes once in a while that it lives
    before = whole(settings.PORTAL_DATA_DIR)
    with CaptureQueriesContext(connection) as asked:
        for text in ASKED:
            for _again in range(4):  # often enough that its words may be kept
                assert reader.get(reverse("search:results"), {"q": text, "seite": ""}).status_code == 200
            assert reader.get(reverse("search:suggestions"), {"q": text[:4]}).status_code == 200
    assert [query["sql"] for query in asked if not READS.match(query["sql"])] == []
    assert started == []
    assert whole(settings.PORTAL_DATA_DIR) == before


def test_f41_a_click_is_left_for_the_worker_like_a_search(reader, content):
    html = reader.get(reverse("search:results"), {"q": "Kündigungsfrist"}).content.decode()
    token = re.search(r'data-token="([^"]+)"', html)[1]
    with CaptureQueriesContext(connection) as asked:
        assert reader.post(reverse("search:clicked"), {"treffer": token}).status_code == 204
    assert [query["sql"] for query in asked if not READS.match(query["sql"])] == []
    assert not SearchTally.objects.exists()
    query_stats.gather()
    assert (SearchTally.objects.get().searches, SearchTally.objects.get().clicks) == (1, 1)
