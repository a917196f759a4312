"""Drills on servers of their own: a node is killed while people search and editors publish; nothing is lost."""

import os
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest

from search.documents import Document, Query, Viewer
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.fallback import NOTICE, FallbackEngine
from search.engines.pending import Pending
from tests.search_server import NotPossibleError, started

pytestmark = [pytest.mark.slow]
READER = Viewer()


@pytest.fixture
def cluster(request):
    folder = Path(tempfile.mkdtemp(prefix="kooperationsportal-drill-"))
    folder.chmod(0o755)  # the server's own user reads below it
    try:
        made = started(folder, request.param)
    except NotPossibleError as error:
        if os.environ.get("REQUIRE_ELASTICSEARCH"):
            raise
        pytest.skip(str(error))
    try:
        made.watch(os.getpid())
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture
def engine(cluster, tmp_path):
    server = ElasticEngine(cluster.urls, f"drill-{uuid4().hex}", tmp_path / "lock")
    made = FallbackEngine(server, EmbeddedEngine(tmp_path / "search.sqlite3"), Pending(tmp_path / "pending.sqlite3"))
    with made.rebuild() as builder:
        for n in range(200):
            builder.put(f"page:{n}", [section(f"{n}", f"Quitte Sorte{n}")])
    yield made
    server.client.close()


def section(key, text):
    return Document(id=key, owner=f"page:{key}", kind="section", title="Obst", text=text)


def found(engine, text):
    return [hit.document.id for hit in engine.search(Query(text, viewer=READER)).hits]


class Editors(threading.Thread):
    """Publish one page after the other until told to stop."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.engine = engine
        self.over = threading.Event()
        self.published = []
        self.failures = []

    def run(self):
        n = 1000
        while not self.over.is_set():
            try:
                sections = [section(f"{n}", f"Mispel Sorte{n} Teil{part}") for part in range(40)]
                self.engine.put(
                    f"page:{n}", [Document(**{**vars(s), "id": f"{n}-{i}"}) for i, s in enumerate(sections)]
                )
                self.published.append(n)
            except Exception as error:
                self.failures.append(error)
            n += 1


class Readers(threading.Thread):
    """Search without a pause; remember every search that failed or missed what was there."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.engine = engine
        self.over = threading.Event()
        self.searches = 0
        self.failures = []

    def run(self):
        while not self.over.is_set():
            n = self.searches % 200
            try:
                if found(self.engine, f"Sorte{n}")[:1] != [str(n)]:
                    self.failures.append(n)
            except Exception as error:
                self.failures.append(error)
            self.searches += 1


def at_work(engine):
    people = [Editors(engine), Readers(engine), Readers(engine)]
    for one in people:
        one.start()
    time.sleep(2)
    return people


def stop(people):
    for one in people:
        one.over.set()
    for one in people:
        one.join()


def caught_up(engine, seconds=60):
    end = time.monotonic() + seconds
    while not engine.recover() and time.monotonic() < end:
        time.sleep(0.5)
    return engine.recover()


def answers_itself(engine, seconds=20):
    """The server answers again; a reader who was kept waiting last has it left alone until the worker has looked."""
    end = time.monotonic() + seconds
    while (notice := engine.search(Query("Sorte7", viewer=READER)).notice) and time.monotonic() < end:
        engine.recover()
        time.sleep(1.1)
    return notice == ""


def assert_same(engine, published):
    """The server holds exactly what the embedded index holds, all that was published among it."""
    owners = set(engine.primary.owners())
    assert {f"page:{n}" for n in published} <= owners
    assert engine.server.count() == engine.primary.count()
    for n in published[-3:]:
        assert len(found(engine.server, f"Sorte{n}")) == 10


@pytest.mark.parametrize("cluster", [1], indirect=True)
def test_f40_a_server_killed_in_the_middle_of_a_bulk_costs_nobody_anything(cluster, engine):
    people = editors, *readers = at_work(engine)
    cluster.nodes[0].stop(signal.SIGKILL)
    time.sleep(3)
    assert engine.search(Query("Sorte7", viewer=READER)).notice == NOTICE
    cluster.start()
    stop(people)
    assert editors.failures == []
    assert [reader.failures for reader in readers] == [[], []]
    assert caught_up(engine)
    assert answers_itself(engine)
    assert_same(engine, editors.published)


@pytest.mark.parametrize("cluster", [2], indirect=True)
def test_two_nodes_one_is_killed_nothing_is_lost_and_no_query_fails(cluster, engine):
    name = engine.server.index.current()
    wait_for(cluster, "green")
    lead_from(engine, name, "node-2")
    people = editors, *readers = at_work(engine)
    cluster.nodes[1].stop(signal.SIGKILL)
    time.sleep(8)
    stop(people)
    assert editors.failures == []
    assert [reader.failures for reader in readers] == [[], []]
    assert caught_up(engine)
    health = cluster.nodes[0].health()
    assert (health["number_of_nodes"], health["active_primary_shards"]) == (1, 1)
    assert answers_itself(engine)
    assert_same(engine, editors.published)


def wait_for(cluster, status):
    end = time.monotonic() + 60
    while cluster.nodes[0].health().get("status") != status:
        assert time.monotonic() < end, cluster.nodes[0].health()
        time.sleep(0.3)


def lead_from(engine, name, node):
    """Have this node hold the primary: its death is the worse one."""
    client = engine.server.client
    shards = client.cat.shards(index=name, h=["node", "prirep"], format="json").body
    if any(shard["node"] == node and shard["prirep"] == "p" for shard in shards):
        return
    other = next(shard["node"] for shard in shards if shard["prirep"] == "p")
    client.cluster.reroute(commands=[{"cancel": {"index": name, "shard": 0, "node": other, "allow_primary": True}}])
    end = time.monotonic() + 30
    while True:
        shards = client.cat.shards(index=name, h=["node", "prirep", "state"], format="json").body
        if all(s["state"] == "STARTED" for s in shards) and any(
            s["node"] == node and s["prirep"] == "p" for s in shards
        ):
            return
        assert time.monotonic() < end, shards
        time.sleep(0.3)
