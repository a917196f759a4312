"""Who is responsible? Asked as a partner asks it: by place, postcode, group and day."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory.models import Service, Succession, TargetGroup
from directory.responsibility import answer
from tests import factories

TUESDAY = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)  # 10:30 in Berlin
DAY = TUESDAY.date()


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def cards(response: object) -> list[str]:
    """The text of each card."""
    main = re.search(r"<main.*</main>", response.content.decode().replace("<wbr>", ""), re.S)[0]
    found = main.split('<li class="card')[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", f"<{card}").split()) for card in found]


@pytest.fixture
def town(portal):
    return factories.MunicipalityFactory(
        name="Wengertsheim", ags="08999002", kind="town", postcodes=["74952"], places=["Kelterviertel"]
    )


@pytest.fixture
def office(portal):
    organisation = factories.OrganisationFactory(name="Sozialwerk am Rebenhang", phone="+496990009200")
    factories.SiteFactory(
        organisation=organisation, hours="Mo–Fr 8:00–12:00", special_hours="25.11.2026 geschlossen Feier"
    )
    return organisation


@pytest.fixture
def lena(office):
    return factories.PositionFactory(person__first_name="Lena", person__last_name="Wolfart", organisation=office)


@pytest.fixture
def mirko(office):
    return factories.PositionFactory(person__first_name="Mirko", person__last_name="Antes", organisation=office)


@pytest.fixture
def ayla(office):
    return factories.PositionFactory(person__first_name="Ayla", person__last_name="Korber", organisation=office)


@pytest.fixture
def advice(portal):
    return factories.ServiceFactory(name="Integrationsmanagement", slug="im")


@pytest.fixture
def coverage(town, office, advice, lena, mirko, ayla):
    factories.deputies(lena, mirko, ayla)
    mailbox = factories.MailboxFactory(organisation=office, name="Postfach", email="im@example.org")
    return factories.CoverageFactory(
        municipality=town, service=advice, organisation=office, contact=lena, mailbox=mailbox, mode="provider"
    )


def ask(client: Client, **asked: str) -> object:
    return client.get(reverse("directory:responsible"), asked)


def test_f19_a_place_names_provider_contact_deputy_mailbox_and_hours(reader, coverage):
    [card] = cards(ask(reader, ort="Wengertsheim"))
    for said in ("Integrationsmanagement", "Lena Wolfart", "Sozialwerk am Rebenhang", "im@example.org"):
        assert said in card
    assert "Vertretung: Mirko Antes" in card
    assert "Jetzt erreichbar, bis 12:00 Uhr" in card
    assert "hat die Aufgabe „Integrationsmanagement“ an Sozialwerk am Rebenhang übertragen" in text_of(
        ask(reader, ort="Wengertsheim")
    )


@pytest.mark.parametrize("typed", ["74952", "wengertsheim", "Kelterviertel", "Wengert", "Wengertshiem", "08999002"])
def test_f20_any_name_of_the_place_leads_to_the_same_answer(reader, coverage, typed):
    assert "Lena Wolfart" in cards(ask(reader, ort=typed))[0]


def test_the_page_is_first_in_the_menu(reader, portal):
    menu = re.search(r'id="hauptmenue".*?</nav>', text_of(reader.get("/")), re.S)[0]
    assert re.findall(r'<a href="([^"]+)"', menu)[0] == "/zustaendig/"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (TUESDAY + dt.timedelta(hours=6), "Geschlossen, öffnet Do 26.11. 8:00 Uhr"),
        (TUESDAY + dt.timedelta(days=1), "Geschlossen (Feier), öffnet morgen 8:00 Uhr"),
        (dt.datetime(2026, 12, 25, 9, tzinfo=dt.UTC), "Geschlossen (Erster Weihnachtstag), öffnet Mo 28.12. 8:00 Uhr"),
    ],
)
def test_closed_says_when_it_opens_and_why(sign_in, coverage, moment, said):
    with time_machine.travel(moment, tick=False):
        assert said in cards(ask(sign_in(), ort="Wengertsheim"))[0]


def test_f22_the_deputy_answers_and_the_next_one_if_the_deputy_is_away_too(reader, coverage, lena, mirko, ayla):
    factories.away(lena.person, DAY, DAY + dt.timedelta(4))
    [card] = cards(ask(reader, ort="Wengertsheim"))
    assert "Mirko Antes" in card
    assert "Vertritt Lena Wolfart , abwesend bis 28. November. Danach: Ayla Korber" in card
    factories.away(mirko.person, DAY - dt.timedelta(3), None)
    [card] = cards(ask(reader, ort="Wengertsheim"))
    assert card.startswith("Integrationsmanagement Ayla Korber")
    factories.away(ayla.person, DAY, DAY)
    [card] = cards(ask(reader, ort="Wengertsheim"))
    assert "Lena Wolfart und alle Vertretungen sind nicht da." in card
    assert "im@example.org" in card
    [card] = cards(ask(reader, ort="Wengertsheim", am="29.11.2026"))
    assert card.startswith("Integrationsmanagement Lena Wolfart")


def test_f22_whoever_has_left_is_deputised_for(reader, coverage, lena):
    lena.valid_until = DAY - dt.timedelta(1)
    lena.save()
    assert "Vertritt Lena Wolfart" in cards(ask(reader, ort="Wengertsheim"))[0]


def test_f20_a_postcode_of_several_municipalities_asks_which_one(reader, coverage, town):
    other = factories.MunicipalityFactory(name="Rebstetten", postcodes=["74952"])
    response = ask(reader, ort="74952")
    assert not cards(response)
    html = text_of(response)
    assert "Welche Gemeinde meinen Sie?" in html
    assert f"gemeinde={other.ags}" in html
    link = re.search(rf'href="([^"]*gemeinde={town.ags}[^"]*)"', html)[1].replace("&amp;", "&")
    assert "Lena Wolfart" in cards(reader.get(link))[0]


def test_f20_a_merged_municipality_is_answered_by_its_successor(reader, coverage, town):
    old = factories.MunicipalityFactory(name="Kelterau", valid_until=DAY - dt.timedelta(100))
    Succession.objects.create(predecessor=old, successor=town)
    response = ask(reader, ort="Kelterau")
    assert "Kelterau gehört an diesem Tag zu Wengertsheim." in text_of(response)
    assert "Lena Wolfart" in cards(response)[0]
    before = ask(reader, ort="Kelterau", am="1.1.2020")
    assert "Wer ist zuständig in Kelterau?" in text_of(before)


def test_f19_the_answer_is_that_of_the_day(reader, coverage, town, advice):
    coverage.valid_until = dt.date(2026, 12, 31)
    coverage.save()
    factories.CoverageFactory(
        municipality=town, service=advice, organisation__name="Neuer Träger", valid_from=dt.date(2027, 1, 1)
    )
    assert "Sozialwerk" in cards(ask(reader, ort="Wengertsheim", am="31.12.2026"))[0]
    [card] = cards(ask(reader, ort="Wengertsheim", am="2027-01-01"))
    assert "Neuer Träger" in card
    assert "Jetzt" not in card


def test_f21_a_gap_is_shown_as_one_with_whom_to_ask(reader, coverage):
    factories.ServiceFactory(name="Clearingstelle", is_expected_everywhere=True)
    factories.OrganisationFactory(name="Landratsamt", kind="county", phone="+496990009100")
    gap = cards(ask(reader, ort="Wengertsheim"))[1]
    assert "Niemand eingetragen" in gap
    assert "069 90009100" in gap


def test_age_group_and_service_narrow_the_answer(reader, coverage, town):
    young = TargetGroup.objects.create(name="12 bis 26 Jahre", min_age=12, max_age=26)
    for name, slug, ages in (("MBE", "mbe", {"min_age": 27}), ("JMD", "jmd", {"min_age": 12, "max_age": 26})):
        factories.CoverageFactory(municipality=town, service=factories.ServiceFactory(name=name, slug=slug, **ages))
    shown = [card.split()[0] for card in cards(ask(reader, ort="Wengertsheim", fuer=str(young.pk)))]
    assert shown == ["Integrationsmanagement", "JMD"]
    assert [card.split()[0] for card in cards(ask(reader, ort="Wengertsheim", dienst="mbe"))] == ["MBE"]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"ort": "Nirgendwo"}, 200, "ist im Landkreis nicht bekannt"),
        ({"ort": "Wengertsheim", "am": "32.13.2026"}, 422, "Bitte den Tag so schreiben: 24.12.2026."),
        ({"ort": "Wengertsheim", "am": "1.1.1850"}, 422, "zwischen 2000 und 2100"),
        ({"ort": "Wengertsheim", "fuer": "999999999999999999999"}, 422, "Bitte"),
        ({"ort": "Wengertsheim", "dienst": "'; DROP TABLE"}, 422, ""),
        ({"ort": "x" * 5000}, 422, ""),
        ({"ort": "\x00 \x01"}, 200, "Oder wählen Sie die Gemeinde"),
        ({"gemeinde": "00000000"}, 200, "ist im Landkreis nicht bekannt"),
        ({"ort": "<script>"}, 200, "&lt;script&gt;"),
        ({}, 200, "Oder wählen Sie die Gemeinde"),
    ],
)
def test_bad_input_gets_a_page_that_says_what_to_do(reader, coverage, asked, status, said):
    quoted = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    response = ask(reader, **quoted)
    assert response.status_code == status
    assert said in text_of(response)


def test_an_empty_county_says_who_fills_it(reader):
    assert "Noch sind keine Gemeinden eingetragen." in text_of(ask(reader))


def test_a_restricted_contact_is_answered_for_by_the_office(reader, sign_in, coverage, lena, office):
    lena.visibility = "own"
    lena.save()
    [card] = cards(ask(reader, ort="Wengertsheim"))
    assert "Wolfart" not in card
    assert "Antes" not in card
    assert "im@example.org" in card
    colleague = Client()
    colleague.force_login(factories.MembershipFactory(organisation=office).user)
    assert "Lena Wolfart" in cards(ask(colleague, ort="Wengertsheim"))[0]


def test_numbers_of_an_internal_list_stand_only_in_the_list(coverage, lena, office):
    lena.visibility, lena.contact_list = "listed", factories.ContactListFactory(organisation=office)
    lena.save()
    colleague = Client()
    colleague.force_login(factories.MembershipFactory(organisation=office).user)
    [card] = cards(ask(colleague, ort="Wengertsheim"))
    assert "Lena Wolfart" in card
    assert lena.phone.as_national not in card


def test_the_answer_as_data(reader, coverage, lena, mirko):
    factories.away(lena.person, DAY, DAY + dt.timedelta(4))
    data = reader.get("/api/zustaendig/", {"ort": "74952"}).json()
    assert data["municipality"] == {"ags": "08999002", "name": "Wengertsheim", "postcodes": ["74952"]}
    [service] = data["services"]
    assert service["contact"]["name"] == "Lena Wolfart"
    assert service["contact"]["away_until"] == "2026-11-28"
    assert service["acting"]["name"] == "Mirko Antes"
    assert [one["name"] for one in service["deputies"]] == ["Mirko Antes", "Ayla Korber"]
    assert service["structure"] == "B"
    assert service["phone"] == mirko.phone.as_e164
    assert service["open"]["is_open_now"] is True
    assert service["open"]["until"] == "2026-11-24T12:00"


@pytest.mark.parametrize(
    ("asked", "status"), [({}, 400), ({"ort": "Nirgendwo"}, 404), ({"ort": "Wengertsheim", "am": "morgen"}, 400)]
)
def test_the_data_says_what_was_wrong(reader, coverage, asked, status):
    response = reader.get("/api/zustaendig/", asked)
    assert response.status_code == status
    assert response.json()["error"]


def test_the_data_of_an_ambiguous_place_are_choices(reader, coverage):
    factories.MunicipalityFactory(name="Rebstetten", postcodes=["74952"])
    found = reader.get("/api/zustaendig/", {"ort": "74952"}).json()["choices"]
    assert [one["name"] for one in found] == ["Rebstetten", "Wengertsheim"]


def test_r1_strangers_get_neither_page_nor_data(client, coverage):
    assert client.get("/zustaendig/?ort=74952").status_code == 302
    assert client.get("/zustaendig/orte/?q=W").status_code == 302
    refused = client.get("/api/zustaendig/?ort=74952")
    assert refused.status_code == 403
    assert "Wolfart" not in refused.content.decode()


def test_suggestions_while_typing(reader, coverage):
    found = reader.get("/zustaendig/orte/", {"q": "Kelt"}).json()["suggestions"]
    assert found == [{"title": "Wengertsheim", "value": "Kelterviertel", "document": "Kelterviertel"}]


def test_the_answer_can_be_taken_along_as_vcard(reader, coverage, lena):
    response = ask(reader, ort="Wengertsheim", format="vcard")
    assert response["Content-Type"].startswith("text/vcard")
    assert "FN:Lena Wolfart" in response.content.decode()


def test_f19_an_answer_takes_at_most_four_queries(reader, rf, coverage, town, django_assert_num_queries):
    """Who is responsible, deputies, sites, and what the person may see."""
    for number in range(12):
        contact = factories.PositionFactory()
        factories.deputies(contact, factories.PositionFactory(), factories.PositionFactory())
        factories.CoverageFactory(municipality=town, organisation=contact.organisation, contact=contact)
        factories.SiteFactory(organisation=contact.organisation, name=f"Haus {number}")
    user = factories.UserFactory()
    question = answer.Question(town.pk, answer.now(), user)
    known = answer.Choices(tuple(Service.objects.all()), tuple(TargetGroup.objects.all()))
    with django_assert_num_queries(4):
        assert len([(card.phone, card.email, card.acting) for card in answer.answer(question, known)]) == 13
    ask(reader, ort="Wengertsheim")
    with django_assert_num_queries(8):  # session, person, token, rights for the frame, and the four
        ask(reader, ort="Wengertsheim")
