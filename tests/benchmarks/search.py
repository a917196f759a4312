"""Second part of `make bench`: 20,000 invented sections in the embedded engine, four readers at once, whole pages over HTTP.

The client runs on the same machine and takes its share of the cores. Times are milliseconds.
"""

import json
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import cycle, islice
from typing import NamedTuple
from urllib.parse import quote

from tests.benchmarks.serving import (
    BARE,
    PRODUCTION,
    Reader,
    Server,
    aim,
    build,
    collect_static,
    load,
    p95,
    row,
    server,
)

READERS = 4
WARM_UP = 20
ROUNDS = 100
WORKERS = 2
LOOKED_AT = 1.0
PAGE_AIM, SUGGEST_AIM = 60, 30
# The server takes no longer address.
LONGEST = 3_900 // 3 * 3


class Measured(NamedTuple):
    """Milliseconds that readers waited, and what one request cost the server in processor time."""

    times: list[float]
    cpu: float

    def row(self, name: str, most: float | None = None) -> str:
        return f"{row(name, self.times)}{self.cpu:8.1f}{'' if most is None else aim(p95(self.times), most)}"


def measured(
    own: Server, cookie: str, paths: Callable[[int], list[str]], rounds: int = ROUNDS, pause: float = 0.0
) -> Measured:
    """What each of the readers waited for each of its pages, all reading at once; `paths` tells what reader n asks.

    `pause`: seconds a reader looks at a page on average, as by chance, before the next question.
    """
    chance = random.Random(1)
    spent: list[float] = []
    warm = threading.Barrier(READERS, action=lambda: begun.append(own.cpu()))
    begun: list[float] = []

    def read(no: int) -> None:
        reader = Reader(own.port, cookie, expected=b"")
        asked = list(islice(cycle(paths(no)), WARM_UP + rounds))
        for path in asked[:WARM_UP]:
            reader.milliseconds(path)
        warm.wait()
        for path in asked[WARM_UP:]:
            time.sleep(chance.expovariate(1 / pause) if pause else 0)
            spent.append(reader.milliseconds(path))

    threads = [threading.Thread(target=read, args=(no,)) for no in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(spent, (own.cpu() - begun[0]) / len(spent))


def shuffled(paths: list[str]) -> Callable[[int], list[str]]:
    return lambda no: random.Random(no).sample(paths, len(paths))


def ratio(one: Measured, other: Measured) -> float:
    return statistics.median(one.times) / statistics.median(other.times)


HOSTILE = {
    "500 Wörter": "Beratung Meldung " * 250,
    "10.000 Zeichen ohne Lücke": "Ä" * 10_000,
    "rechts nach links": "\u202e\u05d0\u05d1 \u0645\u0631\u062d\u0628\u0627 " * 100,
    "Satzzeichen": '"*(NEAR AND -:^' * 200,
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made, bare = build("search", PRODUCTION, folder), build("bare", BARE, folder)
        collect_static(folder)
        queries: list[str] = json.loads(made["queries"])
        said = load()
        with server("tests.benchmarks.bare.wsgi", BARE, folder, workers=WORKERS) as other:
            reference = measured(other, "", lambda _no: [bare["path"]])
        with server("portal.wsgi", PRODUCTION, folder, workers=WORKERS) as own:
            Reader(own.port, made["cookie"], expected=b"").milliseconds(f"{made['results']}?q=Start")
            time.sleep(float(os.environ.get("WARM_SECONDS", "4")))
            pages = [f"{made['results']}?q={quote(query)}" for query in queries]
            each = WARM_UP + ROUNDS
            first = measured(own, made["cookie"], lambda no: pages[no * each : (no + 1) * each])
            read = measured(
                own, made["cookie"], lambda no: pages[-(no + 1) * each : len(pages) - no * each], 40, LOOKED_AT
            )
            again = measured(own, made["cookie"], shuffled(pages[-each:]))
            starts = [query.split()[-1][:length] for query in queries for length in (3, 4, 5)]
            typed = measured(
                own, made["cookie"], shuffled([f"{made['suggestions']}?q={quote(start)}" for start in starts])
            )
            print(f"Suche, {made['sections']} Abschnitte, {made['list']}, {READERS} Leser zugleich; {said}")
            print(f"{'':<46}{'Median':>8}{'p95':>8}{'CPU':>8}")
            print(first.row("Trefferseite, jede Frage zum ersten Mal", PAGE_AIM))
            print(read.row("Trefferseite, neue Fragen, je Seite eine Sekunde", PAGE_AIM))
            print(again.row("Trefferseite, vier stellen dieselben Fragen", PAGE_AIM))
            print(typed.row("Vorschläge", SUGGEST_AIM))
            print(reference.row("bloße Wagtail-Seite, öffentlich, gleich gefragt"))
            print(
                f"Verhältnis der Trefferseite zu ihr, Mediane: {ratio(first, reference):.1f}, CPU: {first.cpu / reference.cpu:.1f}"
            )
            for name, text in HOSTILE.items():
                reader = Reader(own.port, made["cookie"], expected=b"")
                worst = max(reader.milliseconds(f"{made['results']}?q={quote(text)[:LONGEST]}") for _again in range(2))
                print(f"{name:<54}{worst:8.1f}")


if __name__ == "__main__":
    main()
