"""The worker does not grow with what it has done. WORK=4000 does as much as a busy day brings."""

import os
import time
from pathlib import Path

import pytest

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
