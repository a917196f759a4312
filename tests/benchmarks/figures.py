"""The county's figures of ten years: 50 organisations with 60 values in each half-year; the page, its files, publishing."""

import datetime as dt
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

import django

from tests.benchmarks.serving import PRODUCTION, aim, collect_static, load, row

YEARS, ORGANISATIONS, VALUES = 10, 50, 60
ROUNDS, WARM_UP = 60, 5
MOST_PAGE, MOST_QUERIES, MOST_PDF = 150, 12, 1_000  # ms, queries, ms


def catalogue() -> Any:
    """60 values: the table of topics and forms, a list, and numbers."""
    from django.utils import timezone

    from cases.models import Indicator, IndicatorItem, IndicatorSet

    made = IndicatorSet.objects.create(
        name="Messung", version="M-1", valid_from=dt.date(2000, 1, 1), published_at=timezone.now()
    )

    def add(key: str, kind: str, rows: int = 0, columns: int = 0) -> None:
        place = made.indicators.count()
        one = Indicator.objects.create(catalogue=made, key=key, name=f"Kennzahl {key}", kind=kind, sort_order=place)
        items = [("row", number) for number in range(rows)] + [("column", number) for number in range(columns)]
        IndicatorItem.objects.bulk_create(
            IndicatorItem(indicator=one, axis=axis, key=f"{axis}-{number}", name=f"{axis} {number}", sort_order=number)
            for axis, number in items
        )

    add("contacts", "matrix", 8, 4)
    add("networking", "breakdown", 6)
    add("services", "breakdown", 8)
    for number in range(14):
        add(f"number-{number}", "number")
    return made


def build() -> tuple[Any, Any]:
    """Somebody who reports, and the newest half-year. All has been handed in, accepted and published."""
    from django.contrib.auth.models import Group

    from cases.access import actor
    from cases.indicators import period_actions, periods, result_actions
    from cases.models import ReportingPeriod
    from portal.identity.auth import OrganisationRole, PortalRole
    from tests import factories
    from tests.cases.factories import member

    coordinator: Any = factories.UserFactory()
    coordinator.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    organisations = [factories.OrganisationFactory() for _number in range(ORGANISATIONS)]
    used, this_year = catalogue(), dt.date.today().year
    for year in range(this_year - YEARS, this_year):
        halves = [one for one in periods.of_year(year) if one.kind == periods.HALF_YEAR]
        period_actions.make_periods(templates=halves, catalogue=used, reporters=organisations, by=actor(coordinator))
    halves_made = list(ReportingPeriod.objects.order_by("last_day"))
    for period in halves_made:
        report(period)
        begun = time.perf_counter()
        result_actions.publish_result(period=period, by=actor(coordinator))
    print(f"{'Ein Halbjahr veröffentlichen, einmal':<46}{(time.perf_counter() - begun) * 1000:8.1f}")
    return member(organisations[0], OrganisationRole.REPORTER), halves_made[-1]


def report(period: Any) -> None:
    from django.utils import timezone

    from cases.indicators.queries import catalogue_of
    from cases.models import Answer, Submission

    dice, found = random.Random(period.pk), catalogue_of(period)  # the same figures in each run
    rows = Submission.objects.unrestricted().filter(period=period)
    rows.update(state="accepted", submitted_at=timezone.now())
    keys = [key for one in found.indicators for place in found.places_of(one) for key in place.cells]
    assert len(keys) == VALUES, len(keys)
    answers = []
    for submission in rows:
        for key in keys:
            indicator, line, column = found.items(key)
            number = max(0, dice.randint(-3, 40))
            answers.append(
                Answer(submission=submission, indicator=indicator, row=line, column=column, kind="value", number=number)
            )
    Answer.objects.bulk_create(answers, batch_size=500)


def timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests.cases.factories import signed_in

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    print(f"{load()}\n{'Kennzahlen in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
    reporter, newest = build()
    client = signed_in(reporter)
    address, reference = reverse("indicators:results"), reverse("indicators:index")

    def get(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code

    def page() -> None:
        assert newest.name in client.get(address).content.decode()

    pairs = [(timed(page), timed(lambda: get(reference))) for _round in range(WARM_UP + ROUNDS)][WARM_UP:]
    mine, other = [one for one, _other in pairs], [other for _one, other in pairs]
    print(row(f"Kreis, {YEARS} Jahre, {ORGANISATIONS} Organisationen", mine) + aim(statistics.median(mine), MOST_PAGE))
    print(row("Meldungen der eigenen Organisation", other))
    print(f"Verhältnis, Median der Paare: {statistics.median(one / other for one, other in pairs):.2f}")
    with CaptureQueriesContext(connection) as queries:
        page()
    print(f"Abfragen dieser Seite: {len(queries)}{aim(len(queries), MOST_QUERIES)}")
    for form in ("pdf", "xlsx", "csv"):
        path = reverse("indicators:take_results", args=[form])
        times = [timed(lambda path=path: get(path)) for _round in range(WARM_UP + ROUNDS // 3)][WARM_UP:]  # type: ignore[misc]
        print(row(f"als {form.upper()}", times) + (aim(statistics.median(times), MOST_PDF) if form == "pdf" else ""))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            {**PRODUCTION, "ALLOWED_HOSTS": "testserver", "SSL_REDIRECT": "0", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        )
        collect_static(folder)
        django.setup()
        main()
