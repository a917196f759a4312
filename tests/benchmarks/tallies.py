"""Twenty people tally at once, as fast as the server answers; on PostgreSQL with DATABASE_URL, else on SQLite.

Each has a connection of their own and sends the next stroke when the last one is answered.
"""

import http.client
import json
import re
import sys
import tempfile
import time
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.serving import PRODUCTION, aim, build, collect_static, load, row, server

PEOPLE, EACH, WORKERS = 20, 25, 4
FEWEST_A_MINUTE = 500
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
ADDRESS = "/strichliste/"


class Person:
    """A phone with the page open."""

    def __init__(self, port: int, secret: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"X-Forwarded-Proto": "https", "Cookie": f"strichliste={secret}"}
        status, body, cookies = self.ask("GET")
        found = TOKEN.search(body)
        if status != 200 or found is None:
            sys.exit(f"{ADDRESS}: {status}, {body[:300]!r}")
        self.token = found[1].decode()
        self.headers["Cookie"] += "; " + "; ".join(one.partition(";")[0] for one in cookies)
        self.headers |= {"Referer": f"https://127.0.0.1:{port}/", "Sec-Fetch-Mode": "cors"}

    def ask(self, method: str, fields: dict[str, str] | None = None) -> tuple[int, bytes, list[str]]:
        body = urllib.parse.urlencode(fields) if fields else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        self.connection.request(method, ADDRESS, body, {**self.headers, **kind})
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers.get_all("Set-Cookie") or []

    def strokes(self) -> list[tuple[int, float]]:
        """Status and milliseconds of each."""
        return [self.stroke() for _each in range(EACH)]

    def stroke(self) -> tuple[int, float]:
        fields = {"strich": str(uuid.uuid4()), "thema": "arbeit", "form": "beratung", "csrfmiddlewaretoken": self.token}
        begun = time.perf_counter()
        status, _body, _cookies = self.ask("POST", fields)
        return status, (time.perf_counter() - begun) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        collect_static(folder)
        secrets = json.loads(build("tallies", PRODUCTION, folder)["secrets"])
        with server("portal.wsgi", PRODUCTION, folder, workers=WORKERS) as own:
            people = [Person(own.port, secret) for secret in secrets]
            print(load())
            begun, used = time.perf_counter(), own.cpu()
            with ThreadPoolExecutor(PEOPLE) as pool:
                done = [one for strokes in pool.map(Person.strokes, people) for one in strokes]
            minutes, cpu = (time.perf_counter() - begun) / 60, (own.cpu() - used) / len(done)
        stored = int(build("counted_tallies", PRODUCTION, folder)["count"])
    errors = [status for status, _spent in done if status != 200]
    print(f"{'Striche in ms, ' + str(PEOPLE) + ' Menschen zugleich':<46}{'Median':>8}{'p95':>8}")
    print(row("Strich", [spent for _status, spent in done]))
    print(f"{'davon Rechenzeit des Servers je Strich':<46}{cpu:8.1f}")
    rate = len(done) / minutes
    print(
        f"{rate:.0f} Striche in der Minute, Ziel {FEWEST_A_MINUTE}: {'erreicht' if rate >= FEWEST_A_MINUTE else 'verfehlt'}"
    )
    kinds = ", ".join(map(str, sorted(set(errors))))
    print(f"verloren {len(done) - len(errors) - stored}, Fehler {len(errors)} {kinds}{aim(len(errors), 0)}")


if __name__ == "__main__":
    main()
