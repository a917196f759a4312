"""Parties agree to the next version: by link, signed in, on paper; then it counts, and not a day before (F10, F11)."""

import datetime as dt
import itertools

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from pages.approval import actions, states
from pages.approval.states import Standing
from pages.models import Approval, ApprovalLink, ApprovalReply, NormativePage, Version
from portal.models import AuditEvent
from tests import factories
from tests.pages import partners
from tests.pages.approval import consents
from tests.pages.approval.consents import EFFECTIVE, asked, drafted, link_of, now, opened, said, state_of

TODAY = dt.date(2026, 11, 23)
STATES = ("asked", "agreed", "objected", "withdrawn")
ACTS = ("agree", "object", "withdraw", "ask", "record")


@pytest.fixture
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(clock):
    return consents.people()


@pytest.fixture
def coordinator(people):
    return partners.coordinator()


@pytest.fixture
def version(people, coordinator):
    return drafted(people, by=coordinator)


@pytest.fixture
def rows(version, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return asked(version)


@pytest.fixture
def office(rows, coordinator):
    return partners.browser(coordinator)


def email(row) -> str:
    return row.representative.person.user.email


def by_link(row, **changes):
    client, page = opened(email(row))
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client, client.post(page, said(**changes))


ALLOWED = {
    ("asked", "agree"): "agreed",
    ("asked", "object"): "objected",
    ("asked", "withdraw"): "withdrawn",
    ("asked", "ask"): "asked",
    ("asked", "record"): "agreed",
    ("agreed", "withdraw"): "withdrawn",
    ("objected", "ask"): "asked",
    ("objected", "record"): "agreed",
    ("objected", "withdraw"): "withdrawn",
    ("withdrawn", "ask"): "asked",
    ("withdrawn", "record"): "agreed",
}


@pytest.mark.parametrize(("state", "act"), list(itertools.product(STATES, ACTS)))
def test_f10_what_may_follow_what(state, act):
    assert states.after(state, act) == ALLOWED.get((state, act), "")


def test_f10_only_required_parties_count():
    said = [Standing("agreed", True, True), Standing("objected", False), Standing("asked", True)]
    tally = states.tally(said)
    assert (tally.needed, tally.agreed, tally.objected, tally.signed) == (2, 1, 0, 1)
    assert not tally.is_agreed


@pytest.mark.parametrize(
    ("effective", "last"),
    [(dt.date(2026, 11, 24), dt.date(2026, 11, 23)), (dt.date(2027, 6, 1), dt.date(2027, 1, 22))],
)
def test_f11_a_link_ends_before_the_version_begins_and_after_sixty_days_at_the_latest(effective, last):
    assert states.link_ends_on(TODAY, effective) == last


def test_f11_a_party_reads_exactly_the_text_and_agrees_without_an_account(version, rows):
    client, page = opened(email(rows[0]))
    response = client.get(page)
    shown = response.content.decode()
    assert "Wir treffen uns jedes Vierteljahr." in shown
    assert "Was sich gegenüber dem geltenden Text ändert" in shown
    assert "1. Januar 2027" in shown
    assert "31. Dezember 2026" in shown  # until when
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert client.post(page, said()).status_code == 302
    receipt = client.get(page).content.decode()
    assert "hat zugestimmt" in receipt
    reply = ApprovalReply.objects.get()
    assert reply.short_digest in receipt
    assert (reply.digest, reply.function, reply.channel) == (now(version).digest, "Bürgermeisterin", "link")
    event = AuditEvent.objects.get(action="approval.answer")
    assert (event.details["digest"], event.details["agrees"], event.actor_id) == (reply.digest, True, None)


def test_f11_the_secret_is_stored_nowhere_and_leaves_the_address(rows):
    path = link_of(email(rows[0]))
    secret = path.split("/")[-2]
    assert len(secret) == 43  # 256 bits
    assert not ApprovalLink.objects.filter(digest=secret).exists()
    response = Client().get(path)
    assert secret not in response["Location"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not any(secret in str(event.details) + event.object_id for event in AuditEvent.objects.all())


def test_f11_reading_a_link_answers_nothing(rows):
    for _time in range(3):
        client, page = opened(email(rows[0]))
        client.get(page)
        client.head(page)
    assert state_of(rows[0]) == "asked"
    assert Client().post(link_of(email(rows[0])), said()).status_code == 405


def test_f11_the_page_opens_only_where_the_link_was(rows):
    _client, page = opened(email(rows[0]))
    for stranger in (Client(), opened(email(rows[1]))[0], partners.browser(rows[0].representative.person.user)):
        response = stranger.post(page, said())
        assert response.status_code == 410
        assert "führt zu nichts" in response.content.decode()
    assert Client().get("/zustimmung/gibt-es-nicht/").status_code == 410
    assert state_of(rows[0]) == "asked"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"antwort": "nein"}, "reason"),
        ({"name": " "}, "name"),
        ({"function": ""}, "function"),
        ({"antwort": ""}, "__all__"),
    ],
)
def test_f11_an_incomplete_answer_is_asked_for_again_and_keeps_what_was_typed(rows, changes, field):
    _client, response = by_link(rows[0], **changes)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "Jana Feld" in response.content.decode() or field == "name"
    assert state_of(rows[0]) == "asked"


def test_f11_a_used_link_shows_its_receipt_and_takes_no_second_answer(rows):
    by_link(rows[0])
    again, page = opened(email(rows[0]))
    assert "hat zugestimmt" in again.get(page).content.decode()
    response = again.post(page, said(antwort="nein", reason="Doch nicht."))
    assert response.status_code == 409
    assert "schon beantwortet" in response.content.decode()
    assert state_of(rows[0]) == "agreed"
    assert ApprovalReply.objects.count() == 1


def late(_rows, _by, clock):
    clock.move_to(dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC))


def taken_back(rows, by, _clock):
    actions.take_back(version=now(rows[0].version), by=by)


def changed_and_asked_again(rows, by, clock):
    taken_back(rows, by, clock)
    version = now(rows[0].version)
    draft = version.document.get_latest_revision_as_object()
    draft.sections[0].value["text"].source = "<p>Wir treffen uns monatlich.</p>"
    draft.save_revision()
    asked(version, by)


def withdrawn(rows, by, _clock):
    actions.withdraw_link(approval=rows[0], by=by)


def sent_again(rows, by, _clock):
    actions.send_again(approval=rows[0], address="neu@example.org", by=by)


def withdrawn_as_a_whole(rows, by, _clock):
    from pages.versions import actions as versions

    versions.withdraw(version=now(rows[0].version), by=by)


@pytest.mark.parametrize(
    ("happens", "word"),
    [
        (late, "Frist"),
        (taken_back, "nicht mehr so vor"),
        (changed_and_asked_again, "nicht mehr so vor"),
        (withdrawn, "zurückgezogen"),
        (sent_again, "zurückgezogen"),
        (withdrawn_as_a_whole, "nicht mehr so vor"),
    ],
)
def test_f11_a_link_that_is_late_or_void_or_whose_text_has_changed_is_refused_with_a_reason(
    clock, rows, coordinator, happens, word
):
    client, page = opened(email(rows[0]))
    path = link_of(email(rows[0]))
    happens(rows, coordinator, clock)
    if happens is late:
        client = Client()
        page = client.get(path)["Location"]
    response = client.post(page, said())
    assert response.status_code == 409
    assert word in response.content.decode() or happens is changed_and_asked_again
    assert not ApprovalReply.objects.exists()
    assert word in client.get(page).content.decode() or happens is changed_and_asked_again


def test_f10_it_is_adopted_with_the_last_required_consent_and_counts_from_its_day_not_before(
    clock, version, rows, office
):
    by_link(rows[0])
    by_link(rows[1])
    page = version.document
    assert "2 von 3 haben zugestimmt" in office.get(page.get_url()).content.decode()
    assert now(version).state == "asked"
    by_link(rows[2])
    assert now(version).state == "adopted"
    call_command("begin_versions", verbosity=0)
    assert "Vierteljahr" not in str(NormativePage.objects.get(pk=page.pk).sections.raw_data[0])
    clock.move_to(dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC))
    call_command("begin_versions", verbosity=0)
    assert "Vierteljahr" not in str(NormativePage.objects.get(pk=page.pk).sections.raw_data[0])
    clock.move_to(dt.datetime(2026, 12, 31, 23, 1, tzinfo=dt.UTC))
    call_command("begin_versions", verbosity=0)
    assert "Vierteljahr" in str(NormativePage.objects.get(pk=page.pk).sections.raw_data[0])


def test_f10_consent_missing_on_the_day_leaves_a_draft_that_never_counts_in_hindsight(clock, version, rows):
    by_link(rows[0])
    clock.move_to(dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC))
    call_command("begin_versions", verbosity=0)
    assert (now(version).state, now(version).effective_on, now(version).lapsed_on) == ("draft", None, EFFECTIVE)
    client = Client()
    page = client.get(link_of(email(rows[1])))["Location"]
    assert client.post(page, said()).status_code == 409


def test_f10_a_party_whose_consent_is_not_needed_holds_nothing_up(people, coordinator):
    version = drafted(people, by=coordinator)
    version.document.parties.model.objects.filter(page=version.document_id, organisation=people[2].organisation).update(
        must_agree=False
    )
    content = version.document.latest_revision.content
    for row in content["parties"]:
        row["must_agree"] = row["organisation"] != people[2].organisation_id
    version.document.latest_revision.save(update_fields=["content"])
    rows = asked(version)
    for row in rows[:2]:
        actions.answer(
            approval=row, answer=actions.Answer(True, "J. Feld", "Leitung"), by=row.representative.person.user
        )
    assert now(version).state == "adopted"


def test_f10_nobody_is_dropped_by_the_next_text_and_who_has_left_is_not_asked(people, coordinator):
    version = drafted(people, by=coordinator)
    revision = version.document.latest_revision
    revision.content["parties"] = revision.content["parties"][1:]
    revision.save(update_fields=["content"])
    assert len(asked(version)) == 3
    actions.take_back(version=now(version), by=coordinator)
    version.document.parties.model.objects.filter(page=version.document_id, organisation=people[1].organisation).update(
        left_on=dt.date(2026, 12, 1)
    )
    asked(now(version))
    assert Approval.objects.of_text().count() == 2


def test_f10_an_objection_with_its_reason_stands_under_what_the_coordinator_has_to_do(version, rows, office):
    by_link(rows[0], antwort="nein", reason="Ziffer 1 geht uns zu weit.")
    assert "Ziffer 1 geht uns zu weit." in office.get(f"/beteiligte/{version.document_id}/").content.decode()
    [duty] = [one for one in partners.duties(office) if one.kind == "approval.settle"]
    assert duty.state == "0 von 3 haben zugestimmt"
    assert partners.counted(office) == len(partners.duties(office))
    other = partners.browser(rows[1].representative.person.user)
    assert "Ziffer 1" not in other.get(f"/beteiligte/{version.document_id}/").content.decode()
    with_mail = [one for one in mail.outbox if "nicht zugestimmt" in one.subject]
    assert len(with_mail) == 1
    assert "Ziffer 1" not in with_mail[0].body


def test_f10_who_objected_is_asked_once_more_and_what_was_said_before_is_kept(version, rows, office):
    by_link(rows[0], antwort="nein", reason="Zu weit.")
    page = f"/beteiligte/{version.document_id}/stelle/{rows[0].pk}/link/"
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert office.post(page, {"address": email(rows[0])}).status_code == 302
    assert state_of(rows[0]) == "asked"
    by_link(rows[0])
    assert [reply.agrees for reply in rows[0].replies.all()] == [False, True]


def test_f11_a_representative_answers_signed_in_and_the_deputy_too(version, rows):
    first = partners.browser(rows[0].representative.person.user)
    [duty] = partners.duties(first)
    assert duty.title.startswith("Zustimmen oder nicht")
    assert partners.counted(first) == 1
    assert "Wir treffen uns jedes Vierteljahr." in first.get(duty.url).content.decode()
    assert first.post(duty.url, said()).status_code == 302
    assert partners.duties(first) == []
    assert ApprovalReply.objects.get().by == rows[0].representative.person.user
    deputy = partners.named(rows[1].organisation, "Zeisig")
    factories.deputies(rows[1].representative, deputy)
    factories.away(rows[1].representative.person, TODAY, TODAY + dt.timedelta(days=5))
    second = partners.browser(deputy.person.user)
    [duty] = [one for one in partners.duties(second) if one.kind == "approval.answer"]
    assert duty.on_behalf_of
    assert second.post(duty.url, said()).status_code == 302
    assert state_of(rows[1]) == "agreed"


def test_f11_nobody_answers_for_a_party_they_do_not_represent(version, rows):
    stranger = partners.browser(rows[1].representative.person.user)
    page = f"/beteiligte/{version.document_id}/stelle/{rows[0].pk}/antwort/"
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, said()).status_code == 404


def test_f10_the_coordinator_records_an_answer_on_paper(version, rows, office):
    page = f"/beteiligte/{version.document_id}/stelle/{rows[0].pk}/papier/"
    assert office.post(page, said(antwort="")).status_code == 422
    assert office.post(page, said()).status_code == 302
    assert ApprovalReply.objects.get().channel == "paper"


def test_f10_the_coordinator_puts_a_version_before_the_parties(version, people, coordinator):
    office = partners.browser(coordinator)
    page = f"/beteiligte/{version.document_id}/"
    assert "Den Beteiligten vorlegen" in office.get(page).content.decode()
    form = office.get(f"{page}vorlegen/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert data["stelle_0"] == people[0].person.user.email
    assert office.post(f"{page}vorlegen/", {**data, "stelle_1": "falsch"}).status_code == 422
    assert office.post(f"{page}vorlegen/", {**data, "stelle_2": ""}).status_code == 302
    assert now(version).state == "asked"
    assert ApprovalLink.objects.count() == 2
    assert office.post(f"{page}vorlegen/", data).status_code == 404


def test_f10_an_agreement_is_not_published_around_its_parties(version):
    page = version.document
    draft = page.get_latest_revision_as_object()
    draft.change_is_major = True
    from pages.documents.publication import PublicationRefused

    with pytest.raises(PublicationRefused, match="alle zugestimmt"):
        draft.save_revision().publish()
    draft.signed_on = TODAY
    draft.save_revision().publish()
    assert "Vierteljahr" in str(NormativePage.objects.get(pk=page.pk).sections.raw_data[0])


def test_f10_what_parties_read_is_not_published_in_the_editor(version, rows):
    from pages.documents.publication import PublicationRefused

    with pytest.raises(PublicationRefused):
        version.document.get_latest_revision().publish()


def test_f10_a_draft_is_not_adopted_without_its_parties(version, coordinator):
    office = partners.browser(coordinator)
    response = office.post(f"/fassungen/{version.document_id}/{version.pk}/beschliessen/", follow=True)
    assert "erst, wenn alle zugestimmt haben" in response.content.decode()
    assert now(version).state == "draft"


def test_f10_the_last_reminder_comes_once_three_working_days_before_the_end_with_a_link_of_its_own(
    clock, version, rows, django_capture_on_commit_callbacks
):
    by_link(rows[0])
    for day, expected in ((23, 0), (28, 2), (29, 0)):  # the last day is the 31st, a Thursday
        clock.move_to(dt.datetime(2026, 12, day, 11, tzinfo=dt.UTC))
        sent = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remind_approvals", verbosity=0)
        assert len(mail.outbox) - sent == expected, day
    _client, response = by_link(rows[1])
    assert response.status_code == 302


def test_f10_the_tab_asks_the_same_queries_whatever_the_number_of_parties(clock, coordinator):
    def queries(number):
        parties = consents.people([f"Stelle {number} {place}" for place in range(number)])
        version = drafted(parties, by=coordinator)
        asked(version)
        client = partners.browser(coordinator)
        client.get(f"/beteiligte/{version.document_id}/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(f"/beteiligte/{version.document_id}/")
        return len(found)

    assert queries(2) == queries(5)


def test_f11_guesses_are_slowed_down(rows):
    client = Client()
    answers = [client.get(f"/zustimmung/geraten{number}/").status_code for number in range(62)]
    assert answers[0] == 410
    assert answers[-1] == 429


def test_f10_the_history_names_who_agreed_to_which_text(version, rows, office):
    by_link(rows[0])
    shown = office.get(f"/fassungen/{version.document_id}/").content.decode()
    assert "Jana Feld (Bürgermeisterin)" in shown
    assert now(version).digest in shown
    assert Version.objects.get(pk=version.pk).approvals.count() == 3
