"""Editors maintain the directory in one menu; what contradicts itself is refused with a reason."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from directory.models import (
    ContactList,
    Coverage,
    Municipality,
    Organisation,
    Person,
    Position,
    Service,
    TargetGroup,
)
from tests import factories

MODELS = (Organisation, Person, Position, Coverage, Municipality, Service, TargetGroup, ContactList)


def url(model: type, view: str, *args: object) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_form_opens_for_editors_only(editor, reader, model):
    for view in ("list", "add"):
        assert editor.get(url(model, view)).status_code == 200
        assert reader.get(url(model, view)).status_code in {302, 403}


def test_the_menu_has_one_group_for_the_directory(editor):
    html = editor.get(url(Organisation, "list")).content.decode()
    assert "Verzeichnis" in html
    assert html.count("Zust\\u00e4ndigkeiten") == 1


def formset(name: str, *rows: dict[str, object]) -> dict[str, object]:
    data: dict[str, object] = {
        f"{name}-TOTAL_FORMS": len(rows),
        f"{name}-INITIAL_FORMS": 0,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        data |= {f"{name}-{number}-{field}": value for field, value in row.items()}
        data[f"{name}-{number}-ORDER"] = number + 1
    return data


def test_an_organisation_is_entered_with_sites_and_mailboxes(editor):
    site = {"name": "Haus", "hours": "Mo bis Fr 8-12 Uhr", "languages": ["de", "tr"], "postcode": "74952", "access": ""}
    mailbox = {"name": "Leistung", "email": "leistung@example.org", "visibility": "partners"}
    data = {"name": "Sozialwerk", "kind": "welfare", "phone": "069 90009-231"}
    data |= formset("sites", site) | formset("teams", {"name": "Team Süd"}) | formset("mailboxes", mailbox)
    response = editor.post(url(Organisation, "add"), data)
    assert response.status_code == 302, response.context["form"].errors
    organisation = Organisation.objects.get(name="Sozialwerk")
    assert organisation.phone.as_e164 == "+496990009231"
    [one] = organisation.sites.all()
    assert (one.hours, one.languages) == ("Mo–Fr 8:00–12:00", ["de", "tr"])
    assert organisation.mailboxes.get().email == "leistung@example.org"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "12", "Telefonnummer"),
        ("name", "", "ausgefüllt"),
    ],
)
def test_bad_input_is_explained(editor, field, value, said):
    data = {"name": "Sozialwerk", "kind": "welfare", field: value}
    data |= formset("sites") | formset("teams") | formset("mailboxes")
    response = editor.post(url(Organisation, "add"), data)
    assert response.status_code == 200
    assert said in str(response.context["form"].errors)


def test_unreadable_hours_are_refused_with_an_example(editor):
    data = {"name": "Sozialwerk", "kind": "welfare"} | formset("teams") | formset("mailboxes")
    data |= formset("sites", {"name": "Haus", "hours": "meistens vormittags"})
    html = editor.post(url(Organisation, "add"), data).content.decode()
    assert "Bitte schreiben Sie es wie im Beispiel" in html
    assert not Organisation.objects.exists()


def test_a_person_is_entered_with_positions_and_deputies(editor):
    mirko = factories.PositionFactory(person__last_name="Antes")
    position = {"role": "Beratung", "organisation": mirko.organisation.pk, "visibility": "partners", "share": "75"}
    position |= formset("deputies", {"deputy": mirko.pk}) | {"id": ""}
    nested = {
        f"deputies-{key.removeprefix('deputies-')}": value
        for key, value in position.items()
        if key.startswith("deputies")
    }
    plain = {key: value for key, value in position.items() if not key.startswith("deputies")}
    data = {"first_name": "Lena", "last_name": "Wolfart"} | formset("positions", plain | nested)
    data |= formset("absences", {"first_day": "2026-11-20", "last_day": "2026-11-28"})
    response = editor.post(url(Person, "add"), data)
    assert response.status_code == 302, response.content.decode()[:3000]
    person = Person.objects.get(last_name="Wolfart")
    own = person.positions.get()
    assert [one.deputy for one in own.deputies.all()] == [mirko]
    assert person.absences.get().last_day == dt.date(2026, 11, 28)


def coverage_data(coverage: Coverage, **changed: object) -> dict[str, object]:
    data = {
        "municipality": coverage.municipality_id,
        "service": coverage.service_id,
        "organisation": coverage.organisation_id,
        "mode": "",
    }
    return data | changed


def test_a_second_responsible_organisation_is_refused(editor):
    coverage = factories.CoverageFactory(valid_until=dt.date(2026, 12, 31), organisation__name="Alter Träger")
    response = editor.post(url(Coverage, "add"), coverage_data(coverage, valid_from="2026-12-31"))
    assert response.status_code == 200
    assert "schon Alter Träger zuständig" in response.content.decode()
    assert editor.post(url(Coverage, "add"), coverage_data(coverage, valid_from="2027-01-01")).status_code == 302
    assert Coverage.objects.count() == 2


@pytest.mark.parametrize("place", ["", "9" * 30, "-1"])
def test_a_place_that_does_not_exist_is_an_error_of_the_form(editor, place):
    coverage = factories.CoverageFactory()
    assert editor.post(url(Coverage, "add"), coverage_data(coverage, municipality=place)).status_code == 200


@pytest.mark.postgres
@pytest.mark.skipif(
    "postgresql" not in str(connection.settings_dict["ENGINE"]), reason="SQLite writes one by one anyway"
)
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_refused(portal, sign_in):
    coverage = factories.CoverageFactory.build(
        municipality=factories.MunicipalityFactory(),
        service=factories.ServiceFactory(),
        organisation=factories.OrganisationFactory(),
    )
    barrier, outcomes = threading.Barrier(2), []
    windows = [sign_in(editor=True) for _number in range(2)]

    def save(window: Client) -> None:
        barrier.wait()
        try:
            outcomes.append(window.post(url(Coverage, "add"), coverage_data(coverage)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[window]) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [200, 302]
    assert Coverage.objects.count() == 1


def test_f24_an_organisation_in_use_is_not_deleted_but_its_places_shown(editor):
    coverage = factories.CoverageFactory()
    response = editor.get(url(Organisation, "delete", coverage.organisation_id))
    assert response.status_code in {200, 302}
    editor.post(url(Organisation, "delete", coverage.organisation_id))
    assert Organisation.objects.filter(pk=coverage.organisation_id).exists()
