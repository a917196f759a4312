"""Who oversees cases, in a real browser: every page light and dark, wide and narrow, without barriers; a breach from a phone."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Breach, Deletion, PersonExport, Referral, RetentionPeriod
from portal.identity.auth import OrganisationRole
from tests.browser.steps import VIEWS, follow, violations
from tests.cases.factories import County, member
from tests.cases.referrals.test_retention import closed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")  # a folder, for looking at the pages


@pytest.fixture
def cases(portal):
    """Something on every page; one person who leads and is the organisation's officer, too."""
    county = County()
    person = member(county.sozialwerk, OrganisationRole.SUPERVISOR, first_name="Mirko", last_name="Drechsler")
    person.memberships.create(organisation=county.sozialwerk, role=OrganisationRole.ORGANISATION_OFFICER)
    referral, now = closed(county), timezone.now()
    Referral.objects.unrestricted().update(purge_on=timezone.localdate() + dt.timedelta(days=20))
    RetentionPeriod.objects.filter(subject="referral").update(is_offered_to_archive=True)
    Deletion.objects.create(subject="referral", object_id=referral.pk, organisation=county.sozialwerk, year=now.year)
    PersonExport.objects.create(organisation=county.sozialwerk, record_id=referral.record_id, password="abcd")
    late, fresh = now - dt.timedelta(hours=80), now - dt.timedelta(hours=30)
    for known in (late, fresh):
        Breach.objects.create(
            organisation=county.sozialwerk,
            known_at=known,
            due_at=known + dt.timedelta(hours=72),
            what="Ein Brief ging an die falsche Adresse.",
            data="Anschrift, zwei Menschen",
            reported_by=county.ayla,
        )
    return county, person, referral


def places(referral: Referral) -> list[str]:
    record, breach = referral.record_id, Breach.objects.unrestricted().first()
    named = ("oversight", "periods", "deletions", "exports", "breaches", "breach_new")
    keyed = [("breach", breach.pk), ("record_accesses", record), ("record_export", record), ("record_erase", record), ("referral_accesses", referral.pk)]  # fmt: skip
    return [*(reverse(f"cases:{name}") for name in named), *(reverse(f"cases:{name}", args=[pk]) for name, pk in keyed)]


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_f50_the_pages_of_oversight_have_no_barriers(visit, cases, width, theme):
    _county, person, referral = cases
    window, found = visit(width=width, theme=theme, user=person), {}
    for number, path in enumerate(places(referral)):
        page = window.open(path)
        page.evaluate("document.fonts.ready")
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{number:02}-{width}-{theme}.png", full_page=True)
    assert {path: what for path, what in found.items() if what} == {}
    assert window.complaints == []


def test_r40_a_breach_is_reported_from_a_phone_without_script(visit, cases):
    county, _person, _referral = cases
    window = visit(width=390, script=False, user=county.ayla)
    page = window.open(reverse("cases:breach_new"))
    page.get_by_label("Was ist geschehen?").fill("Liste im Bus vergessen")
    follow(page.get_by_role("button", name="Melden"))
    assert page.get_by_label("Was ist geschehen?").input_value() == "Liste im Bus vergessen"
    page.get_by_label("Welche Daten, wie viele Menschen?").fill("Termine von drei Menschen")
    follow(page.get_by_role("button", name="Melden"))
    assert "Der Datenschutz ist benachrichtigt" in page.content()
    assert "noch 71 Stunden" in page.content()
