"""Signing in with two factors in a real browser, under the policy the portal really sends."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from portal.identity import invitations
from portal.models import AuthenticatorApp, RecoveryCodes
from tests import factories
from tests.browser.steps import VIEWS, follow, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "ein langes Kennwort"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def editor(portal):
    return factories.UserFactory(email="swantje@example.org", editor=True)


def sign_in(page: Page, user: object) -> None:
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Kennwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))


def with_app(user: object) -> AuthenticatorApp:
    app = AuthenticatorApp.new(user, "Diensthandy")
    app.confirmed = True
    app.save()
    return app


def virtual_key(page: Page) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f42_password_code_and_there(visit, editor, width, theme):
    app = with_app(editor)
    window = visit(width=width, theme=theme)
    screens = []
    window.page.on("load", lambda page: screens.append(page.url.partition("?")[0].removeprefix(window.base)))
    page = window.open("/protokoll/")
    page = window.open("/cms/")
    sign_in(page, editor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor bestätigen")
    assert violations(page) == []
    expect(page.get_by_label("Code aus der App")).to_be_focused()
    page.get_by_label("Code aus der App").fill("41820")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sie haben 5 eingegeben")).to_be_visible()
    assert violations(page) == []
    assert window.complaints == []
    page.get_by_label("Code aus der App").fill(f"{app.clock().token():06d}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cms/")
    assert screens[-4:] == ["/anmelden/", *["/konto/zweiter-faktor/bestaetigen/"] * 2, "/cms/"]


def test_f42_it_works_without_script(visit, editor):
    app = with_app(editor)
    page = visit(script=False).open("/cms/")
    sign_in(page, editor)
    page.get_by_label("Code aus der App").fill(f"{app.clock().token():06d}")
    page.get_by_role("button", name="Bestätigen und weiter").click()
    page.wait_for_url("**/cms/")


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f43_setting_up_an_app_has_no_barriers(visit, editor, width, theme):
    secret = invitations.issue(editor, invitations.Purpose.FACTOR)
    window = visit(width=width, theme=theme)
    page = window.open(f"/konto/zweiter-faktor/link/{secret}/")
    sign_in(page, editor)
    assert secret not in page.url
    found = {"overview": violations(page)}
    follow(page.get_by_role("link", name="Authenticator-App"))
    page.get_by_text("Scannen geht nicht?").click()
    found["app"] = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Code aus der App").fill(f"{AuthenticatorApp.objects.get().clock().token():06d}")
    follow(page.get_by_role("button", name="App in Betrieb nehmen"))
    found["codes"] = violations(page)
    page.get_by_role("button", name="Notfallcodes anzeigen").click()
    expect(page.locator(".recovery code")).to_have_count(10)
    found["shown"] = violations(page)
    follow(page.get_by_role("link", name="Ich habe sie aufbewahrt"))
    found["list"] = violations(page)
    follow(page.get_by_role("link", name="Passkey oder Sicherheitsschlüssel"))
    found["passkey"] = violations(page)
    assert {place: what for place, what in found.items() if what} == {}
    assert window.complaints == []


def test_r18_a_passkey_is_registered_and_proves(visit, editor):
    secret = invitations.issue(editor, invitations.Purpose.FACTOR)
    window = visit()
    page = window.page
    virtual_key(page)
    window.open(f"/konto/zweiter-faktor/link/{secret}/")
    sign_in(page, editor)
    follow(page.get_by_role("link", name="Passkey oder Sicherheitsschlüssel"))
    page.get_by_label("Name des Geräts").fill("Dienstrechner")
    page.get_by_role("button", name="Passkey anlegen").click()
    page.wait_for_url("**/notfallcodes/")
    page.get_by_role("button", name="Notfallcodes anzeigen").click()
    follow(page.get_by_role("link", name="Ich habe sie aufbewahrt"))
    expect(page.get_by_role("heading", name="Dienstrechner")).to_be_visible()
    page.context.clear_cookies()
    window.open("/cms/")
    sign_in(page, editor)
    expect(page.get_by_label("Code aus der App")).to_have_count(0)
    assert violations(page) == []
    with page.expect_request("**/pruefen/fertig/") as sent:
        page.get_by_role("button", name="Mit Passkey oder Sicherheitsschlüssel bestätigen").click()
    page.wait_for_url("**/cms/")
    assert [one for one in window.complaints if "Content Security Policy" in one and "/konto/" in one] == []
    body = sent.value.post_data
    token = page.context.cookies()
    csrf = next(one["value"] for one in token if one["name"] == "csrftoken")
    again = page.request.post(
        sent.value.url, data=body, headers={"X-CSRFToken": csrf, "Content-Type": "application/json"}
    )
    assert again.status == 400, "the state of a ceremony is good once"


def test_r18_a_key_of_somebody_else_or_none_is_refused_in_words(visit, editor):
    with_app(editor)
    secret = invitations.issue(factories.UserFactory(email="andere@example.org"), invitations.Purpose.FACTOR)
    window = visit()
    page = window.page
    session, key = virtual_key(page)
    window.open(f"/konto/zweiter-faktor/link/{secret}/")
    page.get_by_label("E-Mail-Adresse").fill("andere@example.org")
    page.get_by_label("Kennwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))
    follow(page.get_by_role("link", name="Passkey oder Sicherheitsschlüssel"))
    page.get_by_role("button", name="Passkey anlegen").click()
    page.wait_for_url("**/notfallcodes/")
    session.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.context.clear_cookies()
    window.open("/konto/zweiter-faktor/bestaetigen/")
    page.get_by_label("E-Mail-Adresse").fill("andere@example.org")
    page.get_by_label("Kennwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Anmelden"))
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Mit Passkey oder Sicherheitsschlüssel bestätigen").click()
    expect(page.get_by_role("alert")).to_contain_text("Der Passkey wurde nicht bestätigt")
    assert re.search("/bestaetigen/", page.url)
    assert RecoveryCodes.objects.count() == 0
