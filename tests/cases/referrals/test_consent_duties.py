"""Whoever is in charge of a case learns in time that a consent ends (F46, F58)."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from cases.access import actor
from cases.referrals import consent_actions, consent_duties, deadlines, record_actions
from directory.models import Absence, Deputy
from portal.duties.answering import answering
from portal.extensions import Asker
from tests import factories
from tests.cases.factories import member, signed_in

PAGE = "/zu-erledigen/"


@pytest.fixture
def ending(county):
    """A function that makes a consent which ends with that many days from today, the last one whole."""

    def made(days: int, record=None, **fields):
        until = deadlines.start_after(timezone.localdate() + dt.timedelta(days=days))
        return county.consent(record or county.record(), valid_until=until, **fields)

    return made


def listed(user) -> list[str]:
    found = list(consent_duties.owed(answering(user.pk)))
    rows = get_user_model().objects.filter(pk=user.pk).annotate(number=consent_duties.number(Asker(user.pk, False)))
    assert rows.get().number == len(found), "the menu counts what the list shows"
    return [duty.key for duty in found]


def test_f58_a_consent_that_ends_within_thirty_days_waits_for_who_is_in_charge(county, ending):
    soon = ending(30)
    ending(31)
    ending(5, given=False)
    assert listed(county.ayla) == [str(soon.pk)]
    for nobody in (county.mirko, county.tomasz, county.karin, county.other):
        assert listed(nobody) == []
    duty = next(consent_duties.owed(answering(county.ayla.pk)))
    assert duty.due == timezone.localdate() + dt.timedelta(days=30)
    assert signed_in(county.ayla).get(duty.url).status_code == 200


def test_f58_nothing_waits_once_it_is_given_anew_withdrawn_or_the_case_closed(county, ending):
    renewed, withdrawn, closed = ending(5), ending(5), ending(5)
    assert len(listed(county.ayla)) == 3
    county.consent(renewed.record, recipients=[county.stranger])
    assert len(listed(county.ayla)) == 3, "another receiver, so not the same consent"
    county.consent(renewed.record)
    assert sorted(listed(county.ayla)) == sorted([str(withdrawn.pk), str(closed.pk)])
    consent_actions.withdraw_consent(consent=withdrawn, way="client", by=None)
    assert listed(county.ayla) == [str(closed.pk)]
    record_actions.close_record(record=closed.record, by=actor(county.ayla))
    assert listed(county.ayla) == []


def test_f58_the_stand_in_sees_what_ends_for_the_absent_colleague(county, ending):
    consent, colleague = ending(5), member(county.sozialwerk)
    assert listed(colleague) == []
    position = factories.PositionFactory(organisation=county.sozialwerk, person__user=county.ayla)
    other = factories.PositionFactory(organisation=county.sozialwerk, person__user=colleague)
    Deputy.objects.create(position=position, deputy=other, sort_order=0)
    Absence.objects.create(person=position.person, first_day=dt.date(2026, 1, 1))
    assert listed(colleague) == [str(consent.pk)]
    assert next(consent_duties.owed(answering(colleague.pk))).on_behalf_of == str(position.person)


def test_f58_r43_the_page_names_the_case_but_nobody_and_only_after_the_factor(county, ending):
    consent = ending(5)
    page = signed_in(county.ayla).get(PAGE).content.decode()
    assert f"Einwilligung in Akte {consent.record.reference} läuft ab" in page
    assert "Azadi" not in page
    plain = Client()
    plain.force_login(county.ayla)
    page = plain.get(PAGE).content.decode()
    assert "Im geschützten Bereich wartet etwas" in page
    assert consent.record.reference not in page
