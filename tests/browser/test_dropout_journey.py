"""Journey 3: the course provider tells of a threatened dropout from a phone; both sides know by noon who calls (F65)."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from cases.models import DropoutNotice, Referral
from tests.browser.steps import VIEWS, follow, violations
from tests.cases.factories import County
from tests.cases.referrals import sharing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def course(portal) -> County:
    """A course provider and the job centre, with a client who agreed at the start of the course that they may talk."""
    county = County()
    for organisation, name, kind in (
        (county.sozialwerk, "Sprachschule Rebental", "course_provider"),
        (county.jobcenter, "Jobcenter Rebental", "employment"),
    ):
        organisation.name, organisation.kind = name, kind
        organisation.save()
    for user, first, last in ((county.ayla, "Ayla", "Korber"), (county.tomasz, "Tomasz", "Wilga")):
        user.first_name, user.last_name = first, last
        user.save()
    county.consented = sharing.dropout_consent(county)
    return county


def keep_picture(page: Page, name: str) -> None:
    """For looking at, where PICTURES names a folder."""
    page.evaluate("document.fonts.ready")
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def is_sound(page: Page, name: str) -> None:
    keep_picture(page, name)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "Azadi" not in page.title()
    assert "Azadi" not in page.url


@pytest.mark.parametrize(
    ("width", "theme", "script"), [(1280, "light", True), (390, "dark", True), (390, "light", False)]
)
def test_f65_journey_3_a_threatened_dropout_in_a_minute(visit, course, width, theme, script):
    own = visit(width=width, theme=theme, user=course.ayla, script=script)
    page = own.open("/faelle/abbruch/neu/")
    is_sound(page, f"abbruch-leer-{width}-{theme}") if script else None
    page.get_by_label("Name oder Aktenzeichen").fill("aza")
    follow(page.get_by_role("button", name="Suchen", exact=True).last)
    assert page.get_by_label("Nazanin Azadi (1991), an Jobcenter Rebental").is_checked()
    page.get_by_label("Seit wann?").fill("20.11.2026")
    page.get_by_label("In ein, zwei Sätzen").fill("Seit drei Tagen nicht im Kurs, am Telefon niemand.")
    page.get_by_label("noch offen").check()
    if script:
        is_sound(page, f"abbruch-gefunden-{width}-{theme}")
    follow(page.get_by_role("button", name="Jetzt melden"))
    assert page.get_by_text("noch offen").is_visible()
    other = visit(width=width, theme=theme, user=course.tomasz, script=script)
    referral = Referral.objects.unrestricted().get()
    answer = other.open(f"/faelle/{referral.pk}/abbruch/")
    if script:
        is_sound(answer, f"abbruch-antwort-{width}-{theme}")
    else:
        keep_picture(answer, f"abbruch-antwort-{width}-{theme}")
    follow(answer.get_by_role("button", name="Wir rufen an"))
    answer.get_by_text("vereinbart am").wait_for()
    page.reload()
    assert page.get_by_text(re.compile("vereinbart am")).is_visible()
    keep_picture(page, f"abbruch-geklaert-{width}-{theme}")
    assert DropoutNotice.objects.unrestricted().get().caller == "receiver"
    if script:
        with answer.expect_download() as download:
            answer.get_by_role("button", name="Kopie für die Klientin oder den Klienten").click()
        assert download.value.suggested_filename == "Kopie.pdf"
        assert own.complaints == other.complaints == []


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f64_goals_side_by_side_are_kept_by_both(visit, course, width, theme):
    referral = sharing.shared(course)
    for fields in ({}, {"contradicts": True, "due_on": "2027-01-31"}, {"employment_goal": "", "responsible": "client"}):
        sharing.with_goal(course, referral, **fields)
    window = visit(width=width, theme=theme, user=course.tomasz)
    page = window.open(f"/faelle/{referral.pk}/abgleich/")
    is_sound(page, f"abgleich-{width}-{theme}")
    follow(page.get_by_role("link", name="Ändern (Ziel 1)"))
    page.get_by_label("Stand").select_option("not_kept")
    follow(page.get_by_role("button", name="Ziel speichern"))
    is_sound(page, f"abgleich-ziel-{width}-{theme}")
    page.get_by_label("Begründung").fill("Der Kurs fiel aus.")
    follow(page.get_by_role("button", name="Ziel speichern"))
    follow(page.get_by_role("button", name="Für Jobcenter Rebental bestätigen"))
    assert page.get_by_text("Tomasz Wilga").first.is_visible()
    follow(page.get_by_role("link", name="Verlauf"))
    is_sound(page, f"abgleich-verlauf-{width}-{theme}")
    # The browser notes each refusal of its own accord.
    assert [each for each in window.complaints if "422" not in each] == []


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f65_a_conflict_is_settled_by_both(visit, course, width, theme):
    made = sharing.conflict(course)
    first = visit(width=width, theme=theme, user=course.mirko).open(f"/faelle/{made.pk}/klaerung/")
    is_sound(first, f"klaerung-leer-{width}-{theme}")
    first.get_by_role("textbox", name="So wurde es geklärt").fill(
        "Die Kinder gehen bis Januar nachmittags in die Betreuung."
    )
    follow(first.get_by_role("button", name="Klärung vorschlagen"))
    second = visit(width=width, theme=theme, user=course.karin).open(f"/faelle/{made.pk}/klaerung/")
    is_sound(second, f"klaerung-{width}-{theme}")
    follow(second.get_by_role("button", name="Zustimmen und abschließen"))
    keep_picture(second, f"klaerung-fertig-{width}-{theme}")
    assert Referral.objects.unrestricted().get(pk=made.pk).state == "completed"
