"""F54: the table of transitions is the rule – every state, every step, every role; F56: both values of a correction stay."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.urls import reverse

from cases.access import actor
from cases.indicators import answer_actions, notifications, period_actions, states, submission_actions
from cases.indicators.errors import Locked, NotNow, Refused, Stale, WordsMissing
from cases.indicators.steps import held, move
from cases.models import Correction, FieldComment, Submission, SubmissionStep
from portal.models import AuditEvent
from tests.cases.factories import signed_in

pytestmark = pytest.mark.django_db


def in_state(carriers, state):
    row = carriers.submission
    if state in states.DELIVERED:
        row = carriers.submitted()
    Submission.objects.unrestricted().filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("state", states.STATES)
@pytest.mark.parametrize("step", states.BY_NAME)
def test_f54_each_role_does_what_the_table_allows_and_nothing_else(carriers, state, step):
    row, transition = in_state(carriers, state), states.BY_NAME[step]
    people = {"reporter": carriers.jonas, "coordinator": carriers.birgit, "nobody": carriers.mirko}
    for role, user in people.items():
        row.refresh_from_db()
        own = Submission.objects.unrestricted().select_related("period").get(pk=row.pk)
        if state in transition.sources and transition.role == role:
            move(own, step, actor(user), "Ein Satz.")
            own.refresh_from_db()
            assert own.state == (transition.target or state)
            assert SubmissionStep.objects.unrestricted().filter(submission=own, name=step, by=user).count() == 1
            assert AuditEvent.objects.filter(action="indicators.submission.move", actor_id=user.pk).exists()
            Submission.objects.unrestricted().filter(pk=row.pk).update(state=state)
        else:
            with pytest.raises(NotNow):
                move(own, step, actor(user), "Ein Satz.")


@pytest.mark.parametrize("step", [one for one in states.TRANSITIONS if one.needs_text], ids=lambda one: one.name)
def test_f54_what_needs_a_reason_is_refused_without(carriers, step):
    row = in_state(carriers, min(step.sources))
    user = {"reporter": carriers.jonas, "coordinator": carriers.birgit}[step.role]
    with pytest.raises(WordsMissing):
        move(held(row, actor(user)), step.name, actor(user), "  ")


def test_f54_a_question_stands_at_its_field_until_it_is_handed_in_again(carriers):
    row = carriers.submitted()
    browser = signed_in(carriers.birgit)
    page = browser.get(reverse("indicators:review", args=[row.pk]))
    assert AuditEvent.objects.filter(action="indicators.submission.review", actor_id=carriers.birgit.pk).count() == 1
    values = {
        "aktion": "zurueckgeben",
        "frage-contacts.wohnen": "Stimmt die Begleitung?",
        "stand": page.context["submission"].version,
    }
    assert browser.post(reverse("indicators:decide", args=[row.pk]), values).status_code == 302
    content = signed_in(carriers.jonas).get(reverse("indicators:submission", args=[row.pk])).content.decode()
    assert "Rückfrage zu Wohnen:" in content and "Stimmt die Begleitung?" in content
    carriers.submitted()
    assert not FieldComment.objects.unrestricted().filter(answered_at=None).exists()


def test_f54_seven_are_accepted_at_once(carriers):
    rows = [carriers.submitted(), carriers.submitted(carriers.of(carriers.brueckenhaus), carriers.yasemin)]
    values = {"meldung": [row.pk for row in rows], "zeitraum": carriers.half_year.pk}
    assert signed_in(carriers.birgit).post(reverse("indicators:accept_several"), values).status_code == 302
    assert {row.state for row in Submission.objects.unrestricted().filter(period=carriers.half_year)} == {"accepted"}


def test_f54_the_overview_says_who_is_late_and_who_has_nothing_to_report(carriers, clock):
    row = carriers.of(carriers.brueckenhaus)
    values = {name: ("nothing" if name.endswith(":art") else "") for name in carriers.complete()}
    who = actor(carriers.yasemin)
    row = answer_actions.save_answers(submission=row, values=values, by=who)
    submission_actions.submit(submission=row, version=row.version, by=who)
    clock.move_to(dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC))
    page = signed_in(carriers.birgit).get(reverse("indicators:overview"), {"zeitraum": carriers.half_year.pk})
    lines = {line.submission.organisation_id: line for line in page.context["lines"]}
    assert lines[carriers.sozialwerk.pk].is_late and not lines[carriers.brueckenhaus.pk].is_late
    assert lines[carriers.brueckenhaus.pk].has_nothing and not lines[carriers.sozialwerk.pk].has_nothing


def test_f54_a_draft_is_nothing_for_the_coordinator_s_eyes(carriers):
    browser = signed_in(carriers.birgit)
    assert browser.get(reverse("indicators:review", args=[carriers.submission.pk])).status_code == 404
    assert signed_in(carriers.jonas).get(reverse("indicators:overview")).status_code == 403


def test_f54_an_older_page_decides_nothing(carriers):
    row = carriers.submitted()
    browser = signed_in(carriers.birgit)
    values = {"aktion": "zurueckgeben", "frage-plans": "Wirklich 20?", "notiz": "Bitte", "stand": row.version - 1}
    answer = browser.post(reverse("indicators:decide", args=[row.pk]), values)
    assert answer.status_code == 409
    assert 'value="Wirklich 20?"' in answer.content.decode() and 'value="Bitte"' in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"


@pytest.mark.parametrize("name", ["submission", "submit", "correct", "table_file", "review", "decide"])
def test_r45_a_refusal_is_told_although_the_page_takes_back_what_it_began(carriers, name):
    user = carriers.birgit if name in {"review", "decide"} else carriers.yasemin
    address = reverse(f"indicators:{name}", args=[carriers.submission.pk])
    browser = signed_in(user)
    answer = browser.get(address) if name == "review" else browser.post(address, {})
    assert answer.status_code == 404
    refused = AuditEvent.objects.filter(action="cases.refused", actor_id=user.pk)
    assert [one.object_id for one in refused] == [str(carriers.submission.pk)]


@pytest.mark.parametrize("name", ["submit", "correct"])
def test_r11_handing_in_and_correcting_ask_for_a_fresh_factor(carriers, clock, name):
    carriers.accepted()
    browser = signed_in(carriers.jonas)
    clock.shift(dt.timedelta(minutes=20))
    answer = browser.post(reverse(f"indicators:{name}", args=[carriers.submission.pk]), {})
    assert answer.status_code == 302 and "next=" in answer.url


def test_f56_a_correction_keeps_both_values_and_the_reason(carriers):
    row = carriers.accepted()
    page = signed_in(carriers.jonas).get(reverse("indicators:submission", args=[row.pk]))
    values = {
        "feld": "contacts.sprache.vermittlung",
        "art": "value",
        "wert": "31",
        "grund": "Zahlendreher",
        "stand": page.context["correction_form"]["stand"].value(),
    }
    browser = signed_in(carriers.jonas)
    assert browser.post(reverse("indicators:correct", args=[row.pk]), values).status_code == 302
    kept = Correction.objects.unrestricted().get()
    assert (kept.before_number, kept.after_number, kept.reason) == (20, 31, "Zahlendreher")
    row.refresh_from_db()
    assert row.state == "corrected"
    content = signed_in(carriers.birgit).get(reverse("indicators:review", args=[row.pk])).content.decode()
    assert "vorher: 20" in content and "Zahlendreher" in content
    assert browser.post(reverse("indicators:correct", args=[row.pk]), values).status_code == 409, "an older page"


def test_f56_a_correction_needs_its_reason(carriers):
    row = carriers.accepted()
    page = signed_in(carriers.jonas).get(reverse("indicators:submission", args=[row.pk]))
    stand = page.context["correction_form"]["stand"].value()
    values = {"feld": "plans", "art": "value", "wert": "-3", "grund": "", "stand": stand}
    answer = signed_in(carriers.jonas).post(reverse("indicators:correct", args=[row.pk]), values)
    assert answer.status_code == 422 and set(answer.context["correction_form"].errors) == {"grund", "wert"}


def test_f54_after_the_lock_only_an_exception_opens_again(carriers, clock):
    row = carriers.accepted()
    clock.move_to(dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC))
    call_command("close_periods", verbosity=0)
    row.refresh_from_db()
    assert row.state == "locked"
    open_row = carriers.of(carriers.brueckenhaus)
    with pytest.raises(Locked):
        answer_actions.save_answers(submission=open_row, values={}, by=actor(carriers.yasemin))
    browser = signed_in(carriers.birgit)
    page = browser.get(reverse("indicators:exception", args=[row.pk]))
    values = {"schritt": "unlock", "bis": "2027-06-10", "grund": "Nachtrag", "stand": row.version}
    assert browser.post(reverse("indicators:exception", args=[row.pk]), values).status_code == 302, page.status_code
    row.refresh_from_db()
    assert (row.state, row.unlocked_until) == ("returned", dt.date(2027, 6, 10))
    answer_actions.save_answers(submission=row, values=carriers.complete("7"), by=actor(carriers.jonas))
    clock.move_to(dt.datetime(2027, 6, 10, 22, 0, tzinfo=dt.UTC))  # midnight in Berlin
    with pytest.raises(Locked):
        answer_actions.save_answers(submission=row, values={}, by=actor(carriers.jonas))


@pytest.mark.parametrize("until", ["2026-11-22", "2027-12-01"])
def test_f54_an_exception_ends_soon_and_not_before_it_begins(carriers, until):
    with pytest.raises(Refused):
        submission_actions.open_again(
            submission=carriers.submission,
            until=dt.date.fromisoformat(until),
            note="Nachtrag",
            version=1,
            by=actor(carriers.birgit),
        )


def test_f54_who_is_excepted_owes_nothing(carriers):
    row = submission_actions.decide(
        submission=carriers.submission, step="except", note="neu gegründet", version=1, by=actor(carriers.birgit)
    )
    assert row.state == "excepted"
    page = signed_in(carriers.jonas).get(reverse("indicators:submission", args=[row.pk]))
    assert "neu gegründet" in page.content.decode()
    with pytest.raises(Stale):
        submission_actions.decide(submission=row, step="include", note="doch", version=1, by=actor(carriers.birgit))


def test_f54_reminders_go_to_who_reports_and_to_who_accepts_once_a_day(
    carriers, clock, django_capture_on_commit_callbacks
):
    def reminded(day):
        clock.move_to(dt.datetime.combine(day, dt.time(8), dt.UTC))
        return notifications.remind_reporters(day)

    assert reminded(dt.date(2027, 1, 16)) == 0 + 2 + 0, "the calendar year was due yesterday"
    assert reminded(dt.date(2027, 1, 17)) == 2, "fourteen days before the half-year"
    assert reminded(dt.date(2027, 1, 17)) == 0
    assert reminded(dt.date(2027, 1, 20)) == 0
    Submission.objects.unrestricted().exclude(period=carriers.half_year).delete()
    assert reminded(dt.date(2027, 1, 28)) == 2
    assert reminded(dt.date(2027, 1, 30)) == 0
    assert reminded(dt.date(2027, 2, 1)) == 2
    assert reminded(dt.date(2027, 2, 5)) == 0
    assert reminded(dt.date(2027, 2, 8)) == 2
    carriers.submitted()
    assert notifications.remind_coordinators(dt.date(2027, 2, 9)) == 0
    assert notifications.remind_coordinators(dt.date(2027, 2, 16)) == 1
    assert notifications.remind_coordinators(dt.date(2027, 2, 17)) == 0


def test_f54_mails_say_neither_who_nor_how_much(carriers, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        carriers.submitted()
    assert [one.to for one in outbox.outbox] == [[carriers.birgit.email]]
    text = outbox.outbox[0].subject + outbox.outbox[0].body
    assert carriers.sozialwerk.name not in text and "/kennzahlen/pruefung/" in text


def test_f53_locking_twice_changes_nothing(carriers, clock):
    clock.move_to(dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC))
    assert period_actions.lock_periods() == 4
    assert period_actions.lock_periods() == 0
