"""The rules of the fallback, with a server whose behaviour each test decides; real servers are in test_fallback."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from search.documents import Count, Document, Query, Results, Viewer
from search.engines import fallback
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.fallback import NOTICE, FallbackEngine
from search.engines.pending import EVERYTHING, Pending
from search.locks import alone

READER = Viewer()


class FakeServer(EmbeddedEngine):
    """A server that can be told to fail; counts what it is asked to do."""

    patience = 5.0
    seen = "state"

    def __init__(self, path):
        super().__init__(path)
        self.is_down = False
        self.calls = []
        self.notice = None

    def _called(self, name):
        self.calls.append(name)
        if self.is_down:
            raise ConnectionError(name)

    def put(self, owner, documents):
        self._called("put")
        super().put(owner, documents)

    def search(self, query):
        self._called("search")
        return super().search(query) if self.notice is None else Results(notice=self.notice)

    def suggest(self, text, viewer, limit=8):
        self._called("suggest")
        return super().suggest(text, viewer, limit)

    def held(self):
        self._called("held")
        return super().held()

    def is_complete(self):
        self._called("is_complete")
        return super().is_complete()

    @contextmanager
    def rebuild(self):
        self._called("rebuild")
        with super().rebuild() as builder:
            yield builder

    def take_vectors(self, known):
        self._called("take_vectors")
        return 7


def document(key, text):
    return Document(id=key, owner=key, kind="section", title="Obst", text=text)


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A complete pair in which what happened counts at once; the worker looks after the server only when a test says so."""
    monkeypatch.setattr(fallback, "REMEMBERED_SECONDS", 0.0)
    made = FallbackEngine(
        FakeServer(tmp_path / "server.sqlite3"),
        EmbeddedEngine(tmp_path / "primary.sqlite3"),
        Pending(tmp_path / "pending.sqlite3"),
    )
    with made.rebuild() as builder:
        builder.put("a", [document("a", "Quitte")])
    made.server.calls.clear()
    yield made
    made.server.close()
    made.primary.close()


def titles(engine, text="Quitte"):
    results = engine.search(Query(text, viewer=READER))
    return [hit.document.id for hit in results.hits], results.notice


def test_a_server_that_is_well_answers_alone(engine, monkeypatch):
    monkeypatch.setattr(engine.primary, "search", lambda query: pytest.fail("asked the primary engine"))
    assert titles(engine) == (["a"], "")


def test_a_failure_is_answered_by_the_primary_and_the_server_is_left_in_peace(engine):
    engine.server.is_down = True
    assert [titles(engine) for _time in range(3)] == [(["a"], NOTICE)] * 3
    assert engine.suggest("Obs", READER)[0].title == "Obst"
    assert engine.server.calls == ["search"]
    assert engine.is_degraded()


def test_suggestions_notice_a_bad_server_too(engine):
    engine.server.is_down = True
    assert engine.suggest("Obs", READER)[0].title == "Obst"
    assert engine.is_degraded()
    assert titles(engine) == (["a"], NOTICE)
    assert engine.server.calls == ["suggest"]


def another(engine):
    """The same pair as another process sees it."""
    return FallbackEngine(engine.server, engine.primary, Pending(engine.pending.path))


def test_f40_who_was_let_down_asks_again_when_the_worker_says_that_the_server_is_back(engine):
    worker = another(engine)
    engine.server.is_down = True
    titles(engine)
    engine.server.is_down = False
    engine.server.calls.clear()
    assert [titles(engine)[1] for _time in range(3)] == [NOTICE] * 3
    assert engine.server.calls == []
    assert worker.recover()
    assert titles(engine) == (["a"], "")


def test_f40_a_server_the_worker_found_bad_is_asked_by_no_process_even_the_first_time(engine):
    worker, fresh = another(engine), another(engine)
    engine.server.is_down = True
    assert not worker.recover()
    engine.server.calls.clear()
    assert [titles(one)[1] for one in (engine, fresh)] == [NOTICE] * 2
    assert engine.server.calls == []


def test_a_good_sign_from_before_the_failure_is_none(engine):
    assert another(engine).recover()
    assert titles(engine)[1] == ""
    engine.server.is_down = True
    titles(engine)
    engine.server.is_down = False
    assert titles(engine)[1] == NOTICE


def test_without_a_worker_the_primary_goes_on_answering(engine):
    engine.sign.path.unlink(missing_ok=True)
    assert titles(engine) == (["a"], "")
    engine.server.is_down = True
    titles(engine)
    engine.server.is_down = False
    assert [titles(engine) for _time in range(3)] == [(["a"], NOTICE)] * 3


def test_what_the_worker_says_is_noticed_within_a_second(engine, monkeypatch):
    monkeypatch.setattr(fallback, "REMEMBERED_SECONDS", 1.0)
    now = 1000.0
    monkeypatch.setattr(fallback.time, "monotonic", lambda: now)
    assert titles(engine)[1] == ""
    engine.server.is_down = True
    another(engine).recover()
    engine.server.is_down = False
    assert titles(engine)[1] == ""  # remembered
    now += 1.1
    assert titles(engine)[1] == NOTICE


def test_a_search_that_fails_touches_no_file(engine, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if not path.name.endswith(("-wal", "-shm"))}
    engine.server.is_down = True
    titles(engine)
    engine.server.is_down, engine.server.notice = False, "missing"
    titles(another(engine))
    after = {path: path.read_bytes() for path in tmp_path.iterdir() if not path.name.endswith(("-wal", "-shm"))}
    assert after == before


def test_a_server_still_bad_stays_unused(engine):
    engine.server.is_down = True
    titles(engine)
    assert engine.recover() is False
    assert engine.is_degraded()


def test_a_change_is_kept_while_the_server_fails_and_reaches_it_later(engine):
    engine.server.is_down = True
    engine.put("b", [document("b", "Mispel")])
    assert titles(engine, "Mispel") == (["b"], NOTICE)
    assert set(engine.pending.overdue()) == {"b"}
    engine.server.is_down = False
    assert engine.recover()
    assert engine.pending.overdue() == {}
    assert titles(engine.server, "Mispel") == (["b"], "")
    assert not engine.is_degraded()


def test_a_bad_server_is_not_bothered_with_further_changes(engine):
    engine.server.is_down = True
    engine.put("b", [document("b", "Mispel")])
    engine.server.calls.clear()
    engine.put("c", [document("c", "Birne")])
    engine.remove("a")
    assert engine.server.calls == []
    assert set(engine.pending.overdue()) == {"a", "b", "c"}


def test_what_arrived_is_owed_no_more(engine):
    engine.put("b", [document("b", "Mispel")])
    assert engine.pending.overdue() == {}
    assert titles(engine, "Mispel") == (["b"], "")


def test_what_another_process_still_owes_the_server_keeps_readers_with_the_primary(engine):
    engine.primary.put("b", [document("b", "Mispel")])
    engine.pending.begin("b")
    assert not engine.is_degraded()
    engine.pending.fail("b")
    assert titles(engine, "Mispel") == (["b"], NOTICE)
    assert engine.is_degraded()


def test_a_server_without_an_index_gets_everything(engine, monkeypatch):
    engine.server.notice = "missing"
    assert titles(engine) == (["a"], NOTICE)
    with monkeypatch.context() as empty:
        empty.setattr(engine.server, "is_complete", lambda: False)
        assert engine.recover()
    engine.server.notice = None
    assert "rebuild" in engine.server.calls
    assert titles(engine) == (["a"], "")


def test_a_server_is_not_called_well_while_nobody_has_a_whole_index(engine, monkeypatch):
    monkeypatch.setattr(engine.server, "is_complete", lambda: False)
    monkeypatch.setattr(engine.primary, "is_complete", lambda: False)
    assert not engine.recover()
    assert engine.is_degraded()


def test_a_rebuild_reaches_a_server_that_has_another_index(engine):
    with engine.rebuild() as builder:
        builder.put("c", [document("c", "Birne")])
    assert (titles(engine.server, "Birne"), titles(engine.server, "Quitte")) == ((["c"], ""), ([], ""))
    assert engine.pending.overdue() == {}


def test_recovering_copies_everything_to_a_server_that_is_not_complete(engine, monkeypatch):
    monkeypatch.setattr(engine.server, "is_complete", lambda: False)
    assert engine.recover()
    assert engine.server.calls == ["rebuild"]
    assert engine.pending.overdue() == {}


def test_while_the_primary_is_incomplete_nothing_is_copied_from_it(engine, monkeypatch):
    """Half an index would replace a whole one."""
    monkeypatch.setattr(engine.primary, "is_complete", lambda: False)
    engine._lacks_everything()
    assert engine.recover()
    assert "rebuild" not in engine.server.calls
    assert EVERYTHING in engine.pending.overdue()


def test_an_incomplete_primary_says_so_and_not_that_it_stands_in(engine, monkeypatch):
    engine.server.is_down = True
    monkeypatch.setattr(engine.primary, "search", lambda query: Results(notice="incomplete"))
    assert titles(engine) == ([], "incomplete")


def test_only_one_recovers_at_a_time(engine):
    with alone(Path(f"{engine.pending.path}.lock"), wait=False) as is_alone:
        assert is_alone
        assert engine.recover() is False
    assert engine.recover() is True


def test_what_the_two_hold_differently_has_no_fingerprint(engine):
    both = engine.primary.held()
    assert engine.held() == both
    engine.primary.put("only here", [document("x", "Kirsche")])
    EmbeddedEngine.put(engine.server, "only there", [document("y", "Pflaume")])
    assert engine.held() == {**both, "only here": "", "only there": ""}


def test_while_the_server_is_bad_what_the_primary_holds_counts(engine):
    engine.primary.put("only here", [document("x", "Kirsche")])
    engine.server.is_down = True
    assert engine.held() == engine.primary.held()
    engine.server.calls.clear()
    assert engine.held() == engine.primary.held()
    assert engine.server.calls == []


def test_vectors_are_offered_to_a_server_that_is_well_only(engine):
    assert engine.take_vectors(lambda digests: {}) == 7
    engine._found_bad()
    assert engine.take_vectors(lambda digests: {}) == 0


def test_the_rest_is_told_of_the_primary(engine):
    assert (engine.count(), engine.is_complete(), engine.seen) == (Count(1, 1), True, "state")
