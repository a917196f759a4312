"""Servers to measure and readers that measure them."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.production import REQUIRED

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    **REQUIRED,
    "ALLOWED_HOSTS": "127.0.0.1",
    "SEARCHES_PER_MINUTE": "0",
    "DJANGO_SETTINGS_MODULE": "portal.settings",
}
BARE = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.bare.settings"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(extra: dict[str, str], folder: str) -> dict[str, str]:
    return {**os.environ, **extra, "DATA_DIR": folder, "PYTHONPATH": str(ROOT)}


def build(kind: str, extra: dict[str, str], folder: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.build", kind],
        cwd=ROOT,
        env=environment(extra, folder),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


class Server(NamedTuple):
    port: int
    pid: int

    def cpu(self) -> float:
        """Milliseconds of processor time that the server and its workers have used."""
        found = [part for pid in (self.pid, *children(self.pid)) for part in stat(pid)[11:13]]
        return sum(map(int, found)) * 1000 / os.sysconf("SC_CLK_TCK")


def stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


@contextmanager
def server(application: str, extra: dict[str, str], folder: str, workers: int = 1) -> Iterator[Server]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(extra, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


class Reader:
    """One visitor with one kept-alive connection."""

    def __init__(self, port: int, cookie: str = "", expected: bytes = b"Richtlinie Messung") -> None:
        self.expected = expected
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"} if cookie else {}

    def milliseconds(self, path: str) -> float:
        start = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        spent = (time.perf_counter() - start) * 1000
        if answer.status != 200 or self.expected not in body:
            sys.exit(f"{path}: {answer.status}, {body[:300]!r}")
        return spent


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def row(name: str, times: list[float]) -> str:
    return f"{name:<46}{statistics.median(times):8.1f}{p95(times):8.1f}"


def aim(value: float, most: float) -> str:
    """What was aimed at, beside what was measured."""
    return f"  Ziel {most:g}: {'erreicht' if value <= most else 'verfehlt'}"


def load() -> str:
    return f"Last der Maschine vorher {os.getloadavg()[0]:.1f}"


def collect_static(folder: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT,
        env=environment(PRODUCTION, folder),
        check=True,
    )
