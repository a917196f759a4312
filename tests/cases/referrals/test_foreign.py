"""What is somebody else's, what ended, and what never was are one and the same (R20, R29, R42)."""

import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter

from cases import urls
from cases.access import actor
from cases.models import Referral
from cases.referrals import consent_actions, thread_actions
from cases.referrals.thread_actions import CheckedFile
from portal.models import AuditEvent
from tests.cases.factories import SCAN, County, signed_in
from tests.cases.referrals.test_files import MEETING

OF_REFERRAL = {
    "referral": "get",
    "referral_names": "post",
    "referral_move": "post",
    "referral_hand_on": "get",
    "referral_change": "get",
    "referral_discard": "get",
    "referral_send": "post",
    "ground_ask": "get",
    "message_new": "post",
    "attachment_new": "post",
    "appointment_new": "get",
}
NESTED = {
    "attachment": "get",
    "attachment_remove": "get",
    "appointment": "get",
    "appointment_cancel": "get",
    "appointment_calendar": "get",
}
VARIES = ("Expires", "Date", "Content-Security-Policy", "X-Request-ID", "Server-Timing")


class Whole:
    """A referral with a file and an appointment."""

    def __init__(self, county: County) -> None:
        self.referral = county.sent()
        county.move(self.referral, "see", county.tomasz)
        by = actor(county.ayla)
        file = CheckedFile("a.pdf", "application/pdf", SCAN)
        self.attachment = thread_actions.attach(referral=self.referral, file=file, category="concern", by=by)
        self.appointment = thread_actions.make_appointment(referral=self.referral, meeting=MEETING, by=by)

    def address(self, name: str, pk: object = None) -> str:
        parent = pk or self.referral.pk
        if name in OF_REFERRAL:
            return reverse(f"cases:{name}", args=[parent])
        child = self.attachment if name.startswith("attachment") else self.appointment
        return reverse(f"cases:{name}", args=[parent, child.pk])


def answer(client, method: str, address: str):
    """Status, body length, headers, number of queries, events."""
    before = AuditEvent.objects.count()
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address)
    headers = {name: value for name, value in response.headers.items() if name not in VARIES}
    events = [(event.action, event.outcome, event.object_type) for event in AuditEvent.objects.order_by("pk")[before:]]
    return response.status_code, len(response.content), headers, len(queries), events


@pytest.mark.parametrize("name", OF_REFERRAL)
def test_r20_a_foreign_referral_answers_as_one_that_does_not_exist(county, name):
    whole = Whole(county)
    client = signed_in(county.other)
    method = OF_REFERRAL[name]
    answer(client, method, whole.address(name))  # whatever is asked but once
    foreign = answer(client, method, whole.address(name))
    missing = answer(client, method, whole.address(name, uuid.UUID(int=7)))
    assert foreign == missing
    assert foreign[0] == 404
    assert foreign[4] == [("cases.refused", "refused", "referral")]


@pytest.mark.parametrize("name", NESTED)
def test_r20_a_child_is_found_through_its_parent_alone(county, name):
    """Of a foreign referral, and – the ids nested crosswise – of another one that the person may see."""
    whole, other = Whole(county), Whole(county)
    method = NESTED[name]
    assert answer(signed_in(county.ayla), method, whole.address(name))[0] != 404 or name == "attachment_remove"
    stranger = signed_in(county.other)
    answer(stranger, method, whole.address(name))
    assert answer(stranger, method, whole.address(name)) == answer(
        stranger, method, whole.address(name, uuid.UUID(int=7))
    )
    client = signed_in(county.ayla)
    crosswise = whole.address(name, other.referral.pk)
    child = whole.attachment.pk if name.startswith("attachment") else whole.appointment.pk
    nothing = crosswise.replace(str(child), str(uuid.UUID(int=9)))
    answer(client, method, crosswise)
    found, missing = answer(client, method, crosswise), answer(client, method, nothing)
    assert found == missing
    assert found[0] == 404


READ_BY_RECEIVER = [
    ("get", "referral"),
    ("post", "referral_names"),
    ("post", "referral_move"),
    ("get", "referral_hand_on"),
    ("post", "message_new"),
    ("get", "attachment"),
    ("get", "appointment"),
    ("get", "appointment_calendar"),
]


@pytest.mark.parametrize("ends", ["withdrawn", "expired"])
def test_r29_when_the_consent_ends_everything_is_gone_for_the_receiver(county, ends, standing_clock):
    whole = Whole(county)
    client = signed_in(county.tomasz)
    inbox = reverse("cases:inbox")
    before = {name: getattr(client, method)(whole.address(name)) for method, name in READ_BY_RECEIVER}
    assert {name for name, response in before.items() if response.status_code == 404} == set()
    assert whole.referral.number in client.get(inbox).content.decode()
    old = Referral.objects.unrestricted().get(pk=whole.referral.pk).version
    if ends == "withdrawn":
        consent_actions.withdraw_consent(consent=whole.referral.consent, way="client", by=None)
    else:
        standing_clock.move_to(whole.referral.consent.valid_until)
        client = signed_in(county.tomasz)  # the session has ended as well
    for method, name in READ_BY_RECEIVER:
        assert getattr(client, method)(whole.address(name)).status_code == 404, name
    # The page still open, a download that goes on, a browser that asks whether anything has changed.
    data = {"schritt": "ask", "text": "Noch eine Frage", "version": old}
    assert client.post(whole.address("referral_move"), data).status_code == 404
    asked = {
        "HTTP_RANGE": "bytes=0-3",
        "HTTP_IF_NONE_MATCH": "*",
        "HTTP_IF_MODIFIED_SINCE": "Mon, 01 Jan 2035 00:00:00 GMT",
    }
    for name in ("attachment", "referral"):
        assert client.get(whole.address(name), **asked).status_code == 404
    page = client.get(f"{inbox}?stand=alle").content.decode()
    assert whole.referral.number not in page
    # The sender sees what became of it.
    shown = signed_in(county.ayla).get(whole.address("referral")).content.decode()
    if ends == "withdrawn":
        assert "Einwilligung widerrufen am" in shown


def test_r29_neither_range_nor_condition_is_answered(county):
    whole = Whole(county)
    client = signed_in(county.tomasz)
    asked = {
        "HTTP_RANGE": "bytes=0-3",
        "HTTP_IF_NONE_MATCH": "*",
        "HTTP_IF_MODIFIED_SINCE": "Mon, 01 Jan 2035 00:00:00 GMT",
    }
    for name in ("attachment", "appointment_calendar", "referral"):
        response = client.get(whole.address(name), **asked)
        assert response.status_code == 200, name
        assert not response.has_header("ETag")
        assert not response.has_header("Content-Range")
        assert response.has_header("Cache-Control")
    assert client.get(whole.address("attachment"), **asked).content == SCAN


def all_of(patterns) -> list[URLPattern]:
    return [each for each in patterns if isinstance(each, URLPattern)]


def fitting(converter) -> object:
    return 1 if isinstance(converter, IntConverter) else uuid.UUID(int=5)


def test_f42_no_address_answers_without_the_second_factor(county, client):
    whole = Whole(county)
    client.force_login(county.ayla)
    for pattern in all_of(urls.urlpatterns):
        names = pattern.pattern.converters
        known = {"pk": whole.referral.pk, "attachment": whole.attachment.pk, "appointment": whole.appointment.pk}
        values = {name: known.get(name, fitting(converter)) for name, converter in names.items()}
        address = reverse(f"cases:{pattern.name}", kwargs=values)
        for method in ("get", "post", "put", "delete", "head"):
            response = getattr(client, method)(address)
            assert response.status_code == 302, (method, address)
            assert "/konto/" in response["Location"]


@pytest.mark.urls("tests.cases.referrals.elsewhere")
def test_f42_nor_where_a_project_mounts_them_elsewhere(county, client):
    Whole(county)
    client.force_login(county.tomasz)
    for pattern in all_of(urls.urlpatterns):
        values = {name: fitting(converter) for name, converter in pattern.pattern.converters.items()}
        address = reverse(f"cases:{pattern.name}", kwargs=values)
        assert address.startswith("/anderswo/intern/")
        response = client.get(address)
        assert response.status_code == 302
        assert "/konto/" in response["Location"]


def test_f48_transitions_of_the_docs_are_those_of_the_code():
    written = StringIO()
    call_command("describe_transitions", stdout=written)
    committed = (Path(urls.__file__).parents[1] / "docs" / "faelle.md").read_text(encoding="utf-8")
    assert written.getvalue() == committed, "manage.py describe_transitions > docs/faelle.md"
