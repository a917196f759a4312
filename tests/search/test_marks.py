"""What the results page says of hits in the other language, of texts of other days, and of large numbers."""

import re

import pytest
from django.utils import translation

from pages.models import NormativePage
from search import display, indexing
from search.documents import Document, FacetValue, Query, Results
from search.engines import get_engine
from search.registry import owner
from search.templatetags.search_tags import boxes
from tests.factories import normative_page, section


@pytest.fixture
def found(portal):
    """A section in each language and one of a former version, all found by the same word."""
    page = normative_page([section("1", "Obst")], title="Richtlinie Obstbau")
    indexing.rebuild()
    named = owner(NormativePage, page.pk)
    texts = [("de", "in_force", "Beratung"), ("en", "in_force", "counselling"), ("de", "former", "Beratung")]
    documents = [
        Document(f"mark:{no}", named, "section", f"Obst {text}", text=text, url=f"#{no}", language=code, status=status)
        for no, (code, status, text) in enumerate(texts)
    ]
    get_engine().put(named, documents)


def entries(client, address):
    html = client.get(address, {"q": "Obst"}).content.decode()
    listed = re.findall(r'<li class="entry">.*?</li>', html, re.S)
    return [next(one for one in listed if f'href="#{no}"' in one) for no in range(3)]


def test_a_hit_in_english_is_marked_for_german_readers(reader, found):
    german, english, _former = entries(reader, "/suche/")
    assert "Englisch" in english
    assert '<h2 class="entry__title" lang="en">' in english
    assert '<p class="snip" lang="en">' in english
    assert "lang=" not in german
    assert "Deutsch" not in german


def test_a_hit_in_german_is_marked_for_english_readers(reader, found):
    german, english, _former = entries(reader, "/en/suche/")
    assert "German" in german
    assert '<h2 class="entry__title" lang="de">' in german
    assert "lang=" not in english


def test_a_former_version_is_marked(reader, found):
    german, _english, former = entries(reader, "/suche/")
    assert "frühere Fassung, gilt nicht mehr" in former
    assert "frühere Fassung" not in german


def test_large_numbers_are_grouped_as_the_language_writes_them():
    query, results = Query("Obst"), Results(total=12_345)
    assert display.heading(query, results) == "12.345 Treffer für „Obst“"
    with translation.override("en"):
        assert "12,345" in display.heading(query, results)


def test_the_counts_of_facets_are_grouped():
    query = Query("Obst")
    facets = {"kind": (FacetValue("section", 12_345), FacetValue("news", 7))}
    group = display.facet_group("art", query, Results(facets=facets))
    assert '<span class="n">12.345</span>' in boxes(group.choices)
