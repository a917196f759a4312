"""What is on in November: the calendar in a real browser, by mouse, by keyboard and on a phone."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from pages.events import actions
from pages.events.dates import date_of
from pages.models import EventPage
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.steps import violations

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def calendar(portal: None) -> EventPage:
    """Events around the middle of the month after the present one, so that no test day is a special one."""
    first = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    county = factories.OrganisationFactory(name="Landratsamt Rebental")
    town = factories.MunicipalityFactory(name="Ansbronn")

    def on(day: int, hour: str = "9:00") -> str:
        return f"{first.replace(day=day).isoformat()} {hour}"

    shared = {"hosts": [county], "municipality": town}
    factories.event_page("Asylrecht kompakt", on(3), place="Kreishaus Ansbronn, Raum 1.04", **shared)
    factories.event_page("Runde Wengertsheim", on(17, "10:00"), kind="coordination_meeting", place="Rathaus, Saal 2")
    factories.event_page(
        "Tagesordnung für das Halbjahrestreffen senden", on(20, "23:59"), on(20, "23:59"), kind="deadline"
    )
    factories.event_page("Kurs: Bewerbung auf Deutsch", on(8), on(10, "12:00"), kind="course_offered", **shared)
    series = factories.event_page(
        "Kollegiale Beratung",
        on(5, "13:00"),
        kind="peer_consultation",
        recurrence=f"FREQ=WEEKLY;UNTIL={first + dt.timedelta(days=200):%Y%m%d}",
        online_link="https://video.example/beratung",
        summary="Fälle ohne Namen, Fragen an alle.",
        **shared,
    )
    day = first.replace(day=19)
    actions.cancel_date(date=date_of(series, day), reason="Die Moderation ist erkrankt.", by=factories.UserFactory())
    return series


def look(visit: Visit, name: str, width: int, theme: str) -> None:
    if PICTURES:
        visit.page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{theme}.png"), full_page=True)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(visit.page) == []
    assert visit.complaints == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_d20_somebody_looks_what_is_on_and_takes_it_along(
    width: int, theme: str, calendar: EventPage, person: object, visit: Callable[..., Visit]
) -> None:
    one = visit(width=width, theme=theme, user=person)
    page = one.open("/")
    if width < 600:
        page.get_by_role("button", name="Menü").click()
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Kalender").click()
    page.get_by_role("navigation", name="Monat").get_by_role("link", name=calendar_month()).click()
    page.get_by_role("heading", level=1, name=calendar_month()).wait_for()
    look(one, "monat", width, theme)
    # From the number of a day to its events, on every screen.
    page.locator("a.day[href$='-03']").focus()
    page.keyboard.press("Enter")
    assert page.locator("li.entry:target .entry__title").inner_text() == "Asylrecht kompakt"
    page.get_by_role("navigation", name="Termine nach Art").get_by_role("link", name="Beratung").click()
    page.get_by_label("Veranstaltet von").select_option(label="Landratsamt Rebental")
    page.get_by_role("button", name="Termine zeigen").click()
    page.locator("li.entry", has_text="fällt aus: Die Moderation ist erkrankt.").wait_for()
    assert page.get_by_text("Asylrecht kompakt").count() == 0
    page.locator("li.entry").first.get_by_role("link", name="Kollegiale Beratung").click()
    page.get_by_role("heading", level=1, name="Kollegiale Beratung").wait_for()
    assert "video.example" not in page.content()
    look(one, "termin", width, theme)
    page.get_by_role("link", name="Alle Termine abonnieren").click()
    page.get_by_role("button", name="Adresse anlegen").click()
    address = page.locator(".secret code").first.inner_text()
    look(one, "abonnement", width, theme)
    # A calendar program has neither cookies nor a page.
    fetched = Client().get(f"/kalender/{address.partition('/kalender/')[2]}")
    assert b"BEGIN:VEVENT" in fetched.content
    for name, path in (("woche", f"/kalender/woche/?tag={calendar.first_day}"), ("liste", "/kalender/liste/")):
        one.open(path)
        look(one, name, width, theme)


def calendar_month() -> str:
    from django.utils.formats import date_format

    return date_format((timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1), "F")


def test_d20_the_month_fits_a_very_small_screen_without_a_script(
    calendar: EventPage, person: object, visit: Callable[..., Visit]
) -> None:
    one = visit(width=320, theme="light", script=False, user=person)
    page = one.open(f"/kalender/?monat={calendar.first_day:%Y-%m}")
    assert page.get_by_role("table").count() == 1
    assert page.locator(".entries").get_by_role("link", name="Runde Wengertsheim").count() == 1
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / "monat-320-light.png"), full_page=True)
    box = page.locator("html").bounding_box()
    assert box is not None
    assert box["width"] <= 320
