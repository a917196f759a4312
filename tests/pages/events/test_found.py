"""Events are found by what they are about, by kind and by month, and stand on the start page."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from pages.events import actions, demo
from pages.events.dates import date_of
from pages.models import EventDate, EventPage
from tests import factories
from tests.factories import berlin, event_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_d20_an_event_is_found_with_its_kind_and_its_months(reader):
    host = factories.OrganisationFactory(name="Volkshochschule Rebental")
    event_page("Dolmetschen im Gespräch", "2026-11-24 9:00", hosts=[host], place="Kreishaus", summary="Zu dritt reden.")
    event_page("Dolmetschen üben", "2026-12-01 9:00", recurrence="FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20270201")
    call_command("rebuild_search", verbosity=0)
    page = text(reader.get("/suche/?q=dolmetschen"))
    assert "Fortbildung, Dienstag, 24. November 2026, 9 bis 11 Uhr, Kreishaus" in page.replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert "Termin" in page
    names = [name for name in ("November 2026", "Dezember 2026", "Januar 2027", "Februar 2027") if name in page]
    assert len(names) == 4
    assert page.index("November 2026</") < page.index("Dezember 2026</") < page.index("Januar 2027</")
    page = text(reader.get("/suche/?q=dolmetschen&art=event&monat=2027-01"))
    assert "üben" in page
    assert "im Gespräch" not in page
    assert text(reader.get("/suche/?q=dolmetschen&monat=unsinn"))


def test_r12_an_event_closed_to_somebody_is_not_found(reader):
    page = event_page("Dolmetschen", "2026-11-24 9:00")
    page.view_restrictions.create(restriction_type="groups")
    call_command("rebuild_search", verbosity=0)
    assert "/kalender/dolmetschen/" not in text(reader.get("/suche/?q=dolmetschen"))


def test_d20_the_start_page_names_what_comes_next(reader):
    for number in range(6):
        event_page(f"Runde {number}", f"2026-11-{18 + number} 9:00")
    event_page("Vorbei", "2026-11-17 6:00", "2026-11-17 7:00")
    page = text(reader.get("/"))
    assert "Demnächst" in page
    assert [number for number in range(6) if f"Runde {number}" in page] == [0, 1, 2, 3]
    assert "Vorbei" not in page


def test_d20_the_start_page_follows_a_change_at_once(reader):
    page = event_page("Runde", "2026-11-18 9:00", recurrence="FREQ=WEEKLY;UNTIL=20261201")
    assert "fällt aus" not in text(reader.get("/"))
    actions.cancel_date(date=date_of(page, dt.date(2026, 11, 18)), reason="Krank.", by=factories.UserFactory())
    assert "fällt aus" in text(reader.get("/"))


def test_d20_the_start_page_costs_no_more_queries_with_events(reader):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    event_page("Runde", "2026-11-18 9:00")
    reader.get("/")
    with CaptureQueriesContext(connection) as one:
        reader.get("/")
    for number in range(5):
        event_page(f"Runde {number}", "2026-11-19 9:00")
    reader.get("/")
    with CaptureQueriesContext(connection) as many:
        reader.get("/")
    assert len(many) == len(one)


@pytest.mark.parametrize("day", ["2026-11-17", "2026-12-28", "2027-03-26"])
def test_d20_the_demo_has_half_a_year_of_events_on_any_day(day, portal):
    from directory.demo import loading as directory
    from portal.demo import accounts

    with time_machine.travel(berlin(f"{day} 10:00"), tick=False):
        accounts.create_accounts()
        directory.load()
        assert not demo.is_loaded()
        demo.load()
        assert demo.is_loaded()
    assert EventPage.objects.filter(live=True).count() == 18
    assert set(EventPage.objects.values_list("kind", flat=True)) == set(EventPage.Kind.values)
    assert EventDate.objects.filter(cancelled_at__isnull=False).count() == 1
    assert EventDate.objects.filter(has_own_times=True).count() == 1
    assert not EventPage.objects.filter(hosts=None).exists()
