"""R57: a second click, the way back, an answer that was lost – whatever makes something makes it once and tells of it once."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access import actor
from cases.models import (
    AlignedGoal,
    Appointment,
    Attachment,
    Breach,
    ClientRecord,
    Consent,
    ConsentText,
    LegalGround,
    Message,
    Referral,
)
from cases.referrals import record_actions, thread_actions
from cases.referrals.alignment_forms import noons
from cases.referrals.receiver_choices import key_for
from portal.identity.auth import PortalRole
from portal.models import AuditEvent, OutgoingMail
from tests import factories
from tests.cases.factories import County, member, signed_in
from tests.cases.referrals.sharing import SENT_GOAL, dropout_consent, shared, url
from tests.cases.referrals.test_races import at_once

HIDDEN = re.compile(r'name="kennung" value="([0-9a-f-]{36})"')
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass
class Case:
    """`page` shows the form, `to` takes it; `other` is the change that makes another entry of it."""

    model: Any
    page: str
    sent: dict[str, Any]
    other: dict[str, Any]
    to: str = ""


def record(county: County) -> Case:
    person = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991", "language": "ar"}
    return Case(ClientRecord, reverse("cases:record_new"), person, {"first_name": "Omid"})


def relative(county: County) -> Case:
    person = {"first_name": "Omid", "last_name": "Azadi", "birth": "2001", "language": "ar"}
    return Case(ClientRecord, url("record_family", county.record()), person, {"first_name": "Zahra"})


def consent(county: County) -> Case:
    page = f"{url('consent_new', county.record())}?zweck=first_talk"
    until = timezone.localdate() + dt.timedelta(days=90)
    sent = {
        "recipients": [county.jobcenter.pk],
        "categories": ["concern", "identity"],
        "last_day": f"{until:%d.%m.%Y}",
        "language": "ar",
    }
    return Case(Consent, page, sent, {"categories": ["concern"]})


def draft(county: County) -> Case:
    page = f"{url('referral_new', county.record())}?zweck=first_talk"
    sent = {"andere": key_for(county.jobcenter.pk), "angabe_identity": "on", "angabe_concern": "Anerkennung"}
    return Case(Referral, page, sent, {"angabe_concern": "Anerkennung und Kurs"})


def message(county: County) -> Case:
    referral = county.sent()
    return Case(
        Message, url("referral", referral), {"text": "Ab Montag."}, {"text": "Oder."}, url("message_new", referral)
    )


def attachment(county: County) -> Case:
    referral = county.sent()
    to = url("attachment_new", referral)
    return Case(Attachment, url("referral", referral), {"datei": PDF, "was": "concern"}, {"was": "contact"}, to)


def appointment(county: County) -> Case:
    day = timezone.localdate() + dt.timedelta(days=7)
    sent = {"tag": f"{day:%d.%m.%Y}", "beginn": "10:00", "ende": "11:00", "ort": "Zimmer 4", "hinweis": ""}
    return Case(Appointment, url("appointment_new", county.sent()), sent, {"beginn": "10:30"})


def ground(county: County) -> Case:
    sent = {"grund": "danger", "begruendung": "Sie ist in Gefahr."}
    # Another one is refused while the first waits.
    return Case(LegalGround, url("ground_ask", county.draft()), sent, {})


def goal(county: County) -> Case:
    return Case(AlignedGoal, url("goal_new", shared(county)), dict(SENT_GOAL), {"employment_goal": "Ausbildung"})


def dropout(county: County) -> Case:
    given = dropout_consent(county)
    sent = {
        "wen": f"{given.pk}.{county.jobcenter.pk}",
        "art": "threatened",
        "seit": f"{timezone.localdate():%d.%m.%Y}",
        "text": "Seit drei Tagen ist sie nicht im Kurs.",
        "antwort": noons(timezone.now())[0].isoformat(),
        "anruf": "",
        "melden": "",
    }
    return Case(Referral, reverse("cases:dropout_new"), sent, {"art": "dropped_out"})


def conflict(county: County) -> Case:
    referral = shared(county)
    county.consent(referral.record, purpose="conflict", categories=["concern"])
    return Case(Referral, url("conflict_new", referral), {"text": "Wir sehen es anders."}, {"text": "Ganz anders."})


def breach(county: County) -> Case:
    sent = {
        "organisation": county.sozialwerk.pk,
        "known_at": f"{timezone.localtime():%d.%m.%Y %H:%M}",
        "what": "Brief an die falsche Adresse",
        "data": "Anschrift",
    }
    return Case(Breach, reverse("cases:breach_new"), sent, {"what": "Brief offen"})


CASES: list[Callable[[County], Case]] = [
    record,
    relative,
    consent,
    draft,
    message,
    attachment,
    appointment,
    ground,
    goal,
    dropout,
    conflict,
    breach,
]


def post(client: Client, case: Case, page_name: str, **changed: Any) -> Any:
    sent = {**case.sent, **changed, "kennung": page_name}
    if "datei" in sent:
        sent["datei"] = SimpleUploadedFile("a.pdf", sent["datei"])
    answer = client.post(case.to or case.page, sent)
    assert answer.status_code in {200, 302}, answer.content.decode()
    return answer.get("Location")


def counts(model: Any) -> tuple[int, int]:
    """Rows, and letters on their way."""
    return model.objects.unrestricted().count(), OutgoingMail.objects.count()


@pytest.mark.parametrize("made", CASES, ids=lambda made: made.__name__)
def test_r57_what_is_sent_twice_is_stored_once_and_told_once(county, made):
    case, client = made(county), signed_in(county.ayla)
    before = counts(case.model)
    page_name = HIDDEN.search(client.get(case.page).content.decode())
    assert page_name, "the form has no name of its page"
    first, after = post(client, case, page_name[1]), counts(case.model)
    assert after[0] == before[0] + 1
    assert post(client, case, page_name[1]) == first
    assert counts(case.model) == after
    if case.other:
        # Other words from a page that the browser has kept are not lost.
        post(client, case, page_name[1], **case.other)
        assert counts(case.model)[0] == before[0] + 2
    # The same words from another page are another entry.
    if made not in {ground, record}:
        post(client, case, HIDDEN.search(client.get(case.page).content.decode())[1])
        assert counts(case.model)[0] == before[0] + 3


@pytest.mark.parametrize("made", [record, message, breach], ids=lambda made: made.__name__)
def test_r20_r26_the_name_of_somebody_elses_page_or_entry_says_nothing(county, made):
    case = made(county)
    page_name = HIDDEN.search(signed_in(county.ayla).get(case.page).content.decode())[1]
    post(signed_in(county.ayla), case, page_name)
    entry = case.model.objects.unrestricted().latest("pk")
    colleague = signed_in(member(county.sozialwerk, role="supervisor"))
    for name in (page_name, str(entry.pk)):
        post(colleague, case, name)
    assert case.model.objects.unrestricted().count() >= 3


def test_r57_what_was_taken_back_can_be_entered_anew_from_the_same_page(county):
    case, client = appointment(county), signed_in(county.ayla)
    page_name = HIDDEN.search(client.get(case.page).content.decode())[1]
    post(client, case, page_name)
    row = Appointment.objects.unrestricted().get()
    client.post(url("appointment_cancel", row.referral, row))
    post(client, case, page_name)
    assert Appointment.objects.unrestricted().filter(cancelled_at=None).exclude(pk=row.pk).count() == 1
    case = goal(county)
    post(client, case, page_name)
    taken = AlignedGoal.objects.unrestricted().get()
    AlignedGoal.objects.unrestricted().update(removed_at=timezone.now())
    post(client, case, page_name)
    assert AlignedGoal.objects.unrestricted().filter(removed_at=None).exclude(pk=taken.pk).count() == 1


def test_r57_a_page_shown_again_with_what_is_wrong_keeps_its_name(county):
    case, client = record(county), signed_in(county.ayla)
    page_name = HIDDEN.search(client.get(case.page).content.decode())[1]
    refused = client.post(case.page, {**case.sent, "birth": "neunzehn", "kennung": page_name})
    assert HIDDEN.search(refused.content.decode())[1] == page_name
    # What is no name makes no trouble: each is an entry of its own.
    for nonsense in ("", "keine", "9" * 400):
        assert client.post(case.page, {**case.sent, "kennung": nonsense}).status_code == 302
    assert ClientRecord.objects.unrestricted().count() == 3


def test_f46_a_version_of_the_consent_text_begun_twice_is_begun_once(county):
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    client = signed_in(user)
    texts = ConsentText.objects.count()
    first, second = (client.post(reverse("cases:consent_texts"), {"note": "Aufsicht"}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert ConsentText.objects.count() == texts + 1
    assert client.post(reverse("cases:consent_texts"), {"note": "Anderes"}).status_code == 422


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
def test_r57_a_double_click_answered_by_two_processes_is_one():
    county = County()
    name = uuid.uuid4()
    fields = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991", "language": "ar"}
    act = {"organisation": county.sozialwerk, "fields": fields, "by": actor(county.ayla), "form": name}
    made = at_once(*[lambda: record_actions.create_record(**act)] * 3)
    assert len({each.pk for each in made}) == ClientRecord.objects.unrestricted().count() == 1
    word = {"referral": county.sent(), "text": "Ab Montag.", "by": actor(county.ayla), "form": name}
    said = at_once(*[lambda: thread_actions.write_word(**word)] * 3)
    assert len({each.pk for each in said}) == Message.objects.unrestricted().count() == 1
    assert AuditEvent.objects.filter(action="cases.message.create").count() <= 1
