"""R70: the sign-in ends while somebody writes: warned before, and what was sent too late is there again. In a real browser."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.models import AuthenticatorApp, Session
from tests import factories
from tests.browser.steps import VIEWS, follow, violations
from tests.directory import people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "ein langes Kennwort"
NEARLY = 25.6  # of 30 minutes: "about four" are left, for as long as a minute of the machine's
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def own(portal):
    return people.organisation("Brückenhaus am Bach", phone="+496990009100")


@pytest.fixture
def keeper(own):
    return people.maintainer(own, first_name="Ayla", last_name="Korber", email="ayla@example.org")


def picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=False)


def age(page, user, minutes):
    """As if nobody had opened a page for so long. What belongs to the page itself is there before: it counts as use."""
    page.wait_for_load_state("networkidle")
    seen = timezone.now() - dt.timedelta(minutes=minutes)
    Session.objects.filter(user=user).update(started_at=seen, seen_at=seen, expire_date=seen + dt.timedelta(minutes=30))


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_r70_what_was_sent_too_late_is_there_again_after_signing_in(visit, keeper, own, width, theme):
    window = visit(width=width, theme=theme, user=keeper)
    page = window.open(f"/verzeichnis/pflege/{own.pk}/angaben/")
    page.get_by_label("Telefon").fill("069 90009-555")
    age(page, keeper, 31)
    follow(page.get_by_role("button", name="Speichern"))
    expect(page.get_by_text("Was Sie eben abgeschickt haben, ist gesichert")).to_be_visible()
    assert violations(page) == []
    picture(page, f"sign-in-{width}-{theme}")
    page.get_by_label("E-Mail-Adresse").fill(keeper.email)
    page.get_by_label("Kennwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))
    code = AuthenticatorApp.objects.get(user=keeper).clock().token()
    page.get_by_label("Code aus der App").fill(f"{code:06d}")
    follow(page.get_by_role("button", name="Bestätigen und weiter"))
    expect(page.get_by_text("noch nicht abgeschickt")).to_be_visible()
    expect(page.get_by_label("Telefon")).to_have_value("069 90009-555")
    assert violations(page) == []
    picture(page, f"again-{width}-{theme}")
    own.refresh_from_db()
    assert str(own.phone) == "+496990009100"
    follow(page.get_by_role("button", name="Speichern"))
    own.refresh_from_db()
    assert str(own.phone) == "+496990009555"
    assert window.complaints == []


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_r70_a_warning_comes_before_the_end_and_one_press_prolongs(visit, keeper, own, width, theme):
    window = visit(width=width, theme=theme, user=keeper)
    window.page.clock.install()
    page = window.open(f"/verzeichnis/pflege/{own.pk}/angaben/")
    page.get_by_label("Telefon").fill("069 90009-555")
    age(page, keeper, NEARLY)
    page.clock.fast_forward("25:01")
    dialog = page.get_by_role("alertdialog", name="Sind Sie noch da?")
    expect(dialog).to_contain_text("endet in etwa 4 Minuten")
    expect(page.get_by_role("button", name="Ich bin noch da")).to_be_focused()
    assert violations(page) == []
    picture(page, f"warning-{width}-{theme}")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert Session.objects.get(user=keeper).expire_date > timezone.now() + dt.timedelta(minutes=29)
    expect(page.get_by_label("Telefon")).to_have_value("069 90009-555")
    age(page, keeper, 31)
    page.clock.fast_forward("25:01")
    expect(page.get_by_role("alertdialog", name="Ihre Anmeldung ist beendet")).to_be_visible()
    assert violations(page) == []
    picture(page, f"ended-{width}-{theme}")
    page.get_by_role("button", name="Schließen").click()
    expect(page.get_by_label("Telefon")).to_have_value("069 90009-555")
    assert [one for one in window.complaints if "403" not in one] == []  # the answer that it is over
    # As the window has just said.
    follow(page.get_by_role("button", name="Speichern"))
    expect(page.get_by_text("Was Sie eben abgeschickt haben, ist gesichert")).to_be_visible()


@pytest.fixture
def writer(portal):
    return factories.UserFactory(editor=True, email="mirko@example.org")


@pytest.fixture
def document(portal):
    sections = [factories.section("1", "Grundsätze", "<p>Die Stellen unterrichten einander.</p>")]
    return factories.normative_page(sections, title="Richtlinie Beratung", slug="richtlinie")


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_r70_the_editor_warns_as_other_pages_do(visit, writer, document, width, theme):
    window = visit(width=width, theme=theme, user=writer)
    window.page.clock.install()
    page = window.open(f"/cms/pages/{document.pk}/edit/")
    age(page, writer, NEARLY)
    page.clock.fast_forward("25:01")
    dialog = page.get_by_role("alertdialog", name="Sind Sie noch da?")
    expect(dialog).to_contain_text("endet in etwa 4 Minuten")
    expect(page.get_by_role("button", name="Ich bin noch da")).to_be_focused()
    assert [one for one in violations(page) if "sitzung" in one or ".stay" in one] == []
    picture(page, f"editor-warning-{width}-{theme}")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert Session.objects.get(user=writer).expire_date > timezone.now() + dt.timedelta(minutes=29)
    age(page, writer, 31)
    page.clock.fast_forward("25:01")
    expect(page.get_by_role("alertdialog", name="Ihre Anmeldung ist beendet")).to_be_visible()
    picture(page, f"editor-ended-{width}-{theme}")


def test_r70_what_is_sent_too_late_from_the_editor_is_stored_after_signing_in(visit, writer, document):
    window = visit(user=writer)
    page = window.open(f"/cms/pages/{document.pk}/edit/")
    page.get_by_role("tree", name="Gliederung").wait_for()
    age(page, writer, 31)
    page.locator("#id_title").fill("Richtlinie Beratung, neu gefasst")
    follow(page.get_by_role("button", name="Entwurf speichern").first)
    expect(page.get_by_text("Was Sie eben abgeschickt haben, ist gesichert")).to_be_visible()
    page.get_by_label("E-Mail-Adresse").fill(writer.email)
    page.get_by_label("Kennwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))
    code = AuthenticatorApp.objects.get(user=writer).clock().token()
    page.get_by_label("Code aus der App").fill(f"{code:06d}")
    follow(page.get_by_role("button", name="Bestätigen und weiter"))
    assert violations(page) == []
    picture(page, "editor-send-on")
    assert document.get_latest_revision_as_object().title == "Richtlinie Beratung"
    follow(page.get_by_role("button", name="Jetzt abschicken"))
    expect(page.locator("#id_title")).to_have_value("Richtlinie Beratung, neu gefasst")
    document.refresh_from_db()
    assert document.get_latest_revision_as_object().title == "Richtlinie Beratung, neu gefasst"
