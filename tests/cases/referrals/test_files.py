"""Files and appointments in the thread: what may be put in, who gets it back, and how."""

import datetime as dt
import io
import re
import uuid
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from icalendar import Calendar
from PIL import Image

from cases import sealed_files
from cases.access import actor
from cases.models import Appointment, Attachment, Referral
from cases.referrals import attachment_kinds, thread_actions
from cases.referrals.attachment_kinds import Refused, kind_of
from cases.referrals.thread_actions import CheckedFile, Meeting
from portal.models import AuditEvent
from portal.requests import upload_handlers
from tests.cases.factories import County, signed_in

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
MEETING = Meeting(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), "Zimmer 4")


def picture(kind: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(held, kind)
    return held.getvalue()


def docx(*more: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "<x/>")
    return held.getvalue()


def url(name: str, *parts: object) -> str:
    return reverse(f"cases:{name}", args=parts)


def given(county: County, referral: Referral, content: bytes = PDF, category: str = "concern") -> Attachment:
    file = CheckedFile("Zeugnis von Nazanin.pdf", attachment_kinds.PDF, content)
    return thread_actions.attach(referral=referral, file=file, category=category, by=actor(county.ayla))


GOOD = {"a.pdf": PDF, "b.jpg": picture("JPEG"), "c.png": picture("PNG"), "d.docx": docx()}
ENCRYPTED = PDF.replace(
    b"trailer<</Root 1 0 R>>", b"trailer<</Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O()/U()/P -4>>/ID[()()]>>"
)
BAD = {
    "html as pdf": ("a.pdf", b"<html><script>alert(1)</script>", "kein PDF"),
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kein PDF"),
    "png as jpg": ("a.jpg", picture("PNG"), "kein PDF"),
    "exe": ("a.exe", b"MZ\x90\x00", "kein PDF"),
    "pdf with zip": ("a.pdf", PDF + docx(), "noch eine zweite"),
    "jpg with zip": ("a.jpg", picture("JPEG") + docx(), "noch eine zweite"),
    "jpg with html": ("a.jpg", picture("JPEG") + b"<html>", "noch eine zweite"),
    "png with pdf": ("a.png", picture("PNG") + PDF, "noch eine zweite"),
    "docx with tail": ("a.docx", docx() + b"%PDF-", "noch eine zweite"),
    "docx with password": ("a.docx", attachment_kinds.COMPOUND + b"\x00" * 512, "Kennwort"),
    "docx with macros": ("a.docx", docx("word/vbaProject.bin"), "Makros"),
    "encrypted pdf": ("a.pdf", ENCRYPTED, "Kennwort"),
    "broken pdf": ("a.pdf", b"%PDF-1.4\nnichts", "beschädigt"),
    "broken jpg": ("a.jpg", picture("JPEG")[:60], "beschädigt"),
    "xlsx as docx": ("a.docx", docx().replace(b"word/document", b"excl/document"), "kein PDF"),
}


@pytest.mark.parametrize("name", GOOD)
def test_r52_the_content_says_what_a_file_is(name):
    ending = name.rpartition(".")[2]
    assert kind_of(ending, GOOD[name]) == attachment_kinds.BY_ENDING[ending]


@pytest.mark.parametrize("why", BAD)
def test_r52_what_is_not_exactly_one_open_file_is_refused_in_words(why):
    name, content, words = BAD[why]
    with pytest.raises(Refused, match=words):
        kind_of(name.rpartition(".")[2], content)


def test_r52_a_file_is_put_in_sealed_and_comes_back_whole(county):
    referral = county.sent()
    client = signed_in(county.ayla)
    sent = {"datei": SimpleUploadedFile("C:\\Fälle\\Zeugnis Nazanin.pdf", PDF, "text/html"), "was": "concern"}
    assert client.post(url("attachment_new", referral.pk), sent).status_code == 302
    row = Attachment.objects.unrestricted().get()
    assert (row.kind, row.size, row.name) == ("application/pdf", len(PDF), "Zeugnis Nazanin.pdf")
    stored = sealed_files.located(row.path).read_bytes()
    assert b"%PDF" not in stored
    response = signed_in(county.tomasz).get(url("attachment", referral.pk, row.pk))
    assert response.content == PDF
    assert response["Content-Disposition"] == 'attachment; filename="Anhang.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("ETag")
    assert AuditEvent.objects.filter(action="cases.file.read", object_id=str(referral.pk)).exists()


def test_r52_a_refused_file_is_said_in_the_form_and_leaves_nothing(county):
    referral = county.sent()
    sent = {"datei": SimpleUploadedFile("a.pdf", PDF + docx()), "was": "concern"}
    response = signed_in(county.ayla).post(url("attachment_new", referral.pk), sent)
    assert response.status_code == 422
    assert "noch eine zweite" in response.content.decode()
    assert not Attachment.objects.unrestricted().exists()


def test_r52_what_the_consent_does_not_name_cannot_be_attached(county):
    referral = county.sent()
    sent = {"datei": SimpleUploadedFile("a.pdf", PDF), "was": "health"}
    response = signed_in(county.ayla).post(url("attachment_new", referral.pk), sent)
    assert response.status_code == 422
    assert not Attachment.objects.unrestricted().exists()


def test_r52_a_scanner_that_does_not_answer_refuses(county, settings):
    settings.PORTAL_UPLOAD_SCANNER = "/gibt/es/nicht"
    sent = {"datei": SimpleUploadedFile("a.pdf", PDF), "was": "concern"}
    response = signed_in(county.ayla).post(url("attachment_new", county.sent().pk), sent)
    assert response.status_code == 422
    assert "nicht auf Viren geprüft" in response.content.decode()


def test_r33_a_large_file_never_touches_the_disk_unsealed(county, monkeypatch):
    kinds = []
    seen = thread_actions.attach

    def spy(**given):
        kinds.append(len(given["file"].content))
        return seen(**given)

    def forbidden(*_args, **_kwargs):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("cases.referrals.thread_actions.attach", spy)
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", forbidden)
    content = PDF.replace(b"%%EOF", b"%" + b"x" * 5_000_000 + b"\n%%EOF")
    sent = {"datei": SimpleUploadedFile("a.pdf", content), "was": "concern"}
    assert signed_in(county.ayla).post(url("attachment_new", county.sent().pk), sent).status_code == 302
    assert kinds == [len(content)]


def test_r52_a_file_that_is_too_large_is_said_in_words(county, monkeypatch):
    monkeypatch.setattr(upload_handlers, "MOST", 1000)
    sent = {"datei": SimpleUploadedFile("a.pdf", PDF + b" " * 5000), "was": "concern"}
    response = signed_in(county.ayla).post(url("attachment_new", county.sent().pk), sent)
    assert response.status_code == 422
    assert "bis 10 MB" in response.content.decode()


def test_f48_an_attachment_of_a_draft_can_be_taken_out_and_its_file_goes(county, django_capture_on_commit_callbacks):
    draft = county.draft()
    row = given(county, draft)
    file = sealed_files.located(row.path)
    client = signed_in(county.ayla)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("attachment_remove", draft.pk, row.pk))
    assert not file.exists()
    row = given(county, draft)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("referral_discard", draft.pk), {"version": draft.version})
    assert not Path(sealed_files.located(row.path)).exists()


def test_f48_what_was_sent_stays(county):
    referral = county.sent()
    row = given(county, referral)
    assert signed_in(county.ayla).post(url("attachment_remove", referral.pk, row.pk)).status_code in {404, 422}
    assert Attachment.objects.unrestricted().exists()


def test_f48_an_appointment_is_made_changed_and_cancelled(county):
    referral = county.sent()
    client = signed_in(county.tomasz)
    data = {
        "tag": "01.12.2026",
        "beginn": "10:00",
        "ende": "11:00",
        "ort": "Zimmer 4, Azadi",
        "hinweis": "Dolmetscherin kommt",
    }
    assert client.post(url("appointment_new", referral.pk), data).status_code == 302
    row = Appointment.objects.unrestricted().get()
    assert row.starts_at == dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    other = signed_in(county.ayla)
    assert "Zimmer 4" in other.get(url("referral", referral.pk)).content.decode()
    page = other.get(url("appointment", referral.pk, row.pk)).content.decode()
    state = page.split('name="stand" value="')[1].split('"')[0]
    changed = {**data, "beginn": "10:30", "stand": state}
    assert other.post(url("appointment", referral.pk, row.pk), changed).status_code == 302
    # The other side had the page open: both versions are shown.
    answer = client.post(url("appointment", referral.pk, row.pk), {**data, "beginn": "09:00", "stand": state})
    assert answer.status_code == 409
    assert client.post(url("appointment_cancel", referral.pk, row.pk)).status_code == 302
    row.refresh_from_db()
    assert (row.sequence, row.cancelled_at is not None) == (2, True)
    assert client.post(url("appointment_new", referral.pk), {**data, "ende": "09:00"}).status_code == 422


def test_r25_the_calendar_file_names_nobody(county):
    referral = county.sent()
    row = thread_actions.make_appointment(referral=referral, meeting=MEETING, by=actor(county.ayla))
    client = signed_in(county.tomasz)
    response = client.get(url("appointment_calendar", referral.pk, row.pk))
    assert response["Content-Disposition"] == 'attachment; filename="Termin.ics"'
    assert "no-store" in response["Cache-Control"]
    calendar = Calendar.from_ical(response.content)
    event = calendar.walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == f"Termin {referral.number}"
    assert event["DTSTART"].dt.isoformat() == "2026-12-01T10:00:00+01:00"
    assert (str(event["UID"]).split("@")[0], event["SEQUENCE"], str(calendar["METHOD"])) == (str(row.pk), 0, "PUBLISH")
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    for secret in (b"Azadi", b"Zimmer", county.ayla.last_name.encode()):
        assert secret not in response.content
    thread_actions.cancel_appointment(appointment=row, by=actor(county.ayla))
    calendar = Calendar.from_ical(client.get(url("appointment_calendar", referral.pk, row.pk)).content)
    event = calendar.walk("VEVENT")[0]
    assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_r57_a_file_sent_again_because_no_answer_came_is_there_once(county):
    client, draft, form = signed_in(county.ayla), county.draft(), str(uuid.uuid4())
    for content in (PDF, PDF, PDF + b"\n"):
        sent = {"datei": SimpleUploadedFile("a.pdf", content), "was": "concern", "kennung": form}
        assert client.post(url("attachment_new", draft.pk), sent).status_code == 302
    # The third is another file from a page that the browser had kept.
    assert Attachment.objects.unrestricted().filter(referral=draft).count() == 2
    assert len(list(sealed_files.stored_paths())) == 2
    page = client.get(url("referral", draft.pk)).content.decode()
    assert re.search(r'name="kennung" value="[0-9a-f-]{36}"', page)
