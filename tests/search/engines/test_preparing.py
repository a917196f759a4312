"""Documents analysed in several processes while an index is built."""

import os
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import apsw
import pytest

from search.documents import Document
from search.engines import index_file, preparing
from search.engines.embedded.engine import EmbeddedEngine

TABLES = ("document", "passage", "word", "stem", "audience", "number", "facet", "stems_data", "trigram_data")
FRUIT = ["Apfelernte", "Birnbaum", "Kirschkuchen", "Quittenbrot", "Obstbauverein"]


def sections(owner, count=20):
    return [
        Document(f"{owner}:{no}", owner, "section", f"{FRUIT[no % 5]} {no}", text=f"{FRUIT[no % 3]} im Obstbau {owner}")
        for no in range(count)
    ]


@pytest.fixture
def several(monkeypatch):
    """Two processes from the first batch on."""
    monkeypatch.setattr(preparing, "cores", lambda: 2)
    monkeypatch.setattr(preparing, "FEW", 0)
    monkeypatch.setattr(preparing, "TOGETHER", 20)


def build(path, owners=4):
    engine = EmbeddedEngine(path)
    with engine.rebuild() as builder:
        for no in range(owners):
            builder.put(f"page:{no}", sections(f"page:{no}"))
    return engine


def rows(engine):
    connection = engine.store.connection()
    return {table: list(connection.execute(f"SELECT * FROM {table}")) for table in TABLES}


def test_two_processes_build_the_same_index_as_one(tmp_path, monkeypatch, several):
    two = rows(build(tmp_path / "two.sqlite3"))
    monkeypatch.setattr(preparing, "cores", lambda: 1)
    one = rows(build(tmp_path / "one.sqlite3"))
    assert one["document"]
    assert one == two


class Deadly(str):
    """A name that ends the process that reads it."""

    def __reduce__(self):
        return os._exit, (3,)


def test_the_end_of_a_process_is_an_error_of_the_rebuild_and_nothing_is_switched(tmp_path, several):
    engine = build(tmp_path / "search.sqlite3", owners=1)
    before = rows(engine)

    def rebuild_with_a_fault():
        with engine.rebuild() as builder:
            builder.put(Deadly("page:9"), sections("page:9"))

    with pytest.raises(BrokenProcessPool):
        rebuild_with_a_fault()
    assert rows(engine) == before
    assert engine.is_complete()
    assert not list(tmp_path.glob("*.new-*"))


def test_a_small_index_starts_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "ProcessPoolExecutor", None)
    monkeypatch.setattr(preparing, "cores", lambda: 2)
    assert rows(build(tmp_path / "search.sqlite3"))["document"]


def test_after_a_rebuild_the_journal_is_as_small_as_its_limit(tmp_path, monkeypatch):
    limit = 8_192
    monkeypatch.setattr(index_file, "JOURNAL_LIMIT", limit)
    engine = build(tmp_path / "search.sqlite3")
    reader = apsw.Connection(str(engine.store.path))  # keeps the journal from going with the last connection
    assert reader.execute("SELECT count(*) FROM document").get
    with engine.rebuild() as builder:
        for no in range(30):
            builder.put(f"page:{no}", sections(f"page:{no}"))
    journal = Path(f"{engine.store.path}-wal")
    assert journal.exists()
    assert journal.stat().st_size <= limit < engine.store.path.stat().st_size
    reader.close()


def ends_at_once(_make):
    os._exit(3)


def test_where_no_process_starts_one_does_all(tmp_path, monkeypatch, several):
    monkeypatch.setattr(preparing, "start", ends_at_once)
    assert len(rows(build(tmp_path / "search.sqlite3"))["document"]) == 80
