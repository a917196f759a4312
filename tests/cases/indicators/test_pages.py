"""Who finds the way to figures, and what the pages cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.access import actor
from cases.indicators import period_actions, periods
from cases.indicators.queries import answers_of
from cases.models import IndicatorSet
from tests import factories
from tests.cases.factories import signed_in

pytestmark = pytest.mark.django_db
ENTRY = 'href="/kennzahlen/"'


def test_d14_the_menu_leads_there_whoever_counts_reports_or_coordinates(carriers):
    for user in (carriers.ayla, carriers.jonas, carriers.mirko, carriers.birgit):
        assert ENTRY in signed_in(user).get("/konto/").content.decode()
    for user in (carriers.tomasz, factories.UserFactory(administrator=True)):
        assert ENTRY not in signed_in(user).get("/konto/").content.decode()


def test_f55_estimates_only_where_the_set_allows_them(carriers):
    address = reverse("indicators:submission", args=[carriers.submission.pk])
    browser = signed_in(carriers.jonas)
    page = browser.get(address)
    assert "geschätzt" not in page.content.decode()
    values = {"plans": "4", "plans:geschaetzt": "on", "stand": page.context["form"].state}
    browser.post(address, values)
    assert not answers_of(carriers.submission)["plans", "", ""].is_estimated
    IndicatorSet.objects.update(allows_estimates=True)
    page = browser.get(address)
    assert "geschätzt" in page.content.decode()
    browser.post(address, {**values, "stand": page.context["form"].state})
    assert answers_of(carriers.submission)["plans", "", ""].is_estimated


def queries(user, address):
    browser = signed_in(user)
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_f54_the_overview_costs_the_same_for_fifty(carriers):
    address = reverse("indicators:overview")
    before = queries(carriers.birgit, address)
    more = [factories.OrganisationFactory() for _each in range(50)]
    period_actions.make_periods(
        templates=periods.of_year(2026), catalogue=carriers.catalogue, reporters=more, by=actor(carriers.birgit)
    )
    assert queries(carriers.birgit, address) == before


def test_f62_a_form_with_strokes_costs_the_same_as_one_without(carriers):
    address = reverse("indicators:submission", args=[carriers.submission.pk])
    before = queries(carriers.jonas, address)
    for topic in ("arbeit", "sprache", "wohnen"):
        carriers.stroke(topic)
    assert queries(carriers.jonas, address) == before


def test_f56_a_part_is_not_more_than_the_whole(carriers):
    plans = carriers.catalogue.indicators.get(key="plans")
    plans.part_of = "persons"
    plans.save()
    address = reverse("indicators:submission", args=[carriers.submission.pk])
    browser = signed_in(carriers.jonas)
    values = carriers.complete(plans="21") | {"stand": browser.get(address).context["form"].state}
    answer = browser.post(reverse("indicators:submit", args=[carriers.submission.pk]), values)
    assert answer.status_code == 422 and list(answer.context["problems"]) == ["plans"]
    assert "mehr als" in answer.content.decode()
