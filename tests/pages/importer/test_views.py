"""Upload, preview and draft through the editor's real pages."""

import html
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from pages.models import DocumentImport, NormativePage
from portal.models import User
from tests import factories
from tests.pages.importer.way_in import inputs, preview, send, upload

AGREEMENT = """Kooperationsvereinbarung Lesehilfe Rebental

1. Ziel

Die Partner verbessern die Lesehilfe für Kinder im Rebental.

2. Aufgaben

2.1 Der Verein stellt Räume.

2.2 Die Gemeinde trägt die Kosten.

3. Schluss

Diese Vereinbarung tritt am 1. März 2024 in Kraft. Sie kann mit einer Frist von drei Monaten gekündigt werden.
"""


def test_f68_upload_preview_and_draft(editor: Client) -> None:
    shown = upload(editor, AGREEMENT)
    fields = inputs(shown)
    assert fields["title"] == ["Kooperationsvereinbarung Lesehilfe Rebental"]
    assert (fields["in_force_on"], fields["notice_months"], fields["kind"]) == (["01.03.2024"], ["3"], ["agreement"])
    assert "Der Verein stellt Räume." in shown
    assert not NormativePage.objects.exists()
    answer = send(editor, fields, create="1", signed_on="14.02.2024", signed_at="Rebental")
    page = NormativePage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.source_name, page.signed_at) == (False, "lesehilfe.txt", "Rebental")
    assert (page.signed_on.isoformat(), page.in_force_on.isoformat(), page.notice_months) == (
        "2024-02-14",
        "2024-03-01",
        3,
    )
    assert [one.value["number"] for one in page.sections if one.value["number"]] == ["1", "2", "2.1", "2.2", "3"]
    assert page.latest_revision.user is not None
    assert "als Entwurf angelegt" in editor.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("brief.odt", b"PK\x03\x04 anything", "Bitte speichern Sie das Dokument als DOCX."),
        ("leer.txt", b"", "ist leer"),
        ("bild.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "ein Bild und kein Text"),
        ("daten.txt", bytes(range(1, 32)) * 40, "sondern Binärdaten"),
        ("kaputt.pdf", b"%PDF-1.7 no more", "kaputt.pdf"),
    ],
)
def test_f68_what_cannot_be_read_is_refused_at_the_field(editor: Client, name: str, data: bytes, says: str) -> None:
    page = html.unescape(upload(editor, data, name))
    errors = re.search(r'class="error-message">(.*?)</p>', page, re.S)
    assert errors
    assert says in errors[1]
    assert "Gliederung" not in page
    assert not DocumentImport.objects.exists()


def test_f68_without_a_file_the_form_asks_for_one(editor: Client) -> None:
    assert "Bitte wählen Sie eine Datei aus." in editor.post(reverse("pages_import")).content.decode()
    assert "TXT, Markdown (MD), DOCX oder PDF" in editor.get(reverse("pages_import")).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("signed_on", "14.02.1023", "Bitte prüfen Sie das Jahr"),
        ("title", "", "error-message"),
        ("in_force_on", "31.02.2024", "Bitte geben Sie das Datum als Tag.Monat.Jahr an"),
        ("notice_months", "0", "error-message"),
        ("kind", "decree", "error-message"),
    ],
)
def test_f68_wrong_facts_come_back_with_the_preview(editor: Client, field: str, value: str, says: str) -> None:
    answer = send(editor, {**inputs(upload(editor, AGREEMENT)), field: [value]}, create="1")
    page = editor.get(answer.url).content.decode()
    assert answer.url == preview()
    assert says in page
    assert field == "kind" or inputs(page)[field] == [value]
    assert "Gliederung" in page
    assert not NormativePage.objects.exists()


def test_f68_markup_in_the_file_is_shown_as_text(editor: Client) -> None:
    shown = upload(
        editor, "1. Ziel <script>alert(1)</script>\n\nEin <img src=x onerror=alert(1)> Satz über das Ziel.\n"
    )
    assert "<script>alert(1)" not in shown
    assert "<img src=x" not in shown
    send(editor, inputs(shown), create="1")
    assert "<img" not in str(NormativePage.objects.get().sections.raw_data)


def test_f68_the_menu_leads_editors_here(editor: Client) -> None:
    assert reverse("pages_import") in editor.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("name", ["pages_import", "pages_import_preview", "pages_import_discard"])
def test_f68_readers_have_no_access(reader: Client, name: str) -> None:
    assert reader.get(address(reader, name)).status_code in {302, 403}
    assert reader.post(address(reader, name), {"create": "1"}).status_code in {302, 403}
    assert DocumentImport.objects.exists() == (name != "pages_import")
    assert not NormativePage.objects.exists()


@pytest.mark.parametrize("name", ["pages_import", "pages_import_preview", "pages_import_discard"])
def test_f68_whoever_may_not_add_pages_is_turned_away(sign_in: Callable[..., Client], name: str) -> None:
    user = factories.UserFactory()
    group = Group.objects.create(name="Nur Zugang")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client = sign_in()
    client.force_login(user)
    factories.verify(client, user)
    assert client.post(address(client, name)).url == reverse("wagtailadmin_home")
    assert reverse("pages_import") not in client.get(reverse("wagtailadmin_home")).content.decode()


def address(client: Client, name: str) -> str:
    """Of what is the person's own: only the right to add pages is missing."""
    if name == "pages_import":
        return reverse(name)
    owner = User.objects.get(pk=client.session["_auth_user_id"])
    return reverse(name, args=[DocumentImport.objects.create(owner=owner, name="a.txt", state="failed").pk])
