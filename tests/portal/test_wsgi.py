import resource
import sys

import pytest

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
