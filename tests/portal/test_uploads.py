"""R52: a file is what its ending says, is not too large, and is served so that no browser runs it."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model

from portal import uploads

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
