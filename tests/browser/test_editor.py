"""The section editor in a real browser: outline, levels, moves, numbers, saving; also with 300 sections."""

import pytest
from playwright.sync_api import Page, expect

from pages.models import NormativePage
from tests import factories
from tests.benchmarks.content import sections as many_sections

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
TEXT = "<p>Die Stellen unterrichten einander.</p>"


@pytest.fixture
def document(portal):
    printed = ["1", "1.1", "1.2", "1.3", "2", "2.1", "3"]
    sections = [factories.section(number, f"Thema {number}", TEXT, 1 + number.count(".")) for number in printed]
    return factories.normative_page(sections, title="Richtlinie Beratung", slug="richtlinie")


@pytest.fixture
def desk(visit):
    """A function that opens a document in the editor."""

    def opened(document, **window) -> Page:
        one = visit(user=factories.UserFactory(editor=True), **window)
        page = one.open(f"/cms/pages/{document.pk}/edit/")
        page.get_by_role("tree", name="Gliederung").wait_for()
        page.complaints = one.complaints
        return page

    return opened


def row(page: Page, number: str):
    return page.get_by_role("treeitem").filter(has=page.get_by_text(number, exact=True))


def outline(page: Page) -> list[str]:
    return page.locator(".section-outline__row > .section-outline__number").all_inner_texts()


def expect_outline(page: Page, numbers: list[str]) -> None:
    expect(page.locator(".section-outline__row > .section-outline__number")).to_have_text(numbers)


def tool(page: Page, name: str):
    return page.get_by_role("toolbar", name="Gliederung").get_by_role("button", name=name)


def field(page: Page, number: str, name: str):
    """A field of the section that has this number now."""
    return (
        page.locator("[data-streamfield-child]:visible")
        .nth(outline(page).index(number))
        .locator(f"[name$=-value-{name}]")
    )


def save(page: Page, document) -> list[tuple[str, int, str]]:
    """Saves a draft and reads it from the database: number, level, heading of each section."""
    page.get_by_role("button", name="Entwurf speichern").first.click()
    page.locator(".messages").get_by_text("wurde aktualisiert").first.wait_for()
    draft = NormativePage.objects.get(pk=document.pk).get_latest_revision_as_object()
    return [(one.number, one.level, one.heading) for one in draft.outline()]


def test_a_click_in_the_outline_opens_the_section(desk, document):
    page = desk(document)
    expect_outline(page, ["1", "1.1", "1.2", "1.3", "2", "2.1", "3"])
    heading = field(page, "2.1", "heading")
    expect(heading).to_be_hidden()
    row(page, "2.1").click()
    expect(heading).to_be_visible()
    expect(heading).to_be_in_viewport()
    assert not page.complaints


def test_the_outline_works_by_keyboard(desk, document):
    page = desk(document)
    page.get_by_placeholder("Gliederung durchsuchen").click()
    page.keyboard.type("Thema 2")
    expect(page.locator(".section-outline__row:visible")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field(page, "2.1", "heading")).to_be_visible()
    page.get_by_placeholder("Gliederung durchsuchen").fill("")
    row(page, "1").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect_outline(page, ["2", "2.1", "1", "1.1", "1.2", "1.3", "3"])
    expect(row(page, "1")).to_be_focused()


def test_a_new_section_goes_on_with_level_and_number(desk, document):
    page = desk(document)
    row(page, "1.2").click()
    tool(page, "Abschnitt danach einfügen").click()
    number = page.locator("[name=sections-7-value-number]")
    expect(number).to_have_value("1.3")
    expect(page.get_by_text("Ziffer 1.3 steht schon weiter oben.").first).to_be_visible()
    page.locator("[name=sections-7-value-heading]").fill("Dazwischen")
    page.locator("[data-streamfield-child]:has([name=sections-7-value-heading]) [contenteditable=true]").click()
    page.keyboard.type("Ein neuer Satz.")
    tool(page, "Ab hier neu nummerieren").click()
    expect(page.get_by_text("1 Ziffer geändert.")).to_be_visible()
    expect_outline(page, ["1", "1.1", "1.2", "1.3", "1.4", "2", "2.1", "3"])
    expect(page.get_by_role("button", name="Ziffern lückenlos")).to_be_visible()
    assert save(page, document)[3:5] == [("1.3", 2, "Dazwischen"), ("1.4", 2, "Thema 1.3")]


def test_renumbering_can_be_undone(desk, document):
    page = desk(document)
    row(page, "1").click()
    tool(page, "Mit Unterabschnitten nach unten").click()
    expect_outline(page, ["2", "2.1", "1", "1.1", "1.2", "1.3", "3"])
    row(page, "2").click()
    page.locator("[data-streamfield-child]").first.get_by_role("button", name="Ab hier neu nummerieren").click()
    expect_outline(page, ["2", "2.1", "3", "3.1", "3.2", "3.3", "4"])
    page.get_by_role("button", name="Rückgängig").click()
    expect_outline(page, ["2", "2.1", "1", "1.1", "1.2", "1.3", "3"])


def test_indenting_takes_what_stands_below_along(desk, document):
    page = desk(document)
    row(page, "2").click()
    tool(page, "Eine Ebene tiefer").click()
    expect(row(page, "2.1")).to_have_attribute("aria-level", "3")
    tool(page, "Eine Ebene tiefer").click()
    tool(page, "Eine Ebene tiefer").click()
    expect(page.get_by_text("Das geht hier nicht.")).to_be_visible()
    levels = {number: level for number, level, _heading in save(page, document)}
    assert (levels["2"], levels["2.1"], levels["3"]) == (3, 4, 1)


def test_wagtails_own_moves_and_deletions_reach_the_outline(desk, document):
    page = desk(document)
    page.locator("[data-streamfield-child]").nth(1).get_by_role("button", name="Nach unten").click()
    expect_outline(page, ["1", "1.2", "1.1", "1.3", "2", "2.1", "3"])
    page.locator("[data-streamfield-child]").nth(3).get_by_role("button", name="Löschen").click()
    expect_outline(page, ["1", "1.2", "1.1", "2", "2.1", "3"])
    page.get_by_role("button", name="1 Ziffer prüfen").click()
    expect(row(page, "1.2")).to_have_attribute("aria-selected", "true")
    expect(row(page, "1.2")).to_contain_text("Ziffer 1.2 folgt auf 1: 1.1 fehlt.")
    assert [number for number, _level, _heading in save(page, document)] == ["1", "1.2", "1.1", "2", "2.1", "3"]


def test_texts_that_were_never_opened_are_saved_unchanged(desk, document):
    page = desk(document)
    row(page, "3").click()
    page.get_by_role("textbox", name="Überschrift").last.fill("Schluss")
    assert save(page, document)[-1] == ("3", 1, "Schluss")
    draft = NormativePage.objects.get(pk=document.pk).get_latest_revision_as_object()
    assert {one.source_html.split(">", 1)[1] for one in draft.outline()} == {TEXT.split(">", 1)[1]}
    assert [one.identity for one in draft.outline()] == [one.identity for one in document.outline()]


def test_a_new_section_can_be_chosen_as_clause_before_it_is_saved(desk, document):
    page = desk(document)
    row(page, "3").click()
    tool(page, "Abschnitt danach einfügen").click()
    expect(page.locator("[name=sections-7-value-number]")).to_have_value("4")
    page.locator("[name=sections-7-value-heading]").fill("Kündigung")
    expect(page.locator("[name=notice_clause] option")).to_have_count(9)
    page.get_by_role("tab", name="Eckdaten").click()
    expect(page.locator("[name=notice_clause]")).to_have_value("")
    page.locator("[name=notice_clause]").select_option(label="4 Kündigung")
    save(page, document)
    draft = NormativePage.objects.get(pk=document.pk).get_latest_revision_as_object()
    assert draft.notice_clause == draft.outline()[-1].identity


def test_of_300_sections_only_those_in_use_start_an_editor(desk, portal):
    document = factories.normative_page(many_sections(300), title="Große Richtlinie", slug="gross")
    page = desk(document)
    expect(page.locator(".section-outline__row > .section-outline__number")).to_have_count(300)
    started = page.evaluate("document.querySelectorAll('.section-stream .Draftail-Editor').length")
    assert started < 20
    page.get_by_role("treeitem").last.click()
    expect(page.locator("[data-streamfield-child]").last.locator("[name$=-value-heading]")).to_be_in_viewport()
