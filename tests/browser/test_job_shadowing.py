"""Journey 2: a colleague asks for a morning at another office; superior, pledge, confirmation, feedback (F30)."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from pages.job_shadowing import states, tending
from pages.models import ShadowingRequest
from tests.browser.steps import follow, violations
from tests.pages.job_shadowing.factories import START, Rebental, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
DAY = dt.timedelta(days=1)


@pytest.fixture
def rebental(portal) -> Rebental:
    county = Rebental()
    county.wants_approval()
    county.offer.description = (
        "Vom Antrag bis zur Karte: Sie begleiten eine Sachbearbeiterin am Schalter und im Rückbüro."
    )
    county.offer.requirements = "Ein Ausweis für den Empfang."
    county.offer.languages = ["de", "en"]
    county.offer.save()
    county.a_slot(days=9)
    return county


def is_sound(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_f30_journey_2_from_the_question_to_the_feedback(visit, rebental, width, theme):
    windows = {
        who: visit(width=width, theme=theme, user=getattr(rebental, who)) for who in ("guest", "superior", "host")
    }

    def picture(page: Page, name: str) -> None:
        is_sound(page, f"hospitation-{name}-{width}-{theme}")

    guest = windows["guest"].open(START)
    picture(guest, "liste")
    follow(guest.get_by_role("link", name="Ein Vormittag am Schalter"))
    picture(guest, "angebot")
    guest.get_by_label("8 bis 12 Uhr").first.check()
    guest.get_by_label("Was Sie sehen möchten (freiwillig)").fill("Das Rückbüro")
    follow(guest.get_by_role("button", name="Platz anfragen"))
    picture(guest, "angefragt")
    row = ShadowingRequest.objects.get()

    superior = windows["superior"].open("/zu-erledigen/")
    follow(superior.get_by_role("link", name="Hospitation zustimmen: Ayla Korber"))
    picture(superior, "leitung")
    follow(superior.get_by_role("button", name="Zustimmen", exact=True))
    superior.get_by_text("Jetzt entscheidet die gastgebende Stelle").wait_for()

    follow(guest.get_by_role("link", name="Erklärung lesen"))
    picture(guest, "erklaerung")
    follow(guest.get_by_role("button", name="Ich nehme die Erklärung an"))
    guest.get_by_text("Fassung 1 angenommen am").wait_for()

    host = windows["host"].open("/zu-erledigen/")
    follow(host.get_by_role("link", name="Über Hospitation entscheiden: Ayla Korber"))
    picture(host, "entscheiden")
    host.get_by_label("Nachricht an den Gast").fill("Bitte am Empfang melden.")
    follow(host.get_by_role("button", name="Zusagen"))
    follow(host.get_by_role("button", name="Alle sind gefragt"))
    picture(host, "zugesagt")
    follow(host.get_by_role("link", name="Rebental").filter(has_text="Schalter"))
    picture(host, "pflegen")
    follow(host.get_by_role("link", name="Angebot ändern"))
    picture(host, "formular")

    back = timezone.now() - 2 * DAY
    ShadowingRequest.objects.update(starts_at=back, ends_at=back + dt.timedelta(hours=4))
    tending.close_passed()
    for who, side in (("guest", "Hilft Ihnen das Gesehene bei der Arbeit?"), ("host", "Kam der Gast vorbereitet?")):
        page = windows[who].open(address(row))
        follow(page.get_by_role("link", name="Rückmeldung geben"))
        assert page.get_by_text(side).is_visible()
        for question in page.get_by_role("group").all():
            question.get_by_label("ja").check()
        if who == "guest":
            picture(page, "rueckmeldung")
        follow(page.get_by_role("button", name="Rückmeldung geben"))
    picture(page, "vorbei")
    row.refresh_from_db()
    assert row.state == states.COMPLETED
    assert row.feedback.count() == 2
    assert [window.complaints for window in windows.values()] == [[], [], []]
