"""D4: what the portal notices by itself, and what it does not hold against anybody."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import deadlines
from directory.models import ContactChange, Coverage, Position, StaffNotice
from directory.upkeep import actions
from tests import factories
from tests.directory import people

TODAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC)


@pytest.fixture
def own(portal):
    return people.organisation("Sozialwerk Test")


@pytest.fixture
def amsel(own):
    amsel = people.contact(own, "Amsel", share=100)
    people.central(amsel)
    return amsel


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from([-31, -30, -29, 0, 1]), st.integers(-4000, 400)))
def test_d4_what_began_more_than_thirty_days_ago_was_entered_late_and_is_owed_no_more(own, amsel, offset):
    begin = TODAY + dt.timedelta(offset)
    StaffNotice.objects.all().delete()
    with time_machine.travel(NOON, tick=False):
        with actions.recorded(organisation=own, by=None):
            people.contact(own, "Star", valid_from=begin)
        owed = [(notice.kind, notice.event_on, notice.due_on) for notice in StaffNotice.objects.all()]
    expected = [("new", begin, deadlines.notice_due(begin))] if offset >= -30 else []
    assert owed == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [("share", 50, "share"), ("site", "Haus", "place"), ("room", "2.11", ""), ("area", "N", "")],
)
def test_d4_a_change_of_share_or_place_is_owed_from_the_day_it_is_seen(own, amsel, field, value, kind):
    value = factories.SiteFactory(organisation=own, name=value) if field == "site" else value
    with time_machine.travel(NOON, tick=False), actions.recorded(organisation=own, by=None):
        setattr(amsel, field, value)
        amsel.save()
    assert list(StaffNotice.objects.values_list("kind", "event_on")) == ([(kind, TODAY)] if kind else [])


@pytest.mark.django_db
def test_d4_a_change_of_somebody_who_comes_later_is_owed_from_their_first_day(own, amsel):
    begin = TODAY + dt.timedelta(12)
    with time_machine.travel(NOON, tick=False):
        later = people.contact(own, "Star", valid_from=begin, share=100)
        with actions.recorded(organisation=own, by=None):
            Position.objects.filter(pk=later.pk).update(share=50)
    assert StaffNotice.objects.get().event_on == begin


@pytest.mark.django_db
def test_d4_one_notice_of_a_kind_waits_however_often_it_changes(own, amsel):
    for share in (80, 60, 40):
        with time_machine.travel(NOON, tick=False), actions.recorded(organisation=own, by=None):
            Position.objects.filter(pk=amsel.pk).update(share=share)
    assert StaffNotice.objects.count() == 1


@pytest.mark.django_db
def test_d4_who_carries_no_task_of_the_county_owes_nothing(own, amsel):
    Coverage.objects.update(mode="")
    with time_machine.travel(NOON, tick=False), actions.recorded(organisation=own, by=None):
        Position.objects.filter(pk=amsel.pk).update(share=50)
    assert not StaffNotice.objects.exists()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one by one anyway")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_d3_of_two_changes_at_once_each_is_recorded_once(own, amsel):
    """The second one must not begin before the first has ended, or it would take the first one's change for its own."""
    first_is_in, second_is_in, first_is_done = threading.Event(), threading.Event(), threading.Event()

    def change_phone() -> None:
        with actions.recorded(organisation=own, by=None):
            first_is_in.set()
            second_is_in.wait(2)  # in vain, where one waits for the other
            Position.objects.filter(pk=amsel.pk).update(phone="+496990009777")
        first_is_done.set()
        connection.close()

    def change_room() -> None:
        first_is_in.wait(10)
        with actions.recorded(organisation=own, by=None):
            second_is_in.set()
            first_is_done.wait(10)
            Position.objects.filter(pk=amsel.pk).update(room="2.11")
        connection.close()

    threads = [threading.Thread(target=change) for change in (change_phone, change_room)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [[row["field"] for row in change.details] for change in ContactChange.objects.order_by("pk")]
    assert told == [["phone"], ["room"]]
