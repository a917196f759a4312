"""Search by meaning on Elasticsearch: the vectors come from the embedded index, and reach only who may open the passage."""

from dataclasses import replace
from uuid import uuid4

import pytest

from search import embedding_worker, meaning
from search.documents import Document, Query, Viewer
from search.engines.elastic.engine import ElasticEngine
from search.engines.elastic.reader import FEW
from search.engines.embedded.engine import EmbeddedEngine
from tests.servers import PATIENT

pytestmark = [
    pytest.mark.skipif(not meaning.is_installed(), reason="the extra for search by meaning is not installed"),
]
READER, BOARD = Viewer(), Viewer(frozenset({"board"}))
TEXTS = {
    "dog": ("Hundesteuer", "Wer einen Hund hält, zahlt dafür jedes Jahr eine Abgabe an die Gemeinde."),
    "school": ("Einschulung", "Kinder kommen mit sechs Jahren in die erste Klasse."),
    "rent": ("Miete", "Der Vermieter gibt die Kaution nach dem Auszug zurück."),
}


@pytest.fixture
def engine(elasticsearch, tmp_path, settings):
    settings.PORTAL_SEARCH_MEANING = True
    meaning.model()
    found = ElasticEngine([elasticsearch], f"test-{uuid4().hex}", tmp_path / "lock", PATIENT)
    yield found
    found.index.drop_all()
    found.client.close()


def document(key, audience="reader"):
    title, text = TEXTS[key]
    return Document(id=key, owner=key, kind="section", title=title, text=text, audience=audience)


def vectors(documents):
    wordings = (meaning.wording(one) for one in documents)
    return {meaning.digest(text): meaning.model().passage(text).tolist() for text in wordings}


def fill(engine, documents):
    with engine.rebuild() as builder:
        for one in documents:
            builder.put(one.owner, [one])
    known = vectors(documents)
    return engine.take_vectors(lambda digests: {digest: known[digest] for digest in digests if digest in known})


def near(engine, text, viewer=READER):
    found = engine.search(Query(text, viewer=viewer))
    return [hit.document.id for hit in (*found.hits, *found.nearest)]


def test_f37_other_words_find_what_is_meant(engine):
    documents = [document(key) for key in TEXTS]
    assert fill(engine, documents) == 3
    assert near(engine, "Haustiere")[0] == "dog"
    assert engine.search(Query("Haustiere", viewer=READER)).hits == ()


@pytest.mark.parametrize("typed", ["Haustiere", "Wer muss für Haustiere Abgaben zahlen?", "Haustiere Hund Abgabe Jahr"])
def test_words_and_meaning_are_asked_in_one_round(engine, monkeypatch, typed):
    dogs = [replace(document("dog"), id=f"dog{no}", owner=f"dog{no}") for no in range(FEW)]
    fill(engine, [*dogs, document("school")])
    sent, perform = [], engine.client.transport.perform_request
    monkeypatch.setattr(
        engine.client.transport,
        "perform_request",
        lambda method, target, **more: sent.append((target, more["body"])) or perform(method, target, **more),
    )
    assert near(engine, typed)[0].startswith("dog")
    ((target, bodies),) = sent
    assert "_msearch" in target
    assert sum("knn" in body for body in bodies) == 1


def test_vectors_take_a_byte_a_number_where_they_are_compared(engine):
    fill(engine, [document("dog")])
    (mapping,) = engine.client.indices.get_mapping(index=engine.index.alias).values()
    assert mapping["mappings"]["properties"]["vector"]["index_options"]["type"] == "int8_hnsw"


def test_without_vectors_words_are_enough(engine):
    with engine.rebuild() as builder:
        builder.put("dog", [document("dog")])
    assert near(engine, "Hundesteuer") == ["dog"]
    assert near(engine, "Haustiere") == []


def test_meaning_opens_nothing_to_those_who_may_not_open_it(engine):
    fill(engine, [document("dog", "board"), document("school"), document("rent")])
    assert "dog" not in near(engine, "Haustiere")
    assert "dog" in near(engine, "Haustiere", BOARD)
    assert near(engine, "Haustiere", Viewer(frozenset())) == []


def test_a_passage_that_changed_waits_for_its_new_vector(engine):
    documents = [document(key) for key in TEXTS]
    fill(engine, documents)
    changed = Document(id="dog", owner="dog", kind="section", title="Parkausweis", text="Anwohner parken vor dem Haus.")
    engine.put("dog", [changed])
    assert "dog" not in near(engine, "Fahrzeuge abstellen")
    known = vectors([changed])
    assert engine.take_vectors(lambda digests: {one: known[one] for one in digests if one in known}) == 1
    assert "dog" in near(engine, "Fahrzeuge abstellen")


def test_the_server_is_asked_what_it_lacks_only_after_a_change(engine, tmp_path, monkeypatch):
    embedded = EmbeddedEngine(tmp_path / "search.sqlite3")
    embedded.put("dog", [document("dog")])
    fill(engine, [document("dog")])
    takings, take = [], engine.take_vectors
    monkeypatch.setattr(engine, "take_vectors", lambda known: takings.append(1) or take(known))
    near(engine, "Hund")
    for _look in range(3):
        embedding_worker.hand_on(embedded, engine)
    assert len(takings) == 1
    engine.put("rent", [document("rent")])
    near(engine, "Miete")
    for _look in range(3):
        embedding_worker.hand_on(embedded, engine)
    assert len(takings) == 2
    embedded.close()


def test_check_sees_what_the_server_holds(engine):
    from search.documents import fingerprint

    documents = [document(key) for key in TEXTS]
    fill(engine, documents)
    assert engine.held() == {one.owner: fingerprint([one]) for one in documents}
