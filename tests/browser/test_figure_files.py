"""A report by file: the template out, the filled one in, a report by cell; the same by CSV on a phone."""

import io
from pathlib import Path

import openpyxl
import pytest

from cases.indicators import table_files
from cases.indicators.queries import answers_of
from portal.identity.auth import OrganisationRole
from portal.requests.confined import IN_BACKGROUND
from tests.browser.steps import follow, violations
from tests.browser.test_figures import carrier, coordinator, submission
from tests.cases.factories import member

__all__ = ["carrier", "coordinator", "submission"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def filled(path, **values):
    book = openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes()))  # a download has no ending
    for row in book.active.iter_rows(min_row=5):
        if row[0].value in values:
            row[2].value = values[row[0].value]
    target = io.BytesIO()
    book.save(target)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "Meldung.xlsx", "mimeType": kind, "buffer": target.getvalue()}


def as_csv(submission, *lines):
    period = submission.period
    head = f"kennzahlen;{period.catalogue.version};{period.kind};{period.first_day};{period.last_day}"
    text = "\n".join([head, "", "", "Kürzel;Kennzahl;Wert", *lines])
    return {"name": "Meldung.csv", "mimeType": "text/csv", "buffer": text.encode()}


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine may read a file for longer than somebody would wait."""
    monkeypatch.setattr(table_files, "IN_REQUEST", IN_BACKGROUND)


def test_f53_a_report_by_file_says_what_became_of_each_cell(visit, carrier, submission):
    reporter = member(carrier, OrganisationRole.REPORTER)
    window = visit(user=reporter)
    page = window.open(f"/kennzahlen/{submission.pk}/")
    follow(page.get_by_role("link", name="Aus Excel übernehmen"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Vorlage herunterladen").click()
    page.get_by_label("Datei", exact=True).set_input_files(
        filled(download.value.path(), talks=31, plans="viele", persons="nichts")
    )
    follow(page.get_by_role("button", name="Einlesen"))
    page.get_by_text("2 Felder übernommen, 1 Feld nicht.").wait_for()
    wrong = page.get_by_role("row").filter(has_text="Integrationspläne")
    assert "„viele“ ist keine ganze Zahl" in wrong.inner_text()
    assert violations(page) == [] and window.complaints == []
    follow(page.get_by_role("link", name="Zum Entwurf"))
    assert page.get_by_role("textbox", name="Beratungsgespräche", exact=True).input_value() == "31"
    phone = visit(width=390, theme="dark", user=reporter)
    page = phone.open(f"/kennzahlen/{submission.pk}/datei/")
    page.get_by_label("Datei", exact=True).set_input_files(as_csv(submission, "talks;;32", "families;;12"))
    follow(page.get_by_role("button", name="Einlesen"))
    page.get_by_text("2 Felder übernommen.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == [] and phone.complaints == []
    stored = answers_of(submission)
    assert (stored["talks", "", ""].number, stored["families", "", ""].number) == (32, 12)
    assert stored["persons", "", ""].kind == "nothing" and ("plans", "", "") not in stored
