"""K20: formulas, signs of symbol fonts, ruby."""

import pytest

from tests.pages.importer.docx.word_files import p, part, r, read


def m(name: str, inner: str) -> str:
    return f"<m:{name}>{inner}</m:{name}>"


def mt(text: str) -> str:
    return m("r", m("t", text))


X, Y = m("e", mt("x")), mt("y")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (mt("4×7"), "4×7"),
        (mt("4") + mt("×") + mt("7"), "4×7"),
        (m("f", m("num", mt("a")) + m("den", mt("b"))), "a/b"),
        (m("f", m("num", mt("a+b")) + m("den", mt("c−d"))), "(a+b)/(c−d)"),
        (m("f", m("fPr", '<m:type m:val="noBar"/>') + m("num", mt("n")) + m("den", mt("k"))), "(n | k)"),
        (m("sSup", X + m("sup", mt("2"))), "x²"),
        (m("sSup", X + m("sup", mt("a+1"))), "x^(a+1)"),
        (m("sSub", X + m("sub", mt("1"))), "x₁"),
        (m("sSubSup", X + m("sub", mt("i")) + m("sup", mt("2"))), "x_i²"),
        (m("rad", m("deg", "") + m("e", Y)), "√(y)"),
        (m("rad", m("deg", mt("3")) + m("e", Y)), "³√(y)"),
        (m("d", m("e", mt("a")) + m("e", mt("b"))), "(a|b)"),
        (m("d", m("dPr", '<m:begChr m:val="["/><m:endChr m:val="]"/>') + m("e", mt("a"))), "[a]"),
        (
            m("nary", m("naryPr", '<m:chr m:val="∑"/>') + m("sub", mt("i=1")) + m("sup", mt("n")) + m("e", Y)),
            "∑_(i=1)ⁿ y",
        ),
        (m("func", m("fName", mt("sin")) + X), "sin x"),
        (m("eqArr", m("e", mt("a=1")) + m("e", mt("b=2"))), "a=1; b=2"),
        (m("m", m("mr", m("e", mt("1")) + m("e", mt("2"))) + m("mr", m("e", mt("3")) + m("e", mt("4")))), "1, 2; 3, 4"),
        (m("acc", m("accPr", '<m:chr m:val="\u0303"/>') + X), "x\u0303"),
        (m("r", '<w:sym w:font="Symbol" w:char="F0B3"/>' + m("t", "5")), "≥5"),
        (m("unheard", m("e", mt("z"))), "z"),
    ],
)
def test_k20_a_formula_reads_in_one_line(formula: str, shown: str) -> None:
    assert f"Wert: {shown}!" in read(p("Wert: ", m("oMath", formula), "!"))
    assert shown in read(p(m("oMathPara", m("oMath", formula))))


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "✓"),
        ('<w:sym w:font="Wingdings" w:char="00A8"/>', "□"),
        ('<w:sym w:font="Symbol" w:char="F061"/>', "α"),
        ('<w:sym w:font="Wingdings 2" w:char="F052"/>', "☑"),
        ('<w:sym w:font="Arial" w:char="2713"/>', "✓"),
        ('<w:sym w:font="Unbekannt" w:char="F041"/>', "□"),
        ('<w:sym w:font="Symbol" w:char="zz"/>', "□"),
        ("<w:sym/>", "□"),
        ("<w:t>3</w:t><w:noBreakHyphen/><w:t>mal</w:t>", "3-mal"),
        ("<w:t>Laden</w:t><w:softHyphen/><w:t>tür</w:t>", "Ladentür"),
        ("<w:t>eins\n   zwei</w:t>", "eins zwei"),
        (
            "<w:ruby><w:rt><w:r><w:t>hito</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>人</w:t></w:r></w:rubyBase></w:ruby>",
            "人(hito)",
        ),
    ],
)
def test_k20_signs_stand_as_characters_everybody_can_read(sign: str, shown: str) -> None:
    assert f"Zeichen: {shown}!" in read(p("Zeichen: ", r(sign), "!"))


def test_k20_signs_of_a_font_that_are_stored_as_text_are_read_as_well() -> None:
    assert "Haken: ✓!" in read(p("Haken: ", r("<w:t>\uf0fc</w:t>", '<w:rFonts w:ascii="Wingdings"/>'), "!"))


def test_k20_a_raised_figure_stays_one() -> None:
    style = '<w:style w:styleId="Hoch"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    text = read(
        p(
            "Flur 10",
            r("<w:t>5</w:t>", '<w:vertAlign w:val="superscript"/>'),
            r("<w:t>2</w:t>", '<w:rStyle w:val="Hoch"/>'),
            r("<w:t>6</w:t>", '<w:rStyle w:val="Hoch"/><w:vertAlign w:val="baseline"/>'),
            r("<w:t>te</w:t>", '<w:vertAlign w:val="superscript"/>'),
        ),
        {"word/styles.xml": part("styles", style)},
        {"styles": "styles.xml"},
    )
    assert "Flur 10⁵²6te" in text
