"""R10: a link by mail works once, for its person and purpose, for at most 72 hours."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from portal.identity import invitations
from portal.identity.invitations import Purpose
from portal.models import Invitation
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def test_r10_a_link_works_once():
    secret = invitations.issue(factories.UserFactory(), Purpose.ACCOUNT)
    found = invitations.find(secret, Purpose.ACCOUNT)
    assert invitations.use(found)
    assert not invitations.use(found)
    assert invitations.find(secret, Purpose.ACCOUNT) is None


def test_r10_a_link_is_good_for_its_purpose_only():
    secret = invitations.issue(factories.UserFactory(), Purpose.ACCOUNT)
    assert all(invitations.find(secret, purpose) is None for purpose in Purpose if purpose != Purpose.ACCOUNT)


@pytest.mark.parametrize(("hours", "works"), [(71, True), (73, False)])
def test_r10_a_link_ends_after_72_hours(hours, works):
    with time_machine.travel(NOON, tick=False) as clock:
        secret = invitations.issue(factories.UserFactory(), Purpose.FACTOR)
        found = invitations.find(secret, Purpose.FACTOR)
        clock.shift(dt.timedelta(hours=hours))
        assert (invitations.find(secret, Purpose.FACTOR) is not None) is works
        assert invitations.use(found) is works


@pytest.mark.parametrize(
    ("purpose", "hours"), [(Purpose.ACCOUNT, 72), (Purpose.FACTOR, 72), (Purpose.PASSWORD, 1), (Purpose.EMAIL, 24)]
)
def test_r10_each_purpose_has_its_time_to_the_second(purpose, hours):
    with time_machine.travel(NOON, tick=False) as clock:
        secret = invitations.issue(factories.UserFactory(), purpose)
        clock.shift(dt.timedelta(hours=hours, seconds=-1))
        assert invitations.find(secret, purpose)
        clock.shift(1)
        assert invitations.find(secret, purpose) is None


def test_r10_a_newer_link_makes_the_older_one_void():
    user = factories.UserFactory()
    older = invitations.issue(user, Purpose.FACTOR)
    newer = invitations.issue(user, Purpose.FACTOR)
    assert invitations.find(older, Purpose.FACTOR) is None
    assert invitations.find(newer, Purpose.FACTOR).user == user


def test_r10_no_link_works_for_a_deactivated_person():
    user = factories.UserFactory()
    secret = invitations.issue(user, Purpose.FACTOR)
    user.is_active = False
    user.save()
    assert invitations.find(secret, Purpose.FACTOR) is None


def test_r10_only_the_digest_is_stored():
    secret = invitations.issue(factories.UserFactory(), Purpose.ACCOUNT)
    assert secret not in str(list(Invitation.objects.values_list()))


def test_r10_the_database_refuses_two_open_links_and_one_that_ends_before_it_starts():
    first = Invitation.objects.get(digest=invitations.digest(invitations.issue(factories.UserFactory(), Purpose.EMAIL)))
    for change in ({"digest": "x"}, {"digest": "y", "purpose": "factor", "expires_at": first.issued_at}):
        copy = Invitation.objects.get(pk=first.pk)
        copy.pk = None
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


@pytest.mark.parametrize("secret", ["", "x", "\ud800", "ü" * 5000, "\x00"])
def test_r10_nonsense_finds_nothing(secret):
    assert invitations.find(secret, Purpose.ACCOUNT) is None
