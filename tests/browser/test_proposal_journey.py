"""A partner words a section differently, another one comments and supports it, the coordinator adopts it and puts it into the draft."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import follow, look
from tests.pages.proposals import ground

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


@VIEWS
def test_f14_from_the_wish_to_the_draft(portal, visit, width, theme):
    circle = ground.made()
    partner = visit(width=width, theme=theme, user=circle.carrier.person.user)
    page = partner.open(circle.document.url)
    section = page.locator("section.sec", has_text="Ziele").first
    section.locator(".no").click()  # what can be done with a section is shown for the one in use
    follow(section.get_by_role("link", name="Änderung vorschlagen"))
    words = page.get_by_label("Text", exact=True)
    expect(words).to_have_value(ground.TYPED)
    words.fill(ground.TYPED.replace("freiwillig", "immer freiwillig"))
    look(partner, "new")
    follow(page.get_by_role("button", name="Änderung vorschlagen"))
    expect(page.get_by_text("Bitte schreiben Sie, warum die Änderung nötig ist.").first).to_be_visible()
    expect(words).to_have_value(ground.TYPED.replace("freiwillig", "immer freiwillig"))
    page.get_by_label("Warum?").fill("Das fragen uns alle.")
    follow(page.get_by_role("button", name="Änderung vorschlagen"))
    expect(page.locator("ins")).to_contain_text("immer")
    address = page.url.removeprefix(partner.base)

    other = visit(width=width, theme=theme, user=circle.office.person.user)
    page = other.open(address)
    follow(page.get_by_role("button", name="Wir unterstützen das"))
    page.get_by_label("Ihr Beitrag").fill("Wir auch.")
    follow(page.get_by_role("button", name="Beitrag schreiben"))
    look(other, "proposal")
    page = other.open(f"{circle.url}anmerkungen/?abschnitt={circle.identity('2')}")
    page.get_by_label("Ihre Anmerkung").fill("Gilt das auch für Kurse?")
    follow(page.get_by_role("button", name="Anmerken"))
    look(other, "remarks")

    chair = visit(width=width, theme=theme, user=circle.coordinator_user)
    page = chair.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Änderungswunsch beantworten: KV M 1"))
    page.get_by_label("Übernehmen:").check()
    page.get_by_label("Ihre Antwort").fill("Das stellen wir klar.")
    look(chair, "answer")
    follow(page.get_by_role("button", name="Antworten"))
    page = chair.open(circle.url)
    look(chair, "list")
    follow(page.get_by_role("button", name="In den Entwurf übernehmen"))
    expect(page.get_by_text("1 Wunsch steht jetzt im Entwurf.")).to_be_visible()
    expect(page.get_by_role("heading", name="Im Entwurf der nächsten Fassung")).to_be_visible()
    assert "immer" in circle.draft()[0].source_html
