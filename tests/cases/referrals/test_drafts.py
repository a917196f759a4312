"""From the client's record to what is sent: purpose, receiver, contents, consent."""

import datetime as dt
import re
import uuid

import pytest
from django.core import mail
from django.urls import reverse

from cases.access import actor
from cases.models import Referral
from cases.referrals import consent_actions, deadlines
from cases.referrals.receiver_choices import key_for
from directory.models import Absence, Deputy, Team
from portal.identity.auth import OrganisationRole
from tests import factories
from tests.cases.factories import County, member, signed_in


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def address(record) -> str:
    return f"{reverse('cases:referral_new', args=[record.pk])}?zweck=first_talk"


def typed(county: County, **more: object) -> dict[str, object]:
    return {
        "andere": key_for(county.jobcenter.pk),
        "angabe_identity": "on",
        "angabe_contact": "on",
        "angabe_concern": "Anerkennung als Pflegehilfe",
        "kennung": str(uuid.uuid4()),
        **more,
    }


def responsible(county: County, record_ags: str):
    """Somebody of a team of the job centre is responsible for that municipality, with a mailbox."""
    team = Team.objects.create(organisation=county.jobcenter, name="Team Süd", sort_order=0)
    contact = factories.PositionFactory(organisation=county.jobcenter, team=team, person__user=county.tomasz)
    coverage = factories.CoverageFactory(
        organisation=county.jobcenter,
        contact=contact,
        mailbox=factories.MailboxFactory(organisation=county.jobcenter, name="Arbeitsmarktintegration"),
    )
    coverage.municipality.ags = record_ags
    coverage.municipality.save()
    return coverage


def test_f45_the_purpose_comes_first(county):
    record = county.record()
    page = text_of(signed_in(county.ayla).get(reverse("cases:referral_new", args=[record.pk])))
    assert "Wofür ist die Fallübergabe?" in page
    assert "gemeinsames Erstgespräch" in page


def test_f19_the_receiver_is_proposed_by_the_clients_municipality(county):
    record = county.record(municipality="08999123")
    coverage = responsible(county, "08999123")
    deputy = factories.PositionFactory(organisation=county.jobcenter)
    Deputy.objects.create(position=coverage.contact, deputy=deputy, sort_order=0)
    page = text_of(signed_in(county.ayla).get(address(record)))
    assert f"{county.jobcenter}, Team Süd, Arbeitsmarktintegration" in page
    assert f"Ansprechperson {coverage.contact.person}" in page
    assert f"Vertretung {deputy.person}" in page


def test_f22_who_answers_today_is_named_when_the_contact_is_away(county):
    record = county.record(municipality="08999123")
    coverage = responsible(county, "08999123")
    deputy = factories.PositionFactory(organisation=county.jobcenter)
    Deputy.objects.create(position=coverage.contact, deputy=deputy, sort_order=0)
    Absence.objects.create(person=coverage.contact.person, first_day=dt.date(2026, 1, 1))
    page = text_of(signed_in(county.ayla).get(address(record)))
    assert f"Heute antwortet {deputy.person} in Vertretung für {coverage.contact.person}" in page


def test_f45_a_receiver_without_access_is_named_as_such_and_cannot_be_chosen(county):
    record = county.record(municipality="08999123")
    coverage = responsible(county, "08999123")
    county.tomasz.memberships.all().delete()
    colleague = member(county.jobcenter)
    client = signed_in(county.ayla)
    page = text_of(client.get(address(record)))
    assert "hat noch keinen Zugang" in page
    forged = key_for(county.jobcenter.pk, coverage.contact.team_id, coverage.mailbox_id)
    response = client.post(address(record), typed(county, stelle=forged, andere=forged))
    assert response.status_code == 422
    assert not Referral.objects.unrestricted().exists()
    # Another team, or the whole organisation, is offered.
    assert f'value="{key_for(county.jobcenter.pk)}"' in page
    assert colleague.is_active


def test_f45_a_draft_copies_from_the_record_what_was_ticked(county):
    record = county.record(contact="069 90009-777")
    client = signed_in(county.ayla)
    data = typed(county)
    response = client.post(address(record), data)
    draft = Referral.objects.unrestricted().get()
    assert response["Location"] == reverse("cases:referral", args=[draft.pk])
    page = text_of(client.get(response["Location"]))
    for words in ("Nazanin Azadi, 1991", "069 90009-777", "Anerkennung als Pflegehilfe", "So wird es gesendet"):
        assert words in page
    # The same form once more is the same draft.
    client.post(address(record), data)
    assert Referral.objects.unrestricted().count() == 1


def test_f45_the_consent_that_fits_is_shown_with_what_it_covers(county):
    record = county.record()
    county.consent(record)
    page = text_of(signed_in(county.ayla).get(address(record)))
    assert "Einwilligung für diesen Zweck" in page
    assert str(county.jobcenter) in page
    assert "Anliegen" in page


def test_f45_without_consent_there_is_no_way_to_send(county):
    draft = county.draft()
    client = signed_in(county.ayla)
    page = text_of(client.get(reverse("cases:referral", args=[draft.pk])))
    assert "Keine gültige Einwilligung für diesen Zweck und diese Stelle" in page
    assert "Jetzt senden" not in page
    response = client.post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert response.status_code == 422
    assert "Ohne gültige Einwilligung" in text_of(response)
    assert Referral.objects.unrestricted().get().state == "draft"


def test_f45_what_the_consent_does_not_cover_is_named(county):
    draft = county.draft()
    county.consent(draft.record, categories=["concern", "identity"])
    page = text_of(signed_in(county.ayla).get(reverse("cases:referral", args=[draft.pk])))
    assert "Die Einwilligung umfasst nicht alles" in page
    assert "Anschrift, Telefon, E-Mail" in page


def test_f45_f49_sent_with_consent_and_the_deadline_of_five_working_days(county, standing_clock):
    draft = county.draft()
    county.consent(draft.record)
    client = signed_in(county.ayla)
    assert "Jetzt senden" in text_of(client.get(reverse("cases:referral", args=[draft.pk])))
    response = client.post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert response.status_code == 302
    sent = Referral.objects.unrestricted().get()
    assert sent.state == "sent"
    assert sent.due_at == deadlines.end_of(dt.date(2026, 11, 30))
    assert "bis Montag, 30. November" in text_of(signed_in(county.tomasz).get(response["Location"]))


def test_f44_sending_asks_for_a_fresh_factor(county, standing_clock):
    draft = county.draft()
    county.consent(draft.record)
    client = signed_in(county.ayla)
    standing_clock.shift(dt.timedelta(minutes=11))
    response = client.post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert response.status_code == 302
    assert "/konto/" in response["Location"]
    assert Referral.objects.unrestricted().get().state == "draft"


def test_r43_the_mail_says_that_something_waits_and_nothing_else(county, django_capture_on_commit_callbacks):
    draft = county.draft()
    county.consent(draft.record)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(county.ayla).post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert [letter.to for letter in mail.outbox] == [[county.tomasz.email]]
    letter = mail.outbox[0]
    assert letter.subject == "Im geschützten Bereich wartet etwas"
    assert f"/faelle/{draft.pk}/" in letter.body
    for secret in ("Azadi", "Nazanin", "Pflegehilfe", draft.number, "Erstgespräch", county.ayla.last_name):
        assert secret not in letter.body


@pytest.mark.parametrize(
    "field", ["sender", "organisation", "owner", "state", "consent", "ground", "created_by", "number", "sent_at"]
)
def test_r26_what_a_form_says_beside_its_fields_is_not_heard(county, field):
    record = county.record()
    foreign = county.consent(county.record())
    values = {"state": "sent", "consent": foreign.pk, "number": "FÜ-1999-0001", "sent_at": "2026-01-01"}
    data = typed(county, **{field: values.get(field, county.stranger.pk)})
    signed_in(county.ayla).post(address(record), data)
    draft = Referral.objects.unrestricted().get()
    assert (draft.state, draft.sender, draft.consent, draft.ground, draft.sent_at, draft.created_by) == (
        "draft", county.sozialwerk, None, None, None, county.ayla,
    )  # fmt: skip
    assert draft.number != "FÜ-1999-0001"


def test_r26_a_forged_consent_does_not_send(county):
    draft = county.draft()
    foreign = county.consent(county.record())
    data = {"version": draft.version, "consent": foreign.pk, "consent_id": foreign.pk, "einwilligung": foreign.pk}
    response = signed_in(county.ayla).post(reverse("cases:referral_send", args=[draft.pk]), data)
    assert response.status_code == 422
    assert Referral.objects.unrestricted().get(pk=draft.pk).state == "draft"


def test_f75_two_people_change_a_draft_and_both_are_shown(county):
    draft = county.draft()
    first, second = signed_in(county.ayla), signed_in(county.mirko)
    page = first.get(reverse("cases:referral_change", args=[draft.pk])).content.decode()
    state = re.search(r'name="stand" value="([^"]+)"', page)
    assert state is not None
    data = typed(county, stand=state[1])
    assert (
        second.post(
            reverse("cases:referral_change", args=[draft.pk]), {**data, "angabe_concern": "Neu von Mirko"}
        ).status_code
        == 302
    )
    response = first.post(reverse("cases:referral_change", args=[draft.pk]), {**data, "angabe_concern": "Neu von Ayla"})
    assert response.status_code == 409
    assert "Neu von Mirko" in text_of(response)
    assert "Neu von Ayla" in text_of(response)


def test_f48_a_draft_is_thrown_away_after_one_question(county):
    draft = county.draft()
    client = signed_in(county.ayla)
    page = text_of(client.get(reverse("cases:referral_discard", args=[draft.pk])))
    assert draft.number in page
    client.post(reverse("cases:referral_discard", args=[draft.pk]), {"version": draft.version})
    assert not Referral.objects.unrestricted().exists()


def test_f65_a_conflict_goes_to_who_leads(county):
    record = county.record()
    page = text_of(signed_in(county.ayla).get(address(record).replace("first_talk", "conflict")))
    assert str(county.jobcenter) in page
    county.karin.memberships.filter(role=OrganisationRole.SUPERVISOR).delete()
    page = text_of(signed_in(county.ayla).get(address(record).replace("first_talk", "conflict")))
    assert str(county.jobcenter) not in page


def test_r29_a_consent_withdrawn_while_the_draft_is_open_sends_nothing(county):
    draft = county.draft()
    consent = county.consent(draft.record)
    client = signed_in(county.ayla)
    client.get(reverse("cases:referral", args=[draft.pk]))
    consent_actions.withdraw_consent(consent=consent, way="sender", by=actor(county.ayla))
    response = client.post(reverse("cases:referral_send", args=[draft.pk]), {"version": draft.version})
    assert response.status_code == 422


def test_r20_r26_a_form_that_names_somebody_elses_referral_makes_a_draft_of_its_own(county):
    foreign = county.sent()
    colleague = member(county.sozialwerk)
    own = county.record(by=colleague)
    named = typed(county, kennung=str(foreign.pk))
    response = signed_in(colleague).post(address(own), named)
    assert response.status_code == 302
    assert str(foreign.pk) not in response["Location"]
    again = signed_in(colleague).post(address(own), named)
    assert again["Location"] == response["Location"]
    assert Referral.objects.unrestricted().filter(record=own).count() == 1
