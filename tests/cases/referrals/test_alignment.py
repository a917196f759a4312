"""F64: the goals of both plans side by side; R20, R22, R26, R29 for their addresses."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.access import actor
from cases.models import AlignedGoal, AlignmentSheet, GoalChange
from cases.referrals import consent_actions
from portal.edit_conflicts import STATE
from tests.cases.factories import member, signed_in
from tests.cases.referrals.sharing import GOAL, SENT_GOAL, events, sent_from, shared, url, with_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(county):
    return shared(county)


@pytest.fixture
def ayla(county):
    return signed_in(county.ayla)


@pytest.fixture
def tomasz(county):
    return signed_in(county.tomasz)


def text_of(response) -> str:
    return response.content.decode()


def goals():
    return list(AlignedGoal.objects.unrestricted().filter(removed_at=None))


def test_f64_goals_of_both_plans_stand_side_by_side_with_who_until_when_and_how_far(county, referral, ayla, tomasz):
    response = ayla.post(
        url("goal_new", referral),
        {**SENT_GOAL, "responsible": "integration", "due_on": "31.1.2027", "employment_goal": "", "state": "open"},
    )
    assert response.status_code == 302
    page = text_of(tomasz.get(url("alignment", referral)))
    for words in ("Antrag bis Januar", "kein Ziel", "einseitig", "Integrationsseite", "bis 31. Januar 2027", "offen"):
        assert words in page
    for organisation in (county.sozialwerk, county.jobcenter):
        assert organisation.name in page


def test_f64_unmatched_and_contradicting_goals_are_marked_in_words_with_an_icon(county, referral, tomasz):
    with_goal(county, referral)
    with_goal(county, referral, contradicts=True)
    with_goal(county, referral, employment_goal="")
    page = text_of(tomasz.get(url("alignment", referral)))
    for words, icon in (("passt", "check_circle"), ("widerspricht sich", "error"), ("einseitig", "warning")):
        assert f'#i-{icon}"/></svg> {words}</span>' in page
    assert "1 Ziel widerspricht sich" in page
    assert "1 Ziel steht nur auf einer Seite" in page


@pytest.mark.parametrize("state", ["not_kept", "broken_off", "never_made"])
def test_f64_a_reason_in_writing_is_asked_for_where_a_plan_was_not_kept(referral, ayla, state):
    refused = ayla.post(url("goal_new", referral), {**SENT_GOAL, "state": state, "reason": "  "})
    assert refused.status_code == 422
    assert "Bitte begründen Sie" in text_of(refused)
    assert "Anerkennung bis März" in text_of(refused)
    assert goals() == []
    ayla.post(url("goal_new", referral), {**SENT_GOAL, "state": state, "reason": "Der Kurs fiel aus."})
    assert [goal.reason for goal in goals()] == ["Der Kurs fiel aus."]


def test_f64_a_goal_without_words_is_refused(referral, ayla):
    refused = ayla.post(url("goal_new", referral), {**SENT_GOAL, "employment_goal": " ", "integration_goal": ""})
    assert refused.status_code == 422
    assert "auf mindestens einer Seite" in text_of(refused)


def test_f64_the_history_keeps_how_it_was_and_who_changed_it(county, referral, ayla, tomasz):
    goal = with_goal(county, referral)
    sent_from(tomasz, url("goal", referral, goal), employment_goal="Anerkennung bis Mai")
    page = text_of(ayla.get(url("alignment_history", referral)))
    assert "Anerkennung bis März" in page
    assert "Ziel eingetragen" in page
    assert "Ziel geändert" in page
    assert county.tomasz.get_full_name() in page
    last = GoalChange.objects.unrestricted().first()
    assert json.loads(last.before)["employment_goal"] == "Anerkennung bis März"
    assert last.organisation == county.jobcenter


def test_f64_a_goal_is_taken_out_after_being_named_and_stays_in_the_history(county, referral, ayla):
    goal = with_goal(county, referral)
    page = url("goal_remove", referral, goal)
    asked = ayla.get(page)
    assert "Anerkennung bis März" in text_of(asked)
    with_goal(county, referral)
    assert ayla.post(page, asked.context["question"].sent).status_code == 302
    assert [each.pk for each in goals()] != [goal.pk]
    assert "Ziel herausgenommen" in text_of(ayla.get(url("alignment_history", referral)))
    assert ayla.get(url("goal", referral, goal)).status_code == 404


def test_f64_both_sides_sign_and_a_later_change_takes_both_signatures_away(county, referral, ayla, tomasz):
    goal = with_goal(county, referral)
    for client in (ayla, tomasz):
        version = client.get(url("alignment", referral)).context["sheet"].version
        assert client.post(url("alignment_sign", referral), {"version": version}).status_code == 302
    sheet = AlignmentSheet.objects.unrestricted().get()
    assert (sheet.sender_signed_by, sheet.receiver_signed_by) == (county.ayla, county.tomasz)
    assert sheet.is_signed_by_both
    sent_from(ayla, url("goal", referral, goal), integration_goal="Antrag bis Februar")
    sheet.refresh_from_db()
    assert (sheet.sender_signed_at, sheet.receiver_signed_at) == (None, None)


def test_f64_who_signs_has_seen_what_stands_there(county, referral, ayla):
    with_goal(county, referral)
    version = ayla.get(url("alignment", referral)).context["sheet"].version
    with_goal(county, referral, by=county.tomasz, employment_goal="Noch eines")
    refused = ayla.post(url("alignment_sign", referral), {"version": version})
    assert refused.status_code == 409
    assert "Noch eines" in text_of(refused)
    assert not AlignmentSheet.objects.unrestricted().get().sender_signed_at


def test_f64_an_empty_sheet_cannot_be_signed(referral, ayla):
    refused = ayla.post(url("alignment_sign", referral), {"version": 1})
    assert "Noch steht kein Ziel darin" in text_of(refused)


def test_f64_two_sides_changing_one_goal_see_both_versions(county, referral, ayla, tomasz):
    goal = with_goal(county, referral)
    page = url("goal", referral, goal)
    state = ayla.get(page).context["form"].state
    sent_from(tomasz, page, integration_goal="Antrag bis Februar")
    late = ayla.post(page, {**SENT_GOAL, STATE: state, "integration_goal": "Antrag bis Mai"})
    assert late.status_code == 409
    assert "Antrag bis Februar" in text_of(late)
    assert "Antrag bis Mai" in text_of(late)
    assert [each.integration_goal for each in goals()] == ["Antrag bis Februar"]


def test_f64_the_plan_of_the_employment_side_is_named_as_the_law_has_it(referral, ayla):
    assert "Kooperationsplan" in text_of(ayla.get(url("alignment", referral)))
    ayla.post(url("alignment_plan", referral), {"plan": "integration_agreement", "version": 1})
    with_plan = text_of(ayla.get(url("alignment", referral)))
    assert "Eingliederungsvereinbarung" in with_plan
    late = ayla.post(url("alignment_plan", referral), {"plan": "cooperation_plan", "version": 1})
    assert late.status_code == 409


def test_r22_without_goals_in_the_consent_nothing_of_them_is_read_or_written(county):
    referral = shared(county, "health")
    ayla, tomasz = signed_in(county.ayla), signed_in(county.tomasz)
    for client in (ayla, tomasz):
        assert "darf hier noch nicht gesprochen werden" in text_of(client.get(url("alignment", referral)))
        refused = client.post(url("goal_new", referral), SENT_GOAL)
        assert refused.status_code == 422
        assert "umfasst keine Ziele" in text_of(refused)
        # What was typed is still there.
        assert "Anerkennung bis März" in text_of(refused)
    assert goals() == []


def test_r22_goals_are_read_by_the_receiver_where_the_consent_names_them_only(county):
    referral = shared(county, "health")
    sheet = AlignmentSheet.objects.create(referral=referral, employment_plan="cooperation_plan")
    goal = AlignedGoal.objects.create(sheet=sheet, referral=referral, **GOAL)
    assert AlignedGoal.objects.for_actor(actor(county.ayla)).get() == goal
    assert not AlignedGoal.objects.for_actor(actor(county.tomasz)).exists()
    assert not AlignmentSheet.objects.for_actor(actor(county.tomasz)).exists()
    assert signed_in(county.tomasz).get(url("goal", referral, goal)).status_code == 404


def test_f64_before_both_sides_work_on_it_and_after_nothing_is_changed(county):
    referral = shared(county, state="sent")
    client = signed_in(county.tomasz)
    assert client.get(url("goal_new", referral)).status_code == 409
    assert client.post(url("goal_new", referral), SENT_GOAL).status_code == 422
    county.move(referral, "accept", county.tomasz)
    goal = with_goal(county, referral)
    county.move(referral, "complete", county.tomasz, "Gespräch geführt.")
    assert "Anerkennung bis März" in text_of(client.get(url("alignment", referral)))
    assert client.get(url("goal", referral, goal)).status_code == 409
    assert client.post(url("goal_remove", referral, goal)).status_code == 409
    assert client.post(url("alignment_sign", referral), {"version": 2}).status_code == 409


PAGES = ["alignment", "goal_new", "alignment_history", "goal", "goal_remove"]


@pytest.mark.parametrize("name", PAGES)
def test_r29_after_a_withdrawal_the_receiver_finds_nothing_even_with_the_page_still_open(
    county, referral, tomasz, name
):
    goal = with_goal(county, referral)
    page = url(name, referral, goal) if name.startswith("goal") and name != "goal_new" else url(name, referral)
    state = tomasz.get(page)
    assert state.status_code == 200
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    for headers in ({}, {"If-None-Match": "*", "Range": "bytes=0-9"}):
        assert tomasz.get(page, headers=headers).status_code == 404
    sent = tomasz.post(page, SENT_GOAL)
    assert sent.status_code in {404, 405}
    assert "Anerkennung" not in text_of(sent)


def test_r29_after_a_withdrawal_the_sender_reads_and_changes_nothing(county, referral, ayla):
    goal = with_goal(county, referral)
    state = ayla.get(url("goal", referral, goal)).context["form"].state
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    refused = ayla.post(url("goal", referral, goal), {**SENT_GOAL, STATE: state, "integration_goal": "neu"})
    assert refused.status_code == 422
    assert "neu" in text_of(refused)
    assert [each.integration_goal for each in goals()] == ["Antrag bis Januar"]


def test_r20_a_goal_of_another_referral_is_not_found_under_ones_own(county, referral, ayla):
    goal = with_goal(county, referral)
    own = shared(county)
    assert ayla.get(url("goal", own, goal)).status_code == 404
    assert ayla.post(url("goal_remove", own, goal)).status_code == 404
    assert len(goals()) == 1


def test_r26_what_a_form_does_not_ask_for_is_ignored(county, referral, ayla):
    other = shared(county)
    names = [field.name for model in (AlignedGoal, AlignmentSheet) for field in model._meta.concrete_fields]
    forged = dict.fromkeys([*names, *(f"{name}_id" for name in names)], str(other.pk))
    ayla.post(url("goal_new", referral), {**forged, **SENT_GOAL})
    goal = goals()[0]
    assert (goal.referral, goal.sheet.referral) == (referral, referral)
    assert str(goal.pk) != str(other.pk)
    assert goal.removed_at is None
    sheet = AlignmentSheet.objects.unrestricted().get()
    assert (sheet.sender_signed_at, sheet.receiver_signed_at) == (None, None)
    ayla.post(url("alignment_sign", referral), {**forged, "version": sheet.version})
    sheet.refresh_from_db()
    assert (sheet.sender_signed_by, sheet.receiver_signed_at) == (county.ayla, None)


def test_r45_reading_changing_and_signing_are_events_that_name_no_words(county, referral, ayla):
    ayla.post(url("goal_new", referral), SENT_GOAL)
    ayla.get(url("alignment", referral))
    ayla.post(url("alignment_sign", referral), {"version": 2})
    assert [event.details["act"] for event in events("cases.alignment.change")] == ["add"]
    assert len(events("cases.alignment.read")) == 1
    assert len(events("cases.alignment.sign")) == 1
    about = [event for action in ("change", "read", "sign") for event in events(f"cases.alignment.{action}")]
    assert {event.details["record"] for event in about} == {str(referral.record_id)}
    assert not any("Anerkennung" in json.dumps(event.details) for event in about)


def test_f64_the_sheet_asks_as_many_queries_with_twenty_goals_as_with_one(county, referral, ayla):
    with_goal(county, referral)
    ayla.get(url("alignment", referral))
    with CaptureQueriesContext(connection) as few:
        ayla.get(url("alignment", referral))
    for number in range(19):
        with_goal(county, referral, integration_goal=f"Ziel {number}")
    with CaptureQueriesContext(connection) as many:
        ayla.get(url("alignment", referral))
    assert len(many) == len(few)
    assert len(many) <= SHEET_QUERIES


SHEET_QUERIES = 40


def test_r24_a_colleague_of_the_receiver_who_does_not_work_on_it_finds_nothing(county, referral):
    colleague = member(county.jobcenter)
    assert signed_in(colleague).get(url("alignment", referral)).status_code == 404
