"""`make bench`: both search engines on invented sections; p95 of a query with four readers at once, indexing speed.

The embedded engine with 20,000, Elasticsearch with 100,000 sections, which takes some minutes; SECTIONS sets both.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from search.documents import Document, Engine, Query, Viewer
from search.engines import preparing
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.benchmarks import corpus
from tests.benchmarks.serving import aim, load, p95, row
from tests.search_server import NotPossibleError, started

READERS = 4
TURNS = 150
# Other queries than those measured.
WARM_UP = 10
EMBEDDED, ELASTIC = 20_000, 100_000
BUILT_AIM = 2_000
PROCESSES = (1, 2)
VIEWER = Viewer()


def engine(name: str, folder: str, url: str) -> Engine:
    if name == "embedded":
        return EmbeddedEngine(Path(folder) / "search.sqlite3")
    return ElasticEngine([url], "bench", Path(folder) / "lock")


def read(name: str, folder: str, url: str, turn: int) -> tuple[list[float], list[float]]:
    """Milliseconds of a process's queries and suggestions: two readers wait for it, which answers one at a time, as gunicorn does.

    Before, other queries are asked: a server in operation has long compiled what it does often.
    """
    asked = engine(name, folder, url)
    for text in corpus.queries(seed=turn + WARM_UP):
        asked.search(Query(text, viewer=VIEWER))
        asked.suggest(text[:4], VIEWER)
    queries = corpus.queries(seed=turn)
    answering = threading.Lock()
    results: list[float] = []
    suggested: list[float] = []

    def wait_for(answer: Callable[[], object]) -> float:
        begun = time.perf_counter()
        with answering:
            answer()
        return (time.perf_counter() - begun) * 1000

    def one(first: int) -> None:
        for text in queries[first : first + TURNS]:
            results.append(wait_for(partial(asked.search, Query(text, viewer=VIEWER, language="de"))))
            suggested.append(wait_for(partial(asked.suggest, text[:5], VIEWER)))

    threads = [threading.Thread(target=one, args=(first,)) for first in (0, TURNS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, suggested


class Speed(NamedTuple):
    """Sections a second, and milliseconds that the process that writes spent on each."""

    sections: float
    own: float

    def __str__(self) -> str:
        reached = "erreicht" if self.sections >= BUILT_AIM else "verfehlt"
        return f"{self.sections:.0f} Abschnitte/s  Ziel {BUILT_AIM}: {reached}; {self.own:.2f} ms im schreibenden"


def rebuilt(built: Engine, documents: list[tuple[str, list[Document]]], processes: int) -> Speed:
    preparing.cores = lambda: processes
    sections = sum(len(own) for _owner, own in documents)
    begun, own_time = time.perf_counter(), time.process_time()
    with built.rebuild() as builder:
        for owner, own in documents:
            builder.put(owner, own)
    return Speed(sections / (time.perf_counter() - begun), (time.process_time() - own_time) * 1000 / sections)


def measure(name: str, sections: int, url: str = "") -> None:
    said = load()
    with tempfile.TemporaryDirectory() as folder:
        built = engine(name, folder, url)
        documents = list(corpus.owners(sections))
        speeds = {processes: rebuilt(built, documents, processes) for processes in PROCESSES}
        begun = time.perf_counter()
        built.put(documents[0][0], [replace(one, text=f"{one.text} Neu.") for one in documents[0][1]])
        published = time.perf_counter() - begun
        with ProcessPoolExecutor(READERS // 2, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(read, [name] * 2, [folder] * 2, [url] * 2, range(READERS // 2)))
        results = [ms for times, _other in found for ms in times]
        suggested = [ms for _other, times in found for ms in times]
        print(f"{name}, {sections} Abschnitte; {said}")
        print(row("Treffer", results) + aim(p95(results), 60))
        print(row("Vorschläge", suggested) + aim(p95(suggested), 30))
        for processes, built_with in speeds.items():
            print(f"  nach Wörtern aufgebaut, Prozesse beim Zerlegen: {processes}; {built_with}")
        print(f"  60 Abschnitte veröffentlicht in {published:.2f} s{aim(published, 2)}")


def main() -> None:
    sections = os.environ.get("SECTIONS")
    print(f"{f'Suchmaschinen ohne Seite, ms, {READERS} Leser zugleich':<46}{'Median':>8}{'p95':>8}")
    measure("embedded", int(sections or EMBEDDED))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        try:
            cluster = started(Path(folder))
        except NotPossibleError as error:
            print(f"ohne Elasticsearch gemessen: {error}")
            return
        try:
            measure("elastic", int(sections or ELASTIC), cluster.urls[0])
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
