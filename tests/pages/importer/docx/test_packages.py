"""K19: the main part is found as the package says it, and a broken file is refused in words."""

import random
import zlib

import pytest

from pages.importer.extraction import extract
from pages.importer.unreadable import UnreadableDocument
from tests.pages.importer.docx.word_files import AFTER, BEFORE, archive, outline_of, p, part, r, relations, word_file

DOCUMENT = part("document", f"<w:body>{BEFORE}{AFTER}</w:body>")
STRICT = DOCUMENT.replace(
    "http://schemas.openxmlformats.org/wordprocessingml/2006", "http://purl.oclc.org/ooxml/wordprocessingml"
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="{}" '
    'ContentType="application/vnd.{}.main+xml"/></Types>'
)


def main_at(path: str) -> str:
    return relations({"officeDocument": path})


@pytest.mark.parametrize(
    "parts",
    [
        {"_rels/.rels": main_at("word/document.xml"), "word/document.xml": STRICT},
        {"_rels/.rels": main_at("word/document.xml").replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"), "word/document.xml": STRICT},
        {"_rels/.rels": main_at("/word/document2.xml"), "word/document2.xml": DOCUMENT},
        {"_rels/.rels": main_at("text/inhalt.xml"), "text/inhalt.xml": DOCUMENT},
        {"_rels/.rels": main_at("inhalt.xml"), "inhalt.xml": DOCUMENT},
        {"_rels/.rels": main_at("word\\document.xml"), "Word\\Document.xml": DOCUMENT},
        {"_rels/.rels": main_at("word/mein%20text.xml"), "word/mein text.xml": DOCUMENT},
        {"[Content_Types].xml": TYPES.format("/a/b.xml", "openxmlformats-officedocument.wordprocessingml.document"), "a/b.xml": DOCUMENT},
        {"[Content_Types].xml": TYPES.format("/a/b.xml", "openxmlformats-officedocument.wordprocessingml.template"), "a/b.xml": DOCUMENT},
        {"[Content_Types].xml": TYPES.format("/a/b.xml", "ms-word.document.macroEnabled"), "a/b.xml": DOCUMENT},
        {"word/document.xml": DOCUMENT},
        {"_rels/.rels": main_at("word/fehlt.xml"), "word/document.xml": DOCUMENT},
        {"word/document.xml": DOCUMENT.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")},
        {"word/document.xml": DOCUMENT.replace('encoding="UTF-8"', 'encoding="windows-1252"').encode("cp1252")},
    ],
)  # fmt: skip
def test_k19_the_main_part_is_found_and_read(parts: dict[str, str | bytes]) -> None:
    assert [section.number for section in outline_of(archive(parts)).sections] == ["§ 1", "§ 2"]


def test_k19_parts_of_the_strict_variant_are_found_by_their_relations() -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
    links = relations({"header": "kopf.xml"}).replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/", strict
    )
    parts = {
        "word/_rels/document.xml.rels": links,
        "word/document.xml": STRICT,
        "word/kopf.xml": part("hdr", p("Kopf")),
    }
    assert [left.text for left in outline_of(archive(parts)).unplaced] == ["Kopf"]


@pytest.mark.parametrize(
    "document",
    [
        "<w:document",
        DOCUMENT.replace('encoding="UTF-8"', 'encoding="unbekannt"'),
        DOCUMENT.encode("utf-16") + b"\x00",
        b"\xff" * 50,
        part("document", "<w:body>" + "<w:sdt><w:sdtContent>" * 4000 + "</w:sdtContent></w:sdt>" * 4000 + "</w:body>"),
    ],
    ids=["cut off", "encoding", "half a letter", "no xml", "too deep"],
)
def test_k19_a_broken_part_is_refused_in_words(document: str | bytes) -> None:
    with pytest.raises(UnreadableDocument, match="kein lesbares Word-Dokument"):
        extract("a.docx", archive({"word/document.xml": document}))


@pytest.mark.parametrize("name", ["xl/workbook.xml", "ppt/presentation.xml"])
def test_k19_other_office_files_are_no_word_documents(name: str) -> None:
    with pytest.raises(UnreadableDocument, match="kein Word-Dokument"):
        extract("a.docx", archive({"_rels/.rels": main_at("word/fehlt.xml"), name: "<a/>"}))


def test_k06_a_document_of_pictures_says_what_to_do() -> None:
    picture = r('<w:drawing><wp:inline><wp:extent cx="6000000" cy="8000000"/><a:blip/></wp:inline></w:drawing>')
    document = part("document", f"<w:body>{p(picture)}</w:body>")
    with pytest.raises(UnreadableDocument, match="Texterkennung"):
        extract("a.docx", archive({"word/document.xml": document}))


def test_k19_whatever_is_damaged_there_is_a_text_or_a_sentence() -> None:
    whole = word_file("".join(p(f"Satz Nummer {number} steht hier.") for number in range(40)))
    chance = random.Random(zlib.crc32(b"word"))
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        data = data[: chance.choice((len(data), chance.randrange(1, len(data))))]
        assert "Bitte" in refusal_of(bytes(data))


def refusal_of(data: bytes) -> str:
    """Why a file is refused; a sentence that says nothing for one that is read."""
    try:
        extract("a.docx", data)
    except UnreadableDocument as reason:
        return str(reason)
    return "Bitte"
