"""Numbers where people meet them: typed in any notation, shown so that they say where they stand."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from search import indexing
from tests.factories import normative_page, section


@pytest.fixture
def content(portal, monkeypatch):
    monkeypatch.setattr(indexing, "heal", lambda: None, raising=False)
    normative_page(
        [
            section("§ 15", "Mitwirkung", "<p>Wer Hilfe bekommt, wirkt mit.</p>"),
            section("(3)", "", "<p>Termine sagt man vorher ab.</p>", level=2),
            section("§ 16", "Wegfall", "<p>Die Hilfe endet mit dem Umzug.</p>"),
        ],
        title="Obstbaugesetz (ObstbG)",
    )
    normative_page([section("§ 15", "Pacht", "<p>Die Pacht ist im Herbst fällig.</p>")], title="Pachtvertrag Wiesen")
    indexing.rebuild()


def numbers_shown(client, typed):
    html = client.get(reverse("search:results"), {"q": typed}).content.decode()
    return re.findall(r'<b class="no">(.*?)</b>', html)


@pytest.mark.parametrize("typed", ["§ 15 Abs. 3", "paragraph fünfzehn absatz drei", "dritter Absatz § 15", "§15 III"])
def test_f35_a_clause_is_found_in_any_notation_and_shown_with_its_section(reader, content, typed):
    assert numbers_shown(reader, typed)[0] == "§ 15 (3)"


@pytest.mark.parametrize("typed", ["§ 15 ObstbG", "15 obstbg", "Paragraph 15 Obstbaugesetz"])
def test_f35_a_number_with_a_law_finds_it_there(reader, content, typed):
    html = reader.get(reverse("search:results"), {"q": typed}).content.decode()
    assert re.findall(r'class="entry__title"><a[^>]*>(.*?)</a>', html)[0] == "Mitwirkung"


def test_f35_following_sections_come_in_their_order(reader, content):
    shown = [number for number in numbers_shown(reader, "§§ 15 ff. ObstbG") if "(" not in number]
    assert shown[:2] == ["§ 15", "§ 16"]


def test_f35_a_suggestion_says_where_a_clause_stands(reader, content):
    found = reader.get(reverse("search:suggestions"), {"q": "paragraf 15"}).json()["suggestions"]
    assert {suggestion["number"] for suggestion in found} >= {"§ 15"}
    found = reader.get(reverse("search:suggestions"), {"q": "Mitwirkung"}).json()["suggestions"]
    assert {suggestion["number"] for suggestion in found} == {"§ 15", "§ 15 (3)"}


def test_answers_for_measuring_name_a_clause_with_its_section(content, tmp_path):
    source, target = tmp_path / "fragen.jsonl", tmp_path / "antworten.jsonl"
    source.write_text(json.dumps({"qid": "q1", "query": "Termine absagen"}), encoding="utf-8")
    call_command("search_queries", queries=str(source), out=str(target), meaning=False)
    assert json.loads(target.read_text(encoding="utf-8"))["hits"][0]["number"] == "§ 15 (3)"
