"""Without consent: on a ground of the law, with the word of a second person, and in a report (F51)."""

import datetime as dt
import re

from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from cases.access import actor
from cases.models import LegalGround, Referral
from cases.referrals import ground_actions
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import AuditEvent
from tests import factories
from tests.cases.factories import member, signed_in


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def asked(county, draft) -> LegalGround:
    return ground_actions.ask_for_ground(
        referral=draft, ground="danger", reason="Sie ist in Gefahr.", by=actor(county.ayla)
    )


def test_f51_asked_confirmed_by_a_second_person_and_sent(county, django_capture_on_commit_callbacks):
    draft = county.draft()
    client, lead = signed_in(county.ayla), signed_in(county.mirko)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("cases:ground_ask", args=[draft.pk]), {"grund": "danger", "begruendung": "Sie ist in Gefahr."}
        )
    assert response.status_code == 302
    assert [letter.to for letter in mail.outbox] == [[county.mirko.email]]
    assert "Gefahr" not in mail.outbox[0].body
    row = LegalGround.objects.unrestricted().get()
    assert row.categories == ["concern", "contact", "identity"]
    assert "Jetzt senden" not in text_of(client.get(reverse("cases:referral", args=[draft.pk])))
    assert "Sie ist in Gefahr." in text_of(lead.get(reverse("cases:ground", args=[row.pk])))
    assert lead.post(reverse("cases:ground", args=[row.pk]), {"wort": "zustimmen"}).status_code == 302
    assert "Jetzt senden" in text_of(client.get(reverse("cases:referral", args=[draft.pk])))
    assert client.post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version}).status_code == 302
    assert Referral.objects.unrestricted().get().ground == row
    page = text_of(signed_in(county.tomasz).get(reverse("cases:referral", args=[draft.pk])))
    assert "Ohne Einwilligung, auf gesetzlicher Grundlage" in page
    assert "Anerkennung als Pflegehilfe" in page


def test_f51_whoever_asked_does_not_decide(county):
    draft = county.draft()
    factories.MembershipFactory(user=county.ayla, organisation=county.sozialwerk, role=OrganisationRole.SUPERVISOR)
    row = asked(county, draft)
    response = signed_in(county.ayla).post(reverse("cases:ground", args=[row.pk]), {"wort": "zustimmen"})
    assert response.status_code == 422
    assert "zweite Person" in text_of(response)
    assert LegalGround.objects.unrestricted().get().confirmed_at is None


def test_f51_nobody_else_decides(county):
    row = asked(county, county.draft())
    for user, status in ((county.karin, 404), (county.tomasz, 403), (county.other, 403)):
        response = signed_in(user).post(reverse("cases:ground", args=[row.pk]), {"wort": "zustimmen"})
        assert response.status_code == status
    assert LegalGround.objects.unrestricted().get().confirmed_at is None


def test_f44_deciding_asks_for_a_fresh_factor(county, standing_clock):
    row = asked(county, county.draft())
    client = signed_in(county.mirko)
    standing_clock.shift(dt.timedelta(minutes=11))
    response = client.post(reverse("cases:ground", args=[row.pk]), {"wort": "zustimmen"})
    assert response.status_code == 302
    assert LegalGround.objects.unrestricted().get().confirmed_at is None


def test_f51_refused_is_refused(county):
    draft = county.draft()
    row = asked(county, draft)
    lead = signed_in(county.mirko)
    assert lead.post(reverse("cases:ground", args=[row.pk]), {"wort": "ablehnen"}).status_code == 302
    assert lead.post(reverse("cases:ground", args=[row.pk]), {"wort": "zustimmen"}).status_code == 422
    response = signed_in(county.ayla).post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert response.status_code == 422


def test_f51_what_was_confirmed_covers_that_and_nothing_more(county):
    draft = county.draft()
    row = asked(county, draft)
    ground_actions.decide_on_ground(ground=row, is_confirmed=True, by=actor(county.mirko))
    from cases.referrals import referral_actions
    from cases.referrals.referral_actions import Receiver

    referral_actions.change_draft(
        referral=draft,
        receiver=Receiver(county.jobcenter),
        purpose="first_talk",
        contents={"concern": "x", "health": "mehr"},
        version=draft.version,
        by=actor(county.ayla),
    )
    draft.refresh_from_db()
    response = signed_in(county.ayla).post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert response.status_code == 422


def test_f51_the_report_counts_and_refers_and_tells_no_contents(county):
    draft = county.draft()
    row = asked(county, draft)
    ground_actions.decide_on_ground(ground=row, is_confirmed=True, by=actor(county.mirko))
    officer = member(county.sozialwerk, OrganisationRole.ORGANISATION_OFFICER)
    county_officer = factories.UserFactory()
    county_officer.groups.add(Group.objects.get(name=PortalRole.DATA_PROTECTION_OFFICER))
    for user in (county.mirko, officer, county_officer):
        page = text_of(signed_in(user).get(reverse("cases:grounds")))
        assert "gegenwärtige Gefahr" in page
        assert county.ayla.get_full_name() in page
        assert f"bestätigt von {county.mirko.get_full_name()}" in page
        for secret in ("Sie ist in Gefahr", "Azadi", "Pflegehilfe"):
            assert secret not in page
    assert "gegenwärtige Gefahr" not in text_of(signed_in(county.karin).get(reverse("cases:grounds")))
    assert signed_in(county.ayla).get(reverse("cases:grounds")).status_code == 403
    assert AuditEvent.objects.filter(action="cases.ground.report").count() == 4
