"""Two people change the same entry, in two windows: both versions are seen, one is chosen, nothing typed is gone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directory.models import Organisation, Site
from tests.browser.steps import VIEWS, follow, violations
from tests.directory import people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def own(portal) -> Organisation:
    return people.organisation(
        "Brückenhaus am Bach", description="Beratung für Familien im Bachtal.", email="post@example.org"
    )


@pytest.fixture
def keepers(own):
    return [people.maintainer(own, email=f"{name}@example.org", first_name=name.title()) for name in ("ayla", "bert")]


def keep_picture(page, name: str) -> None:
    """For looking at, where PICTURES names a folder."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_r3_both_versions_are_shown_and_the_chosen_one_is_stored(visit, own, keepers, width, theme):
    address = f"/verzeichnis/pflege/{own.pk}/angaben/"
    second = visit(width=width, theme=theme, user=keepers[1])
    page = second.open(address)
    first = visit(user=keepers[0], script=False).open(address)
    first.get_by_label("Wofür sie da ist").fill("Beratung für Familien und Alleinstehende.")
    first.get_by_label("Zentrale E-Mail").fill("neu@example.org")
    follow(first.get_by_role("button", name="Speichern"))
    page.get_by_label("Wofür sie da ist").fill("Beratung für Familien, auch am Abend.")
    page.get_by_label("Kurzname").fill("Brückenhaus")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("alert").wait_for()
    page.evaluate("document.fonts.ready")
    keep_picture(page, f"konflikt-{width}-{theme}")
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    text = page.get_by_role("group", name="Wofür sie da ist")
    expect(text.get_by_label("Inzwischen gespeichert: Beratung für Familien und Alleinstehende.")).to_be_visible()
    assert page.get_by_role("group", name="Zentrale E-Mail").get_by_label("Inzwischen gespeichert:").is_checked()
    # By keyboard alone: to the second version with the arrow key.
    text.get_by_label("Inzwischen gespeichert:").focus()
    page.keyboard.press("ArrowDown")
    expect(text.get_by_label("Ihre Eingabe:")).to_be_checked()
    page.get_by_role("button", name="Speichern").press("Enter")
    page.get_by_text("Die Angaben sind gespeichert.").wait_for()
    own.refresh_from_db()
    assert (own.description, own.email, own.short_name) == (
        "Beratung für Familien, auch am Abend.",
        "neu@example.org",
        "Brückenhaus",
    )


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_r13_removing_names_what_goes_and_asks_again_when_it_has_changed(visit, own, keepers, width, theme):
    site = Site.objects.create(organisation=own, name="Haus am Bach", street="Bachweg 3", town="Aach")
    window = visit(width=width, theme=theme, user=keepers[1], script=False)
    page = window.open(f"/verzeichnis/pflege/{own.pk}/standorte/{site.pk}/")
    follow(page.get_by_role("link", name="Diesen Eintrag entfernen"))
    expect(page.get_by_text("Straße und Hausnummer: Bachweg 3")).to_be_visible()
    keep_picture(page, f"frage-{width}-{theme}")
    Site.objects.filter(pk=site.pk).update(street="Bachweg 30")
    page.get_by_role("button", name="Entfernen").click()
    page.get_by_text("Der Eintrag hat sich geändert").wait_for()
    expect(page.get_by_text("Straße und Hausnummer: Bachweg 30")).to_be_visible()
    keep_picture(page, f"frage-wieder-{width}-{theme}")
    page.get_by_role("button", name="Entfernen").click()
    page.get_by_text("Der Standort ist entfernt.").wait_for()
    assert not Site.objects.exists()


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_r70_what_was_typed_for_an_entry_that_is_gone_can_be_copied(visit, own, keepers, width, theme):
    site = Site.objects.create(organisation=own, name="Haus am Bach", street="Bachweg 3", town="Aach")
    page = visit(width=width, theme=theme, user=keepers[1]).open(f"/verzeichnis/pflege/{own.pk}/standorte/{site.pk}/")
    page.get_by_label("Straße").fill("Bachweg 30, Eingang im Hof")
    site.delete()
    follow(page.get_by_role("button", name="Standort speichern"))
    assert page.get_by_role("heading", level=1).inner_text() == "Dieser Eintrag wurde inzwischen gelöscht"
    expect(page.get_by_text("Bachweg 30, Eingang im Hof")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep_picture(page, f"geloescht-{width}-{theme}")
