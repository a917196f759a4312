"""Beside the form of the editor: the preview panel shows the page, the comment buttons stand clear of other fields."""

import pytest
from playwright.sync_api import expect

from pages.models import HomePage, NewsIndexPage, NormativeIndexPage, NormativePage, StandardPage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Comment buttons over fields that are not their own.
COVERING = """() => [...document.querySelectorAll('.section-block .w-field__comment-button')].filter((button) => {
  const own = button.closest('[data-contentpath]');
  const b = button.getBoundingClientRect();
  return b.width && [...document.querySelectorAll('.section-block input, .section-block [data-draftail-editor-wrapper]')].some((field) => {
    const f = field.getBoundingClientRect();
    return f.width && !own.contains(field) && b.left < f.right && f.left < b.right && b.top < f.bottom && f.top < b.bottom;
  });
}).length"""


@pytest.fixture
def document(portal):
    text = "<p>Die Stellen unterrichten einander.</p>"
    sections = [factories.section("1", "Ziele", text), factories.section("1.1", "Wege", text, 2)]
    return factories.normative_page(sections, title="Richtlinie Beratung", slug="richtlinie")


def test_the_preview_panel_shows_every_page_type(visit, document):
    pages = [document, factories.news_page()]
    pages += [model.objects.get(locale__language_code="de") for model in (HomePage, NewsIndexPage, NormativeIndexPage)]
    pages.append(StandardPage.objects.filter(locale__language_code="de").first())
    window = visit(user=factories.UserFactory(editor=True))
    for page in pages:
        tab = window.open(f"/cms/pages/{page.pk}/edit/")
        panel = tab.locator("[data-side-panel='preview']")
        if not panel.is_visible():  # the editor remembers that it was open
            tab.locator("[data-side-panel-toggle='preview']").first.click()
        frame = tab.frame_locator("[data-side-panel='preview'] iframe").first
        expect(frame.locator("main h1").first).to_be_visible()
        if not isinstance(page, HomePage):
            expect(frame.locator("main h1").first).to_contain_text(page.title)
    assert not [told for told in window.complaints if "frame" in told.lower()]


def test_a_comment_is_written_and_the_document_published_with_its_levels(visit, document):
    page = visit(user=factories.UserFactory(editor=True), width=700).open(f"/cms/pages/{document.pk}/edit/")
    page.get_by_role("button", name="Alle aufklappen").click()
    page.locator("[name='sections-1-value-level']").wait_for(state="visible")
    for width in (700, 1000, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(COVERING) == 0, width
    field = page.locator("[data-streamfield-child]:visible [data-contentpath='number']").nth(1)
    button = field.locator(".w-field__comment-button")
    # Its right half is where it lay over the level.
    button.click(position={"x": 28, "y": 24})
    page.locator(".comment--mode-creating [contenteditable], .comment--mode-creating textarea").first.click()
    page.keyboard.type("Stimmt das?")
    page.locator(".comment--mode-creating").get_by_role("button", name="Kommentar").first.click()
    assert page.locator("[name='sections-1-value-level']").input_value() == "2"
    assert page.locator("[name='sections-1-value-number']").input_value() == "1.1"
    page.locator("[name='sections-1-value-heading']").fill("Neue Wege")
    page.locator("[data-w-dropdown-target='toggle']").last.click()
    page.locator("[name='action-publish']").first.click()
    expect(page.locator(".messages")).to_contain_text("veröffentlicht")
    sections = NormativePage.objects.get(pk=document.pk).outline()
    assert [(section.heading, section.level) for section in sections] == [("Ziele", 1), ("Neue Wege", 2)]
