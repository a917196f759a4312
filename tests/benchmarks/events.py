"""The calendar: a month of 300 events, a feed of 2,000, a month of a series over ten years against one of a single month."""

import datetime as dt
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from typing import Any

import django

from tests.benchmarks.serving import PRODUCTION, aim, collect_static, load, row

EVENTS, IN_A_MONTH = 2_000, 300
ROUNDS, WARM_UP = 60, 5
MOST_MONTH, MOST_QUERIES, MOST_FEED, MOST_SERIES = 60, 10, 300, 1.5  # ms, queries, ms, times a short series


def build() -> None:
    """Rows straight into the tables: through the editor's way two thousand pages would take minutes."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Page

    from directory.models import Municipality
    from pages.models import EventDate, EventIndexPage, EventPage
    from portal import page_cache
    from tests import factories

    index = EventIndexPage.objects.get(locale__language_code="de")
    hosts = [factories.OrganisationFactory() for _number in range(8)]
    towns: list[Municipality] = [factories.MunicipalityFactory() for _number in range(8)]
    kind, first = ContentType.objects.get_for_model(EventPage), timezone.localdate().replace(day=1)
    pages, through = [], EventPage.hosts.through
    for number in range(EVENTS):
        slug = f"veranstaltung-{number}"
        pages.append(
            Page(
                title=f"Veranstaltung {number}",
                draft_title=f"Veranstaltung {number}",
                slug=slug,
                path=Page._get_path(index.path, index.depth + 1, number + 1),
                depth=index.depth + 1,
                url_path=f"{index.url_path}{slug}/",
                content_type=kind,
                live=True,
                locale=index.locale,
                translation_key=uuid.uuid4(),
                last_published_at=timezone.now(),
            )
        )
    Page.objects.bulk_create(pages, batch_size=500)
    Page.objects.filter(pk=index.pk).update(numchild=EVENTS)
    kinds = list(EventPage.Kind.values)
    dates = []
    for number, page in enumerate(pages):
        day = (
            first + dt.timedelta(days=number % 28)
            if number < IN_A_MONTH
            else first + dt.timedelta(days=32 + number // 4)
        )
        start = factories.berlin(f"{day.isoformat()} {8 + number % 9}:00")
        event = EventPage(
            page_ptr_id=page.pk,
            kind=kinds[number % len(kinds)],
            summary="Worum es geht, in zwei Sätzen. " * 4,
            starts_at=start,
            ends_at=start + dt.timedelta(hours=2),
            last_ends_at=start + dt.timedelta(hours=2),
            place="Kreishaus, Raum 1.04",
            municipality=towns[number % 8],
        )
        event.__dict__.update({name: value for name, value in page.__dict__.items() if name != "_state"})
        event.save_base(raw=True)
        dates.append(
            EventDate(event=event, day=day, starts_at=start, ends_at=event.ends_at, uid=str(page.translation_key))
        )
    EventDate.objects.bulk_create(dates, batch_size=500)
    through.objects.bulk_create(
        [through(eventpage_id=page.pk, organisation_id=hosts[number % 8].pk) for number, page in enumerate(pages)],
        batch_size=500,
    )
    page_cache.renew()


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds on the clock, and of the processor: the second holds on a busy machine, too."""
    begun, worked = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000


def shown(name: str, act: Callable[[], Any], most: float, rounds: int = ROUNDS) -> list[float]:
    times = [timed(act) for _round in range(WARM_UP + rounds)][WARM_UP:]
    clock, worked = [one for one, _other in times], [other for _one, other in times]
    print(row(name, clock) + (aim(statistics.median(clock), most) if most else ""))
    print(row("  davon Rechenzeit", worked) + (aim(statistics.median(worked), most) if most else ""))
    return worked


def main() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from pages.events import actions, recurrence
    from portal.requests import limits
    from tests import factories

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    print(f"{load()}\n{'Kalender in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
    build()
    user = factories.UserFactory()
    client = Client()
    client.force_login(user)

    def month() -> None:
        answer = client.get("/kalender/")
        assert answer.content.decode().count('<li class="entry"') == IN_A_MONTH

    shown(f"Monat mit {IN_A_MONTH} Terminen", month, MOST_MONTH)
    with CaptureQueriesContext(connection) as queries:
        month()
    print(f"Abfragen dieser Seite: {len(queries)}{aim(len(queries), MOST_QUERIES)}")
    secret = actions.make_feed(by=user)

    def feed() -> None:
        limits._memory.clear()
        assert Client().get(f"/kalender/feed/{secret}.ics").content.count(b"BEGIN:VEVENT") == EVENTS

    shown(f"Feed mit {EVENTS} Terminen", feed, MOST_FEED, 20)
    first = recurrence.at(dt.date(2026, 11, 17), dt.time(9))
    end = first + dt.timedelta(hours=2)
    last = dt.date(2036, 11, 1)
    long, short = "FREQ=DAILY;UNTIL=20361101", "FREQ=DAILY;UNTIL=20261217"

    def days_of(rule: str, since: dt.date) -> Callable[[], Any]:
        return lambda: [
            list(recurrence.occurrences(first, end, rule, frozenset(), since, since + dt.timedelta(days=29)))
            for _time in range(20)
        ]

    month_of_ten_years = shown(
        "ein Monat am Ende von zehn Jahren, 20-mal", days_of(long, last - dt.timedelta(days=30)), 0
    )
    month_of_one = shown("ein Monat einer Reihe von einem Monat, 20-mal", days_of(short, first.date()), 0)
    ratio = statistics.median(month_of_ten_years) / statistics.median(month_of_one)
    print(f"Verhältnis: {ratio:.2f}{aim(ratio, MOST_SERIES)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            {**PRODUCTION, "ALLOWED_HOSTS": "testserver", "SSL_REDIRECT": "0", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        )
        collect_static(folder)
        django.setup()
        main()
