"""What single lines are taken for: numbers, annexes, sentences that go on."""

import pytest

from pages.importer.outline import build_outline
from pages.importer.sections.flowtext import resumes
from pages.importer.sections.line_marks import annex, marks
from pages.importer.sections.number_headings import is_clause
from pages.importer.sections.surroundings import mid_sentence
from pages.importer.source_lines import SourceLine, read_lines


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("99. Titel", (99,)),
        ("100. Titel", None),
        ("0. Titel", None),
        ("3.10 Titel", (3, 10)),
        ("3.0 Titel", (3, 0)),
        ("3.05 Titel", None),
    ],
)
def test_f9_which_numbers_can_be_sections(text: str, values: tuple[int, ...] | None) -> None:
    assert [mark.values for mark in marks(text)] == ([values] if values else [])


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Anlage 2a: Karte", "Anlage 2a"),
        ("Anlage II", "Anlage II"),
        ("Anlage C", "Anlage C"),
        ("Anlage 1 zum Vertrag", "Anlage 1"),
        ("Anhang", ""),
        ("Anlage 1 ist beigefügt", None),
        ("Anlage 1: " + "Karte " * 20, None),
    ],
)
def test_f9_which_lines_head_an_annex(text: str, printed: str | None) -> None:
    mark = annex(text)
    assert (mark.printed if mark else None) == printed


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Das Haus ist offen", False),
        ("Das Haus ist an drei Tagen offen", True),
        ("Aufgaben sind:", True),
        ("Öffnung des Hauses an drei Tagen der Woche", False),
    ],
)
def test_f9_a_short_title_may_have_a_verb(text: str, clause: bool) -> None:
    assert is_clause(text) == clause


@pytest.mark.parametrize(("length", "goes_on"), [(60, False), (61, True)])
def test_f9_only_a_long_line_goes_on_after_a_gap(length: int, goes_on: bool) -> None:
    assert resumes("x" * length, SourceLine(2, "weiter im Satz", gap=True)) == goes_on


@pytest.mark.parametrize(
    ("before", "gap", "width", "surely"),
    [
        ("Die Stellen stimmen sich ab.", False, 30, 0.0),
        ("Die Stellen stimmen sich nach Abs.", False, 30, 0.0),
        ("Die Stellen handeln gemäß", False, 30, 1.0),
        ("Die Stellen stimmen sich ab mit", True, 30, 1.0),
        ("die Stellen stimmen sich sehr oft", False, 30, 0.8),
        ("die Stellen stimmen sich sehr oft", False, 0, 0.3),
        ("die Stellen stimmen sich sehr oft", True, 30, 0.0),
    ],
)
def test_f9_how_surely_a_line_goes_on(before: str, gap: bool, width: int, surely: float) -> None:
    line = SourceLine(2, "2 Personen", gap=gap)
    assert mid_sentence(SourceLine(1, before), line, width) == surely


def test_f9_short_lines_below_a_colon_are_items_and_no_headings() -> None:
    text = (
        "Vereinbarung\n\n§ 1 Ziel\n\nDie folgenden Häuser gehören dazu:\n\nHaus Nord\n\nHaus Süd\n\n"
        "Die Häuser sind an drei Tagen der Woche von neun bis zwölf Uhr offen."
    )
    assert [section.heading for section in build_outline(read_lines(text)).sections] == ["Vereinbarung", "Ziel"]
