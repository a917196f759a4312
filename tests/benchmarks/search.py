"""Second part of `make bench`: 20,000 invented sections in the embedded engine, four readers at once, whole pages over HTTP.

The client runs on the same machine and takes its share of the cores. Times are milliseconds.
"""

import json
import os
import random
import tempfile
import threading
import time
from itertools import cycle, islice
from urllib.parse import quote

from tests.benchmarks.serving import PRODUCTION, Reader, build, collect_static, row, server

READERS = 4
WARM_UP = 20
ROUNDS = 100
WORKERS = 2
# The server takes no longer address.
LONGEST = 3_900 // 3 * 3


def times(port: int, cookie: str, paths: list[str], rounds: int = ROUNDS) -> list[float]:
    """What each of the readers waited for each of its pages, all reading at once."""
    spent: list[float] = []

    def read(no: int) -> None:
        reader = Reader(port, cookie, expected=b"")
        own = islice(cycle(random.Random(no).sample(paths, len(paths))), WARM_UP + rounds)
        spent.extend([reader.milliseconds(path) for path in own][WARM_UP:])

    threads = [threading.Thread(target=read, args=(no,)) for no in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


HOSTILE = {
    "500 Wörter": "Beratung Meldung " * 250,
    "10.000 Zeichen ohne Lücke": "Ä" * 10_000,
    "rechts nach links": "\u202e\u05d0\u05d1 \u0645\u0631\u062d\u0628\u0627 " * 100,
    "Satzzeichen": '"*(NEAR AND -:^' * 200,
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = build("search", PRODUCTION, folder)
        collect_static(folder)
        queries: list[str] = json.loads(made["queries"])
        with server("portal.wsgi", PRODUCTION, folder, workers=WORKERS) as port:
            Reader(port, made["cookie"], expected=b"").milliseconds(f"{made['results']}?q=Start")
            time.sleep(float(os.environ.get("WARM_SECONDS", "4")))
            pages = times(port, made["cookie"], [f"{made['results']}?q={quote(query)}" for query in queries])
            starts = [query.split()[-1][:length] for query in queries for length in (3, 4, 5)]
            typed = times(port, made["cookie"], [f"{made['suggestions']}?q={quote(start)}" for start in starts])
            print(f"{'Suche, ' + made['sections'] + ' Abschnitte, 4 Leser zugleich':<46}{'Median':>8}{'p95':>8}")
            print(row("Ergebnisseite, " + made["list"], pages))
            print(row("Vorschläge", typed))
            for name, text in HOSTILE.items():
                reader = Reader(port, made["cookie"], expected=b"")
                worst = max(reader.milliseconds(f"{made['results']}?q={quote(text)[:LONGEST]}") for _again in range(2))
                print(f"{name:<54}{worst:8.1f}")


if __name__ == "__main__":
    main()
