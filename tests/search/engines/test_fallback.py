"""Whatever the search server does: readers get an answer that says where it is from, nothing is lost."""

import threading
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from elasticsearch import ConnectionTimeout, Elasticsearch

from search import indexing
from search.documents import Document, Query, Viewer
from search.engines import get_engine
from search.engines.elastic.engine import WRITE_SECONDS, ElasticEngine
from search.engines.elastic.timed_node import TimedNode
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.fallback import NOTICE, FallbackEngine
from search.engines.pending import Pending
from search.engines.sign import BAD
from search.engines.words import WordCounts
from tests.factories import normative_page
from tests.factories import section as part
from tests.search import bad_server
from tests.servers import PATIENT

READER = Viewer()
# A reader waits for a bad server as long as one who reads, not as one who writes; the rest is for a busy machine.
PATIENCE = WRITE_SECONDS - 1


def section(key: str, text: str) -> Document:
    return Document(id=key, owner=f"page:{key}", kind="section", title="Obst", text=text)


def search(engine, text):
    return engine.search(Query(text, viewer=READER))


def found(engine, text):
    return [hit.document.id for hit in search(engine, text).hits]


def make(folder, url, prefix="test-nobody"):
    server = ElasticEngine([url], prefix, folder / "lock", PATIENT)
    return FallbackEngine(server, EmbeddedEngine(folder / "search.sqlite3"), Pending(folder / "pending.sqlite3"))


def aim(engine, url, prefix):
    """Another server at the engine's address, as after a restart; everything else stays."""
    engine.server.client.close()
    patience = {"patience": PATIENT} if url == engine.home else {}
    engine.server = ElasticEngine([url], prefix, engine.server.writer.lock, **patience)


@pytest.fixture
def prefix():
    return f"test-{uuid4().hex}"


@pytest.fixture
def engine(tmp_path, elasticsearch, prefix):
    made = make(tmp_path, elasticsearch, prefix)
    made.home = elasticsearch
    with made.rebuild() as builder:
        builder.put("page:a", [section("a", "Quitte")])
    yield made
    made.server.client.close()
    rest = ElasticEngine([elasticsearch], prefix, tmp_path / "lock")
    rest.index.drop_all()
    rest.client.close()


@pytest.fixture(params=["refused", *bad_server.BEHAVIOURS])
def bad(request):
    """The address of a server that does not do what it should."""
    if request.param == "refused":
        yield bad_server.refused()
        return
    with bad_server.serving(bad_server.BEHAVIOURS[request.param]) as url:
        yield url


def within(seconds, work, *arguments):
    """What `work` returns; it fails the test if it takes longer, however long that would be."""
    results = []
    thread = threading.Thread(target=lambda: results.append(work(*arguments)), daemon=True)
    thread.start()
    thread.join(seconds)
    assert results, f"no answer within {seconds} s"
    return results[0]


def test_f40_with_a_server_that_works_nothing_is_said(engine):
    results = search(engine, "Quitte")
    assert ([hit.document.id for hit in results.hits], results.notice) == (["a"], "")
    assert engine.pending.overdue() == {}


@pytest.mark.filterwarnings("ignore::elasticsearch.exceptions.ElasticsearchWarning")
def test_f40_search_and_saving_go_on_whatever_the_server_does_and_it_catches_up(engine, bad, elasticsearch, prefix):
    aim(engine, bad, prefix)
    results = within(PATIENCE, search, engine, "Quitte")
    assert ([hit.document.id for hit in results.hits], results.notice) == (["a"], NOTICE)
    engine.put("page:b", [section("b", "Mispel")])
    engine.remove("page:a")
    results = within(PATIENCE, search, engine, "Mispel")
    assert ([hit.document.id for hit in results.hits], results.notice) == (["b"], NOTICE)
    assert found(engine, "Quitte") == []
    assert [one.title for one in engine.suggest("Ob", READER)] == ["Obst"]
    aim(engine, elasticsearch, prefix)
    assert engine.recover()
    assert (search(engine, "Mispel").notice, found(engine.server, "Mispel"), found(engine.server, "Quitte")) == (
        "",
        ["b"],
        [],
    )


@pytest.mark.filterwarnings("ignore::elasticsearch.exceptions.ElasticsearchWarning")
def test_f40_a_change_meets_the_bad_server_first_and_is_kept(engine, bad, elasticsearch, prefix, monkeypatch):
    monkeypatch.setattr("search.engines.elastic.engine.WRITE_SECONDS", 1.0)
    aim(engine, bad, prefix)
    engine.put("page:b", [section("b", "Mispel")])
    assert set(engine.pending.overdue()) == {"page:b"}
    assert found(engine, "Mispel") == ["b"]
    aim(engine, elasticsearch, prefix)
    assert engine.recover()
    assert (found(engine.server, "Mispel"), engine.pending.overdue()) == (["b"], {})


def test_what_another_process_could_not_write_is_caught_up_by_the_worker(engine, monkeypatch):
    engine.primary.put("page:b", [section("b", "Mispel")])
    engine.pending.begin("page:b")
    engine.pending.fail("page:b")
    monkeypatch.setattr("search.engines.fallback.REMEMBERED_SECONDS", 0.0)
    assert search(engine, "Mispel").notice == NOTICE
    assert engine.recover()
    assert (search(engine, "Mispel").notice, found(engine.server, "Mispel")) == ("", ["b"])


def test_a_process_that_died_while_writing_is_noticed(engine, monkeypatch):
    engine.primary.put("page:b", [section("b", "Mispel")])
    engine.pending.begin("page:b")
    assert engine.pending.overdue() == {}
    monkeypatch.setattr("search.engines.pending.CUT_OFF_SECONDS", 0)
    assert set(engine.pending.overdue()) == {"page:b"}


def test_a_later_change_is_not_forgotten_because_an_earlier_one_arrived(engine):
    first = engine.pending.begin("page:b")
    engine.pending.begin("page:b")
    engine.pending.fail("page:b")
    engine.pending.end("page:b", first)
    assert set(engine.pending.overdue()) == {"page:b"}


def test_a_server_that_lost_its_index_is_filled_again(engine):
    engine.server.index.drop_all()
    results = search(engine, "Quitte")
    assert ([hit.document.id for hit in results.hits], results.notice) == (["a"], NOTICE)
    assert engine.pending.overdue() == {}  # whoever searches writes nothing
    assert engine.recover()
    assert (found(engine.server, "Quitte"), search(engine, "Quitte").notice) == (["a"], "")


def test_a_rebuild_while_the_server_is_away_reaches_it_later(engine, elasticsearch, prefix):
    aim(engine, bad_server.refused(), prefix)
    with engine.rebuild() as builder:
        builder.put("page:c", [section("c", "Birne")])
    assert found(engine, "Birne") == ["c"]
    aim(engine, elasticsearch, prefix)
    assert engine.recover()
    assert (found(engine.server, "Birne"), found(engine.server, "Quitte")) == (["c"], [])


def test_nobody_waits_twice_for_a_silent_server(engine, prefix):
    with bad_server.serving(bad_server.silent) as url:
        aim(engine, url, prefix)
        search(engine, "Quitte")
        was_searched = threading.Event()
        engine.server.search = lambda query: was_searched.set()
        assert found(engine, "Quitte") == ["a"]
        assert not was_searched.is_set()


def test_f40_every_page_works_with_the_server_refused_and_results_say_where_they_are_from(sign_in, settings):
    settings.PORTAL_ELASTICSEARCH_URL = bad_server.refused()
    page = normative_page([part("1", "Frist", "<p>Die Kündigungsfrist beträgt sechs Monate.</p>")])
    indexing.rebuild()
    reader = sign_in()
    for address in ("/", page.get_url()):
        assert reader.get(address).status_code == 200
    html = reader.get(reverse("search:results"), {"q": "Kündigung"}).content.decode()
    assert "Die Suchmaschine antwortet gerade nicht." in html
    assert "#z-1" in html
    assert reader.get(reverse("search:suggestions"), {"q": "Fri"}).json()["suggestions"][0]["title"] == "Frist"
    get_engine().sign.path.unlink()  # as before any worker has looked
    call_command("work", batch=True)
    assert get_engine().sign.read().startswith(BAD)


drips = pytest.mark.parametrize("drip", [bad_server.drip, bad_server.drip_head, bad_server.drip_chunks])


@drips
def test_f40_a_server_that_drips_bytes_holds_no_reader_longer_than_two_seconds(tmp_path, drip):
    with bad_server.serving(drip) as url:
        server = ElasticEngine([url], "test-nobody", tmp_path / "lock")
        with server.words.replaced("test-nobody", WordCounts(), (), set()):
            pass  # it was well before, or nobody would ask it
        pair = [
            FallbackEngine(server, EmbeddedEngine(tmp_path / "search.sqlite3"), Pending(tmp_path / "pending.sqlite3"))
            for _process in range(2)
        ]
        with pair[0].primary.rebuild() as builder:
            builder.put("page:a", [section("a", "Quitte")])
        assert within(PATIENCE, search, pair[0], "Quitte").notice == NOTICE
        assert within(PATIENCE, pair[1].suggest, "Obst", READER)
        assert [one.is_degraded() for one in pair] == [True, True]
        server.client.close()


@drips
def test_the_timeout_of_a_request_is_for_the_whole_answer(drip):
    with bad_server.serving(drip) as url:
        client = Elasticsearch([url], node_class=TimedNode, max_retries=0)
        assert within(PATIENCE, fails_in_time, client.options(request_timeout=0.3))
        assert within(PATIENCE, fails_in_time, client.options(request_timeout=0.3))
        client.close()


def fails_in_time(client):
    with pytest.raises(ConnectionTimeout):
        client.count(index="x")
    return True
