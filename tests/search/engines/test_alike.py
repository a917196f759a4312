"""Both engines mean the same: what is found, in which order, how much there is, by what it can be narrowed."""

from uuid import uuid4

import pytest

from search.answering.reader import RANKED
from search.documents import Query, Viewer
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.engines.alike import ASKED, COMMON, fill, sections
from tests.servers import PATIENT

READER, GROUP = Viewer(), Viewer(frozenset({"reader", "group:1"}))
WITHOUT = Viewer(closed=frozenset(f"page:{no:02}" for no in range(0, 80, 5)))
FILTERS = [
    {},
    {"kind": ("news",)},
    {"language": ("en",)},
    {"status": ("former", "repealed"), "organisations": ("Amt",)},
    {"months": ("2026-11",), "document_title": ("Vereinbarung Clearing",), "kind": ("news", "section")},
]


@pytest.fixture(scope="module")
def both(elasticsearch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("alike")
    embedded = EmbeddedEngine(folder / "search.sqlite3")
    elastic = ElasticEngine([elasticsearch], f"test-{uuid4().hex}", folder / "lock", PATIENT)
    for engine in (embedded, elastic):
        fill(engine, sections())
    yield embedded, elastic
    embedded.close()
    elastic.index.drop_all()
    elastic.client.close()


def ids(found):
    return [hit.document.id for hit in found]


def told(results):
    return results.total, results.facets, results.did_you_mean, results.notice


@pytest.mark.parametrize("typed", ASKED)
@pytest.mark.parametrize("viewer", [READER, GROUP, WITHOUT], ids=["reader", "group", "without"])
def test_the_same_sections_in_the_same_order(both, typed, viewer):
    query = Query(typed, viewer=viewer, language="de", size=RANKED)
    one, other = (engine.search(query) for engine in both)
    assert told(one) == told(other)
    if one.total <= RANKED:  # Of more than that many each engine has its own first hundred.
        assert ids(one.hits) == ids(other.hits)
        assert len(one.hits) == one.total
        assert [(hit.snippet, hit.title, hit.why) for hit in one.hits] == [
            (hit.snippet, hit.title, hit.why) for hit in other.hits
        ]
    assert bool(one.nearest) == bool(other.nearest)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: "+".join(filters) or "none")
@pytest.mark.parametrize("typed", ["Kosten", "Kündigungsfrist", "Kinder Betreuung", COMMON, f"{COMMON} -Kosten", "7"])
def test_the_same_is_counted_and_left_whatever_is_ticked(both, typed, filters):
    query = Query(typed, viewer=READER, language="de", filters=filters, size=RANKED)
    one, other = (engine.search(query) for engine in both)
    assert told(one) == told(other)
    if one.total <= RANKED:
        assert ids(one.hits) == ids(other.hits)


@pytest.mark.parametrize(
    ("typed", "filters", "language"),
    [
        (COMMON, {}, "de"),
        (COMMON, {}, "en"),
        (f"{COMMON} Kosten", {}, "de"),
        ("7", {}, "de"),
        ("7", {}, ""),
        (COMMON, {"language": ("de",)}, "en"),
        (COMMON, {"status": ("in_force", "former")}, "de"),
    ],
)
def test_every_hit_is_on_one_page_also_beyond_the_first_hundred(both, typed, filters, language):
    wholes = [all_pages(engine, typed, filters, language) for engine in both]
    assert set(wholes[0]) == set(wholes[1])
    assert len(wholes[0]) > RANKED + 20, "enough for a twelfth page"


def all_pages(engine, typed, filters, language):
    query = Query(typed, viewer=GROUP, language=language, filters=filters)
    total = engine.search(query).total
    found = []
    for page in range(1, total // 10 + 3):
        results = engine.search(Query(typed, viewer=GROUP, language=language, filters=filters, page=page))
        found += results.hits
        if results.hits:
            assert results.total == total
            assert len(results.hits) == 10 or len(found) == total
    assert len(ids(found)) == len(set(ids(found))) == total
    foreign = [hit.document.language != language for hit in found]
    assert not language or (
        foreign[:RANKED] == sorted(foreign[:RANKED]) and foreign[RANKED:] == sorted(foreign[RANKED:])
    )
    return ids(found)


def test_another_language_comes_last_where_only_the_last_pages_have_it(both):
    for engine in both:
        filters = {"language": ("en",)}
        assert set(all_pages(engine, "Kosten", filters, "de")) == set(all_pages(engine, "Kosten", filters, "en"))


@pytest.mark.parametrize("typed", ["Kaut", "Kündigungsfr", "Frist Künd", "7", "Hospitation", "x"])
def test_suggestions_are_the_same(both, typed):
    one, other = (engine.suggest(typed, GROUP, limit=400) for engine in both)
    assert {(found.title, found.owner, found.number) for found in one} == {
        (found.title, found.owner, found.number) for found in other
    }
