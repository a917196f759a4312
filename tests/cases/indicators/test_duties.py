"""F58: what is due with figures stands under "Zu erledigen", as many as are counted; nothing of it without the second factor."""

import datetime as dt

import pytest
from django.test import Client

from cases.indicators import duties
from portal.duties.answering import answering
from portal.extensions import Asker
from portal.models import User
from tests.cases.factories import signed_in

pytestmark = pytest.mark.django_db


def owed(user):
    return list(duties.owed(answering(user.pk)))


def number(user):
    counted = duties.number(Asker(user.pk, is_superuser=False))
    return User.objects.filter(pk=user.pk).annotate(n=counted).values_list("n", flat=True).get()


def test_f58_a_report_is_due_a_month_before_its_day(carriers, clock):
    assert owed(carriers.jonas) == [] and number(carriers.jonas) == 0
    clock.move_to(dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC))
    found = owed(carriers.jonas)
    assert [(one.due, one.clause) for one in sorted(found, key=lambda one: one.due)] == [
        (dt.date(2027, 1, 15), "LÖ-RL 3.11.3"),
        (dt.date(2027, 1, 31), "LÖ-RL 3.11.2"),
    ]
    assert number(carriers.jonas) == 2 and number(carriers.ayla) == number(carriers.birgit) == 0
    content = signed_in(carriers.jonas).get("/zu-erledigen/").content.decode()
    assert "Kennzahlen melden: 2. Halbjahr 2026" in content
    bare = Client()
    bare.force_login(carriers.jonas)
    assert "Kennzahlen melden" not in bare.get("/zu-erledigen/").content.decode()


def test_f58_what_is_handed_in_is_due_for_the_coordinator(carriers, clock):
    clock.move_to(dt.datetime(2027, 1, 20, 12, tzinfo=dt.UTC))
    before = number(carriers.jonas)
    carriers.submitted()
    assert number(carriers.jonas) == len(owed(carriers.jonas)) == before - 1
    assert number(carriers.birgit) == 1
    assert [one.title for one in owed(carriers.birgit)] == ["1 Kennzahlenmeldung prüfen"]
    assert owed(carriers.mirko) == owed(carriers.ayla) == []
