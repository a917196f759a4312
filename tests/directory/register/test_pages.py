"""The register and its pages, as partners of different organisations see them."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Deputy, Membership, Organisation, Person, Position, Site, Succession, Team
from pages.models import Party
from portal.models import AuditEvent
from tests import factories

TODAY = timezone.localdate()


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("<wbr>", ""))


def entries(response: object) -> list[str]:
    return re.findall(r'<h[34] class="entry__title"><a href="[^"]*">([^<]*)</a>', response.content.decode())


def of(organisation: Organisation) -> Client:
    client = Client()
    user = factories.MembershipFactory(organisation=organisation).user
    client.force_login(user)
    factories.verify(client, user)
    return client


@pytest.fixture
def circle(portal):
    """A list of one organisation that names a second; a third is outside."""
    owner, named, outside = (factories.OrganisationFactory(name=name) for name in ("Führt", "Genannt", "Außen"))
    contact_list = factories.ContactListFactory(name="Durchwahlen", organisation=owner)
    contact_list.readers.add(named)
    hidden = factories.PositionFactory(
        person__first_name="Sönke", person__last_name="Halm", organisation=owner, listed=True, contact_list=contact_list
    )
    own = factories.PositionFactory(
        person__first_name="Ottilie", person__last_name="Krug", organisation=owner, own=True
    )
    return {"owner": owner, "named": named, "outside": outside, "list": contact_list, "hidden": hidden, "own": own}


def test_organisations_stand_in_german_order_under_their_letters(reader):
    for name in ("Ökumene", "Ärztenetz", "Zehnthof", "Agentur", "1. Hilfe"):
        factories.OrganisationFactory(name=name)
    factories.OrganisationFactory(name="Geschlossen", closed_on=TODAY)
    response = reader.get("/verzeichnis/")
    assert entries(response) == ["1. Hilfe", "Agentur", "Ärztenetz", "Ökumene", "Zehnthof"]
    assert re.findall(r'<h3 id="b-\d+">(.)</h3>', response.content.decode()) == ["#", "A", "O", "Z"]


def test_organisations_are_narrowed_by_kind_municipality_service_and_language(reader):
    coverage = factories.CoverageFactory(
        organisation__name="Zuständig", municipality__ags="08999001", service__slug="im"
    )
    factories.SiteFactory(organisation=factories.OrganisationFactory(name="Türkisch"), languages=["de", "tr"])
    speaker = factories.PositionFactory(organisation__name="Paschtu", person__languages=["ps"])
    factories.OrganisationFactory(name="Kurse", kind="course_provider")
    assert entries(reader.get("/verzeichnis/?art=course_provider")) == ["Kurse"]
    assert entries(reader.get("/verzeichnis/?gemeinde=08999001")) == [coverage.organisation.name]
    assert entries(reader.get("/verzeichnis/?dienst=im&gemeinde=08999001")) == [coverage.organisation.name]
    assert entries(reader.get("/verzeichnis/?sprache=tr")) == ["Türkisch"]
    assert entries(reader.get("/verzeichnis/?sprache=ps")) == [speaker.organisation.name]
    assert entries(reader.get("/verzeichnis/?q=tuerk")) == ["Türkisch"]
    coverage.valid_until = TODAY - dt.timedelta(1)
    coverage.save()
    assert entries(reader.get("/verzeichnis/?dienst=im")) == []


@pytest.mark.parametrize(
    "query",
    ["art=x", "gemeinde=00000000", "dienst=%00", "sprache=xx", "q=%00", "seite=-1", "seite=x", f"q={'x' * 2000}"],
)
@pytest.mark.parametrize("path", ["/verzeichnis/", "/verzeichnis/personen/"])
def test_what_makes_no_sense_in_an_address_line_is_left_out(reader, path, query):
    assert reader.get(f"{path}?{query}").status_code == 200


def test_an_organisation_shows_people_sites_coverage_and_what_it_signed(reader):
    page = factories.normative_page(title="Kooperationsvereinbarung Rebental", kind="agreement")
    coverage = factories.CoverageFactory(organisation__name="Sozialwerk", municipality__name="Ansbronn")
    organisation = coverage.organisation
    Party.objects.create(page=page, name="Sozialwerk", organisation=organisation, role="Träger")
    factories.SiteFactory(organisation=organisation, access="full", languages=["ar"])
    position = factories.PositionFactory(organisation=organisation, email="wolfart@example.org")
    html = text_of(reader.get(f"/verzeichnis/organisationen/{organisation.pk}/"))
    for said in (
        str(position.person),
        "wolfart@example.org",
        "Kelterplatz 4, 74952 Wengertsheim",
        "8:00–12:00",
        "stufenlos zugänglich",
        "Arabisch",
        "Ansbronn",
        "Kooperationsvereinbarung Rebental",
        "Träger",
    ):
        assert said in html, said


@pytest.mark.parametrize("path", ["organisationen", "personen"])
@pytest.mark.parametrize("key", ["0", "999999", "99999999999999999999999"])
def test_what_is_not_there_is_not_found(reader, path, key):
    assert reader.get(f"/verzeichnis/{path}/{key}/").status_code == 404
    assert reader.get(f"/verzeichnis/{path}/{key}/vcard/").status_code == 404


def test_a_person_shows_positions_past_and_to_come_deputies_and_absence(reader):
    person = factories.PersonFactory(first_name="Lena", last_name="Wolfart", languages=["de", "ar"])
    position = factories.PositionFactory(person=person, role="Integrationsmanagement")
    factories.PositionFactory(person=person, role="Früheres", valid_until=TODAY - dt.timedelta(1))
    factories.PositionFactory(person=person, role="Künftiges", valid_from=TODAY + dt.timedelta(9))
    factories.deputies(position, factories.PositionFactory(person__last_name="Antes"))
    factories.away(person, TODAY, None)
    html = text_of(reader.get(f"/verzeichnis/personen/{person.pk}/"))
    for said in ("Integrationsmanagement", "Künftiges", "Früheres", "Antes", "Bis auf Weiteres nicht da.", "Arabisch"):
        assert said in html, said


@pytest.mark.parametrize(
    "typed",
    [
        "wolf",
        "Woelfart",
        "Wölfart Lena",
        "231",
        "90009-231",
        "069 90009 231",
        "+49 69 90009231",
        "Team Süd",
        "integrations",
    ],
)
def test_people_are_found_by_part_of_the_name_digits_team_or_role(reader, typed):
    organisation = factories.OrganisationFactory()
    team = Team.objects.create(organisation=organisation, name="Team Süd")
    factories.PositionFactory(
        person__first_name="Lena",
        person__last_name="Wölfart",
        organisation=organisation,
        team=team,
        phone="+496990009231",
        role="Integrationsmanagement",
    )
    factories.PositionFactory(
        person__last_name="Anders", organisation__name="Amt", phone="+496990009777", role="Verwaltung"
    )
    assert entries(reader.get("/verzeichnis/personen/", {"q": typed})) == ["Lena Wölfart"]


def test_f67_a_list_is_seen_by_those_it_names_and_by_nobody_else(circle):
    for name, sees in (("owner", True), ("named", True), ("outside", False)):
        client = of(circle[name])
        found = text_of(client.get("/verzeichnis/personen/"))
        assert ("Halm" in found) == sees, name
        assert ("Krug" in found) == (name == "owner"), name
        page = f"/verzeichnis/personen/{circle['hidden'].person_id}/"
        assert client.get(page).status_code == (200 if sees else 404)
        assert ("Halm" in text_of(client.get(f"/verzeichnis/organisationen/{circle['owner'].pk}/"))) == sees
        assert client.get(f"/verzeichnis/listen/{circle['list'].pk}/").status_code == (200 if sees else 404)
        assert ("Durchwahlen" in text_of(client.get("/verzeichnis/listen/"))) == sees


def test_f67_each_look_at_the_numbers_is_recorded(circle):
    client = of(circle["named"])
    number = circle["hidden"].phone.as_national
    for path in ("personen/", f"personen/{circle['hidden'].person_id}/", f"organisationen/{circle['owner'].pk}/"):
        assert number not in text_of(client.get(f"/verzeichnis/{path}")), path
    assert not AuditEvent.objects.filter(action="directory.list_read").exists()
    assert number in text_of(client.get(f"/verzeichnis/listen/{circle['list'].pk}/"))
    event = AuditEvent.objects.get(action="directory.list_read")
    assert (event.object_type, event.object_id) == ("contact_list", str(circle["list"].pk))


def test_f67_a_right_that_ends_ends_at_the_next_request(circle):
    client = of(circle["named"])
    path = f"/verzeichnis/listen/{circle['list'].pk}/"
    assert client.get(path).status_code == 200
    Membership.objects.filter(organisation=circle["named"]).delete()
    assert client.get(path).status_code == 404


def test_f67_the_editor_role_alone_opens_no_list(circle, editor):
    assert "Halm" not in text_of(editor.get("/verzeichnis/personen/"))
    assert editor.get(f"/verzeichnis/listen/{circle['list'].pk}/").status_code == 404


def test_a_municipality_shows_its_names_and_who_was_and_will_be_responsible(reader):
    town = factories.MunicipalityFactory(name="Ansbronn", postcodes=["74950", "74951"], places=["Altstadt"])
    service = factories.ServiceFactory(name="Beratung")
    yesterday = TODAY - dt.timedelta(1)
    factories.CoverageFactory(
        municipality=town, service=service, organisation__name="Alter Träger", valid_until=yesterday
    )
    factories.CoverageFactory(municipality=town, service=service, organisation__name="Neuer Träger", valid_from=TODAY)
    html = text_of(reader.get(f"/verzeichnis/gemeinden/{town.ags}/"))
    for said in ("74950, 74951", "Altstadt", "Alter Träger", "vorbei", "Neuer Träger", town.ags):
        assert said in html, said
    assert entries(reader.get("/verzeichnis/gemeinden/")) == ["Ansbronn"]
    assert reader.get("/verzeichnis/gemeinden/00000000/").status_code == 404


def test_a_former_municipality_points_to_the_one_of_today(reader):
    town = factories.MunicipalityFactory(name="Steinkelter")
    old = factories.MunicipalityFactory(name="Kelterau", valid_until=TODAY - dt.timedelta(1))
    Succession.objects.create(predecessor=old, successor=town)
    html = text_of(reader.get(f"/verzeichnis/gemeinden/{old.ags}/"))
    assert "Diese Gemeinde gab es bis" in html
    assert f"/verzeichnis/gemeinden/{town.ags}/" in html
    assert "Frühere Gemeinden" in text_of(reader.get("/verzeichnis/gemeinden/"))


@pytest.fixture
def county(portal):
    """300 organisations and 2,000 people with a position, a deputy and a site each."""
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Organisation {number:03}", kind="welfare") for number in range(300)
    )
    sites = Site.objects.bulk_create(
        Site(organisation=one, name="Haus", hours="Mo–Fr 8:00–12:00", languages=["de", "tr"]) for one in organisations
    )
    people = Person.objects.bulk_create(
        Person(first_name="Lena", last_name=f"Person {number:04}") for number in range(2000)
    )
    positions = Position.objects.bulk_create(
        Position(
            person=person,
            organisation=organisations[number % 300],
            site=sites[number % 300],
            role="Beratung",
            phone=f"+496990009{number % 900 + 100}",
        )
        for number, person in enumerate(people)
    )
    Deputy.objects.bulk_create(Deputy(position=one, deputy=other) for one, other in pairwise(positions))
    return organisations


@pytest.mark.parametrize(
    "path",
    [
        "/verzeichnis/",
        "/verzeichnis/?seite=3&sprache=tr",
        "/verzeichnis/personen/",
        "/verzeichnis/personen/?seite=20",
        "/verzeichnis/personen/?q=person+1",
        "/verzeichnis/gemeinden/",
    ],
)
def test_lists_of_a_large_county_take_at_most_eight_queries(reader, county, django_assert_max_num_queries, path):
    reader.get(path)
    with django_assert_max_num_queries(8):
        assert reader.get(path).status_code == 200


def test_pages_of_a_large_county_take_few_queries(reader, county, django_assert_max_num_queries):
    person = Person.objects.last()
    for path in (f"organisationen/{county[0].pk}/", f"personen/{person.pk}/"):
        reader.get(f"/verzeichnis/{path}")
        with django_assert_max_num_queries(15):
            assert reader.get(f"/verzeichnis/{path}").status_code == 200
