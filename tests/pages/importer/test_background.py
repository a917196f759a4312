"""F68: what an editor hands in is kept for her alone, read in the background where it is large, and gone in time."""

import datetime as dt
import io
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from pages.importer import actions, kept, length, receiving, tasks
from pages.importer.reading import Both, read_both
from pages.models import DocumentImport, NormativePage
from pages.models.imports import kept_folder
from portal.models import AuditEvent, User
from tests.pages.importer.pdf_files import numbered_pages
from tests.pages.importer.test_ocr import DAMAGED
from tests.pages.importer.test_views import AGREEMENT, inputs, preview, send, upload
from tests.portal import test_worker
from tests.portal.test_worker import MOST_SECONDS, Installation, wait_for

pytestmark = pytest.mark.django_db
State, Step = DocumentImport.State, DocumentImport.Step
Commits = Callable[..., object]


def handed_in(client: Client, text: str = AGREEMENT, **fields: object) -> DocumentImport:
    owner = User.objects.get(pk=client.session["_auth_user_id"])
    row = actions.take_in(upload=SimpleUploadedFile("lesehilfe.txt", text.encode()), by=owner)
    DocumentImport.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


def state_of(row: DocumentImport) -> str:
    row.refresh_from_db()
    return row.state


def file_of(row: DocumentImport) -> Path:
    return Path(row.file.path)


def test_f68_what_nobody_begins_to_read_says_so(editor: Client) -> None:
    row = handed_in(editor)
    address = reverse("pages_import_preview", args=[row.pk])
    assert "Es ist gleich an der Reihe" in editor.get(address).content.decode()
    DocumentImport.objects.filter(pk=row.pk).update(seen_at=timezone.now() - dt.timedelta(minutes=6))
    page = editor.get(address).content.decode()
    assert "Es wartet länger als üblich" in page
    assert "gleich an der Reihe" not in page


def test_f68_a_large_file_waits_is_read_by_the_worker_and_then_waits_for_the_editor(
    editor: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commits
) -> None:
    monkeypatch.setattr(length, "LARGE_TEXT", 100)
    with django_capture_on_commit_callbacks() as queued:
        assert "Das Dokument wird gelesen" in upload(editor, AGREEMENT)
    row = DocumentImport.objects.get()
    assert row.state == State.WAITING
    assert str(State.WAITING.label) in editor.get(reverse("pages_import")).content.decode()
    actions.note_progress(row=row, done=12, total=300)
    assert "Seite 12 von 300" in editor.get(preview()).content.decode()
    assert "Seite 12 von 300" in editor.get(reverse("pages_import")).content.decode()
    for act in queued:
        act()
    assert state_of(row) == State.READY
    assert "Der Verein stellt Räume." in editor.get(preview()).content.decode()


def test_f68_so_is_a_pdf_of_many_pages_however_small(
    editor: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commits
) -> None:
    monkeypatch.setattr(receiving, "MOST_PAGES", 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert "Das Dokument wird gelesen" in upload(editor, numbered_pages(3), "lang.pdf")
    assert "Aufgabe der Gemeinde" in editor.get(preview()).content.decode()
    with django_capture_on_commit_callbacks():
        assert "Aufgabe der Gemeinde" in upload(editor, numbered_pages(2), "kurz.pdf")


def test_f68_a_word_file_is_large_by_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * length.LARGE_UNPACKED)
    assert length.is_large("Vertrag.docx", stream.getvalue())
    assert not length.is_large("Vertrag.docx", b"PK\x03\x04 none")
    assert length.pages(b"%PDF-1.4 none") == length.pages(b"none") == 0


def test_f68_the_reader_of_a_pdf_says_how_far_it_is() -> None:
    heard: list[tuple[int, int]] = []
    read_both("lang.pdf", numbered_pages(4), on_progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (3, 4)  # the last page is begun


def test_f68_what_a_worker_left_when_it_died_is_done_by_the_next(editor: Client) -> None:
    row = handed_in(editor)
    assert actions.begin(str(row.pk)) is not None
    assert state_of(row) == State.READING
    tasks.work_at.call(str(row.pk))
    assert state_of(row) == State.READY
    tasks.work_at.call(str(row.pk))  # queued twice
    assert (state_of(row), row.tries) == (State.READY, 2)


def test_f68_whoever_ends_the_worker_three_times_is_not_read_again(editor: Client) -> None:
    row = handed_in(editor)
    for _death in range(actions.MOST_TRIES):
        assert actions.begin(str(row.pk)) is not None
    tasks.work_at.call(str(row.pk))
    assert state_of(row) == State.FAILED
    assert "auch beim dritten Versuch nicht lesen" in editor.get(preview()).content.decode()


def test_f68_what_fails_is_tried_again_and_given_up_after_three_times(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fail(*_arguments: object, **_options: object) -> None:
        asked.append(1)
        raise OSError("no room")

    monkeypatch.setattr(tasks, "read_both", fail)
    row = handed_in(editor)
    tasks.work_at.call(str(row.pk))
    assert (state_of(row), len(asked)) == (State.FAILED, 3)


def test_f68_a_file_whose_task_is_lost_is_taken_up_after_a_while(
    editor: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    lost, busy = handed_in(editor, seen_at=timezone.now() - actions.SILENT), handed_in(editor, state=State.READING)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tend_imports")
    assert (state_of(lost), state_of(busy)) == (State.READY, State.READING)


def test_f68_a_refused_file_says_why_where_it_waits(editor: Client) -> None:
    row = handed_in(editor, "\n\n")
    tasks.work_at.call(str(row.pk))
    assert state_of(row) == State.FAILED
    assert "ist leer" in editor.get(preview()).content.decode()


def test_f68_what_is_thrown_away_while_it_is_read_stays_away(
    editor: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    row = handed_in(editor)
    begun = actions.begin(str(row.pk))
    address = reverse("pages_import_discard", args=[row.pk])
    assert "lesehilfe.txt" in editor.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(address)
    actions.finish(row=begun, both=Both([], {}))
    assert not DocumentImport.objects.exists()
    assert not file_of(row).exists()
    assert AuditEvent.objects.filter(action="import.discard", object_id=str(row.pk)).exists()


def test_f68_nobody_else_sees_it_editors_included(editor: Client, sign_in: Callable[..., Client]) -> None:
    row = handed_in(editor)
    other = sign_in(editor=True)
    assert row.name not in other.get(reverse("pages_import")).content.decode()
    names = ["pages_import_preview", "pages_import_discard", "pages_import_recognise"]
    addresses = [*(reverse(name, args=[row.pk]) for name in names), reverse("pages_import_picture", args=[row.pk, 1])]
    assert {other.post(address).status_code for address in addresses[:3]} == {404}
    assert {other.get(address).status_code for address in [addresses[0], addresses[1], addresses[3]]} == {404}


def test_f68_after_a_week_it_is_gone_with_its_file(editor: Client, django_capture_on_commit_callbacks: Commits) -> None:
    old = handed_in(editor, created_at=timezone.now() - actions.KEPT - dt.timedelta(minutes=1))
    new = handed_in(editor, created_at=timezone.now() - actions.KEPT + dt.timedelta(minutes=9))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tend_imports")
    assert list(DocumentImport.objects.all()) == [new]
    assert (file_of(old).exists(), file_of(new).exists()) == (False, True)


def test_f68_files_that_belong_to_nobody_any_more_are_removed(editor: Client) -> None:
    row, orphan = handed_in(editor), kept_folder() / "recognition-left"
    orphan.mkdir(parents=True)
    (orphan / "source.pdf").write_bytes(b"%PDF")
    call_command("tend_imports")
    assert orphan.exists()  # somebody may be at work there
    yesterday = time.time() - actions.ORPHANED_SECONDS - 9
    os.utime(orphan, (yesterday, yesterday))
    os.utime(file_of(row).parent, (yesterday, yesterday))
    call_command("tend_imports")
    assert (orphan.exists(), file_of(row).exists()) == (False, True)


def test_f68_with_the_draft_the_file_goes_and_who_presses_twice_comes_to_the_same_draft(
    editor: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    fields = inputs(upload(editor, AGREEMENT))
    row = DocumentImport.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        first = send(editor, fields, create="1")
    second = send(editor, fields, create="1")
    page = NormativePage.objects.get()
    assert first.url == second.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "schon dieser Entwurf" in editor.get(second.url).content.decode()
    assert not file_of(row).exists()
    event = AuditEvent.objects.get(action="import.draft")
    assert (event.object_id, event.details["sections"]) == (str(page.pk), len(page.sections))
    assert (state_of(row), row.lines, row.outline) == (State.USED, None, None)


def test_f68_two_tabs_that_make_the_draft_at_the_same_moment_make_one(editor: Client) -> None:
    upload(editor, AGREEMENT)
    row, again = DocumentImport.objects.get(), DocumentImport.objects.get()
    outline = kept.outline_of(row)
    assert outline is not None
    made = {"outline": outline, "fields": {}, "by": row.owner, "parent": NormativePage.index_for(Locale.get_default())}
    assert actions.make_draft(row=row, **made) == actions.make_draft(row=again, **made)
    assert NormativePage.objects.count() == 1


def test_f69_repairs_of_a_large_document_are_taken_back_in_the_background(
    editor: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commits
) -> None:
    upload(editor, f"1. Ziel\n\n{DAMAGED}")
    row = DocumentImport.objects.get()
    outline = kept.outline_of(row)
    refused = [repair.id for repair in outline.repairs]
    monkeypatch.setattr(receiving, "MOST_CHARACTERS", 10)
    actions.choose(row=row, revoked=refused, typed={"title": "Meins", "kind": "agreement"})
    with django_capture_on_commit_callbacks(execute=True):
        assert receiving.renew_outline(row=row, outline=outline) is None
    assert (state_of(row), row.is_outdated, sorted(row.revoked)) == (State.READY, False, sorted(refused))
    assert "MaBnahmen" in "".join(section.text for section in kept.outline_of(row).sections)
    assert 'value="Meins"' in editor.get(preview()).content.decode()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/Vertrag.txt", "Vertrag.txt"),
        ("Vertrag\u202egpj.txt", "Vertraggpj.txt"),
        ("a\x00b\n.txt", "ab.txt"),
        ("ä" * 300 + ".txt", "ä" * 251 + ".txt"),
        ("...", "..."),
    ],
)
def test_r52_a_name_is_one_line_and_no_part_of_it_is_on_the_disk(editor: Client, sent: str, shown: str) -> None:
    owner = User.objects.get(pk=editor.session["_auth_user_id"])
    row = actions.take_in(upload=SimpleUploadedFile(sent, AGREEMENT.encode()), by=owner)
    assert row.name == shown
    assert file_of(row).name in {"document.txt", "document.bin"}
    assert file_of(row).parent.parent == kept_folder()
    assert file_of(row).stat().st_mode & 0o077 == 0


def test_f68_what_an_earlier_version_has_read_is_read_anew(
    editor: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    upload(editor, AGREEMENT)
    DocumentImport.objects.update(outline=kept.packed({"title": "of another shape"}))
    with django_capture_on_commit_callbacks(execute=True):
        editor.get(preview())
    assert "Der Verein stellt Räume." in editor.get(preview()).content.decode()


def test_f68_the_list_asks_no_more_for_more_documents(
    editor: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    editor.get(reverse("pages_import"))
    for _number in range(6):
        handed_in(editor)
    with django_assert_max_num_queries(30) as asked:
        editor.get(reverse("pages_import"))
    DocumentImport.objects.all()[:1].get().delete()
    with django_assert_max_num_queries(len(asked.captured_queries)):
        editor.get(reverse("pages_import"))


own_portal = test_worker.own_portal
HAND_IN = """
from django.core.files.uploadedfile import SimpleUploadedFile
from pages.importer import actions, tasks
from tests import factories
text = "\\n\\n".join(f"{number}. Aufgabe\\n\\nDer Verein liest Kindern vor, Woche {number}." for number in range(1, 400))
row = actions.take_in(upload=SimpleUploadedFile("lesehilfe.txt", text.encode()), by=factories.UserFactory())
tasks.enqueue(row)
"""


@pytest.mark.slow
def test_f68_a_worker_that_is_killed_while_it_reads_is_followed_by_one_that_reads_again(
    own_portal: Installation,
) -> None:
    said, _errors = own_portal.popen("shell", "-v", "0", "-c", HAND_IN).communicate(timeout=MOST_SECONDS)
    assert said == ""

    def state() -> tuple[str, int]:
        with closing(sqlite3.connect(own_portal.database, timeout=MOST_SECONDS)) as file:
            found: tuple[str, int] = file.execute("SELECT state, tries FROM pages_documentimport").fetchone()
            return found

    with own_portal.working("--keep-alive") as keeper:
        wait_for(lambda: state() == (State.READING, 1))
        children = Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        wait_for(lambda: state()[0] == State.READY)
    assert state() == (State.READY, 2)
