"""F65: a (threatened) dropout is told in one short form and answered by a date."""

import datetime as dt
import json
import re
import uuid

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.access import actor
from cases.models import DropoutNotice, Message, Referral
from cases.referrals import consent_actions
from cases.referrals.queries import contents_of
from tests.cases.factories import signed_in
from tests.cases.referrals.sharing import dropout_consent, events, url

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
NEW = "/faelle/abbruch/neu/"


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def ayla(county):
    return signed_in(county.ayla)


@pytest.fixture
def tomasz(county):
    return signed_in(county.tomasz)


def text_of(response) -> str:
    return response.content.decode()


def typed(county, consent, **values) -> dict[str, str]:
    return {
        "kennung": str(uuid.uuid4()),
        "suche": "Azadi",
        "wen": f"{consent.pk}.{county.jobcenter.pk}",
        "art": "threatened",
        "seit": "17.11.2026",
        "text": "Seit drei Tagen ist sie nicht im Kurs.",
        "antwort": "2026-11-23T12:00:00+01:00",
        "anruf": "",
        "melden": "",
        **values,
    }


def referrals() -> list[Referral]:
    return list(Referral.objects.unrestricted())


def reported(county, client) -> Referral:
    consent = dropout_consent(county)
    assert client.post(NEW, typed(county, consent)).status_code == 302
    return referrals()[0]


def test_f65_one_form_drafts_and_sends_and_the_answer_is_due_at_noon_of_the_next_working_day(county, ayla):
    consent = dropout_consent(county)
    page = ayla.post(NEW, {"suche": "azad", "suchen": ""})
    assert "Nazanin Azadi (1991), an " + county.jobcenter.name in text_of(page)
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert shown["antwort"] == "2026-11-23T12:00:00+01:00"
    assert "Montag, 23. November, 12:00" in text_of(page)
    # The only one found is chosen already, so that little is left to type.
    filled = {**shown, "seit": "17.11.2026", "text": "Seit drei Tagen nicht da.", "melden": "", "anruf": ""}
    response = ayla.post(NEW, {name: value if value is not None else "" for name, value in filled.items()})
    (referral,) = referrals()
    assert response["Location"] == url("dropout", referral)
    assert (referral.purpose, referral.state, referral.consent) == ("dropout", "sent", consent)
    assert referral.due_at == dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)
    notice = DropoutNotice.objects.unrestricted().get()
    assert (notice.kind, notice.since, notice.answer_by) == ("threatened", dt.date(2026, 11, 17), referral.due_at)
    assert "Seit drei Tagen nicht da." in text_of(signed_in(county.tomasz).get(url("dropout", referral)))


@pytest.mark.parametrize("caller", ["receiver", "sender"])
def test_f65_one_tap_answers_who_calls_and_both_sides_see_it(county, ayla, tomasz, caller):
    referral = reported(county, ayla)
    page = tomasz.get(url("dropout", referral))
    assert "Wir rufen an" in text_of(page)
    version = re.search(r'name="version" value="(\d+)"', text_of(page))[1]
    assert tomasz.post(url("dropout", referral), {"anruf": caller, "version": version}).status_code == 302
    notice = DropoutNotice.objects.unrestricted().get()
    assert (notice.caller, notice.answered_by) == (caller, county.tomasz)
    calling = county.jobcenter if caller == "receiver" else county.sozialwerk
    for client in (ayla, tomasz):
        shown = text_of(client.get(url("dropout", referral)))
        assert re.search(rf'check_circle"/></svg> {calling.name}</span>', shown)
        assert "Wir rufen an" not in shown
    referral = referrals()[0]
    assert (referral.state, referral.taken_by) == ("accepted", county.tomasz)
    assert Message.objects.unrestricted().get().text == f"Es ruft an: {calling.name}."


def test_f65_the_first_look_of_the_receiver_is_noted(county, ayla, tomasz):
    referral = reported(county, ayla)
    ayla.get(url("dropout", referral))
    assert referrals()[0].state == "sent"
    tomasz.get(url("dropout", referral))
    assert referrals()[0].state == "seen"


def test_f65_answering_twice_or_in_an_old_window_changes_nothing(county, ayla, tomasz):
    referral = reported(county, ayla)
    page = text_of(tomasz.get(url("dropout", referral)))
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    sent = {"anruf": "receiver", "version": version}
    tomasz.post(url("dropout", referral), sent)
    late = tomasz.post(url("dropout", referral), {**sent, "anruf": "sender"})
    assert late.status_code == 409
    assert DropoutNotice.objects.unrestricted().get().caller == "receiver"


@pytest.mark.parametrize("sent", [{}, {"anruf": "anybody"}, {"anruf": "receiver", "version": "x"}])
def test_f65_a_forged_answer_is_refused(county, ayla, tomasz, sent):
    referral = reported(county, ayla)
    assert tomasz.post(url("dropout", referral), sent).status_code == 409
    assert not DropoutNotice.objects.unrestricted().get().answered_at


def test_f65_the_sender_does_not_answer_for_the_other_side(county, ayla):
    referral = reported(county, ayla)
    refused = ayla.post(url("dropout", referral), {"anruf": "receiver", "version": referral.version})
    assert refused.status_code == 409
    assert not DropoutNotice.objects.unrestricted().get().answered_at


def test_f65_without_such_a_consent_it_says_what_to_do_and_nothing_typed_is_lost(county, ayla):
    consent = county.consent(county.record(), purpose="first_talk")
    found = ayla.post(NEW, {"suche": "Azadi", "suchen": "", "text": "Fehlt seit Montag.", "seit": "16.11.2026"})
    assert "zu Beginn des Kurses aufgenommen" in text_of(found)
    for words in ("Fehlt seit Montag.", "16.11.2026", "Azadi"):
        assert words in text_of(found)
    refused = ayla.post(NEW, typed(county, consent))
    assert refused.status_code == 422
    assert "Seit drei Tagen ist sie nicht im Kurs." in text_of(refused)
    assert referrals() == []


def test_f65_consent_that_ends_while_the_page_is_open_is_refused(county, ayla):
    consent = dropout_consent(county)
    sent = typed(county, consent)
    ayla.post(NEW, {"suche": "Azadi", "suchen": ""})
    consent_actions.withdraw_consent(consent=consent, way="client", by=None)
    refused = ayla.post(NEW, sent)
    assert refused.status_code == 422
    assert "gilt keine Einwilligung mehr" in text_of(refused)
    assert referrals() == []


def test_r22_only_what_the_consent_names_goes_along(county, ayla):
    ayla.post(NEW, typed(county, dropout_consent(county, categories=["attendance"])))
    (referral,) = referrals()
    assert set(contents_of(referral, actor(county.tomasz))) == {"attendance"}
    page = text_of(signed_in(county.tomasz).get(url("dropout", referral)))
    for word in ("Nazanin", "Azadi", "90009-777"):
        assert word not in page


def test_f65_a_consent_that_names_neither_attendance_nor_the_concern_does_not_carry_it(county, ayla):
    consent = dropout_consent(county, categories=["identity"])
    refused = ayla.post(NEW, typed(county, consent))
    assert refused.status_code == 422
    assert "nicht die Teilnahme" in text_of(refused)
    assert referrals() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "  ", "in einem Satz, was Ihnen aufgefallen ist"),
        ("seit", "", "den Tag an"),
        ("seit", "21.11.2026", "liegt in der Zukunft"),
        ("seit", "gestern", "24.12.2026"),
        ("wen", "", "Bitte suchen Sie die Person"),
        ("wen", "x.y", "gilt keine Einwilligung mehr"),
        ("antwort", "2026-11-20T12:00:00+01:00", "einen Tag, der noch kommt"),
    ],
)
def test_f65_what_is_missing_is_said_and_the_rest_stays(county, ayla, field, value, said):
    refused = ayla.post(NEW, {**typed(county, dropout_consent(county)), field: value})
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert referrals() == []
    if field != "text":
        assert "Seit drei Tagen ist sie nicht im Kurs." in text_of(refused)
    if field != "wen":
        assert re.search(r'name="wen" value="[^"]+"[^>]*checked', text_of(refused))


def test_f65_a_form_sent_twice_is_one_notice(county, ayla):
    sent = typed(county, dropout_consent(county))
    first, second = ayla.post(NEW, sent), ayla.post(NEW, sent)
    assert first["Location"] == second["Location"]
    assert len(referrals()) == 1


def test_r26_a_forged_key_organisation_owner_or_consent_is_not_taken(county, ayla):
    consent = dropout_consent(county)
    other = county.sent()
    forged = {field.name: str(other.pk) for field in Referral._meta.concrete_fields}
    forged |= {field.attname: str(county.stranger.pk) for field in Referral._meta.concrete_fields}
    # The key of another referral is no more than the name of a form.
    taken = ayla.post(NEW, {**forged, **typed(county, consent), "kennung": str(other.pk)})
    assert taken.status_code == 302
    assert str(other.pk) not in taken["Location"]
    foreign = ayla.post(NEW, {**typed(county, consent), "wen": f"{consent.pk}.{county.stranger.pk}"})
    assert foreign.status_code == 422
    assert len(referrals()) == 2
    made = next(each for each in referrals() if each.pk != other.pk)
    assert (made.sender, made.receiver, made.state, made.created_by) == (
        county.sozialwerk,
        county.jobcenter,
        "sent",
        county.ayla,
    )


def test_r20_somebody_elses_clients_are_neither_found_nor_chosen(county):
    consent = dropout_consent(county)
    client = signed_in(county.tomasz)
    for name in ("Azadi", "K 17", ""):
        assert "Nazanin" not in text_of(client.post(NEW, {"suche": name, "suchen": ""}))
    assert client.post(NEW, typed(county, consent)).status_code == 422
    assert referrals() == []


def test_f50_each_name_a_search_shows_is_an_event(county, ayla):
    consent = dropout_consent(county)
    county.record(last_name="Azadzoi")
    ayla.post(NEW, {"suche": "aza", "suchen": ""})
    assert [event.details["hits"] for event in events("cases.record.search")] == [2]
    found = {event.object_id for event in events("cases.record.found")}
    assert str(consent.record_id) in found
    assert len(found) == 2
    assert not any("aza" in json.dumps(event.details).lower() for event in events("cases.record.search"))


def test_f65_a_file_number_or_nothing_at_all_finds_them_too(county, ayla):
    dropout_consent(county)
    for asked in ("k17", "K 17", ""):
        assert "Nazanin Azadi (1991)" in text_of(ayla.post(NEW, {"suche": asked, "suchen": ""}))
    assert "niemand so zu finden" in text_of(ayla.post(NEW, {"suche": "Niemals", "suchen": ""}))


def test_r11_telling_and_answering_need_a_factor_proved_just_now(county, ayla, tomasz, friday):
    referral = reported(county, ayla)
    friday.shift(dt.timedelta(minutes=11))
    led = ayla.get(NEW)
    assert led.status_code == 302
    assert tomasz.get(url("dropout", referral)).status_code == 200
    assert tomasz.post(url("dropout", referral), {"anruf": "receiver", "version": 2}).status_code == 302
    assert not DropoutNotice.objects.unrestricted().get().answered_at


def test_r29_after_a_withdrawal_the_receiver_neither_reads_nor_answers(county, ayla, tomasz):
    referral = reported(county, ayla)
    page = text_of(tomasz.get(url("dropout", referral)))
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    assert tomasz.get(url("dropout", referral)).status_code == 404
    assert tomasz.post(url("dropout", referral), {"anruf": "receiver", "version": version}).status_code == 404
    assert ayla.get(url("dropout", referral)).status_code == 200


def test_r43_mails_name_nobody(county, ayla, tomasz, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        referral = reported(county, ayla)
    told = [message for message in mail.outbox if county.tomasz.email in message.to]
    assert told
    for message in mail.outbox:
        for word in ("Nazanin", "Azadi", "Kurs", "Abbruch", county.sozialwerk.name, referral.number):
            assert word not in message.subject + message.body


def test_r25_the_title_says_what_it_is_and_never_who(county, ayla):
    referral = reported(county, ayla)
    for page in (NEW, url("dropout", referral)):
        title = re.search(r"<title>(.*?)</title>", text_of(ayla.get(page)), re.S)[1]
        assert "Azadi" not in title
    assert "Azadi" not in referral.number


def test_f65_a_referral_of_another_purpose_has_no_such_page(county, ayla):
    assert ayla.get(url("dropout", county.sent())).status_code == 404


def test_f65_the_search_asks_as_many_queries_for_twenty_clients_as_for_one(county, ayla):
    """But one event for each name shown."""
    dropout_consent(county)
    asked = {"suche": "", "suchen": ""}
    ayla.post(NEW, asked)
    with CaptureQueriesContext(connection) as few:
        ayla.post(NEW, asked)
    for number in range(9):
        dropout_consent(county, record=county.record(last_name=f"Azadi{number}"))
    with CaptureQueriesContext(connection) as many:
        ayla.post(NEW, asked)
    of_events = ("auditevent", "pg_advisory_xact_lock")
    reads = [
        [q for q in each if q["sql"].startswith("SELECT") and not any(word in q["sql"] for word in of_events)]
        for each in (few, many)
    ]
    assert len(reads[0]) == len(reads[1])


def test_f65_the_address_is_short_and_for_caseworkers(county):
    assert reverse("cases:dropout_new") == NEW
    officer = signed_in(county.other)
    county.other.memberships.update(role="organisation_officer")
    assert officer.get(NEW).status_code == 403
