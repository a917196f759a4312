"""What the production server does for each request and each worker."""

import gc
import http.client
import json
import resource
import sys

import pytest

from tests.benchmarks.serving import server

DEPTHS = 200
CALLS = 100


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt


def leaf(one: int = 0, other: int = 0) -> int:
    return one + other


def costs(depth: int) -> int:
    """How often memory was fetched while a function was called in a loop, so many calls down."""
    if depth:
        return costs(depth - 1)
    before = faults()
    for _turn in range(CALLS):
        leaf()
    return faults() - before


@pytest.mark.django_db  # a server asks at its start whether its keys open the database
@pytest.mark.skipif(sys.platform != "linux", reason="counts the page faults of a thread")
def test_at_no_depth_of_calls_memory_is_fetched_and_given_back_for_each_call(monkeypatch):
    from portal import wsgi

    found: list[int] = []

    def answer(_environ, _start_response):
        found.extend(costs(depth) for depth in range(DEPTHS))
        return []

    monkeypatch.setattr(wsgi, "answer", answer)
    wsgi.application({}, print)

    assert len(found) == DEPTHS
    assert max(found) < CALLS // 2


def collector(_environ, start_response):
    """An application that tells how its worker looks for garbage."""
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"threshold": gc.get_threshold(), "frozen": gc.get_freeze_count()}).encode()]


def test_a_worker_sets_aside_what_is_loaded_and_looks_for_garbage_seldom(tmp_path):
    with server("tests.portal.test_wsgi:collector", {}, str(tmp_path)) as worker:
        connection = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=30)
        connection.request("GET", "/")
        told = json.loads(connection.getresponse().read())
        connection.close()
    assert told["threshold"] == [20_000, 20, 20]
    assert told["frozen"] > 50_000  # all of pytest and this module, not what the master had before it forked
