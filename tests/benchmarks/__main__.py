"""`make bench`: a document of 60 sections for a signed-in reader, against the same text as a bare Wagtail page for anybody.

Both are served by gunicorn with one worker on this machine and asked in turn, so that the ratio holds when the machine's
speed drifts. Times are milliseconds from the first byte sent to the last byte received.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 300
WARM_UP = 30
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "messung-" * 8,
    "ALLOWED_HOSTS": "127.0.0.1",
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


@contextmanager
def server(application: str, extra: dict[str, str], folder: str) -> Iterator[int]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--worker-class",
        "gthread",
        "--threads",
        "2",
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
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


class Reader:
    """One visitor with one kept-alive connection."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"} if cookie else {}

    def milliseconds(self, path: str) -> float:
        start = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        spent = (time.perf_counter() - start) * 1000
        if answer.status != 200 or b"Richtlinie Messung" not in body:
            sys.exit(f"{path}: {answer.status}, {body[:300]!r}")
        return spent


def row(name: str, times: list[float]) -> str:
    return f"{name:<46}{statistics.median(times):8.1f}{statistics.quantiles(times, n=20)[-1]:8.1f}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours, reference = build("portal", PRODUCTION, folder), build("bare", BARE, folder)
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
            cwd=ROOT,
            env=environment(PRODUCTION, folder),
            check=True,
        )
        with (
            server("portal.wsgi", PRODUCTION, folder) as port,
            server("tests.benchmarks.bare.wsgi", BARE, folder) as bare_port,
        ):
            signed_in, anybody = Reader(port, ours["cookie"]), Reader(bare_port)
            pairs = [
                (signed_in.milliseconds(ours["path"]), anybody.milliseconds(reference["path"]))
                for _round in range(WARM_UP + ROUNDS)
            ][WARM_UP:]
            large = [signed_in.milliseconds(ours["large"]) for _round in range(WARM_UP + ROUNDS // 3)][WARM_UP:]
    mine, bare = [one for one, _other in pairs], [other for _one, other in pairs]
    print(f"{'Antwortzeit in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
    print(row("Dokument, 60 Abschnitte, angemeldet", mine))
    print(row("bloße Wagtail-Seite, gleicher Text, öffentlich", bare))
    print(row("Dokument, 300 Abschnitte, angemeldet", large))
    print(
        f"Verhältnis Dokument zu bloßer Seite, Median der Paare: {statistics.median(one / other for one, other in pairs):.2f}"
    )


main()
