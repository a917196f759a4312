"""§ and numbers misread inside sentences and before clauses: mended where the words or the numbers beside them prove it."""

import pytest

from pages.importer.ocr.repairs import repair_lines
from pages.importer.source_lines import read_lines


def by_law(sentence: str) -> str:
    return f"Ordnung der Werkstatt\n\n§ 1 Zweck\nDie Werkstatt steht allen offen.\n\n§ 2 Zeiten\n(1) {sentence}\n(2) Näheres steht im Aushang.\n\n§ 12 Ende\nSie schließt um acht."


def mended(text: str) -> str:
    return "\n".join(line.text for line in repair_lines(read_lines(text))[0])


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Es gilt das Verfahren nach $ 2 und 8 1 Abs. 2.", "Es gilt das Verfahren nach § 2 und § 1 Abs. 2."),
        ("Wer S 12 Absatz 3 kennt, darf hinein.", "Wer § 12 Absatz 3 kennt, darf hinein."),
        ("Das Geld nach 81 Abs. 2 wird erstattet.", "Das Geld nach § 1 Abs. 2 wird erstattet."),
        ("Dies richtet sich nach SS 1 bis 12 der Ordnung.", "Dies richtet sich nach §§ 1 bis 12 der Ordnung."),
        ("Maßgeblich ist & 16 SGB II.", "Maßgeblich ist § 16 SGB II."),
        ("Wie in § l2 und § 1 geregelt, ist Ruhe.", "Wie in § 12 und § 1 geregelt, ist Ruhe."),
        ("Das steht in 8 12.", "Das steht in § 12."),
    ],
)
def test_k02_a_reference_is_one_by_the_words_around_it(read: str, printed: str) -> None:
    assert mended(by_law(read)) == mended(by_law("X")).replace("X", printed, 1)


@pytest.mark.parametrize(
    "sentence",
    [
        "Es helfen 8 Personen an 5 Tagen.",
        "Man fährt mit der S 5 (S-Bahn) und zahlt $ 20.",
        "Die Frist endet nach 8 2 Wochen.",
        "Es gelten die §§ 80 und 81 Abs. 2 des Gesetzes sowie Artikel 81 Abs. 3.",
        "Der Raum liegt in B 2 bei Punkt 8.",
        "Müller & Söhne & 3 Nachbarn kommen.",
        "Nach 8 Uhr ist Ruhe; 8 1/2 Stunden sind genug.",
        "Seite S. 5 Abs. 2 ist zu streichen.",
    ],
)
def test_k02_amounts_lines_and_companies_are_no_references(sentence: str) -> None:
    lines = read_lines(by_law(sentence))
    assert repair_lines(lines) == (lines, ())


@pytest.mark.parametrize("read", ["(l)", "(I)", "{1)", "(1J", "( 1 )", "[1)", "(i)"])
def test_k02_the_first_clause_is_one_where_the_second_follows(read: str) -> None:
    assert mended(by_law("Offen ist abends.").replace("(1)", read)) == mended(by_law("Offen ist abends."))


def test_k02_items_count_on() -> None:
    text = "§ 1 Pflichten\nMan bringt mit:\nl. Werkzeug\n2. Schürze\n\n§ 2 Listen\n9. Hammer\n1O. Säge\n1l. Zange\n12. Feile"
    assert mended(text).splitlines()[2:] == [
        "1. Werkzeug",
        "2. Schürze",
        "§ 2 Listen",
        "9. Hammer",
        "10. Säge",
        "11. Zange",
        "12. Feile",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "§ 1 Stufen\n(i) Anmeldung\n(ii) Aufnahme\n(iii) Abschluss",
        "I. Teil\nWort\nII. Teil\nWort",
        "k) Kissen\nl) Lampe\nm) Matte",
        "l. Lampe\nm. Matte\n\n§ 3 Ende",
    ],
)
def test_k02_letters_and_roman_numerals_stay(text: str) -> None:
    lines = read_lines(text)
    assert repair_lines(lines) == (lines, ())
