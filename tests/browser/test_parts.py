"""A long document in the editor: its tree, a part of it changed with the keyboard and saved, and the way back."""

import pytest
from playwright.sync_api import expect

from pages.documents.parts import plan
from pages.models import NormativePage
from tests import factories
from tests.benchmarks.content import sections
from tests.browser.steps import follow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def document(portal, monkeypatch):
    monkeypatch.setattr(plan, "MOST_AT_ONCE", 40)
    monkeypatch.setattr(plan, "MOST_IN_PART", 20)
    return factories.normative_page(sections(60), title="Richtlinie Beratung", slug="richtlinie")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_f2_a_part_of_a_long_document_is_changed_and_saved(visit, document, width, theme):
    window = visit(user=factories.UserFactory(editor=True), width=width, theme=theme)
    page = window.open(f"/cms/pages/{document.pk}/edit/")
    expect(page.locator("select[name=notice_clause] option")).to_have_count(61)
    links = page.get_by_role("link", name="Teil bearbeiten")
    expect(links).to_have_count(3)
    expect(page.locator("[data-streamfield-child]")).to_have_count(0)
    assert [one for one in violations(page) if "parts" in one] == []
    follow(links.nth(1))
    page.get_by_role("tree", name="Gliederung").wait_for()
    expect(page.locator("[data-streamfield-child]")).to_have_count(20)
    assert [one for one in violations(page) if "part-head" in one or "footer" in one] == []
    page.get_by_role("button", name="Alle aufklappen").click()
    page.locator("[name='sections-0-value-heading']").fill("Neu gesagt")
    follow(page.get_by_role("button", name="Speichern und nächster Teil"))
    expect(page.get_by_role("heading", level=2, name="5 bis 6")).to_be_visible()
    expect(page.get_by_text("ist im Entwurf gespeichert")).to_be_visible()
    draft = NormativePage.objects.get(pk=document.pk).get_latest_revision_as_object()
    assert draft.outline()[20].heading == "Neu gesagt"
    follow(page.get_by_role("link", name="Zurück zur Gliederung"))
    expect(page.locator("li:target")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert window.complaints == []
