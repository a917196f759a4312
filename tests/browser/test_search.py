"""The search as a person meets it: suggestions by keyboard and mouse, the results page, telling the editors."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from search import indexing
from search.editors import query_stats
from search.models import PinnedResult, ReaderMessage, SearchTally
from tests.browser.steps import VIEWS, follow, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def window(visit, person, guideline, news):
    PinnedResult.objects.create(query="Kennzahlen", page=guideline, section="2.2")
    indexing.rebuild()

    def opened(**options):
        return visit(user=person, **options)

    return opened


def shot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_results_have_no_barriers(window, width, theme):
    one = window(width=width, theme=theme)
    found = {}
    for name, path in {
        "treffer": "/suche/?q=Kennzahlen",
        "filter": "/suche/?q=Fachkr%C3%A4fte+Sprechzeiten&art=section",
        "meinten": "/suche/?q=Kennzalen",
        "nichts": "/suche/?q=Brummkreisel",
        "leer": "/suche/",
    }.items():
        page = one.open(path)
        page.evaluate("document.fonts.ready")
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        shot(page, f"{name}-{width}-{theme}")
    page = one.open("/suche/?q=Kennzahlen")
    page.get_by_role("combobox", name="Im Portal suchen").fill("")
    page.get_by_role("combobox", name="Im Portal suchen").press_sequentially("Kennz")
    page.get_by_role("listbox").wait_for()
    found["suggestions"] = violations(page)
    shot(page, f"vorschlaege-{width}-{theme}")
    assert {path: what for path, what in found.items() if what} == {}
    assert one.complaints == []


def test_suggestions_by_keyboard(window, guideline):
    page = window().open("/")
    box = page.get_by_role("combobox", name="Im Portal suchen")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("Strich")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Anlage 1 Muster Strichliste")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("Strich")
    box.press_sequentially("l")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(re.compile(re.escape(f"{guideline.url}#anlage-1")))


def test_enter_without_a_choice_searches_and_the_mouse_opens(window, guideline):
    page = window().open("/")
    box = page.get_by_role("combobox", name="Im Portal suchen")
    box.press_sequentially("Halbjahr")
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    page.wait_for_url("**/suche/?q=Halbjahr")
    box = page.get_by_role("combobox", name="Im Portal suchen")
    box.fill("")
    box.press_sequentially("Strich")
    page.get_by_role("option").first.click()
    page.wait_for_url(re.compile(re.escape(f"{guideline.url}#anlage-1")))


def test_without_script_the_form_searches_filters_and_tells(window):
    page = window(script=False).open("/")
    page.get_by_label("Im Portal suchen").fill("Fachkräfte")
    follow(page.get_by_role("button", name="Suchen"))
    page.get_by_label("Abschnitt", exact=False).first.check()
    follow(page.get_by_role("button", name="Anwenden"))
    assert "art=section" in page.url
    page.get_by_label("Im Portal suchen").fill("Brummkreisel")
    follow(page.get_by_role("button", name="Suchen"))
    page.get_by_label("Was hätten Sie gebraucht?", exact=False).fill("Eine Anleitung")
    page.get_by_role("button", name="Redaktion benachrichtigen").click()
    expect(page.get_by_text("Die Redaktion sieht Ihre Mitteilung")).to_be_visible()
    assert ReaderMessage.objects.get().text == "Eine Anleitung"


def test_opening_a_hit_is_counted_once(window):
    page = window().open("/suche/?q=Strichliste")
    link = page.locator(".entry__title a").first
    with page.expect_request(lambda request: request.url.endswith("/suche/geoeffnet/")):
        link.click()
    page.wait_for_url("**#anlage-1")
    page.wait_for_load_state("networkidle")
    query_stats.gather()
    assert SearchTally.objects.get().clicks == 1
