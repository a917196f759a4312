"""A colleague looks what is on, books two seats, takes the entry along, gives hers back with one tap, and the next in line has it."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Registration
from pages.registration import states
from tests.browser.steps import follow, violations
from tests.pages.registration.venue import Venue, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def venue(portal):
    """Two months from now, at nine; one of the three places is taken."""
    day = timezone.localdate() + dt.timedelta(days=60)
    found = Venue(capacity=3, starts=timezone.make_aware(dt.datetime.combine(day, dt.time(9))))
    found.book(member(found.jobcenter, first="Karin", last="Seebald"))
    return found


def test_f27_two_seats_booked_one_given_back_and_the_next_in_line_takes_it(venue, visit):
    ayla = member(venue.sozialwerk, first="Ayla", last="Korber")
    member(venue.sozialwerk, first="Jonas", last="Ehrlich")
    tomasz = member(venue.jobcenter, first="Tomasz", last="Wilga")
    own = visit(user=ayla)
    page = own.open(f"/kalender/?monat={venue.date.day:%Y-%m}")
    follow(page.get_by_role("link", name=re.compile("Sicher zählen")).last)
    expect(page.get_by_text("2 von 3 Plätzen frei")).to_be_visible()
    assert violations(page) == []
    follow(page.get_by_role("link", name="Für Kolleginnen und Kollegen buchen"))
    page.get_by_label("Jonas Ehrlich").check()
    assert violations(page) == []
    follow(page.get_by_role("button", name="Plätze buchen"))
    expect(page.get_by_role("heading", name="Meine Plätze")).to_be_visible()
    expect(page.get_by_text("für Jonas Ehrlich")).to_be_visible()

    line = visit(width=390, theme="dark", script=False, user=tomasz)
    phone = line.open(venue.event.url)
    follow(phone.get_by_role("button", name="Auf die Warteliste"))
    expect(phone.get_by_text("an Stelle 1")).to_be_visible()

    follow(page.get_by_role("link", name="Sicher zählen").first)
    with page.expect_download() as taken:
        page.get_by_role("link", name="In den Kalender (ICS)").click()
    assert b"METHOD:PUBLISH" in taken.value.path().read_bytes()
    follow(page.get_by_role("button", name="Platz zurückgeben"))
    expect(page.get_by_text("Der Platz von Ayla Korber ist zurückgegeben.")).to_be_visible()
    assert violations(page) == []

    line.open("/zu-erledigen/")
    follow(phone.get_by_role("link", name="Angebotenen Platz annehmen: Sicher zählen"))
    follow(phone.get_by_role("button", name="Platz annehmen"))
    expect(phone.get_by_text("nimmt teil")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert Registration.objects.get(user=tomasz).state == states.BOOKED
    assert own.complaints == []


def test_f32_the_host_ticks_people_off_on_a_phone(venue, visit):
    venue.event.starts_at = timezone.now() - dt.timedelta(minutes=5)
    venue.event.ends_at = timezone.now() + dt.timedelta(hours=2)
    venue.event.save_revision().publish()
    phone = visit(width=390, theme="dark", user=venue.hosting).open(
        f"/kalender/ausrichten/{venue.date.pk}/anwesenheit/"
    )
    assert violations(phone) == []
    there = re.compile(r"^da ?: Karin Seebald$")
    follow(phone.get_by_role("button", name=there))
    expect(phone.get_by_text("von 1 da")).to_be_visible()
    expect(phone.get_by_role("button", name=there)).to_have_attribute("aria-pressed", "true")
    assert Registration.objects.get().state == states.ATTENDED
