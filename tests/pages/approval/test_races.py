"""Two last consents at once: each waits for the document, and the second sees the first. SQLite lets one write at a time anyway."""

import pytest
from django.db import connection

from pages.approval import actions
from pages.approval.actions import Answer
from pages.models import ApprovalReply
from portal.audit import trail
from portal.models import AuditEvent
from tests.pages import partners
from tests.pages.approval import consents
from tests.pages.approval.consents import asked, drafted, now
from tests.pages.polls.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
def test_f10_two_last_consents_at_once_adopt_once(portal):
    version = drafted(consents.people(consents.NAMES[:2]), by=partners.coordinator(), effective_on=consents.later())
    rows = asked(version)

    def agree(row):
        by = row.representative.person.user
        return lambda: actions.answer(approval=row, answer=Answer(True, "J. Feld", "Leitung"), by=by).pk

    results = at_once(*[agree(row) for row in rows])
    assert sorted(results) == sorted(ApprovalReply.objects.values_list("pk", flat=True))
    assert now(version).state == "adopted"
    assert AuditEvent.objects.filter(action="version.adopt").count() == 1
    assert trail.verify()[1] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
def test_f11_a_link_pressed_twice_at_once_answers_once(portal):
    version = drafted(consents.people(consents.NAMES[:2]), by=partners.coordinator(), effective_on=consents.later())
    row = asked(version)[0]
    link = row.links.get()
    answer = Answer(True, "J. Feld", "Leitung")
    results = at_once(*[lambda: actions.answer_by_link(link=link, answer=answer).pk] * 2)
    assert sum(isinstance(one, int) for one in results) == 1
    assert ApprovalReply.objects.count() == 1
