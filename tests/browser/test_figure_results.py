"""Results in a real browser: usable on a phone, nothing runs off the page, axe has nothing to say."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.demo import indicators
from cases.models import ReportingPeriod
from directory.demo import loading as directory
from portal.demo import accounts
from portal.models import User
from tests.browser.conftest import Visit
from tests.browser.steps import violations

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def reported(portal: None) -> None:
    accounts.create_accounts()
    directory.load()
    indicators.load()


def test_f57_results_are_read_on_any_screen(reported: None, visit: Callable[..., Visit]) -> None:
    jonas = User.objects.get(email="jonas.ehrlich@rebental.example")
    birgit = User.objects.get(email="birgit.moench-saal@rebental.example")
    own = jonas.memberships.get(role="reporter").organisation_id
    period = ReportingPeriod.objects.filter(kind="half_year", results__isnull=False).order_by("-last_day")[0]
    places = {
        "kreis": (birgit, "/kennzahlen/ergebnisse/"),
        "ort": (birgit, "/kennzahlen/ergebnisse/?ort=Zehntheim"),
        "eigene": (jonas, f"/kennzahlen/ergebnisse/?organisation={own}"),
        "herkunft": (birgit, f"/kennzahlen/ergebnisse/herkunft/{period.pk}/talks/"),
    }
    for width, theme in ((1280, "light"), (390, "light"), (1280, "dark"), (320, "dark")):
        for name, (user, path) in places.items():
            one = visit(width=width, theme=theme, user=user)
            page = one.open(path)
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{theme}.png"), full_page=True)
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert violations(page) == []
            assert one.complaints == []
