"""Journey 1: on a tablet a client is recorded, goes through the consent in her language, signs, and leaves with a key."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.access import actor
from cases.models import ClientRecord, Consent
from cases.referrals import client_keys
from tests import factories
from tests.browser.steps import VIEWS, follow, violations
from tests.cases.factories import County
from tests.cases.referrals.test_consent_pages import pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PORTAL_DATA_DIR = tmp_path


@pytest.fixture
def office(portal) -> County:
    county = County()
    for organisation, name in ((county.sozialwerk, "Sozialwerk Rebental"), (county.jobcenter, "Jobcenter Rebental")):
        organisation.name = name
        organisation.save()
    factories.CoverageFactory(organisation=county.jobcenter, municipality__name="Wengertsheim")
    return county


def picture(page: Page, name: str) -> None:
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide, f"{name} scrolls sideways"
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def record(page: Page, base: str) -> ClientRecord:
    page.get_by_label("Vorname").fill("Nazanin")
    page.get_by_label("Nachname").fill("Azadi")
    page.get_by_label("Geburtsjahr oder Geburtsdatum").fill("1991")
    page.get_by_label("Sprache", exact=True).select_option(label="Arabisch")
    page.get_by_label("Gemeinde").fill("Wengertsheim")
    follow(page.get_by_role("button", name="Akte anlegen"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nazanin Azadi")
    return ClientRecord.objects.unrestricted().get()


def draw(page: Page) -> None:
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + step * 18, box["y"] + 20 + (step % 3) * 22)
    page.mouse.up()


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_journey_1_recorded_consented_and_gone_with_a_key(visit, office, settings, width, theme):
    settings.PORTAL_SCREEN_SIGNATURE = True
    window = visit(width=width, theme=theme, user=office.ayla)
    mark = f"{width}-{theme}"
    page = window.open("/faelle/akten/")
    picture(page, f"list-empty-{mark}")
    follow(page.get_by_role("link", name="Neue Akte"))
    picture(page, f"new-{mark}")
    client = record(page, window.base)
    picture(page, f"record-{mark}")
    follow(page.get_by_role("link", name="Einwilligung aufnehmen"))
    picture(page, f"purpose-{mark}")
    follow(page.get_by_role("link", name="Gemeinsames Erstgespräch"))
    page.get_by_label("Jobcenter Rebental").check()
    picture(page, f"scope-{mark}")
    follow(page.get_by_role("button", name="Weiter zum Text"))
    expect(page.locator("[lang=ar][dir=rtl]").first).to_be_visible()
    picture(page, f"text-{mark}")
    with page.expect_download() as printed:
        page.get_by_role("link", name="Zum Unterschreiben drucken").click()
    assert printed.value.suggested_filename == "Einwilligung.pdf"
    follow(page.get_by_role("link", name="Unterschrift aufnehmen"))
    draw(page)
    picture(page, f"sign-{mark}")
    follow(page.get_by_role("button", name="Einwilligung aufnehmen"))
    expect(page.get_by_text("Auf dem Bildschirm unterschrieben")).to_be_visible()
    picture(page, f"given-{mark}")
    follow(page.get_by_role("link", name="Kopie mit Schlüssel drucken"))
    picture(page, f"key-{mark}")
    with page.expect_download() as printed:
        page.get_by_role("button", name="Drucken").click()
    assert printed.value.suggested_filename == "Einwilligung.pdf"
    page = window.open("/faelle/akten/")
    expect(page.get_by_text("Azadi")).to_have_count(0)
    follow(page.get_by_role("button", name="Namen zeigen"))
    expect(page.get_by_role("link", name="Nazanin Azadi")).to_be_visible()
    picture(page, f"list-{mark}")
    assert Consent.objects.unrestricted().get(record=client).holds()
    assert window.complaints == []


@pytest.mark.parametrize(("width", "theme", "script"), [(1280, "light", True), (320, "dark", False)])
def test_f71_the_client_looks_and_withdraws_without_an_account(visit, office, width, theme, script):
    consent = office.consent(office.record())
    office.consent(consent.record, purpose="benefits")
    secret = client_keys.issue_key(record=consent.record, language="ar", by=actor(office.ayla))
    window = visit(width=width, theme=theme, script=script)
    page = window.open("/meine-einwilligung/?sprache=ar")
    if script:
        picture(page, f"client-enter-{width}")
    page.locator("#code").fill("falsch")
    follow(page.locator("main button[type=submit]"))
    expect(page.get_by_role("alert")).to_be_visible()
    window.open(f"/meine-einwilligung/{secret}/")
    assert page.url.endswith("/meine-einwilligung/uebersicht/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    if script:
        picture(page, f"client-overview-{width}")
    elif SHOTS:
        page.screenshot(path=Path(SHOTS) / f"client-overview-{width}.png", full_page=True)
    page.locator("#year").fill("1991")
    follow(page.locator("button[value=all]"))
    assert page.url.endswith("/meine-einwilligung/fertig/")
    if script:
        picture(page, f"client-done-{width}")
    assert not Consent.objects.unrestricted().get(pk=consent.pk).holds()


def test_f45_without_script_the_paper_is_taken(visit, office, settings, tmp_path):
    settings.PORTAL_SCREEN_SIGNATURE = True
    consent = office.consent(office.record(), given=False)
    window = visit(script=False, user=office.ayla)
    page = window.open(f"/faelle/akten/{consent.record_id}/einwilligung/{consent.pk}/unterschrift/")
    expect(page.locator("canvas")).to_be_hidden()
    expect(page.get_by_text(re.compile("auf Papier unterschreiben"))).to_be_visible()
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(pdf())
    page.get_by_label("Unterschriebene Einwilligung als Scan").set_input_files(paper)
    follow(page.get_by_role("button", name="Einwilligung aufnehmen"))
    consent.refresh_from_db()
    assert consent.holds()
