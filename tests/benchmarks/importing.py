"""Reading 11,000 municipalities in from the server, while somebody reads and somebody signs in. SQLite unless DATABASE_URL says otherwise."""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.serving import (
    PRODUCTION,
    ROOT,
    Reader,
    aim,
    build,
    collect_static,
    environment,
    load,
    row,
    server,
)
from tests.benchmarks.tables import municipalities

ROWS = 11_000
MANAGE = [sys.executable, "manage.py"]
TURNS = (("trocken", 1000, []), ("neu", 1000, ["--write"]), ("geändert", 5000, ["--write"]))
MAX_MILLISECONDS, MAX_SECONDS = 1000, 60
SETTINGS = {**PRODUCTION, "SIGN_INS_PER_DAY": "100000"}


class Visitor:
    """Signs in anew each time."""

    def __init__(self, port: int, built: dict[str, str]) -> None:
        self.port, self.built = port, built

    def milliseconds(self) -> float:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "127.0.0.1",
            "Referer": f"https://127.0.0.1:{self.port}/",
        }
        connection.request("GET", self.built["sign_in"], headers=headers)
        page = connection.getresponse()
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.read())
        cookies = "; ".join(
            value.partition(";")[0] for name, value in page.getheaders() if name.lower() == "set-cookie"
        )
        form = {"username": self.built["username"], "password": self.built["password"]}
        form["csrfmiddlewaretoken"] = token[1].decode() if token else ""
        headers |= {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        connection.request("POST", self.built["sign_in"], urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 302:
            sys.exit(f"Anmeldung: {answer.status}, {body[:2000].decode()}")
        return (time.perf_counter() - start) * 1000


def during(command: list[str], folder: str, reader: Reader, visitor: Visitor, path: str) -> None:
    out = Path(folder, "gesagt.txt")
    with out.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(SETTINGS, folder), stdout=said)
    start, pages, sign_ins = time.perf_counter(), [], []
    while process.poll() is None:
        pages.append(reader.milliseconds(path))
        sign_ins.append(visitor.milliseconds())
    print(*out.read_text(encoding="utf-8").splitlines()[-1:], f"{time.perf_counter() - start:.1f} s")
    tell(pages, sign_ins)


def tell(pages: list[float], sign_ins: list[float]) -> None:
    for name, times in (("  Seite", pages), ("  Anmeldung", sign_ins)):
        print(row(name, times), f"{max(times):8.1f}", aim(max(times), MAX_MILLISECONDS), flush=True)


def processor_seconds() -> float:
    used = os.times()
    return used.children_user + used.children_system


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build("importing", SETTINGS, folder)
        collect_static(folder)
        file = Path(folder, "gemeinden.csv")
        with server("portal.wsgi", SETTINGS, folder, workers=2) as own:
            reader, visitor = Reader(own.port, built["cookie"], b"Sozialwerk"), Visitor(own.port, built)
            reader.connection.timeout = 120  # the first answer waits for the workers of a busy machine
            path = built["organisations"]
            idle = [(reader.milliseconds(path), visitor.milliseconds()) for _round in range(36)][6:]
            print(f"{load()}; {'in ms':<20}{'Median':>8}{'p95':>8}{'max':>8}")
            print("ohne Einlesen")
            tell(*(list(times) for times in zip(*idle, strict=True)))
            with worker(folder):
                for name, population, more in TURNS:
                    file.write_bytes(municipalities(ROWS, population))
                    before = processor_seconds()
                    print(name)
                    during(
                        [*MANAGE, "import_directory", str(file), *more], folder, reader, visitor, built["organisations"]
                    )
                    spent = processor_seconds() - before
                    print(f"  Prozessorzeit {spent:.1f} s{aim(spent, MAX_SECONDS)}", flush=True)
                wait_for_worker(folder)


@contextmanager
def worker(folder: str) -> Iterator[None]:
    quiet = {**SETTINGS, "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([*MANAGE, "work"], cwd=ROOT, env=environment(quiet, folder))
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for_worker(folder: str) -> None:
    """Until everything is in the index."""
    start = time.perf_counter()
    count = "from django_tasks_db.models import DBTaskResult as T; print(T.objects.filter(status='READY').count())"
    while True:
        command = [*MANAGE, "shell", "-v0", "-c", count]
        done = subprocess.run(command, cwd=ROOT, env=environment(SETTINGS, folder), capture_output=True, text=True)
        if done.stdout.split()[-1:] == ["0"] or time.perf_counter() - start > 600:
            print(f"Index fertig nach weiteren {time.perf_counter() - start:.0f} s")
            return
        time.sleep(2)


if __name__ == "__main__":
    main()
