"""The directory in the search: who finds what, by which words."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from directory.models import Position, Succession, Team
from directory.models.restrictions import audiences_of
from search import indexing, registry
from search.access import viewer_for
from search.documents import Query
from search.engines import get_engine
from tests import factories


@pytest.fixture
def office(portal):
    return factories.OrganisationFactory(name="Sozialwerk am Rebenhang", short_name="SaR", phone="+496990009200")


@pytest.fixture
def lena(office):
    return factories.PositionFactory(
        person__first_name="Lena",
        person__last_name="Wölfart",
        organisation=office,
        team=Team.objects.create(organisation=office, name="Team Kelterviertel"),
        role="Anerkennungsberatung",
        phone="+496990009231",
    )


def found(user: object, text: str) -> list[tuple[str, str]]:
    hits = get_engine().search(Query(text=text, viewer=viewer_for(user))).hits
    return [(hit.document.kind, hit.document.title) for hit in hits]


@pytest.mark.parametrize(
    "typed",
    [
        "Wölfart",
        "Woelfart",
        "Lena",
        "90009231",
        "069 90009-231",
        "069 90009231",
        "9231",
        "231",
        "Kelterviertel",
        "Anerkennungsberatung",
    ],
)
def test_a_contact_is_found_by_name_number_team_and_role(lena, typed):
    indexing.rebuild()
    assert ("contact", "Lena Wölfart") in found(factories.UserFactory(), typed)


def test_every_kind_is_found_and_leads_somewhere(reader, office):
    town = factories.MunicipalityFactory(name="Wengertsheim", postcodes=["74952"], places=["Kelterviertel"])
    old = factories.MunicipalityFactory(name="Kelterau", valid_until=timezone.localdate())
    Succession.objects.create(predecessor=old, successor=town)
    factories.ServiceFactory(name="Jugendmigrationsdienst", short_name="JMD")
    factories.CoverageFactory(municipality=town, organisation=office)
    indexing.rebuild()
    user = factories.UserFactory()
    for typed, hit in (
        ("SaR", ("organisation", "Sozialwerk am Rebenhang")),
        ("Wengertsheim", ("municipality", "Gemeinde Wengertsheim")),
        ("74952", ("municipality", "Gemeinde Wengertsheim")),
        ("Kelterviertel", ("municipality", "Gemeinde Wengertsheim")),
        ("Kelterau", ("municipality", "Gemeinde Kelterau")),
        ("JMD", ("service", "Jugendmigrationsdienst")),
    ):
        assert hit in found(user, typed), typed
    for source in registry.sources:
        if source.model._meta.app_label == "directory":
            for instance in source.findable():
                for document in source.documents(instance):
                    assert reader.get(document.url).status_code == 200, document.url


def test_suggestions_find_part_of_a_name(reader, lena):
    indexing.rebuild()
    titles = [one["title"] for one in reader.get("/suche/vorschlaege/", {"q": "Wölf"}).json()["suggestions"]]
    assert "Lena Wölfart" in titles


def test_f67_restricted_contacts_are_found_suggested_and_counted_for_those_they_are_for(office, lena):
    named, outside = factories.OrganisationFactory(), factories.OrganisationFactory()
    contact_list = factories.ContactListFactory(organisation=office)
    contact_list.readers.add(named)
    factories.PositionFactory(
        person__last_name="Geheimlich",
        organisation=office,
        listed=True,
        contact_list=contact_list,
        phone="+496990009666",
    )
    factories.PositionFactory(person__last_name="Eigentlich", organisation=office, own=True, phone="+496990009777")
    indexing.rebuild()
    for organisation, sees_listed, sees_own in ((office, True, True), (named, True, False), (outside, False, False)):
        user = factories.MembershipFactory(organisation=organisation).user
        client = Client()
        client.force_login(user)
        for typed, sees in (
            ("Geheimlich", sees_listed),
            ("9666", sees_listed),
            ("Eigentlich", sees_own),
            ("9777", sees_own),
        ):
            assert bool(found(user, typed)) == sees, (organisation, typed)
        for typed, sees in (("Geheim", sees_listed), ("Eigent", sees_own)):
            answer = client.get("/suche/vorschlaege/", {"q": typed}).content.decode()
            assert (typed in answer) == sees, (organisation, typed)
    insider = viewer_for(factories.MembershipFactory(organisation=named).user)
    [hit] = get_engine().search(Query(text="Geheimlich", viewer=insider)).hits
    assert "90009666" not in hit.document.text.replace(" ", "")
    assert hit.document.url == f"/verzeichnis/listen/{contact_list.pk}/"


def test_audiences_of_a_user_take_one_query(office, django_assert_num_queries):
    user = factories.MembershipFactory(organisation=office).user
    mine = factories.ContactListFactory(organisation=office)
    factories.ContactListFactory()
    with django_assert_num_queries(1):
        assert set(audiences_of(user)) == {f"organisation:{office.pk}", f"list:{mine.pk}"}


def test_f24_a_change_changes_every_hit_that_shows_it(lena, office, django_capture_on_commit_callbacks):
    connection.run_on_commit.clear()
    indexing.rebuild()
    user = factories.UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        lena.person.last_name = "Neumark"
        lena.person.save()
        office.name = "Sozialwerk Neuland"
        office.save()
    assert ("contact", "Lena Neumark") in found(user, "Neumark")
    assert not found(user, "Wölfart")
    hit = next(hit for hit in get_engine().search(Query(text="Neumark", viewer=viewer_for(user))).hits)
    assert "Sozialwerk Neuland" in hit.document.text
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        Position.objects.get(pk=lena.pk).delete()
    assert not found(user, "Neumark")


def test_f38_a_contact_that_becomes_restricted_is_found_no_more(lena, django_capture_on_commit_callbacks):
    connection.run_on_commit.clear()
    indexing.rebuild()
    user = factories.UserFactory()
    assert found(user, "Wölfart")
    with django_capture_on_commit_callbacks(execute=True):
        lena.visibility = "own"
        lena.save()
    assert not found(user, "Wölfart")
