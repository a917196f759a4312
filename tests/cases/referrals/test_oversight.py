"""Periods, what is about to be deleted, and the overview."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Referral, RetentionPeriod
from cases.referrals import consent_actions, retention
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import AuditEvent
from tests import factories
from tests.cases.factories import member, signed_in
from tests.cases.referrals.test_retention import attach, closed


def county_person(role: PortalRole):
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.fixture
def coordinator(db):
    return county_person(PortalRole.COORDINATOR)


def fields(client, url: str, **changed: object) -> dict[str, object]:
    page = client.get(url).content.decode()
    state = re.search(r'name="stand" value="([^"]*)"', page).group(1)
    return {"stand": state, **changed}


def test_r40_the_county_changes_a_period_and_the_dates_follow(county, coordinator):
    referral = closed(county)
    retention.set_dates()
    before = Referral.objects.unrestricted().get(pk=referral.pk).purge_on
    client = signed_in(coordinator)
    url = reverse("cases:period", args=["referral"])
    given = fields(client, url, days="100", ground="LÖ-KV 7", is_offered_to_archive="on")
    assert client.post(url, given).status_code == 302
    period = RetentionPeriod.objects.get(subject="referral")
    assert (period.days, period.is_offered_to_archive) == (100, True)
    assert Referral.objects.unrestricted().get(pk=referral.pk).purge_on == before - dt.timedelta(days=83)
    event = AuditEvent.objects.get(action="cases.periods.change")
    assert event.details == {"subject": "referral", "days": 100, "archive": True}


@pytest.mark.parametrize("days", ["0", "-3", "11001", "bald", "", "9" * 40])
def test_r40_a_period_that_makes_no_sense_is_refused_in_words(county, coordinator, days):
    client = signed_in(coordinator)
    url = reverse("cases:period", args=["draft"])
    answer = client.post(url, fields(client, url, days=days, ground="LÖ-KV 7"))
    assert answer.status_code == 422
    assert RetentionPeriod.objects.get(subject="draft").days == 90


def test_r68_two_who_change_a_period_at_once_are_asked(county, coordinator):
    client = signed_in(coordinator)
    url = reverse("cases:period", args=["draft"])
    given = fields(client, url, days="60", ground="LÖ-KV 7")
    RetentionPeriod.objects.filter(subject="draft").update(days=45)
    assert client.post(url, given).status_code == 409
    assert RetentionPeriod.objects.get(subject="draft").days == 45


def test_r40_nobody_else_changes_a_period(county):
    for user in (county.ayla, county.mirko, member(county.sozialwerk, OrganisationRole.ORGANISATION_OFFICER)):
        client = signed_in(user)
        assert client.get(reverse("cases:periods")).status_code == 200
        assert client.get(reverse("cases:period", args=["draft"])).status_code == 403
    assert (
        signed_in(county_person(PortalRole.COORDINATOR)).get(reverse("cases:period", args=["nichts"])).status_code
        == 404
    )


def soon(county) -> Referral:
    referral = closed(county)
    attach(referral)
    day = dt.date.today() + dt.timedelta(days=20)
    Referral.objects.unrestricted().filter(pk=referral.pk).update(purge_on=day)
    referral.refresh_from_db()
    return referral


def test_f52_each_side_takes_its_documents_before_they_go(county):
    referral = soon(county)
    client = signed_in(county.ayla)
    page = client.get(reverse("cases:deletions")).content.decode()
    assert referral.number in page
    assert "Nazanin" not in page
    answer = client.post(reverse("cases:documents", args=[referral.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="unterlagen.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    text = archive.read("fallübergabe.txt").decode()
    for part in ("Anerkennung als Pflegehilfe", "Kein Platz.", referral.number):
        assert part in text
    assert archive.read("anhang-1.pdf") == b"Bescheid"
    event = AuditEvent.objects.get(action="cases.bundle")
    assert (event.object_id, event.details["files"]) == (str(referral.pk), 1)


def test_r29_after_the_consent_ended_the_receiver_takes_nothing(county):
    referral = county.sent()
    county.move(referral, "accept", county.tomasz)
    county.move(referral, "complete", county.tomasz, "Erledigt.")
    retention.set_dates()
    url = reverse("cases:documents", args=[referral.pk])
    assert signed_in(county.tomasz).post(url).status_code == 200
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    assert signed_in(county.tomasz).post(url).status_code == 404
    assert signed_in(county.other).post(url).status_code == 404


def test_f52_what_the_archive_wants_is_listed_in_numbers(county, coordinator):
    referral = soon(county)
    page = signed_in(coordinator).get(reverse("cases:deletions")).content.decode()
    assert county.sozialwerk.name not in page
    RetentionPeriod.objects.filter(subject="referral").update(is_offered_to_archive=True)
    page = signed_in(coordinator).get(reverse("cases:deletions")).content.decode()
    assert county.sozialwerk.name in page
    assert referral.number not in page
    assert county.sozialwerk.name not in signed_in(member(county.stranger, OrganisationRole.SUPERVISOR)).get(reverse("cases:deletions")).content.decode()  # fmt: skip


@pytest.mark.parametrize("name", ["oversight", "deletions", "periods", "breaches"])
def test_f52_the_lists_cost_the_same_whatever_their_length(county, name):
    client = signed_in(county.mirko)
    soon(county)
    client.get(reverse(f"cases:{name}"))
    counts = []
    for _round in range(2):
        for _number in range(3):
            soon(county)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"cases:{name}")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_r45_each_page_of_oversight_is_an_event(county):
    client = signed_in(county.mirko)
    for name, action in (("oversight", "cases.oversight"), ("periods", "cases.periods.read"), ("deletions", "cases.deletions.read"), ("breaches", "cases.breach.list")):  # fmt: skip
        client.get(reverse(f"cases:{name}"))
        assert AuditEvent.objects.filter(action=action, actor_id=county.mirko.pk).count() == 1


def test_f50_the_menu_leads_there_for_who_oversees_and_nobody_else(county, coordinator):
    link = f'href="{reverse("cases:oversight")}"'
    for user, is_there in (
        (county.mirko, True),
        (coordinator, True),
        (county.ayla, False),
        (factories.UserFactory(), False),
    ):
        assert (link in signed_in(user).get("/konto/").content.decode()) is is_there
