"""What reads as a reference in German text, and what does not."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.references.marking import Mark, block_texts, marked
from pages.references.parser import Names, references

NAMES = Names(("RL IM", "Kooperationsvereinbarung Bezugsdorf", "KV Bezugsdorf", "Richtlinie Beratung"))


def read(text, names=NAMES):
    """Each reference as its words, its steps and the document."""
    return [(one.text, tuple(step.value for step in one.steps), one.document) for one in references(text, names)]


@pytest.mark.parametrize(
    ("text", "words", "steps"),
    [
        ("unter Beachtung der Ziff. 10 beraten", "Ziff. 10", ("10",)),
        ("nach Ziffer 3.11.2 gemeldet", "Ziffer 3.11.2", ("3.11.2",)),
        ("gemäß Nr. 3.11 und", "Nr. 3.11", ("3.11",)),
        ("wie in § 4 Abs. 2 beschrieben", "§ 4 Abs. 2", ("4", "2")),
        ("wie in §\u00a04 Absatz\u00a02 Satz 1 beschrieben", "§\u00a04 Absatz\u00a02 Satz 1", ("4", "2")),
        ("nach Nummer 3.2 Buchstabe c zählt", "Nummer 3.2 Buchstabe c", ("3.2", "c")),
        ("nach Nummer 3.2 Buchst. c) zählt", "Nummer 3.2 Buchst. c)", ("3.2", "c")),
        ("siehe Anlage 1.", "Anlage 1", ("1",)),
        ("der Anhang II gilt", "Anhang II", ("II",)),
        ("wie Abschnitt 2.1 sagt", "Abschnitt 2.1", ("2.1",)),
        ("nach Artikel 5 gilt", "Artikel 5", ("5",)),
        ("in § 4 ff. geregelt", "§ 4 ff.", ("4",)),
        ("in § 4a geregelt", "§ 4a", ("4a",)),
        ("Es gilt § 4 Abs. 2 Nr. 3 lit. b für alle", "§ 4 Abs. 2 Nr. 3 lit. b", ("4", "2", "3", "b")),
        ("Ziff. 10 (Datenschutz) dieser Vereinbarung gilt.", "Ziff. 10", ("10",)),
        ("Absatz 2 gilt.", "Absatz 2", ("2",)),
    ],
)
def test_f7_notations_of_one_reference(text, words, steps):
    assert read(text) == [(words, steps, "")]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("nach §§ 3 bis 5 und", [("3",), ("5",)]),
        ("nach § 3 und § 4 gilt", [("3",), ("4",)]),
        ("nach §§ 3, 5 und 7 gilt", [("3",), ("5",), ("7",)]),
        ("nach Ziffern 3.1, 3.2 und 4 gilt", [("3.1",), ("3.2",), ("4",)]),
        ("nach § 3 Abs. 1 und 2 gilt", [("3", "1"), ("3", "2")]),
        ("nach § 3 Abs. 1 und Abs. 2 gilt", [("3", "1"), ("3", "2")]),
        ("nach §§ 3 Abs. 1 und 5 Abs. 2 gilt", [("3", "1"), ("5", "2")]),
        ("nach § 9 Abs. 2 Satz 2 bis 6 gilt", [("9", "2")]),
        ("nach Absatz 2 des § 5 gilt", [("5", "2"), ("5",)]),
        ("nach Nummer 3 der Anlage 1 gilt", [("1", "3"), ("1",)]),
        ("nach Ziffer 10 und 3 Personen", [("10",)]),
    ],
)
def test_f7_enumerations(text, steps):
    assert [steps for _words, steps, _document in read(text)] == steps


@pytest.mark.parametrize(
    ("text", "words", "document"),
    [
        ("nach § 5 der Kooperationsvereinbarung Bezugsdorf gilt", "§ 5", "Kooperationsvereinbarung Bezugsdorf"),
        ("nach § 5 der Kooperationsvereinbarung „KV Bezugsdorf“ gilt", "§ 5", "KV Bezugsdorf"),
        ("nach Ziff. 4.3 RL IM gilt", "Ziff. 4.3", "RL IM"),
        ("nach Ziff. 4.3 (Neue Fachkräfte) der RL IM gilt", "Ziff. 4.3", "RL IM"),
        ("Das regelt RL IM 4.3.", "RL IM 4.3", "RL IM"),
        ("Das regelt RL IM, § 4.", "§ 4", "RL IM"),
        ("in der Richtlinie Beratung (Ziffer 2.1) steht", "Ziffer 2.1", "Richtlinie Beratung"),
    ],
)
def test_f7_another_document_is_called_by_its_name(text, words, document):
    assert [(found, name) for found, _steps, name in read(text)] == [(words, document)]


@pytest.mark.parametrize(
    "text",
    [
        "nach § 57 VwVfG schriftlich",
        "nach § 4 Abs. 2 SGB II zu zahlen",
        "nach Art. 6 Abs. 1 Buchst. a DSGVO erlaubt",
        "nach § 18 AufenthG beschäftigt",
        "nach dem SGB II, dort § 16, gefördert",
        "nach dem SGB II (§ 16) gefördert",
        "Das Aufenthaltsgesetz verlangt das in § 18.",
        "nach § 16 Absatz 1 des Zweiten Buches Sozialgesetzbuch",
        "nach § 3 Satz 2 der Integrationskursverordnung",
        "nach §§ 43 bis 45 des Aufenthaltsgesetzes",
        "nach § 15 oder § 16 des Bürgerlichen Gesetzbuchs",
        "nach § 15 Abs. 1 in Verbindung mit § 16 des Bürgerlichen Gesetzbuchs",
        "Nr. 3 der Liste fehlt",
        "nach dem Landesgesetz, dort Nummer 3.2, gefördert",
        "Ziffer 4 der Niederschrift vom 3. Mai",
        "unter der Telefonnummer 0711 123 und der Telefon-Nr. 12",
        "Rufen Sie an unter Nummer 115.",
        "Ministerialblatt 2016 Nr. 28, Seite 548",
        "Verordnung (EU) Nr. 604/2013",
        "Konto DE89 3704 0044 0532 0130 00, Version 2.1 vom 3.11.2026",
        "am Nr. 3.11.2026 und Haus-Nr. 5",
        "§ 3 Besetzung der Stelle",
        "Anlage 1: Kontakte",
        "§ 7",
        "3 Euro, 10 Prozent, Satz 2",
        "Die RL IM 2024 wurde abgelöst; die RL IM 3 Jahre danach.",
    ],
)
def test_f7_laws_lists_numbers_and_headings_are_none(text):
    assert read(text) == []


LEADS = st.sampled_from(["nach ", "gemäß ", "Es gilt ", "siehe auch (", ""])
NUMBERS = st.lists(st.integers(1, 99), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
WORDS = st.sampled_from(["Ziff. ", "Ziffer ", "Nr. ", "Nummer ", "Abschnitt ", "Ziff.\u00a0"])


@settings(max_examples=60, deadline=None)
@given(LEADS, WORDS, NUMBERS)
def test_f7_any_number_behind_a_word_for_it_is_read_as_printed(lead, word, number):
    [one] = references(f"{lead}{word}{number} wird verfahren.")
    assert one.text == f"{word}{number}"
    assert one.steps[-1].value == number


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="§ZiferNumAbsatz.()0123456789 und bis,;SGBI\u00a0cd", max_size=80))
def test_f7_whatever_is_written_references_lie_in_order_and_never_overlap(text):
    found = references(text, NAMES)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Ziff. 3 ", "a &amp; b ", "<b>", "</b>", "<p>", "</p>", "<a href='#x'>", "</a>", "ä„“ "]))
)
def test_f7_marking_changes_nothing_but_the_marks(pieces):
    html = "".join(pieces)
    done = marked(html, lambda text: [Mark(one.start, one.end, "[", "]") for one in references(text)])
    assert done.replace("[", "").replace("]", "") == html


def test_f7_marks_stand_in_text_and_never_in_links():
    html = "<p>Nach <b>Ziff. 3</b> &lt;b&gt; und <a href='#x'>Ziff. 4 <i>hier</i></a>; Ziff.\u00a05.</p>"
    done = marked(html, lambda text: [Mark(one.start, one.end, "[", "]") for one in references(text)])
    assert done == "<p>Nach <b>[Ziff. 3]</b> &lt;b&gt; und <a href='#x'>Ziff. 4 <i>hier</i></a>; [Ziff.\u00a05].</p>"
    assert block_texts("<p>eins</p><ul><li>zwei</li></ul>") == ["eins", "zwei"]
