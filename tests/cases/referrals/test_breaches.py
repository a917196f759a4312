"""Art. 33 GDPR: recorded by whoever sees it, reported within 72 hours by who answers for data protection."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cases.models import Breach
from cases.referrals import breach_actions, breach_duties
from portal.duties.answering import answering
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import AuditEvent, OutgoingMail
from tests import factories
from tests.cases.factories import member, signed_in

FOUND = {"what": "Brief an die falsche Adresse", "data": "Anschrift, zwei Menschen", "consequences": "", "measures": ""}


def form(client, url: str, **changed: str) -> dict[str, str]:
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(kennung|stand)" value="([^"]+)"', page))
    written = timezone.localtime().strftime("%d.%m.%Y %H:%M")
    return {"known_at": written, **FOUND, **hidden, **changed}


def report(county, user, **changed: str) -> Breach:
    client, url = signed_in(user), reverse("cases:breach_new")
    given = form(client, url, **{"organisation": str(county.sozialwerk.pk), **changed})
    answer = client.post(url, given)
    assert answer.status_code == 302, answer.content.decode()
    return Breach.objects.unrestricted().latest("reported_at")


@pytest.fixture
def officer(county):
    return member(county.sozialwerk, OrganisationRole.ORGANISATION_OFFICER, email="datenschutz@example.org")


def test_r40_a_caseworker_reports_and_the_officers_are_told_without_a_word_of_it(county, officer):
    chief = factories.UserFactory(officer=True, email="kreis@example.org")
    breach = report(county, county.ayla)
    assert breach.due_at - breach.known_at == dt.timedelta(hours=72)
    assert breach.reported_by == county.ayla
    mails = [row.content for row in OutgoingMail.objects.all()] or [str(m.to) + m.subject + m.body for m in mail.outbox]
    assert len(mails) == 2
    for address in (officer.email, chief.email):
        assert any(address in text for text in mails)
    assert not any("Brief" in text or "falsche" in text for text in mails)
    assert AuditEvent.objects.filter(action="cases.breach.report", object_id=str(breach.pk)).exists()


def test_r26_a_form_sent_twice_is_one_report(county, officer):
    client, url = signed_in(county.ayla), reverse("cases:breach_new")
    given = form(client, url, organisation=str(county.sozialwerk.pk))
    assert client.post(url, given).url == client.post(url, given).url
    assert Breach.objects.unrestricted().count() == 1


def test_r26_nobody_reports_for_a_foreign_organisation_or_sets_what_is_not_asked(county):
    client, url = signed_in(county.ayla), reverse("cases:breach_new")
    given = form(client, url, organisation=str(county.stranger.pk))
    assert client.post(url, given).status_code == 422
    breach = report(county, county.ayla, closed_at="01.01.2020 10:00", told_authority_at="01.01.2020 10:00", due_at="01.01.2030 10:00", reported_by=str(county.other.pk))  # fmt: skip
    assert (breach.closed_at, breach.told_authority_at, breach.reported_by) == (None, None, county.ayla)
    assert breach.due_at == breach.known_at + dt.timedelta(hours=72)


def test_r20_only_who_reported_and_who_answers_for_it_see_a_breach(county, officer):
    breach = report(county, county.ayla)
    url = reverse("cases:breach", args=[breach.pk])
    chief = factories.UserFactory(officer=True)
    for user, status in ((county.ayla, 200), (county.mirko, 200), (officer, 200), (chief, 200), (county.tomasz, 404), (county.karin, 404)):  # fmt: skip
        assert signed_in(user).get(url).status_code == status
    assert signed_in(county.tomasz).get(reverse("cases:breach", args=[uuid.uuid4()])).status_code == 404
    refused = AuditEvent.objects.filter(action="cases.refused", actor_id=county.tomasz.pk, object_id=str(breach.pk))
    assert refused.exists()


def test_r40_after_72_hours_the_reason_is_asked_for(county, officer):
    known = timezone.localtime() - dt.timedelta(hours=80)
    breach = report(county, county.ayla, known_at=known.strftime("%d.%m.%Y %H:%M"))
    client, url = signed_in(officer), reverse("cases:breach", args=[breach.pk])
    assert "überfällig" in client.get(url).content.decode()
    told = timezone.localtime().strftime("%d.%m.%Y %H:%M")
    given = form(client, url, known_at=known.strftime("%d.%m.%Y %H:%M"), told_authority_at=told, is_risk="True")
    answer = client.post(url, given)
    assert answer.status_code == 422
    assert "später als 72 Stunden" in answer.content.decode()
    assert "Brief an die falsche Adresse" in answer.content.decode()
    given["late_reason"] = "Erst die Umstände geklärt."
    assert client.post(url, given).status_code == 302
    breach.refresh_from_db()
    assert (breach.late_reason, breach.is_risk) == ("Erst die Umstände geklärt.", True)


def test_r40_it_is_closed_only_when_told_or_without_risk(county, officer):
    breach = report(county, county.ayla)
    client, url = signed_in(officer), reverse("cases:breach", args=[breach.pk])
    assert client.post(url, form(client, url, closes="on")).status_code == 422
    assert client.post(url, form(client, url, closes="on", is_risk="False")).status_code == 302
    breach.refresh_from_db()
    assert breach.closed_at is not None


def test_r40_who_reported_it_describes_but_does_not_decide(county, officer):
    breach = report(county, county.ayla)
    client, url = signed_in(county.ayla), reverse("cases:breach", args=[breach.pk])
    assert "told_authority_at" not in client.get(url).content.decode()
    given = form(client, url, measures="Brief zurückgeholt", closes="on", is_risk="False")
    assert client.post(url, given).status_code == 302
    breach.refresh_from_db()
    assert (breach.measures, breach.closed_at, breach.is_risk) == ("Brief zurückgeholt", None, None)


def test_r68_two_who_follow_up_at_once_are_asked(county, officer):
    breach = report(county, county.ayla)
    client, url = signed_in(officer), reverse("cases:breach", args=[breach.pk])
    given = form(client, url, what="Brief und Umschlag")
    first = Breach.objects.unrestricted().get(pk=breach.pk)
    first.what = "Brief an Nachbarn"
    first.save()
    answer = client.post(url, given)
    assert answer.status_code == 409
    assert "Brief an Nachbarn" in answer.content.decode()
    assert "Brief und Umschlag" in answer.content.decode()
    assert Breach.objects.unrestricted().get(pk=breach.pk).what == "Brief an Nachbarn"


@pytest.mark.parametrize("known", ["morgen", "31.02.2026 10:00", "24.12.2199 10:00", "", "01.01.0001 00:00", "9" * 200])
def test_r53_a_time_that_makes_no_sense_is_refused_in_words(county, known):
    client, url = signed_in(county.ayla), reverse("cases:breach_new")
    answer = client.post(url, form(client, url, organisation=str(county.sozialwerk.pk), known_at=known))
    assert answer.status_code == 422
    assert "Brief an die falsche Adresse" in answer.content.decode()


def test_r40_without_an_officer_of_its_own_who_leads_there_is_told(county):
    people = set(breach_actions.officers_of(county.jobcenter.pk))
    assert people == {county.karin, *Group.objects.get(name=PortalRole.DATA_PROTECTION_OFFICER).user_set.all()}


def test_f58_a_breach_is_a_duty_of_the_officers_until_it_is_told(county, officer):
    chief = factories.UserFactory(officer=True)
    breach = report(county, county.ayla)
    link = reverse("cases:breach", args=[breach.pk])
    for user, is_due in (
        (officer, True),
        (chief, True),
        (county.mirko, False),
        (county.ayla, False),
        (county.karin, False),
    ):
        page = signed_in(user).get(reverse("portal:duties")).content.decode()
        assert (link in page) is is_due, user
        assert len(list(breach_duties.owed(answering(user.pk)))) == is_due
    Breach.objects.unrestricted().update(is_risk=False)
    assert not list(breach_duties.owed(answering(officer.pk)))


def test_f58_where_nobody_is_officer_it_is_the_duty_of_who_leads(county):
    report(county, county.ayla)
    assert len(list(breach_duties.owed(answering(county.mirko.pk)))) == 1
