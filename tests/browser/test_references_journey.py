"""A reader follows a reference, learns what a term means where it stands, and sees what rests on a section."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import violations
from tests.factories import UserFactory, normative_page, section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


@pytest.fixture
def guideline(portal):
    return normative_page(
        [
            section("1", "Begriffe", "<p>Fachkraft ist, wer berät.</p>"),
            section("2", "Kennzahlen", "<p>Fachkräfte zählen laufend.</p>"),
            section("3", "Personal", "<p>Die Fachkraft meldet nach Nr. 2.</p>"),
        ],
        title="Richtlinie Beratung",
        short_title="RL",
    )


@VIEWS
def test_f16_a_term_says_what_it_means_where_it_stands(guideline, visit, width, theme):
    window = visit(width=width, theme=theme, user=UserFactory())
    page = window.open(guideline.get_url())
    term, box = page.get_by_role("link", name="Fachkräfte"), page.locator(".definition")
    expect(box).to_be_hidden()
    term.hover()
    expect(box).to_be_visible()
    expect(box).to_contain_text("Fachkraft ist, wer berät.")
    box.hover()
    expect(box).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    term.focus()
    expect(box).to_be_visible()
    term.press("Enter")
    expect(page).to_have_url(re.compile(r"#z-1$"))
    page.locator("#z-3").get_by_role("link", name="Nr. 2").click()
    expect(page).to_have_url(re.compile(r"#z-2$"))
    expect(page.get_by_role("complementary", name="Anmerkungen zu 2").get_by_role("link", name="RL 3")).to_be_visible()
    assert window.complaints == []
