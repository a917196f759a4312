"""F62, F72: what another part of the portal counts fills the form, says where it comes from, and is no tally."""

import pytest
from django.urls import reverse

from cases.access import actor
from cases.indicators import catalogue_actions
from cases.indicators.queries import answers_of
from cases.models import Indicator, Submission
from portal import counted
from portal.counted import FigureSource
from tests import factories
from tests.cases.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(carriers):
    """A part that counts visits: seven of the carrier in each period, none of another."""
    asked = []

    def count(organisations, first_day, last_day):
        asked.append((first_day, last_day))
        return {carriers.sozialwerk.pk: 7}

    counted.figure_sources.add(FigureSource("visits", "Besuche", count))
    Indicator.objects.create(
        catalogue=carriers.catalogue, key="visits", name="Besuche", kind="number", source="visits", sort_order=90
    )
    yield asked
    counted.figure_sources.remove("visits")


def page_of(submission, user):
    return signed_in(user).get(reverse("indicators:submission", args=[submission.pk]))


def cell_of(page):
    blocks = page.context["table"].blocks
    return next(cell for block in blocks for row in block.rows for cell in row.cells if cell.name == "visits")


def test_f62_a_number_counted_elsewhere_stands_in_the_form_with_its_origin(carriers, visits):
    page = page_of(carriers.submission, carriers.jonas)
    assert (cell_of(page).value, cell_of(page).mark) == ("7", "tally")
    assert "gezählt: Besuche" in page.content.decode()
    assert visits[0] == (carriers.half_year.first_day, carriers.half_year.last_day)


def test_f62_changed_by_hand_it_shows_what_was_counted_and_asks_for_a_reason(carriers, visits):
    browser = signed_in(carriers.jonas)
    address = reverse("indicators:submission", args=[carriers.submission.pk])
    state = browser.get(address).context["form"].state
    assert browser.post(address, {"visits": "9", "stand": state}).status_code == 302
    page = browser.get(address)
    assert "gezählt: 7 (Besuche)" in page.content.decode()
    assert "Anders als gezählt (Besuche)." in page.content.decode()
    stored = answers_of(carriers.submission)["visits", "", ""]
    assert (stored.number, stored.tallied) == (9, 7)


def test_f55_nothing_counted_is_open_and_a_counted_zero_is_zero(carriers, visits):
    page = page_of(carriers.of(carriers.brueckenhaus), carriers.yasemin)
    assert (cell_of(page).value, cell_of(page).mark) == ("", "open")
    nothing = FigureSource("visits", "Besuche", lambda organisations, first, last: dict.fromkeys(organisations, 0))
    counted.figure_sources.add(nothing)
    page = page_of(carriers.of(carriers.brueckenhaus), carriers.yasemin)
    assert (cell_of(page).value, cell_of(page).mark) == ("0", "tally")


def test_f62_the_report_of_one_place_of_work_is_not_filled_with_the_number_of_them_all(carriers, visits):
    site = factories.SiteFactory(organisation=carriers.sozialwerk)
    row = Submission.objects.create(period=carriers.half_year, organisation=carriers.sozialwerk, site=site)
    assert cell_of(page_of(row, carriers.jonas)).value == ""
    assert visits == []


def test_f62_a_source_that_is_gone_leaves_the_field_to_be_typed(carriers, visits):
    counted.figure_sources.remove("visits")
    page = page_of(carriers.submission, carriers.jonas)
    assert page.status_code == 200 and cell_of(page).mark == "open"


def test_f62_the_coordinator_names_the_source_without_code(carriers, visits):
    draft = catalogue_actions.copy_catalogue(
        source=carriers.catalogue, version="2027-1", valid_from=carriers.half_year.first_day, by=actor(carriers.birgit)
    )
    browser = signed_in(carriers.birgit)
    address = reverse("indicators:indicator", args=[draft.pk, "plans"])
    page = browser.get(address)
    assert '<option value="visits">Besuche</option>' in page.content.decode()
    fields = {"name": "Pläne", "kind": "number", "source": "visits", "is_required": "on"}
    fields["stand"] = page.context["form"].state
    assert browser.post(address, {**fields, "kind": "text"}).status_code == 422
    assert browser.post(address, fields).status_code == 302
    assert draft.indicators.get(key="plans").source == "visits"
