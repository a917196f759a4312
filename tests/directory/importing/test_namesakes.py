"""Who is who in a table: a name is never merged with that of another organisation, and ß is not ss (point 6)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from directory.importing import running
from directory.importing.reading import read
from directory.models import Absence, Coverage, Municipality, Organisation, Person, Position, Service
from tests.directory import people

UPLOAD, STORE = "/cms/verzeichnis/einlesen/", "/cms/verzeichnis/einlesen/speichern/"
HEAD = "Nachname;Vorname;Aufgabe;Organisation"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]


@pytest.fixture
def network():
    return people.organisation("Jobcenter Rebental"), people.organisation("Diakonieverein Rebenhang")


def sheet(*lines: str, head: str = HEAD):
    return read("tabelle.csv", "\r\n".join((head, *lines)).encode())


TWO_MUELLERS = ("Müller;Michael;Vermittlung;Jobcenter Rebental", "Müller;Michael;Beratung;Diakonieverein Rebenhang")


def names():
    return sorted(str(position.person) + ", " + position.organisation.name for position in Position.objects.all())


def test_r6_names_that_differ_in_sharp_s_are_two_people_and_nobody_is_renamed(network):
    people.contact(network[0], "Strauß", first_name="Petra", role="Teamleitung")
    rows = ("Strauß;Petra;Teamleitung;Jobcenter Rebental", "Strauss;Petra;Beratung;Diakonieverein Rebenhang")
    running.store(sheet(*rows), by=None)
    assert names() == ["Petra Strauss, Diakonieverein Rebenhang", "Petra Strauß, Jobcenter Rebental"]
    assert Person.objects.count() == 2


def test_r6_not_even_in_one_organisation_is_sharp_s_the_same(network):
    people.contact(network[0], "Weiß", first_name="Ina", role="Beratung")
    running.store(sheet("Weiss;Ina;Beratung;Jobcenter Rebental"), by=None)
    assert Person.objects.count() == 2 and Person.objects.filter(last_name="Weiß").exists()


def test_r6_organisations_and_sites_are_told_apart_by_sharp_s(network):
    Organisation.objects.create(name="Haus Großgarten", kind="welfare")
    head = "Organisation;Art;Standort"
    running.store(sheet("Haus Grossgarten;Behörde;Gießen", "Haus Grossgarten;Behörde;Giessen", head=head), by=None)
    assert Organisation.objects.get(name="Haus Großgarten").kind == "welfare"
    assert Organisation.objects.get(name="Haus Grossgarten").sites.count() == 2


def test_r6_a_central_contact_is_found_by_the_very_name(network):
    strauss = people.contact(network[0], "Strauss", first_name="Petra")
    people.contact(network[0], "Strauß", first_name="Petra")
    Municipality.objects.create(ags="08999002", name="Neustadt")
    Service.objects.create(name="Integrationsmanagement", short_name="IM", slug="im")
    head = "Gemeindeschlüssel;Dienst;Zuständige Organisation;Ansprechperson"
    running.store(sheet("08999002;IM;Jobcenter Rebental;Petra Strauss", head=head), by=None)
    assert Coverage.objects.get().contact == strauss


@pytest.mark.parametrize("are_known", [True, False])
def test_r6_the_same_name_in_another_organisation_is_asked_and_nothing_stored(network, are_known):
    if are_known:
        people.contact(network[0], "Müller", first_name="Michael", role="Vermittlung")
    report = running.preview(sheet(*TWO_MUELLERS))
    (problem,) = report.lines[1].problems
    assert report.is_asking and not report.is_storable
    assert [value for value, _meaning in problem.choices] == ["neu", "Jobcenter Rebental"]
    with pytest.raises(running.ChangedMeanwhileError):
        running.store(sheet(*TWO_MUELLERS), by=None)
    assert Person.objects.count() == are_known


@pytest.mark.parametrize(
    ("said", "people_after"), [("neu", 2), ("dieselbe", 1), ("Jobcenter Rebental", 1), ("NEU", 2), ("new", 2)]
)
def test_r6_the_column_says_who_is_meant(network, said, people_after):
    rows = (f"{TWO_MUELLERS[0]};", f"{TWO_MUELLERS[1]};{said}")
    running.store(sheet(*rows, head=f"{HEAD};Person"), by=None)
    assert (Person.objects.count(), Position.objects.count()) == (people_after, 2)
    assert not running.preview(sheet(*rows, head=f"{HEAD};Person")).has_changes


def test_r6_an_answer_that_names_nobody_is_refused_with_those_that_do(network):
    rows = (f"{TWO_MUELLERS[0]};", f"{TWO_MUELLERS[1]};Amt Nirgends")
    (problem,) = running.preview(sheet(*rows, head=f"{HEAD};Person")).lines[1].problems
    assert problem.label == "Person" and "„neu“, „Jobcenter Rebental“" in problem.message


def test_r6_people_without_an_organisation_are_told_apart_by_number(network):
    first, second = (Person.objects.create(last_name="Müller", first_name="Michael") for _each in range(2))
    (problem,) = running.preview(sheet(TWO_MUELLERS[0])).lines[0].problems
    assert [value for value, _meaning in problem.choices] == ["neu", f"Nr. {first.pk}", f"Nr. {second.pk}"]
    running.store(sheet(f"{TWO_MUELLERS[0]};Nr. {second.pk}", head=f"{HEAD};Person"), by=None)
    assert Position.objects.get().person == second


def upload(editor, *lines: str):
    content = "\r\n".join((HEAD, *lines)).encode()
    return editor.post(UPLOAD, {"file": SimpleUploadedFile("tabelle.csv", content), "table": ""})


@pytest.mark.parametrize(("said", "away"), [("neu", 1), ("Jobcenter Rebental", 2)])
def test_r6_an_editor_chooses_in_the_preview_sees_what_comes_of_it_and_stores(network, editor, said, away):
    known = people.contact(network[0], "Müller", first_name="Michael", role="Vermittlung")
    Absence.objects.create(person=known.person, first_day=people.LONG_AGO)
    asked = upload(editor, *TWO_MUELLERS)
    assert asked.status_code == 200 and "Auswahl übernehmen" in asked.content.decode()
    assert "eine neue Person" in asked.content.decode()
    chosen = editor.post(STORE, {"table": asked.context["token"], "person-3": said})
    assert "Noch ist nichts gespeichert" in chosen.content.decode() and Position.objects.count() == 1
    editor.post(STORE, {"table": chosen.context["token"]})
    assert Position.objects.count() == 2
    assert Position.objects.filter(person__absences__isnull=False).count() == away


def test_r6_without_a_choice_the_question_stays_and_nothing_is_stored(network, editor):
    asked = upload(editor, *TWO_MUELLERS)
    again = editor.post(STORE, {"table": asked.context["token"], "person-3": ""})
    assert "Auswahl übernehmen" in again.content.decode() and not Position.objects.exists()
