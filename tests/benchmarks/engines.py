"""`make bench`: both search engines on invented sections; p95 of a query with four readers at once, indexing speed.

SECTIONS=100000 asks for more than the 20,000 of the embedded engine's aim; it is for Elasticsearch alone.
"""

import os
import statistics
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from search.documents import Engine, Query, Viewer
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from tests.benchmarks import corpus
from tests.search_server import Cluster, NotPossibleError, free_ports

READERS = 4
TURNS = 60
EMBEDDED_LIMIT = 20_000
VIEWER = Viewer()


def engine(name: str, folder: str, url: str) -> Engine:
    if name == "embedded":
        return EmbeddedEngine(Path(folder) / "search.sqlite3")
    return ElasticEngine([url], "bench", Path(folder) / "lock")


def read(name: str, folder: str, url: str, turn: int) -> tuple[list[float], list[float]]:
    """Milliseconds of a process's queries and suggestions, two readers in each, as in a worker with two threads."""
    asked = engine(name, folder, url)
    queries = corpus.queries(seed=turn)
    for text in queries[-30:]:
        asked.search(Query(text, viewer=VIEWER))
    results: list[float] = []
    suggested: list[float] = []

    def one(first: int) -> None:
        for text in queries[first : first + TURNS]:
            begun = time.perf_counter()
            asked.search(Query(text, viewer=VIEWER, language="de"))
            results.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            asked.suggest(text[:5], VIEWER)
            suggested.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=one, args=(first,)) for first in (0, TURNS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, suggested


def row(name: str, times: list[float]) -> str:
    return f"{name:<58}{statistics.median(times):8.1f}{statistics.quantiles(times, n=20)[-1]:8.1f}"


def measure(name: str, sections: int, url: str = "") -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = engine(name, folder, url)
        documents = list(corpus.owners(sections))
        begun = time.perf_counter()
        with built.rebuild() as builder:
            for owner, own in documents:
                builder.put(owner, own)
        speed = sections / (time.perf_counter() - begun)
        begun = time.perf_counter()
        built.put(documents[0][0], [replace(one, text=f"{one.text} Neu.") for one in documents[0][1]])
        published = time.perf_counter() - begun
        with ProcessPoolExecutor(READERS // 2, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(read, [name] * 2, [folder] * 2, [url] * 2, range(READERS // 2)))
        print(row(f"{name}, {sections} Abschnitte: Treffer", [ms for times, _other in found for ms in times]))
        print(row(f"{name}, {sections} Abschnitte: Vorschläge", [ms for _other, times in found for ms in times]))
        print(f"  aufgebaut mit {speed:.0f} Abschnitten/s; 60 Abschnitte veröffentlicht in {published:.2f} s")


def main() -> None:
    sections = int(os.environ.get("SECTIONS", EMBEDDED_LIMIT))
    print(f"{f'Suche in ms, {READERS} gleichzeitig':<58}{'Median':>8}{'p95':>8}")
    if sections <= EMBEDDED_LIMIT:
        measure("embedded", sections)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        cluster = Cluster(Path(folder), free_ports())
        try:
            cluster.start()
            measure("elastic", sections, cluster.urls[0])
        except NotPossibleError as error:
            print(f"ohne Elasticsearch gemessen: {error}")
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
