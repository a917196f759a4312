"""The form as a file: out and back the same, and every cell that is wrong is named, with nothing stored."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from cases.indicators.queries import catalogue_of
from cases.indicators.table_files import CellResult, UnreadableTableError, read_table, template
from cases.models import Answer
from tests.cases.factories import signed_in
from tests.cases.indicators.carriers import Carriers


def filled(carriers: Carriers, **values: object) -> bytes:
    """The template with values at cells, named with "__" for a dot."""
    book = openpyxl.load_workbook(io.BytesIO(template(carriers.half_year, catalogue_of(carriers.half_year))))
    wanted = {name.replace("__", "."): value for name, value in values.items()}
    for row in book.active.iter_rows(min_row=5):
        if row[0].value in wanted:
            row[2].value = wanted[row[0].value]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(carriers: Carriers, content: bytes) -> dict[str, CellResult]:
    found = read_table(content, carriers.half_year, catalogue_of(carriers.half_year))
    return {one.name: one for one in found}


def as_csv(carriers: Carriers, *lines: str) -> bytes:
    period = carriers.half_year
    head = f"kennzahlen;{period.catalogue.version};{period.kind};{period.first_day};{period.last_day}"
    return "\n".join([head, "", "", "Kürzel;Kennzahl;Wert", *lines]).encode("utf-8-sig")


def test_f53_the_same_values_come_back_by_both_ways(carriers: Carriers) -> None:
    book = read(carriers, filled(carriers, talks=31, contacts__arbeit__beratung=7, plans="nichts"))
    text = read(carriers, as_csv(carriers, "talks;;31", "contacts.arbeit.beratung;;7", "plans;;nichts"))

    assert {name: one.value for name, one in book.items() if one.value} == {
        "talks": "31",
        "contacts.arbeit.beratung": "7",
        "plans": "nothing",
    }
    assert all(text[name].value == book[name].value for name in text)


def test_f53_the_words_of_the_template_count_in_its_language(carriers: Carriers) -> None:
    with translation.override("en"):
        found = read(carriers, filled(carriers, talks="nothing", plans="Not available", persons="nichts"))

    values = {name: one.value for name, one in found.items() if one.value}
    assert values == {"talks": "nothing", "plans": "not_available", "persons": "nothing"}


@pytest.mark.parametrize("bad", ["-1", "3,5", "3.5", "1e3", "=1+1", "viele", "9999999", "٣", "１"])
def test_f53_what_is_no_whole_number_is_named_at_its_cell(carriers: Carriers, bad: str) -> None:
    found = read(carriers, filled(carriers, talks=bad, plans=4))

    assert found["talks"].problem
    assert found["talks"].value == ""
    assert found["plans"].value == "4"


def test_f53_an_unknown_name_is_named_with_its_line(carriers: Carriers) -> None:
    found = read(carriers, as_csv(carriers, "gibt-es-nicht;;3"))

    assert found[""].problem
    assert found[""].line == 5


def test_f53_the_template_of_another_period_is_refused(carriers: Carriers) -> None:
    other = template(carriers.year, catalogue_of(carriers.year))

    with pytest.raises(UnreadableTableError, match="anderen Zeitraum"):
        read(carriers, other)


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"PK\x03\x04abc", b"kennzahlen;", b"\xd0\xcf\x11\xe0"])
def test_f53_what_is_no_table_is_refused_with_a_sentence(carriers: Carriers, content: bytes) -> None:
    with pytest.raises(UnreadableTableError, match="Bitte"):
        read(carriers, content)


def upload(carriers: Carriers, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile("Meldung.xlsx", content)
    return signed_in(carriers.jonas).post(
        reverse("indicators:table_file", args=[carriers.submission.pk]), {"datei": file}
    )


def test_f53_a_file_fills_the_draft_and_says_what_it_could_not_use(carriers: Carriers) -> None:
    response = upload(carriers, filled(carriers, talks=31, plans="viele", persons="nichts"))
    answers = {one.indicator.key: one for one in Answer.objects.unrestricted().filter(submission=carriers.submission)}

    assert answers["talks"].number == 31
    assert answers["persons"].kind == "nothing"
    assert "plans" not in answers
    assert "„viele“ ist keine ganze Zahl" in response.content.decode()


def test_f53_what_the_file_leaves_open_stays(carriers: Carriers) -> None:
    upload(carriers, filled(carriers, talks=31))
    upload(carriers, filled(carriers, plans=4))

    assert Answer.objects.unrestricted().get(submission=carriers.submission, indicator__key="talks").number == 31


def test_f54_a_file_after_submission_changes_nothing(carriers: Carriers) -> None:
    carriers.submitted()
    response = upload(carriers, filled(carriers, talks=31))

    assert response.status_code == 422
    assert Answer.objects.unrestricted().get(submission=carriers.submission, indicator__key="talks").number == 20


def test_f53_the_template_comes_from_the_page_of_the_report(carriers: Carriers) -> None:
    address = reverse("indicators:table_template", args=[carriers.submission.pk])

    assert signed_in(carriers.jonas).get(address).content.startswith(b"PK")
    assert signed_in(carriers.yasemin).get(address).status_code == 404
