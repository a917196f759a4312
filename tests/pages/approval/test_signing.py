"""Where writing is wanted: consent makes the sheet, and the signatures of all make it count (F10; § 57 VwVfG, § 56 SGB X)."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase

from pages.approval import actions
from pages.models import Approval, SignedSheet
from portal.models import AuditEvent
from tests import factories, verapdf
from tests.pages import partners
from tests.pages.approval import consents
from tests.pages.approval.consents import asked, drafted, now, opened, said

TODAY = dt.date(2026, 11, 23)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF"


@pytest.fixture
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def coordinator(clock):
    return partners.coordinator()


@pytest.fixture
def rows(coordinator):
    """All have agreed."""
    version = drafted(consents.people(), by=coordinator, in_writing=True, decision="Treffen am 3. März")
    with TestCase.captureOnCommitCallbacks(execute=True):
        found = asked(version)
    for row in found:
        client, page = opened(row.representative.person.user.email)
        client.post(page, said())
    return found


def signing(rows, **changes) -> dict:
    return {
        "parties": [row.pk for row in rows],
        "signed_on": "20.11.2026",
        "scan": SimpleUploadedFile("blatt.pdf", PDF, "application/pdf"),
        **changes,
    }


def test_f10_agreed_to_by_all_it_waits_for_the_signatures_of_all(rows, coordinator):
    office, version = partners.browser(coordinator), now(rows[0].version)
    assert version.state == "asked"
    [duty] = [one for one in partners.duties(office) if one.kind == "approval.settle"]
    page = office.get(duty.url).content.decode()
    assert "Es fehlen noch Unterschriften: 0 von 3" in page
    address = f"/beteiligte/{version.document_id}/unterschriften/"
    assert office.post(address, signing(rows[:2])).status_code == 302
    assert now(version).state == "asked"
    assert office.post(address, signing(rows[2:], signed_on="23.11.2026")).status_code == 302
    assert now(version).state == "adopted"
    assert {row.signed_on.day for row in Approval.objects.all()} == {20, 23}
    assert AuditEvent.objects.filter(action="approval.sign").count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parties": []}, "parties"),
        ({"signed_on": "24.11.2026"}, "signed_on"),
        ({"scan": ""}, "scan"),
        ({"scan": SimpleUploadedFile("blatt.pdf", b"kein Scan", "application/pdf")}, "scan"),
    ],
)
def test_f10_a_signing_without_day_or_scan_is_not_recorded(rows, coordinator, changes, field):
    office = partners.browser(coordinator)
    response = office.post(f"/beteiligte/{rows[0].version.document_id}/unterschriften/", signing(rows, **changes))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not SignedSheet.objects.exists()


def test_f10_signatures_missing_on_the_day_leave_a_draft(clock, rows):
    clock.move_to(dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC))
    call_command("begin_versions", verbosity=0)
    assert (now(rows[0].version).state, now(rows[0].version).effective_on) == ("draft", None)


def test_f10_the_sheet_names_the_text_and_a_party_gets_its_own(rows, coordinator):
    office, version = partners.browser(coordinator), now(rows[0].version)
    whole = office.get(f"/beteiligte/{version.document_id}/unterschriften.pdf")
    assert whole["Content-Type"] == "application/pdf"
    client, page = opened(rows[0].representative.person.user.email)
    assert f"{page}unterschrift.pdf" in client.get(page).content.decode()
    own = client.get(f"{page}unterschrift.pdf")
    assert own.content.startswith(b"%PDF-")
    assert len(own.content) < len(whole.content)


def test_f10_the_sheet_passes_the_check_of_accessible_pdf(checker, rows, coordinator, tmp_path):
    version = now(rows[0].version)
    whole = partners.browser(coordinator).get(f"/beteiligte/{version.document_id}/unterschriften.pdf")
    assert verapdf.verdicts({"sheet": whole.content}, tmp_path) == {"sheet": "PASS"}


def test_f10_the_scan_is_sealed_and_opened_by_coordination_and_who_signed(rows, coordinator):
    version = now(rows[0].version)
    scan = actions.Scan("application/pdf", "JVBERi0=")
    actions.record_signing(version=version, approvals=rows[:1], signed_on=TODAY, scan=scan, by=coordinator)
    address = f"/beteiligte/{version.document_id}/unterschriften/{SignedSheet.objects.get().pk}/"
    assert partners.browser(coordinator).get(address).content == b"%PDF-"
    assert partners.browser(rows[0].representative.person.user).get(address).status_code == 200
    assert partners.browser(rows[1].representative.person.user).get(address).status_code == 404
    assert partners.browser(factories.UserFactory()).get(address).status_code == 404
    assert SignedSheet.objects.values_list("content", flat=True).get() != "JVBERi0="
