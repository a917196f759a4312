"""Every page, light and dark, wide and narrow, against axe with the rules of WCAG 2.2 A and AA."""

import pytest

from directory.models import Organisation, Position
from tests import factories
from tests.browser.steps import VIEWS, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def paths(guideline: object, news: object) -> list[str]:
    return [
        "/",
        guideline.url,
        f"{guideline.url}#z-2-1",
        f"{guideline.url}#z-9-9",
        guideline.get_parent().url,
        f"{news.get_parent().url}?seite=2",
        news.url,
        "/impressum/",
        "/suche/?q=Kennzahlen",
        "/konto/",
        "/gibt-es-nicht/",
    ]


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_pages_have_no_barriers(visit, person, guideline, news, width, theme):
    window = visit(width=width, theme=theme, user=person)
    found = {}
    for path in paths(guideline, news):
        page = window.open(path)
        page.evaluate("document.fonts.ready")
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{path} is wider than the screen"
        )
    assert {path: what for path, what in found.items() if what} == {}


DIRECTORY = (
    "/zustaendig/",
    "/zustaendig/?ort=Wengertsheim",
    "/zustaendig/?ort=Wengertsheim&am=24.12.2026",
    "/zustaendig/?ort=74955",
    "/zustaendig/?ort=Nirgendwo",
    "/zustaendig/?ort=Ansbronn&am=gestern",
    "/verzeichnis/",
    "/verzeichnis/?art=course_provider&q=sprach",
    "/verzeichnis/personen/",
    "/verzeichnis/personen/?q=niemand",
    "/verzeichnis/gemeinden/",
    "/verzeichnis/gemeinden/08999002/",
    "/verzeichnis/listen/",
    "/suche/?q=wer+macht+integrationsmanagement+in+wengertsheim",
    "/suche/?q=ansprechpartner+sprachkurs",
    "/suche/?q=wer+macht+wohngeld+in+haldenrain",
)


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_the_directory_has_no_barriers(visit, county, width, theme):
    jobcenter = Organisation.objects.get(name="Jobcenter Rebental")
    window = visit(width=width, theme=theme, user=factories.MembershipFactory(organisation=jobcenter).user)
    person = Position.objects.filter(person__last_name="Wolfart").get().person_id
    contact_list = jobcenter.contact_lists.get().pk
    places = (f"organisationen/{jobcenter.pk}/", f"personen/{person}/", f"listen/{contact_list}/")
    found = {}
    for path in (*DIRECTORY, *(f"/verzeichnis/{place}" for place in places)):
        page = window.open(path)
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_signing_in_has_no_barriers(visit, width, theme):
    window = visit(width=width, theme=theme)
    page = window.open("/anmelden/")
    assert violations(page) == []
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_menus_have_no_barriers(visit, person, guideline, theme):
    window = visit(width=390, theme=theme, user=person)
    page = window.open(guideline.url)
    for name in ("Menü", "Ayla Korber", "Inhalt", "Auf einen Blick"):
        page.get_by_role("button", name=name, exact=True).click()
        assert violations(page) == [], name
        page.keyboard.press("Escape")


def test_targets_are_large_enough_for_a_thumb(visit, person, guideline):
    page = visit(width=390, user=person).open("/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .mainnav a, .footer ul a, .find input, .kern-btn')]
            .filter(one => one.checkVisibility())
            .map(one => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44).map(([name, box]) => `${name} ${box.height}`)"""
    )
    assert small == []
