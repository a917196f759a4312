"""The numbers that Word computes and does not store: what a list, its levels and the styles say of them (K18)."""

import io
import zipfile

import pytest

from pages.importer.docx.number_formats import formatted
from pages.importer.extraction import extract
from pages.importer.outline import build_outline

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def level(depth: int, text: str, form: str = "decimal", more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(identity: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'


def num(identity: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def style(identity: str, numbered: str = "", based_on: str = "", more: str = "") -> str:
    above = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    properties = f"<w:pPr><w:numPr>{numbered}</w:numPr></w:pPr>" if numbered else ""
    return f'<w:style w:type="paragraph" w:styleId="{identity}"{more}><w:name w:val="{identity}"/>{above}{properties}</w:style>'


def paragraph(text: str, place: tuple[int, int] | None = None, styled: str = "", more: str = "") -> str:
    """`place` is (list, depth)."""
    named = f'<w:pStyle w:val="{styled}"/>' if styled else ""
    numbered = f'<w:numPr><w:ilvl w:val="{place[1]}"/><w:numId w:val="{place[0]}"/></w:numPr>' if place else ""
    return f"<w:p><w:pPr>{named}{numbered}{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def file_of(paragraphs: list[str], numbering: list[str], styles: list[str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W} {MC}><w:body>{''.join(paragraphs)}</w:body></w:document>"
        )
        archive.writestr("word/numbering.xml", f"<w:numbering {W} {MC}>{''.join(numbering)}</w:numbering>")
        archive.writestr("word/styles.xml", f"<w:styles {W} {MC}>{''.join(styles)}</w:styles>")
    return stream.getvalue()


def printed(paragraphs: list[str], numbering: list[str], styles: list[str] | None = None) -> list[str]:
    """What stands before the "x" that each paragraph of the tests is."""
    lines = extract("a.docx", file_of(paragraphs, numbering, styles or []))
    return [line.text.removesuffix("x").strip() for line in lines]


def places(*depths: int, of: int = 1) -> list[str]:
    return [paragraph("x", (of, depth)) for depth in depths]


OUTLINE = abstract(0, level(0, "%1."), level(1, "%1.%2"), level(2, "%1.%2.%3"))


def test_k18_a_list_that_only_names_a_style_has_the_levels_of_that_style() -> None:
    linking = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Ordnung"/></w:abstractNum>'
    linked = OUTLINE.replace("<w:lvl ", '<w:styleLink w:val="Ordnung"/><w:lvl ', 1)
    lists = [linking, linked, num(1, 1), num(9, 0)]
    assert printed(places(0, 0, 1, 1), lists) == ["1.", "2.", "2.1", "2.2"]


def test_k18_a_list_that_names_a_style_finds_the_list_by_the_style() -> None:
    linking = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Ordnung"/></w:abstractNum>'
    of_style = style("Ordnung", '<w:numId w:val="9"/>').replace("paragraph", "numbering")
    assert printed(places(0, 1), [linking, OUTLINE, num(1, 1), num(9, 0)], [of_style]) == ["1.", "1.1"]


def test_k18_a_list_may_bring_levels_of_its_own() -> None:
    bullets = abstract(0, level(0, "•", "bullet"), level(1, "•", "bullet"))
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "Artikel %1")}</w:lvlOverride>'
    assert printed(places(0, 1, 0), [bullets, num(1, 0, own)]) == ["Artikel 1", "-", "Artikel 2"]


def test_k18_a_legal_level_prints_all_numbers_as_digits() -> None:
    lists = [abstract(0, level(0, "%1.", "upperRoman"), level(1, "%1.%2", more="<w:isLgl/>")), num(1, 0)]
    assert printed(places(0, 0, 1), lists) == ["I.", "II.", "2.1"]


@pytest.mark.parametrize(
    ("restart", "labels"),
    [
        ("", ["1.", "a)", "(1)", "b)", "(1)", "2.", "a)", "(1)"]),
        ('<w:lvlRestart w:val="0"/>', ["1.", "a)", "(1)", "b)", "(2)", "2.", "a)", "(3)"]),
        ('<w:lvlRestart w:val="1"/>', ["1.", "a)", "(1)", "b)", "(2)", "2.", "a)", "(1)"]),
        ('<w:lvlRestart w:val="2"/>', ["1.", "a)", "(1)", "b)", "(1)", "2.", "a)", "(1)"]),
    ],
)
def test_k18_a_level_says_after_which_other_it_begins_again(restart: str, labels: list[str]) -> None:
    levels = level(0, "%1."), level(1, "%2)", "lowerLetter"), level(2, "(%3)", more=restart)
    assert printed(places(0, 1, 2, 1, 2, 0, 1, 2), [abstract(0, *levels), num(1, 0)]) == labels


def test_k18_two_lists_of_one_kind_count_on_unless_one_begins_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = [OUTLINE, num(1, 0), num(2, 0), num(3, 0, anew)]
    assert printed([*places(0, 0), *places(0, of=2), *places(0, 0, of=3)], lists) == ["1.", "2.", "3.", "1.", "2."]


def test_k18_a_level_may_begin_with_any_number() -> None:
    lists = [abstract(0, level(0, "§ %1", start=5), level(1, "(%2)", start=0)), num(1, 0)]
    assert printed(places(0, 1, 1, 0, 1), lists) == ["§ 5", "(0)", "(1)", "§ 6", "(0)"]


def test_k18_a_style_has_its_level_from_the_list_or_from_itself() -> None:
    bound = abstract(0, level(0, "%1."), level(1, "%1.%2", more='<w:pStyle w:val="Unter"/>'), level(2, "%1.%2.%3"))
    styles = [
        style("Ober", '<w:numId w:val="1"/>'),
        style("Unter", '<w:numId w:val="1"/>'),
        style("Tief", '<w:ilvl w:val="2"/>', based_on="Ober"),
        style("Erbe", based_on="Unter"),
        style("Ohne", '<w:numId w:val="0"/>', based_on="Ober"),
    ]
    paragraphs = [paragraph("x", styled=name) for name in ("Ober", "Unter", "Tief", "Erbe", "Ohne", "Ober")]
    assert printed(paragraphs, [bound, num(1, 0)], styles) == ["1.", "1.1", "1.1.1", "1.2", "", "2."]


def test_k18_a_paragraph_may_set_no_more_than_its_level_or_take_its_number_away() -> None:
    deeper = paragraph("x", styled="Ober").replace("</w:pPr>", '<w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', 1)
    away = paragraph("x", (0, 0), "Ober")
    styles = [style("Ober", '<w:numId w:val="1"/>')]
    assert printed([paragraph("x", styled="Ober"), deeper, away], [OUTLINE, num(1, 0)], styles) == ["1.", "1.1", ""]


def test_k18_the_default_style_numbers_what_names_none() -> None:
    styles = [style("Standard", '<w:numId w:val="1"/>', more=' w:default="1"')]
    paragraphs = [paragraph("x"), paragraph("x", styled="Fehlt")]
    assert printed(paragraphs, [OUTLINE, num(1, 0)], styles) == ["1.", "2."]


def test_k18_a_paragraph_whose_mark_is_deleted_does_not_count() -> None:
    gone = paragraph("x", (1, 0), more='<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>').replace("<w:t>x</w:t>", "")
    assert printed([*places(0), gone, *places(0)], [OUTLINE, num(1, 0)]) == ["1.", "2."]


def test_k18_a_list_that_is_not_there_prints_nothing() -> None:
    assert printed([*places(0, of=7), *places(8)], [OUTLINE, num(1, 0)]) == ["", ""]


def test_k18_numbers_with_words_before_them_become_sections() -> None:
    lists = [abstract(0, level(0, "§ %1"), level(1, "(%2)")), num(1, 0)]
    texts = [("Zweck", 0), ("Die Werkstatt hilft bei Reparaturen.", 1), ("Sie ist samstags offen.", 1), ("Kosten", 0)]
    body = [paragraph("Vereinbarung über die Werkstatt"), *(paragraph(text, (1, depth)) for text, depth in texts)]
    outline = build_outline(extract("a.docx", file_of(body, lists, [])))
    assert [one.path for one in outline.sections if one.number] == [("§ 1",), ("§ 1", "(1)"), ("§ 1", "(2)"), ("§ 2",)]


def test_k18_a_newer_number_format_is_the_one_meant() -> None:
    newer = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    one = f'<w:lvl w:ilvl="0"><w:start w:val="9"/>{newer}<w:lvlText w:val="%1"/></w:lvl>'
    assert printed(places(0, 0), [abstract(0, one), num(1, 0)]) == ["009", "010"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (7, "decimalZero", "07"),
        (27, "lowerLetter", "aa"),
        (3, "upperLetter", "C"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (3, "ordinal", "3."),
        (1, "ordinalText", "Erste"),
        (19, "ordinalText", "Neunzehnte"),
        (21, "ordinalText", "Einundzwanzigste"),
        (1, "cardinalText", "Eins"),
        (32, "cardinalText", "Zweiunddreißig"),
        (40, "cardinalText", "Vierzig"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "decimalEnclosedParen", "(3)"),
        (3, "none", ""),
        (3, "hebrew1", "3"),
        (30000, "lowerLetter", "30000"),
        (30000, "upperRoman", "30000"),
    ],
)
def test_k18_number_formats(value: int, form: str, text: str) -> None:
    assert formatted(value, form) == text
