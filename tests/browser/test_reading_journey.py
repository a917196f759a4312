"""Somebody confirms on the page she reads, follows a section, and her superior sees who is missing."""

import pytest
from playwright.sync_api import expect

from pages.models import Acknowledgement, AcknowledgementRule
from pages.reading import actions
from tests import factories
from tests.browser.steps import follow, violations
from tests.directory import people
from tests.pages.reading import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


def look(window, name: str) -> None:
    page = window.page
    page.evaluate("document.fonts.ready")
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert window.complaints == [], name


@pytest.fixture
def team(portal):
    own = factories.OrganisationFactory(name="Sozialwerk am Rebenhang")
    rike = people.member(own, first_name="Rike", last_name="Amsel")
    people.member(own, first_name="Pavel", last_name="Star")
    superior = people.member(own, "supervisor", first_name="Mirko", last_name="Antes")
    document = texts.guideline()
    texts.published(document, s2="Bis Januar.")
    rule = AcknowledgementRule(document=document, asked_of="all")
    actions.ask(rule=rule, organisations=(), roles=(), by=superior)
    return rike, superior, document


@VIEWS
def test_f13_from_the_task_to_the_superiors_list(team, visit, width, theme):
    rike, superior, document = team
    window = visit(width=width, theme=theme, user=rike)
    page = window.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Zur Kenntnis nehmen: Richtlinie Quittenbaum"))
    expect(page.get_by_text("Sie haben Fassung 2 noch nicht bestätigt.")).to_be_visible()
    look(window, "asked")
    follow(page.get_by_role("button", name="Bestätigen"))
    expect(page.get_by_text("Bestätigt am")).to_be_visible()
    look(window, "confirmed")
    assert Acknowledgement.objects.get().user == rike
    follow(page.get_by_role("link", name="Diesem Dokument folgen"))
    look(window, "follow")
    follow(page.get_by_role("button", name="Folgen", exact=True))
    follow(page.get_by_role("link", name="Alles, dem Sie folgen"))
    expect(page.get_by_role("link", name="Richtlinie Quittenbaum")).to_be_visible()
    look(window, "following")
    window.open("/kenntnisnahmen/")
    look(window, "own")

    lead = visit(width=width, theme=theme, user=superior)
    lead.open(document.url)
    follow(lead.page.get_by_role("link", name="Kenntnisnahme", exact=True))
    row = lead.page.get_by_role("row", name="Pavel Star")
    expect(row).to_contain_text("fehlt noch")
    expect(lead.page.get_by_role("row", name="Rike Amsel")).to_contain_text("bestätigt, Fassung 2")
    look(lead, "team")
