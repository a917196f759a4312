"""A document in two languages side by side, read in a real browser at both widths."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.steps import follow, violations
from tests.pages.languages import translating
from tests.pages.languages.translating import ENDS, GOALS, WAYS, changed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_f17_a_section_of_a_translation_leads_to_the_german_beside_it(visit, person):
    page = factories.normative_page([GOALS, WAYS, ENDS], title="Richtlinie Beratung")
    english = translating.translated(page, by=factories.UserFactory(editor=True))
    page.sections = [GOALS, changed(WAYS, heading="Neue Wege"), ENDS]
    page.save_revision().publish()
    for width, theme in ((1280, "light"), (390, "dark")):
        one = visit(width=width, theme=theme, user=person)
        read = one.open(f"{english.get_url()}#{page.outline()[1].anchor}")
        follow(read.locator("#z-3-11-2 .sec__link a[href*=sprachen]"))
        row = read.locator("#z-3-11-2")
        expect(row).to_be_in_viewport()
        german, other = row.locator(".pair__text").all()
        expect(german).to_contain_text("Neue Wege")
        expect(other).to_contain_text("Ways")
        left, right = german.bounding_box(), other.bounding_box()
        assert (left["y"] == right["y"]) == (width == 1280)
        assert violations(read) == []
        assert not one.complaints
