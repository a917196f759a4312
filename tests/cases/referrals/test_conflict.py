"""F65: a conflict goes to the superiors of both sides and is closed by both."""

import re
import uuid

import pytest

from cases.access import actor
from cases.models import Message, Referral, ReferralStep, Settlement
from cases.referrals import consent_actions
from cases.referrals.access import may_do
from cases.referrals.errors import Refused
from portal.identity.auth import OrganisationRole
from tests import factories
from tests.cases.factories import member, seen_by, signed_in
from tests.cases.referrals.sharing import conflict, events, shared, url

pytestmark = pytest.mark.django_db
WORDS = "Die Kinder gehen bis Januar nachmittags in die Betreuung."


@pytest.fixture
def mirko(county):
    return signed_in(county.mirko)


@pytest.fixture
def karin(county):
    return signed_in(county.karin)


def text_of(response) -> str:
    return response.content.decode()


def conflicts() -> list[Referral]:
    return list(Referral.objects.unrestricted().filter(purpose="conflict"))


def version(client, referral) -> str:
    return re.search(r'name="version" value="(\d+)"', text_of(client.get(url("settlement", referral))))[1]


def propose(client, referral, text=WORDS):
    sent = {"version": version(client, referral), "text": text, "vorschlagen": ""}
    return client.post(url("settlement", referral), sent)


def agree(client, referral):
    return client.post(url("settlement", referral), {"version": version(client, referral), "zustimmen": ""})


@pytest.mark.parametrize("side", ["sender", "receiver"])
def test_f65_either_side_gives_a_conflict_to_the_superiors_of_both(county, side):
    referral = shared(county)
    county.consent(referral.record, purpose="conflict", categories=["concern"])
    person = county.ayla if side == "sender" else county.tomasz
    client, sent = signed_in(person), {"kennung": str(uuid.uuid4()), "text": "Wir sehen die Betreuung anders."}
    answer = client.post(url("conflict_new", referral), sent)
    assert "liegt jetzt bei den Leitungen beider Seiten" in text_of(answer)
    assert client.post(url("conflict_new", referral), sent).status_code == 200
    (made,) = conflicts()
    assert (made.sender, made.receiver, made.state) == (county.sozialwerk, county.jobcenter, "sent")
    step = ReferralStep.objects.unrestricted().get(referral=made)
    assert step.organisation == (county.sozialwerk if side == "sender" else county.jobcenter)
    assert seen_by(county.mirko, made)
    assert seen_by(county.karin, made)
    # Not the team, nor whoever works on the case there.
    assert not seen_by(county.tomasz, made)
    assert "Wir sehen die Betreuung anders." in text_of(signed_in(county.karin).get(url("settlement", made)))


@pytest.mark.parametrize(("side", "said"), [("sender", "nehmen Sie sie zuerst auf"), ("receiver", "sie aufzunehmen")])
def test_f65_without_a_consent_for_it_it_says_what_to_do_and_keeps_the_words(county, side, said):
    referral = shared(county)
    client = signed_in(county.ayla if side == "sender" else county.tomasz)
    refused = client.post(url("conflict_new", referral), {"kennung": str(uuid.uuid4()), "text": "Worum es geht."})
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert "Worum es geht." in text_of(refused)
    assert conflicts() == []


def test_f65_where_nobody_leads_it_is_refused(county):
    county.karin.memberships.all().delete()
    with pytest.raises(Refused, match="Leitung"):
        conflict(county)
    assert conflicts() == []


@pytest.mark.parametrize("first", ["sender", "receiver"])
def test_f65_one_superior_records_how_it_was_settled_and_the_others_agreement_closes_it(county, mirko, karin, first):
    referral = conflict(county)
    one, other = (mirko, karin) if first == "sender" else (karin, mirko)
    assert propose(one, referral).status_code == 302
    assert conflicts()[0].is_open
    # Nobody agrees with themselves, nor with a colleague.
    colleague = member(county.sozialwerk if first == "sender" else county.jobcenter, OrganisationRole.SUPERVISOR)
    for same_side in (one, signed_in(colleague)):
        sent = {"version": version(same_side, referral), "zustimmen": ""}
        assert same_side.post(url("settlement", referral), sent).status_code == 409
    assert conflicts()[0].is_open
    assert agree(other, referral).status_code == 302
    (closed,) = conflicts()
    assert closed.state == "completed"
    settlement = Settlement.objects.unrestricted().get()
    assert settlement.text == WORDS
    assert {settlement.proposed_by, settlement.agreed_by} == {county.mirko, county.karin}
    assert Message.objects.unrestricted().get(kind="result").text == WORDS
    assert len(events("cases.settlement.propose")) == len(events("cases.settlement.agree")) == 1
    assert WORDS in text_of(one.get(url("settlement", referral)))
    assert "Zustimmen" not in text_of(one.get(url("settlement", referral)))


def test_f65_closing_needs_both_whatever_else_is_tried(county, karin):
    referral = conflict(county)
    county.move(referral, "accept", county.karin)
    with pytest.raises(Refused, match="beider Seiten"):
        county.move(referral, "complete", county.karin, "Fertig.")
    assert "complete" not in {step.name for step in may_do(actor(county.karin), conflicts()[0])}
    assert conflicts()[0].is_open


def test_f65_another_wording_has_to_be_agreed_anew(county, mirko, karin):
    referral = conflict(county)
    propose(mirko, referral)
    old = version(karin, referral)
    propose(mirko, referral, "Doch anders.")
    late = karin.post(url("settlement", referral), {"version": old, "zustimmen": ""})
    assert late.status_code == 409
    assert "Doch anders." in text_of(late)
    assert conflicts()[0].is_open
    propose(karin, referral, "So gehen wir mit.")
    settlement = Settlement.objects.unrestricted().get()
    assert (settlement.proposed_for, settlement.text) == (county.jobcenter, "So gehen wir mit.")
    assert agree(karin, referral).status_code == 409
    agree(mirko, referral)
    assert conflicts()[0].state == "completed"


def test_f65_an_older_window_loses_no_words(county, mirko, karin):
    referral = conflict(county)
    old = version(mirko, referral)
    propose(karin, referral)
    late = mirko.post(url("settlement", referral), {"version": old, "text": "Mein Vorschlag.", "vorschlagen": ""})
    assert late.status_code == 409
    assert "Mein Vorschlag." in text_of(late)
    assert WORDS in text_of(late)


def test_f65_without_words_nothing_is_proposed(county, mirko):
    assert propose(mirko, conflict(county), "  ").status_code == 422
    assert not Settlement.objects.unrestricted().exists()


def test_f65_caseworkers_read_but_do_not_settle(county):
    referral = conflict(county)
    ayla = signed_in(county.ayla)
    page = text_of(ayla.get(url("settlement", referral)))
    assert "Klärung vorschlagen" not in page
    refused = ayla.post(url("settlement", referral), {"version": referral.version, "text": WORDS, "vorschlagen": ""})
    assert refused.status_code == 409
    assert not Settlement.objects.unrestricted().exists()


def test_f65_who_leads_both_sides_does_not_settle_it_alone(county):
    referral = conflict(county)
    both = member(county.sozialwerk, OrganisationRole.SUPERVISOR)
    factories.MembershipFactory(user=both, organisation=county.jobcenter, role=OrganisationRole.SUPERVISOR)
    page = text_of(signed_in(both).get(url("settlement", referral)))
    assert "Klärung vorschlagen" not in page


def test_r29_after_a_withdrawal_nothing_is_settled(county, mirko, karin):
    referral = conflict(county)
    propose(mirko, referral)
    old = version(karin, referral)
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    assert karin.get(url("settlement", referral)).status_code == 404
    assert karin.post(url("settlement", referral), {"version": old, "zustimmen": ""}).status_code == 404
    assert Settlement.objects.unrestricted().get().agreed_at is None


def test_r26_a_forged_key_is_the_name_of_a_form_and_a_conflict_about_a_conflict_is_refused(county):
    referral = shared(county)
    made = conflict(county, referral=referral)
    ayla = signed_in(county.ayla)
    assert ayla.get(url("conflict_new", made)).status_code == 404
    forged = {"kennung": str(referral.pk), "text": "x", "state": "completed", "sender": county.stranger.pk}
    assert ayla.post(url("conflict_new", referral), forged).status_code == 200
    (second,) = [each for each in conflicts() if each.pk != made.pk]
    assert second.pk != referral.pk
    assert (second.state, second.sender) == ("sent", county.sozialwerk)


def test_r11_raising_and_settling_need_a_factor_proved_just_now(county, mirko, settings):
    referral = conflict(county)
    sent = {"version": version(mirko, referral), "text": WORDS, "vorschlagen": ""}
    settings.PORTAL_STEP_UP_SECONDS = -1
    assert mirko.post(url("settlement", referral), sent).status_code == 302
    assert not Settlement.objects.unrestricted().exists()
