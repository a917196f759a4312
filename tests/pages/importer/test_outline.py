"""Structure of invented documents: which lines become sections, with which number, path and heading, and that nothing is lost."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.importer.outline import Outline, build_outline
from pages.importer.source_lines import read_lines


def outline_of(text: str) -> Outline:
    return build_outline(read_lines(dedent(text).strip("\n")))


def tree(text: str) -> list[tuple[str, str]]:
    """(path of numbers, heading) of every section."""
    return [(" > ".join(section.path), section.heading) for section in outline_of(text).sections]


def numbers(text: str) -> list[str]:
    return [" > ".join(section.path) for section in outline_of(text).sections if section.number]


AGREEMENT = """
    Kooperationsvereinbarung
    über die Zusammenarbeit in der Sprachförderung

    zwischen

    1. dem Landkreis Erlental, vertreten durch den Landrat, Marktplatz 1, 99999 Erlstadt
    2. dem Jobcenter Erlental, vertreten durch die Geschäftsführerin

    - nachfolgend Partner genannt -

    wird folgende Vereinbarung geschlossen:

    Präambel

    Die Partner wollen die Förderung verbessern. Grundlage sind
    § 15 des SGB II und
    § 37 SGB III in der jeweils geltenden Fassung.

    § 1 Gegenstand

    (1) Gegenstand dieser Vereinbarung ist die Zusammenarbeit der Partner.
    (2) Die Partner stellen sicher, dass nach
    § 4 Abs. 2 gehandelt wird. Dies gilt auch für
    12 Monate nach dem Ende der Förderung.

    § 2 Aufgaben

    (1) Der Landkreis hat folgende Aufgaben:

    a) Beratung der Träger,
    b) Auswertung der Zahlen bis zum
    31. Dezember eines Jahres,
    c) Öffentlichkeitsarbeit.

    (2) Das Jobcenter übernimmt:
    1. die Vermittlung,
    2. die Förderung von Maßnahmen und
    3. die Abstimmung.

    (3) Im
    3. Quartal findet ein Treffen statt. Die Kosten tragen die Partner je zur Hälfte.

    Seite 1 von 2

    § 3 Datenschutz

    Die Weitergabe von Daten bedarf der Einwilligung.

    Ziff. 10 der Rahmenvereinbarung bleibt unberührt.

    Erlstadt, den 12.12.2023

    ____________________        ____________________
    Landrat                     Geschäftsführerin

    Anlagen:
    Anlage 1: Ansprechpersonen
    Anlage 2: Statistik

    Seite 2 von 2

    Anlage 1 - Ansprechpersonen

    1. Landkreis
    2. Jobcenter

    Anlage 2: Statistik

    Die Statistik enthält nur Summen.
    """


def test_f9_agreement_with_paragraphs_clauses_lists_and_annexes() -> None:
    assert numbers(AGREEMENT) == [
        "§ 1", "§ 1 > (1)", "§ 1 > (2)", "§ 2", "§ 2 > (1)", "§ 2 > (2)", "§ 2 > (3)", "§ 3", "Anlage 1", "Anlage 1 > 1", "Anlage 1 > 2", "Anlage 2",
    ]  # fmt: skip


def test_f9_what_is_no_section_stays_in_the_text() -> None:
    outline = outline_of(AGREEMENT)
    texts = {" > ".join(section.path) or section.heading: section.text for section in outline.sections}
    assert (
        texts["§ 1 > (2)"]
        == "Die Partner stellen sicher, dass nach § 4 Abs. 2 gehandelt wird. Dies gilt auch für 12 Monate nach dem Ende der Förderung."
    )
    assert texts["§ 2 > (1)"].endswith(
        "a) Beratung der Träger,\nb) Auswertung der Zahlen bis zum 31. Dezember eines Jahres,\nc) Öffentlichkeitsarbeit."
    )
    assert texts["§ 2 > (3)"].startswith("Im 3. Quartal findet")
    assert "§ 15 des SGB II und § 37 SGB III" in texts["Präambel"]
    assert "Ziff. 10" in texts["§ 3"]
    assert [one.text for one in outline.unplaced] == ["Seite 1 von 2", "Seite 2 von 2"]
    assert outline.sections[0].heading == "Kooperationsvereinbarung über die Zusammenarbeit in der Sprachförderung"


def test_f9_lists_become_html() -> None:
    section = next(one for one in outline_of(AGREEMENT).sections if one.path == ("§ 2", "(1)"))
    assert section.html.startswith("<p>Der Landkreis hat folgende Aufgaben:</p><ul><li>a) Beratung der Träger,</li>")


def test_f9_roman_parts_with_numbers_that_run_through() -> None:
    text = """
        Richtlinie zur Förderung der Begegnung

        I. Allgemeine Bestimmungen

        1. Zweck der Förderung
        Der Landkreis fördert Vorhaben der Begegnung. Ein Anspruch besteht nicht.

        2. Rechtsgrundlage
        Die Förderung richtet sich nach dem Haushaltsrecht.
        1.000 Euro werden ohne Nachweis gewährt.

        II. Verfahren

        3. Antrag

        3.1 Form
        Der Antrag ist schriftlich zu stellen.

        3.2 Frist
        Anträge sind bis zum
        01.06.2019 einzureichen.

        a) Träger
        Träger reichen den Antrag selbst ein. Sie fügen einen Plan bei.

        b) Kommunen
        Kommunen reichen den Antrag über das Landratsamt ein.

        4. Bewilligung

        Die Bewilligung erfolgt durch Bescheid.

        III. Schlussbestimmungen

        5. Inkrafttreten
        Diese Richtlinie tritt am 01.03.2020 in Kraft.
        """
    assert tree(text)[1:] == [
        ("I.", "Allgemeine Bestimmungen"),
        ("I. > 1", "Zweck der Förderung"),
        ("I. > 2", "Rechtsgrundlage"),
        ("II.", "Verfahren"),
        ("II. > 3", "Antrag"),
        ("II. > 3 > 3.1", "Form"),
        ("II. > 3 > 3.2", "Frist"),
        ("II. > 3 > 3.2 > a)", "Träger"),
        ("II. > 3 > 3.2 > b)", "Kommunen"),
        ("II. > 4", "Bewilligung"),
        ("III.", "Schlussbestimmungen"),
        ("III. > 5", "Inkrafttreten"),
    ]


def test_f9_articles_contents_and_nested_lists() -> None:
    text = """
        Rahmenvertrag

        Inhalt

        Artikel 1 Ziel ........ 2
        Artikel 2 Leistungen ........ 3

        Artikel 1
        Ziel

        1. Die Parteien arbeiten zusammen.
        2. Sie benennen je eine Person. Diese Person hat eine Vertretung.

        Artikel 2
        Leistungen

        1. Die Leistungen sind in der Anlage beschrieben.
        2. Sie umfassen:
           a) Beratung
           b) Begleitung
              aa) zu Ämtern
              bb) zu Schulen
        """
    assert tree(text)[1:] == [
        ("Artikel 1", "Ziel"),
        ("Artikel 1 > 1", ""),
        ("Artikel 1 > 2", ""),
        ("Artikel 2", "Leistungen"),
        ("Artikel 2 > 1", ""),
        ("Artikel 2 > 2", ""),
    ]
    assert {one.why for one in outline_of(text).unplaced} == {"Inhaltsverzeichnis"}


def test_f9_divisions_with_paragraphs_that_run_through_and_hyphens() -> None:
    text = """
        Landkreis Erlental
        Vereinbarung zur Fallübergabe

                        Erster Abschnitt
                       Allgemeine Regeln

        § 1
        Geltungsbereich

        Die Vereinbarung gilt für alle Beratungsstellen des Land-
        kreises, für Integrations- und Beratungsstellen, auch in Baden-
        Württemberg und an der Grenze.

        § 2
        Begriffe

        Im Sinne dieser Vereinbarung ist
        1. Klient, wer beraten wird,
        2. Stelle, wer berät.

                        Zweiter Abschnitt
                            Übergabe

        § 3
        Einwilligung

        (1) Ohne Einwilligung gibt es keine Übergabe.

        (2) Der Widerruf ist jederzeit möglich.
        """
    assert tree(text)[1:] == [
        ("Abschnitt 1", "Allgemeine Regeln"),
        ("Abschnitt 1 > § 1", "Geltungsbereich"),
        ("Abschnitt 1 > § 2", "Begriffe"),
        ("Abschnitt 2", "Übergabe"),
        ("Abschnitt 2 > § 3", "Einwilligung"),
        ("Abschnitt 2 > § 3 > (1)", ""),
        ("Abschnitt 2 > § 3 > (2)", ""),
    ]
    assert (
        "des Landkreises, für Integrations- und Beratungsstellen, auch in Baden-Württemberg"
        in outline_of(text).sections[2].text
    )


def test_f9_numbers_without_stop_tables_and_amounts() -> None:
    text = """
        Leitfaden zur Zusammenarbeit

        1 Einleitung

        Dieser Leitfaden beschreibt die Zusammenarbeit im Netz.

        1.1 Anlass

        Der Anlass war ein Beschluss des Kreistags vom 3. Mai 2019.

        1.2 Ziele

        Die Ziele sind:

        1. gute Beratung
        2. kurze Wege

        2 Partner

        Nummer 3.2 Satz 1 der Richtlinie gilt entsprechend.

        2.1 Verbände

        Verbände beraten.
        4 Personen arbeiten dort.

        3 Kennzahlen

        | 1 | 12 |
        | 2 | 24 |
        """
    assert numbers(text) == ["1", "1 > 1.1", "1 > 1.2", "2", "2 > 2.1", "3"]


def test_f9_two_agreements_in_one_file() -> None:
    text = """
        Empfehlungen zur Zusammenarbeit

        Vorwort

        Die folgenden Muster sollen die Arbeit vor Ort erleichtern und können angepasst werden.

        (Muster-)Kooperationsvereinbarung

        zwischen

        der Stadt

        und

        dem Träger

        § 1 Zweck

        Der Zweck ist die gute Zusammenarbeit.

        § 2 Ende

        Die Vereinbarung endet nach einem Jahr.

        (Muster-)Kooperationsvereinbarung

        zwischen

        der Schule

        und

        dem Träger

        § 1 Zweck

        Der Zweck ist der Übergang in die Ausbildung.
        """
    outline = outline_of(text)
    assert [(one.number, one.level, one.heading) for one in outline.sections] == [
        (None, 1, "Empfehlungen zur Zusammenarbeit"),
        (None, 1, "Vorwort"),
        (None, 1, "(Muster-)Kooperationsvereinbarung"),
        ("§ 1", 2, "Zweck"),
        ("§ 2", 2, "Ende"),
        (None, 1, "(Muster-)Kooperationsvereinbarung"),
        ("§ 1", 2, "Zweck"),
    ]
    assert outline.duplicates == ()


def test_f9_one_number_twice_is_reported_with_both_lines() -> None:
    outline = outline_of(
        "Vereinbarung\n\n1. Ziel\n\nDas Ziel ist klar.\n\n2. Weg\n\nDer Weg ist weit.\n\n2. Ende\n\nDas Ende ist nah.\n\n3. Anhang\n\nNichts."
    )
    assert outline.duplicates == (("2", 7, 11),)


def test_f9_a_skipped_number_is_noted() -> None:
    outline = outline_of(
        "Vereinbarung\n\n1. Ziel\n\nDas Ziel ist klar.\n\n3. Ende\n\nDas Ende ist nah.\n\n4. Mehr\n\nText steht hier."
    )
    assert [one.number for one in outline.sections] == [None, "1", "3", "4"]
    assert len(outline.notes) == 1
    assert outline.notes[0].line == 7 and "Zeile 7" in str(outline.notes[0])


def test_f9_annexes_may_be_lettered() -> None:
    text = """
        Vereinbarung

        § 1 Ziel

        Das Ziel ist klar.

        Anlage A

        Ansprechpersonen stehen hier.

        Anlage B: Statistik

        Zahlen stehen hier.
        """
    assert tree(text)[1:] == [("§ 1", "Ziel"), ("Anlage A", ""), ("Anlage B", "Statistik")]


def test_f9_word_broken_across_a_page_is_joined() -> None:
    outline = outline_of("Leitlinie\n\n1. Ziel\n\nDie Partner fördern die syste-\n\nmatische Zusammenarbeit.")
    assert outline.sections[1].text == "Die Partner fördern die systematische Zusammenarbeit."


def test_f9_running_headers_with_page_breaks() -> None:
    page = "Landkreis Erlental – Leitlinie\n\n{n}. Punkt\n\nDies ist der Text über {word}, lang genug für einen Satz.\n\nStand Mai\n{n}"
    outline = build_outline(
        read_lines(
            "\f".join(
                page.format(n=n, word=word)
                for n, word in enumerate(["Haus", "Hof", "Garten", "Markt", "Saal"], start=1)
            )
        )
    )
    assert [one.number for one in outline.sections if one.number] == ["1", "2", "3", "4", "5"]
    assert len(outline.unplaced) == 15


LINE = st.sampled_from(
    [
        "", "", "§ 1 Ziel", "§ 2", "(1) Ein Satz.", "(2) Noch ein Satz,", "1. Titel", "1.1", "1.2 Wort", "2. Ein langer Satz, der weitergeht und",
        "a) Punkt", "b) Punkt,", "aa) Unterpunkt", "I. Teil", "A. Teil", "Anlage 1", "Anhang", "# Titel", "## 2. Teil", "**Fett**", "- Punkt", "zwischen",
        "und weiter im Text", "Seite 3 von 12", "---", "Wort-", "teil und mehr", "12 Monate danach", "Präambel", "Unterschriften", "Kooperationsvereinbarung",
        "Ort, Datum", "_____", "| 1 | 2 |", "¹ Eine Fußnote.", "\fSeitenkopf", "Inhalt", "1. Titel ...... 3", "Folgende Punkte:", "Gefliichtete fiir uber",
    ]
)  # fmt: skip


UNSEEN = dict.fromkeys(
    [0x0C, 0x1F, 0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
HYPHEN_OF_WORD = "\x1e"
LINE_ENDS = set("\n\r\v\f\x1c\x1d\x85\u2028\u2029")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(LINE, st.text(max_size=60).filter(lambda text: not set(text) & LINE_ENDS)), max_size=40))
def test_f9_every_line_is_placed_once_or_reported(lines: list[str]) -> None:
    text = "\n".join(lines)
    source = read_lines(text)
    outline = build_outline(source)
    placed = [line for section in outline.sections for line in section.lines] + [one.line for one in outline.unplaced]
    assert sorted(placed) == [line.number for line in source]
    blank_free = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if line.replace(HYPHEN_OF_WORD, "-").translate(UNSEEN).strip()
    ]
    assert [line.number for line in source] == blank_free


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJ", min_size=2, max_size=9)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORD, min_size=1, max_size=8), min_size=1, max_size=12))
def test_f9_no_character_of_the_text_is_lost(paragraphs: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(words) for words in paragraphs)
    lines = read_lines(text)
    outline = build_outline(lines, revoked={repair.id for repair in build_outline(lines).repairs})
    kept = "".join(f"{one.number or ''}{one.heading}{one.text}" for one in outline.sections) + "".join(
        one.text for one in outline.unplaced
    )
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))


@pytest.mark.parametrize(
    "line",
    [
        "01.06.2019 einzureichen",
        "12 Monate nach dem Ende",
        "3. Quartal 2020",
        "Ziff. 10 bleibt",
        "Nummer 3.2 Satz 1 gilt",
        "§ 15 des SGB II gilt",
        "79999 Erlstadt",
        "0123 / 456",
    ],
)
def test_f9_lines_that_only_look_numbered(line: str) -> None:
    text = f"Vereinbarung\n\n1. Ziel\n\nDer Text steht hier und ist ein Satz.\n{line}\n\n2. Ende\n\nSchluss."
    assert numbers(text) == ["1", "2"]
