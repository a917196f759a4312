"""R52: a file is what its ending says, is not too large, and is served so that no browser runs it."""

import gc
import io
import shlex
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.requests import uploads

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


GOOD = {
    "merkblatt.pdf": b"%PDF-1.7\n%...",
    "vertrag.docx": archive(("word/document.xml", b"<w/>")),
    "liste.xlsx": archive(("xl/workbook.xml", b"<w/>")),
    "liste.ods": archive(("content.xml", b"<w/>")),
    "liste.csv": "Name;Ort\nMüller;Ansbronn".encode("cp1252"),
    "utf16.csv": "Name;Ort".encode("utf-16"),
    "notiz.txt": b"Text",
}
BAD = {
    "seite.pdf": HTML,
    "bild.docx": SVG,
    "falsch.xlsx": archive(("word/document.xml", b"<w/>")),
    "kaputt.docx": archive(("word/document.xml", b"<w/>"))[:-30],
    "programm.csv": b"MZ\x90\x00\x03\x00\x00\x00",
    "bombe.docx": archive(("word/document.xml", b"<w/>"), *((f"{n}.xml", b"0" * 10_000_000) for n in range(33))),
}


def upload(client: Client, name: str, content: bytes) -> object:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("wagtaildocs:add"), {"title": "Datei", "file": file, "collection": "1"})


def content() -> bytes:
    with get_document_model().objects.get().open_file() as file:
        return file.read()


@pytest.mark.parametrize("name", GOOD)
def test_r52_what_a_file_is_called_it_may_be(editor, name):
    assert upload(editor, name, GOOD[name]).status_code == 302
    assert content() == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_r52_a_file_that_is_something_else_is_refused_in_words(editor, name):
    answer = upload(editor, name, BAD[name])
    assert "Der Inhalt passt nicht zur Endung" in answer.content.decode()
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize("name", ["seite.html", "bild.svg", "programm.exe", "makro.xlsm"])
def test_r52_other_endings_are_refused(editor, name):
    assert upload(editor, name, HTML).status_code == 200
    assert not get_document_model().objects.exists()


def test_r52_many_at_once_are_looked_at_too(editor):
    sent = {"title": "Datei", "files[]": SimpleUploadedFile("seite.pdf", HTML), "collection": "1"}
    answer = editor.post(reverse("wagtaildocs:add_multiple"), sent, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json()["success"] is False
    assert not get_document_model().objects.exists()


def test_r52_a_file_beyond_the_limit_is_refused_with_the_limit(editor, settings):
    settings.PORTAL_UPLOAD_BYTES = 1024
    answer = upload(editor, "notiz.txt", b"x" * 1025)
    assert "größer als 1,0\xa0KB" in answer.content.decode()
    assert upload(editor, "notiz.txt", b"x" * 1024).status_code == 302


def test_r52_a_file_keeps_its_content_when_only_its_title_changes(editor):
    upload(editor, "notiz.txt", b"Text")
    url = reverse("wagtaildocs:edit", args=[get_document_model().objects.get().pk])
    editor.post(url, {"title": "Neu", "file": "", "collection": "1"})
    assert (get_document_model().objects.get().title, content()) == ("Neu", b"Text")


def test_r52_files_are_for_people_signed_in_and_run_in_no_browser(editor, reader):
    upload(editor, "notiz.txt", HTML)
    url = get_document_model().objects.get().url
    answer = reader.get(url)
    assert b"".join(answer.streaming_content) == HTML
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert Client().get(url).status_code == 302


def test_r52_the_look_leaves_the_file_at_its_beginning():
    file = SimpleUploadedFile("liste.csv", b"a;b")
    uploads.check(file)
    assert file.read() == b"a;b"


def test_r52_a_file_lies_where_nobody_guesses_it_and_keeps_its_name(editor):
    for _number in range(2):
        upload(editor, "notiz.txt", b"Text")
    one, other = get_document_model().objects.all()
    assert one.filename == other.filename == "notiz.txt"
    folders = {Path(found.file.name).parent.name for found in (one, other)}
    assert len(folders) == 2
    assert all(len(folder) == 16 for folder in folders)
    place = Path(one.file.path)
    one.delete()
    one.file.storage.delete(one.file.name)
    assert not place.parent.exists()
    assert Path(other.file.path).exists()


SCANNER = "import sys; found = sys.stdin.buffer.read(); sys.exit(1 if b'EICAR' in found else {})"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"Text", 0, ""),
        (b"EICAR", 0, "Der Virenscanner hat diese Datei beanstandet."),
        (b"Text", 2, "konnte nicht auf Viren geprüft werden"),
    ],
)
def test_r52_what_the_scanner_does_not_let_pass_is_refused(editor, settings, content, code, said):
    settings.PORTAL_UPLOAD_SCANNER = shlex.join([sys.executable, "-c", SCANNER.format(code)])
    answer = upload(editor, "notiz.txt", content)
    assert said in answer.content.decode()
    assert get_document_model().objects.exists() is not bool(said)


def test_r52_a_scanner_that_is_missing_or_hangs_lets_nothing_pass(editor, settings, monkeypatch):
    settings.PORTAL_UPLOAD_SCANNER = "/gibt/es/nicht"
    assert "nicht auf Viren geprüft" in upload(editor, "notiz.txt", b"Text").content.decode()
    settings.PORTAL_UPLOAD_SCANNER = f"{sys.executable} -c 'import time; time.sleep(30)'"
    monkeypatch.setattr(uploads, "SCAN_SECONDS", 0.2)
    assert "nicht auf Viren geprüft" in upload(editor, "notiz.txt", b"Text").content.decode()
    assert not get_document_model().objects.exists()


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "PNG")
    return SimpleUploadedFile("rathaus.png", out.getvalue(), "image/png")


# Wagtail leaves the file open from which it makes a smaller size
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_r52_images_are_scanned_and_shown_to_people_signed_in_only(editor, reader, settings):
    settings.PORTAL_UPLOAD_SCANNER = "false"
    sent = {"title": "Rathaus", "collection": "1", "description": ""}
    refused = editor.post(reverse("wagtailimages:add"), {**sent, "file": picture()})
    assert "Virenscanner" in refused.content.decode()
    settings.PORTAL_UPLOAD_SCANNER = "true"
    editor.post(reverse("wagtailimages:add"), {**sent, "file": picture()})
    image = get_image_model().objects.get()
    small = image.get_rendition("max-165x165").url
    answer = reader.get(small)
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        "image/png",
        "nosniff",
    )
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert small in editor.get(reverse("wagtailimages:index")).content.decode()
    assert Client().get(small).status_code == 302
    around = f"/media/images/../{image.file.name}"
    for hidden in (image.file.url, around, "/media/documents/x.txt", "/media/images/../portal.sqlite3", "/media/"):
        assert reader.get(hidden).status_code == 404
    gc.collect()
