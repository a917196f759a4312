"""The report of gaps and overlaps, against a look at every single day."""

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import Coverage, Service, TargetGroup
from directory.responsibility.gaps import coverage_faults
from tests import factories

FIRST = dt.date(2026, 1, 1)
LAST = FIRST + dt.timedelta(30)
day = st.one_of(st.none(), st.integers(-5, 35).map(lambda offset: FIRST + dt.timedelta(offset)))
row = st.tuples(st.integers(0, 1), st.integers(0, 2), day, day).filter(lambda r: not (r[2] and r[3] and r[3] < r[2]))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(row, max_size=5))
def test_f21_the_report_says_for_every_day_what_the_entries_of_that_day_say(rows):
    Coverage.objects.all().delete()
    towns = [factories.MunicipalityFactory(valid_until=end) for end in (None, FIRST + dt.timedelta(20))]
    service = factories.ServiceFactory()
    groups: list[TargetGroup | None] = [None, *(TargetGroup.objects.get_or_create(name=name)[0] for name in "AB")]
    service.target_groups.set(groups[1:])
    organisation = factories.OrganisationFactory()
    Coverage.objects.bulk_create(
        Coverage(
            municipality=towns[place],
            service=service,
            organisation=organisation,
            target_group=groups[group],
            valid_from=begin,
            valid_until=end,
        )
        for place, group, begin, end in rows
    )
    reported = {
        (fault.municipality.pk, fault.group.pk, fault.stretch.first + dt.timedelta(offset), fault.stretch.is_gap)
        for fault in coverage_faults(FIRST, LAST, [service])
        for offset in range((fault.stretch.last - fault.stretch.first).days + 1)
        if fault.municipality in towns
    }
    expected = set()
    for town in towns:
        for offset in range(31):
            on = FIRST + dt.timedelta(offset)
            for group in groups[1:]:
                count = Coverage.objects.covering(town, service, group).valid_on(on).count() if rows else 0
                if town.is_valid_on(on) and count != 1:
                    expected.add((town.pk, group.pk, on, count == 0))
    assert reported == expected


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_f21_editors_see_gaps_and_overlaps_of_the_next_year(editor):
    town = factories.MunicipalityFactory(name="Wengertsheim")
    service = factories.ServiceFactory(name="Clearingstelle")
    optional = factories.ServiceFactory(name="Freiwilliges", is_expected_everywhere=False)
    for name in ("Erste", "Zweite"):
        factories.CoverageFactory(
            municipality=town, service=service, organisation__name=name, valid_from=dt.date(2027, 3, 1)
        )
    html = text_of(editor.get("/verzeichnis/luecken/?von=1.1.2027&bis=31.12.2027"))
    assert "2 Stellen, an denen etwas fehlt oder doppelt ist" in html
    assert "1.1.2027 bis 28.2.2027" in html
    assert "niemand zuständig" in html
    assert "doppelt: Erste, Zweite" in html
    assert optional.name not in html
    table = editor.get("/verzeichnis/luecken/?von=1.1.2027&bis=31.12.2027&format=csv").content.decode("utf-8-sig")
    assert table.count("\n") == 3
    assert "Lücke" in table


@pytest.mark.parametrize("query", ["von=x", "von=1.2.2027&bis=1.1.2027", "bis=1.1.1700"])
def test_bad_days_are_explained(editor, query):
    response = editor.get(f"/verzeichnis/luecken/?{query}")
    assert response.status_code == 422
    assert "fehlt oder stimmt nicht" in text_of(response)


def test_the_report_is_for_editors(reader, editor):
    assert reader.get("/verzeichnis/luecken/").status_code == 403
    assert "An jedem Tag ist überall genau eine Stelle zuständig." in text_of(editor.get("/verzeichnis/luecken/"))


@pytest.mark.django_db
def test_f21_a_large_county_takes_four_queries(django_assert_max_num_queries):
    towns = [factories.MunicipalityFactory() for _number in range(20)]
    services = [factories.ServiceFactory() for _number in range(3)]
    organisation = factories.OrganisationFactory()
    for town in towns:
        for service in services:
            factories.CoverageFactory(municipality=town, service=service, organisation=organisation)
    with django_assert_max_num_queries(4):
        assert list(coverage_faults(FIRST, LAST)) == []
    assert Service.objects.count() == 3
