"""Results: the county as published, the own organisation as it is; the four kinds of answer apart; the way to each figure."""

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.access import actor
from cases.indicators import figures, period_actions, periods, places, result_actions, submission_actions
from cases.indicators.answer_actions import correct_answer, save_answers
from cases.indicators.errors import Refused
from cases.models import PublishedResult
from portal.models import AuditEvent, User
from tests.cases.factories import signed_in
from tests.cases.indicators.counties import County

SMALL = {"contacts__arbeit__beratung": "1"}


def page(user: User, **query: str) -> str:
    return signed_in(user).get(reverse("indicators:results"), query).content.decode()


def values(result: PublishedResult, key: str = "contacts") -> dict[str, int | None]:
    return next(one for one in result.content["indicators"] if one["key"] == key)["values"]


def test_f57_nothing_is_published_before_all_reports_are_accepted(county: County) -> None:
    county.accept(county.sozialwerk, county.jonas, county.complete())

    with pytest.raises(Refused):
        county.publish()


def test_f57_sums_of_the_county_are_those_of_the_reports(county: County) -> None:
    county.deliver()
    result = county.publish()

    assert values(result, "talks") == {"total": 73, "place|": 73}
    assert values(result)["cell|arbeit|beratung"] == 73
    assert values(result)["row|arbeit"] == 4 * 73
    assert values(result)["total"] == 32 * 73


def test_f57_a_small_figure_is_in_no_page_and_no_file(county: County) -> None:
    """Four carriers counted 1 altogether in one cell: neither it nor what gives it away is shown, wherever it is asked for."""
    county.numbers = ("40", "51", "62", "73")
    for place, (organisation, user) in enumerate(county.reporters):
        changed = {"contacts__arbeit__beratung": "1" if place == 0 else "0"}
        county.accept(organisation, user, county.complete(county.numbers[place], **changed))
    result = county.publish()
    browser = signed_in(county.yasemin)

    assert values(result)["cell|arbeit|beratung"] is None
    assert sum(value is None for name, value in values(result).items() if name.startswith("cell")) == 4
    assert "geschützt" in page(county.yasemin)
    text = browser.get(reverse("indicators:take_results", args=["csv"])).content.decode("utf-8-sig")
    rows = {
        tuple(row[1:4]): row for row in csv.reader(io.StringIO(text), delimiter=";") if row[0].startswith("Kontakte")
    }
    assert rows["Arbeit und Ausbildung", "Beratung", ""][4:6] == ["", "geschützt"]
    book = browser.get(reverse("indicators:take_results", args=["xlsx"])).content
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet2.xml").decode()
    assert "<v>1</v>" not in sheet.split("</row>")[1]


def test_f57_the_page_of_another_organisation_holds_no_raw_figure(county: County) -> None:
    county.deliver(first={"contacts__arbeit__beratung": "777"})
    county.publish()
    query = {"organisation": str(county.sozialwerk.pk)}

    assert "777" in page(county.jonas, **query)
    assert "777" not in page(county.yasemin, **query)
    assert "777" not in page(county.birgit, **query)


def test_f55_the_four_kinds_of_answer_stay_apart(county: County) -> None:
    nothing = {name: value for name, value in county.complete().items() if not name.startswith("networking")}
    nothing |= {
        f"networking.{row}:art": places.NOTHING for row in ("behoerden", "jobcenter", "bildung", "vereine", "sonstige")
    }
    nothing |= {"talks": "0"}
    row = save_answers(submission=county.submission, values=nothing, by=actor(county.jonas))
    submission_actions.submit(submission=row, version=row.version, by=actor(county.jonas))
    shown = page(county.jonas, organisation=str(county.sozialwerk.pk))

    assert "nichts zu melden" in shown
    counts = {one.indicator.key: one.answers for one in result_actions.counts_of(county.half_year, [])}
    assert counts["networking"] == dict.fromkeys(figures.ANSWERS, 0)


def test_f57_a_correction_that_gives_nothing_away_is_published(county: County) -> None:
    county.deliver()
    county.publish()
    row = county.of(county.sozialwerk)
    correct_answer(
        submission=row,
        key=("talks", "", ""),
        kind="value",
        number=28,
        reason="vertippt",
        version=row.version,
        by=actor(county.jonas),
    )

    assert values(county.publish(), "talks")["total"] == 81


def test_f57_a_small_correction_waits(county: County) -> None:
    county.deliver()
    county.publish()
    row = county.of(county.sozialwerk)
    correct_answer(
        submission=row,
        key=("talks", "", ""),
        kind="value",
        number=21,
        reason="vertippt",
        version=row.version,
        by=actor(county.jonas),
    )
    again = county.publish()

    assert values(again, "talks")["total"] == 73
    assert "Eine spätere Berichtigung ist nicht enthalten" in page(county.yasemin)


def test_f57_a_year_waits_for_its_half_years(county: County) -> None:
    county.deliver(county.year)

    with pytest.raises(Refused):
        county.publish(county.year)


def test_f72_a_figure_opens_the_reports_that_one_may_open(county: County) -> None:
    county.deliver()
    county.publish()
    address = reverse("indicators:origin", args=[county.half_year.pk, "talks"])
    own = reverse("indicators:submission", args=[county.submission.pk])
    review = reverse("indicators:review", args=[county.submission.pk])
    assert address in page(county.jonas)

    assert own in signed_in(county.jonas).get(address).content.decode()
    assert review in signed_in(county.birgit).get(address).content.decode()
    stranger = signed_in(county.yasemin).get(address).content.decode()
    assert own not in stranger
    assert review not in stranger


def test_r45_each_look_and_each_file_is_an_event(county: County) -> None:
    county.deliver()
    county.publish()
    page(county.jonas)
    signed_in(county.jonas).get(reverse("indicators:take_results", args=["pdf"]))
    actions = set(AuditEvent.objects.values_list("action", flat=True))

    assert {"indicators.result.read", "indicators.result.export", "indicators.result.publish"} <= actions


def test_f57_only_the_coordinator_publishes(county: County) -> None:
    county.deliver()
    address, data = reverse("indicators:publish_result"), {"zeitraum": str(county.half_year.pk)}

    assert signed_in(county.jonas).post(address, data).status_code == 403
    assert signed_in(county.birgit).post(address, data).status_code == 302
    assert PublishedResult.objects.count() == 1


@pytest.mark.parametrize(
    "query", [{"zeitraum": "x"}, {"zeitraum": "²"}, {"art": "\x00"}, {"ort": "nirgends"}, {"organisation": "-1"}]
)
def test_f55_what_cannot_be_understood_shows_the_latest_of_the_county(county: County, query: dict[str, str]) -> None:
    county.deliver()
    county.publish()

    assert "2. Halbjahr 2026" in page(county.jonas, **query)
    assert signed_in(county.birgit).post(reverse("indicators:publish_result"), query).status_code in {302, 404}


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_f57_files_are_attachments_with_a_neutral_name(county: County, form: str, start: bytes) -> None:
    county.deliver()
    county.publish()
    response = signed_in(county.jonas).get(reverse("indicators:take_results", args=[form]))

    assert response.content.startswith(start)
    assert response["Content-Disposition"] == f'attachment; filename="Kennzahlen.{form}"'
    assert "no-store" in response["Cache-Control"]


def test_f57_the_county_page_takes_few_queries(county: County) -> None:
    county.deliver()
    county.publish()
    browser = signed_in(county.yasemin)
    browser.get(reverse("indicators:results"))

    assert statements_of(browser) <= 12, "those of the session, of the frame and of the event included"


def statements_of(browser: Client) -> int:
    """PostgreSQL's lock of the trail apart."""
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse("indicators:results"))
    return len([one for one in queries if "pg_advisory_xact_lock" not in one["sql"]])


def test_f57_the_county_page_of_many_years_takes_no_more_queries(county: County) -> None:
    browser = signed_in(county.birgit)
    for year in range(2016, 2026):
        halves = [one for one in periods.of_year(year) if one.kind == periods.HALF_YEAR]
        made = period_actions.make_periods(
            templates=halves, catalogue=county.catalogue, reporters=[county.sozialwerk], by=actor(county.birgit)
        )
        for period in made:
            county.publish(period)

    browser.get(reverse("indicators:results"))
    assert statements_of(browser) <= 12
