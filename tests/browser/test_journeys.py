"""What people do: sign in, read a section, cite it, send a link; with mouse, keyboard, thumb, without script, on paper."""

import io
import re

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def focused(page: object) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name")


def press_until(page: object, wanted: str, key: str = "Tab", limit: int = 60) -> None:
    for _step in range(limit):
        if focused(page) == wanted:
            return
        page.keyboard.press(key)
    pytest.fail(f"{wanted} is not reached by {key}; the focus is on {focused(page)}")


def test_reading_a_section_by_keyboard(visit, person, guideline):
    page = visit().open(guideline.url)
    page.keyboard.type("ayla@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Richtlinie Beratung im Rebental").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    press_until(page, "3.11.2 Halbjahresmeldung")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#z-3-11-2$"))
    press_until(page, "Link kopieren")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Link zu 3.11.2 ist kopiert.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(page.url.split("#")[0] + "#a-")
    page.goto("about:blank")
    page.goto(copied)
    expect(page.locator(".sec:has(> :target)").get_by_role("heading", name="3.11.2 Halbjahresmeldung")).to_be_visible()


def test_citing_a_section(visit, person, guideline):
    page = visit(user=person).open(f"{guideline.url}#z-3-11-2")
    section = page.locator("#z-3-11-2")
    section.get_by_role("button", name="Zitat kopieren").click()
    page.get_by_role("status").filter(has_text="ist kopiert").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "RL BR 3.11.2, in Kraft seit 1. Juli 2026"


def test_neighbours_of_a_section(visit, person, guideline):
    page = visit(user=person).open(f"{guideline.url}#z-2-2")
    page.locator("#z-2-2").get_by_role("link", name="Nächster Abschnitt: ↓ 3.11.2").click()
    expect(page).to_have_url(re.compile("#z-3-11-2$"))
    page.locator("#z-3-11-2").get_by_role("link", name="Voriger Abschnitt: ↑ 2.2").click()
    expect(page).to_have_url(re.compile("#z-2-2$"))


def test_contents_follow_along(visit, person, guideline):
    page = visit(user=person).open(guideline.url)
    contents = page.get_by_role("navigation", name="Inhalt")
    expect(contents.locator("[aria-current]")).to_have_text(re.compile(r"^\s*Präambel\s*$"))
    contents.get_by_role("link", name="3.11.2 Halbjahresmeldung").click()
    page.locator(".toc a[aria-current][href='#z-3-11-2']").wait_for()
    page.mouse.wheel(0, 4000)
    page.locator(".toc a[aria-current][href='#anlage-1']").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_former_number_says_what_it_is_today(visit, person, guideline, script):
    page = visit(user=person, script=script).open(f"{guideline.url}#z-2-1")
    notice = page.get_by_text("Dieser Abschnitt hieß früher 2.1, heute 2.2.")
    expect(notice).to_be_visible()
    box = notice.bounding_box()
    assert 0 <= box["y"] <= 900
    page.goto(page.url.split("#")[0] + "#z-2-3")
    expect(page.get_by_text("2.3 ist am")).to_be_visible()
    expect(notice).to_be_hidden()


def test_unknown_number_says_so(visit, person, guideline):
    window = visit(user=person)
    page = window.open(f"{guideline.url}#z-9-9")
    expect(page.get_by_text("Den Abschnitt „z-9-9“ gibt es in diesem Dokument nicht.")).to_be_visible()
    page.get_by_role("navigation", name="Inhalt").get_by_role("link", name="1 Grundsätze").click()
    expect(page.get_by_text("gibt es in diesem Dokument nicht")).to_be_hidden()
    page = window.open(f"{guideline.url}z/77/")
    expect(page.get_by_text("Den Abschnitt „77“ gibt es in diesem Dokument nicht.")).to_be_visible()


def test_everything_works_without_script(visit, person, guideline):
    page = visit(script=False, width=390).open("/")
    page.get_by_label("E-Mail-Adresse").fill("ayla@example.org")
    page.get_by_label("Kennwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))
    page.get_by_role("button", name="Menü").click()
    follow(page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Vereinbarungen"))
    follow(page.get_by_role("link", name="Richtlinie Beratung im Rebental").first)
    page.get_by_role("button", name="Inhalt").click()
    page.get_by_role("link", name="3.11.2 Halbjahresmeldung").click()
    expect(page).to_have_url(re.compile("#z-3-11-2$"))
    page.get_by_role("button", name="Schließen").locator("visible=true").click()
    section = page.locator("#z-3-11-2")
    expect(section.get_by_text("RL BR 3.11.2, in Kraft seit 1. Juli 2026")).to_be_visible()
    expect(section.get_by_role("button", name="Zitat kopieren")).to_be_hidden()
    section.get_by_role("link", name="Link kopieren").click()
    expect(page).to_have_url(re.compile("#a-"))
    page.get_by_role("button", name="Ayla Korber").click()
    follow(page.get_by_role("button", name="Abmelden"))
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_contents_sheet_closes_after_the_choice(visit, person, guideline):
    page = visit(width=390, user=person).open(guideline.url)
    page.get_by_role("button", name="Inhalt").click()
    page.get_by_role("link", name="Anlage 1 Muster Strichliste").click()
    expect(page.get_by_role("navigation", name="Inhalt")).to_be_hidden()
    expect(page.get_by_role("heading", name="Anlage 1 Muster Strichliste")).to_be_visible()


def test_light_and_dark_are_kept(visit, person, guideline):
    page = visit(user=person).open(guideline.url)
    for name, scheme in (("Dunkel", "dark"), ("Hell", "light"), ("Wie Gerät", "light dark")):
        page.get_by_role("button", name="Ayla Korber").click()
        follow(page.get_by_role("button", name=name))
        assert page.url.endswith(guideline.url)
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme


def test_only_our_own_server_is_asked_and_nothing_is_inline(visit, person, guideline, news):
    window = visit(user=person)
    for path in (
        "/",
        guideline.url,
        guideline.get_parent().url,
        news.url,
        "/suche/?q=Kennzahlen",
        "/konto/",
        "/en/konto/",
    ):
        page = window.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.fonts.check('16px Fira Sans')"), path
    assert window.hosts == {window.base.split("/")[2]}
    assert window.complaints == []


def test_print_names_document_and_day_on_each_page(visit, person, guideline):
    page = visit(user=person).open(guideline.url)
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as paper:
        texts = [one.extract_text() for one in paper.pages]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert "RL BR Richtlinie Beratung im Rebental" in text
        assert "in Kraft seit 1. Juli 2026" in text
        assert "gedruckt am" in text
        assert f"{number} / {len(texts)}" in text
        assert "Menü" not in text
    assert "3.11.2" in "".join(texts)
