"""K15 and its kin: words of the file that are no text of the document are named, each once."""

from tests.pages.importer.docx.word_files import aside, outline_of, p, part, r, row, table, text_of, word_file

RUNNING = "Kopf- oder Fußzeile"


def test_k15_headers_and_footers_of_all_sections_are_named_once_each() -> None:
    parts = {
        "word/header1.xml": part("hdr", p("Nachbarschaftsladen") + table(row("Stand", "Mai"))),
        "word/header2.xml": part("hdr", p("Nachbarschaftsladen")),
        "word/footer1.xml": part("ftr", p("Nur auf der ersten Seite")),
    }
    targets = {"header a": "header1.xml", "header b": "/word/header2.xml", "footer c": "footer1.xml"}
    outline = outline_of(word_file("", parts, targets))
    assert aside(outline) == [
        ("Nachbarschaftsladen", RUNNING),
        ("Stand | Mai", RUNNING),
        ("Nur auf der ersten Seite", RUNNING),
    ]
    assert "Nachbarschaftsladen" not in text_of(outline)


def test_k15_a_header_that_says_what_the_text_says_takes_nothing_from_it() -> None:
    body = p("Laden am Markt") + p("Wer mag, hilft mit.") + p("Laden am Markt")
    outline = outline_of(
        word_file(body, {"word/header1.xml": part("hdr", p("Laden am Markt"))}, {"header": "header1.xml"})
    )
    assert text_of(outline).count("Laden am Markt") == 2


def test_hidden_words_are_named() -> None:
    style = '<w:style w:styleId="Geheim"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Kind"><w:basedOn w:val="Geheim"/></w:style>'
    body = p(
        "Sichtbar. ",
        r("<w:t>Ver</w:t>", "<w:vanish/>"),
        r("<w:t>steckt.</w:t>", '<w:rStyle w:val="Kind"/>'),
        r("<w:t>Gezeigt.</w:t>", '<w:rStyle w:val="Kind"/><w:vanish w:val="0"/>'),
    )
    outline = outline_of(word_file(body, {"word/styles.xml": part("styles", style)}, {"styles": "styles.xml"}))
    assert aside(outline) == [("Versteckt.", "verborgener Text")]
    assert "Sichtbar. Gezeigt." in text_of(outline)


def test_words_of_diagrams_and_charts_are_named() -> None:
    data = "<dgm:pt><dgm:t><a:p><a:r><a:t>Antrag </a:t></a:r><a:r><a:t>stellen</a:t></a:r></a:p></dgm:t></dgm:pt>"
    chart = "<c:title><a:p><a:r><a:t>Besuche</a:t></a:r></a:p></c:title><c:tx><c:v>Mai</c:v></c:tx><c:numCache><c:pt><c:v>417</c:v></c:pt></c:numCache>"
    body = p(r('<w:drawing><dgm:relIds r:dm="d"/></w:drawing>')) + p(r('<w:drawing><c:chart r:id="c"/></w:drawing>'))
    parts = {"word/diagrams/data1.xml": part("x", data), "word/charts/chart1.xml": part("x", chart)}
    targets = {"diagramData d": "diagrams/data1.xml", "chart c": "charts/chart1.xml"}
    why = "Schaubild oder Diagramm"
    assert aside(outline_of(word_file(body, parts, targets))) == [
        ("Antrag stellen", why),
        ("Besuche", why),
        ("Mai", why),
    ]
    assert len(aside(outline_of(word_file("", parts, targets)))) == 3


def test_a_file_inside_is_read_when_it_is_text_and_named_when_it_is_not() -> None:
    page = b"<html><style>p {}</style><p>Aus der <b>Seite</b> &amp; mehr.</p><p>Noch einer.</html>"
    inner = word_file(p("Aus dem inneren Dokument."))
    mail = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>Aus dem Archiv.</p>"
    parts: dict[str, str | bytes] = {
        "word/a.html": page,
        "word/b.docx": inner,
        "word/c.mht": mail,
        "word/d.txt": "Größe zählt.".encode("cp1252"),
        "word/e.rtf": b"{\\rtf1 x}",
        "word/f.docx": b"broken",
    }
    targets = {f"aFChunk {name[5]}": name[5:] for name in parts}
    body = "".join(f'<w:altChunk r:id="{name[5]}"/>' for name in parts)
    outline = outline_of(word_file(body, parts, targets))
    text = text_of(outline)
    for words in (
        "Aus der Seite & mehr.",
        "Noch einer.",
        "Aus dem inneren Dokument.",
        "Aus dem Archiv.",
        "Größe zählt.",
    ):
        assert text.count(words) == 1
    why = "eingefügte Datei, die nicht eingelesen wird"
    assert aside(outline) == [("e.rtf", why), ("f.docx", why)]


def test_parts_of_a_master_document_and_objects_of_other_programs_are_named() -> None:
    body = '<w:subDoc r:id="s"/>' + p(r('<w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="o"/></w:object>'))
    targets = {"subDocument s": "file:///C:\\Akten\\teil2.docx", "oleObject o": "embeddings/tabelle.xlsx"}
    outline = outline_of(word_file(body, {"word/embeddings/tabelle.xlsx": b"PK"}, targets, outside="subDocument"))
    assert [text for text, _why in aside(outline)] == ["teil2.docx", "Excel.Sheet.12 tabelle.xlsx"]


def test_a_picture_as_large_as_a_page_is_named_and_a_small_one_is_not() -> None:
    def picture(name: str, centimetres: int) -> str:
        size = centimetres * 360_000
        return r(
            f'<w:drawing><wp:inline><wp:extent cx="{size}" cy="{size}"/><wp:docPr name="{name}"/>'
            "<a:graphic><a:blip/></a:graphic></wp:inline></w:drawing>"
        )

    outline = outline_of(word_file(p(picture("Wappen", 3)) + p(picture("Seite des Anhangs", 16))))
    assert aside(outline) == [("Seite des Anhangs", "großes Bild, dessen Schrift nicht gelesen wird")]
