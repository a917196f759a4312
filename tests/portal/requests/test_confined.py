"""R62: files of people are read in a process of its own; whatever is in them, it costs that process and a few seconds."""

import dataclasses
import io
import json
import resource
import threading
import time
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from directory.importing.reading import Unreadable, read
from pages.importer.reading import read_document
from pages.importer.unreadable import UnreadableDocument
from pages.searchable import file_text
from portal.requests import confined
from portal.requests.confined import IN_BACKGROUND, IN_REQUEST, run
from portal.requests.confined_process import Refused

BUSY_SECONDS = 10  # of a machine that runs other tests, too: to start a process and to take in that it ended
SHORT = dataclasses.replace(IN_REQUEST, seconds=2)
MEGABYTE = 1024 * 1024


def packed(repeated: bytes, size: int, rounds: int = 1) -> bytes:
    """So many bytes of the same, compressed so many times over. One megabyte is compressed, the others are its copies."""
    chunk, count = repeated * (MEGABYTE // len(repeated)), size // MEGABYTE
    press, ending = zlib.compressobj(9, wbits=-15), zlib.compressobj(9, wbits=-15)
    piece = press.compress(chunk) + press.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _copy in range(count):
        check = zlib.adler32(chunk, check)
    content = b"\x78\xda" + piece * count + ending.flush() + check.to_bytes(4, "big")
    for _round in range(rounds - 1):
        content = zlib.compress(content, 9)
    return content


def pdf(stream: bytes, rounds: int = 1) -> bytes:
    filters = b" ".join([b"/FlateDecode"] * rounds)
    return b"\n".join(
        [
            b"%PDF-1.4",
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj",
            b"4 0 obj<</Length %d/Filter[%s]>>stream" % (len(stream), filters),
            stream,
            b"endstream endobj",
            b"trailer<</Root 1 0 R>>",
            b"%%EOF",
        ]
    )


def nested_pdf() -> bytes:
    return pdf(packed(b"q Q ", 1500 * MEGABYTE, rounds=3), rounds=3)


def busy_pdf() -> bytes:
    """Forty million operators that draw nothing."""
    return pdf(packed(b"q Q ", 80 * MEGABYTE))


def bracket_pdf() -> bytes:
    return pdf(packed(b"[", 100 * MEGABYTE))


def letter_pdf() -> bytes:
    return pdf(packed(b"(a)Tj   ", 100 * MEGABYTE))


def archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def lying(content: bytes, size: int, said: int) -> bytes:
    """An archive whose list of members says that they are small."""
    return content.replace(size.to_bytes(4, "little"), said.to_bytes(4, "little"))


def children() -> int:
    """Kilobytes at most that any process started from here has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def test_r62_a_pdf_of_two_kilobytes_that_unpacks_to_a_gigabyte_is_refused_in_words(editor):
    bomb = nested_pdf()
    assert len(bomb) < 4096
    began, before = time.monotonic(), children()
    answer = editor.post(reverse("pages_import"), {"file": SimpleUploadedFile("bombe.pdf", bomb)})
    assert "lässt sich nicht lesen" in answer.content.decode()
    assert time.monotonic() - began < IN_REQUEST.seconds + confined.GRACE_SECONDS + BUSY_SECONDS
    # A child counts as large as its parent was when it began, and other tests of this process started larger ones.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert children() <= max(before, own, IN_REQUEST.memory / 1024)


@pytest.mark.parametrize("build", [busy_pdf, bracket_pdf, letter_pdf], ids=lambda build: build.__name__)
def test_r62_a_file_that_keeps_the_reader_busy_ends_with_its_time(build):
    content = build()
    began = time.monotonic()
    with pytest.raises(UnreadableDocument, match="zu viel Zeit"):
        read_document("langsam.pdf", content, SHORT)
    assert time.monotonic() - began < SHORT.seconds + confined.GRACE_SECONDS + BUSY_SECONDS


def test_r62_three_at_once_leave_a_reader_her_page(reader):
    answers: list[str] = []

    def send() -> None:
        with pytest.raises(UnreadableDocument) as refused:
            read_document("langsam.pdf", content, dataclasses.replace(IN_REQUEST, seconds=4))
        answers.append(str(refused.value))

    content = busy_pdf()
    reader.get("/konto/")
    threads = [threading.Thread(target=send) for _number in range(3)]
    for thread in threads:
        thread.start()
    slowest = 0.0
    while any(thread.is_alive() for thread in threads):
        began = time.monotonic()
        assert reader.get("/konto/").status_code == 200
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 1
    # One at a time: the others are told so at once and hold up nobody.
    assert sorted("andere Datei" in answer for answer in answers) == [False, True, True]


def test_r62_the_text_of_an_attached_bomb_is_none_and_the_search_goes_on(db, monkeypatch):
    monkeypatch.setattr("pages.searchable.IN_BACKGROUND", dataclasses.replace(IN_BACKGROUND, seconds=2))
    file = get_document_model()(title="Bombe")
    file.file.save("bombe.pdf", SimpleUploadedFile("bombe.pdf", busy_pdf()), save=False)
    assert file_text(file) == ""


def test_r62_a_workbook_that_unpacks_to_more_than_its_list_says_is_refused():
    sheet = b"<worksheet><sheetData>" + b" " * (400 * MEGABYTE)
    content = archive(("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", sheet))
    assert len(content) < MEGABYTE
    with pytest.raises(Unreadable):
        read("bombe.xlsx", lying(content, len(sheet), 1000), SHORT)


def test_r62_a_text_shown_in_a_million_cells_is_too_much():
    cells = b'<c t="s"><v>0</v></c>' * 50
    rows = b"".join(b'<row r="%d">%s</row>' % (number, cells) for number in range(1, 1001))
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    content = archive(
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", workbook()),
        (
            "xl/_rels/workbook.xml.rels",
            relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
        ),
        ("xl/sharedStrings.xml", b"<sst %s><si><t>%s</t></si></sst>" % (space, b"x" * 5000)),
        ("xl/worksheets/sheet1.xml", b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, rows)),
    )
    with pytest.raises(Unreadable, match="mehr Text"):
        read("bombe.xlsx", content)


def content_types() -> bytes:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{base}.{kind}+xml"/>' for name, kind in parts.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{space}">{rels}{overrides}</Types>'.encode()


def relations(*targets: tuple[str, str]) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}/{name}" Target="{target}"/>'
        for number, (name, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{space}">{lines}</Relationships>'.encode()


def workbook() -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = '<sheet name="a" sheetId="1" r:id="rId1"/>'
    return f'<workbook xmlns="{space}" xmlns:r="{kind}"><sheets>{sheet}</sheets></workbook>'.encode()


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, form)
    return out.getvalue()


def animation(frames: int) -> bytes:
    out = io.BytesIO()
    first, *rest = (Image.new("P", (1500, 1000), number % 250) for number in range(frames))
    first.save(out, "GIF", save_all=True, append_images=rest)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "build", "said"),
    [
        ("bombe.png", lambda: picture(9000, 9000), "Bildpunkte"),
        ("bombe.gif", lambda: animation(50), "Bildpunkte"),
        ("kaputt.png", lambda: picture(500, 500)[:-40], "beschädigt"),
    ],
    ids=["pixels", "frames", "cut"],
)
def test_r62_a_picture_that_unpacks_to_too_much_is_refused(editor, name, build, said):
    content = build()
    sent = {"title": "Bild", "collection": "1", "description": "", "file": SimpleUploadedFile(name, content)}
    assert said in editor.post(reverse("wagtailimages:add"), sent).content.decode()
    assert not get_image_model().objects.exists()
    editor.post(reverse("wagtailadmin_account"), {"avatar-avatar": SimpleUploadedFile(name, content)})
    assert not UserProfile.objects.exclude(avatar="").exists()


def test_r62_an_archive_of_sixty_thousand_members_is_looked_at_elsewhere(editor):
    content = archive(("word/document.xml", b"<w/>"), *((f"{number:05}", b"") for number in range(60_000)))
    sent = {"title": "Datei", "collection": "1", "file": SimpleUploadedFile("viele.docx", content)}
    assert "passt nicht zur Endung" in editor.post(reverse("wagtaildocs:add"), sent).content.decode()
    with pytest.raises(UnreadableDocument):
        read_document("viele.docx", content)


ACTS = "tests.portal.requests.confined_acts"


def test_r62_the_process_knows_no_secret_and_writes_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setenv("FIELD_KEYS", "geheim")
    known = run(f"{ACTS}:secrets_here", content=b"")
    assert not {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(known)
    assert run(f"{ACTS}:writes", str(tmp_path / "x"), content=b"") == "refused"


def test_r62_what_a_library_prints_is_no_answer():
    assert run(f"{ACTS}:prints", content=b"") == "right"


@pytest.mark.parametrize("name", ["gives_too_much", "fails"])
def test_r62_whatever_else_goes_wrong_is_a_refusal_that_tells_nothing_of_the_file(name, caplog):
    with pytest.raises(Refused, match="lässt sich nicht lesen"):
        run(f"{ACTS}:{name}", content=b"")
    assert "stands in the file" not in json.dumps([record.getMessage() for record in caplog.records])


@pytest.mark.parametrize("seconds", [0, 0.3])
def test_r62_the_process_tells_how_far_it_is_and_its_last_step_is_always_heard(monkeypatch, seconds):
    monkeypatch.setattr(confined, "PROGRESS_SECONDS", 0.05)
    heard = []
    content = b"x" * MEGABYTE  # more than a pipe holds
    given = run(
        "tests.portal.requests.steps:three", seconds, content=content, on_progress=lambda *step: heard.append(step)
    )
    assert given == MEGABYTE
    assert heard == sorted(set(heard)) and heard[-1] == (3, 3)
    assert run("tests.portal.requests.steps:three", 0, content=b"") == 0
