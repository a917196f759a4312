"""F9, PDF: form fields stand where they are printed, notes, stamps and attached files stand without a place (K10)."""

import pytest

from pages.importer.pdf.annotations import ATTACHED, DYNAMIC, NOTE, STAMP
from pages.importer.pdf.document import UNREADABLE_LETTERS
from pages.importer.pdf.fields import CHOICES, HIDDEN_FIELD, NOWHERE
from pages.importer.pdf.letters import HIDDEN
from pages.importer.unreadable import UnreadableDocument
from tests.pages.importer.pdf_files import beside, numbers, outline_in, pdf, plain_pdf, stream_object, texts, written

LENT = [
    "Leihschein",
    "",
    "§ 1 Gerät",
    "Ausgeliehen wird folgendes Gerät:",
    "",
    "§ 2 Dauer",
    "Die Leihe endet am",
    "vereinbarten Tag.",
]


def lent(canvas):
    written(LENT, step=20)(canvas)


# A font whose letters the file names by numbers alone.
NAMELESS = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 900"
    " /FontDescriptor << /Type /FontDescriptor /FontName /X /FontBBox [0 0 750 750] >> >>] >>"
)
FONTS = "/Font << /F 5 0 R /G 6 0 R >>"
FORM = "/BBox [0 0 200 40] /Type /XObject /Subtype /Form /Resources << /Font << /F 5 0 R >> >>"


def look(text: str) -> str:
    """The drawn look of an annotation."""
    return stream_object(f"BT /F 10 Tf 5 12 Td ({text}) Tj ET", FORM)


def annotated(*annotations: str, objects: tuple[str, ...] = (), **parts: str) -> bytes:
    """Annotations are written as objects of their own, after the ones given."""
    first = 6 + len(objects)
    references = " ".join(f"{first + at} 0 R" for at in range(len(annotations)))
    held = (*objects, *(f"<< /Type /Annot {one} >>" for one in annotations))
    return plain_pdf(LENT, page=f"/Annots [{references}]", objects=held, **parts)


def test_k10_the_value_of_a_field_stands_in_the_sentence_where_it_is_printed() -> None:
    def filled(canvas):
        lent(canvas)
        canvas.acroForm.textfield(
            name="geraet", value="Bohrmaschine mit Koffer", x=250, y=706, width=200, height=16, forceBorder=True
        )
        canvas.acroForm.textfield(name="tag", value="3. Mai", x=175, y=646, width=60, height=16)

    data = pdf(filled)
    assert beside(data) == []
    outline = outline_in(data)
    assert numbers(outline) == ["§ 1", "§ 2"]
    assert outline.sections[1].text == "Ausgeliehen wird folgendes Gerät: Bohrmaschine mit Koffer"
    assert outline.sections[2].text == "Die Leihe endet am 3. Mai vereinbarten Tag."


def test_k10_a_field_of_several_lines_keeps_them() -> None:
    def filled(canvas):
        canvas.drawString(70, 770, "Schäden am Gerät:")
        canvas.acroForm.textfield(
            name="x",
            value="Griff lose\nKabel geflickt\nDeckel fehlt",
            x=70,
            y=690,
            width=300,
            height=70,
            fieldFlags="multiline",
        )
        canvas.drawString(70, 660, "Gesehen und geprüft")

    assert texts(pdf(filled)) == [
        "Schäden am Gerät:",
        "Griff lose",
        "Kabel geflickt",
        "Deckel fehlt",
        "Gesehen und geprüft",
    ]


def test_k10_boxes_say_whether_they_are_ticked() -> None:
    def filled(canvas):
        form = canvas.acroForm
        for at, (label, checked) in enumerate([("Gerät geprüft", True), ("Pfand gezahlt", False)]):
            form.checkbox(name=f"c{at}", checked=checked, x=70, y=700 - 30 * at, size=14)
            canvas.drawString(92, 703 - 30 * at, label)
        for at, value in enumerate(["bar", "Karte"]):
            form.radio(name="zahlung", value=value, selected=value == "Karte", x=70 + 100 * at, y=600, size=14)
            canvas.drawString(92 + 100 * at, 603, value)

    assert " ".join(texts(pdf(filled))).split() == [
        "☒",
        "Gerät",
        "geprüft",
        "☐",
        "Pfand",
        "gezahlt",
        "☐",
        "bar",
        "☒",
        "Karte",
    ]


def test_k10_a_choice_shows_what_was_chosen_and_a_list_the_rest_beside_the_text() -> None:
    def filled(canvas):
        canvas.drawString(70, 703, "Abholung:")
        canvas.acroForm.choice(
            name="wo", value="Werkstatt", options=["Werkstatt", "Bücherei"], x=140, y=700, width=120, height=18
        )
        canvas.drawString(70, 603, "Tag:")
        canvas.acroForm.listbox(
            name="wann", value="Montag", options=["Montag", "Freitag"], x=140, y=580, width=120, height=36
        )

    data = pdf(filled)
    assert " ".join(texts(data)).split() == ["Abholung:", "Werkstatt", "Tag:", "Montag"]
    assert beside(data) == [(1, "Freitag", CHOICES)]


def test_k10_hidden_fields_and_fields_without_a_place_are_not_lost() -> None:
    def filled(canvas):
        lent(canvas)
        canvas.acroForm.textfield(name="a", value="Vermerk intern", x=300, y=300, annotationFlags="hidden")
        canvas.acroForm.textfield(name="b", value="Nullfläche", x=0, y=0, width=0, height=0)

    assert sorted(beside(pdf(filled))) == [(1, "Nullfläche", NOWHERE), (1, "Vermerk intern", HIDDEN_FIELD)]


def test_k10_notes_and_stamps_stand_without_a_place() -> None:
    data = annotated(
        "/Subtype /Text /Rect [300 300 320 320] /Contents (Frist noch offen?)",
        "/Subtype /Popup /Rect [300 300 320 320] /Contents (Frist noch offen?)",
        "/Subtype /FreeText /Rect [300 400 500 440] /Contents (Rückgabe klären) /AP << /N 6 0 R >>",
        "/Subtype /Stamp /Rect [300 200 500 240] /AP << /N 7 0 R >>",
        "/Subtype /Highlight /Rect [70 700 90 720] /Contents (Absatz prüfen)",
        objects=(look("Rückgabe klären"), look("Eingang 4. Mai")),
    )
    assert sorted(beside(data)) == [
        (1, "Absatz prüfen", NOTE),
        (1, "Eingang 4. Mai", STAMP),
        (1, "Frist noch offen?", NOTE),
        (1, "Rückgabe klären", NOTE),
    ]
    assert texts(data) == [line for line in LENT if line]


def test_k10_a_visible_signature_stands_without_a_place() -> None:
    data = annotated(
        "/Subtype /Widget /FT /Sig /T (s) /Rect [300 200 500 240] /AP << /N 6 0 R >>",
        objects=(look("Gezeichnet Ada Muster"),),
    )
    assert beside(data) == [(1, "Gezeichnet Ada Muster", STAMP)]


def test_k10_text_typed_onto_the_page_stands_where_it_was_typed() -> None:
    data = annotated("/Subtype /FreeText /IT /FreeTextTypeWriter /Rect [260 723 450 741] /Contents (Leiter aus Holz)")
    assert "Ausgeliehen wird folgendes Gerät: Leiter aus Holz" in texts(data) and beside(data) == []


def test_k10_a_field_that_only_shows_its_value_is_read() -> None:
    data = annotated(
        "/Subtype /Widget /FT /Tx /T (a) /Rect [300 200 500 240] /AP << /N 6 0 R >>", objects=(look("Aus dem Lager"),)
    )
    assert texts(data)[-1] == "Aus dem Lager" and beside(data) == []


def test_k10_attached_files_are_named() -> None:
    data = annotated(
        "/Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (Preise.xlsx) >>",
        catalog="/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /UF (Lageplan.png) >>] >> >>",
    )
    assert sorted(beside(data)) == [(1, "Lageplan.png", ATTACHED), (1, "Preise.xlsx", ATTACHED)]


def test_k10_a_field_on_no_page_and_a_form_that_draws_itself_are_named() -> None:
    form = "<form><text>Nummer des Geräts</text><script>var alles = 1</script><value>Leihschein</value></form>"
    data = annotated(
        objects=(stream_object(form.encode().decode("cp1252")), "<< /FT /Tx /T (x) /V (Aus der Kartei) >>"),
        catalog="/AcroForm << /Fields [7 0 R] /XFA [(template) 6 0 R] >>",
    )
    assert sorted(beside(data)) == [(1, "Aus der Kartei", NOWHERE), (1, "Nummer des Geräts", DYNAMIC)]


def test_k10_layers_that_are_switched_off_stand_without_a_place() -> None:
    data = plain_pdf(
        LENT,
        content="/OC /L BDC BT /F 11 Tf 70 400 Td (Alte Fassung) Tj ET EMC /OC /M BDC BT /F 11 Tf 70 300 Td (Sichtbar) Tj ET EMC /X Do",
        resources="/Properties << /L 6 0 R /M 7 0 R >> /XObject << /X 8 0 R >>",
        catalog="/OCProperties << /OCGs [6 0 R 7 0 R] /D << /OFF [6 0 R] >> >>",
        objects=(
            "<< /Type /OCG /Name (L) >>",
            "<< /Type /OCG /Name (M) >>",
            look("Nur im Entwurf").replace("/BBox", "/OC 6 0 R /BBox"),
        ),
    )
    assert texts(data)[-1] == "Sichtbar"
    assert beside(data) == [(1, "Alte Fassung", HIDDEN), (1, "Nur im Entwurf", HIDDEN)]


def test_text_in_forms_within_forms_is_read() -> None:
    inner = look("Im Rahmen")
    outer = stream_object(
        "/Y Do", "/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /XObject << /Y 6 0 R >> >>"
    )
    data = plain_pdf(LENT, content="/X Do", resources="/XObject << /X 7 0 R >>", objects=(inner, outer))
    assert texts(data)[-1] == "Im Rahmen"


def test_a_page_with_letters_of_no_known_meaning_is_named() -> None:
    data = plain_pdf(
        LENT,
        content="BT /G 11 Tf 70 400 Td <000100020003> Tj ET",
        resources=FONTS,
        objects=(NAMELESS,),
    )
    assert beside(data) == [(1, "", UNREADABLE_LETTERS)]
    assert texts(data)[-1] == "���"


def test_letters_of_no_known_meaning_take_the_text_that_the_file_gives() -> None:
    content = "/Span << /ActualText (Dach) >> BDC BT /G 11 Tf 70 400 Td <000100020003> Tj ET EMC"
    data = plain_pdf(LENT, content=content, resources=FONTS, objects=(NAMELESS,))
    assert beside(data) == [] and texts(data)[-1] == "Dach"


@pytest.mark.parametrize(
    "broken",
    [
        "/Rect [1 2 3]",
        "/Rect 7",
        "/Rect [0 0 1e99 1e99]",
        "/FT 3",
        "/FT /Tx /Parent 99 0 R",
        "/AP << /N 4 >>",
        "/FT /Tx /V [[] 3]",
        "/FT /Ch /Opt [[]]",
        "/FT /Btn /AS 5",
        "/FT /Tx /V (Wert) /Rect [5 5 5 5]",
    ],
)
def test_k10_a_damaged_field_loses_none_of_the_text(broken: str) -> None:
    data = annotated(f"/Subtype /Widget /T (a) {broken}", "/Subtype /Text /Contents (Bleibt)")
    assert texts(data)[: len([line for line in LENT if line])] == [line for line in LENT if line]
    assert (1, "Bleibt", NOTE) in beside(data)


def test_a_file_of_nothing_but_nameless_letters_is_refused_with_the_way_out() -> None:
    data = plain_pdf(
        [], content=f"BT /G 11 Tf 70 400 Td <{'00010002' * 30}> Tj ET", resources=FONTS, objects=(NAMELESS,)
    )
    with pytest.raises(UnreadableDocument, match="Texterkennung"):
        texts(data)


def test_letters_of_a_font_without_widths_keep_their_order() -> None:
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /Unbekannt /Encoding /WinAnsiEncoding >>"
    data = plain_pdf(LENT, content="BT /G 11 Tf 70 400 Td (Werkzeug) Tj ET", resources=FONTS, objects=(font,))
    assert texts(data)[-1] == "Werkzeug"


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [(b"/Root 1 0 R", b"/Root 9 0 R"), (b"<< /Length ", b"<< /Laenge "), (b"xref\n0", b"yref\n0")],
)
def test_a_damaged_file_is_mended_as_far_as_it_goes(sound: bytes, damaged: bytes) -> None:
    data = plain_pdf(LENT)
    assert sound in data
    assert [line for line in texts(data.replace(sound, damaged)) if line in LENT] == [line for line in LENT if line]
