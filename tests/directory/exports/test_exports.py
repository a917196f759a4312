"""What can be taken along: vCard, CSV, XLSX, HSDS. Open to all partners or not in it; never a formula."""

import csv
import datetime as dt
import json
from io import BytesIO, StringIO

import pytest
import vobject
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from directory.exports import tables
from portal import csv_safety
from tests import factories

EVIL = '=HYPERLINK("http://boese.example")'


def rows(response: object) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_f25_a_person_as_vcard(reader):
    position = factories.PositionFactory(
        person__first_name="Lena",
        person__last_name="Müller, geb. Ott",
        person__title="Dr.",
        organisation__name="Sozialwerk; Rebental",
        email="lena@example.org",
        mobile="+4915112345678",
    )
    response = reader.get(f"/verzeichnis/personen/{position.person_id}/vcard/")
    card = vobject.readOne(response.content.decode())
    assert (card.n.value.family, card.n.value.given, card.n.value.prefix) == ("Müller, geb. Ott", "Lena", "Dr.")
    assert card.org.value == ["Sozialwerk; Rebental"]
    assert [one.type_param for one in card.tel_list] == ["WORK", "CELL"]
    assert card.email.value == "lena@example.org"
    assert response["Content-Disposition"].startswith("attachment")


def test_f25_an_organisation_as_vcard(reader):
    organisation = factories.OrganisationFactory(name="Sozialwerk", phone="+496990009200")
    factories.SiteFactory(organisation=organisation)
    card = vobject.readOne(reader.get(f"/verzeichnis/organisationen/{organisation.pk}/vcard/").content.decode())
    assert (card.fn.value, card.adr.value.city) == ("Sozialwerk", "Wengertsheim")


def test_a_line_break_in_a_name_starts_no_line_of_the_card(reader):
    position = factories.PositionFactory(person__last_name="X\r\nTEL:0900")
    card = reader.get(f"/verzeichnis/personen/{position.person_id}/vcard/").content.decode()
    assert not [line for line in card.splitlines() if line.startswith("TEL:0900")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " ="])
def test_f25_no_cell_is_read_as_a_formula(reader, start):
    evil = f"{start}1+1"
    organisation = factories.OrganisationFactory(name=f"{start}cmd", description="x")
    factories.SiteFactory(organisation=organisation, name=evil, street=EVIL)
    factories.PositionFactory(organisation=organisation, role=evil, area=EVIL)
    for kind in ("organisationen", "personen"):
        for row in rows(reader.get(f"/verzeichnis/{kind}.csv")):
            assert not [value for value in row.values() if value.startswith(csv_safety.FORMULA)]
        book = load_workbook(BytesIO(reader.get(f"/verzeichnis/{kind}.xlsx").content))
        for line in book.active.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(csv_safety.FORMULA)


@given(st.text())
def test_f25_no_text_becomes_a_formula(text):
    assert not tables.cell(text).startswith(csv_safety.FORMULA)


def test_f25_the_table_holds_what_the_list_shows(reader):
    factories.SiteFactory(organisation=factories.OrganisationFactory(name="Türkisch"), languages=["de", "tr"])
    factories.OrganisationFactory(name="Ohne")
    [row] = rows(reader.get("/verzeichnis/organisationen.csv?sprache=tr"))
    assert (row["Organisation"], row["Ort"], row["Sprachen"]) == ("Türkisch", "Wengertsheim", "Deutsch, Türkisch")
    assert len(rows(reader.get("/verzeichnis/organisationen.csv"))) == 2


def test_f67_what_not_everybody_may_see_is_in_no_open_export(portal):
    owner = factories.OrganisationFactory()
    contact_list = factories.ContactListFactory(organisation=owner)
    shared = {"organisation": owner}
    hidden = factories.PositionFactory(
        person__last_name="Geheim", listed=True, contact_list=contact_list, phone="+496990009666", **shared
    )
    factories.PositionFactory(person__last_name="Geheim2", own=True, **shared)
    factories.PositionFactory(person__last_name="Offen", **shared)
    colleague = Client()
    colleague.force_login(factories.MembershipFactory(organisation=owner).user)
    for path in ("personen.csv", "organisationen.json", "organisationen.csv"):
        content = colleague.get(f"/verzeichnis/{path}").content.decode()
        assert "Geheim" not in content
        assert "90009666" not in content.replace(" ", "")
    assert "Offen" in colleague.get("/verzeichnis/personen.csv").content.decode()
    book = load_workbook(BytesIO(colleague.get("/verzeichnis/personen.xlsx").content))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["Offen"]
    assert colleague.get(f"/verzeichnis/personen/{hidden.person_id}/vcard/").status_code == 404


def test_f25_organisations_in_the_shape_of_hsds(reader):
    coverage = factories.CoverageFactory(municipality__name="Ansbronn", service__name="Beratung", service__min_age=27)
    organisation = coverage.organisation
    factories.SiteFactory(
        organisation=organisation, languages=["tr"], access="full", special_hours="24.12.2026 geschlossen Heiligabend"
    )
    factories.PositionFactory(organisation=organisation, person__last_name="Wolfart")
    data = reader.get("/verzeichnis/organisationen.json").json()
    again = reader.get("/verzeichnis/organisationen.json").json()
    assert data == again, "ids are the same at each export"
    [one] = data["contents"]
    [location] = one["locations"]
    assert one["name"] == organisation.name
    assert one["services"][0]["service_areas"][0]["extent"] == coverage.municipality.ags
    assert one["services"][0]["minimum_age"] == 27
    assert location["languages"][0]["code"] == "tr"
    assert location["schedules"][0] | {"id": ""} == {
        "id": "",
        "freq": "WEEKLY",
        "byday": "MO,TU,WE,TH,FR",
        "opens_at": "08:00",
        "closes_at": "12:00",
    }
    assert location["schedules"][1]["valid_from"] == "2026-12-24"
    assert "Wolfart" in one["contacts"][0]["name"]
    assert "null" not in json.dumps(data), "HSDS leaves out what is not known"
    assert "assured_date" not in one["services"][0]
    type(organisation).objects.update(confirmed_on=dt.date(2026, 11, 2))
    [one] = reader.get("/verzeichnis/organisationen.json").json()["contents"]
    assert one["services"][0]["assured_date"] == "2026-11-02"
    assert set(one["locations"][0]["addresses"][0]) == {
        *("id", "address_1", "city", "state_province", "postal_code", "country", "address_type")
    }


@pytest.mark.parametrize("path", ["organisationen.exe", "personen.json", "personen.html"])
def test_other_formats_do_not_exist(reader, path):
    assert reader.get(f"/verzeichnis/{path}").status_code == 404


def test_exports_of_many_take_few_queries(reader, django_assert_max_num_queries):
    for _number in range(12):
        organisation = factories.OrganisationFactory()
        factories.SiteFactory(organisation=organisation)
        factories.CoverageFactory(organisation=organisation)
        factories.PositionFactory(organisation=organisation)
    for path in ("organisationen.csv", "organisationen.json", "personen.xlsx"):
        reader.get(f"/verzeichnis/{path}")
        with django_assert_max_num_queries(8):
            reader.get(f"/verzeichnis/{path}")
