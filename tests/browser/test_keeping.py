"""Taking note, reporting, confirming: what people do to keep the directory true, and no barrier on the way."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.models import Acknowledgement, Confirmation, ContactChange, Organisation, Position, Round, StaffNotice
from directory.upkeep.round_actions import link
from tests.browser.steps import VIEWS, follow, violations
from tests.directory import people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def own(portal) -> Organisation:
    found = people.organisation("Brückenhaus am Bach")
    amsel = people.contact(found, "Amsel", share=100)
    people.contact(found, "Drossel")
    people.central(amsel, "Aach")
    return found


@pytest.fixture
def keeper(own):
    return people.maintainer(own, first_name="Ayla", last_name="Korber")


@pytest.fixture
def change(own) -> ContactChange:
    star = people.contact(people.organisation("Jobcenter am Berg"), "Star")
    details = [{"field": "phone", "before": "069 90009111", "after": "069 90009222"}]
    return ContactChange.objects.create(
        kind="changed",
        organisation=star.organisation,
        position=star,
        person=star.person,
        name="Rike Star",
        role="Beratung",
        details=details,
    )


def test_d3_one_click_takes_note(visit, keeper, change):
    window = visit(user=keeper, script=False)
    page = window.open("/verzeichnis/")
    page.get_by_role("link", name="Änderungen").click()
    page.get_by_role("heading", name="1 Änderung ist neu für Sie").wait_for()
    page.get_by_role("button", name="Zur Kenntnis genommen", exact=True).click()
    page.get_by_text("Sie haben alles zur Kenntnis genommen.").wait_for()
    assert Acknowledgement.objects.get().change == change


def test_f24_a_departure_shows_the_places_first(visit, keeper, own):
    page = visit(user=keeper, width=390).open(f"/verzeichnis/pflege/{own.pk}/")
    follow(page.locator(".entry", has_text="Rike Amsel").locator(".acts a", has_text="geht"))
    assert page.get_by_text("Integrationsmanagement, Aach").is_visible()
    page.get_by_label("Letzter Tag").fill("31.12.2098")
    page.get_by_role("button", name="Weggang eintragen und melden").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.get_by_label("Wer übernimmt?").select_option(label="Rike Drossel, Beratung")
    page.get_by_role("button", name="Weggang eintragen und melden").click()
    page.get_by_text("Der Weggang ist eingetragen und dem Landkreis gemeldet.").wait_for()
    assert StaffNotice.objects.get().kind == "leaving"
    assert Position.objects.get(person__last_name="Amsel").valid_until == dt.date(2098, 12, 31)


def test_f23_a_link_confirms_with_one_click(visit, keeper, own):
    today = timezone.localdate()
    found = Round.objects.create(started_on=today, due_on=today + dt.timedelta(days=28))
    address = link(Confirmation.objects.create(round=found, organisation=own), keeper)
    page = visit(width=390).open("/verzeichnis/" + address.partition("/verzeichnis/")[2])
    assert violations(page) == []
    page.get_by_role("button", name="Ja, alles stimmt").click()
    page.get_by_role("heading", name="Danke, das war alles").wait_for()
    own.refresh_from_db()
    assert own.confirmed_on == today


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_the_pages_that_keep_it_true_have_no_barriers(visit, keeper, own, change, width, theme):
    window = visit(width=width, theme=theme, user=keeper)
    amsel = Position.objects.get(person__last_name="Amsel")
    mine = f"/verzeichnis/pflege/{own.pk}/"
    found = {}
    for path in (
        "/verzeichnis/aenderungen/",
        mine,
        f"{mine}personen/neu/",
        f"{mine}personen/{amsel.pk}/",
        f"{mine}personen/{amsel.pk}/weggang/",
        f"{mine}personen/{amsel.pk}/abwesend/",
        f"{mine}standorte/neu/",
    ):
        page = window.open(path)
        page.evaluate("document.fonts.ready")
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} is too wide"
    assert {path: what for path, what in found.items() if what} == {}
    assert window.complaints == []
