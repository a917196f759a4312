"""An internal list handed out, and contacts in a document, in a real browser: light and dark, wide and narrow, without barriers."""

import pytest
import pyzipper
from django.test import Client

from directory.models import ContactList, ListEntry
from tests import factories
from tests.browser.steps import VIEWS, follow, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def phone_list(person):
    keeper = person.memberships.get().organisation
    found = ContactList.objects.create(name="Durchwahlen Eingangszone", organisation=keeper, purpose="Für Rückfragen.")
    position = factories.PositionFactory(organisation=keeper, email="lena@example.org")
    ListEntry.objects.create(contact_list=found, position=position, phone="+496990009777", note="vormittags")
    return found


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f67_a_list_is_handed_out_and_opened_with_its_password(visit, person, phone_list, width, theme, tmp_path):
    window = visit(width=width, theme=theme, user=person)
    prove_factor(window, person)
    page = window.open(f"/verzeichnis/listen/{phone_list.pk}/")
    assert violations(page) == []
    follow(page.get_by_role("link", name="Verschlüsselt ausgeben"))
    follow(page.get_by_role("button", name="Datei und Kennwort erzeugen"))
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.get_by_label("Die Datei bleibt bei diesen Stellen").check()
    follow(page.get_by_role("button", name="Datei und Kennwort erzeugen"))
    password = page.locator(".password code").inner_text()
    assert violations(page) == [] and password not in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Verschlüsselte Datei laden").click()
    waiting.value.save_as(tmp_path / "liste.zip")
    with pyzipper.AESZipFile(tmp_path / "liste.zip") as archive:
        archive.setpassword(password.encode())
        assert archive.read("liste.xlsx").startswith(b"PK")
    assert page.locator(".password code").inner_text() == password
    assert [one for one in window.complaints if "422" not in one] == []  # the refused form on the way


def prove_factor(window, person):
    """The second factor as proved in the session of this window."""
    client = Client()
    client.force_login(person)
    factories.verify(client, person)
    (cookie,) = [one for one in window.context.cookies() if one["name"] in client.cookies]
    window.context.add_cookies([{**cookie, "value": client.cookies[cookie["name"]].value}])


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f24_contacts_in_a_document_have_no_barriers(visit, person, guideline, width, theme):
    position = factories.PositionFactory(organisation=person.memberships.get().organisation, email="lena@example.org")
    guideline.contacts = [("person", position), ("organisation", position.organisation)]
    guideline.contacts_number = "Anlage 2"
    guideline.save_revision().publish()
    page = visit(width=width, theme=theme, user=person).open(guideline.url)
    page.get_by_role("heading", name="Anlage 2: Ansprechpersonen").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
