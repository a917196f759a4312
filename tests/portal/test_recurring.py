"""Work that comes again by itself is done once each time, in time, and again when it failed."""

import datetime as dt
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from directory.models import Round
from portal import extensions, recurring
from portal.audit import trail
from portal.models import RecurringWork
from tests import factories

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=BERLIN)
SIX = dt.time(6)


@pytest.fixture
def mornings(settings):
    settings.PORTAL_DAILY_AT = SIX


@pytest.fixture
def clock(mornings):
    with time_machine.travel(NOON, tick=False) as traveller:
        recurring.enqueue_due()
        yield traveller


def names(found):
    return {one for one in found if extensions.recurring_work.get(one).every is None}


def test_what_is_new_waits_for_its_morning_and_is_done_once(clock):
    assert recurring.enqueue_due() == []
    clock.move_to(NOON.replace(day=24, hour=5, minute=59))
    assert names(recurring.enqueue_due()) == set()
    clock.move_to(NOON.replace(day=24, hour=6))
    everything = {
        "tidy_accounts",
        "anchor_audit",
        "purge_cases",
        "verify_audit",
        "start_round",
        "send_reminders",
        "send_changes",
        "tidy_offers",
        "check_search",
        "send_duties",
        "close_periods",
        "remind_submissions",
        "purge_participants",
        "remind_approvals",
        "remind_polls",
        "open_meetings",
        "follow_trainings",
        "count_translations",
        "follow_terms",
        "tend_acknowledgements",
        "send_followed_changes",
        "purge_files",
    }
    assert names(recurring.enqueue_due()) == everything
    assert recurring.enqueue_due() == []
    assert Round.objects.count() == 1
    clock.move_to(NOON.replace(day=24, hour=23))
    assert names(recurring.enqueue_due()) == set()
    clock.move_to(NOON.replace(day=25, hour=7))
    assert names(recurring.enqueue_due()) == everything


def test_planned_pages_are_published_within_five_minutes(clock, portal):
    page = factories.news_page("Sprechstunde im Advent")
    page.unpublish()
    page.go_live_at = NOON + dt.timedelta(minutes=3)
    page.save_revision(approved_go_live_at=page.go_live_at)
    clock.move_to(NOON + dt.timedelta(minutes=5, seconds=1))
    assert "publish_scheduled" in recurring.enqueue_due()
    page.refresh_from_db()
    assert page.live


def test_what_failed_is_tried_again_after_an_hour(clock, monkeypatch):
    runs = []

    def fail(name, *args, **kwargs):
        runs.append(name)
        if name == "check_search":
            sys.exit(1)
        raise CommandError("no")

    monkeypatch.setattr(recurring, "call_command", fail)
    clock.move_to(NOON.replace(day=24, hour=6))
    due = names(recurring.enqueue_due())
    assert {"check_search", "tidy_accounts"} <= due and due <= set(runs)
    assert recurring.enqueue_due() == []
    clock.shift(dt.timedelta(minutes=59))
    assert names(recurring.enqueue_due()) == set()
    clock.shift(dt.timedelta(minutes=2))
    assert names(recurring.enqueue_due()) == due


def test_two_workers_do_not_do_it_twice(clock, monkeypatch):
    clock.move_to(NOON.replace(day=24))
    stale = RecurringWork.objects.get(name="send_changes")
    taken = recurring.is_claimed(extensions.recurring_work.get("send_changes"), NOON.replace(day=24))
    monkeypatch.setattr(RecurringWork.objects, "get_or_create", lambda **_named: (stale, False))
    assert (taken, recurring.is_claimed(extensions.recurring_work.get("send_changes"), NOON.replace(day=24))) == (
        True,
        False,
    )


def test_without_a_time_of_day_nothing_is_for_the_morning(settings):
    settings.PORTAL_DAILY_AT = None
    with time_machine.travel(NOON) as clock:
        recurring.enqueue_due()
        clock.shift(dt.timedelta(days=3))
        assert names(recurring.enqueue_due()) == set()
    assert not RecurringWork.objects.filter(name="send_changes").exists()


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)), st.times())
def test_the_last_morning_is_never_ahead_and_at_most_a_day_and_a_shifted_hour_ago(now, at):
    at = at.replace(tzinfo=None)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recurring.conf, "get", lambda _name: at)
        found = recurring.last_morning(now)
    assert dt.timedelta(0) <= now - found <= dt.timedelta(hours=25)
    assert found.astimezone(BERLIN).date() in {
        (now - dt.timedelta(days=days)).astimezone(BERLIN).date() for days in (0, 1, 2)
    }


def test_readiness_tells_what_was_left_undone(clock):
    assert recurring.state() == extensions.State(extensions.OK, 0)
    clock.move_to(NOON.replace(day=24))
    # What comes every so often has been left undone for a day; the work of the morning is not due yet.
    often = sum(work.every is not None for work in extensions.recurring_work)
    assert often > 2
    assert recurring.state() == extensions.State(extensions.DEGRADED, often)
    clock.move_to(NOON.replace(day=26))
    assert recurring.state().status == extensions.DEGRADED
    assert recurring.state().detail == len(extensions.recurring_work)


def test_r46_the_trail_is_anchored_and_checked_each_morning(clock, monkeypatch, tmp_path):
    anchors = tmp_path / "anker.txt"
    monkeypatch.setattr(extensions, "recurring_work", extensions.Point(key=lambda work: work.command))
    extensions.recurring_work.add(extensions.Work("anchor_audit", arguments=(str(anchors),)))
    extensions.recurring_work.add(extensions.Work("verify_audit", options={"anchor": str(anchors)}))
    recurring.enqueue_due()
    trail.record(next(iter(trail.actions())))
    clock.move_to(NOON.replace(day=24))
    assert {"anchor_audit", "verify_audit"} <= set(recurring.enqueue_due())
    assert len(anchors.read_text().splitlines()) == 1
    assert RecurringWork.objects.get(name="verify_audit").done_at == NOON.replace(day=24)


@pytest.mark.django_db(transaction=True)  # the worker closes its connection at the end
def test_the_worker_does_it_by_itself(mornings, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with time_machine.travel(NOON, tick=False) as clock:
        call_command("work", batch=True, stdout=StringIO())
        clock.move_to(NOON.replace(day=24))
        call_command("work", batch=True, stdout=StringIO())
        assert RecurringWork.objects.get(name="send_changes").done_at == NOON.replace(day=24)
        assert Round.objects.count() == 1


@pytest.mark.parametrize("value", ["6", "25:00", "morgens"])
def test_r59_a_time_of_day_that_is_none_stops_the_start(value, tmp_path):
    found = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=Path(__file__).resolve().parents[2],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATA_DIR": str(tmp_path),
            "DEBUG": "1",
            "DAILY_AT": value,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode
    assert "DAILY_AT" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.fixture
def looks(monkeypatch):
    """What the worker looks after, for this test; the names of what was looked after."""
    seen = []
    point = extensions.Point(key=lambda look: look.name)
    monkeypatch.setattr(extensions, "worker_looks", point)

    def broken():
        seen.append("broken")
        raise OSError

    point.add(extensions.Look("broken", broken, 0.01))
    point.add(extensions.Look("short", lambda: seen.append("short"), 0.01))
    point.add(extensions.Look("long", lambda: seen.append("long"), 0.01, in_batch=False))
    return seen


def test_a_batch_looks_once_and_not_where_it_may_take_long(looks):
    call_command("work", batch=True)
    assert looks == ["broken", "short"]


def test_a_worker_looks_again_and_again_each_beside_the_others(looks, monkeypatch):
    started = []
    monkeypatch.setattr(recurring.threading.Thread, "start", lambda thread: started.append(thread))
    recurring.look_beside_tasks()
    assert [thread.daemon for thread in started] == [True] * 3
    monkeypatch.setattr(recurring.threading, "Event", Twice)
    for thread in started:
        with pytest.raises(StopIteration):
            thread.run()
    assert looks == ["broken"] * 2 + ["short"] * 2 + ["long"] * 2


class Twice:
    """A pause that ends the second time."""

    def __init__(self):
        self.left = 2

    def wait(self, seconds):
        assert seconds == 0.01
        self.left -= 1
        if not self.left:
            raise StopIteration
