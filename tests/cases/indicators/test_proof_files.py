"""F68: one PDF and a set of files, with neutral names, the four answers apart, nothing that a spreadsheet runs, PDF/UA."""

import csv
import io
import zipfile

import openpyxl
import pdfplumber
import pytest
from django.urls import reverse

from cases.access import actor
from cases.indicators.proof_of_use import actions
from portal.models import AuditEvent
from tests import verapdf
from tests.cases.factories import signed_in
from tests.cases.indicators import proofs
from tests.factories import normative_page, section

pytestmark = pytest.mark.django_db
NAMES = {
    "Verwendungsnachweis.pdf",
    "Beschaeftigung.xlsx",
    "Beschaeftigung.csv",
    "Vertretung.csv",
    "Kennzahlen.xlsx",
    "Kennzahlen.csv",
    "Pruefung.xlsx",
    "Pruefung.csv",
}
NOTHING = {"persons": "", "persons:art": "nothing", "plans": "0"}


@pytest.fixture
def row(carriers, clock):
    normative_page([section("3.2"), section("3.4.2")], short_title="RL", cited_as="LÖ-RL")
    clock.move_to(proofs.AFTER)
    proofs.advisor(carriers, last_name="=HYPERLINK(1)")
    proofs.figures(carriers, **NOTHING)
    by = actor(carriers.jonas)
    saved = actions.save(proof=proofs.proof_of(carriers), texts=proofs.TEXTS, given={}, by=by)
    return actions.submit(proof=saved, version=saved.version, by=by)


def file(user, row, form):
    return signed_in(user).get(reverse("indicators:proof_file", args=[row.pk, form]))


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_f68_the_set_holds_all_tables_and_the_pdf_under_neutral_names(carriers, row):
    answer = file(carriers.jonas, row, "zip")
    assert answer["Content-Disposition"] == 'attachment; filename="Verwendungsnachweis.zip"'
    assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert set(held) == NAMES
    employment = rows_of(held["Beschaeftigung.csv"])
    assert employment[1][0] == "'=HYPERLINK(1), Ayla" and employment[1][4] == "0,80"
    figures = {
        (name, row_name): (value, said) for name, row_name, _c, value, said in rows_of(held["Kennzahlen.csv"])[1:]
    }
    assert ("0", "") in figures.values() and ("", "nichts zu melden") in figures.values()
    checks = rows_of(held["Pruefung.csv"])
    assert {line[4] for line in checks[1:]} == {"", "RL 3.2", "RL 3.4.2"}, (
        "as this county's documents are cited, or not"
    )
    for name in ("Beschaeftigung.xlsx", "Kennzahlen.xlsx", "Pruefung.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(held[name]))
        cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
        assert all(cell.data_type != "f" for cell in cells), name
    sheet = openpyxl.load_workbook(io.BytesIO(held["Kennzahlen.xlsx"])).worksheets[0]
    told = [[str(cell.value if cell.value is not None else "") for cell in line] for line in sheet.iter_rows()]
    assert told == rows_of(held["Kennzahlen.csv"])
    assert AuditEvent.objects.filter(action="indicators.proof.export", actor_id=carriers.jonas.pk).count() == 1


def test_f68_the_pdf_says_everything_and_its_title_names_nobody(carriers, row):
    content = file(carriers.birgit, row, "pdf").content
    with pdfplumber.open(io.BytesIO(content)) as opened:
        text = "\n".join(page.extract_text() for page in opened.pages)
        assert opened.metadata["Title"] == "Verwendungsnachweis, Förderzeitraum 2026"
    for said in ("Nachweis der Beschäftigung", "Bericht zu effects.", "nichts zu melden", "RL 3.4.2", "0,80"):
        assert said in text, said


def test_f68_no_other_form_and_nobody_else_gets_one(carriers, row):
    assert file(carriers.jonas, row, "docx").status_code == 404
    assert file(carriers.yasemin, row, "pdf").status_code == 404
    assert file(carriers.ayla, row, "pdf").status_code == 404


@pytest.mark.slow
def test_f68_the_pdf_keeps_to_pdf_ua(carriers, row, checker, tmp_path):
    empty = proofs.proof_of(carriers, carriers.brueckenhaus)
    made = {"full": file(carriers.jonas, row, "pdf").content, "draft": file(carriers.yasemin, empty, "pdf").content}
    assert verapdf.verdicts(made, tmp_path) == dict.fromkeys(made, "PASS")
