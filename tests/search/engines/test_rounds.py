"""How often a question asks the server: once for words, twice where a number or few hits need more."""

from uuid import uuid4

import pytest

from search.documents import Query, Viewer
from search.engines.elastic.engine import ElasticEngine
from tests.search.engines.alike import COMMON, fill, sections
from tests.servers import PATIENT

CLOSED = Viewer(closed=frozenset({"page:01"}))


@pytest.fixture(scope="module")
def engine(elasticsearch, tmp_path_factory):
    made = ElasticEngine([elasticsearch], f"test-{uuid4().hex}", tmp_path_factory.mktemp("rounds") / "lock", PATIENT)
    fill(made, sections()[:160])
    yield made
    made.index.drop_all()
    made.client.close()


@pytest.fixture
def asked(engine, monkeypatch):
    """What goes over the wire."""
    sent = []
    perform = engine.client.transport.perform_request

    def performing(method, target, **more):
        sent.append(target.partition("?")[0].rpartition("/")[2])
        return perform(method, target, **more)

    monkeypatch.setattr(engine.client.transport, "perform_request", performing)
    return sent


@pytest.mark.parametrize(
    ("typed", "viewer", "rounds"),
    [
        (COMMON, Viewer(), 1),
        ("Frist Kündigung Miete Kosten Akte Bericht", Viewer(), 1),
        ("Wer zahlt die Fahrtkosten?", Viewer(), 1),
        ("Kostn", Viewer(), 1),
        ('"Gibt es nicht" Kosten', Viewer(), 2),
        ("Quasarforschung", Viewer(), 1),
        ("Quasarforschung Kosten", Viewer(), 1),
        ("Ziffer 7", Viewer(), 2),
        ("7 Clearing Kosten", Viewer(), 2),
        ("§ 99 Quasarforschung Kosten", Viewer(), 2),
        (COMMON, CLOSED, 2),
        ('"Gibt es nicht" Kosten', CLOSED, 2),
        ("Ziffer 7", CLOSED, 2),
        ("§ 99 Quasarforschung Kosten", CLOSED, 2),
    ],
)
def test_a_question_asks_the_server_once_or_twice(engine, asked, typed, viewer, rounds):
    engine.search(Query(typed, viewer=viewer, language="de"))
    assert asked == ["_msearch"] * rounds


def test_further_pages_and_filters_ask_once(engine, asked):
    for page in (2, 11, 12):
        engine.search(Query(COMMON, viewer=Viewer(), page=page, filters={"kind": ("section", "news")}))
    assert asked == ["_msearch"] * 3


def test_an_answer_that_is_remembered_asks_only_whether_it_still_holds(engine, asked):
    query = Query("Kaution", viewer=Viewer(), language="de")
    first = engine.search(query)
    before = len(asked)
    assert engine.search(query) == first
    assert asked[before:] == ["_msearch"]


def test_suggestions_ask_once(engine, asked):
    assert engine.suggest("Kosten", Viewer())
    assert asked == ["_msearch"]
