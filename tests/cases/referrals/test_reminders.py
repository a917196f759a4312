"""Reminder, then deputy, then coordination, each once, until somebody answers (F49); with a clock that stands."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from cases.models import Referral
from cases.referrals import consent_actions
from cases.referrals.deadlines import BERLIN
from directory.models import Absence, Deputy
from portal import extensions
from portal.identity.auth import PortalRole
from tests import factories
from tests.cases.factories import County, member, signed_in

SUBJECT = "Im geschützten Bereich wartet etwas"


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Runs the command and returns whom it told."""

    def run() -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("send_case_reminders", verbosity=0)
        assert {letter.subject for letter in mail.outbox} <= {SUBJECT}
        return sorted(address for letter in mail.outbox for address in letter.to)

    return run


def moment(day: int, hour: int = 8, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=BERLIN)


def coordinator():
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    return user


def with_deputy(county: County):
    deputy = member(county.jobcenter)
    position = factories.PositionFactory(organisation=county.jobcenter, person__user=county.tomasz)
    other = factories.PositionFactory(organisation=county.jobcenter, person__user=deputy)
    Deputy.objects.create(position=position, deputy=other, sort_order=0)
    return deputy, position


def test_f49_reminder_deputy_coordination_each_once(county, told):
    """Sent on Monday the 16th, due on Monday the 23rd at 23:59:59."""
    office = coordinator()
    with time_machine.travel(moment(16), tick=False) as clock:
        deputy, _position = with_deputy(county)
        referral = county.sent()
        mail.outbox.clear()
        days = {
            moment(19): [],
            # Friday is the last working day before the last day.
            moment(20): sorted([county.tomasz.email, deputy.email]),
            moment(21): [],
            moment(23, 23): [],
            moment(24, 0): [deputy.email],
            moment(24): [],
            moment(25, 23): [],
            moment(26, 0): [office.email],
            moment(27): [],
        }
        for now, expected in days.items():
            clock.move_to(now)
            assert told() == expected, now
            assert told() == [], now
    assert referral.number


def test_f49_an_answer_ends_it(county, told):
    coordinator()
    with time_machine.travel(moment(16), tick=False) as clock:
        referral = county.sent()
        county.move(referral, "accept", county.tomasz)
        for day in (20, 24, 26, 30):
            clock.move_to(moment(day))
            assert told() == []


def test_f49_a_question_answered_starts_the_clock_anew(county, told):
    with time_machine.travel(moment(16), tick=False) as clock:
        referral = county.sent()
        clock.move_to(moment(20))
        assert told() == [county.tomasz.email]
        county.move(referral, "ask", county.tomasz, "Wann?")
        clock.move_to(moment(24))
        assert told() == []
        county.move(referral, "answer", county.ayla, "Morgen.")
        clock.move_to(moment(30))
        assert told() == [county.tomasz.email]


def test_f49_without_a_deputy_who_leads_is_told(county, told):
    with time_machine.travel(moment(16), tick=False) as clock:
        county.sent()
        clock.move_to(moment(24))
        assert told() == [county.karin.email]


def test_f49_a_deputy_who_is_away_is_passed_over(county, told):
    with time_machine.travel(moment(16), tick=False) as clock:
        deputy, position = with_deputy(county)
        Absence.objects.create(person=deputy.directory_person, first_day=dt.date(2026, 11, 1))
        second = member(county.jobcenter)
        other = factories.PositionFactory(organisation=county.jobcenter, person__user=second)
        Deputy.objects.create(position=position, deputy=other, sort_order=1)
        county.sent()
        clock.move_to(moment(24))
        assert told() == [second.email]


def test_r30_what_ran_out_is_closed_and_nobody_is_reminded_of_it(county, told):
    with time_machine.travel(moment(16), tick=False) as clock:
        referral = county.sent()
        clock.move_to(referral.consent.valid_until)
        assert told() == sorted([county.ayla.email, county.tomasz.email])  # that it has ended (F46)
        assert told() == []
        assert Referral.objects.unrestricted().get().state == "expired"


def test_f49_withdrawn_is_not_reminded_of(county, told):
    with time_machine.travel(moment(16), tick=False) as clock:
        referral = county.sent()
        consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
        clock.move_to(moment(24))
        assert told() == []


def test_f49_it_runs_by_itself():
    assert extensions.recurring_work.get("send_case_reminders") is not None


def test_f49_the_coordinations_mail_leads_to_a_page_without_contents(county, told):
    office = coordinator()
    with time_machine.travel(moment(16), tick=False) as clock:
        referral = county.sent()
        for day in (24, 26):
            clock.move_to(moment(day))
            told()
        letter = mail.outbox[-1]
        assert reverse("cases:waiting") in letter.body
        assert str(referral.pk) not in letter.body
        assert "1 Antwort überfällig" in signed_in(office).get(reverse("cases:waiting")).content.decode()
