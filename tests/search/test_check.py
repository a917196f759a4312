"""check_search tells what index and database disagree on, and mends it."""

import io
import json

import pytest
from django.core.management import call_command

from pages.models import NewsPage
from search import indexing
from search.documents import Document
from search.engines import get_engine
from tests.factories import news_page


def check(*options):
    out = io.StringIO()
    try:
        call_command("check_search", *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def indexed(portal):
    pages = [news_page(f"Meldung {number}") for number in range(3)]
    indexing.rebuild()
    return pages


def spoil(pages):
    """One item missing, one outdated, one too many."""
    get_engine().remove(f"pages.newspage:{pages[0].pk}")
    NewsPage.objects.filter(pk=pages[1].pk).update(teaser="Geändert, ohne dass es jemand sagte.")
    get_engine().put("pages.newspage:99999", [Document("x", "pages.newspage:99999", "news", "Übrig")])
    get_engine().put("fremd.ding:1", [Document("y", "fremd.ding:1", "news", "Fremd")])


def test_equal_means_success(indexed):
    code, said = check()
    assert (code, said.strip()) == (0, "Datenbank und Suchindex stimmen überein.")


def test_what_differs_is_named_and_is_an_error(indexed):
    spoil(indexed)
    code, said = check()
    assert code == 1
    assert f"Fehlt im Index: pages.newspage:{indexed[0].pk}" in said
    assert f"Veraltet im Index: pages.newspage:{indexed[1].pk}" in said
    assert "Zu viel im Index: pages.newspage:99999" in said
    assert "4 Einträge unterscheiden sich." in said


def test_repairing_mends_all_of_it(indexed):
    spoil(indexed)
    code, said = check("--repair")
    assert code == 0
    assert "Der Suchindex ist nun in Ordnung." in said
    assert check()[0] == 0
    assert indexing.differences() == indexing.Differences()


def test_a_missing_index_is_told_and_built(indexed):
    get_engine().store.set_aside()
    code, said = check()
    assert code == 1
    assert "fehlt oder ist nicht vollständig" in said
    assert check("--repair")[0] == 0


def test_the_result_can_be_read_by_programs(indexed):
    spoil(indexed)
    code, said = check("--json")
    assert code == 1
    assert json.loads(said)["missing"] == [f"pages.newspage:{indexed[0].pk}"]
    assert json.loads(check("--repair", "--json")[1])["repaired"] is True
