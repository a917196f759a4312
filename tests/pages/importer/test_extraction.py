"""Files of every kind, good and bad: what they become as lines, and the German message when they are refused."""

import io
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from pages.importer import extraction
from pages.importer.extraction import extract
from pages.importer.outline import Outline, build_outline
from pages.importer.reading import read_file
from pages.importer.unreadable import UnreadableDocument

TEXT = "Vereinbarung\n\n§ 1 Größe\n\nDie Träger prüfen die Größe der Räume und ändern die Öffnungszeiten.\n"


def numbered(outline: Outline) -> list[str]:
    return [" > ".join(section.path) for section in outline.sections if section.number]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp850", "mac_roman"]
)
def test_f9_text_in_any_usual_encoding(encoding: str) -> None:
    lines = extract("a.txt", TEXT.encode(encoding))
    assert [line.text for line in lines] == [line for line in TEXT.split("\n") if line]


def test_f9_text_that_was_encoded_twice() -> None:
    broken = TEXT.encode("utf-8").decode("cp1252", errors="ignore").encode("utf-8")
    assert "Träger prüfen" in extract("a.txt", broken)[2].text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "ist leer"),
        ("a.txt", b"  \n\t\n", "ist leer"),
        ("a.pdf", b"", "ist leer"),
        ("a.txt", bytes(range(256)) * 40, "Binärdaten"),
        ("a.txt", b"\x00\x01\x02\x03" * 500, "UTF-8|Binärdaten"),
        ("a.txt", b"%PDF-1.7 \xe2\xe3\xcf", "PDF-Datei und kein Text"),
        ("a.txt", b"PK\x03\x04 something", "kein Text"),
        ("a.txt", "Договор о сотрудничестве между сторонами и так далее".encode("cp1251"), "UTF-8"),
        ("a.exe", b"MZ 1234", "Dateityp"),
        ("a.doc", b"\xd0\xcf\x11\xe0 old", "als DOCX"),
        ("a", b"text", "Dateityp"),
        ("a.docx", b"\xd0\xcf\x11\xe0 encrypted", "ohne Kennwort"),
        ("a.docx", b"no zip at all", "kein lesbares Word-Dokument"),
        ("a.pdf", b"no pdf at all", "keine PDF-Datei"),
        ("a.pdf", b"%PDF-1.4\ngarbage", "beschädigt"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_advice(name: str, data: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said) as caught:
        extract(name, data)
    assert "Bitte" in str(caught.value)


def test_a_word_file_whose_packed_text_is_damaged_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:p>Vereinbarung</w:p>" * 200)
    data = bytearray(packed.getvalue())
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start : start + 8] = b"\xff" * 8
    with pytest.raises(UnreadableDocument, match="kein lesbares Word-Dokument"):
        extract("a.docx", bytes(data))


def test_a_file_of_200_mb_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "gross.txt"
    with large.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _self: pytest.fail("was read"))
    with pytest.raises(UnreadableDocument, match="200 MB zu groß"):
        read_file(large)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="nicht gefunden"):
        read_file(tmp_path / "fehlt.txt")
    with pytest.raises(UnreadableDocument, match="keine Datei"):
        read_file(tmp_path)


def packed(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def add_list(document: docx.document.Document, levels: list[tuple[str, str]]) -> str:
    """A multi-level list definition with (number format, text) a level; its id."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (style, text) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", style), ("w:lvlText", text)):
            node = OxmlElement(tag)
            node.set(qn("w:val"), value)
            level.append(node)
        abstract.append(level)
    numbering.insert(0, abstract)
    one = OxmlElement("w:num")
    one.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    one.append(link)
    numbering.append(one)
    return "77"


def number_it(paragraph: docx.text.paragraph.Paragraph, list_id: str, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr()  # python-docx has no public way to number a paragraph
    node = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(depth)), ("w:numId", list_id)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        node.append(child)
    properties.append(node)


def test_f9_docx_numbers_that_word_computes_are_printed() -> None:
    document = docx.Document()
    document.add_paragraph("Richtlinie zur Begegnung", style="Title")
    list_id = add_list(document, [("decimal", "§ %1"), ("decimal", "(%2)"), ("lowerLetter", "%3)"), ("bullet", "·")])
    parts = [
        (0, "Zweck"),
        (1, "Der Landkreis fördert die Begegnung der Menschen im Landkreis."),
        (1, "Die Förderung umfasst:"),
        (2, "die Beratung,"),
        (2, "die Begleitung."),
        (0, "Verfahren"),
        (1, "Der Antrag ist schriftlich zu stellen."),
    ]
    for depth, text in parts:
        number_it(document.add_paragraph(text), list_id, depth)
    outline = build_outline(extract("a.docx", packed(document)))
    assert outline.title == "Richtlinie zur Begegnung"
    assert numbered(outline) == ["§ 1", "§ 1 > (1)", "§ 1 > (2)", "§ 2", "§ 2 > (1)"]
    assert outline.sections[3].text == "Die Förderung umfasst:\n\na) die Beratung,\nb) die Begleitung."


def test_f9_docx_headings_bold_titles_tables_and_footer() -> None:
    document = docx.Document()
    document.add_heading("Leitlinie", level=0)
    document.add_heading("1 Ziele", level=1)
    paragraph = document.add_paragraph("Die Partner arbeiten ")
    paragraph.add_run("gemeinsam").bold = True
    paragraph.add_run(" an ihren Zielen.")
    document.add_heading("1.1 Beratung", level=2)
    document.add_paragraph("Beratung ist freiwillig.", style="List Bullet")
    document.add_heading("2 Zahlen", level=1)
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Jahr", "Zahl"), ("1. Jahr", "12")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph().add_run("Unterschriften").bold = True
    document.add_paragraph("Ort, Datum")
    outline = build_outline(extract("a.docx", packed(document)))
    assert [(one.number, one.level, one.heading) for one in outline.sections] == [
        (None, 1, "Leitlinie"),
        ("1", 1, "Ziele"),
        ("1.1", 2, "Beratung"),
        ("2", 1, "Zahlen"),
        (None, 1, "Unterschriften"),
    ]
    assert outline.sections[1].html == "<p>Die Partner arbeiten <b>gemeinsam</b> an ihren Zielen.</p>"
    assert outline.sections[2].html == "<ul><li>Beratung ist freiwillig.</li></ul>"
    assert "Jahr | Zahl" in outline.sections[3].text and "1. Jahr | 12" in outline.sections[3].text


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"word/document.xml": b"<w>" + b" " * 160_000_000}, "ungewöhnlich stark gepackt"),
        ({f"word/{number}.xml": b"" for number in range(3100)}, "ungewöhnlich stark gepackt"),
        ({"word/document.xml": BOMB}, "unerlaubte Bestandteile"),
        ({"word/document.xml": BOMB.decode().encode("utf-16")}, "unerlaubte Bestandteile"),
        ({"other.xml": b"<a/>"}, "kein Word-Dokument"),
        ({"word/document.xml": b"<w:document"}, "kein lesbares Word-Dokument"),
    ],
)
def test_docx_bombs_and_strange_archives_are_refused(files: dict[str, bytes], said: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableDocument, match=said):
        extract("a.docx", zipped(files))
    assert time.process_time() - started < 20


PLACES = [
    f"{one}{two}"
    for one in ("Ahorn", "Birken", "Buchen", "Eichen", "Erlen")
    for two in ("au", "bach", "feld", "hain", "tal", "berg")
]


def agreement_pdf(sections: int) -> bytes:
    """Sections in A4 with a running header and page numbers; the text differs from section to section."""
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    bold = ParagraphStyle("bold", parent=body, fontName="Helvetica-Bold", spaceBefore=10)

    def decorate(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 810, "Landkreis Erlental – Handbuch")
        canvas.drawString(270, 25, f"Seite {document.page}")

    story = [Paragraph("Richtlinie zur Zusammenarbeit", styles["Title"])]
    for number in range(1, sections + 1):
        story.append(Paragraph(f"§ {number} Aufgabe der Stelle {number}", bold))
        for clause in (1, 2, 3):
            text = " ".join(
                f"Die Stelle {number} berät im Fall {clause}{part} alle Menschen und führt Gespräche über die Förderung am Ort {PLACES[number % 26]}{part * clause}."
                for part in "abcdef"
            )
            story.append(Paragraph(f"({clause}) {text}", body))
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build(story, onFirstPage=decorate, onLaterPages=decorate)
    return stream.getvalue()


def test_f9_pdf_of_100_pages_in_ten_seconds_without_its_furniture() -> None:
    data = agreement_pdf(270)
    started = time.process_time()
    lines = extract("a.pdf", data)
    outline = build_outline(lines)
    seconds = time.process_time() - started  # processor time: other tests run beside this one
    print(f"{lines[-1].page} pages in {seconds:.1f} s")
    assert lines[-1].page >= 100
    assert seconds < 10
    assert numbered(outline) == [f"§ {n}{tail}" for n in range(1, 271) for tail in ("", " > (1)", " > (2)", " > (3)")]
    assert {one.text.rstrip("0123456789") for one in outline.unplaced} == {"Landkreis Erlental – Handbuch", "Seite "}
    assert outline.sections[2].text.startswith("Die Stelle 1 berät im Fall 1a alle Menschen")


def test_pdf_without_text_is_refused() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for _page in range(3):
        canvas.rect(100, 100, 200, 300, fill=1)
        canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableDocument, match="Texterkennung"):
        extract("a.pdf", stream.getvalue())


def test_encrypted_pdf_is_refused() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("geheim", canPrint=0))
    canvas.drawString(100, 700, "§ 1 Zweck")
    canvas.save()
    with pytest.raises(UnreadableDocument, match="Kennwort"):
        extract("a.pdf", stream.getvalue())


def test_limits_are_what_the_guide_says() -> None:
    assert extraction.MAX_BYTES == 20 * 1024 * 1024
