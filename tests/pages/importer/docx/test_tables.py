"""K12, K13, K17: every row and cell of a table, once, and none that was deleted."""

import pytest

from tests.pages.importer.docx.word_files import NUMBERED, cell, control, p, part, read, row, table, twins

DELETED_ROW = "<w:trPr><w:del/></w:trPr>"
INNER = table(row("morgens", "Mai"), row("abends", "Juni"))


@pytest.mark.parametrize(
    "rows",
    [
        row("Markt", "Lena") + control(row("Hafen", "Omid")),
        row("Markt", "Lena") + control(control(row("Hafen", "Omid"))),
        row("Markt", "Lena") + f"<w:customXml>{row('Hafen', 'Omid')}</w:customXml>",
        row("Markt", "Lena") + f"<w:ins>{row('Hafen', 'Omid')}</w:ins>",
        row("Markt", "Lena") + twins(row("Hafen", "Omid"), row("Hafen", "Omid")),
        row("Markt", "Lena") + f"<w:tr>{control(cell('Hafen'))}{control(cell('Omid'))}</w:tr>",
        row("Markt", "Lena") + row(control(p("Hafen")), p(control("<w:r><w:t>Omid</w:t></w:r>"))),
        row("Markt", "Lena") + row("Hafen", "Omid", properties="<w:trPr><w:ins/></w:trPr>"),
    ],
    ids=["row", "row twice", "custom", "inserted", "twins", "cells", "content", "noted insertion"],
)
def test_k12_rows_and_cells_are_read_through_what_stands_around_them(rows: str) -> None:
    text = read(table(rows))
    assert text.count("Markt | Lena") == text.count("Hafen | Omid") == 1


def test_k12_a_table_of_one_column_is_a_frame_around_text_in_a_control_too() -> None:
    assert "(1) Ein Absatz im Rahmen." not in read(table(row(p("Rahmen") + p("Ein Absatz im Rahmen."))))
    assert "Rahmen | " not in read(table(control(row(p("Rahmen"))), row(p("Noch einer"))))


def test_k13_a_table_in_a_cell_is_read_once_row_by_row() -> None:
    text = read(table(row("Raum", "Zeiten"), row("Werkstatt", INNER + p())))
    lines = [line for line in text.splitlines() if "|" in line]
    assert lines == ["Raum | Zeiten", "Werkstatt |", "morgens | Mai", "abends | Juni"]


def test_k13_tables_in_a_table_of_one_column_and_three_deep_are_read_once() -> None:
    text = read(table(row(table(row("Raum", table(row("morgens", "Mai")))))))
    assert [text.count(word) for word in ("Raum", "morgens", "Mai")] == [1, 1, 1]


def test_k17_deleted_rows_and_cells_are_gone() -> None:
    gone = cell("<w:tcPr><w:cellDel/></w:tcPr>" + p("Zelle"))
    text = read(table(row("Markt", "Lena"), row("Zeile", "weg", properties=DELETED_ROW), row("Hafen", gone)))
    assert "Markt | Lena" in text and "Hafen" in text
    assert "Zeile" not in text and "Zelle" not in text


def test_numbers_that_word_computes_stand_in_cells_too() -> None:
    counted = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    text = read(
        table(row(counted, "Lena"), row(counted, "Omid")),
        {"word/numbering.xml": part("numbering", NUMBERED)},
        {"numbering": "numbering.xml"},
    )
    assert "1. | Lena" in text and "2. | Omid" in text
