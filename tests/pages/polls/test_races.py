"""Two clicks at once take one date over. SQLite lets one write at a time anyway; PostgreSQL by the row of the poll."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from pages.meetings.calendar_entry import Slot
from pages.models import EventPage, Meeting, Poll
from pages.named_persons import named_persons
from pages.polls import actions
from portal.audit import trail
from portal.models import AuditEvent
from tests import factories
from tests.pages import partners

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts) -> list:
    """Each in a thread and a connection of its own, begun together."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act) -> None:
        try:
            gate.wait(60)
            results[place] = act()
        except Exception as error:  # must fail the test, not be lost in a thread
            results[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
def test_i15_two_clicks_at_once_make_one_event(portal):
    named = partners.named(factories.OrganisationFactory(), "Amsel")
    agreement, by = partners.signed((named, None)), partners.coordinator()
    begin = timezone.now() + dt.timedelta(days=20)
    slots = [Slot(begin + dt.timedelta(days=day), begin + dt.timedelta(days=day, hours=2)) for day in (0, 1)]
    poll = Poll(agreement=agreement, title="Treffen", answer_by=timezone.localdate() + dt.timedelta(days=9))
    actions.open_poll(poll=poll, slots=slots, people=named_persons(agreement), by=by)
    first, second = poll.options.all()
    results = at_once(
        lambda: actions.take_over(option=first, by=by).pk, lambda: actions.take_over(option=second, by=by).pk
    )
    assert results == [Meeting.objects.get().pk] * 2
    assert EventPage.objects.count() == 1
    assert AuditEvent.objects.filter(action="poll.take_over").count() == 1
    assert trail.verify()[1] == []
