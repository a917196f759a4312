"""Fields, form fields and content controls show what Word shows."""

import pytest

from tests.pages.importer.docx.word_files import aside, control, outline_of, p, r, read, run, text_of, word_file

BEGIN = '<w:fldChar w:fldCharType="begin">{}</w:fldChar>'
SEPARATE, END = r('<w:fldChar w:fldCharType="separate"/>'), r('<w:fldChar w:fldCharType="end"/>')


def form_field(data: str, result: str | None = None) -> str:
    begun = r(BEGIN.format(f"<w:ffData>{data}</w:ffData>")) + r("<w:instrText> FORMTEXT </w:instrText>")
    return begun + (SEPARATE + run(result) if result is not None else "") + END


def instructed(instruction: str) -> str:
    return r(BEGIN.format("")) + r(f"<w:instrText>{instruction}</w:instrText>") + END


TEXT = '<w:textInput><w:default w:val="Vorgabe"/></w:textInput>'
LIST = '<w:ddList>{}<w:listEntry w:val="Bus"/><w:listEntry w:val="Bahn"/></w:ddList>'
BOX = "<w:checkBox><w:sizeAuto/>{}</w:checkBox>"
ITEMS = '<w:listItem w:displayText="Bahn" w:value="2"/>'


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (form_field(TEXT, "Lena"), "Lena"),
        (form_field(TEXT, "\u2002\u2002"), "Vorgabe"),
        (form_field(TEXT), "Vorgabe"),
        (form_field(LIST.format('<w:result w:val="1"/>')), "Bahn"),
        (form_field(LIST.format('<w:default w:val="1"/>')), "Bahn"),
        (form_field(LIST.format("")), "Bus"),
        (form_field(LIST.format('<w:result w:val="9"/>')), ""),
        (form_field(BOX.format("<w:checked/>")), "☒"),
        (form_field(BOX.format('<w:default w:val="1"/><w:checked w:val="0"/>')), "☐"),
        ('<w:fldSimple w:instr=" AUTHOR ">' + run("Lena") + "</w:fldSimple>", "Lena"),
        (control(run("Bahn")), "Bahn"),
        (control("", f'<w:dropDownList w:lastValue="2">{ITEMS}</w:dropDownList>'), "Bahn"),
        (control("", f'<w:comboBox w:lastValue="Rad">{ITEMS}</w:comboBox>'), "Rad"),
        (control("", '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'), "☒"),
        (control("", '<w:date w:fullDate="2026-05-04T00:00:00Z"/>'), "2026-05-04"),
        (r("<w:dayLong/>"), "[Tag]"),
        (instructed(" MACROBUTTON NoMacro Hier Namen eintragen "), "Hier Namen eintragen"),
        (instructed(r' SYMBOL 252 \f "Wingdings" \s 12 '), "✓"),
        (instructed(" SYMBOL 0x263A "), "☺"),
        (instructed(r" EQ \f(3;4) "), "(3;4)"),
        (instructed(" PAGE "), ""),
    ],
)
def test_k16_a_field_shows_its_result_its_choice_or_what_was_given_for_it(field: str, shown: str) -> None:
    assert f"Wir fahren mit {shown}!" in read(p("Wir fahren mit ", field, "!"))


def test_a_control_around_paragraphs_shows_its_choice() -> None:
    assert "Bahn" in read(control(p(), f'<w:dropDownList w:lastValue="2">{ITEMS}</w:dropDownList>'))


def test_k16_instructions_of_fields_are_no_text_even_when_they_are_stored_as_text() -> None:
    nested = r(BEGIN.format("")) + r("<w:instrText> IF </w:instrText>") + run("geheim") + SEPARATE + run("offen") + END
    outline = outline_of(word_file(p("Es ist ", nested, ".")))
    assert "Es ist offen." in text_of(outline)
    assert aside(outline) == [("geheim", "Anweisung eines Feldes")]


def test_k16_a_field_that_goes_on_in_the_next_paragraph_hides_nothing() -> None:
    begun = p(r(BEGIN.format("")), r("<w:instrText> TOC </w:instrText>"), SEPARATE, "Erster Eintrag")
    assert "Zweiter Eintrag" in read(begun + p("Zweiter Eintrag", END) + p(END, "Danach."))
