"""What editors see of the search in the admin, against axe: lists, forms, the report of searches, and before all is deleted."""

import datetime as dt

import pytest

from search import indexing
from search.models import PinnedResult, ReaderMessage, SearchTally, SynonymGroup
from tests import factories
from tests.browser.steps import RULES, VIEWS, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
# What the editor's frame makes of headings and landmarks is Wagtail's; the law's rules hold for all of it.
LAW = {**RULES, "runOnly": [rule for rule in RULES["runOnly"] if rule != "best-practice"]}
REPORT = "/cms/berichte/suche/"
PAGES = [
    "/cms/snippets/search/synonymgroup/",
    "/cms/snippets/search/synonymgroup/add/?words=kehrwoche",
    "/cms/snippets/search/pinnedresult/",
    "/cms/snippets/search/pinnedresult/add/",
    REPORT,
    f"{REPORT}?liste=ohne-treffer",
    f"{REPORT}warum/?q=Kennzahlen+Bericht",
]


@pytest.fixture
def desk(visit, portal, guideline):
    indexing.rebuild()
    SynonymGroup.objects.create(words="Kehrwoche\nTreppenreinigung", note="Aus dem Bericht")
    PinnedResult.objects.create(query="Kehrwoche", page=guideline)
    week = dt.date(2026, 11, 16)
    for no, words in enumerate(["kehrwoche", "parkausweis", "sehr lange anfrage nach einem wort mit vielen silben"]):
        SearchTally.objects.create(key=f"{no}", week=week, query=words, searches=9 - no, hits=3 * (no % 2), clicks=no)
    ReaderMessage.objects.create(query="kehrwoche", text="Wer ist bei uns im Haus zuständig?")

    def opened(path, **window):
        one = visit(user=factories.UserFactory(administrator=True), **window)
        one.context.unroute_all()
        return one.open(path)

    return opened


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f36_the_editors_tools_of_the_search_have_no_barriers(desk, width, theme):
    found = {path: violations(desk(path, width=width, theme=theme), LAW) for path in PAGES}
    assert {path: what for path, what in found.items() if what} == {}


def test_f36_before_all_counts_are_deleted_a_page_without_barriers_asks(desk):
    page = desk(REPORT)
    page.get_by_role("link", name="Alle Zählungen löschen").click()
    page.get_by_role("heading", name="Alle Zählungen löschen").wait_for()
    assert violations(page, LAW) == []
    page.get_by_role("button", name="Alle löschen").click()
    page.get_by_text("3 Zählungen sind gelöscht.").wait_for()
    assert not SearchTally.objects.exists()
