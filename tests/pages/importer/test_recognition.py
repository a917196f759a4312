"""K06: the text of pages that are pictures is recognised where the programs for it are, and the way out is said where they are not."""

import io
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pages.importer import actions, queries, recognition, tasks
from pages.importer.extraction import extract
from pages.importer.unreadable import UnreadableDocument
from pages.models import DocumentImport
from portal.models import User
from portal.pdf.fonts import FOLDERS
from tests.pages.importer.pdf_files import numbered_pages
from tests.pages.importer.test_views import preview

pytestmark = pytest.mark.django_db
State = DocumentImport.State
Commits = Callable[..., object]
WORDS = ("Vereinbarung über die Lesehilfe", "", "1. Ziel", "", "Die Gemeinde fördert die Lesehilfe für Geflüchtete.")
FONT = "NotoSans[wdth,wght].ttf"

# What ocrmypdf would be asked: says it in a file, and makes the PDF that lies beside it.
FAKE = """#!/bin/sh
echo "$@" >> {folder}/asked
env > {folder}/environment
for last; do :; done
{deed}
"""


def scan(pages: int, words: tuple[str, ...] = (), size: tuple[int, int] = (827, 1169)) -> bytes:
    """Pages of a picture each, as a scanner without text recognition makes them."""
    picture = Image.new("L", size, 255)
    for row, text in enumerate(words):
        font = ImageFont.truetype(str(FOLDERS[0] / FONT), size[0] / 45)
        ImageDraw.Draw(picture).text((size[0] / 10, size[1] / 10 + row * size[0] / 24), text, fill=0, font=font)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    for _page in range(pages):
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts programs on the path that do what the test says."""

    def make(deed: str = "", languages: str = "deu") -> Path:
        place(tmp_path / "tesseract", f"#!/bin/sh\necho List of languages; echo {languages}\n")
        place(tmp_path / "ocrmypdf", FAKE.format(folder=tmp_path, deed=deed or f'cp {tmp_path}/made.pdf "$last"'))
        return tmp_path

    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return make


@pytest.fixture
def no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def place(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def scanned(editor: Client, django_capture_on_commit_callbacks: Commits) -> Iterator[Client]:
    """An editor who has handed in twelve pages that are pictures."""
    editor.post(reverse("pages_import"), {"file": SimpleUploadedFile("scan.pdf", scan(12, size=(83, 117)))})
    return editor


def row() -> DocumentImport:
    return DocumentImport.objects.get()


def ask(client: Client, run: Commits) -> None:
    with run(execute=True):
        client.post(reverse("pages_import_recognise", args=[row().pk]))


def test_k06_a_scan_is_kept_and_its_text_recognised_a_few_pages_at_a_time(
    scanned: Client, program: Callable[..., Path], django_capture_on_commit_callbacks: Commits
) -> None:
    folder = program()
    (folder / "made.pdf").write_bytes(numbered_pages(12))
    assert row().state == State.FAILED
    assert "Text erkennen lassen" in scanned.get(preview()).content.decode()
    ask(scanned, django_capture_on_commit_callbacks)
    asked = (folder / "asked").read_text().splitlines()
    assert [next(word for word in line.split() if "--pages" in word) for line in asked] == [
        "--pages=1-5",
        "--pages=6-10",
        "--pages=11-12",
    ]
    assert all("--skip-text" in line and "--language=deu" in line for line in asked)
    assert row().state == State.READY
    shown = scanned.get(preview()).content.decode()
    assert "Aufgabe der Gemeinde" in shown and "Text erkennen lassen" not in shown


def test_r62_the_program_knows_nothing_of_the_portal(
    scanned: Client,
    program: Callable[..., Path],
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    folder = program()
    (folder / "made.pdf").write_bytes(numbered_pages(12))
    ask(scanned, django_capture_on_commit_callbacks)
    given = dict(line.split("=", 1) for line in (folder / "environment").read_text().splitlines())
    assert set(given) <= {
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "OMP_THREAD_LIMIT",
        "LC_CTYPE",
        "PWD",
        "OLDPWD",
        "SHLVL",
        "_",
    }
    assert not Path(given["TMPDIR"]).exists()  # what it left went with it


@pytest.mark.parametrize("deed", ["exit 2", "true", "kill -9 $$"])
def test_k06_what_cannot_be_recognised_is_said(
    scanned: Client, program: Callable[..., Path], django_capture_on_commit_callbacks: Commits, deed: str
) -> None:
    program(deed)
    ask(scanned, django_capture_on_commit_callbacks)
    assert row().state == State.FAILED
    shown = scanned.get(preview()).content.decode()
    assert "ließ sich nicht erkennen" in shown and "300 dpi" in shown


def test_k06_a_program_that_does_not_end_is_ended_with_all_it_began(
    scanned: Client, program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = program("sleep 600 & echo $! > $(dirname $0)/child; sleep 600")
    monkeypatch.setattr(recognition, "SECONDS", 5)
    monkeypatch.setattr(recognition, "GRACE_SECONDS", 0)
    with pytest.raises(UnreadableDocument, match="zu viel"):
        recognition.with_text("scan.pdf", scan(1), range(1, 2))
    left = (folder / "child").read_text().strip()
    while lives(left):  # it has been told
        time.sleep(0.05)


def lives(process: str) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_k06_where_even_then_there_is_no_text_it_is_not_offered_again(
    scanned: Client, program: Callable[..., Path], django_capture_on_commit_callbacks: Commits
) -> None:
    folder = program()
    (folder / "made.pdf").write_bytes(scan(12, size=(83, 117)))
    ask(scanned, django_capture_on_commit_callbacks)
    shown = scanned.get(preview()).content.decode()
    assert "ließ sich kein Text erkennen" in shown and "Text erkennen lassen" not in shown


@pytest.mark.usefixtures("no_program")
def test_k06_without_the_programs_the_page_says_what_is_missing(
    scanned: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    shown = scanned.get(preview()).content.decode()
    assert "tesseract-ocr-deu" in shown and "Text erkennen lassen" not in shown
    ask(scanned, django_capture_on_commit_callbacks)
    assert row().state == State.FAILED


def test_k06_neither_is_there_where_german_is_missing(program: Callable[..., Path]) -> None:
    program(languages="eng")
    assert recognition.program() is None
    program(languages="deu")
    assert recognition.program() is not None


def test_k06_too_many_pages_are_refused_before_any_work(
    scanned: Client,
    program: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    folder = program()
    monkeypatch.setattr(recognition, "MOST_PAGES", 11)
    ask(scanned, django_capture_on_commit_callbacks)
    assert "mehr als 11 Seiten" in scanned.get(preview()).content.decode()
    assert not (folder / "asked").exists()


def test_k06_after_the_worker_died_it_goes_on_with_the_next_pages(
    scanned: Client, program: Callable[..., Path]
) -> None:
    folder = program()
    (folder / "made.pdf").write_bytes(numbered_pages(12))
    actions.recognise(row=row())
    begun = actions.begin(str(row().pk))
    actions.note_recognised(row=begun, content=scan(12, size=(83, 117)), done=5, total=12)
    begun = actions.begin(str(row().pk))  # and then the worker dies
    tasks.work_at.call(str(begun.pk))
    assert "--pages=6-10" in (folder / "asked").read_text().splitlines()[0]
    assert row().state == State.READY


def test_k06_what_is_no_pdf_or_was_not_refused_for_pictures_is_not_offered(editor: Client) -> None:
    owner = User.objects.get(pk=editor.session["_auth_user_id"])
    for name, message in (("a.txt", "x"), ("a.pdf", "beschädigt")):
        made = DocumentImport(owner=owner, name=name, state=State.FAILED, message=message)
        assert queries.recognition_of(made) is None


@pytest.mark.skipif(
    shutil.which("ocrmypdf") is None or recognition.program() is None, reason="no text recognition here"
)
def test_k06_the_real_program_reads_a_scan() -> None:
    made = recognition.with_text("scan.pdf", scan(1, WORDS, (1654, 2339)), range(1, 2))
    text = " ".join(line.text for line in extract("scan.pdf", made))
    assert "Die Gemeinde fördert die Lesehilfe für Geflüchtete" in text
