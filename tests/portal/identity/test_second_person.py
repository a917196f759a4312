"""R63: the second person of a two-person act was not made by the first and is no newcomer; everybody concerned is told."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from portal.identity import account_actions, factors, lost_factors, second_person
from portal.identity.auth import OrganisationRole
from tests import factories
from tests.mails import subjects

pytestmark = pytest.mark.django_db
FIRST_DAY = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
WATCHED = "Bitte ansehen: Konten und Rollen"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, using=None, robust=False: func())


@pytest.fixture
def clock(portal):
    with time_machine.travel(FIRST_DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def bosses(clock):
    """The two of the first day; it is months later."""
    first, second = (factories.UserFactory(administrator=True) for _number in range(2))
    clock.shift(dt.timedelta(days=100))
    return first, second


@pytest.fixture
def person(bosses):
    user = factories.UserFactory(email="ayla@example.org")
    with_factor(user)
    return user


def with_factor(user):
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


def promoted(user, by):
    account_actions.set_portal_roles(user, ["administrator"], by=by)
    return user


def invited(by, address="puppe@example.org"):
    user = account_actions.create(address=address, first_name="Nora", last_name="Neu", by=by)
    user.set_password("ein langes Kennwort")
    user.save()
    return user


def asked_and_confirmed(person, first, second) -> bool:
    """Through the pages, as two people do it."""
    path = f"/konten/{person.pk}/zweiter-faktor/"
    with_factor(first).post(f"{path}beantragen/")
    page = with_factor(second).get(f"/konten/{person.pk}/").content.decode()
    with_factor(second).post(f"{path}bestaetigen/")
    is_done = not factors.confirmed(person)
    assert ("Bestätigen und zurücksetzen" in page) is is_done
    return is_done


def test_r63_an_invited_second_self_confirms_nothing_today_nor_later(clock, bosses, person):
    puppet = promoted(invited(bosses[0]), bosses[0])
    assert not asked_and_confirmed(person, bosses[0], puppet)
    clock.shift(dt.timedelta(days=30))
    lost_factors.request_reset(person, by=bosses[0])
    assert not asked_and_confirmed(person, bosses[0], puppet)


def test_r63_nor_does_the_maker_confirm_what_the_puppet_asks_for(clock, bosses, person):
    puppet = promoted(invited(bosses[0]), bosses[0])
    clock.shift(dt.timedelta(days=30))
    assert not asked_and_confirmed(person, puppet, bosses[0])


def test_r63_a_puppet_made_by_a_puppet_is_of_the_same_hand(clock, bosses, person):
    puppet = promoted(invited(bosses[0]), bosses[0])
    another = promoted(invited(puppet, "zweite@example.org"), puppet)
    clock.shift(dt.timedelta(days=30))
    assert not asked_and_confirmed(person, bosses[0], another)


def test_r63_invited_by_one_and_promoted_by_the_other_is_of_both_hands(clock, bosses, person):
    third = promoted(invited(bosses[0]), bosses[1])
    clock.shift(dt.timedelta(days=30))
    assert not asked_and_confirmed(person, bosses[0], third)
    assert second_person.makers(third) == {bosses[0].pk, bosses[1].pk}


def test_r63_an_administrator_of_an_organisation_by_the_same_hand_is_no_first_one_either(clock, bosses, person):
    """The organisation's administrator may ask; whoever invited that one does not confirm."""
    chief = invited(bosses[0])
    organisation = factories.MembershipFactory(user=chief, role=OrganisationRole.ORGANISATION_ADMIN).organisation
    factories.MembershipFactory(user=person, organisation=organisation)
    with_factor(chief).post(f"/mitglieder/{organisation.pk}/{person.pk}/zweiter-faktor/")
    with_factor(bosses[0]).post(f"/konten/{person.pk}/zweiter-faktor/bestaetigen/")
    assert factors.confirmed(person)
    with_factor(bosses[1]).post(f"/konten/{person.pk}/zweiter-faktor/bestaetigen/")
    assert factors.confirmed(person) == []


def test_r63_fourteen_days_make_a_second_person(clock, bosses, person):
    third = promoted(factories.UserFactory(), bosses[1])
    lost_factors.request_reset(person, by=bosses[0])
    clock.shift(dt.timedelta(days=14, seconds=-1))
    assert not second_person.is_fit(third, bosses[0])
    clock.shift(dt.timedelta(seconds=1))
    assert asked_and_confirmed(person, bosses[0], third)


def test_r63_whoever_got_the_role_again_begins_again(clock, bosses):
    third = promoted(factories.UserFactory(), bosses[1])
    clock.shift(dt.timedelta(days=20))
    account_actions.set_portal_roles(third, [], by=bosses[1])
    promoted(third, bosses[1])
    assert not second_person.is_fit(third, bosses[0])


def test_r63_the_two_of_the_first_day_act_at_once_although_one_made_the_other(clock):
    first = factories.UserFactory(administrator=True)
    second = promoted(invited(first), first)
    third = promoted(invited(first, "dritte@example.org"), first)
    person = factories.UserFactory()
    with_factor(person)
    assert second_person.is_fit(second, first)
    assert not second_person.is_fit(third, first)
    assert asked_and_confirmed(person, first, second)


def test_r63_a_second_administrator_of_a_later_day_is_not_exempt(clock):
    first = factories.UserFactory(administrator=True)
    clock.shift(dt.timedelta(days=2))
    assert not second_person.is_fit(promoted(invited(first), first), first)


def test_r63_everybody_concerned_is_told_at_once(bosses, person, mailoutbox):
    officer = factories.UserFactory(officer=True)
    own = factories.MembershipFactory(role=OrganisationRole.ORGANISATION_ADMIN)
    factories.MembershipFactory(user=person, organisation=own.organisation)
    stranger = factories.MembershipFactory(role=OrganisationRole.ORGANISATION_ADMIN).user
    asked_and_confirmed(person, *bosses)
    for user in (*bosses, officer, own.user):
        assert subjects(user.email) == [WATCHED, WATCHED]
    assert subjects(stranger.email) == []
    assert WATCHED not in subjects(person.email)
    assert all(person.get_full_name() not in one.body for one in mailoutbox if one.subject == WATCHED)


def test_r63_a_new_administrator_is_told_to_those_who_are_it(bosses):
    promoted(factories.UserFactory(), bosses[0])
    assert subjects(bosses[1].email) == [WATCHED]
