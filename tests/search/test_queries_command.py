import importlib.util
import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands

from search import indexing
from search.engines import get_engine
from tests.factories import UserFactory, normative_page, section
from tests.search import bad_server


@pytest.fixture
def content(portal):
    normative_page(
        [
            section("1", "Frist", "<p>Die Kündigungsfrist beträgt sechs Monate.</p>"),
            section("2", "Ort", "<p>Hier.</p>"),
        ],
        source_name="obst.txt",
    )
    indexing.rebuild()


def run(tmp_path: Path, *lines: str, **options: object) -> list[dict]:
    source, target = tmp_path / "fragen.jsonl", tmp_path / "antworten.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    call_command("search_queries", queries=str(source), out=str(target), **options)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def question(qid: str, text: str) -> str:
    return json.dumps({"qid": qid, "query": text, "type": "exact", "judgements": []})


def test_answers_come_in_the_format_of_the_scorer(content, tmp_path):
    first, second = run(tmp_path, question("q1", "Kündigung"), question("q2", "Quasarforschung"))
    assert first["qid"] == "q1"
    assert [first["hits"][0][key] for key in ("source", "number")] == ["obst.txt", "1"]
    assert first["hits"][0]["text"] == "Die Kündigungsfrist beträgt sechs Monate."
    assert (second["qid"], second["hits"]) == ("q2", [])


def test_an_index_that_is_not_there_is_built_first(content, tmp_path):
    get_engine().store.set_aside()
    assert run(tmp_path, question("q1", "Kündigung"))[0]["hits"]


def test_the_rights_of_the_named_person_count(content, tmp_path):
    UserFactory(email="aktiv@example.org")
    UserFactory(email="gesperrt@example.org", is_active=False)
    assert run(tmp_path, question("q1", "Kündigung"), user="Aktiv@example.org")[0]["hits"]
    assert run(tmp_path, question("q1", "Kündigung"), user="gesperrt@example.org")[0]["hits"] == []


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [
        (['{"qid": 1}'], {}, "Format"),
        (["kein json"], {}, "Format"),
        ([question("q", "x")], {"engine": "elastic"}, "nicht eingerichtet"),
        ([question("q", "x")], {"user": "niemand@example.org"}, "kein Konto"),
    ],
)
def test_mistakes_end_with_code_2_and_a_reason(content, tmp_path, lines, options, words):
    with pytest.raises(CommandError, match=words) as caught:
        run(tmp_path, *lines, **options)
    assert caught.value.returncode == 2


@pytest.mark.parametrize("behaviour", [None, "500", "no JSON"])
def test_a_server_that_is_away_ends_with_code_3_and_what_to_do(content, tmp_path, settings, behaviour):
    with ExitStack() as stack:
        answering = stack.enter_context(bad_server.serving(bad_server.BEHAVIOURS[behaviour])) if behaviour else None
        settings.PORTAL_ELASTICSEARCH_URL = answering or bad_server.refused()
        with pytest.raises(CommandError, match=r"Elasticsearch .* antwortet nicht.*--engine embedded") as caught:
            run(tmp_path, question("q", "x"), engine="elastic")
    assert caught.value.returncode == 3
    assert not (tmp_path / "antworten.jsonl").exists()


def test_a_missing_file_is_named(content, tmp_path):
    with pytest.raises(CommandError, match=r"fehlt\.jsonl") as caught:
        call_command("search_queries", queries=str(tmp_path / "fehlt.jsonl"), out=str(tmp_path / "x"))
    assert caught.value.returncode == 2


def test_rebuild_prints_what_the_index_holds(content, capsys):
    call_command("rebuild_search")
    assert "Dokumente und Abschnitte" in capsys.readouterr().out


def test_importing_the_search_loads_no_dictionary():
    code = "import search.engines.embedded.engine, search.language.compounds, sys; print('wordfreq' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_public_queries_on_the_imported_sources_reach_the_aim(portal, seeds, shared_eval, tmp_path):
    if "import_document" not in get_commands():
        pytest.skip("import_document is not installed")
    call_command("import_document", *map(str, seeds), publish=True)
    indexing.rebuild()
    target = tmp_path / "run.jsonl"
    queries = shared_eval / "queries_public.jsonl"
    call_command("search_queries", queries=str(queries), out=str(target))
    spec = importlib.util.spec_from_file_location("score", shared_eval / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    sections = score.Sections(shared_eval / "sections.jsonl", seeds[0].parent)
    result = score.evaluate(sections, score.read_jsonl(queries), score.read_jsonl(target))
    print(score.table(result))
    assert result["overall"]["ndcg"] >= 0.60
    assert result["no_answer"]["false_hit_rate"] <= 0.34
