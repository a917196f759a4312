"""An entry is removed while somebody writes in the editor's form for it: what was typed stays on the page (as R57 for ours)."""

import json
import uuid

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages.models import NormativePage
from search.models import SynonymGroup
from tests.factories import normative_page, section

GONE = "Dieser Eintrag wurde inzwischen gelöscht"
TEXT = "Drei Stunden geschrieben."


@pytest.fixture
def page(portal) -> NormativePage:
    return normative_page([section("1", "Ziele", "<p>Text</p>")])


def written() -> dict[str, str]:
    block = {"number": "1", "heading": "Unsere Ziele", "text": rich_text(f"<p>{TEXT}</p>")}
    return nested_form_data(
        {
            "title": "Vereinbarung am Rebenhang",
            "slug": "vereinbarung",
            "kind": "agreement",
            "sections": streamfield([("section", block)]),
            "sections-0-id": str(uuid.uuid4()),
            "action-publish": "action-publish",
            "csrfmiddlewaretoken": "abcdef",
        }
    )


def test_r57_what_was_typed_in_a_page_that_is_gone_stays_visible(editor, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.delete()
    answer = editor.post(address, written())
    html = answer.content.decode()
    assert answer.status_code == 404
    assert GONE in html
    for said in ("Vereinbarung am Rebenhang", "Unsere Ziele", TEXT, reverse("wagtailadmin_explore_root")):
        assert said in html
    for technical in ("abcdef", "agreement", "action-publish", "TOTAL_FORMS", "entityMap"):
        assert technical not in html


def test_r57_what_was_typed_in_a_new_page_whose_place_is_gone_stays_visible(editor, page):
    address = reverse("wagtailadmin_pages:add", args=["pages", "normativepage", page.get_parent().pk + 10_000])
    assert TEXT in editor.post(address, written()).content.decode()


def test_r57_what_was_typed_in_a_snippet_that_is_gone_stays_visible(editor, portal):
    group = SynonymGroup.objects.create(words="Amt\nBehörde")
    address = reverse("wagtailsnippets_search_synonymgroup:edit", args=[group.pk])
    group.delete()
    answer = editor.post(address, {"kind": "synonym", "words": "Amt\nBehörde\nDienststelle", "note": ""})
    assert answer.status_code == 404
    assert GONE in answer.content.decode()
    assert "Dienststelle" in answer.content.decode()
    assert reverse("wagtailsnippets_search_synonymgroup:list") in answer.content.decode()


def test_nobody_else_learns_from_it_that_something_is_gone(reader, editor, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.delete()
    assert GONE not in editor.get(address).content.decode()
    assert GONE not in editor.post(address, {"csrfmiddlewaretoken": "x"}).content.decode()
    assert GONE not in editor.post(address, written(), headers={"Sec-Fetch-Mode": "cors"}).content.decode()
    assert GONE not in editor.post("/gibt-es-nicht/", written()).content.decode()
    assert GONE not in reader.post(address, written()).content.decode()


@pytest.mark.parametrize("value", ["{", "{}", json.dumps({"blocks": 7}), json.dumps({"blocks": [7, {"text": 8}]})])
def test_what_is_no_formatted_text_is_no_fault(editor, page, value):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.delete()
    answer = editor.post(address, {"title": TEXT, "sections-0-value-text": value})
    assert answer.status_code == 404
    assert TEXT in answer.content.decode()
