"""A case worker asks what was agreed on 1 March last year, and what has changed since she last read: two clicks each."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.browser.steps import VIEWS, follow, look
from tests.pages.versions import compared

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f5_from_a_day_last_year_and_from_the_last_reading_to_what_changed(visit, person, width, theme):
    editor = factories.UserFactory(editor=True)
    march = dt.date(timezone.localdate().year - 1, 3, 1)
    guideline = compared.published(compared.FIRST, editor, since=march - dt.timedelta(days=30))
    window = visit(width=width, theme=theme, user=person)
    page = window.open(guideline.get_url())
    expect(page.get_by_text("Seit Sie zuletzt gelesen haben")).to_have_count(0)
    compared.next_version(guideline, compared.SECOND, editor)

    window.open(guideline.get_url())
    look(window, "text")
    page.get_by_label("Stand am").fill(march.isoformat())
    follow(page.get_by_role("button", name="Zeigen"))
    expect(page.get_by_text("Gemeldet wird bis zum 15. Januar.")).to_be_visible()
    expect(page.get_by_text("Sie gilt heute nicht mehr.")).to_be_visible()

    window.open(guideline.get_url())
    follow(page.get_by_role("link", name="Nur Änderungen lesen"))
    expect(page.get_by_role("heading", name="Was Fassung 2 gegenüber Fassung 1 ändert")).to_be_visible()
    expect(page.locator("ins", has_text="31")).to_be_visible()
    expect(page.locator("del", has_text="15")).to_be_visible()
    expect(page.get_by_text("Die Beratung ist freiwillig.")).to_have_count(0)
    look(window, "comparison")

    page.get_by_label("auch unveränderte Abschnitte").check()
    follow(page.get_by_role("button", name="Vergleichen"))
    expect(page.get_by_text("Die Beratung ist freiwillig.")).to_be_visible()
    look(window, "comparison-all")

    window.open(guideline.get_url())
    expect(page.get_by_text("Seit Sie zuletzt gelesen haben")).to_have_count(0)
    follow(page.locator(".sec", has_text="Gemeldet wird").get_by_role("link", name="Vergleichen"))
    expect(page.locator(".sec:target")).to_contain_text("Meldung")
