"""What is due, as it looks and is reached: page and start page, wide and narrow, light and dark, without script."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.db.models import IntegerField, Value
from django.utils import timezone

from directory.models import Confirmation, ContactChange, Round, StaffNotice
from portal import extensions, frame
from portal.extensions import Answering, Asker, Duty, DutySource
from tests import factories
from tests.browser.steps import VIEWS, follow, violations
from tests.directory import people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PICTURES = os.environ.get("DUTY_PICTURES", "")


def soon(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days)


@pytest.fixture
def protected_area(portal, monkeypatch):
    """Something that waits where only a proved factor lets people in."""
    point = extensions.Point(key=lambda source: source.name)
    for source in extensions.duty_sources:
        point.add(source)
    waiting = Duty("FÜ-2026-0417 beantworten", "Fallübergaben", "/", "test", 1, due=soon(2), state="von Jobcenter Test")

    def owed(_answering: Answering) -> list[Duty]:
        return [waiting]

    def number(_asker: Asker) -> object:
        return Value(1, output_field=IntegerField())

    point.add(DutySource("test", owed, number, is_restricted=True))
    monkeypatch.setattr(extensions, "duty_sources", point)
    frame.person.cache_clear()
    yield
    frame.person.cache_clear()


@pytest.fixture
def keeper(guideline, protected_area):
    """Keeps the entries of an organisation that owes something in each group, and stands in for a colleague."""
    guideline.cited_as = "LÖ-RL"
    guideline.save_revision().publish()
    own, other = (
        people.organisation("Sozialwerk Test"),
        people.organisation("Brückenhaus Test", short_name="Brückenhaus"),
    )
    user, colleague = people.maintainer(own, first_name="Ayla", last_name="Korber"), people.maintainer(other)
    there, away = people.contact(own, "Korber"), people.contact(other, "Ehrlich", first_name="Jonas")
    there.person.user, away.person.user = user, colleague
    there.person.save()
    away.person.save()
    factories.deputies(away, there)
    factories.away(away.person, soon(-1), soon(9))
    for position, kind, days in ((there, "share", -9), (there, "leaving", -7), (away, "new", -6), (there, "place", 10)):
        StaffNotice.objects.create(
            organisation=position.organisation,
            kind=kind,
            position=position,
            name="Rike Amsel-Obertanner",
            event_on=soon(days),
        )
    started = Round.objects.create(started_on=soon(-2), due_on=soon(26))
    Confirmation.objects.create(round=started, organisation=own)
    for _number in range(3):
        ContactChange.objects.create(
            kind="changed", organisation=other, author=other, position=away, name="Jonas Ehrlich"
        )
    return user


def picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "theme"), [*VIEWS, (320, "light")])
def test_f58_what_is_due_has_no_barriers(visit, keeper, width, theme):
    window = visit(width=width, theme=theme, user=keeper)
    found = {}
    for path, name in (("/zu-erledigen/", "duties"), ("/", "start")):
        page = window.open(path)
        page.evaluate("document.fonts.ready")
        picture(page, f"{name}-{width}-{theme}")
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.get_by_text("FÜ-2026-0417 beantworten").count() == 1
    assert {path: what for path, what in found.items() if what} == {}
    assert window.complaints == []


def test_f58_from_the_start_page_to_what_is_due_and_without_the_mail(visit, keeper):
    window = visit(user=keeper, script=False)
    page = window.open("/")
    follow(page.get_by_role("link", name="Alle 7 zeigen"))
    assert page.get_by_role("heading", name="Überfällig").count() == 1
    assert page.get_by_text("in Vertretung für Jonas Ehrlich").count() == 1
    follow(page.get_by_role("button", name="Keine Mail mehr schicken"))
    assert page.get_by_role("button", name="Mail am Morgen schicken").count() == 1
    follow(page.get_by_role("link", name="Weggang melden: Rike Amsel-Obertanner"))
    assert page.get_by_role("heading", name="Sozialwerk Test").count() == 1


def test_f58_the_empty_page_says_so(visit, person):
    page = visit(width=390, user=person).open("/zu-erledigen/")
    picture(page, "duties-empty-390")
    assert page.get_by_text("Für Sie ist nichts zu erledigen.").count() == 1
    assert violations(page) == []
