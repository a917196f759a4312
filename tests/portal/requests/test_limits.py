"""How often something may be done: by each person, in whatever process, also by many at once."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.models import Allowance
from portal.requests import limits
from tests import factories

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=["seconds_to_wait", "seconds_to_wait_here"])
def seconds_to_wait(request, db, monkeypatch):
    monkeypatch.setattr(limits, "_memory", {})
    return getattr(limits, request.param)


def test_so_many_at_once_and_then_one_after_the_other(seconds_to_wait, clock):
    assert [seconds_to_wait("a", 5, 3600) for _try in range(7)] == [0, 0, 0, 0, 0, 720, 720]
    clock.shift(719)
    assert seconds_to_wait("a", 5, 3600) == 1
    clock.shift(1)
    assert [seconds_to_wait("a", 5, 3600) for _try in range(2)] == [0, 720]
    clock.shift(3600)
    assert [seconds_to_wait("a", 5, 3600) for _try in range(6)] == [0, 0, 0, 0, 0, 720]


def test_a_long_rest_saves_up_no_more_than_the_capacity(seconds_to_wait, clock):
    seconds_to_wait("a", 2, 60)
    clock.shift(dt.timedelta(days=7))
    assert [seconds_to_wait("a", 2, 60) for _try in range(3)] == [0, 0, 30]


def test_keys_do_not_touch_each_other(seconds_to_wait, clock):
    assert [seconds_to_wait("a", 1, 60), seconds_to_wait("a", 1, 60), seconds_to_wait("b", 1, 60)] == [0, 60, 0]


def test_a_clock_set_back_gives_no_more_tries(seconds_to_wait, clock):
    assert seconds_to_wait("a", 1, 60) == 0
    clock.shift(-600)
    assert seconds_to_wait("a", 1, 60) > 0


@given(st.integers(1, 50), st.integers(1, 86400), st.lists(st.floats(0, 5000), max_size=40))
def test_never_more_than_twice_the_capacity_within_the_period(capacity, period, pauses):
    now, full_at, granted = NOON, NOON, []
    for pause in pauses:
        now += dt.timedelta(seconds=pause)
        full_at, wait = limits.take_try(full_at, now, capacity, period)
        assert 0 <= wait <= period
        if not wait:
            granted.append(now)
    for start in granted:
        within = [one for one in granted if start <= one < start + dt.timedelta(seconds=period)]
        assert len(within) <= 2 * capacity


@given(st.integers(1, 50), st.integers(1, 86400), st.lists(st.floats(0, 5000), max_size=40))
def test_in_any_span_no_more_than_the_capacity_and_what_came_back_meanwhile(capacity, period, pauses):
    now, full_at, granted = NOON, NOON, []
    for pause in pauses:
        now += dt.timedelta(seconds=pause)
        full_at, wait = limits.take_try(full_at, now, capacity, period)
        if not wait:
            granted.append(now)
    for first, start in enumerate(granted):
        for last, end in enumerate(granted[first:], start=first):
            came_back = (end - start).total_seconds() * capacity / period
            assert last - first + 1 <= capacity + came_back + 0.1  # a thousandth of a second is given away at each end


@given(st.integers(1, 50), st.integers(1, 86400), st.integers(1, 100))
def test_whoever_waits_as_long_as_was_said_gets_a_try(capacity, period, tries):
    full_at = NOON
    for _try in range(tries):
        full_at, wait = limits.take_try(full_at, NOON, capacity, period)
    assert bool(wait) is (tries > capacity)
    after = NOON + dt.timedelta(seconds=wait if wait else period)
    assert limits.take_try(full_at, after, capacity, period)[1] == 0


def test_the_key_is_not_stored_and_full_buckets_are_forgotten(db, clock):
    limits.seconds_to_wait("mara@example.org", 1, 60)
    assert "mara" not in str(Allowance.objects.values_list())
    clock.shift(61)
    limits.seconds_to_wait("b", 1, 60)
    assert Allowance.objects.count() == 1
    limits.forget("b")
    assert Allowance.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads of SQLite wait for each other anyway")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_there_is():
    answers: list[int] = []

    def work() -> None:
        answers.extend(limits.seconds_to_wait("a", 7, 3600) for _try in range(5))
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), answers.count(0)) == (30, 7)


def test_the_page_says_when_to_come_back(portal, clock):
    view = limits.limited("test", 1, 90)(lambda request: HttpResponse("da"))
    request = RequestFactory().get("/")
    request.user = factories.UserFactory()
    assert view(request).content == b"da"
    refused = view(request)
    assert (refused.status_code, refused["Retry-After"]) == (429, "90")
    assert "in 2 Minuten" in refused.content.decode()
    request.user = factories.UserFactory()
    assert view(request).status_code == 200


def test_a_search_too_many_waits_and_says_so(sign_in, settings, monkeypatch, clock):
    monkeypatch.setattr(limits, "_memory", {})
    settings.PORTAL_SEARCHES_PER_MINUTE = 2
    one, other = sign_in(), sign_in()
    assert [one.get("/suche/?q=Frist").status_code for _try in range(3)] == [200, 200, 429]
    assert one.get("/suche/vorschlaege/?q=Fri").status_code == 200
    assert other.get("/suche/?q=Frist").status_code == 200
    clock.shift(30)
    assert one.get("/suche/?q=Frist").status_code == 200


def test_messages_to_the_editors_are_few_also_after_signing_in_again(portal):
    user = factories.UserFactory()
    sent = []
    for _try in range(6):
        client = Client()
        client.force_login(user)
        sent.append(client.post("/suche/mitteilen/", {"query": "Frist", "text": "Fehlt"}).status_code)
    assert sent == [302] * 5 + [422]


def test_the_trail_is_exported_ten_times_in_a_row_and_not_more(sign_in):
    officer = sign_in(officer=True)
    assert [officer.get("/protokoll/tabelle/").status_code for _try in range(11)] == [200] * 10 + [429]
