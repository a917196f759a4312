"""What editors are told of a ranking is what the ranking computed, on every engine."""

from functools import reduce
from uuid import uuid4

import pytest

from search import embedding_worker, meaning
from search.answering.explanation import Explanation, Kind
from search.answering.vocabulary import Origin
from search.documents import NOBODY, Document, Query, Viewer, WordGroup
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.fallback import NOTICE, FallbackEngine
from search.engines.pending import Pending
from search.language import thesaurus
from tests.servers import PATIENT

READER = Viewer()


def section(key: str, text: str, title: str = "Allgemeines", **fields: object) -> Document:
    fields.setdefault("document_title", "Richtlinie Obstbau")
    return Document(id=key, owner=f"page:{key}", kind="section", title=title, text=text, **fields)


DOCUMENTS = [
    section("quitte", "Die Quitte wird im Herbst geerntet. Das Erntefest folgt.", "Quitten", boost=1.2),
    section("former", "Die Quitte wird im Herbst geerntet.", "Quitten", status="former"),
    section("english", "Quitte autumn harvest.", "Quitte", language="en"),
    section("fee", "Das Obstbauentgelt (im Folgenden: OBE) wird im Herbst fällig.", "Entgelt"),
    section("rule", "Der Nachweis der Verwendung liegt bei.", "Nachweis", number="§ 4", number_path=("§ 4",)),
    section("other", "Die Dolmetscherin hilft beim Gespräch."),
    *(section(f"f{no}", f"{word} und manches andere.") for no, word in enumerate(["Garten", "Wetter", "Küche"])),
]


@pytest.fixture(scope="module", params=["embedded", "elastic"])
def engine(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("explained")
    if request.param == "embedded":
        made = EmbeddedEngine(folder / "search.sqlite3")
    else:
        server = request.getfixturevalue("elasticsearch")
        made = ElasticEngine([server], f"test-{uuid4().hex}", folder / "lock", PATIENT)
    with made.rebuild() as builder:
        for document in DOCUMENTS:
            builder.put(document.owner, [document])
    yield made
    if request.param == "elastic":
        made.index.drop_all()
        made.client.close()


def explained(engine, text, **fields) -> Explanation:
    return engine.explain(Query(text, viewer=READER, language="de", **fields))


def after(result, step):
    return result * step.amount if step.is_factor else result + step.amount


def origins(explanation, typed=0):
    return {" ".join(one.variant.stems): one.variant.origin for one in explanation.concepts[typed].variants}


@pytest.mark.parametrize("text", ["Quitte", "Quitte Herbst", "Wann wird die Quitte geerntet?", "§ 4", "Nachweis § 4"])
def test_the_steps_of_a_score_add_up_to_it_and_the_hits_are_those_of_the_search(engine, text):
    explanation = explained(engine, text)
    found = engine.search(Query(text, viewer=READER, language="de"))
    assert explanation.hits
    assert [one.hit.document.id for one in explanation.hits] == [hit.document.id for hit in found.hits]
    assert [one.hit.document.id for one in explanation.nearest] == [hit.document.id for hit in found.nearest]
    for one, hit in zip(explanation.hits, found.hits, strict=True):
        assert reduce(after, one.steps, 0.0) == pytest.approx(hit.score), hit.document.id
        assert one.steps[-1].result == pytest.approx(one.score)


def test_what_lifts_and_lowers_a_hit_is_named(engine):
    kinds = {one.hit.document.id: [step.kind for step in one.steps] for one in explained(engine, "Quitte Herbst").hits}
    assert kinds["quitte"] == [Kind.WORD, Kind.WORD, Kind.SHARE, Kind.WHOLE, Kind.LIFTED]
    assert kinds["former"] == [Kind.WORD, Kind.WORD, Kind.SHARE, Kind.WHOLE, Kind.NOT_IN_FORCE]
    assert Kind.NUMBER in [step.kind for step in explained(engine, "§ 4").hits[0].steps]
    assert Kind.SEQUENCE in [step.kind for step in explained(engine, "Erntefest folgt").hits[0].steps]


def test_each_word_is_told_with_its_place_and_number(engine):
    first = explained(engine, "Quitte Erntefest").hits[0]
    quince, feast = first.concepts
    assert (first.hit.document.id, feast.variant.origin) == ("quitte", Origin.TYPED)
    assert {(place.field, place.times) for place in quince.places} >= {("heading", 1), ("text", 1)}
    assert {(place.field, place.times) for place in feast.places} == {("text", 1)}


def test_another_language_than_the_readers_is_said(engine):
    told = {one.hit.document.id: one.is_foreign for one in explained(engine, "Quitte").hits}
    assert (told["english"], told["quitte"]) == (True, False)
    assert explained(engine, "Quitte").hits[-1].hit.document.id == "english"


@pytest.mark.parametrize(
    ("text", "stems", "origin"),
    [
        ("Quitte", "quitt", Origin.TYPED),
        ("geerntet", "ernt", Origin.FORM),
        ("Verwendungsnachweis", "verwendung nachweis", Origin.APART),
        ("Gartenfest", "fest", Origin.PART),
        ("Quitze", "quitt", Origin.TYPO),
        ("OBE", "obstbauentgelt", Origin.LEARNED),
        ("Sprachmittler", "dolmetsch", Origin.SYNONYM),
        ("LRA", "landratsamt", Origin.ABBREVIATION),
        ("Brummkreisel", "quitt", Origin.OWN_SYNONYM),
        ("QBR", "quitt", Origin.OWN_ABBREVIATION),
    ],
)
def test_each_source_of_a_variant_is_named(engine, text, stems, origin):
    groups = (WordGroup(("Brummkreisel", "Quitte")), WordGroup(("QBR", "Quitte"), is_abbreviation=True))
    assert origins(explained(engine, text, word_groups=groups)).get(stems) == origin


def test_the_thesaurus_is_named_as_a_source(engine, monkeypatch):
    other = thesaurus.Synonym("Quitte", ("quitt",), 0.9)
    monkeypatch.setattr(thesaurus, "synonyms_of", lambda stems, typed="": (other,) if stems == ("zaubernuss",) else ())
    assert origins(explained(engine, "Zaubernuss"))["quitt"] == Origin.THESAURUS


def test_a_learned_name_tells_the_document_that_defines_it(engine):
    variants = explained(engine, "OBE").concepts[0].variants
    assert [one.defined_in for one in variants if one.variant.origin == Origin.LEARNED] == [("Richtlinie Obstbau",)]


def test_the_condition_is_told_in_the_words_typed(engine):
    explanation = explained(engine, "Quitte Brummkreisel")
    assert explanation.ways
    assert {word for way in explanation.ways for word in way} <= {"Quitte", "Brummkreisel"}
    assert explained(engine, "Brummkreisel").ways == ()


def test_an_unanswered_question_says_how_far_the_nearest_came(engine):
    explanation = explained(engine, "Brummkreisel Zaubernuss Herbst")
    assert (explanation.hits, explanation.is_answered) == ((), False)
    assert 0 < explanation.best_coverage < explanation.bar
    assert all(reduce(after, one.steps, 0.0) == pytest.approx(one.score) for one in explanation.nearest)


@pytest.mark.skipif(not meaning.is_installed(), reason="the extra 'semantic' is not installed")
def test_the_place_by_meaning_is_part_of_the_sum(tmp_path, settings):
    settings.PORTAL_SEARCH_MEANING = True
    made = EmbeddedEngine(tmp_path / "search.sqlite3")
    with made.rebuild() as builder:
        for document in DOCUMENTS[:3]:
            builder.put(document.owner, [document])
    meaning.model()
    embedding_worker.compute(made)
    explanation = explained(made, "Wann wird die reife Quitte im Garten geerntet?")
    assert explanation.uses_meaning
    for one in (*explanation.hits, *explanation.nearest):
        assert Kind.MEANING in [step.kind for step in one.steps]
        assert one.near_place
        assert reduce(after, one.steps, 0.0) == pytest.approx(one.score)


def test_nobody_is_told_nothing(engine):
    assert engine.explain(Query("Quitte", viewer=NOBODY)).concepts == ()
    assert explained(engine, "").concepts == ()


def test_the_words_of_others_are_not_told(tmp_path):
    made = EmbeddedEngine(tmp_path / "search.sqlite3")
    with made.rebuild() as builder:
        builder.put("page:a", [section("a", "Das Obstbauentgelt (im Folgenden: OBE).", audience="group:7")])
        builder.put("page:b", [section("b", "OBE und Garten.")])
    explanation = explained(made, "OBE")
    assert [one.variant.origin for one in explanation.concepts[0].variants] == [Origin.TYPED]
    assert [one.hit.document.id for one in explanation.hits] == ["b"]


def test_while_the_server_is_away_the_engine_that_answers_explains(tmp_path):
    embedded = EmbeddedEngine(tmp_path / "search.sqlite3")
    with embedded.rebuild() as builder:
        builder.put("page:quitte", DOCUMENTS[:1])
    server = ElasticEngine(["http://127.0.0.1:9"], "test-nobody", tmp_path / "lock", PATIENT)
    made = FallbackEngine(server, embedded, Pending(tmp_path / "pending.sqlite3"))
    explanation = explained(made, "Quitte")
    server.client.close()
    assert [one.hit.document.id for one in explanation.hits] == ["quitte"]
    assert explanation.results.notice == NOTICE
