"""A table read in: every change shown before it happens, all rows or none, and what was exported changes nothing (F25)."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from directory.exports import tables
from directory.importing import running
from directory.importing.reading import Unreadable, read
from directory.models import (
    ContactChange,
    Coverage,
    Municipality,
    Organisation,
    Person,
    Position,
    Postcode,
    Service,
    Site,
    Succession,
    Team,
)
from portal import csv_safety
from portal.models import AuditEvent

UPLOAD, STORE = "/cms/verzeichnis/einlesen/", "/cms/verzeichnis/einlesen/speichern/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]


@pytest.fixture
def county():
    """Two organisations, two people, a standing and a merged municipality, a service and who is responsible for it."""
    office = Organisation.objects.create(name="Amt Rebental", kind="county", phone="+496990009100")
    site = Site.objects.create(
        organisation=office, name="Haus 1", street="Am Markt 1", postcode="74952", town="Ansbronn"
    )
    Organisation.objects.create(name="Verein Brücke", kind="welfare")
    person = Person.objects.create(first_name="Mara", last_name="Öhler")
    position = Position.objects.create(
        person=person, organisation=office, role="Beratung", site=site, phone="+496990009101"
    )
    old = Municipality.objects.create(ags="08999001", name="Altdorf", valid_until=dt.date(2020, 12, 31))
    new = Municipality.objects.create(ags="08999002", name="Neustadt", population=12000)
    Postcode.objects.create(municipality=new, code="74952")
    Succession.objects.create(predecessor=old, successor=new)
    service = Service.objects.create(name="Integrationsmanagement", short_name="IM", slug="im")
    return Coverage.objects.create(
        municipality=new,
        service=service,
        organisation=office,
        contact=position,
        mode="county",
        valid_from=dt.date(2024, 1, 1),
    )


def sheet(*lines: str):
    return read("tabelle.csv", "\r\n".join(lines).encode())


def table_of(kind: str):
    found = {
        "organisations": (tables.organisations, Organisation.objects.prefetch_related("sites")),
        "people": (tables.contacts, Position.objects.filter(visibility="partners").for_lists()),
        "municipalities": (tables.municipalities, Municipality.objects.all()),
        "coverage": (tables.coverage, Coverage.objects.select_related("contact__person")),
    }
    make, rows = found[kind]
    return make(rows.all())


KINDS = ("organisations", "people", "municipalities", "coverage")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_f25_what_was_exported_changes_nothing_when_it_is_read_in(county, kind, form):
    report = running.preview(read("a", tables.CONTENTS[form](*table_of(kind), "a")))
    assert report.table == kind
    assert not report.has_changes and not report.counts["wrong"], report.lines


@pytest.mark.parametrize("kind", KINDS)
def test_f25_an_export_in_english_is_read_in_too(county, kind):
    from django.utils.translation import override

    with override("en"):
        content = tables.csv_content(*table_of(kind), "a")
    assert not running.preview(read("a", content)).has_changes


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda text: bool(text.strip().strip("'")))
PHONES = st.sampled_from(["", "+496990009100", "+4971112345", "+4915112345678", "+43155512345"])


class RoundTrip(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.tuples(WORDS, WORDS, PHONES, PHONES, st.lists(WORDS, max_size=2, unique=True)), max_size=3),
        st.lists(
            st.tuples(WORDS, WORDS, WORDS, PHONES, st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2099, 1, 1))),
            max_size=4,
        ),
        st.sampled_from(["csv", "xlsx"]),
    )
    def test_f25_export_and_import_are_inverse(self, organisations, people, form):
        """Whatever it is called: names with signs of formulas, quotes, separators, letters of any script."""
        made = []
        for number, (name, short, phone, at_site, sites) in enumerate(organisations):
            one = Organisation.objects.create(name=f"{name}{number}", short_name=short, kind="welfare", phone=phone)
            made.append(one)
            for order, site in enumerate(sites):
                Site.objects.create(
                    organisation=one, name=f"{site} {order}", sort_order=order, phone=at_site, town=short
                )
        for number, (last, first, role, phone, day) in enumerate(people if made else []):
            person = Person.objects.create(last_name=last, first_name=first)
            where = made[number % len(made)]
            Position.objects.create(
                person=person, organisation=where, role=f"{role}{number}", phone=phone, valid_from=day
            )
        for kind in ("organisations", "people"):
            head, rows = table_of(kind)
            if rows:
                report = running.preview(read("a", tables.CONTENTS[form](head, rows, "a")), kind)
                assert not report.has_changes and not report.counts["wrong"], report.lines


def test_f25_the_preview_shows_each_change_and_stores_none(county):
    report = running.preview(
        sheet(
            "Nachname;Vorname;Aufgabe;Organisation;Telefon;Team;Gilt ab;Gilt bis",
            "Öhler;Mara;Beratung;Amt Rebental;069 90009-200;Nord;;31.12.2026",
            "Neu;Ida;Leitung;Verein Brücke;;;1.1.2027;",
        )
    )
    changed, new = report.lines
    assert (changed.number, changed.state) == (2, "changed")
    assert [(one.label, one.old, one.new) for one in changed.changes] == [
        ("Telefon", "069 90009101", "069 90009200"),
        ("Team", "", "Nord"),
        ("Gilt bis", "", "31.12.2026"),
    ]
    assert (new.number, new.state, new.title) == (3, "new", "Ida Neu, Leitung, Verein Brücke")
    assert Person.objects.count() == 1 and not Team.objects.exists()
    assert str(Position.objects.get().phone) == "+496990009101"
    assert not AuditEvent.objects.exclude(action="audit.begin").exists()


def test_f25_what_was_shown_is_stored_and_recorded_without_names(county):
    wanted = sheet("Nachname;Vorname;Aufgabe;Organisation;Telefon", "Neu;Ida;Leitung;Verein Brücke;0711 12345")
    report = running.store(wanted, by=None, seen=running.preview(wanted).digest)
    assert report.counts["new"] == 1
    position = Position.objects.get(person__last_name="Neu")
    assert (str(position.phone), position.organisation.name) == ("+4971112345", "Verein Brücke")
    event = AuditEvent.objects.get(action="directory.import")
    assert event.details == {"table": "people", "new": 1, "changed": 0, "unchanged": 0}
    assert not running.preview(wanted).has_changes
    assert [one.position_id for one in ContactChange.objects.all()] == [position.pk]


def test_f25_nothing_is_stored_when_something_changed_since_the_preview(county):
    wanted = sheet("Nachname;Vorname;Aufgabe;Organisation;Telefon", "Öhler;Mara;Beratung;Amt Rebental;0711 12345")
    seen = running.preview(wanted).digest
    Position.objects.update(phone="+496990009199")
    with pytest.raises(running.ChangedMeanwhileError) as refused:
        running.store(wanted, by=None, seen=seen)
    assert refused.value.report.lines[0].changes[0].old == "069 90009199"
    assert str(Position.objects.get().phone) == "+496990009199"


def test_f25_one_wrong_row_and_none_is_stored(county):
    wanted = sheet(
        "Organisation;Art;E-Mail",
        "Neues Haus;Wohlfahrtsverband;",
        "Amt Rebental;Landkreis;amt@rebental.example",
        "X;Kreis;",
    )
    report = running.preview(wanted)
    assert [line.state for line in report.lines] == ["new", "changed", "wrong"]
    with pytest.raises(running.ChangedMeanwhileError):
        running.store(wanted, by=None)
    assert Organisation.objects.count() == 2


HEAD = {
    "people": "Nachname;Vorname;Aufgabe;Organisation;Telefon;Team;Arbeitsort;Gilt ab;Gilt bis;E-Mail",
    "coverage": "Gemeindeschlüssel;Dienst;Zuständige Organisation;Zielgruppe;Ansprechperson;Struktur;Gilt ab;Gilt bis",
    "organisations": "Organisation;Art;Standort;Straße und Hausnummer;Postleitzahl;Öffnungszeiten;Sprachen;Telefon;Zugang",
    "municipalities": "Gemeindeschlüssel;Name;Art;Einwohnerzahl;Postleitzahlen;Gilt ab;Gilt bis;Aufgegangen in",
}


@pytest.mark.parametrize(
    ("kind", "rows", "column", "said"),
    [
        ("people", "A;B;C;Unbekannt;;;;;;", "Organisation", "steht nicht im Verzeichnis"),
        ("people", ";B;C;Amt Rebental;;;;;;", "Nachname", "leer"),
        ("people", "A;B;C;Amt Rebental;anrufen;;;;;", "Telefon", "keine Telefonnummer"),
        ("people", "A;B;C;Amt Rebental;12;;;;;", "Telefon", ""),
        ("people", "A;B;C;Amt Rebental;;;Nirgends 5;;;", "Arbeitsort", "nicht"),
        ("people", "A;B;C;Amt Rebental;;;;31.2.2026;;", "Gilt ab", "24.12.2026"),
        ("people", "A;B;C;Amt Rebental;;;;2.1.2026;1.1.2026;", "", "Ende liegt vor dem Anfang"),
        ("people", "A;B;C;Amt Rebental;;;;;;keine", "E-Mail", "E-Mail"),
        ("people", "=1+1;B;C;Amt Rebental;;;;;;", "Nachname", "Formel"),
        ("people", "A;B;C;Amt Rebental;;;;;;\r\nA;B;C;Amt Rebental;;;;;;", "", "dasselbe wie Zeile 2"),
        ("coverage", "08999777;IM;Amt Rebental;;;;;", "Gemeindeschlüssel", "gibt es im Verzeichnis nicht"),
        ("coverage", "8999;IM;Amt Rebental;;;;;", "Gemeindeschlüssel", "acht Ziffern"),
        ("coverage", "08999001;IM;Amt Rebental;;;;;", "Gemeindeschlüssel", "heute: Neustadt (08999002)"),
        ("coverage", "08999002;Tanzen;Amt Rebental;;;;;", "Dienst", "gibt es"),
        ("coverage", "08999002;IM;Amt Rebental;Kinder;;;;", "Zielgruppe", "gibt es"),
        ("coverage", "08999002;IM;Niemand;;;;1.1.2030;", "Zuständige Organisation", "steht nicht"),
        ("coverage", "08999002;IM;Amt Rebental;;;D;1.1.2024;", "Struktur", "Möglich sind A"),
        ("coverage", "08999002;IM;Verein Brücke;;;;1.1.2025;", "", "schon Amt Rebental zuständig"),
        ("coverage", "08999002;IM;Amt Rebental;;Nie Mand;;1.1.2024;", "Ansprechperson", "gibt es dort nicht"),
        ("organisations", "Neu;;;;;;;;", "Art", "leer"),
        ("organisations", "Neu;Verein;;;;;;;", "Art", "Möglich sind"),
        ("organisations", "Neu;Behörde;;Am Markt 1;;;;;", "Standort", "Bitte nennen"),
        ("organisations", "Amt Rebental;Landkreis;Haus 1;;749;;;;", "Postleitzahl", "fünf Ziffern"),
        ("organisations", "Amt Rebental;Landkreis;Haus 1;;74952;immer;;;", "Öffnungszeiten", "nicht zu verstehen"),
        ("organisations", "Amt Rebental;Landkreis;Haus 1;;;;Klingonisch;;", "Sprachen", "nicht bekannt"),
        (
            "organisations",
            "N;Behörde;A;;;;;0711 1;\r\nN;Behörde;B;;;;;0711 2;",
            "Telefon",
            "Zeile 2 sagt dazu etwas anderes",
        ),
        ("municipalities", "08999003;;Stadt;;;;;", "Name", "leer"),
        ("municipalities", "8999;X;Stadt;;;;;", "Gemeindeschlüssel", "acht Ziffern"),
        ("municipalities", "08999003;X;Stadt;viele;;;;", "Einwohnerzahl", "ganze Zahl"),
        ("municipalities", "08999003;X;Stadt;;749;;;", "Postleitzahlen", "fünf Ziffern"),
        ("municipalities", "08999003;X;Stadt;;;;;08999777", "Aufgegangen in", "08999777"),
        ("municipalities", "08999003;X;Stadt;;;;;08999003", "", "nicht in sich selbst"),
        ("municipalities", "08999003;X;Stadt;;;;;\r\n08999003;Y;Stadt;;;;;", "", "dasselbe wie Zeile 2"),
    ],
)
def test_f25_what_is_wrong_is_told_by_row_and_column_and_nothing_is_stored(county, kind, rows, column, said):
    before = json.dumps(
        [list(model.objects.values_list()) for model in (Organisation, Site, Person, Position, Coverage, Municipality)],
        default=str,
    )
    report = running.preview(sheet(HEAD[kind], rows), kind)
    wrong = report.lines[-1]
    assert wrong.state == "wrong" and not report.is_storable
    (problem,) = [one for one in wrong.problems if one.label == column]
    assert said in problem.message
    after = json.dumps(
        [list(model.objects.values_list()) for model in (Organisation, Site, Person, Position, Coverage, Municipality)],
        default=str,
    )
    assert before == after


def test_f25_of_two_people_of_one_name_none_is_taken_by_guess(county):
    Person.objects.create(first_name="Mara", last_name="Öhler")
    report = running.preview(sheet("Nachname;Vorname;Aufgabe;Organisation", "Öhler;Mara;Leitung;Verein Brücke"))
    assert "mehrfach" in report.lines[0].problems[0].message


def test_f25_a_further_function_of_somebody_is_pointed_out(county):
    head = "Nachname;Vorname;Aufgabe;Organisation;Person"
    report = running.preview(sheet(head, "Öhler;Mara;Leitung;Verein Brücke;dieselbe"))
    assert report.lines[0].state == "new" and "weitere Funktion" in report.lines[0].notes[0]


def test_f67_what_not_all_may_see_is_neither_matched_nor_changed_by_a_table(county):
    Position.objects.update(visibility="own")
    wanted = sheet("Nachname;Vorname;Aufgabe;Organisation;Telefon", "Öhler;Mara;Beratung;Amt Rebental;0711 12345")
    running.store(wanted, by=None)
    assert str(Position.objects.get(visibility="own").phone) == "+496990009101"
    assert Position.objects.filter(visibility="partners").count() == 1


def test_f19_an_old_period_ends_before_the_next_begins_whatever_the_order_of_rows(county):
    wanted = sheet(
        HEAD["coverage"],
        "08999002;IM;Verein Brücke;;;B;1.1.2027;",
        "08999002;IM;Amt Rebental;;Mara Öhler;C;1.1.2024;31.12.2026",
    )
    running.store(wanted, by=None)
    assert [(str(one.organisation), one.valid_until) for one in Coverage.objects.order_by("valid_from")] == [
        ("Amt Rebental", dt.date(2026, 12, 31)),
        ("Verein Brücke", None),
    ]


def test_f25_new_organisations_with_sites_and_municipalities_with_successors_come_in_one_table(county):
    running.store(
        sheet(
            HEAD["organisations"],
            "Haus;Behörde;Nord;Weg 1;7495;Mo–Fr 8-12;Deutsch, Bosnisch, Kroatisch, Serbisch;0711 1234;",
            "Haus;Behörde;Süd;;;;;0711 1234;stufenlos zugänglich",
        ),
        by=None,
    )
    house = Organisation.objects.get(name="Haus")
    assert [(one.name, one.postcode, one.languages, one.access) for one in house.sites.order_by("name")] == [
        ("Nord", "07495", ["de", "sr"], ""),
        ("Süd", "", [], "full"),
    ]
    running.store(sheet(HEAD["municipalities"], "8999002;Neustadt;Stadt;12.500;74952, 74953;;;"), by=None)
    town = Municipality.objects.get(ags="08999002")
    assert (town.kind, town.population, [str(one) for one in town.postcodes.all()]) == (
        "town",
        12500,
        ["74952", "74953"],
    )


@pytest.mark.parametrize(
    "head", ["Farbe;Form", "Nachname;Vorname", "Gemeindeschlüssel;Farbe", "Organisation;Organisation;Art"]
)
def test_f25_a_table_of_other_columns_is_refused_and_told_which_there_are(county, head):
    with pytest.raises(Unreadable, match=r"Überschrift"):
        running.preview(sheet(head, "a;b;c"))


def test_f25_columns_we_do_not_know_are_named_and_columns_that_are_missing_leave_things_alone(county):
    report = running.preview(sheet("Organisation;Schuhgröße", "Amt Rebental;44"), "organisations")
    assert report.unknown == ("Schuhgröße",) and not report.has_changes


def upload(client, content: bytes, name: str = "tabelle.csv"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content), "table": ""})


def token_in(response) -> str:
    return response.context["token"]


def test_f25_an_editor_sees_the_preview_agrees_and_it_is_stored(county, editor):
    assert "Tabelle einlesen" in editor.get("/cms/").content.decode()
    assert editor.get(UPLOAD).status_code == 200
    content = "Nachname;Vorname;Aufgabe;Organisation\r\nNeu;Ida;Leitung;Verein Brücke\r\n".encode("cp1252")
    shown = upload(editor, content)
    text = shown.content.decode()
    assert "Ida Neu, Leitung, Verein Brücke" in text and "Noch ist nichts gespeichert" in text
    assert not Person.objects.filter(last_name="Neu").exists()
    stored = editor.post(STORE, {"table": token_in(shown)}, follow=True)
    assert "Gespeichert: 1 neue Zeile, 0 geänderte Zeilen." in stored.content.decode()
    assert Position.objects.get(person__last_name="Neu").organisation.name == "Verein Brücke"
    again = editor.post(STORE, {"table": token_in(shown)})
    assert "seit der Vorschau geändert" in again.content.decode()
    assert Person.objects.filter(last_name="Neu").count() == 1


def test_f25_wrong_rows_are_shown_and_leave_no_button(county, editor):
    shown = upload(editor, b"Nachname;Vorname;Aufgabe;Organisation\r\nNeu;Ida;Leitung;Unbekannt\r\n")
    assert shown.status_code == 422 and not token_in(shown)
    assert "steht nicht im Verzeichnis" in shown.content.decode()


@pytest.mark.parametrize(
    "content", [b"", b"Farbe;Form\r\nrot;rund", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_f25_a_file_that_cannot_be_read_is_refused_at_the_field(county, editor, content):
    shown = upload(editor, content)
    assert shown.status_code == 200 and shown.context["form"].errors["file"]


@pytest.mark.parametrize("token", ["", "x", "a:b:c"])
def test_f25_a_forged_or_old_token_stores_nothing(county, editor, token):
    assert editor.post(STORE, {"table": token}).status_code == 302
    assert editor.get(STORE).status_code == 302


def test_f25_who_does_not_maintain_the_directory_does_not_get_there(county, reader, sign_in):
    for client in (reader, sign_in(is_staff=True)):
        assert upload(client, b"x").status_code in {302, 403}
        assert client.post(STORE, {"table": "x"}).status_code in {302, 403}


def test_f25_the_command_tells_and_stores_only_when_asked(county, tmp_path, capsys):
    file = tmp_path / "leute.csv"
    file.write_text("Nachname;Vorname;Aufgabe;Organisation\nNeu;Ida;Leitung;Verein Brücke\n", encoding="utf-8")
    call_command("import_directory", file)
    out = capsys.readouterr().out
    assert "Zeile 2: Ida Neu, Leitung, Verein Brücke: neu" in out and "Nichts gespeichert." in out
    assert not Person.objects.filter(last_name="Neu").exists()
    call_command("import_directory", file, "--write", "--json", "--kind", "people")
    report = json.loads(capsys.readouterr().out)
    assert (report["table"], report["stored"], report["new"]) == ("people", True, 1)
    assert Person.objects.filter(last_name="Neu").exists()


@pytest.mark.parametrize(
    "text", ["Farbe;Form\nrot;rund\n", "Nachname;Vorname;Aufgabe;Organisation\nNeu;Ida;Leitung;Unbekannt\n"]
)
def test_f25_the_command_refuses_bad_tables_with_code_2(county, tmp_path, text):
    file = tmp_path / "leute.csv"
    file.write_text(text, encoding="utf-8")
    for path in (file, tmp_path / "fehlt.csv"):
        with pytest.raises(CommandError, match=r"nichts gespeichert|No such file") as refused:
            call_command("import_directory", path, "--write")
        assert refused.value.returncode == 2
    assert Person.objects.count() == 1


def test_f25_a_long_table_that_changes_nothing_costs_few_queries(county, django_assert_max_num_queries):
    people = Person.objects.bulk_create(Person(last_name=f"Name {n}", first_name="A") for n in range(300))
    office = Organisation.objects.get(name="Amt Rebental")
    Position.objects.bulk_create(Position(person=one, organisation=office, role="Beratung") for one in people)
    content = read("a", tables.csv_content(*table_of("people"), "a"))
    with django_assert_max_num_queries(12):
        assert not running.preview(content).has_changes


def test_f25_no_cell_of_an_export_is_a_formula(county):
    Organisation.objects.create(name="=cmd|' /C calc'!A0", kind="welfare", short_name="@SUM(1)")
    rows = csv.reader(
        io.StringIO(tables.csv_content(*table_of("organisations"), "a").decode("utf-8-sig")), delimiter=";"
    )
    assert not [cell for row in rows for cell in row if cell.startswith(csv_safety.FORMULA)]
