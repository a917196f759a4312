"""The two journeys of figures: tapped on the phone between two talks, reported by keyboard – and no barrier on either."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cases.access import actor
from cases.indicators import period_actions
from cases.indicators.periods import Template
from cases.models import Answer, IndicatorSet, Submission, Tally
from portal.identity.auth import OrganisationRole, PortalRole
from tests import factories
from tests.browser.steps import VIEWS, follow, violations
from tests.cases.factories import member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def carrier(portal):
    return factories.OrganisationFactory(name="Sozialwerk am Rebenhang")


@pytest.fixture
def coordinator(portal):
    user = factories.UserFactory(first_name="Birgit", last_name="Mönch")
    user.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    return user


@pytest.fixture
def submission(carrier, coordinator):
    today = timezone.localdate()
    first = today - dt.timedelta(days=100)
    template = Template("half_year", "2. Halbjahr", first, today, today + dt.timedelta(days=9), "LÖ-RL 3.11.2")
    period_actions.make_periods(
        templates=[template], catalogue=IndicatorSet.objects.get(), reporters=[carrier], by=actor(coordinator)
    )
    for topic, form, number in (("arbeit", "beratung", 64), ("sprache", "vermittlung", 15), ("wohnen", "beratung", 52)):
        Tally.objects.create(organisation=carrier, day=today, talk="counselling", topic=topic, form=form, number=number)
    return Submission.objects.unrestricted().get()


def shows(page, text):
    page.locator("[data-count]").get_by_text(text, exact=True).wait_for()


def test_f62_between_two_talks_on_the_phone(visit, carrier, submission):
    advisor = member(carrier, OrganisationRole.CASEWORKER, first_name="Ayla", last_name="Korber")
    window = visit(width=390, user=advisor)
    page = window.open("/kennzahlen/strichliste/")
    follow(page.get_by_role("button", name="Strichliste für heute öffnen"))
    page.get_by_role("radio", name="Wohnen").check()
    page.get_by_role("button", name="Beratung", exact=True).click()
    shows(page, "1")
    page.get_by_text("Gezählt: Wohnen, Beratung").wait_for()
    window.context.set_offline(True)
    page.get_by_role("radio", name="Sprache").check()
    page.get_by_role("button", name="Begleitung").click()
    page.get_by_text("warten auf das Netz").wait_for()
    shows(page, "2")
    window.context.set_offline(False)
    page.get_by_text("Gezählt: Sprache, Begleitung").wait_for()
    own = Tally.objects.unrestricted().filter(by=advisor)
    assert sorted(own.values_list("topic", "form")) == [("sprache", "begleitung"), ("wohnen", "beratung")]
    page.get_by_role("button", name="Zurücknehmen: Sprache, Begleitung").click()
    shows(page, "1")
    assert own.get().topic == "wohnen"
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    assert [one for one in window.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []
    assert violations(page) == []


def test_f62_the_tally_works_without_script(visit, carrier, submission):
    advisor = member(carrier)
    page = visit(width=390, user=advisor, script=False).open("/kennzahlen/strichliste/")
    follow(page.get_by_role("button", name="Strichliste für heute öffnen"))
    page.get_by_role("radio", name="Wohnen").check()
    follow(page.get_by_role("button", name="Beratung", exact=True))
    assert Tally.objects.unrestricted().filter(by=advisor).count() == 1
    follow(page.get_by_role("button", name="Zurücknehmen: Wohnen, Beratung"))
    assert not Tally.objects.unrestricted().filter(by=advisor).exists()


def test_f54_a_submission_by_keyboard_only(visit, carrier, submission):
    reporter = member(carrier, OrganisationRole.REPORTER)
    window = visit(user=reporter)
    page = window.open(f"/kennzahlen/{submission.pk}/")
    page.locator("[name='contacts.sprache.vermittlung']").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("17")
    page.keyboard.press("Tab")
    page.locator("[data-sum='contacts.sprache']").get_by_text("17", exact=True).wait_for()
    page.get_by_text("Entwurf, gespeichert um").wait_for()
    assert Answer.objects.unrestricted().get(row__key="sprache", column__key="vermittlung").number == 17
    page.locator("[name='contacts.ehrenamt:art']").focus()
    with page.expect_navigation():
        page.keyboard.type("Ni")
        page.keyboard.press("Enter")
    page.locator(".mx__answer .state").wait_for()
    page.get_by_role("button", name="Offene Felder als Null eintragen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("[name='contacts.sprache:grund']").focus()
    page.keyboard.type("Zwei Zettel nachgetragen")
    page.get_by_role("button", name="Prüfen und abgeben").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("Die Koordination prüft die Meldung.").wait_for()
    submission.refresh_from_db()
    assert submission.state == "submitted"
    assert window.complaints == []


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_figures_have_no_barriers(visit, carrier, coordinator, submission, width, theme):
    found = {}
    reporter = member(carrier, OrganisationRole.REPORTER)
    advisor = member(carrier)
    catalogue = IndicatorSet.objects.get().pk
    ways = {
        reporter: ["/kennzahlen/", f"/kennzahlen/{submission.pk}/"],
        advisor: ["/kennzahlen/strichliste/", "/kennzahlen/strichliste/tag/", "/kennzahlen/strichliste/fall/"],
        coordinator: [
            "/kennzahlen/abgaben/",
            f"/kennzahlen/pruefung/{submission.pk}/",
            f"/kennzahlen/ausnahme/{submission.pk}/",
            "/kennzahlen/zeitraeume/",
            "/kennzahlen/kataloge/",
            f"/kennzahlen/kataloge/{catalogue}/",
        ],
    }
    for user, paths in ways.items():
        if user is coordinator:
            Submission.objects.unrestricted().update(state="submitted", submitted_at=timezone.now())
        window = visit(width=width, theme=theme, user=user)
        for path in paths:
            page = window.open(path)
            found[path] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert {path: what for path, what in found.items() if what} == {}
