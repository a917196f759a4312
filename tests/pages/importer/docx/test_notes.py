"""K14, K16: notes stand below the paragraph they belong to, counted as Word counts them."""

from collections.abc import Mapping

import pytest

from tests.pages.importer.docx.word_files import (
    aside,
    box,
    outline_of,
    p,
    part,
    r,
    read,
    row,
    table,
    text_of,
    word_file,
)

PLACES = {"footnotes": "footnotes.xml", "endnotes": "endnotes.xml", "comments": "comments.xml"}


def notes(kind: str, texts: Mapping[int, str]) -> dict[str, str]:
    inner = "".join(f'<w:{kind} w:id="{key}">{text}</w:{kind}>' for key, text in texts.items())
    return {f"word/{kind}s.xml": part(f"{kind}s", inner)}


def refer(kind: str, identity: int, more: str = "") -> str:
    return r(f'<w:{kind}Reference w:id="{identity}" {more}/>')


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
@pytest.mark.parametrize(
    "place",
    ["{}", table(row("Gerät", "Tage{}")), table(row("Gerät{}")), "<w:p>" + r(box(p("Tafel{}"))) + "</w:p>"],
    ids=["paragraph", "cell", "frame", "text box"],
)
def test_k14_k16_a_note_is_read_wherever_it_is_referred_to(kind: str, place: str) -> None:
    marked = "</w:t></w:r>" + refer(kind, 7) + "<w:r><w:t>"
    body = place.format(marked) if place != "{}" else p("Die Woche zählt.", refer(kind, 7))
    text = read(body, notes(kind, {7: p("Ohne Feiertage.")}), PLACES)
    assert text.count("Ohne Feiertage.") == 1
    assert text.count("¹") == 2


def test_k16_a_note_shows_what_its_fields_show_and_nothing_deleted() -> None:
    held = p(
        "Liste siehe ",
        r('<w:fldChar w:fldCharType="begin"/>'),
        r("<w:instrText> REF liste </w:instrText>"),
        r('<w:fldChar w:fldCharType="separate"/>'),
        "Anschlag",
        r('<w:fldChar w:fldCharType="end"/>'),
        "<w:del><w:r><w:delText> neu</w:delText></w:r></w:del>",
        ".",
    )
    text = read(p("Alles ist da.", refer("footnote", 2)), notes("footnote", {2: held}), PLACES)
    assert "¹ Liste siehe Anschlag." in text
    assert "REF" not in text and "neu" not in text


def test_k14_footnotes_and_endnotes_have_marks_of_their_own() -> None:
    parts = notes("footnote", {5: p("Erste.")}) | notes("endnote", {5: p("Letzte.") + p("Zweiter Satz.")})
    text = read(p("Da", refer("footnote", 5), " und dort", refer("endnote", 5), "."), parts, PLACES)
    assert "Da¹ und dort⁽¹⁾." in text
    assert "¹ Erste." in text and "⁽¹⁾ Letzte. Zweiter Satz." in text


def test_k14_a_mark_written_by_hand_is_not_counted() -> None:
    parts = notes("footnote", {1: p("* Von Hand."), 2: p("Gezählt.")})
    text = read(
        p("Eins", refer("footnote", 1, 'w:customMarkFollows="1"'), "*, zwei", refer("footnote", 2)), parts, PLACES
    )
    assert "Eins*, zwei¹" in text and "¹ Gezählt." in text and "Von Hand." in text


def test_k14_notes_nobody_refers_to_are_named_and_notes_to_deleted_words_are_gone() -> None:
    parts = notes("footnote", {1: p("Verwaist."), 2: p("Mitgelöscht."), 3: p()})
    outline = outline_of(word_file(p("Da.", f"<w:del>{refer('footnote', 2)}</w:del>"), parts, PLACES))
    assert aside(outline) == [("Verwaist.", "Anmerkung ohne Zeichen im Text")]
    assert "Mitgelöscht" not in text_of(outline)


def test_comments_are_named_where_they_belong() -> None:
    parts = notes("comment", {0: p("Bitte prüfen."), 4: p("Ganz ohne Stelle.")})
    outline = outline_of(word_file(p("Die Frist ist kurz.", refer("comment", 0)), parts, PLACES))
    assert aside(outline) == [("Bitte prüfen.", "Kommentar"), ("Ganz ohne Stelle.", "Kommentar")]
    assert outline.unplaced[0].line < outline.sections[-1].first_line
