"""Any table somebody sends is read, or refused with the way out (F25): encodings, separators, dates, phones, bombs."""

import datetime as dt
import io
import zipfile
from contextlib import suppress

import pytest
import pyzipper
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from directory.exports import tables
from directory.importing import reading, rows, values
from directory.importing.reading import Unreadable, read
from directory.importing.rows import tidy, without_end

ROWS = [["Organisation", "Ort"], ["Bürgerbüro „Süd“ – Straße", "Ansbronn"], ["Zweite; mit Zeichen", 'mit "Anführung"']]


def as_csv(separator: str = ";") -> str:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in ROWS]
    return "\r\n".join(separator.join(row) for row in quoted) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_f25_any_encoding_and_separator_gives_the_same_table(encoding, separator):
    sheet = read("a.csv", as_csv(separator).encode(encoding))
    assert [list(sheet.head), *(list(row.cells) for row in sheet.rows)] == ROWS
    assert [row.number for row in sheet.rows] == [2, 3]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Name, Vorname, Titel;Telefon\r\na;1\r\n", ("Name, Vorname, Titel", "Telefon")),
        ("Name, Vorname, Titel\tTelefon\na\t1\n", ("Name, Vorname, Titel", "Telefon")),
        ('"Telefon; Fax",Ort\n1,a\n', ("Telefon; Fax", "Ort")),
        ('"Telefon;\nFax",Ort\n1,a\n', ("Telefon;\nFax", "Ort")),
        ("0\t0;0\t0\r\na;b\r\n", ("0 0", "0 0")),
        ("a,b\u2028c;d\r\n1;2\r\n", ("a,b\nc", "d")),
        ("\n\n ;\nName;Ort\na;b\n", ("Name", "Ort")),
        ('Rohr 5",Ort\na,b\n', ('Rohr 5"', "Ort")),
    ],
)
def test_f25_the_separator_is_told_from_what_is_only_in_a_heading(text, head):
    assert read("a.csv", text.encode()).head == head


def test_f25_a_line_that_announces_the_separator_is_no_heading():
    sheet = read("a.csv", b"sep=,\r\nOrganisation,Ort\r\nA,B\r\n")
    assert sheet.head == ("Organisation", "Ort") and sheet.rows[0].number == 3


def test_f25_a_row_is_known_by_the_line_it_begins_in():
    sheet = read("a.csv", b'Name;Ort\r\n"zwei\r\nZeilen";B\r\n;\r\nC;D\r\n')
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("zwei\nZeilen", "B")), (5, ("C", "D"))]


def xlsx(rows, **cells) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_f25_dates_and_numbers_of_excel_read_as_people_write_them():
    sheet = read(
        "a.xlsx", xlsx([["Tag", "Zahl", "Text"], [dt.datetime(2026, 7, 1), 74952.0, "x"], [dt.date(2026, 7, 2), 1.5]])
    )
    assert [row.cells for row in sheet.rows] == [("01.07.2026", "74952", "x"), ("02.07.2026", "1.5")]


@pytest.mark.parametrize(
    "content", [xlsx([["Name"], ["=1+1"]]), b"Name;Ort\r\n=1+1;B\r\n", b'Name;Ort\r\n" =A1";B\r\n']
)
def test_f25_a_formula_is_seen_as_one_and_never_computed(content):
    assert read("a", content).rows[0].formulas == {0}


def test_f25_the_mark_that_exports_put_before_a_sign_is_no_part_of_the_text():
    assert read("a.csv", b"Name;Ort\r\n'=1+1;'-x\r\n").rows[0] == rows.Row(2, ("=1+1", "-x"))


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as made:
        made.setpassword(b"geheim")
        made.writestr("liste.xlsx", b"x")
    return out.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet asks for an entity of ten times ten times ten … letters."""
    bomb = (
        '<!DOCTYPE b [<!ENTITY a "'
        + "x" * 1000
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(8))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([["Name"], ["x"]]))) as old, zipfile.ZipFile(out, "w") as made:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = (bomb + "]>").encode() + content.replace(b"<sheetData>", b"<sheetData><!-- &i; -->")
                content = content.replace(b">x<", b">&i;<")
            made.writestr(part.filename, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leer"),
        (b" \r\n ", "leer"),
        (b"Organisation;Ort\r\n", "keine Zeile unter"),
        (rows.OLD_OFFICE + b"x" * 600, "ohne Kennwort"),
        (locked(), "verschlüsselt"),
        (archive(word__document_xml=b"<a/>"), "keine Excel-Tabelle"),
        (b"PK\x03\x04 kaputt", "keine Excel-Tabelle"),
        (archive(xl__workbook_xml=b"<a/>"), "lässt sich nicht lesen"),
        (archive(xl__workbook_xml=b"0" * (rows.MAX_UNPACKED + 1)), "entpackt zu groß"),
        (with_entities(), "lässt sich nicht lesen"),
        (b"x" * (reading.MAX_BYTES + 1), "größer als 10 MB"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x00", "keine Tabelle"),
        (b"Name;Ort\r\n\x81\x8d;x\r\n", "keine Tabelle"),
        (b'Name;Ort\r\n"offen;x\r\n', "Anführungszeichen"),
        (b'Name;Ort\r\nA;B\r\n"zu" viel;x\r\n', "Zeile 3"),
        (b"a;" * 61 + b"\r\n" + b"b;" * 61, "60 Spalten"),
        (b"Name;Ort\r\n" + b"x" * 5001 + b";b", "5.000 Zeichen"),
        (b"Name;Ort\r\n" + b"a;b\r\n" * 50_001, "50.000 Zeilen"),
        (xlsx([["Name"], ["x"]], BI2="weit"), "60 Spalten"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_f25_what_is_no_table_is_refused_with_the_way_out(content, said):
    with pytest.raises(Unreadable, match=said):
        read("a", content)


def test_f25_a_cell_in_the_last_line_of_a_sheet_makes_no_million_rows(in_this_process):
    with pytest.raises(Unreadable, match=r"50\.000|keine Zeile"):
        read("a.xlsx", xlsx([["Name"]], A1048576="x"))


@given(st.binary(max_size=300))
def test_f25_whatever_is_sent_is_read_or_refused(in_this_process, content):
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"):
        with suppress(Unreadable):
            assert read("a", start + content).rows


@pytest.mark.parametrize(
    "cell", ["1.7.2026", "01.07.2026", "1.7.26", "01. 07. 2026", "2026-07-01", "2026-07-01 00:00:00", "46204"]
)
def test_f25_a_day_is_read_in_each_notation(cell):
    assert values.day(cell) == dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    "cell", ["31.2.2026", "7/1/2026", "heute", "1.7.", "99999", "1.13.2026", "2026-13-01", "01.01.0001"]
)
def test_f25_what_is_no_day_is_refused(cell):
    with pytest.raises(ValidationError):
        values.day(cell)


@pytest.mark.parametrize(
    "cell",
    ["069 90009-100", "06990009100", "+49 69 90009100", "0049 69 90009100", "69 90009100", "+49 (0)69 90009-100"],
)
def test_f25_a_number_is_read_in_each_notation(cell):
    assert str(values.phone(cell)) == "+496990009100"


@given(st.text(max_size=40))
def test_f25_no_cell_breaks_a_reader(cell):
    for read_value in (
        values.day,
        values.phone,
        values.email,
        values.website,
        values.postcodes,
        values.several_ags,
        values.whole,
        values.languages,
    ):
        with suppress(ValidationError):
            read_value(tidy(cell))


@given(
    st.lists(st.lists(st.text(max_size=30), min_size=2, max_size=4), min_size=2, max_size=6),
    st.sampled_from(["csv", "xlsx"]),
)
@example([["0\t0", "0\t0"], ["", ""]], "csv")
@example([["a,b\u2028c", "d"], ["1", "2"]], "csv")
def test_f25_what_an_export_writes_the_import_reads(in_this_process, rows, kind):
    head, *body = rows
    sheet = None
    wanted = [[tidy(cell) for cell in row] for row in rows]
    full = [row for row in wanted if any(row)]
    try:
        sheet = read("a", tables.CONTENTS[kind](head, body, "Tabelle"))
    except Unreadable:
        assert len(full) < 2
        return
    found = [list(sheet.head), *(list(row.cells) for row in sheet.rows)]
    assert found == [list(without_end(tuple(row))) for row in full]
    assert not any(row.formulas for row in sheet.rows)
