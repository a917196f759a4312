"""F63: the client's copy of what was written about them, in one click, in the language of the consent, recorded."""

import io
import uuid

import pdfplumber
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from cases.access import actor
from cases.models import AlignmentSheet, ClientCopy, Message
from cases.referrals import consent_actions
from cases.referrals.other_side_steps import say
from tests.cases.factories import signed_in
from tests.cases.referrals.sharing import conflict, dropout_consent, events, shared, url, with_goal

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


def words_in(response) -> str:
    assert response.status_code == 200, response
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def message(county, referral) -> Message:
    say(referral, "message", "Bitte das Zeugnis mitbringen.", actor(county.tomasz), "receiver")
    return Message.objects.unrestricted().get()


def test_f63_a_message_is_copied_in_one_click_by_either_side(county, referral, ayla, tomasz):
    page = url("copy", referral, "nachricht", message(county, referral))
    for client in (ayla, tomasz):
        words = words_in(client.post(page))
        for said in ("Bitte das Zeugnis mitbringen.", "Kopie für Sie", county.jobcenter.name, county.sozialwerk.name):
            assert said in words
    made = list(ClientCopy.objects.unrestricted())
    assert [(copy.of, copy.language) for copy in made] == [("message", "ar"), ("message", "ar")]
    assert {copy.by for copy in made} == {county.ayla, county.tomasz}
    assert [event.details["language"] for event in events("cases.copy")] == ["ar", "ar"]


def test_f63_the_referral_is_copied_as_it_was_sent(referral, ayla):
    words = words_in(ayla.post(url("copy", referral, "uebergabe", referral)))
    for said in ("Anerkennung als Pflegehilfe", "Nazanin Azadi, 1991", "gemeinsames Erstgespräch", referral.number):
        assert said in words


def test_f63_the_sheet_is_copied_with_both_sides_and_how_they_stand(county, referral, tomasz):
    with_goal(county, referral, contradicts=True, state="not_kept", reason="Der Kurs fiel aus.")
    sheet = AlignmentSheet.objects.unrestricted().get()
    words = words_in(tomasz.post(url("copy", referral, "abgleich", sheet)))
    for said in ("Anerkennung bis März", "Antrag bis Januar", "passt nicht zusammen", "Der Kurs fiel aus."):
        assert said in words
    assert "Kopien für die Klientin" in tomasz.get(url("alignment", referral)).content.decode()


def test_f63_a_notice_and_a_conflict_are_copied_with_what_they_have_beside(county, ayla):
    consent = dropout_consent(county)
    sent = {
        "kennung": uuid.uuid4(),
        "wen": f"{consent.pk}.{county.jobcenter.pk}",
        "art": "threatened",
        "seit": "1.1.2026",
    }
    choice = ayla.get("/faelle/abbruch/neu/").context["form"].fields["antwort"].choices[0][0]
    told = ayla.post("/faelle/abbruch/neu/", {**sent, "text": "Fehlt.", "antwort": choice, "melden": ""})["Location"]
    notice = told.split("/")[2]
    words = words_in(ayla.post(url("copy", notice, "uebergabe", notice)))
    for said in ("Abbruch droht", "01.01.2026", "Fehlt."):
        assert said in words
    made = conflict(county)
    assert "Wir sehen die Kinderbetreuung anders." in words_in(ayla.post(url("copy", made, "uebergabe", made)))


def test_r25_the_file_has_a_neutral_name_and_is_not_stored(county, referral, ayla):
    response = ayla.post(url("copy", referral, "uebergabe", referral))
    assert response["Content-Disposition"] == 'attachment; filename="Kopie.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "ETag" not in response
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        assert "Azadi" not in str(pdf.metadata)


def test_r22_the_receivers_copy_has_the_kinds_the_consent_names(county, referral, tomasz):
    words = words_in(tomasz.post(url("copy", referral, "uebergabe", referral)))
    assert "069 90009-777" in words
    for extra in ("Gesundheit", "Ziele und Vereinbarungen"):
        assert extra not in words


@pytest.mark.parametrize("kind", ["nachricht", "uebergabe", "abgleich", "einwilligung", "anderes"])
def test_r20_nothing_of_another_referral_is_copied_through_ones_own(county, referral, ayla, kind):
    other = shared(county, record=county.record())
    with_goal(county, other)
    sheet = AlignmentSheet.objects.unrestricted().get()
    of = {"nachricht": message(county, other), "abgleich": sheet}.get(kind, other)
    ayla.post(url("copy", referral, kind, uuid.uuid4()))
    with CaptureQueriesContext(connection) as foreign:
        found = ayla.post(url("copy", referral, kind, of))
    with CaptureQueriesContext(connection) as missing:
        nothing = ayla.post(url("copy", referral, kind, uuid.uuid4()))
    assert (
        (found.status_code, len(found.content))
        == (nothing.status_code, len(nothing.content))
        == (404, len(found.content))
    )
    assert len(foreign) == len(missing)
    assert not ClientCopy.objects.unrestricted().exists()


@pytest.mark.parametrize("kind", ["nachricht", "uebergabe", "abgleich"])
def test_r29_after_a_withdrawal_the_receiver_copies_nothing(county, referral, tomasz, kind):
    with_goal(county, referral)
    of = {"nachricht": message(county, referral), "abgleich": AlignmentSheet.objects.unrestricted().get()}
    page = url("copy", referral, kind, of.get(kind, referral))
    assert tomasz.get(page).status_code == 200
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    assert tomasz.post(page).status_code == 404
    assert tomasz.get(page).status_code == 404


def test_r29_what_ends_while_it_is_printed_is_not_handed_out(referral, tomasz, monkeypatch):
    def printed(_copy: object) -> bytes:
        consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
        return b"%PDF"

    monkeypatch.setattr("cases.referrals.printing.client_copy", printed)
    assert tomasz.post(url("copy", referral, "uebergabe", referral)).status_code == 404
    assert not ClientCopy.objects.unrestricted().exists()


def test_r11_a_copy_needs_a_factor_proved_just_now(referral, ayla, settings):
    settings.PORTAL_STEP_UP_SECONDS = -1
    assert ayla.get(url("copy", referral, "uebergabe", referral)).status_code == 200
    assert ayla.post(url("copy", referral, "uebergabe", referral)).status_code == 302
    assert not ClientCopy.objects.unrestricted().exists()


def test_r22_a_sheet_is_not_copied_where_the_consent_names_no_goals(county, ayla):
    referral = shared(county, "health")
    sheet = AlignmentSheet.objects.create(referral=referral, employment_plan="cooperation_plan")
    for client in (ayla, signed_in(county.tomasz)):
        assert client.post(url("copy", referral, "abgleich", sheet)).status_code == 404


@pytest.mark.parametrize(
    ("purpose", "there"), [("alignment", "abgleich"), ("dropout", "abbruch"), ("conflict", "klaerung")]
)
def test_f65_the_page_of_a_referral_can_lead_to_what_both_sides_do(referral, ayla, rf, purpose, there):
    referral.purpose = purpose
    shown = render_to_string("cases/referrals/includes/shared_work.html", {"referral": referral}, rf.get("/"))
    assert f"/faelle/{referral.pk}/{there}/" in shown
    assert url("copy", referral, "uebergabe", referral) in shown
    assert (url("conflict_new", referral) in shown) == (purpose != "conflict")
