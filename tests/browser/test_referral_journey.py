"""Eight in the morning at the job centre: what waits, two answers, one question back, one handed on; nothing in mails names anybody."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from cases.models import Referral
from directory.models import Absence, Deputy
from portal.models import OutgoingMail
from tests import factories
from tests.browser.steps import follow, violations
from tests.cases.factories import County, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("REFERRAL_PICTURES", "")


def picture(page, name: str, width: int) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)


@pytest.fixture
def morning(portal):
    """Four referrals wait, one of them since yesterday; a colleague is there, another is away."""
    county = County()
    county.lena, county.jonas = (
        member(county.jobcenter, first_name="Lena"),
        member(county.jobcenter, first_name="Jonas"),
    )
    away = factories.PositionFactory(organisation=county.jobcenter, person__user=county.jonas)
    there = factories.PositionFactory(organisation=county.jobcenter, person__user=county.lena)
    Deputy.objects.create(position=away, deputy=there, sort_order=0)
    Absence.objects.create(person=away.person, first_day=timezone.localdate())
    county.waiting = [county.sent() for _count in range(4)]
    late = timezone.now() - dt.timedelta(days=1)
    Referral.objects.unrestricted().filter(pk=county.waiting[2].pk).update(due_at=late)
    return county


def states(county: County) -> list[str]:
    rows = {row.pk: row.state for row in Referral.objects.unrestricted()}
    return [rows[each.pk] for each in county.waiting]


@pytest.mark.parametrize("width", [1280, 390])
def test_journey_2_the_placement_officer_at_eight_in_the_morning(morning, visit, width):
    one = visit(width=width, user=morning.tomasz)
    page = one.open("/faelle/")
    assert page.title().startswith("Fallübergaben, Eingang")
    numbers = page.locator(".entry__title a").all_inner_texts()
    assert len(numbers) == 4
    assert numbers[0] == morning.waiting[2].number  # the overdue one first
    assert violations(page) == []
    picture(page, "inbox", width)

    first, second, third, fourth = (each.number for each in morning.waiting)
    open_referral(page, first)
    assert "N. A." in page.inner_text("main")
    assert "Nazanin" not in page.inner_text("main")
    follow(page.get_by_role("button", name="Name und Kontakt zeigen"))
    assert "Nazanin Azadi, 1991" in page.inner_text("main")
    assert violations(page) == []
    picture(page, "detail", width)
    page.get_by_label("Nachricht an").fill("Gern, am Dienstag um zehn.")
    follow(page.get_by_role("button", name="Fall annehmen"))

    one.open("/faelle/")
    open_referral(page, second)
    follow(page.get_by_role("button", name="Ablehnen"))
    # Without a reason nothing happens, and the page says what is missing.
    assert "Bitte schreiben Sie einen Satz dazu" in page.inner_text("main")
    page.get_by_label("Nachricht an").fill("Dafür ist die Agentur zuständig.")
    follow(page.get_by_role("button", name="Ablehnen"))
    assert "Für Ihre Seite ist der Vorgang damit geschlossen." in page.inner_text("main")

    one.open("/faelle/")
    open_referral(page, third)
    page.get_by_label("Nachricht an").fill("Liegt das Zeugnis übersetzt vor?")
    follow(page.get_by_role("button", name="Rückfrage"))
    assert "fragt nach" in page.inner_text("main")

    one.open("/faelle/")
    open_referral(page, fourth)
    follow(page.get_by_role("link", name="An eine andere Fachkraft weitergeben"))
    assert "nicht da" in page.inner_text("main")
    assert violations(page) == []
    picture(page, "hand-on", width)
    page.get_by_label(morning.lena.get_full_name(), exact=True).check()
    follow(page.get_by_role("button", name="Weitergeben"))
    assert "Der Fall ist weitergegeben." in page.inner_text("main")
    assert states(morning) == ["accepted", "declined", "question", "seen"]
    # The browser itself says so of an answer with an error in it; nothing else was amiss.
    assert [line for line in one.complaints if "422" not in line] == []
    assert one.hosts == {one.base.split("/")[2]}
    named_nobody()


def open_referral(page, number: str) -> None:
    follow(page.get_by_role("link", name=number, exact=True))
    assert number in page.title()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def named_nobody() -> None:
    """What has been sent or waits to be sent."""
    texts = [letter.subject + letter.body for letter in mail.outbox] + [
        row.content for row in OutgoingMail.objects.all()
    ]
    assert texts
    for text in texts:
        assert not [word for word in ("Azadi", "Nazanin", "Pflegehilfe", "FÜ-2") if word in text]


def test_journey_2_works_without_script_and_by_keyboard(morning, visit):
    one = visit(width=390, script=False, user=morning.tomasz)
    page = one.open(f"/faelle/{morning.waiting[0].pk}/")
    page.get_by_label("Nachricht an").focus()
    page.keyboard.type("Gern.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert states(morning)[0] == "accepted"


def test_f48_dark_and_at_320_pixels(morning, visit):
    one = visit(width=320, theme="dark", user=morning.tomasz)
    for path in ("/faelle/", f"/faelle/{morning.waiting[0].pk}/", "/faelle/ausgang/"):
        page = one.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert violations(page) == []
