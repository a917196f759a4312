"""Markdown in the dialects people write: what is text, what is said of the file, what numbers a list has (K21)."""

import pytest

from pages.importer.extraction import extract
from pages.importer.markdown.document import FRONT, IMAGE, TARGET
from pages.importer.outline import Outline, build_outline
from pages.importer.reasons import COMMENT
from pages.importer.source_lines import SourceLine


def lines_of(text: str) -> list[SourceLine]:
    return extract("a.md", text.encode())


def text_of(text: str) -> str:
    """The words of the lines that are text of the document."""
    return "\n".join(line.text for line in lines_of(text) if not line.why)


def outline_of(text: str) -> Outline:
    return build_outline(lines_of(text))


def left(outline: Outline, why: str) -> list[str]:
    return [one.text for one in outline.unplaced if one.why == why]


def test_k21_what_the_file_says_of_itself_is_no_text_and_its_title_not_said_twice() -> None:
    outline = outline_of(
        "---\nautor: Amt\ntitle: Leitfaden Garten\n---\n\n# Leitfaden Garten\n\n## 1. Beete\n\nSie sind offen.\n"
    )
    assert outline.title == "Leitfaden Garten"
    assert [one.number for one in outline.sections] == [None, "1"]
    assert left(outline, FRONT) == ["autor: Amt", "title: Leitfaden Garten"]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Leitfaden Garten\n---",
        '---\nlang: de\nTitle: "Leitfaden Garten"\n...',
        "---\ntitle: >-\n  Leitfaden\n  Garten\nlang: de\n---",
        '+++\ntitle = "Leitfaden Garten"\n+++',
        "% Leitfaden Garten\n% Amt für Gärten",
    ],
)
def test_k21_the_title_may_stand_in_the_head_of_the_file_alone(front: str) -> None:
    outline = outline_of(f"{front}\n\n# 1. Beete\n\nSie sind offen.\n\n# 2. Wege\n\nSie sind breit.\n")
    assert outline.title == "Leitfaden Garten"
    assert [(one.number, one.heading) for one in outline.sections if one.number] == [("1", "Beete"), ("2", "Wege")]


def test_k21_a_rule_at_the_beginning_is_no_head_of_the_file() -> None:
    outline = outline_of("---\n\nDer Garten ist offen. Er gehört allen.\n\n---\n\n§ 1 Beete\n\nSie sind offen.\n")
    assert left(outline, FRONT) == []
    assert "Der Garten ist offen." in outline.sections[0].text


def test_k21_items_with_the_same_digits_count_on() -> None:
    text = "# Satzung\n\n## § 1 Beete\n\n1. Eins.\n1. Zwei.\n\n   Mehr zu zwei.\n1. Drei.\n\n## § 2 Wege\n\n1. Eins.\n1. Zwei.\n"
    assert [one.number for one in outline_of(text).sections if one.number] == ["§ 1", "1", "2", "3", "§ 2", "1", "2"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3. a\n3. b", ["3.", "4."]),
        ("1. a\n3. b\n3. c", ["1.", "3.", "3."]),
        ("1. a\n\nEin Absatz.\n\n1. b", ["1.", "Ein", "1."]),
        ("1. a\n    1. b\n    1. c\n1. d", ["1.", "1.", "2.", "2."]),
        ("(1) a\n\n(1) b", ["(1)", "(1)"]),
        ("#. a\n#. b", ["1.", "2."]),
        ("(@) a\n\n(@gut) b", ["(1)", "(2)"]),
        ("1) a\n1) b", ["1)", "2)"]),
    ],
)
def test_k21_lists_count_as_markdown_does(text: str, numbers: list[str]) -> None:
    assert [line.text.split()[0] for line in lines_of(text)] == numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Fragen an das [Amt](https://amt.invalid/a_(b) \"Sprechzeit\").", "Fragen an das Amt."),
        ("Siehe [Amt][a] und [a].\n\n[a]: https://amt.invalid", "Siehe Amt und a."),
        ("Siehe [Anlage 1] und [x].", "Siehe [Anlage 1] und [x]."),
        ("Plan ![Lageplan](plan.png) hier.", "Plan Lageplan hier."),
        ("[![Plan](a.png)](https://amt.invalid)", "Plan"),
        ("Mail an <amt@amt.invalid>.", "Mail an amt@amt.invalid."),
        ("Ein <b>fettes</b> <span class=\"x\">Wort</span>&nbsp;&amp; mehr", "Ein fettes Wort & mehr"),
        ("Fläche m^2^ und H~2~O, Fußnote<sup>12</sup>", "Fläche m² und H₂O, Fußnote¹²"),
        ("Das ~~alte~~ Wort ^[Anmerkung]", "Das alte Wort (Anmerkung)"),
        ("Das `Wort` und \\[kein\\](verweis)", "Das Wort und [kein](verweis)"),
        ("Der _schräge_ und __fette__ Teil mit snake_case_wort", "Der *schräge* und **fette** Teil mit snake_case_wort"),
        ("> Ein Zitat\n> geht weiter.", "Ein Zitat\ngeht weiter."),
        ("Oben\\\nUnten", "Oben\nUnten"),
        ("Oben<br>Unten", "Oben\nUnten"),
        ("Fundstelle\n:   Amtsblatt 3", "Fundstelle: Amtsblatt 3"),
        ("| Ort | Zeit |\n|---|:-:|\n| Hof | 8<br>Uhr |", "Ort | Zeit\nHof | 8 Uhr"),
        ("Ort | Zeit\n--- | ---\nHof | 8", "Ort | Zeit\nHof | 8"),
        ("- [ ] offen\n- [x] getan", "- ☐ offen\n- ☑ getan"),
        ("```\n1. *Text*\n```", "1. *Text*"),
    ],
)  # fmt: skip
def test_k21_the_words_are_those_a_reader_sees(written: str, read: str) -> None:
    assert text_of(written) == read


def test_k21_comments_pictures_and_addresses_stand_without_a_place() -> None:
    text = "# Garten\n\n## 1. Beete\n\nSie <!-- wirklich? --> sind offen.\n\n<!-- zwei\nZeilen -->\n\n![Plan](a.png)\n\n[x]: https://a.invalid\n"
    outline = outline_of(text)
    assert outline.sections[1].text == "Sie sind offen."
    assert left(outline, COMMENT) == ["wirklich?", "zwei", "Zeilen"]
    assert (left(outline, IMAGE), left(outline, TARGET)) == (["Plan"], ["[x]: https://a.invalid"])


def test_k21_footnotes_are_counted_as_they_are_named() -> None:
    text = "Das gilt[^b] und jenes[^a].\n\n[^a]: Anmerkung A\n    geht weiter.\n[^b]: Anmerkung B\n"
    assert text_of(text) == "Das gilt¹ und jenes².\n² Anmerkung A\ngeht weiter.\n¹ Anmerkung B"


def test_k21_underlined_lines_are_headings() -> None:
    text = "Leitfaden Garten\n================\n\n1. Beete\n--------\n\nSie sind offen.\nUnd schön.\n---\n"
    assert [(line.level, line.text) for line in lines_of(text) if not line.why] == [
        (1, "Leitfaden Garten"),
        (2, "1. Beete"),
        (0, "Sie sind offen."),
        (0, "Und schön."),
    ]


def test_k21_attributes_of_a_heading_are_no_words() -> None:
    assert [(line.level, line.text) for line in lines_of("## 1. Beete {#beete .x}\n")] == [(2, "1. Beete")]


def test_k21_lines_between_fences_begin_no_section() -> None:
    outline = outline_of("# Garten\n\n## 1. Beete\n\n```yaml\n# 2. Wege\n3. Zaun\n```\n\n## 2. Tor\n\nOffen.\n")
    assert [one.number for one in outline.sections if one.number] == ["1", "2"]
    assert "3. Zaun" in outline.sections[1].text
