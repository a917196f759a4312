"""The page that tells editors why a query has its hits in this order."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from search import indexing
from search.models import SynonymGroup
from tests.factories import normative_page, section

URL = reverse("search_explain")


@pytest.fixture
def guideline(portal):
    page = normative_page(
        [
            section("1", "Fahrtkosten", "<p>Quittenbrot wird erstattet.</p>"),
            section("2", "Kennzahlen", "<p>Halbjährlich wird Quittenbrot gezählt.</p>"),
        ],
        title="Richtlinie Obstbau",
    )
    indexing.rebuild()
    return page


def shown(client, text, **more):
    return " ".join(client.get(URL, {"q": text, **more}).content.decode().split())


def test_an_editor_sees_why_a_hit_stands_where_it_stands(editor, guideline):
    html = shown(editor, "Fahrtkosten Quittenbrot")
    assert re.search(r"Für einen Treffer genügt: „\w+“", html)
    assert "Die Frage gilt als beantwortet" in html
    assert re.search(r'href="[^"]*#z-1">1 Fahrtkosten</a>', html)
    assert "Überschrift: 1-mal" in html
    assert "nicht gefunden" in html  # of the second hit


def test_the_last_step_shown_is_the_score_shown(editor, guideline):
    html = shown(editor, "Fahrtkosten Quittenbrot")
    scores = re.findall(r"<strong>([\d,]+)</strong> Punkte", html)
    last = re.findall(r'data-label="Ergebnis">([\d,]+)</td></tr></tbody>', html)
    assert len(scores) == 2
    assert scores == last


def test_a_synonym_of_the_editors_is_named_as_theirs(editor, guideline):
    SynonymGroup.objects.create(words="Brummkreisel\nQuittenbrot")
    assert "Synonyme der Redaktion" in shown(editor, "Brummkreisel")


def test_a_question_without_an_answer_says_so(editor, guideline):
    html = shown(editor, "Brummkreisel")
    assert "steht in keinem Dokument" in html
    assert "Die Frage gilt als nicht beantwortet" in html


@pytest.mark.parametrize(
    "sent", [{}, {"q": ""}, {"q": "-"}, {"q": '"'}, {"q": "x" * 900}, {"q": "Quittenbrot", "sprache": "xx"}]
)
def test_whatever_is_typed_gets_a_page(editor, guideline, sent):
    assert editor.get(URL, sent).status_code == 200


def test_only_those_who_look_after_the_search_get_the_page_and_the_link(editor, reader, guideline):
    assert reader.get(URL, {"q": "Quittenbrot"}).status_code in {302, 403}
    found = {
        client: client.get(reverse("search:results"), {"q": "Quittenbrot"}).content.decode()
        for client in (editor, reader)
    }
    link = f'href="{URL}?q=Quittenbrot"'
    assert (link in found[editor], link in found[reader]) == (True, False)
    assert URL in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_without_the_right_gets_neither(editor, guideline):
    Permission.objects.get(codename="change_synonymgroup").group_set.clear()
    assert editor.get(URL, {"q": "Quittenbrot"}).status_code in {302, 403}
    found = editor.get(reverse("search:results"), {"q": "Quittenbrot"}).content.decode()
    assert ("#z-1" in found, URL in found) == (True, False)
