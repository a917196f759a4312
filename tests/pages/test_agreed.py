"""What documents say to the other parts of the portal: sections by identity or number, and the time for an answer."""

import datetime as dt

import pytest
import time_machine
from wagtail.models import PageViewRestriction

from pages.models import Party
from portal import agreed
from portal.agreed import SectionKey
from tests.factories import OrganisationFactory, normative_page, section

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
LONG_AGO = dt.date(2025, 7, 1)


@pytest.fixture(autouse=True)
def today(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def office():
    return OrganisationFactory(name="Jobcenter Musterland")


@pytest.fixture
def carrier():
    return OrganisationFactory(name="Trägerverein Musterland")


def agreement(*parties, days=5, **fields):
    clause = section("5.3", "Antwort", level=2)
    fields = {"in_force_on": LONG_AGO, "short_title": "KV M", "response_days": days, **fields}
    page = normative_page([section("5", "Fälle"), clause], response_clause=clause["id"], **fields)
    page.parties = [Party(name=str(one), organisation=one) for one in parties]
    page.save_revision().publish()
    return page


def test_f58_the_time_for_an_answer_is_that_of_the_agreement_of_both_sides(office, carrier, django_assert_num_queries):
    page = agreement(office, carrier, days=3)
    agreement(office, days=1, short_title="KV andere")
    agreed.response_days([office.pk, carrier.pk])
    with django_assert_num_queries(2):  # the language, and the documents
        [found] = agreed.response_days([office.pk, carrier.pk])
    assert (found.value, found.document_title, found.section_number) == (3, "KV M", "5.3")
    assert found.document_key == str(page.translation_key)
    assert found.url == f"{page.get_url()}#z-5-3"


def test_f58_the_shortest_time_counts_and_five_days_where_nothing_is_agreed(office, carrier):
    agreement(office, carrier, days=8)
    agreement(office, carrier, days=2, short_title="KV eilig")
    assert [one.value for one in agreed.response_days([office.pk, carrier.pk])] == [2, 8]
    assert agreed.response_time([office.pk, carrier.pk]).document_title == "KV eilig"
    stranger = OrganisationFactory()
    assert agreed.response_time([office.pk, stranger.pk]) == agreed.Agreed(agreed.DEFAULT_RESPONSE_DAYS)
    assert agreed.response_days([]) == []


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"in_force_on": TODAY}, True),
        ({"in_force_on": TODAY + dt.timedelta(1)}, False),
        ({"in_force_on": None}, False),
        ({"repealed_on": TODAY}, False),
        ({"repealed_on": TODAY + dt.timedelta(1)}, True),
        ({"kind": "template"}, False),
        ({"live": False}, False),
        ({"days": None}, False),
    ],
)
def test_f58_only_agreements_in_force_today_count(office, carrier, fields, counts):
    page = agreement(office, carrier, **{key: value for key, value in fields.items() if key != "live"})
    if not fields.get("live", True):
        page.unpublish()
    assert bool(agreed.response_days([office.pk, carrier.pk])) is counts


def test_f58_who_has_left_the_agreement_is_bound_by_it_no_more(office, carrier):
    page = agreement(office, carrier)
    Party.objects.filter(page=page, organisation=carrier).update(left_on=TODAY)
    assert agreed.response_days([office.pk, carrier.pk]) == []
    assert agreed.response_days([office.pk, carrier.pk], on=TODAY - dt.timedelta(1))


def test_f58_a_section_is_found_by_identity_and_says_its_number_of_today():
    kept = section("4.3", "Neue Fachkräfte", level=2)
    page = normative_page([section("4", "Personal"), kept], short_title="RL M", cited_as="LÖ-RL")
    key = str(page.translation_key)
    assert agreed.section(key, identity=kept["id"]).title == "RL M 4.3"
    kept["value"]["number"] = "4.4"
    page.sections = [section("4", "Personal"), kept]
    page.save_revision().publish()
    found = agreed.section(key, identity=kept["id"])
    assert (found.title, found.heading, found.url) == ("RL M 4.4", "Neue Fachkräfte", f"{page.get_url()}#z-4-4")
    # A number that is gone leads to where its section is now.
    assert agreed.section("LÖ-RL", number="4.3") == agreed.section("RL M", number="4.4") == found
    assert agreed.section("LÖ-RL", number="9.9") is None
    assert agreed.section("BAGFW", number="4.3") is None


def test_f58_many_sections_cost_four_queries_and_restricted_documents_say_nothing(django_assert_num_queries):
    page = normative_page([section(str(number)) for number in range(1, 9)], cited_as="LÖ-RL")
    keys = [SectionKey("LÖ-RL", number=str(number)) for number in range(1, 9)]
    agreed.sections(keys)
    with django_assert_num_queries(4):  # restrictions, languages, documents, former numbers
        assert len(agreed.sections(keys)) == 8
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert agreed.sections(keys) == {}


def test_f12_the_time_for_an_answer_stands_in_the_facts_with_its_section(reader, office, carrier):
    page = agreement(office, carrier)
    shown = reader.get(page.get_url()).content.decode()
    assert "innerhalb von 5 Arbeitstagen" in shown
    facts = {fact.label: fact.clause for fact in page.facts()}
    assert facts["Antwort"] == page.response_clause


@pytest.mark.parametrize(
    ("clause", "document", "number"),
    [("LÖ-RL 4.3", "LÖ-RL", "4.3"), ("KV AuI 5.3", "KV AuI", "5.3"), ("RL IM 3.11.2", "RL IM", "3.11.2")],
)
def test_f58_a_clause_names_document_and_number(clause, document, number):
    assert agreed.clause_key(clause) == SectionKey(document, number=number)
    assert agreed.clause_key("LÖ-RL") is None
