"""What an index knows of words is what its documents have now, for each circle of readers, whatever came and went."""

import random
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import Document, Query, Viewer
from search.engines.elastic.bulk import Bulk
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.words import Splitter, WordCounts
from search.language import analysis
from tests.search.engines.alike import ASKED, fill, sections
from tests.servers import PATIENT

OWNERS, AUDIENCES = ("page:a", "page:b", "page:c"), ("reader", "group:1")
TEXTS = ("Kündigungsfrist", "Die Frist der Kündigung", "Kaution (im Folgenden: KT)", "", "Tarif Tarif Tarif")


@pytest.fixture(params=["embedded", "elastic"])
def made(request, tmp_path):
    """A function that makes an empty index."""
    engines = []

    def make():
        folder = tmp_path / uuid4().hex
        folder.mkdir()
        if request.param == "embedded":
            engine = EmbeddedEngine(folder / "search.sqlite3")
        else:
            url = request.getfixturevalue("elasticsearch")
            engine = ElasticEngine([url], f"test-{uuid4().hex}", folder / "lock", PATIENT)
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        if engine.name == "elastic":
            engine.index.drop_all()
            engine.client.close()
        else:
            engine.close()


def connection_of(engine):
    return (engine.words.store if engine.name == "elastic" else engine.store).connection()


def kept(engine):
    """What the tables say: how many documents have a stem, and sizes, by circle."""
    connection = connection_of(engine)
    stems = connection.execute("SELECT name, stem, stem.documents FROM stem JOIN audience ON audience = code")
    sizes = connection.execute("SELECT name, documents, passages, words FROM audience")
    return (
        {(name, stem): count for name, stem, count in stems if count},
        {name: tuple(size) for name, *size in sizes if any(size)},
    )


def there(documents):
    """What these documents bring, counted one by one."""
    analyst = analysis.Analyst(Splitter())
    stems, sizes = Counter(), {}
    for document in documents:
        analysed = analysis.analysed(document, analyst)
        stems.update((document.audience, stem) for stem in analysis.different(analysed.lines()))
        before = sizes.get(document.audience, (0, 0, 0))
        more = (1, len(analysed.passages), sum(len(passage.stems.split()) for passage in analysed.passages))
        sizes[document.audience] = tuple(map(sum, zip(before, more, strict=True)))
    return dict(stems), sizes


def documents_of(owner, rows):
    return [
        Document(id=f"{owner}:{no}", owner=owner, kind="section", title="Teil", text=text, audience=audience)
        for no, (text, audience) in enumerate(rows)
    ]


changes = st.lists(
    st.tuples(
        st.sampled_from(OWNERS),
        st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from(AUDIENCES)), max_size=3),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_after_any_puts_and_removes_the_counts_are_those_of_what_is_there(tmp_path, changes):
    engine = EmbeddedEngine(tmp_path / f"{uuid4().hex}.sqlite3")
    follow(engine, changes)
    engine.close()


def test_the_same_beside_a_server(made):
    chance = random.Random(18)
    rows = [(text, audience) for text in TEXTS for audience in AUDIENCES]
    follow(made(), [(chance.choice(OWNERS), chance.sample(rows, chance.randint(0, 3))) for _change in range(12)])


def follow(engine, changes):
    fill(engine, documents_of("page:a", [("Kaution", "reader"), ("Frist", "group:1")]))
    held = {"page:a": documents_of("page:a", [("Kaution", "reader"), ("Frist", "group:1")])}
    for owner, rows in changes:
        held[owner] = documents_of(owner, rows)
        engine.put(owner, held[owner])
    assert kept(engine) == there([document for own in held.values() for document in own])


def alike(no):
    """A word that many corrections of a mistyped one would come from."""
    letters = "bcdfghjklmnpqrstvwxz"
    return f"Hospitatoi{letters[no % 20]}{letters[no // 20]}"


def told(engine, typed, viewer):
    results = engine.search(Query(typed, viewer=viewer, language="de", size=100))
    hits = [(hit.document.id, round(hit.score, 6), hit.why) for hit in results.hits]
    return results.total, results.facets, results.did_you_mean, results.also_searched, hits


def test_f38_what_others_may_read_and_what_is_closed_changes_nothing_for_a_reader(made):
    """Neither the answer nor its order, totals or corrections: as if it were not there."""
    open_ones = [replace(document, audience="reader") for document in sections()[:80]]
    hidden = [
        Document(f"h{no}", "page:hidden", "section", alike(no), f"Kaution {alike(no)} Hospitation", audience="group:1")
        for no in range(200)
    ]
    closed = [replace(document, id=f"c{no}", owner="page:closed") for no, document in enumerate(open_ones[:20])]
    plain, mixed = made(), made()
    fill(plain, open_ones)
    fill(mixed, [*open_ones, *hidden, *closed])
    viewer = Viewer(closed=frozenset({"page:closed"}))
    asked = [*ASKED, "Hospitatoins", "Hospitatoi", "Hospitazion"]
    assert told(mixed, "Hospitation", Viewer(frozenset({"reader", "group:1"})))[0] > 200
    for typed in asked:
        assert told(mixed, typed, viewer) == told(plain, typed, Viewer()), typed
    assert [one.owner for one in mixed.suggest("Hospitatoi", viewer)] == []


def test_f38_a_word_is_shown_as_documents_spell_it_that_the_viewer_may_open(made):
    engine = made()
    hidden = [Document(f"h{no}", "page:h", "section", "KASTANIENHÜTTE", "", audience="group:1") for no in range(3)]
    closed = [Document(f"c{no}", "page:c", "section", "KastanienHütte", "") for no in range(3)]
    fill(engine, [*hidden, *closed, Document("o", "page:o", "section", "Kastanienhütte", "")])
    viewer = Viewer(closed=frozenset({"page:c"}))
    assert told(engine, "Kastanienhüte", viewer)[2] == "Kastanienhütte"
    assert told(engine, "Kastanienhüte", Viewer())[2] == "KastanienHütte"
    assert told(engine, "Kastanienhüte", Viewer(frozenset({"group:1"})))[2] == "KASTANIENHÜTTE"
    engine.remove("page:c")
    assert told(engine, "Kastanienhüte", Viewer())[2] == "Kastanienhütte"


@pytest.fixture
def on_server(elasticsearch, tmp_path):
    engine = ElasticEngine([elasticsearch], f"test-{uuid4().hex}", tmp_path / "lock", PATIENT)
    yield engine
    engine.index.drop_all()
    engine.client.close()


@pytest.mark.parametrize("written", [0, 3, 7])
@pytest.mark.parametrize("left", [6, 2])
def test_f40_a_change_that_breaks_off_is_counted_once_when_it_is_made_good(on_server, monkeypatch, written, left):
    """However much of it the server took before it was gone, and whatever the owner has by then."""
    before, after = (
        documents_of("page:a", [(text, "reader")] * count) for text, count in (("Kaution", 4), ("Frist und Tarif", 6))
    )
    fill(on_server, before)

    def break_off(bulk, lines):
        if written:
            sent(bulk, lines[: 2 * written])
        raise ConnectionError

    with monkeypatch.context() as broken:
        sent = Bulk._write
        broken.setattr(Bulk, "_write", break_off)
        with pytest.raises(ConnectionError):
            on_server.put("page:a", after)
    on_server.put("page:a", after[:left])
    assert kept(on_server) == there(after[:left])
    assert on_server.count().documents == len(after[:left])


def test_words_of_every_batch_of_a_rebuild_are_known(tmp_path):
    engine = EmbeddedEngine(tmp_path / "search.sqlite3")
    with engine.rebuild() as builder:
        for number, text in enumerate(["Die Quitte reift", "Die Mispel reift", "Der Hagebuttentee zieht"]):
            builder.put(f"page:{number}", [Document(f"d{number}", f"page:{number}", "section", "Teil", text)])
    for typed, meant in (("Quitet", "Quitte"), ("Misple", "Mispel"), ("Hagebuttentte", "Hagebuttentee")):
        assert engine.search(Query(typed, viewer=Viewer())).did_you_mean == meant


def test_counts_of_two_batches_together_know_the_words_of_both():
    first, second = WordCounts(compounds={"quitte": "", "baum": None}), WordCounts(compounds={"baum": "", "tee": None})
    first.merge(second)
    assert first.compounds == {"quitte": "", "baum": "", "tee": None}
