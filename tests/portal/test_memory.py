"""Neither the worker nor a web process grows with what it has done. WORK=4000 does as much as a busy day brings.

What a process of the web server weighs after 4,000 pages is measured by `python -m tests.benchmarks.memory`.
"""

import gc
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory

from search import indexing
from tests import factories
from tests.portal.test_worker import Installation, own_portal, wait_for  # noqa: F401  # a fixture

WORK = int(os.environ.get("WORK", "400"))
WARM = 100
MEGABYTES = 6  # of a process of 150 to 200: what a leak of a kilobyte and a half a piece makes of 4,000

pytestmark = pytest.mark.slow


def megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1024 / 1024


def test_the_worker_is_no_larger_after_many_tasks(own_portal: Installation) -> None:  # noqa: F811
    for number in range(WARM + WORK):
        own_portal.enqueue(f"task{number:05}")
    with own_portal.working("--interval", "0") as process:
        wait_for(lambda: len(list(own_portal.folder.glob("task*.done"))) >= WARM)
        before = megabytes(process.pid)
        until = time.monotonic() + 60 + WORK
        while len(list(own_portal.folder.glob("task*.done"))) < WARM + WORK:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert megabytes(process.pid) - before < MEGABYTES


PAGES = (
    "/",
    "/verzeichnis/",
    "/verzeichnis/personen/",
    "/zustaendig/",
    "/suche/?q=Beratung",
    "/konto/",
    "/gibt-es-nicht/",
)
ROUNDS = 20
SPARE = 70  # objects; one kept by each page would be 140


def objects_after(rounds: int, application: WSGIHandler, cookies: str) -> int:
    """Asked as a web server does: Django's test client keeps something of each request that it sends."""
    for page in PAGES * rounds:
        environ = {**RequestFactory().get(page).environ, "HTTP_COOKIE": cookies}
        answer = application(environ, lambda _status, _headers: None)
        assert answer.status_code == (404 if "nicht" in page else 200), page
        answer.close()
    gc.collect()
    return len(gc.get_objects())


@pytest.fixture
def unlogged() -> Iterator[None]:
    """What is logged during a test is kept for its report, with the request in it."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("unlogged")
def test_a_web_process_keeps_nothing_of_the_pages_it_has_answered(reader: Client) -> None:
    factories.PositionFactory()
    indexing.rebuild()
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in reader.cookies.items())
    application = WSGIHandler()
    before = objects_after(ROUNDS, application, cookies)
    assert objects_after(ROUNDS, application, cookies) - before < SPARE
