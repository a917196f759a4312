"""R7: guessing a password is slow, from one address and from many, and never locks the owner out at the usual place."""

import datetime as dt
import logging

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.identity import login_throttle
from portal.models import AuditEvent, KnownPlace, Session
from portal.requests import addresses
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
RIGHT, WRONG = "ein langes Kennwort", "regen tasse zaun velo"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(portal):
    return factories.UserFactory(email="ayla@example.org")


def attempt(password=WRONG, email="ayla@example.org", address="198.51.100.7", **headers):
    client = Client(REMOTE_ADDR=address)
    answer = client.post("/anmelden/", {"username": email, "password": password}, headers=headers)
    answer.is_in = "_auth_user_id" in client.session
    return answer


def test_r7_the_fifth_failure_from_an_address_locks_for_a_quarter_of_an_hour(owner, clock):
    assert [attempt().status_code for _try in range(4)] == [200] * 4
    refused = attempt()
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "Bitte warten Sie 15 Minuten" in refused.content.decode()
    assert not attempt(RIGHT).is_in
    clock.shift(dt.timedelta(minutes=16))
    assert attempt(RIGHT).is_in


def test_r7_trying_on_while_locked_does_not_prolong_the_lock(owner, clock):
    for _try in range(5):
        attempt()
    clock.shift(dt.timedelta(minutes=14))
    assert attempt(RIGHT).status_code == 429
    clock.shift(dt.timedelta(minutes=2))
    assert attempt(RIGHT).is_in


def test_r7_a_success_forgets_the_failures_before(owner):
    for _round in range(3):
        assert [attempt().status_code for _try in range(4)] == [200] * 4
        assert attempt(RIGHT).is_in


def test_r7_spelling_of_the_name_gives_no_more_tries(owner):
    names = ["ayla@example.org", "AYLA@example.org", " ayla@example.org", "Ayla@Example.org ", "aYla@example.org"]
    assert [attempt(email=name).status_code for name in names] == [200, 200, 200, 200, 429]


def test_r7_another_browser_gives_no_more_tries(owner):
    codes = [attempt(**{"user-agent": f"Browser {number}"}).status_code for number in range(5)]
    assert codes == [200, 200, 200, 200, 429]


def test_r7_a_flood_from_elsewhere_does_not_lock_the_owner_out(owner, clock, settings):
    assert attempt(RIGHT, address="192.0.2.1").is_in
    for number in range(settings.PORTAL_SIGN_INS_PER_DAY + 20):
        attempt(address=f"203.0.113.{number % 200}")
    assert attempt(RIGHT, address="192.0.2.1").is_in


def test_r7_many_addresses_together_get_few_tries_at_one_name(owner, clock, settings):
    codes = [
        attempt(address=f"203.0.113.{number}").status_code for number in range(settings.PORTAL_SIGN_INS_PER_DAY + 5)
    ]
    assert codes == [200] * settings.PORTAL_SIGN_INS_PER_DAY + [429] * 5
    assert not attempt(RIGHT, address="203.0.113.99").is_in
    clock.shift(dt.timedelta(days=1))
    assert attempt(RIGHT, address="203.0.113.99").is_in


def test_r7_limits_say_nothing_about_who_has_an_account(owner, clock, settings):
    settings.PORTAL_SIGN_INS_PER_DAY = 8
    factories.UserFactory(email="weg@example.org", is_active=False)
    seen = {}
    for name in ("ayla@example.org", "weg@example.org", "niemand@example.org"):
        answers = [attempt(email=name, address=f"203.0.113.{number % 2}") for number in range(10)]
        seen[name] = [(one.status_code, one.headers.get("Retry-After")) for one in answers]
    assert len({str(value) for value in seen.values()}) == 1


def test_r7_a_forged_forwarding_header_changes_nothing(owner):
    codes = [attempt(**{"x-forwarded-for": f"203.0.113.{number}"}).status_code for number in range(5)]
    assert codes == [200, 200, 200, 200, 429]


def test_r7_behind_a_proxy_counts_what_the_proxy_has_added(owner, settings):
    settings.PORTAL_PROXIES = 1
    for number in range(5):
        answer = attempt(address="10.0.0.1", **{"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"})
    assert answer.status_code == 429
    assert attempt(RIGHT, address="10.0.0.1", **{"x-forwarded-for": "198.51.100.7, 192.0.2.9"}).is_in


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "unsinn", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_r7_the_address_is_what_our_own_proxies_saw(settings, proxies, forwarded, expected):
    settings.PORTAL_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded})
    assert addresses.client_address(request) == expected


@given(st.text(), st.text(), st.integers(0, 5))
def test_r7_any_header_gives_some_address(forwarded, remote, proxies):
    request = RequestFactory().get("/")
    request.META.update(HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR=remote)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses.conf, "get", lambda name: proxies)
        assert addresses.network(addresses.client_address(request))


def test_r7_typed_names_are_neither_stored_nor_logged(owner, caplog):
    caplog.set_level(logging.DEBUG)
    for _try in range(6):
        attempt(email="vertippt@example.org", password="GEHEIM-vertippt")
    stored = str(list(AccessAttempt.objects.values())) + str(list(AuditEvent.objects.values()))
    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("axes"))
    for word in ("vertippt", "GEHEIM", "198.51.100"):
        assert word not in logged
    assert "vertippt" not in stored
    assert "GEHEIM" not in stored


def test_r7_places_are_digests_and_everything_is_forgotten_in_time(owner, clock):
    attempt()
    attempt(RIGHT, address="192.0.2.1")
    assert "192.0.2.1" not in str(list(KnownPlace.objects.values()))
    assert AccessAttempt.objects.count() == 1
    clock.shift(dt.timedelta(days=2))
    call_command("tidy_accounts", verbosity=0)
    assert (AccessAttempt.objects.count(), KnownPlace.objects.count(), Session.objects.count()) == (0, 1, 0)
    clock.shift(login_throttle.PLACES_KEPT)
    call_command("tidy_accounts", verbosity=0)
    assert KnownPlace.objects.count() == 0


def test_r7_a_place_is_known_for_ninety_days_after_its_last_use(owner, clock):
    assert attempt(RIGHT, address="192.0.2.1").is_in
    clock.shift(dt.timedelta(days=60))
    assert attempt(RIGHT, address="192.0.2.1").is_in
    for days, places in ((90, 1), (1, 0)):
        clock.shift(dt.timedelta(days=days))
        call_command("tidy_accounts", verbosity=0)
        assert KnownPlace.objects.count() == places


def test_r7_attempts_are_kept_for_a_day(owner, clock):
    attempt()
    for hours, attempts in ((23, 1), (2, 0)):
        clock.shift(dt.timedelta(hours=hours))
        call_command("tidy_accounts", verbosity=0)
        assert AccessAttempt.objects.count() == attempts


@pytest.mark.parametrize("name", ["", "\x00", "\ud800", "ü" * 9000, "<script>", "' OR 1=1 --"])
def test_r7_nonsense_is_refused_like_any_wrong_name(portal, name):
    answer = Client().post(
        "/anmelden/",
        {"username": name.encode("utf-8", "surrogatepass"), "password": name.encode("utf-8", "surrogatepass")},
    )
    assert answer.status_code in {200, 400}


def test_r7_the_slow_limit_is_a_setting(owner, settings):
    settings.PORTAL_SIGN_INS_PER_DAY = 1
    assert [attempt(address=f"203.0.113.{number}").status_code for number in range(2)] == [200, 429]
