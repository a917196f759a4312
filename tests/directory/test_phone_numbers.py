"""A telephone number is stored as it was meant or refused, and keeps its country wherever it is shown (point 5)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from directory.exports import tables
from directory.importing import running, values
from directory.importing.reading import read
from directory.models import Organisation, Position
from directory.searchable import position_documents
from tests.directory import people

pytestmark = pytest.mark.django_db

REFUSED = (
    "069 90009-341 (vorm.)",
    "069 90009-341 App. 5",
    "069 90009 ext. 5",
    "069 90009-341 x3",
    "069 90009#5",
    "069 90009;ext=5",
    "069 90009-341, 342",
    "069 90009-341/342",
    "069 90009-341 oder 0711 2345",
    "069 90009-341 – 349",
    "069 90009 (341)",
    "069 90009-341+342",
    "0800-BERATUNG",
    "Tel. 069 90009-341",
)
MEANT = {
    "069 90009-341": ("+496990009341", "069 90009341"),
    "(069) 90009-341": ("+496990009341", "069 90009341"),
    "069/90009-341": ("+496990009341", "069 90009341"),
    "+49 (0)69 90009–341": ("+496990009341", "069 90009341"),
    "+43 1 58858": ("+43158858", "+43 1 58858"),
    "0043 1 58858": ("+43158858", "+43 1 58858"),
    "+41 44 668 18 00": ("+41446681800", "+41 44 668 18 00"),
    "+39 06 6982": ("+39066982", "+39 06 6982"),
}


@pytest.mark.parametrize("written", REFUSED)
def test_r5_whatever_is_no_part_of_a_number_is_refused_by_table_and_model(written):
    with pytest.raises(ValidationError, match="gehört nicht zur Telefonnummer"):
        values.phone(written)
    with pytest.raises(ValidationError, match="gehört nicht zur Telefonnummer"):
        Organisation(name="Amt", kind="county", phone=written).full_clean()


@pytest.mark.parametrize("written", MEANT)
def test_r5_a_number_is_read_as_it_was_meant_by_table_and_model(written):
    stored, shown = MEANT[written]
    organisation = Organisation(name="Amt", kind="county", phone=written)
    organisation.full_clean()
    organisation.save()
    for number in (values.phone(written), Organisation.objects.get().phone):
        assert (number.as_e164, number.shown) == (stored, shown)


def test_r5_a_number_that_a_spreadsheet_robbed_of_its_plus_is_not_guessed():
    with pytest.raises(ValidationError, match="Vorwahl"):
        values.phone("4969900091000")


def test_r5_a_table_with_a_note_in_a_number_stores_nothing():
    people.organisation("Jobcenter Rebental")
    head = "Nachname;Vorname;Aufgabe;Organisation;Telefon\r\n"
    sheet = read("a", f"{head}Probe;Paula;Vermittlung;Jobcenter Rebental;069 90009-341 (vorm.)".encode())
    (problem,) = running.preview(sheet).lines[0].problems
    assert problem.label == "Telefon" and "„(vorm.)“" in problem.message
    assert not Position.objects.exists()


def test_r5_a_form_says_what_does_not_belong_to_the_number(editor):
    organisation = people.organisation("Sozialwerk")
    children = ("sites", "teams", "mailboxes")
    data = {f"{name}-{field}": "0" for name in children for field in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= {"name": "Sozialwerk", "kind": "welfare", "phone": "069 90009-341 (vorm.)"}
    answer = editor.post(f"/cms/snippets/directory/organisation/edit/{organisation.pk}/", data)
    assert "„(vorm.)“ gehört nicht zur Telefonnummer" in answer.content.decode()


def test_r5_a_foreign_number_keeps_its_country_on_pages_in_files_and_in_the_search(reader):
    position = people.contact(people.organisation("Verein", phone="+43158858"), "Amsel", phone="+43158858")
    position = Position.objects.get(pk=position.pk)
    pages = (
        ("person", position.person_id),
        ("organisation", position.organisation_id),
        ("person_card", position.person_id),
        ("organisation_card", position.organisation_id),
    )
    for name, pk in pages:
        assert "+43 1 58858" in reader.get(reverse(f"directory:{name}", args=[pk])).content.decode()
    assert tables.number(position.phone) == "+43 1 58858"
    (document,) = position_documents(position)
    assert "+43 1 58858" in document.text
    assert {"43158858", "0043158858"} <= set(document.document_aliases)
