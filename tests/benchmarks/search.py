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
from collections.abc import Callable, Sequence
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

    at_once(read)
    return Measured(spent, (own.cpu() - begun[0]) / len(spent))


def alternately(
    servers: Sequence[Server], cookies: Sequence[str], paths: Callable[[int], list[tuple[str, ...]]]
) -> list[Measured]:
    """As `measured`, each reader asking each server in turn, so that their ratio holds when the machine's speed drifts."""
    spent: list[list[float]] = [[] for _server in servers]
    begun: list[float] = []
    warm = threading.Barrier(READERS, action=lambda: begun.extend(server.cpu() for server in servers))

    def read(no: int) -> None:
        readers = [Reader(server.port, cookie, b"") for server, cookie in zip(servers, cookies, strict=True)]
        asked = list(islice(cycle(paths(no)), WARM_UP + ROUNDS))
        for turn, same in enumerate(asked):
            if turn == WARM_UP:
                warm.wait()
            times = [reader.milliseconds(path) for reader, path in zip(readers, same, strict=True)]
            if turn >= WARM_UP:
                for kept, one in zip(spent, times, strict=True):
                    kept.append(one)

    at_once(read)
    return [
        Measured(times, (server.cpu() - before) / len(times))
        for times, server, before in zip(spent, servers, begun, strict=True)
    ]


def at_once(read: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=read, args=(no,)) for no in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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


def compare(folder: str, made: dict[str, str], bare: dict[str, str]) -> None:
    """The results page beside the search page of a stock Wagtail project: the same new questions, as many pages there as sections here."""
    words: list[str] = json.loads(made["answered"])
    pairs = [(f"{made['results']}?q={quote(one)}", f"{bare['results']}?query={quote(one)}") for one in words]
    each = WARM_UP + ROUNDS
    with (
        server("portal.wsgi", PRODUCTION, folder, workers=WORKERS) as own,
        server("tests.benchmarks.bare.wsgi", BARE, folder, workers=WORKERS) as other,
    ):
        ready(own, made)
        ours, stock = alternately((own, other), (made["cookie"], ""), lambda no: pairs[no * each : (no + 1) * each])
    print(f"Suchseiten, {made['sections']} Abschnitte, {made['list']}, {READERS} Leser zugleich; {load()}")
    print(f"{'neue Fragen aus ein bis drei Wörtern':<46}{'Median':>8}{'p95':>8}{'CPU':>8}")
    print(ours.row("Trefferseite, angemeldet"))
    print(stock.row("Suchseite von Wagtail, öffentlich"))
    print(f"Verhältnis: Median {ratio(ours, stock):.2f}, CPU {ours.cpu / stock.cpu:.2f}{aim(ours.cpu / stock.cpu, 1)}")


def ready(own: Server, made: dict[str, str]) -> None:
    """The first question loads what all others need."""
    Reader(own.port, made["cookie"], expected=b"").milliseconds(f"{made['results']}?q=Start")
    time.sleep(float(os.environ.get("WARM_SECONDS", "4")))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made, bare = build("search", PRODUCTION, folder), build("bare_search", BARE, folder)
        collect_static(folder)
        queries: list[str] = json.loads(made["queries"])
        said = load()
        with server("tests.benchmarks.bare.wsgi", BARE, folder, workers=WORKERS) as other:
            reference = measured(other, "", lambda _no: [bare["path"]])
        compare(folder, made, bare)
        with server("portal.wsgi", PRODUCTION, folder, workers=WORKERS) as own:
            ready(own, made)
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
