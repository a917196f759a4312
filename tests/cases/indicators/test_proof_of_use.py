"""F68: proof of employment, report and accepted figures become one proof, judged by the guideline, due three months after its end."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.access import actor
from cases.indicators.proof_of_use import actions, checks, notifications, queries, states
from cases.indicators.proof_of_use.duties import number as counted
from cases.indicators.proof_of_use.duties import owed as owed_by
from cases.indicators.proof_of_use.errors import NotNow, Refused, Stale, Unfinished, WordsMissing
from cases.models import ProofOfUse, ProofStep, Submission
from directory.models import Absence, SubstituteTask
from portal.duties.answering import answering
from portal.extensions import Asker
from portal.identity.auth import OrganisationRole
from portal.models import AuditEvent, User
from tests import factories
from tests.cases.factories import signed_in
from tests.cases.indicators import proofs

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 2, 10)


@pytest.fixture
def later(carriers, clock):
    """The funding period 2026 is over; its proof is due on 31 March 2027."""
    clock.move_to(proofs.AFTER)
    return carriers


def judged(carriers):
    return {
        (check.rule.key, check.subject): check
        for check in checks.checks(queries.facts_of(proofs.proof_of(carriers), TODAY))
    }


def statuses(carriers, rule):
    return [check.status for place, check in judged(carriers).items() if place[0] == rule]


def in_state(carriers, state):
    row = proofs.proof_of(carriers)
    values = {"state": state, "submitted_at": proofs.AFTER if state in states.DELIVERED else None}
    ProofOfUse.objects.unrestricted().filter(pk=row.pk).update(**values)
    return proofs.proof_of(carriers)


def test_f68_each_role_does_in_each_state_what_the_table_allows_and_nothing_else(later):
    people = {"reporter": later.jonas, "coordinator": later.birgit, "nobody": later.mirko}
    actors = {role: actor(user) for role, user in people.items()}
    for state, step, role in itertools.product(states.STATES, states.TRANSITIONS, people):
        row = in_state(later, state)
        if state in step.sources and step.role == role:
            actions.move(row, step.name, actors[role], "Ein Satz.")
            assert proofs.proof_of(later).state == step.target
            last = ProofStep.objects.unrestricted().filter(proof=row).latest("pk")
            assert (last.name, last.source, last.by) == (step.name, state, people[role])
            assert AuditEvent.objects.latest("pk").action == "indicators.proof.move"
        else:
            with pytest.raises(NotNow):
                actions.move(row, step.name, actors[role], "Ein Satz.")


def test_f68_what_needs_a_reason_is_refused_without(later):
    for step in states.TRANSITIONS:
        if step.needs_text:
            with pytest.raises(WordsMissing):
                actions.move(in_state(later, min(step.sources)), step.name, actor(later.birgit), " ")


def test_f68_every_reporter_of_a_funding_period_owes_one_and_only_once(later):
    assert ProofOfUse.objects.unrestricted().count() == 2
    assert {row.due_on for row in ProofOfUse.objects.unrestricted()} == {dt.date(2027, 3, 31)}
    assert actions.owe() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        ProofOfUse.objects.create(period=proofs.period(), organisation=later.sozialwerk, due_on=dt.date(2027, 3, 31))


def test_f68_who_need_not_report_need_not_prove(later):
    ProofOfUse.objects.unrestricted().delete()
    Submission.objects.unrestricted().filter(organisation=later.brueckenhaus).update(state="excepted")
    assert actions.owe() == 1
    assert ProofOfUse.objects.unrestricted().get().organisation == later.sozialwerk


def test_f68_what_is_handed_in_has_a_time(later):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProofOfUse.objects.unrestricted().update(state="submitted")


def test_f68_everything_fulfilled(later):
    proofs.ready(later)
    assert {check.status for check in judged(later).values()} == {checks.FULFILLED}


def test_f68_nobody_employed_is_missing(later):
    assert statuses(later, "staff") == [checks.MISSING]


@pytest.mark.parametrize(("share", "status"), [("25", checks.FULFILLED), ("24.99", checks.NEEDS_REASON)])
def test_f68_a_quarter_of_a_post_is_the_least(later, share, status):
    proofs.advisor(later, share=Decimal(share))
    assert statuses(later, "share") == [status]


def test_f68_a_share_nobody_gave_is_missing(later):
    proofs.advisor(later, share=None)
    assert statuses(later, "share") == [checks.MISSING]


def test_f68_a_kind_nobody_gave_is_missing_unless_others_pay(later):
    person = str(proofs.advisor(later, qualification="").person_id)
    assert judged(later)["qualification", person].status == checks.MISSING
    row = proofs.proof_of(later)
    place = ("qualification", person)
    actions.save(proof=row, texts={}, given={place: proofs.given("not_funded", "")}, by=actor(later.jonas))
    found = judged(later)
    assert found[place].status == checks.EXCUSED and ("share", person) not in found
    assert found["staff", ""].status == checks.MISSING


@pytest.mark.parametrize(
    ("begun", "began", "status"),
    [
        ("2026-04-15", "2026-01-15", checks.FULFILLED),
        ("2026-04-16", "2026-01-15", checks.NEEDS_REASON),
        (None, "2026-01-15", checks.NEEDS_REASON),
        (None, "2026-12-01", checks.FULFILLED),  # there is time until 1 March
        (None, None, checks.MISSING),
        (None, "2025-07-01", checks.FULFILLED),  # six months before the period (LÖ-RL 3.3.3)
        (None, "2025-07-02", checks.NEEDS_REASON),
    ],
)
def test_d17_the_follow_up_of_kind_c_begins_within_three_months(later, begun, began, status):
    days = {name: dt.date.fromisoformat(text) if text else None for name, text in (("b", begun), ("f", began))}
    proofs.advisor(later, qualification="c", follow_up_on=days["b"], valid_from=days["f"])
    assert statuses(later, "follow_up") == [status]


@pytest.mark.parametrize(
    ("since", "reason", "problem"),
    [
        (None, "Im Rathaus Haldenrain.", True),
        ("2025-08-01", "Im Rathaus Haldenrain.", True),
        ("2025-05-01", "", True),
        ("2025-05-01", "Im Rathaus Haldenrain.", False),
    ],
)
def test_f68_earlier_work_replaces_the_follow_up_when_it_is_long_enough(later, since, reason, problem):
    person = proofs.advisor(later, qualification="c", valid_from=dt.date(2026, 1, 15)).person_id
    day = dt.date.fromisoformat(since) if since else None
    place = ("follow_up", str(person))
    given = {place: proofs.given("earlier_work", reason, day)}
    actions.save(proof=proofs.proof_of(later), texts={}, given=given, by=actor(later.jonas))
    check = judged(later)[place]
    assert bool(check.problem) is problem and check.is_open is problem


def test_d5_a_long_absence_needs_a_substitute_or_a_reason(later):
    away, deputy = proofs.advisor(later), proofs.advisor(later, "Ehrlich")
    absence = Absence.objects.create(person=away.person, first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 6, 30))
    place = ("substitute", f"{away.person_id}-20260302")
    assert judged(later)[place].status == checks.NEEDS_REASON
    assert "13.04.2026–30.06.2026" in judged(later)[place].text
    task = SubstituteTask.objects.create(absence=absence, position=away, due_on=dt.date(2026, 4, 13))
    task.substitute = deputy
    task.save()
    assert judged(later)[place].status == checks.FULFILLED


def test_f68_only_accepted_figures_count_and_the_four_answers_stay_apart(later):
    proofs.advisor(later)
    assert statuses(later, "figures") == [checks.MISSING]
    values = {"plans": "0", "plans:art": "value", "persons:art": "nothing", "persons": ""}
    row = proofs.figures(
        later,
        accepted=False,
        **values,
        **{"families:art": "not_available", "families": "", "families:grund": "Bogen verloren"},
    )
    assert statuses(later, "figures") == [checks.NEEDS_REASON]
    assert queries.accepted_figures(proofs.proof_of(later)) == []
    Submission.objects.unrestricted().filter(pk=row.pk).update(state="locked")
    assert statuses(later, "figures") == [checks.FULFILLED]
    blocks = {block.key: block.total.text for block in queries.accepted_figures(proofs.proof_of(later))}
    assert (
        blocks["plans"] == "0" and blocks["persons"] == "nichts zu melden" and blocks["families"] == "liegt nicht vor"
    )


def test_f68_a_draft_is_kept_and_handed_in_once_all_is_said(later, django_capture_on_commit_callbacks):
    proofs.advisor(later)
    proofs.figures(later)
    row, browser = proofs.proof_of(later), signed_in(later.jonas)
    address = reverse("indicators:proof", args=[row.pk])
    page = browser.get(address)
    assert browser.post(address, proofs.filled(page, **{"text-work": "Beratung an drei Orten."})).status_code == 302
    page = browser.get(address)
    assert "Beratung an drei Orten." in page.content.decode()
    answer = browser.post(reverse("indicators:submit_proof", args=[row.pk]), proofs.filled(page))
    assert answer.status_code == 422 and "Hier fehlt noch der Text" in answer.content.decode()
    assert f'action="{address}"' in answer.content.decode(), "saving must not hand in"
    texts = {f"text-{heading}": text for heading, text in proofs.TEXTS.items()}
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("indicators:submit_proof", args=[row.pk]), proofs.filled(answer, **texts))
    assert answer.status_code == 302
    row = proofs.proof_of(later)
    assert (row.state, row.submitted_by) == ("submitted", later.jonas)
    assert [mail.subject for mail in outbox.outbox][-1] == "Ein Verwendungsnachweis ist eingegangen"
    again = browser.post(reverse("indicators:submit_proof", args=[row.pk]), proofs.filled(page))
    assert again.status_code == 302 and ProofStep.objects.unrestricted().filter(proof=row).count() == 1


def test_f68_what_is_typed_in_vain_is_not_lost(later):
    row, browser = proofs.proof_of(later), signed_in(later.jonas)
    proofs.advisor(later, qualification="c", valid_from=dt.date(2026, 1, 15))
    address = reverse("indicators:proof", args=[row.pk])
    page = browser.get(address)
    name = next(name for name in page.context["form"].fields if name.endswith("seit"))
    answer = browser.post(address, proofs.filled(page, **{name: "vorgestern", "text-work": "Mein Text"}))
    content = answer.content.decode()
    assert answer.status_code == 422 and "vorgestern" in content and "Mein Text" in content
    assert "24.12.2026" in content


def test_f75_two_people_write_and_both_versions_are_shown(later):
    row = proofs.proof_of(later)
    other = signed_in(User.objects.get(pk=later.jonas.pk))
    address = reverse("indicators:proof", args=[row.pk])
    mine, theirs = signed_in(later.jonas), other
    page = mine.get(address)
    theirs.post(address, proofs.filled(theirs.get(address), **{"text-work": "Fassung der Kollegin"}))
    answer = mine.post(address, proofs.filled(page, **{"text-work": "Meine Fassung"}))
    content = answer.content.decode()
    assert answer.status_code == 409 and "Fassung der Kollegin" in content and "Meine Fassung" in content


def test_f68_the_script_saves_and_hears_how_far_it_is(later):
    row, browser = proofs.proof_of(later), signed_in(later.jonas)
    address = reverse("indicators:proof", args=[row.pk])
    sent = proofs.filled(browser.get(address), **{"text-work": "Entwurf"})
    said = browser.post(address, sent, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    assert queries.texts_of(row) == {"work": "Entwurf"}
    assert said["saved"].startswith("Entwurf, gespeichert um") and said["done"] == 1
    again = browser.post(address, {**sent, "stand": said["state"], "text-work": "Mehr"})
    assert again.status_code == 302, "the state that came back is good for the next time"


def test_f68_what_was_handed_in_stays_as_it_was(later):
    row = proofs.submitted(later)
    proofs.advisor(later, "Zugezogen")
    content = signed_in(later.birgit).get(reverse("indicators:proof_review", args=[row.pk])).content.decode()
    assert "Korber, Ayla" in content and "Zugezogen" not in content
    assert AuditEvent.objects.filter(action="indicators.proof.review", actor_id=later.birgit.pk).count() == 1


def test_f68_a_draft_is_nothing_for_the_coordinator_s_eyes(later):
    row = proofs.ready(later)
    content = signed_in(later.birgit).get(reverse("indicators:proof_review", args=[row.pk])).content.decode()
    assert "Korber" not in content and "Bericht zu work" not in content
    assert signed_in(later.birgit).get(reverse("indicators:proof_file", args=[row.pk, "pdf"])).status_code == 404


def test_f68_returned_with_a_question_it_is_open_again(later):
    row = proofs.submitted(later)
    browser = signed_in(later.birgit)
    page = browser.get(reverse("indicators:proof_review", args=[row.pk]))
    sent = {"stand": page.context["form"]["stand"].value(), "aktion": "return", "notiz": ""}
    address = reverse("indicators:decide_proof", args=[row.pk])
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, {**sent, "notiz": "Wer vertrat im Mai?"}).status_code == 302
    content = signed_in(later.jonas).get(reverse("indicators:proof", args=[row.pk])).content.decode()
    assert "Wer vertrat im Mai?" in content and "Prüfen und einreichen" in content
    assert browser.post(address, {**sent, "notiz": "Noch etwas"}).status_code == 422, "it is not there any more"


def test_f68_an_older_page_decides_nothing(later):
    row = proofs.submitted(later)
    with pytest.raises(Stale):
        actions.accept(proof=row, version=row.version - 1, by=actor(later.birgit))
    sent = {"stand": row.version - 1, "aktion": "accept", "notiz": ""}
    answer = signed_in(later.birgit).post(reverse("indicators:decide_proof", args=[row.pk]), sent)
    assert answer.status_code == 409


def test_f68_accepted_with_figures_that_were_waiting(later):
    proofs.advisor(later)
    figures = proofs.figures(later, accepted=False)
    row, jonas = proofs.proof_of(later), actor(later.jonas)
    given = {("figures", ""): proofs.given("in_review", "")}
    row = actions.save(proof=row, texts=proofs.TEXTS, given=given, by=jonas)
    row = actions.submit(proof=row, version=row.version, by=jonas)
    with pytest.raises(Refused, match="Kennzahlen"):
        actions.accept(proof=row, version=row.version, by=actor(later.birgit))
    Submission.objects.unrestricted().filter(pk=figures.pk).update(state="accepted")
    row = actions.accept(proof=row, version=row.version, by=actor(later.birgit))
    content = signed_in(later.jonas).get(reverse("indicators:proof", args=[row.pk])).content.decode()
    assert row.state == "accepted" and "sind angenommen" in content and "werden noch geprüft" not in content


def test_f68_unfinished_is_not_handed_in_by_any_way(later):
    row = proofs.proof_of(later)
    with pytest.raises(Unfinished) as refusal:
        actions.submit(proof=row, version=row.version, by=actor(later.jonas))
    assert {check.rule.key for check in refusal.value.checks} == {"staff", "report", "figures"}


def test_f68_before_the_period_is_over_there_is_only_a_draft(later, clock):
    clock.move_to(dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC))
    row = proofs.ready(later)
    browser, address = signed_in(later.jonas), reverse("indicators:submit_proof", args=[row.pk])
    page = browser.get(reverse("indicators:proof", args=[row.pk]))
    answer = browser.post(address, proofs.filled(page, **{"text-work": "Schon geschrieben"}))
    assert answer.status_code == 409 and "läuft noch" in answer.content.decode()
    assert queries.texts_of(row)["work"] == "Schon geschrieben" and proofs.proof_of(later).state == "draft"


def test_f68_lists_cost_the_same_however_long_they_are(later):
    def queries_of(user, name):
        browser = signed_in(user)
        browser.get(reverse(f"indicators:{name}"))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse(f"indicators:{name}")).status_code == 200
        return len(captured)

    before = [queries_of(later.jonas, "proofs"), queries_of(later.birgit, "proof_overview")]
    for _each in range(3):
        other = factories.OrganisationFactory()
        factories.MembershipFactory(user=later.jonas, organisation=other, role=OrganisationRole.REPORTER)
        ProofOfUse.objects.create(period=proofs.period(), organisation=other, due_on=dt.date(2027, 3, 31))
    assert [queries_of(later.jonas, "proofs"), queries_of(later.birgit, "proof_overview")] == before


def test_f68_who_leads_reads_and_does_not_write(later):
    row = proofs.ready(later)
    browser, address = signed_in(later.mirko), reverse("indicators:proof", args=[row.pk])
    page = browser.get(address)
    assert page.status_code == 200 and "Bericht zu work" in page.content.decode()
    assert browser.post(address, {"text-work": "Anders"}).status_code == 409
    assert queries.texts_of(row)["work"] == "Bericht zu work."


@pytest.mark.parametrize("name", ["proof", "submit_proof"])
def test_r20_another_carrier_s_proof_does_not_exist(later, name):
    row = proofs.ready(later)
    assert signed_in(later.yasemin).post(reverse(f"indicators:{name}", args=[row.pk]), {}).status_code == 404
    assert AuditEvent.objects.filter(action="cases.refused", actor_id=later.yasemin.pk).count() == 1


@pytest.mark.parametrize("name", ["submit_proof", "decide_proof", "proof_file"])
def test_r11_handing_in_deciding_and_files_ask_for_a_fresh_factor(later, clock, name):
    row = proofs.submitted(later)
    person = later.birgit if name == "decide_proof" else later.jonas
    browser = signed_in(person)
    clock.shift(dt.timedelta(minutes=20))
    address = reverse(f"indicators:{name}", args=[row.pk, "pdf"] if name == "proof_file" else [row.pk])
    answer = browser.get(address) if name == "proof_file" else browser.post(address, {})
    assert answer.status_code == 302 and "next=" in answer.url


def duties(user):
    number = User.objects.filter(pk=user.pk).annotate(n=counted(Asker(user.pk, is_superuser=False)))
    found = list(owed_by(answering(user.pk)))
    assert len(found) == number.values_list("n", flat=True).get()
    return found


def test_f58_due_from_the_end_of_the_period_for_the_carrier_then_for_the_coordinator(carriers, clock):
    assert duties(carriers.jonas) == []
    clock.move_to(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC))  # the new year has begun in Berlin
    found = duties(carriers.jonas)
    assert [(one.due, one.clause) for one in found] == [(dt.date(2027, 3, 31), "LÖ-RL 3.10.1")]
    assert duties(carriers.ayla) == duties(carriers.birgit) == []
    clock.move_to(proofs.AFTER)
    proofs.submitted(carriers)
    assert duties(carriers.jonas) == []
    assert [one.title for one in duties(carriers.birgit)] == ["1 Verwendungsnachweis prüfen"]
    assert "Verwendungsnachweis prüfen" in signed_in(carriers.birgit).get("/zu-erledigen/").content.decode()


@pytest.mark.parametrize(
    ("moment", "is_late"), [("2027-03-31T21:59:59", False), ("2027-03-31T22:00:00", True)], ids=["last second", "over"]
)
def test_f53_the_last_day_counts_to_its_end_in_berlin(later, clock, moment, is_late):
    clock.move_to(dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC))
    page = signed_in(later.birgit).get(reverse("indicators:proof_overview"))
    assert {line.is_late for line in page.context["lines"]} == {is_late}


def test_f68_reminders_before_and_after_the_day_and_to_who_accepts(later, clock, django_capture_on_commit_callbacks):
    def reminded(day):
        clock.move_to(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(8), dt.UTC))
        with django_capture_on_commit_callbacks(execute=True):
            return notifications.remind_carriers(dt.date.fromisoformat(day))

    row = proofs.proof_of(later, later.brueckenhaus)
    ProofOfUse.objects.unrestricted().filter(pk=row.pk).update(state="excepted")
    days = ("2027-03-16", "2027-03-17", "2027-03-17", "2027-03-28", "2027-04-01", "2027-04-02", "2027-04-08")
    assert [reminded(day) for day in days] == [0, 1, 0, 1, 1, 0, 1]
    clock.move_to(dt.datetime(2027, 4, 9, 8, tzinfo=dt.UTC))
    proofs.submitted(later)
    clock.shift(dt.timedelta(days=8))
    call_command("remind_submissions", verbosity=0)
    assert proofs.proof_of(later).review_reminded_on == dt.date(2027, 4, 17)


def test_f68_the_overview_shows_states_alone(later):
    proofs.submitted(later)
    browser = signed_in(later.birgit)
    content = browser.get(reverse("indicators:proof_overview")).content.decode()
    assert "eingereicht" in content and "Entwurf" in content and "Korber" not in content
    assert signed_in(later.jonas).get(reverse("indicators:proof_overview")).status_code == 403


def test_f68_who_is_excepted_owes_nothing(later):
    row = proofs.proof_of(later)
    actions.decide(proof=row, step="except", note="keine Förderung", version=1, by=actor(later.birgit))
    assert duties(later.jonas) == []
    page = signed_in(later.jonas).get(reverse("indicators:proof", args=[row.pk]))
    assert "keine Förderung" in page.content.decode()
