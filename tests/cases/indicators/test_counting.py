"""R42: a person counts once in a period without being stored – no double counting, no way back after the lock, no joining of sets."""

import datetime as dt
import hashlib
import hmac

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.access import actor
from cases.indicators import counting
from cases.indicators.sums import sums_of
from cases.models import CountedClient, PeriodKey, Tally
from cases.referrals import record_actions
from tests.cases.factories import signed_in
from tests.cases.indicators.carriers import TODAY
from tests.cases.indicators.test_tally import SCRIPT, tap

pytestmark = pytest.mark.django_db


def count(carriers, number, counts="person", organisation=None, day=TODAY):
    organisation = organisation or carriers.sozialwerk
    identity = counting.identity_of_number(number, organisation, counts)
    return counting.count_client(organisation=organisation, site=None, counts=counts, identity=identity, day=day)


def rows(period):
    return CountedClient.objects.unrestricted().filter(period=period)


def record(carriers, **fields):
    given = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991", "language": "ar", **fields}
    return record_actions.create_record(organisation=carriers.sozialwerk, fields=given, by=actor(carriers.ayla))


def test_r42_one_person_counts_once_in_each_period(carriers):
    for number in ("IM-17", "im 17".replace(" ", "-"), " IM-17 "):
        count(carriers, number)
    count(carriers, "IM-18")
    assert rows(carriers.half_year).count() == 2 and rows(carriers.year).count() == 2


def test_r42_the_typed_number_and_the_picked_case_are_one_person(carriers):
    one = record(carriers, file_number="IM-17")
    count(carriers, "im-17")
    browser = signed_in(carriers.ayla)
    values = {"fall": one.pk, "zaehlt": "person", "tag": TODAY.isoformat()}
    assert browser.post(reverse("indicators:own_case"), values).status_code == 302
    assert rows(carriers.half_year).count() == 1


def test_r42_a_family_counts_once_by_whichever_of_its_members(carriers):
    mother = record(carriers, file_number="IM-17")
    child = record_actions.create_record(
        organisation=carriers.sozialwerk,
        fields={"first_name": "Darya", "last_name": "Azadi", "birth": "2017", "language": "fa", "file_number": "IM-18"},
        by=actor(carriers.ayla),
        relative=mother,
    )
    mother.refresh_from_db()
    for one in (mother, child):
        identity = counting.identity_of_record(one, Tally.Counts.FAMILY)
        counting.count_client(
            organisation=carriers.sozialwerk, site=None, counts="family", identity=identity, day=TODAY
        )
    count(carriers, "IM-18", "family")
    assert rows(carriers.half_year).filter(counts="family").count() == 1
    count(carriers, "IM-17"), count(carriers, "IM-18")
    assert rows(carriers.half_year).filter(counts="person").count() == 2


def test_r42_the_same_number_elsewhere_is_somebody_else(carriers):
    count(carriers, "IM-17"), count(carriers, "IM-17", organisation=carriers.brueckenhaus)
    count(carriers, "IM-17", "family")
    found = set(rows(carriers.half_year).values_list("pseudonym", flat=True))
    assert len(found) == 3


def test_r42_the_sets_of_two_periods_cannot_be_joined(carriers):
    for number in range(20):
        count(carriers, f"IM-{number}")
    half, year = (set(rows(one).values_list("pseudonym", flat=True)) for one in (carriers.half_year, carriers.year))
    assert len(half) == len(year) == 20 and not half & year
    names = {field.name for field in CountedClient._meta.concrete_fields}
    assert names == {"id", "period", "organisation", "site", "counts", "pseudonym"}, "no time, no stroke, no order"
    assert CountedClient._meta.pk.get_internal_type() == "UUIDField"


def test_r42_after_the_lock_there_is_no_way_back(carriers, clock):
    record(carriers, file_number="IM-17")
    count(carriers, "IM-17")
    key = counting.key_of(carriers.half_year)
    before = rows(carriers.half_year).get().pseudonym
    identity = counting.identity_of_number("IM-17", carriers.sozialwerk, "person")
    assert counting.pseudonym_of(key, carriers.sozialwerk.pk, "person", identity) == before, (
        "while it is open it can be"
    )
    clock.move_to(dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC))
    call_command("close_periods", verbosity=0)
    kept = PeriodKey.objects.unrestricted().get(period=carriers.half_year)
    assert kept.secret is None and kept.destroyed_at is not None
    after = rows(carriers.half_year).get().pseudonym
    assert after != before, "not even an old copy of the key helps"
    text = f"{carriers.sozialwerk.pk}\x00person\x00{identity}".encode()
    assert hmac.new(bytes.fromhex(key), text, hashlib.sha256).hexdigest() != after
    assert rows(carriers.half_year).count() == 1, "the count stays"
    with pytest.raises(ValueError, match="destroyed"):
        counting.key_of(carriers.half_year)
    assert count(carriers, "IM-17") == [], "and nobody counts in it any more"


def test_r42_the_key_lies_sealed(carriers):
    from django.db import connection

    key = counting.key_of(carriers.half_year)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM cases_periodkey")
        assert key not in str(cursor.fetchall())


def test_r42_the_file_number_is_stored_nowhere_and_the_answer_tells_nothing(carriers):
    record(carriers, file_number="IM-17")
    browser = carriers.open_tally()
    answers = [
        browser.post("/strichliste/", tap(aktenzeichen=number, zaehlt="person"), headers=SCRIPT).json()
        for number in ("IM-17", "IM-99")
    ]
    assert [set(one) for one in answers] == [{"key", "undo", "count"}] * 2
    stored = [*Tally.objects.unrestricted().values(), *CountedClient.objects.unrestricted().values()]
    assert "IM-" not in str(stored)


def test_f62_taking_a_stroke_back_takes_back_who_it_counted_first(carriers):
    browser = carriers.open_tally()
    first = tap(aktenzeichen="IM-17", zaehlt="person")
    undo = browser.post("/strichliste/", first, headers=SCRIPT).json()["undo"]
    again = tap(aktenzeichen="IM-17", zaehlt="person")
    assert browser.post("/strichliste/", again, headers=SCRIPT).json()["undo"] == ""
    browser.post("/strichliste/zurueck/", {"strich": again["strich"], "gezaehlt": ""}, headers=SCRIPT)
    assert rows(carriers.half_year).count() == 1
    browser.post("/strichliste/zurueck/", {"strich": first["strich"], "gezaehlt": undo}, headers=SCRIPT)
    assert not rows(carriers.half_year).exists() and not rows(carriers.year).exists()


def test_f62_without_a_number_only_the_talk_counts(carriers):
    carriers.open_tally().post("/strichliste/", tap(zaehlt="person"), headers=SCRIPT)
    assert Tally.objects.unrestricted().count() == 1 and not CountedClient.objects.unrestricted().exists()


def test_f62_counted_people_fill_the_form(carriers):
    count(carriers, "IM-17"), count(carriers, "IM-18"), count(carriers, "IM-17", "family")
    found = sums_of(carriers.submission, list(carriers.catalogue.indicators.all()))
    assert (found.of("persons"), found.of("families")) == (2, 1)


def test_r20_another_s_case_cannot_be_picked(carriers):
    from tests.cases.factories import member

    one = record(carriers)
    other = signed_in(member(carriers.sozialwerk))
    values = {"fall": one.pk, "zaehlt": "person", "tag": TODAY.isoformat()}
    answer = other.post(reverse("indicators:own_case"), values)
    assert answer.status_code == 422 and not rows(carriers.half_year).exists()
