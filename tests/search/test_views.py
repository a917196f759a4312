import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from search import indexing
from search.engines import get_engine
from tests.factories import news_page, normative_page, section

URL = reverse("search:results")


@pytest.fixture
def content(portal):
    normative_page(
        [
            section("1", "Frist", "<p>Die Kündigungsfrist beträgt sechs Monate &lt;b&gt;.</p>"),
            section("2", "Zahlen", "<p>Kennzahlen werden erhoben.</p>"),
            section("2.1", "Halbjahr", "<p>Die Kennzahlen sind zu melden.</p>", level=2),
        ],
        title="Richtlinie Obstbau",
        kind="guideline",
    )
    news_page(title="Kennzahlen leicht gemacht")
    indexing.rebuild()


def page(client, **parameters):
    response = client.get(URL, parameters)
    assert response.status_code == 200
    return response.content.decode()


def headline(html):
    return re.search(r"<h1>(.*?)</h1>", html, re.S)[1]


def test_search_needs_sign_in(client, content):
    response = client.get(URL, {"q": "Frist"})
    assert response.status_code == 302
    assert client.get(reverse("search:suggestions"), {"q": "Fri"}).status_code == 302


def test_f34_a_hit_shows_number_path_and_marks_and_opens_at_its_anchor(reader, content):
    html = page(reader, q="Kündigungsfrist")
    assert headline(html).startswith("1 Treffer")
    assert "<mark>Kündigungsfrist</mark>" in html
    assert re.search(r'href="[^"]*richtlinie-obstbau/#z-1"', html)
    assert "&lt;b&gt;" in html
    assert '<b class="no">1</b>' in html


def test_f33_facets_narrow_the_list_and_stay_in_the_address(reader, content):
    html = page(reader, q="Kennzahlen")
    assert headline(html).startswith("3 Treffer")
    assert re.search(r'name="art" value="section"> <span>Abschnitt</span> <span class="n">2</span>', html)
    html = page(reader, q="Kennzahlen", art="news")
    assert headline(html).startswith("1 Treffer")
    assert 'value="news" checked' in html
    assert f'class="chip" href="{URL}?q=Kennzahlen"' in html


def test_f35_a_number_with_the_name_of_its_document_comes_first(reader, content):
    html = page(reader, q="Obstbau 2.1")
    assert re.search(r'<ol class="entries".*?<b class="no">2\.1</b>', html, re.S)


def test_nothing_found_says_what_to_do(reader, content):
    html = page(reader, q="Quasarforschung")
    assert headline(html).startswith("Kein Treffer")
    assert "allgemeineres Wort" in html


def test_a_typo_offers_the_word_that_is_there(reader, content):
    html = page(reader, q="Kennzalen")
    assert re.search(r'Meinten Sie <a href="[^"]*\?q=Kennzahlen">Kennzahlen</a>', html)


def test_an_empty_search_explains_itself(reader, content):
    assert headline(page(reader)) == "Suche"


def test_pages_keep_the_query(reader, portal):
    normative_page([section(str(n), f"Teil {n}", "<p>Kennzahlen</p>") for n in range(1, 26)])
    indexing.rebuild()
    html = page(reader, q="Kennzahlen", art="section")
    assert headline(html).startswith("25 Treffer")
    assert f'href="{URL}?q=Kennzahlen&amp;art=section&amp;seite=3"' in html
    assert '<ol class="entries" start="21">' in page(reader, q="Kennzahlen", art="section", seite="3")


@pytest.mark.parametrize("number", ["0", "-1", "abc", "²", "99999999999999999999", ""])
def test_nonsense_page_numbers_show_a_page(reader, content, number):
    page(reader, q="Kennzahlen", seite=number)


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000, '"' * 500, "AND OR NOT NEAR(", "🙂🙃", "a\x00b", "مرحبا بالعالم", "wort " * 500, "*", "- -- -a",
        "heading:frist", "(((", "{x}^2", "§§§", "1.2.3.4.5.6.7.8.9", "%", "\\", "\u202eabc", "9" * 300, "'; DROP TABLE x",
        "<script>alert(1)</script>", "½", "ﬁ", "İ", '""""', "„“ „“", "-", "- -", "+ + +", "👩‍👩‍👧‍👦" * 50, "\u202e\u2066שלום\u2069 Frist",
        "\x01\x02\x1f\x7f", "\ufeff\u200b\u00ad", "frist " * 2000, "-frist " * 500, '"frist" ' * 500, "é" * 400, "e\u0301" * 5000,
        "(frist OR zahlen) AND NOT x", "frist~2^4", "frist:*", "{\"query\": {}}", "ЦДЖ", "ß" * 10_000, "1." * 5000,
    ],
)  # fmt: skip
def test_any_input_gives_a_page(reader, content, typed):
    assert "<script>alert" not in page(reader, q=typed)
    assert reader.get(reverse("search:suggestions"), {"q": typed}).status_code == 200


def test_a_lone_surrogate_gives_a_page(reader, content):
    assert reader.get(f"{URL}?q=%ED%A0%80abc").status_code == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"art": "gibtsnicht"}, {"art": "' OR 1=1 --", "sprache": "xx"}, {"unbekannt": "1"}, {"stand": "\x00"}, {"stelle": "🙂" * 999},
        {"dok": ["a"] * 500}, {"seite": "9" * 5000}, {"seite": "1e9"}, {"seite": "٣"}, {"q": ["a", "Kennzahlen"]},
    ],
)  # fmt: skip
def test_unknown_facets_and_endless_pages_give_a_page(reader, content, parameters):
    page(reader, **{"q": "Kennzahlen", **parameters})


def test_input_that_is_no_text_gives_a_page(reader, content):
    for raw in ("%ff%fe%00", "%ED%A0%80", "%F0%9F", "%00", "%0d%0aSet-Cookie:x", "%E2%80%AE"):
        assert reader.get(f"{URL}?q={raw}&art={raw}&seite={raw}").status_code == 200
        assert reader.get(f"{reverse('search:suggestions')}?q={raw}").status_code == 200


@pytest.mark.parametrize(
    "typed", ["frist AND", "NEAR(frist zahlen)", "heading:frist", "fri*", "frist OR zahlen", "frist^9", "(frist"]
)
def test_the_syntax_of_engines_has_no_effect(reader, content, typed):
    """Whatever is no quote and no minus is read as words."""
    plain = re.sub(r"[^\w ]", " ", typed)
    assert re.findall(r"#z-[\d-]+", page(reader, q=typed)) == re.findall(r"#z-[\d-]+", page(reader, q=plain))


def test_suggestions_are_sections_and_pages(reader, content):
    found = reader.get(reverse("search:suggestions"), {"q": "Halb"}).json()["suggestions"]
    assert [(one["number"], one["title"], one["kind"]) for one in found] == [("2.1", "Halbjahr", "Abschnitt")]
    assert found[0]["url"].endswith("#z-2-1")


def test_a_missing_index_is_a_notice_not_an_error_and_the_worker_builds_it(reader, content):
    get_engine().store.set_aside()
    assert "Suchindex wird gerade aufgebaut" in page(reader, q="Kündigungsfrist")
    call_command("work", batch=True)
    assert headline(page(reader, q="Kündigungsfrist")).startswith("1 Treffer")


def test_queries_do_not_grow_with_hits(reader, portal, django_assert_max_num_queries):
    normative_page([section(str(n), f"Teil {n}", "<p>Kennzahlen</p>") for n in range(1, 26)])
    indexing.rebuild()
    for _again in range(3):
        page(reader, q="Kennzahlen")
    with django_assert_max_num_queries(10):  # one of them asks for the audiences of the directory
        page(reader, q="Kennzahlen")


def test_a_facet_shows_its_common_values_and_what_is_ticked(reader, portal):
    for no in range(20):
        normative_page([section("1", "Frist", "<p>Kündigung</p>")], title=f"Richtlinie {no:02}", slug=f"r{no}")
    indexing.rebuild()
    html = page(reader, q="Kündigung")
    assert html.count('name="dok"') == 15
    assert 'value="Richtlinie 19" checked' in page(reader, q="Kündigung", dok="Richtlinie 19")
