"""Text files as programs and systems have written them: encodings (K25, K27), divided words (K26), line ends (K27)."""

import unicodedata

import pytest

from pages.importer.extraction import extract
from pages.importer.outline import build_outline
from pages.importer.unreadable import UnreadableDocument

TEXT = "Satzung für Gärten\n\n§ 1 Größe\nDie Bäume müssen höher als die Zäune sein.\n\n§ 2 Ärger\nÜber die Straße führt kein Weg.\n"


def texts(data: bytes, name: str = "a.txt") -> list[str]:
    return [line.text for line in extract(name, data)]


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "cp1252",
        "iso8859_15",
        "cp850",
        "mac_roman",
    ],
)
def test_k27_every_encoding_reads_the_same(encoding: str) -> None:
    assert texts(TEXT.encode(encoding)) == [line for line in TEXT.split("\n") if line]


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_15", "cp850", "mac_roman"])
@pytest.mark.parametrize(
    "text",
    [
        "§ 1 Zweck\n\n§ 2 Kosten",
        "Die Straße ist lang.",
        "Räte, Räume und Bäder",
        "Öffnung und Übung",
        "Große Gärten für alle",
    ],
)
def test_k27_few_letters_are_enough_to_tell_the_encoding(text: str, encoding: str) -> None:
    assert texts(text.encode(encoding)) == [line for line in text.split("\n") if line]


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_15"])
def test_k27_the_euro_of_either_western_encoding(encoding: str) -> None:
    assert texts("§ 3 Entgelt\nEs beträgt 35 € je Monat.".encode(encoding))[1] == "Es beträgt 35 € je Monat."


def test_k27_a_few_letters_from_elsewhere_do_not_spoil_utf_8() -> None:
    whole = "Gärten, Höfe, Bäume, Zäune und Straßen\n".encode() * 3
    assert texts(whole + "gemäß § 5".encode("cp1252"))[3] == "gemäß § 5"


def test_k27_an_unknown_encoding_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableDocument, match="als UTF-8") as caught:
        extract("alt.txt", "Αυτό είναι ένα κείμενο που κανείς δεν γνωρίζει".encode("iso8859_7"))
    assert caught.value.params == {"name": "alt.txt"}


def test_k25_letters_in_two_parts_become_one() -> None:
    assert texts(unicodedata.normalize("NFD", TEXT).encode()) == [line for line in TEXT.split("\n") if line]


@pytest.mark.parametrize("sign", ["¬", "\u00ad", "\u2010"])
def test_k26_a_word_divided_at_a_line_end_is_one_word(sign: str) -> None:
    text = f"Vereinbarung über Beete\n\n§ 1 Pflege\nDie Nachbar{sign}\nschaft pflegt die Beete am Rat{sign}\nhaus.\n"
    section = build_outline(extract("a.txt", text.encode())).sections[1]
    assert section.text == "Die Nachbarschaft pflegt die Beete am Rathaus."


def test_k26_the_sign_goes_inside_a_line_and_stays_between_words() -> None:
    text = "§ 1 Pflege\nDie Nachbar¬schaft pflegt Gar¬ tenbeete, wenn a ¬ b gilt."
    assert texts(text.encode())[1] == "Die Nachbarschaft pflegt Gartenbeete, wenn a ¬ b gilt."


@pytest.mark.parametrize("sign", ["\v", "\u2028", "\x85", "\u2029", "\f", "\r"])
def test_k27_other_programs_line_ends_end_a_line(sign: str) -> None:
    outline = build_outline(extract("a.txt", f"Satzung der Gärten\n\n§ 1 Zweck{sign}Die Gärten sind offen.\n".encode()))
    assert [(one.number, one.heading, one.text) for one in outline.sections[1:]] == [
        ("§ 1", "Zweck", "Die Gärten sind offen.")
    ]


def test_k27_a_form_feed_inside_a_line_begins_a_page() -> None:
    lines = extract("a.txt", "Ende der Seite.\fAnfang der nächsten.\n\fDritte.\f".encode())
    assert [(line.number, line.page, line.text) for line in lines] == [
        (1, 1, "Ende der Seite."),
        (2, 2, "Anfang der nächsten."),
        (3, 3, "Dritte."),
    ]


def test_k27_signs_that_nobody_sees_are_no_line() -> None:
    assert [line.number for line in extract("a.txt", "\u200bWort\n\u200b\u00ad\nBe\u200breich".encode())] == [1, 3]
