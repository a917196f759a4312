"""Accounts in a real browser: every page without barriers, the invitation from mail to portal, the password shown."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from directory.members import offers
from directory.models import Membership
from portal.identity import account_actions, lost_factors
from tests import factories
from tests.browser.steps import VIEWS, violations
from tests.mails import link_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
GOOD = "regen tasse zaun velo"


@pytest.fixture
def boss(portal):
    return factories.UserFactory(administrator=True, first_name="Gesine", last_name="Hollwege")


@pytest.fixture
def pages(boss, person):
    """Every page of the section, with somebody invited, somebody locked and a reset under way."""
    organisation = Membership.objects.get(user=person).organisation
    other = factories.UserFactory(administrator=True)
    waiting = account_actions.create(address="neu@example.org", first_name="Nora", last_name="Neu", by=boss)
    factories.MembershipFactory(user=waiting, organisation=organisation)
    locked = factories.UserFactory(is_active=False)
    app = factories.AuthenticatorApp.new(person, "Handy")
    app.confirmed = True
    app.save()
    lost_factors.request_reset(person, by=other)
    offers.make(factories.UserFactory(), organisation, ["supervisor"], by=other)
    offers.make(boss, organisation, ["reader"], by=other)
    return [
        "/konto/einladungen/",
        "/konto/anmeldungen/noch-da/",
        "/konto/",
        "/konto/kennwort/",
        "/konto/e-mail/",
        "/konto/anmeldungen/",
        "/konten/",
        "/konten/?q=niemand",
        "/konten/einladen/",
        *[f"/konten/{user.pk}/" for user in (boss, person, waiting, locked)],
        "/mitglieder/",
        f"/mitglieder/{organisation.pk}/",
        f"/mitglieder/{organisation.pk}/einladen/",
        f"/mitglieder/{organisation.pk}/{waiting.pk}/",
        f"/mitglieder/{organisation.pk}/{person.pk}/",
    ]


def problems(page):
    found = violations(page)
    if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        found.append("wider than the screen")
    return found


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_pages_of_accounts_have_no_barriers(visit, boss, pages, width, theme):
    window = visit(width=width, theme=theme, user=boss)
    found = {path: problems(window.open(path)) for path in pages}
    assert {path: what for path, what in found.items() if what} == {}
    assert window.complaints == []


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_pages_without_sign_in_have_no_barriers(visit, boss, width, theme):
    account_actions.create(address="neu@example.org", first_name="Nora", last_name="Neu", by=boss)
    window = visit(width=width, theme=theme)
    found = {
        path: problems(window.open(path)) for path in ("/kennwort/", "/kennwort/unterwegs/", link_to("neu@example.org"))
    }
    window.page.get_by_role("button", name="Kennwort festlegen").click()
    window.page.get_by_role("alert").wait_for()
    found["errors"] = problems(window.page)
    assert {path: what for path, what in found.items() if what} == {}


def test_r10_from_the_invitation_to_the_second_factor(visit, boss):
    """Under the policy of production, with the keyboard."""
    user = account_actions.create(address="neu@example.org", first_name="Nora", last_name="Neu", by=boss)
    factories.MembershipFactory(user=user, role="caseworker")
    window = visit()
    page = window.open(link_to("neu@example.org"))
    assert page.url.endswith("/einladung/")
    page.get_by_label("Neues Kennwort", exact=True).fill(GOOD)
    page.get_by_label("Neues Kennwort wiederholen").fill(GOOD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zweiter Faktor")).to_be_visible()
    expect(page.get_by_text("Jetzt einrichten")).to_be_visible()
    assert window.complaints == []
    assert len(mail.outbox) == 1


def test_r14_the_password_can_be_looked_at(visit, portal):
    page = visit().open("/anmelden/")
    field = page.get_by_label("Kennwort", exact=True)
    field.fill(GOOD)
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="Kennwort anzeigen").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Kennwort verbergen").click()
    expect(field).to_have_attribute("type", "password")


def test_without_script_signing_in_and_ending_sessions_work(visit, person):
    page = visit(script=False).open("/konto/anmeldungen/")
    assert page.get_by_role("button", name="Kennwort anzeigen").count() == 0
    page.get_by_label("E-Mail-Adresse").fill(person.email)
    page.get_by_label("Kennwort", exact=True).fill("ein langes Kennwort")
    page.keyboard.press("Enter")
    expect(page.get_by_text("dieser Browser")).to_be_visible()
    page.get_by_role("link", name="Überall abmelden").click()
    page.get_by_role("heading", name="Überall abmelden?").wait_for()
    page.get_by_role("button", name="Überall abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
