"""Many hosts say yes at once: a seat is given once, a guest is expected once. On PostgreSQL by its locks, on SQLite by its one writer."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import connection, connections

from pages.job_shadowing import request_actions
from pages.job_shadowing.errors import Refused
from pages.models import ShadowingRequest
from portal.audit import trail
from tests import factories
from tests.pages.job_shadowing.factories import Rebental, member

AT_ONCE = 20
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def in_a_file(monkeypatch, tmp_path):
    """A function after which new threads find the rows in a file: a database in memory lets no two of them write."""

    def move():
        if connection.vendor == "sqlite":
            name = str(tmp_path / "race.sqlite3")
            with closing(sqlite3.connect(name)) as copy:
                connection.connection.backup(copy)
            monkeypatch.setitem(connections.settings["default"], "NAME", name)

    return move


def at_once(acts):
    """Each in a thread and a connection of its own, begun together; what a refused one says instead of its result."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(60)
            results[place] = act()
        except Refused as error:
            results[place] = error.code
        except Exception as error:  # whatever else happens must fail the test, not be lost in a thread
            results[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return results


def confirming(row, host):
    def confirm():
        return request_actions.move_request(request=row, step="confirm", version=row.version, by=host).state

    return confirm


def stored():
    return sorted(ShadowingRequest.objects.values_list("state", "seat")), trail.verify()[1]


def test_f30_twenty_at_once_get_one_seat(in_a_file):
    rebental = Rebental()
    guests = [member(factories.OrganisationFactory()) for _number in range(AT_ONCE)]
    rows = [rebental.asked(guest=guest) for guest in guests]
    for guest in guests:
        rebental.pledged(guest)
    in_a_file()
    results = at_once([confirming(row, rebental.host) for row in rows])
    assert sorted(results) == ["confirmed", *["taken"] * (AT_ONCE - 1)]
    [(rows_now, breaks)] = at_once([stored])
    assert rows_now == [("at_host", None)] * (AT_ONCE - 1) + [("confirmed", 1)]
    assert breaks == []


def test_f30_two_hosts_at_once_do_not_both_expect_one_guest(in_a_file):
    rebental = Rebental()
    elsewhere = rebental.an_offer(title="Rückbüro")
    rows = [rebental.asked(), rebental.asked(offer=elsewhere, slot=rebental.a_slot(elsewhere, hour=9))]
    rebental.pledged()
    in_a_file()
    results = at_once([confirming(row, rebental.host) for row in rows])
    assert sorted(results) == ["confirmed", "overlap"]


def test_f30_a_double_click_asks_once(in_a_file):
    rebental = Rebental()
    in_a_file()
    results = at_once([rebental.asked] * 4)
    assert [str(result) for result in results].count("twice") == 3
