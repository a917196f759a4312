"""Vectors laid out for those who compare: one file for all processes, written by who computes, never by who asks."""

import os
import threading

import pytest

from search import embedding_worker, meaning
from search.documents import Document, Query, Viewer
from search.engines.embedded import reader as reader_module
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.reader import EmbeddedReader

pytestmark = pytest.mark.skipif(not meaning.is_installed(), reason="the extra 'semantic' is not installed")
AXES = 384
WORDS = ["Herd", "Sofa", "Regen", "Stuhl", "Wiese", "Lampe"]


def section(no, audience="reader", kind="section"):
    return Document(
        id=f"d{no}", owner=f"page:{no}", kind=kind, title=WORDS[no], text=f"{WORDS[no]} allein.", audience=audience
    )


SECTIONS = [section(0), section(1), section(2, "group:7"), section(3, kind="news"), section(4), section(5)]


def made_up(axis):
    """A vector that is the nearer to `asked`, the lower its axis."""
    import numpy

    vector = numpy.zeros(AXES, dtype=numpy.float32)
    vector[0], vector[axis] = 1.0 - axis / 10, 1.0
    return vector / numpy.linalg.norm(vector)


def asked():
    return made_up(0)


def fill(engine, documents):
    with engine.rebuild() as builder:
        for one in documents:
            builder.put(one.owner, [one])


def keep(engine, documents):
    """Their vectors, the nearer to `asked` the earlier they stand."""
    digests = [meaning.digest(meaning.wording(one)) for one in documents]
    engine.vectors.add([(digest, meaning.packed(made_up(no))) for no, digest in enumerate(digests)])


@pytest.fixture
def engine(settings, tmp_path):
    settings.PORTAL_SEARCH_MEANING = True
    settings.PORTAL_SEARCH_INDEX = tmp_path / "search.sqlite3"
    made = EmbeddedEngine(tmp_path / "search.sqlite3")
    fill(made, SECTIONS)
    keep(made, SECTIONS)
    made.map_vectors()
    yield made
    made.close()


def closest(engine, audiences=("reader", "group:7"), closed=(), **filters):
    """The ids of documents, nearest first."""
    with engine.store.reading() as connection:
        viewer = Viewer(frozenset(audiences), frozenset(closed))
        reader = EmbeddedReader(connection, viewer, engine.mapped.current())
        numbers = reader._closest(asked(), filters)
        contents = reader.contents([(no,) for no in numbers])
        assert sorted(numbers.values(), reverse=True) == list(numbers.values())
        return [contents[no,].id for no in numbers]


@pytest.mark.parametrize("at_first", [1, 80])
def test_the_places_are_filled_by_what_the_viewer_may_open(engine, monkeypatch, at_first):
    monkeypatch.setattr(reader_module, "ROWS_AT_FIRST", at_first)
    assert closest(engine) == ["d0", "d1", "d2", "d3", "d4", "d5"]
    assert closest(engine, ["reader"]) == ["d0", "d1", "d3", "d4", "d5"]
    assert closest(engine, ["group:7"]) == ["d2"]
    assert closest(engine, ["nobody"]) == []
    assert closest(engine, closed=["page:0", "page:4"]) == ["d1", "d2", "d3", "d5"]
    assert closest(engine, kind=("news",)) == ["d3"]
    monkeypatch.setattr(reader_module, "NEAREST", 2)
    assert closest(engine) == ["d0", "d1"]
    assert closest(engine, ["group:7"]) == ["d2"]


def test_documents_of_the_same_wording_share_a_row(engine):
    engine.put("page:twin", [Document(**{**vars(SECTIONS[3]), "id": "twin", "owner": "page:twin"})])
    assert closest(engine, ["reader"]) == ["d0", "d1", "d3", "twin", "d4", "d5"]


def test_a_document_meets_its_own_vector_whatever_state_the_index_is_in(engine):
    """All numbers of documents change, and one has another text; the file of rows is still the one of before."""
    before = engine.mapped.stamp()
    changed = Document(**{**vars(SECTIONS[1]), "text": "Ganz anders."})
    fill(engine, [*reversed(SECTIONS[2:]), changed, SECTIONS[0]])
    engine.remove("page:5")
    assert closest(engine) == ["d0", "d2", "d3", "d4"]
    assert engine.mapped.stamp() == before


def test_readers_see_another_file_once_it_is_there(engine):
    other = EmbeddedEngine(engine.store.path)
    held = other.mapped.current()
    assert closest(other)[0] == "d0"
    engine.remove("page:0")
    engine.map_vectors()
    assert len(held.digests()) == 6
    assert len(other.mapped.current().digests()) == 5
    assert other.mapped.current() is other.mapped.current()
    other.close()


def test_what_is_laid_out_is_not_written_again(engine):
    before = engine.mapped.stamp()
    fill(engine, SECTIONS)
    engine.map_vectors()
    assert engine.mapped.stamp() == before


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"no rows at all", None])
def test_a_damaged_file_leaves_the_words_and_is_laid_out_again(engine, damage):
    whole = engine.mapped.path.read_bytes()
    engine.mapped.path.write_bytes(whole[:-8] if damage is None else damage)
    assert engine.mapped.current() is None
    assert [hit.document.id for hit in engine.search(Query("Herd", viewer=Viewer())).hits] == ["d0"]
    engine.map_vectors()
    assert engine.mapped.path.read_bytes() == whole


def test_every_digest_is_read_as_it_was_written(engine):
    """Behind a vector it stands as numbers, some of which are none, or are equal to another."""
    digests = sorted([b"\x01\x00\xa0\x7f" * 4, b"\xff" * 16, b"\x00" * 16, b"\x00\x00\x00\x80" * 4])
    engine.mapped.write([(digest, meaning.packed(made_up(no))) for no, digest in enumerate(digests)])
    matrix = engine.mapped.current()
    assert matrix.digests() == digests
    assert [digest for digest, _close in matrix.nearest_first(asked())] == digests


def test_the_rows_are_shared_by_all_processes(engine):
    rows = engine.mapped.current().rows
    assert not rows.flags.writeable
    assert not rows.flags.owndata
    with open("/proc/self/maps", encoding="ascii") as maps:
        (line,) = [line for line in maps if line.rstrip().endswith(str(engine.mapped.path))]
    assert line.split()[1] == "r--s"


def test_a_question_writes_nothing(engine, monkeypatch):
    monkeypatch.setattr(meaning, "is_ready", lambda: True)
    monkeypatch.setattr(meaning, "query_vector", lambda text: asked())
    engine.mapped.path.unlink()
    names = set(os.listdir(engine.store.path.parent))
    threads = threading.active_count()
    assert engine.search(Query("Herd Quasar Feuer", viewer=Viewer())).hits == ()
    assert (set(os.listdir(engine.store.path.parent)), threading.active_count()) == (names, threads)


def test_of_more_documents_than_can_be_compared_none_is(engine, monkeypatch):
    monkeypatch.setattr(EmbeddedEngine, "most_compared", 5)
    embedding_worker.compute(engine)
    assert not engine.mapped.path.exists()
    engine.put("page:new", [Document(id="new", owner="page:new", kind="section", title="Neu", text="Neuer Text.")])
    assert embedding_worker.compute(engine) == 0
    engine.remove("page:new")
    engine.remove("page:0")
    assert embedding_worker.compute(engine) == 0
    assert closest(engine) == ["d1", "d2", "d3", "d4", "d5"]


def test_a_server_gets_all_vectors_however_many_there_are(engine, monkeypatch, settings):
    monkeypatch.setattr(EmbeddedEngine, "most_compared", 5)
    settings.PORTAL_ELASTICSEARCH_URL = "http://127.0.0.1:1"
    engine.put("page:new", [Document(id="new", owner="page:new", kind="section", title="Neu", text="Neuer Text.")])
    assert embedding_worker.compute(engine) == 1
    assert not engine.mapped.path.exists()
