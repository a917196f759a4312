"""Every table the portal makes opens in LibreOffice as it is, and holds there what it holds here."""

import csv
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory.exports import tables
from tests.cases.factories import signed_in
from tests.cases.indicators import proofs
from tests.cases.indicators.counties import County

SECONDS = 300
# Each sheet into a file of its own: semicolon, quotes, UTF-8, cells as they are stored, -1 for all sheets.
AS_CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1"


@pytest.fixture
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        problem = "LibreOffice is missing: no table is opened with it"
        if os.environ.get("REQUIRE_LIBREOFFICE") == "1":
            pytest.fail(problem)
        pytest.skip(problem)
    return str(found)


def tables_of(county: County, clock: time_machine.Traveller) -> Iterator[tuple[str, bytes]]:
    """By a neutral name: results with protected cells, a report's template, a directory's export, a proof of use."""
    small = {"contacts__arbeit__beratung": "1", "remarks": "=HYPERLINK(1)"}
    county.deliver(first=small)
    county.publish()
    yield "results", got(signed_in(county.jonas), reverse("indicators:take_results", args=["xlsx"]))
    own = f"{reverse('indicators:take_results', args=['xlsx'])}?organisation={county.sozialwerk.pk}"
    yield "own", got(signed_in(county.jonas), own)
    county.brueckenhaus.name = "=1+1 & <Söhne>"
    county.brueckenhaus.save()
    yield "directory", tables.xlsx_content(*tables.organisations([county.sozialwerk, county.brueckenhaus]), "Liste")
    template = reverse("indicators:table_template", args=[county.of(county.sozialwerk, county.year).pk])
    yield "template", got(signed_in(county.jonas), template)
    clock.move_to(proofs.AFTER)
    proof = proofs.submitted(county)
    files = got(signed_in(county.jonas), reverse("indicators:proof_file", args=[proof.pk, "zip"]))
    with zipfile.ZipFile(io.BytesIO(files)) as folder:
        for number, name in enumerate(sorted(folder.namelist())):
            if name.endswith(".xlsx"):
                yield f"proof-{number}", folder.read(name)


def got(browser: Client, address: str) -> bytes:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def by_openpyxl(content: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: trimmed([[text_of(cell) for cell in row] for row in sheet.values]) for sheet in book}


def opened(books: dict[str, bytes], folder: Path, soffice: str) -> None:
    """All at once: most of the time goes into its start."""
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", AS_CSV, "--outdir", str(folder)]
    files = [str(file) for file in sorted(folder.glob("*.xlsx"))]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=SECONDS)


def by_libreoffice(name: str, folder: Path) -> dict[str, list[list[str]]]:
    found = {}
    for made in folder.glob(f"{name}-*.csv"):
        rows = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8")), delimiter=";"))
        found[made.stem.removeprefix(f"{name}-")] = trimmed(rows)
    return found


def text_of(cell: object) -> str:
    return "" if cell is None else str(cell)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Empty cells at the end of lines and of the table are nobody's."""
    cut = []
    for row in rows:
        while row and not row[-1]:
            row = row[:-1]
        cut.append(row)
    while cut and not cut[-1]:
        cut.pop()
    return cut


def test_f57_f68_libreoffice_opens_every_table_and_finds_the_same_values(
    county: County, clock: time_machine.Traveller, tmp_path: Path, soffice: str
) -> None:
    books = dict(tables_of(county, clock))
    assert len(books) >= 5
    opened(books, tmp_path, soffice)
    for name, content in books.items():
        assert by_libreoffice(name, tmp_path) == by_openpyxl(content), name


def test_f57_f68_every_part_of_every_table_is_well_formed_and_no_cell_is_a_formula(
    county: County, clock: time_machine.Traveller
) -> None:
    for name, content in tables_of(county, clock):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert book.testzip() is None and "xl/workbook.xml" in book.namelist(), name
            for part in book.namelist():
                if part.endswith((".xml", ".rels")):
                    ElementTree.fromstring(book.read(part))
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], name
