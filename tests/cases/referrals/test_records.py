"""Client records through their pages: made in one form, found again, shown to whoever is in charge, each look an event."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import ClientRecord, Holding
from portal.identity.auth import OrganisationRole
from portal.models import AuditEvent
from tests import factories
from tests.cases.factories import County, member, signed_in

PERSON = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991", "language": "ar"}


def rows():
    return ClientRecord.objects.unrestricted()


def events(action: str):
    return AuditEvent.objects.filter(action=action)


def make(client, **fields):
    return client.post(reverse("cases:record_new"), {**PERSON, "kennung": uuid.uuid4(), **fields})


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1991", "1991"),
        ("14.3.1991", "1991-03-14"),
        (" 14. 03. 1991 ", "1991-03-14"),
        ("1991-3-14", "1991-03-14"),
        ("١٩٩١", "1991"),
    ],
)
def test_f45_a_record_is_made_in_one_form(county, typed, kept):
    answer = make(signed_in(county.ayla), birth=typed)
    record = rows().get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("cases:record", args=[record.pk])
    assert (record.name, record.birth, record.organisation) == ("Nazanin Azadi", kept, county.sozialwerk)
    assert Holding.objects.unrestricted().get(record=record).user == county.ayla
    assert events("cases.record.create").count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first_name": ""}, "Vornamen"),
        ({"birth": "neunzehn"}, "1991 oder 14.3.1991"),
        ({"birth": "31.2.1991"}, "1991 oder 14.3.1991"),
        ({"birth": "1871"}, "vier Ziffern"),
        ({"birth": "2999"}, "vier Ziffern"),
        ({"birth": "12.3.2999"}, "vier Ziffern"),
        ({"municipality": "Atlantis"}, "Schreibweise"),
        ({"language": "klingonisch"}, "klingonisch"),
    ],
)
def test_f45_what_is_wrong_is_said_and_what_was_typed_is_kept(county, fields, said):
    answer = make(signed_in(county.ayla), contact="Telefon 0151 2", **fields)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Telefon 0151 2" in text_of(answer)
    assert not rows().exists()


@time_machine.travel(dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC), tick=False)
def test_f45_the_guardians_of_a_minor_are_asked_for(db):
    county = County()
    client = signed_in(county.ayla)
    assert "elterliche Sorge" in text_of(make(client, birth="2015"))
    assert "ganzen Tag" in text_of(make(client, birth="2008"))
    assert "elterliche Sorge" in text_of(make(client, birth="24.11.2008"))
    assert make(client, birth="23.11.2008").status_code == 302
    assert make(client, birth="2015", guardians="Frau Azadi").status_code == 302
    assert rows().count() == 2


def test_f45_a_form_sent_twice_makes_one_record(county):
    client, name = signed_in(county.ayla), uuid.uuid4()
    assert len({make(client, kennung=name)["Location"] for _time in range(2)}) == 1
    assert rows().count() == 1


def test_r20_a_form_with_the_key_of_somebody_elses_record_changes_nothing_and_tells_nothing(county):
    theirs = county.record()
    answer = make(signed_in(county.other), kennung=theirs.pk, first_name="Anders")
    # As with any other name of a page.
    assert answer.status_code == 302
    assert str(theirs.pk) not in answer["Location"]
    theirs.refresh_from_db()
    assert theirs.first_name == "Nazanin"


def test_f45_a_file_number_is_given_once(county):
    client = signed_in(county.ayla)
    make(client, file_number="IM 17/2026")
    answer = make(client, file_number="im17/2026")
    assert answer.status_code == 422
    assert "schon jemand" in text_of(answer)
    assert make(signed_in(county.other), file_number="IM 17/2026").status_code == 302


def test_f45_the_municipality_is_found_by_name(county):
    town = factories.MunicipalityFactory(name="Wengertsheim")
    make(signed_in(county.ayla), municipality="wengertsheim")
    record = rows().get()
    assert record.municipality == town.ags
    assert "Wengertsheim" in text_of(signed_in(county.ayla).get(reverse("cases:record", args=[record.pk])))


def test_f45_a_member_of_the_family_gets_an_own_record(county):
    mother = county.record(contact="0151 2", municipality="")
    client = signed_in(county.ayla)
    address = reverse("cases:record_family", args=[mother.pk])
    assert "0151 2" in text_of(client.get(address))
    client.post(address, {**PERSON, "first_name": "Omid", "contact": "0151 2", "kennung": uuid.uuid4()})
    mother.refresh_from_db()
    child = rows().exclude(pk=mother.pk).get()
    assert child.family == mother.family is not None
    assert child.reference in text_of(client.get(reverse("cases:record", args=[mother.pk])))


def test_r26_fields_that_are_not_in_the_form_are_ignored(county):
    names = {field.name for model in apps.get_app_config("cases").get_models() for field in model._meta.get_fields()}
    forged = dict.fromkeys(
        names - {*PERSON, "birth", "contact", "municipality", "file_number", "kennung"}, county.jobcenter.pk
    )
    forged |= {f"{name}_id": county.jobcenter.pk for name in names} | {"guardians": "", "interpreter": "x"}
    client = signed_in(county.ayla)
    make(client, **forged)
    record = rows().get()
    assert (record.organisation, record.version, record.closed_at) == (county.sozialwerk, 1, None)
    client.post(reverse("cases:record_change", args=[record.pk]), {**PERSON, **forged})
    record.refresh_from_db()
    assert (record.organisation, record.closed_at, record.created_by) == (county.sozialwerk, None, county.ayla)


ADDRESSES = [
    ("record", "get"),
    ("record_change", "get"),
    ("record_change", "post"),
    ("record_family", "get"),
    ("record_family", "post"),
    ("record_hand_over", "get"),
    ("record_hand_over", "post"),
    ("record_close", "get"),
    ("record_close", "post"),
    ("record_reopen", "post"),
    ("consent_new", "get"),
    ("consent_new", "post"),
    ("key_issue", "get"),
    ("key_issue", "post"),
    ("key_void", "get"),
    ("key_void", "post"),
]


def seen(client, method: str, address: str):
    """Status, headers, length and number of queries, with one request before that fills what is kept in memory."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = getattr(client, method)(address)
    headers = {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "Expires"}}
    return answer.status_code, len(answer.content), headers, len(queries)


@pytest.mark.parametrize(("name", "method"), ADDRESSES)
def test_r20_a_foreign_record_equals_a_missing_one(county, name, method):
    theirs, client = county.record(), signed_in(county.other)
    missing = reverse(f"cases:{name}", args=[uuid.uuid4()])
    foreign = reverse(f"cases:{name}", args=[theirs.pk])
    getattr(client, method)(missing)
    before = events("cases.refused").count()
    assert seen(client, method, foreign) == seen(client, method, missing)
    assert seen(client, method, foreign)[0] == 404
    assert events("cases.refused").count() == before + 3


def test_r45_the_list_names_nobody_until_asked(county):
    record, client = county.record(), signed_in(county.ayla)
    address = reverse("cases:records")
    shown = text_of(client.get(address))
    assert record.reference in shown
    assert "Azadi" not in shown
    assert "1991" not in shown
    assert events("cases.list").count() == 1
    named = text_of(client.post(address, {"names": "on"}))
    assert "Nazanin Azadi" in named
    assert events("cases.names").get().details == {"list": "records", "count": 1}
    assert events("cases.record.found").get().object_id == str(record.pk)


@pytest.mark.parametrize("asked", ["Azadi", "naz aza", "AZADI Nazanin", "ÁZADI"])
def test_f50_a_search_by_name_finds_and_records_itself_and_each_hit(county, asked):
    record = county.record()
    county.record(first_name="Mehmet", last_name="Yılmaz")
    answer = text_of(signed_in(county.ayla).post(reverse("cases:records"), {"q": asked}))
    assert "Nazanin Azadi" in answer
    assert "Mehmet" not in answer
    assert events("cases.record.search").get().details == {"hits": 1}
    assert events("cases.record.found").get().object_id == str(record.pk)


def test_f45_a_record_is_found_by_its_file_number(county):
    record = county.record(file_number="IM 17/2026")
    client = signed_in(county.ayla)
    assert record.name in text_of(client.post(reverse("cases:records"), {"q": "im17/2026"}))
    assert "Niemand gefunden" in text_of(client.post(reverse("cases:records"), {"q": "im18/2026"}))
    assert "Niemand gefunden" in text_of(signed_in(county.other).post(reverse("cases:records"), {"q": "im17/2026"}))


def test_r24_only_who_is_in_charge_or_leads_sees_it(county):
    record, colleague = county.record(), member(county.sozialwerk)
    address = reverse("cases:record", args=[record.pk])
    assert signed_in(colleague).get(address).status_code == 404
    assert signed_in(county.mirko).get(address).status_code == 200
    client = signed_in(county.ayla)
    client.post(reverse("cases:record_hand_over", args=[record.pk]), {"to": colleague.pk})
    assert client.get(address).status_code == 404
    assert signed_in(colleague).get(address).status_code == 200


def test_r26_nobody_of_another_organisation_can_be_put_in_charge(county):
    record = county.record()
    address = reverse("cases:record_hand_over", args=[record.pk])
    for stranger in (county.tomasz, county.mirko):
        answer = signed_in(county.ayla).post(address, {"to": stranger.pk})
        assert answer.status_code == 422
    assert Holding.objects.unrestricted().current().get(record=record).user == county.ayla


def test_f50_every_look_at_a_record_is_an_event(county):
    record, client = county.record(), signed_in(county.ayla)
    client.get(reverse("cases:record", args=[record.pk]))
    event = events("cases.record.read").get()
    assert (event.actor_id, event.object_id) == (county.ayla.pk, str(record.pk))
    assert event.details == {"organisation": county.sozialwerk.pk, "instead_of": None}


def test_r25_the_title_of_the_page_names_nobody(county):
    record = county.record()
    for name in ("record", "record_change", "record_hand_over", "consent_new", "key_void"):
        title = text_of(signed_in(county.ayla).get(reverse(f"cases:{name}", args=[record.pk]))).partition("</title>")[0]
        assert "Azadi" not in title
        assert "Nazanin" not in title


def changing(record, **fields):
    values = {name: getattr(record, name) for name in (*PERSON, "contact", "municipality", "file_number", "guardians")}
    return {**values, **fields}


def test_r70_of_two_who_change_it_the_second_sees_both(county):
    record = county.record(contact="alt")
    address = reverse("cases:record_change", args=[record.pk])
    first, second = signed_in(county.ayla), signed_in(county.mirko)
    state = first.get(address).context["form"].state
    assert (
        second.post(
            address, changing(record, contact="neu", stand=second.get(address).context["form"].state)
        ).status_code
        == 302
    )
    answer = first.post(address, changing(record, contact="meins", stand=state))
    assert answer.status_code == 409
    assert "neu" in text_of(answer)
    assert "meins" in text_of(answer)
    record.refresh_from_db()
    assert record.contact == "neu"


def test_f45_a_record_with_something_under_way_stays_open(county):
    referral = county.sent()
    client, record = signed_in(county.ayla), referral.record
    close = reverse("cases:record_close", args=[record.pk])
    assert "laufen noch" in text_of(client.post(close, follow=True))
    county.move(referral, "withdraw", county.ayla, text="erledigt")
    client.post(close)
    record.refresh_from_db()
    assert record.closed_at
    assert record.reference not in text_of(client.get(reverse("cases:records")))
    assert record.reference in text_of(client.get(reverse("cases:records"), {"stand": "geschlossen"}))
    client.post(reverse("cases:record_reopen", args=[record.pk]))
    record.refresh_from_db()
    assert record.closed_at is None


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_f50_the_list_asks_as_often_for_one_as_for_many(county):
    client, address = signed_in(county.ayla), reverse("cases:records")
    county.record()
    one = queries_of(client, address)
    for _number in range(24):
        county.record()
    assert queries_of(client, address) == one
    assert one <= 18


def test_f50_the_page_of_a_record_asks_as_often_for_one_consent_as_for_many(county):
    record, client = county.record(), signed_in(county.ayla)
    address = reverse("cases:record", args=[record.pk])
    county.consent(record)
    one = queries_of(client, address)
    for _number in range(4):
        county.consent(record)
    assert queries_of(client, address) == one
    assert one <= 24


def test_r24_whoever_has_no_role_in_cases_gets_no_list(county):
    reader = member(county.sozialwerk, OrganisationRole.READER)
    assert signed_in(reader).get(reverse("cases:records")).status_code == 403
    assert (
        signed_in(member(county.sozialwerk, OrganisationRole.REPORTER)).get(reverse("cases:records")).status_code == 403
    )


def test_f45_one_of_two_organisations_is_chosen(db):
    county = County()
    factories.MembershipFactory(user=county.ayla, organisation=county.stranger, role=OrganisationRole.CASEWORKER)
    client = signed_in(county.ayla)
    assert make(client).status_code == 422
    assert make(client, organisation=county.jobcenter.pk).status_code == 422
    make(client, organisation=county.stranger.pk)
    assert rows().get().organisation == county.stranger
