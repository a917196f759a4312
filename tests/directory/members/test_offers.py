"""Membership begins with the person's own yes, and a role from outside with the organisation's (R63, R64)."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.members import offers
from directory.models import Membership, RoleOffer
from portal.identity import account_actions, factors
from portal.identity.auth import OrganisationRole
from portal.models import AuditEvent, FactorReset, Session, User
from tests import factories
from tests.directory import people
from tests.mails import link_to, subjects

pytestmark = pytest.mark.django_db
WATCHED = "Bitte ansehen: Konten und Rollen"
PERSON = {"first_name": "Nora", "last_name": "Neu-Berg", "roles": ["reader"]}
FIRST_DAY = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, using=None, robust=False: func())


@pytest.fixture
def clock(portal):
    with time_machine.travel(FIRST_DAY, tick=False) as traveller:
        yield traveller


def client_of(user, proved=True):
    client = Client()
    client.force_login(user)
    if proved:
        factories.verify(client, user)
    return client


@pytest.fixture
def bosses(clock):
    made = [factories.UserFactory(administrator=True) for _number in range(2)]
    clock.shift(dt.timedelta(days=100))
    return made


@pytest.fixture
def here(bosses):
    return factories.OrganisationFactory(name="Sozialwerk am Rebenhang")


@pytest.fixture
def chief(here):
    return factories.MembershipFactory(organisation=here, role=OrganisationRole.ORGANISATION_ADMIN).user


@pytest.fixture
def stranger(bosses):
    """Somebody of another organisation whom the inviter knows nothing about."""
    user = factories.UserFactory(email="bekannt@example.org", first_name="Zdenka", last_name="Wirklich")
    factories.MembershipFactory(user=user, organisation__name="Brückenhaus am Markt")
    factories.verify(client_of(user, proved=False), user)
    return user


def invite(by, organisation, address, **change):
    return client_of(by).post(f"/mitglieder/{organisation.pk}/einladen/", {"address": address, **PERSON, **change})


def roles_in(organisation, user):
    return set(Membership.objects.filter(organisation=organisation, user=user).values_list("role", flat=True))


def set_roles(by, path, roles):
    """From the page, as people do."""
    client = client_of(by)
    client.post(path, {"roles": roles, **people.opened(client, path)})


def act(by, offer, name):
    return client_of(by).post(f"/mitglieder/{offer.organisation_id}/einladungen/{offer.pk}/{name}/")


def answer(user, offer, name):
    return client_of(user, proved=False).post(f"/konto/einladungen/{offer.pk}/{name}/")


def neutral(html: str) -> str:
    """A page without what differs from request to request."""
    html = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r"/einladungen/\d+/", "/einladungen/N/", html)


# R64: nobody is annexed


def test_r64_an_invited_stranger_shows_nothing_and_loses_nothing(here, chief, stranger):
    session = client_of(stranger)
    before = Session.objects.filter(user=stranger).count()
    invite(chief, here, stranger.email)
    html = client_of(chief).get(f"/mitglieder/{here.pk}/").content.decode()
    assert "Zdenka" not in html and "Wirklich" not in html
    assert "Nora Neu-Berg" in html
    boss_of_nobody = client_of(chief)
    for path in ("", "herausnehmen/", "erneut-einladen/", "zweiter-faktor/", "einladung-zuruecknehmen/"):
        assert boss_of_nobody.post(f"/mitglieder/{here.pk}/{stranger.pk}/{path}").status_code == 404
    assert session.get("/konto/").status_code == 200
    assert Session.objects.filter(user=stranger).count() == before
    assert not FactorReset.objects.exists()
    assert roles_in(here, stranger) == set()


@pytest.mark.parametrize("kind", ["active", "locked", "untaken"])
def test_r64_the_answer_and_the_list_are_the_same_for_known_and_unknown_addresses(here, chief, kind):
    known = factories.UserFactory(email="fremde@example.org", is_active=kind != "locked")
    if kind == "untaken":
        known.set_unusable_password()
        known.save()
    client, seen = client_of(chief), []
    for address in ("fremde@example.org", "nirgend@example.org"):
        data = {**PERSON, "address": address}
        answered = client.post(f"/mitglieder/{here.pk}/einladen/", data, follow=True)
        seen.append(neutral(answered.content.decode()).replace(address, "ADRESSE"))
        client.post(f"/mitglieder/{here.pk}/einladungen/{RoleOffer.objects.get().pk}/zuruecknehmen/", follow=True)
    assert seen[0] == seen[1]


def test_r64_an_invitation_costs_about_the_same_for_known_and_unknown_addresses(here, chief, stranger):
    client, counts = client_of(chief), []
    for address in (stranger.email, "nirgend@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "address": address})
        counts.append(len(queries))
    assert abs(counts[0] - counts[1]) <= 12


def test_r64_the_limit_of_mails_is_the_same_for_known_and_unknown_addresses(here, chief, stranger):
    refused = []
    for address in (stranger.email, "nirgend@example.org"):
        answers = [invite(chief, here, address).status_code for _time in range(7)]
        refused.append(answers)
    assert refused[0] == refused[1]
    assert refused[0].count(302) == account_actions.LINKS_A_DAY


def test_r64_membership_begins_with_the_own_yes_and_not_with_a_no(here, chief, stranger):
    invite(chief, here, stranger.email)
    assert link_to(stranger.email) == "/konto/einladungen/"
    assert here.name in client_of(stranger, proved=False).get("/konto/einladungen/").content.decode()
    answer(stranger, RoleOffer.objects.get(), "ablehnen")
    assert (roles_in(here, stranger), RoleOffer.objects.count()) == (set(), 0)
    assert User.objects.filter(pk=stranger.pk).exists()
    invite(chief, here, stranger.email)
    answer(stranger, RoleOffer.objects.get(), "annehmen")
    assert roles_in(here, stranger) == {"reader"}
    assert "Wirklich" in client_of(chief).get(f"/mitglieder/{here.pk}/").content.decode()


def test_r64_whoever_declines_is_asked_once_and_sees_what_goes(here, chief, stranger):
    invite(chief, here, stranger.email, roles=["reader", "reporter"])
    offer, client = RoleOffer.objects.get(), client_of(stranger, proved=False)
    path = f"/konto/einladungen/{offer.pk}/ablehnen/"
    assert f'href="{path}"' in client.get("/konto/einladungen/").content.decode()
    page = client.get(path)
    assert list(page.context["question"].goes) == ["Rolle: Lesen", "Rolle: Kennzahlenmeldung"]
    assert here.name in page.content.decode()
    assert client.get(f"/konto/einladungen/{offer.pk}/annehmen/").status_code == 405
    assert client_of(chief).get(path).status_code == 404
    assert RoleOffer.objects.filter(pk=offer.pk).exists()
    client.post(path)
    assert not RoleOffer.objects.exists()


def test_r64_an_unanswered_offer_is_forgotten_in_time_without_another_being_made(clock, here, chief, stranger):
    invite(chief, here, stranger.email)
    clock.shift(dt.timedelta(hours=72) + offers.KEPT)
    call_command("tidy_offers", verbosity=0)
    assert RoleOffer.objects.exists()
    clock.shift(dt.timedelta(seconds=1))
    call_command("tidy_offers", verbosity=0)
    assert not RoleOffer.objects.exists()
    assert User.objects.filter(pk=stranger.pk).exists()


def test_r64_nobody_answers_for_somebody_else(here, chief, stranger):
    invite(chief, here, stranger.email)
    offer = RoleOffer.objects.get()
    for user in (chief, factories.UserFactory()):
        assert answer(user, offer, "annehmen").status_code == 404
    assert answer(stranger, offer, "unsinn").status_code == 404
    assert roles_in(here, stranger) == set()


def test_r64_an_invitation_ends_after_72_hours(clock, here, chief, stranger):
    invite(chief, here, stranger.email)
    offer = RoleOffer.objects.get()
    clock.shift(dt.timedelta(hours=72))
    assert answer(stranger, offer, "annehmen").status_code == 404
    act(chief, offer, "erneut-schicken")
    answer(stranger, RoleOffer.objects.get(), "annehmen")
    assert roles_in(here, stranger) == {"reader"}


def test_r64_whoever_takes_up_an_account_reads_what_they_join(here, chief):
    invite(chief, here, "nora@example.org", roles=["reporter"])
    person = Client()
    page = person.get(link_to("nora@example.org")).url
    html = person.get(page).content.decode()
    assert "Sozialwerk am Rebenhang: Kennzahlenmeldung" in html
    new = {"password": "Rabe Kitu Zolle 47", "again": "Rabe Kitu Zolle 47"}
    assert person.post(page, new).url == "/konto/zweiter-faktor/"
    assert roles_in(here, User.objects.get(email="nora@example.org")) == {"reporter"}


def test_r64_a_member_who_belongs_elsewhere_keeps_factors_and_sessions(here, chief, stranger):
    factories.MembershipFactory(user=stranger, organisation=here)
    theirs = client_of(stranger)
    path = f"/mitglieder/{here.pk}/{stranger.pk}/"
    assert "Zurücksetzen beantragen" not in client_of(chief).get(path).content.decode()
    client_of(chief).post(f"{path}zweiter-faktor/")
    client_of(chief).post(f"{path}herausnehmen/")
    assert not FactorReset.objects.exists()
    assert factors.confirmed(stranger)
    assert theirs.get("/konto/").status_code == 200


def test_r64_leaving_the_one_organisation_ends_no_session_of_somebody_with_a_role_in_the_portal(here, chief):
    editor = factories.UserFactory(editor=True)
    factories.MembershipFactory(user=editor, organisation=here)
    theirs = client_of(editor)
    client_of(chief).post(f"/mitglieder/{here.pk}/{editor.pk}/zweiter-faktor/")
    client_of(chief).post(f"/mitglieder/{here.pk}/{editor.pk}/herausnehmen/")
    assert not FactorReset.objects.exists()
    assert theirs.get("/konto/").status_code == 200


# R63: nobody from outside reaches into an organisation


def test_r63_a_puppet_gets_no_role_in_an_organisation_without_its_word(clock, bosses, here, chief):
    """An administrator invites a second self and gives it a role wherever there is something to see."""
    invite(bosses[0], here, "puppe@example.org", roles=["supervisor"])
    offer = RoleOffer.objects.get()
    puppet = Client()
    page = puppet.get(link_to("puppe@example.org")).url
    puppet.post(page, {"password": "Rabe Kitu Zolle 47", "again": "Rabe Kitu Zolle 47"})
    assert roles_in(here, offer.user) == set()
    assert subjects(chief.email) == [WATCHED]
    assert subjects(bosses[1].email) == [WATCHED]
    for outsider in (bosses[0], bosses[1], offer.user):
        act(outsider, offer, "bestaetigen")
    assert roles_in(here, offer.user) == set()
    clock.shift(dt.timedelta(hours=72))
    act(chief, offer, "bestaetigen")
    assert roles_in(here, offer.user) == set()


def test_r63_with_the_word_of_the_organisation_the_role_holds(bosses, here, chief, stranger):
    invite(bosses[0], here, stranger.email)
    offer = RoleOffer.objects.get()
    assert "von außen" in client_of(chief).get(f"/mitglieder/{here.pk}/").content.decode()
    act(chief, offer, "bestaetigen")
    assert roles_in(here, stranger) == set()
    answer(stranger, offer, "annehmen")
    assert roles_in(here, stranger) == {"reader"}
    done = list(AuditEvent.objects.filter(object_id=str(stranger.pk)).values_list("action", flat=True))
    assert [one for one in done if one.startswith("membership.")] == [
        "membership.offered",
        "membership.confirmed",
        "membership.accepted",
        "membership.roles",
    ]


def test_r63_more_roles_for_a_member_wait_and_fewer_do_not(bosses, here, chief):
    member = factories.MembershipFactory(organisation=here, role="reporter").user
    path = f"/mitglieder/{here.pk}/{member.pk}/"
    set_roles(bosses[0], path, ["reader", "supervisor"])
    assert roles_in(here, member) == {"reporter"}
    set_roles(bosses[0], path, ["reporter", "supervisor"])
    assert roles_in(here, member) == {"reporter"}
    act(chief, RoleOffer.objects.get(), "bestaetigen")
    assert roles_in(here, member) == {"reporter", "supervisor"}
    set_roles(bosses[0], path, ["reporter"])
    assert roles_in(here, member) == {"reporter"}
    set_roles(chief, path, ["reader", "reporter"])
    assert roles_in(here, member) == {"reader", "reporter"}


def test_r63_what_waits_is_named_before_it_goes(bosses, here, chief):
    member = factories.MembershipFactory(organisation=here).user
    path = f"/mitglieder/{here.pk}/{member.pk}/"
    set_roles(bosses[0], path, ["reader", "supervisor"])
    for user, page in ((chief, f"{path}herausnehmen/"), (bosses[0], f"/konten/{member.pk}/einladung-zuruecknehmen/")):
        assert "Leitung" in client_of(user).get(page).content.decode()
    client_of(chief).post(f"{path}herausnehmen/")
    assert not RoleOffer.objects.exists()


def test_r63_the_organisation_says_no_by_refusing_or_by_silence(clock, bosses, here, chief):
    member = factories.MembershipFactory(organisation=here).user
    path = f"/mitglieder/{here.pk}/{member.pk}/"
    set_roles(bosses[0], path, ["reader", "supervisor"])
    offer = RoleOffer.objects.get()
    asked = client_of(chief).get(f"/mitglieder/{here.pk}/einladungen/{offer.pk}/zuruecknehmen/").content.decode()
    assert "Leitung" in asked
    assert RoleOffer.objects.exists()
    act(chief, offer, "zuruecknehmen")
    assert not RoleOffer.objects.exists()
    set_roles(bosses[0], path, ["reader", "supervisor"])
    clock.shift(dt.timedelta(hours=72))
    act(chief, RoleOffer.objects.get(), "bestaetigen")
    assert roles_in(here, member) == {"reader"}


def test_r63_an_organisation_without_administrators_gets_its_first_by_two_of_the_portal(bosses, here):
    invite(bosses[0], here, "leitung@example.org", roles=["organisation_admin"])
    offer = RoleOffer.objects.get()
    newcomer = factories.UserFactory()
    account_actions.set_portal_roles(newcomer, ["administrator"], by=bosses[0])
    for unfit in (bosses[0], newcomer):
        act(unfit, offer, "bestaetigen")
        offer.refresh_from_db()
        assert offer.lacks_word
    act(bosses[1], offer, "bestaetigen")
    offer.refresh_from_db()
    assert offer.confirmed_by == bosses[1]


@pytest.mark.parametrize("locked", [False, True])
def test_r63_for_an_organisation_that_has_nobody_to_speak_two_of_the_portal_do_whatever_the_role(bosses, here, locked):
    """An administrator of its own who is locked cannot speak for it either."""
    if locked:
        factories.MembershipFactory(organisation=here, role="organisation_admin", user__is_active=False)
    member = factories.MembershipFactory(organisation=here).user
    set_roles(bosses[0], f"/mitglieder/{here.pk}/{member.pk}/", ["reader", "supervisor"])
    for unfit in (bosses[0], member):
        act(unfit, RoleOffer.objects.get(), "bestaetigen")
        assert roles_in(here, member) == {"reader"}
    act(bosses[1], RoleOffer.objects.get(), "bestaetigen")
    assert roles_in(here, member) == {"reader", "supervisor"}


def test_r63_as_soon_as_somebody_speaks_for_it_the_portal_does_not(bosses, here):
    member = factories.MembershipFactory(organisation=here).user
    set_roles(bosses[0], f"/mitglieder/{here.pk}/{member.pk}/", ["reader", "supervisor"])
    chief = factories.MembershipFactory(organisation=here, role=OrganisationRole.ORGANISATION_ADMIN).user
    act(bosses[1], RoleOffer.objects.get(), "bestaetigen")
    assert roles_in(here, member) == {"reader"}
    act(chief, RoleOffer.objects.get(), "bestaetigen")
    assert roles_in(here, member) == {"reader", "supervisor"}


def test_r63_nobody_waves_their_own_role_through(bosses, here, chief):
    set_roles(bosses[0], f"/mitglieder/{here.pk}/{chief.pk}/", ["organisation_admin", "supervisor"])
    offer = RoleOffer.objects.get()
    for name in ("bestaetigen", "erneut-schicken"):
        act(chief, offer, name)
    assert roles_in(here, chief) == {"organisation_admin"}


def test_r20_offers_of_other_organisations_do_not_exist(here, chief, stranger):
    invite(chief, here, stranger.email)
    other = factories.MembershipFactory(role=OrganisationRole.ORGANISATION_ADMIN)
    offer = RoleOffer.objects.get()
    for organisation in (here, other.organisation):
        path = f"/mitglieder/{organisation.pk}/einladungen/{offer.pk}/zuruecknehmen/"
        assert client_of(other.user).post(path).status_code == 404
    assert RoleOffer.objects.exists()
