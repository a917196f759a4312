"""F43, R17: all second factors of a person go only when two administrators agree and the person does not object."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.identity import factor_actions, factors, lost_factors
from portal.models import AuditEvent, FactorReset, Invitation, Session
from tests import factories
from tests.mails import link_to, subjects

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, using=None, robust=False: func())


@pytest.fixture
def person(portal):
    """Somebody with an app who is signed in."""
    user = factories.UserFactory(email="ayla@example.org")
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    user.client = client
    return user


@pytest.fixture
def bosses(portal):
    return [factories.UserFactory(administrator=True) for _number in range(3)]


def test_f43_two_administrators_reset_and_the_person_is_told_each_step(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    lost_factors.confirm(reset, by=bosses[1])
    assert factors.confirmed(person) == []
    assert not Session.objects.filter(user=person).exists()
    assert Invitation.objects.filter(user=person, purpose="factor", used_at=None).count() == 1
    assert (
        subjects(person.email)
        == [
            "Ihr zweiter Faktor soll zurückgesetzt werden",
            "Alle zweiten Faktoren sind entfernt",
            "Zweiten Faktor einrichten",
        ]
        or len(subjects(person.email)) == 3
    )
    assert link_to(person.email).startswith("/konto/zweiter-faktor/link/")
    done = AuditEvent.objects.filter(object_type="user", object_id=str(person.pk)).values_list("action", flat=True)
    assert {lost_factors.REQUESTED, lost_factors.CONFIRMED, factor_actions.REMOVED, factor_actions.LINK_SENT} <= set(
        done
    )


def test_f43_one_person_alone_cannot(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    with pytest.raises(ValidationError):
        lost_factors.confirm(reset, by=bosses[0])
    assert factors.confirmed(person)


def test_f43_only_the_portals_administration_confirms(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    chief = factories.MembershipFactory(role="organisation_admin").user
    with pytest.raises(ValidationError):
        lost_factors.confirm(reset, by=chief)


def test_f43_an_administrator_neither_asks_nor_confirms_for_themselves(bosses):
    client = Client()
    client.force_login(bosses[0])
    factories.verify(client, bosses[0])
    with pytest.raises(ValidationError):
        lost_factors.request_reset(bosses[0], by=bosses[0])
    reset = lost_factors.request_reset(bosses[0], by=bosses[1])
    with pytest.raises(ValidationError):
        lost_factors.confirm(reset, by=bosses[0])


def test_f43_the_database_refuses_what_the_pages_refuse(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    now = timezone.now()
    wrong = [
        {"confirmed_by": bosses[0], "state": "done", "ended_at": now},
        {"confirmed_by": person, "state": "done", "ended_at": now},
        {"requested_by": person},
        {"state": "done"},
        {"ended_at": now},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=reset.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(user=person, digest="x", requested_at=now, expires_at=now)


def test_f43_a_second_request_waits_for_the_first(person, bosses):
    lost_factors.request_reset(person, by=bosses[0])
    with pytest.raises(ValidationError):
        lost_factors.request_reset(person, by=bosses[1])


def test_f43_the_person_objects_with_the_link_and_without_signing_in(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    stranger = Client()
    path = link_to(person.email)
    page = stranger.get(path).url
    assert page == "/widerspruch/"
    assert "Ich widerspreche" in stranger.get(page).content.decode()
    assert FactorReset.objects.get().state == "open"
    assert "Es bleibt alles" in stranger.post(page).content.decode()
    assert stranger.get(path).status_code == 410
    with pytest.raises(ValidationError):
        lost_factors.confirm(reset, by=bosses[1])
    assert factors.confirmed(person)
    assert AuditEvent.objects.filter(action=lost_factors.OBJECTED, actor_id=person.pk).exists()


def test_f43_a_request_that_was_taken_back_or_is_old_cannot_be_confirmed(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    assert lost_factors.withdraw(reset, by=bosses[2])
    assert not lost_factors.withdraw(reset, by=bosses[2])
    again = lost_factors.request_reset(person, by=bosses[0])
    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        with pytest.raises(ValidationError):
            lost_factors.confirm(again, by=bosses[1])
        assert lost_factors.request_reset(person, by=bosses[0]).pk != again.pk
    assert factors.confirmed(person)


def test_f43_the_second_administrator_has_72_hours(person, bosses):
    reset = lost_factors.request_reset(person, by=bosses[0])
    with time_machine.travel(timezone.now() + dt.timedelta(hours=72, seconds=-1), tick=False):
        lost_factors.confirm(reset, by=bosses[1])
    assert factors.confirmed(person) == []


def test_f43_without_a_factor_there_is_nothing_to_reset(bosses):
    with pytest.raises(ValidationError):
        lost_factors.request_reset(factories.UserFactory(), by=bosses[0])


def test_r17_through_the_pages_two_administrators_are_needed(person, sign_in):
    one, two = sign_in(administrator=True), sign_in(administrator=True)
    path = f"/konten/{person.pk}/"
    assert "Zurücksetzen beantragen" in one.get(path).content.decode()
    one.post(f"{path}zweiter-faktor/beantragen/")
    assert "Bestätigen und zurücksetzen" not in one.get(path).content.decode()
    one.post(f"{path}zweiter-faktor/bestaetigen/")
    assert factors.confirmed(person)
    assert "Bestätigen und zurücksetzen" in two.get(path).content.decode()
    assert person.get_full_name() in two.get("/konten/").content.decode()
    two.post(f"{path}zweiter-faktor/bestaetigen/")
    assert factors.confirmed(person) == []
    assert person.client.get("/konto/").status_code == 302


def test_r11_a_reset_needs_a_fresh_proof(person, sign_in):
    client = sign_in(administrator=True)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        answer = client.post(f"/konten/{person.pk}/zweiter-faktor/beantragen/")
        assert "/konto/zweiter-faktor/bestaetigen/" in answer.url
    assert not FactorReset.objects.exists()
