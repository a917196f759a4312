"""Members and accounts as administrators look after them. R10, R13, R16, R17, R20, R24, R43."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from directory.members import actions, granting
from directory.members.forms import check_name
from directory.models import Membership, RoleOffer
from portal.identity import account_actions, roles
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import AuditEvent, Session
from tests import factories
from tests.directory import people
from tests.mails import link_to, subjects

pytestmark = pytest.mark.django_db
PERSON = {"address": "neu@example.org", "first_name": "Nora", "last_name": "Neu-Berg"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, using=None, robust=False: func())


@pytest.fixture
def here(portal):
    return factories.OrganisationFactory(name="Sozialwerk am Rebenhang")


@pytest.fixture
def there(portal):
    return factories.OrganisationFactory(name="Brückenhaus am Markt")


def client_of(user):
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


@pytest.fixture
def chief(here):
    """Looks after the members of `here`."""
    user = factories.UserFactory(email="leitung@example.org")
    factories.MembershipFactory(user=user, organisation=here, role=OrganisationRole.ORGANISATION_ADMIN)
    user.client = client_of(user)
    return user


@pytest.fixture
def boss(portal):
    user = factories.UserFactory(administrator=True, email="verwaltung@example.org")
    user.client = client_of(user)
    return user


@pytest.fixture
def colleague(here):
    return factories.MembershipFactory(organisation=here, user__email="ayla@example.org").user


def send(client, path, values, page=None):
    """From the page, as people do."""
    return client.post(path, {**values, **people.opened(client, page or path)})


def roles_in(organisation, user):
    return set(Membership.objects.filter(organisation=organisation, user=user).values_list("role", flat=True))


def offered(organisation, user):
    return set(RoleOffer.objects.get(organisation=organisation, user=user).roles)


def takes_up(address="neu@example.org"):
    """The person opens the link, chooses a password and with that says yes."""
    client = Client()
    page = client.get(link_to(address)).url
    client.post(page, {"password": "Rabe Kitu Zolle 47", "again": "Rabe Kitu Zolle 47"})
    return client


def of_offer(organisation, user, act):
    offer = RoleOffer.objects.get(organisation=organisation, user=user)
    return f"/mitglieder/{organisation.pk}/einladungen/{offer.pk}/{act}/"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


# Inviting


def test_r10_an_organisation_invites_into_itself(chief, here):
    answer = chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader", "reporter"]})
    assert answer.url == f"/mitglieder/{here.pk}/"
    user = get_user_model().objects.get(email="neu@example.org")
    assert offered(here, user) == {"reader", "reporter"}
    assert roles_in(here, user) == set()
    assert not user.has_usable_password()
    assert link_to("neu@example.org").startswith("/einladung/")
    html = text_of(chief.client.get(answer.url))
    assert "Nora Neu-Berg" in html
    assert "eingeladen" in html
    takes_up()
    assert roles_in(here, user) == {"reader", "reporter"}


def test_r10_somebody_with_an_account_gains_a_membership_and_is_told(chief, here, there):
    user = factories.MembershipFactory(organisation=there, user__email="neu@example.org").user
    answer = chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader"]})
    assert answer.status_code == 302
    assert roles_in(here, user) == set()
    assert subjects("neu@example.org") == ["Eine Organisation lädt Sie ein"]
    theirs = Client()
    theirs.force_login(user)
    assert "Sozialwerk am Rebenhang" in text_of(theirs.get(link_to("neu@example.org")))
    assert "Einladung ansehen" in text_of(theirs.get("/konto/"))
    theirs.post(f"/konto/einladungen/{RoleOffer.objects.get().pk}/annehmen/")
    assert roles_in(here, user) == {"reader"}
    assert roles_in(there, user) == {"reader"}
    assert get_user_model().objects.filter(email__iexact="neu@example.org").count() == 1
    assert subjects("neu@example.org") == ["Eine Organisation lädt Sie ein", "Ihre Rollen haben sich geändert"]
    for page in (f"/mitglieder/{here.pk}/", f"/mitglieder/{here.pk}/{user.pk}/"):
        assert "Brückenhaus" not in text_of(chief.client.get(page))


def test_r10_the_answer_to_an_invitation_does_not_say_who_has_an_account(chief, here, there):
    factories.MembershipFactory(organisation=there, user__email="neu@example.org")
    factories.UserFactory(email="weg@example.org", is_active=False)
    answers = []
    for address in ("neu@example.org", "weg@example.org", "niemand@example.org"):
        answer = chief.client.post(
            f"/mitglieder/{here.pk}/einladen/", {**PERSON, "address": address, "roles": ["reader"]}
        )
        answers.append((answer.status_code, answer.url))
    assert len(set(answers)) == 1


def test_r10_inviting_a_locked_account_neither_unlocks_nor_tells(chief, here):
    user = factories.UserFactory(email="neu@example.org", is_active=False)
    chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader"]})
    user.refresh_from_db()
    assert not user.is_active
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": "kein"}, "id_address_error"),
        ({"address": "x" * 300 + "@example.org"}, "id_address_error"),
        ({"first_name": "Ihr Konto: http://boese.example"}, "id_first_name_error"),
        ({"last_name": "a" * 200}, "id_last_name_error"),
        ({"last_name": ""}, "id_last_name_error"),
        ({"roles": []}, "Bitte mindestens eine Rolle"),
        ({"roles": ["editor"]}, "id_roles_error"),
        ({"roles": ["administrator", "reader"]}, "id_roles_error"),
        ({"address": "ayla@example.org"}, "gehört schon zur Organisation"),
        ({"address": "leitung@example.org"}, "Eigene Rollen"),
    ],
)
def test_a_wrong_invitation_is_explained_and_changes_nothing(chief, here, colleague, change, said):
    before = Membership.objects.count(), get_user_model().objects.count()
    answer = chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader"], **change})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert (Membership.objects.count(), get_user_model().objects.count()) == before
    assert mail.outbox == []


@pytest.mark.parametrize(
    "name", ["Nora", "Anne-Marie", "O’Neill", "van der Berg", "Jr.", "Ñandú", "Łukasz", "İpek", "李小龙"]
)
def test_names_of_people_are_names(name):
    check_name(name)


def test_r10_an_invitation_that_is_taken_back_leaves_no_account(chief, here):
    chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader"]})
    user = get_user_model().objects.get(email="neu@example.org")
    path = link_to("neu@example.org")
    chief.client.post(of_offer(here, user, "zuruecknehmen"))
    assert not get_user_model().objects.filter(email="neu@example.org").exists()
    assert Client().get(path).status_code == 410


def test_r10_taking_back_one_invitation_leaves_that_of_another_organisation(chief, boss, here, there):
    chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader"]})
    boss.client.post(f"/mitglieder/{there.pk}/einladen/", {**PERSON, "roles": ["reader"]})
    user = get_user_model().objects.get(email="neu@example.org")
    chief.client.post(of_offer(here, user, "zuruecknehmen"))
    assert Client().get(link_to("neu@example.org")).status_code == 302
    assert offered(there, user) == {"reader"}
    assert not RoleOffer.objects.filter(organisation=here).exists()
    assert roles_in(here, user) == set()


def test_r10_a_link_can_be_sent_again_until_it_was_used(chief, here, colleague):
    chief.client.post(f"/mitglieder/{here.pk}/einladen/", {**PERSON, "roles": ["reader"]})
    user = get_user_model().objects.get(email="neu@example.org")
    first = link_to("neu@example.org")
    chief.client.post(of_offer(here, user, "erneut-schicken"))
    assert link_to("neu@example.org") != first
    assert chief.client.post(f"/mitglieder/{here.pk}/{colleague.pk}/erneut-einladen/").status_code == 404


def test_administrators_invite_with_any_roles(boss, here):
    data = {**PERSON, "organisation": here.pk, "roles": ["reader"], "portal_roles": ["editor"]}
    answer = boss.client.post("/konten/einladen/", data)
    user = get_user_model().objects.get(email="neu@example.org")
    assert answer.url == f"/konten/{user.pk}/"
    assert offered(here, user) == {"reader"}
    assert set(user.groups.values_list("name", flat=True)) == {"editor"}


def test_an_invitation_takes_no_role_away(boss, there, colleague):
    account_actions.set_portal_roles(colleague, {"editor"}, by=boss)
    data = {**PERSON, "address": colleague.email, "organisation": there.pk, "roles": ["reader"]}
    boss.client.post("/konten/einladen/", {**data, "portal_roles": ["coordinator"]})
    assert offered(there, colleague) == {"reader"}
    assert set(colleague.groups.values_list("name", flat=True)) == {"coordinator", "editor"}


def test_administrators_are_told_what_an_invitation_lacks(boss, here):
    for change, said in (
        ({}, "Bitte eine Organisation oder eine Rolle"),
        ({"organisation": here.pk}, "mindestens eine Rolle"),
        ({"portal_roles": ["unsinn"]}, "id_portal_roles_error"),
        ({"organisation": 999_999, "roles": ["reader"]}, "id_organisation_error"),
    ):
        assert said in boss.client.post("/konten/einladen/", {**PERSON, **change}).content.decode()
    assert not get_user_model().objects.filter(email="neu@example.org").exists()


# Roles


def test_r24_roles_change_at_once_and_the_person_is_told(chief, here, colleague):
    theirs = client_of(colleague)
    assert theirs.get(f"/mitglieder/{here.pk}/").status_code == 404
    path = f"/mitglieder/{here.pk}/{colleague.pk}/"
    assert send(chief.client, path, {"roles": ["organisation_admin"]}).status_code == 302
    assert theirs.get(f"/mitglieder/{here.pk}/").status_code == 200
    send(chief.client, path, {"roles": ["reader"]})
    assert theirs.get(f"/mitglieder/{here.pk}/").status_code == 404
    assert subjects(colleague.email) == ["Ihre Rollen haben sich geändert"] * 2
    given = AuditEvent.objects.filter(action=granting.ROLES_CHANGED).values_list("details", flat=True)
    assert [one["given"] for one in given] == ["organisation_admin", "reader"]


def test_nobody_changes_their_own_roles(chief, here):
    path = f"/mitglieder/{here.pk}/{chief.pk}/"
    assert "Eigene Rollen" in text_of(chief.client.get(path))
    assert "Eigene Rollen" in text_of(send(chief.client, path, {"roles": ["reader", "supervisor"]}))
    chief.client.post(f"{path}herausnehmen/")
    assert roles_in(here, chief) == {"organisation_admin"}


def test_administrators_do_not_change_their_own_either(boss, here):
    factories.MembershipFactory(user=boss, organisation=here)
    send(boss.client, f"/mitglieder/{here.pk}/{boss.pk}/", {"roles": ["caseworker"]})
    wanted = {"portal_roles": ["editor", "administrator"]}
    send(boss.client, f"/konten/{boss.pk}/rollen/", wanted, f"/konten/{boss.pk}/")
    boss.client.post(f"/konten/{boss.pk}/sperren/")
    boss.refresh_from_db()
    assert roles_in(here, boss) == {"reader"}
    assert set(boss.groups.values_list("name", flat=True)) == {"administrator"}
    assert boss.is_active


def test_an_organisation_gives_no_role_of_the_portal(chief, here, colleague):
    wanted = {"roles": ["reader", "editor"], "portal_roles": ["administrator"]}
    send(chief.client, f"/mitglieder/{here.pk}/{colleague.pk}/", wanted)
    chief.client.post(f"/konten/{colleague.pk}/rollen/", {"portal_roles": ["administrator"]})
    assert not colleague.groups.exists()
    assert roles_in(here, colleague) == {"reader"}


def test_a_role_that_needs_a_factor_brings_the_link_for_it(chief, here, colleague):
    send(chief.client, f"/mitglieder/{here.pk}/{colleague.pk}/", {"roles": ["caseworker"]})
    assert subjects(colleague.email) == ["Ihre Rollen haben sich geändert", "Zweiten Faktor einrichten"]


# Leaving


def test_r13_whoever_leaves_the_last_organisation_is_signed_out(chief, here, there, colleague):
    theirs = Client()
    theirs.force_login(colleague)
    factories.MembershipFactory(user=colleague, organisation=there)
    chief.client.post(f"/mitglieder/{here.pk}/{colleague.pk}/herausnehmen/")
    assert theirs.get("/konto/").status_code == 200
    actions.leave(colleague, there, by=factories.UserFactory(administrator=True))
    assert theirs.get("/konto/").status_code == 302
    assert not Session.objects.filter(user=colleague).exists()


def test_r20_people_of_other_organisations_do_not_exist(chief, here, there):
    other = factories.MembershipFactory(organisation=there, user__last_name="Nachbarin").user
    nobody = other.pk + 1000
    for person in (other.pk, nobody):
        for method, path in (
            ("get", f"/mitglieder/{here.pk}/{person}/"),
            ("post", f"/mitglieder/{here.pk}/{person}/"),
            ("post", f"/mitglieder/{here.pk}/{person}/herausnehmen/"),
            ("post", f"/mitglieder/{here.pk}/{person}/erneut-einladen/"),
            ("post", f"/mitglieder/{here.pk}/{person}/zweiter-faktor/"),
            ("get", f"/mitglieder/{there.pk}/"),
            ("get", f"/mitglieder/{there.pk}/{person}/"),
            ("post", f"/mitglieder/{there.pk}/einladen/"),
        ):
            assert getattr(chief.client, method)(path, {"roles": ["reader"]}).status_code == 404, path
    assert roles_in(there, other) == {"reader"}
    assert "Nachbarin" not in text_of(chief.client.get(f"/mitglieder/{here.pk}/"))


@pytest.mark.parametrize("role", [role for role in OrganisationRole if role != OrganisationRole.ORGANISATION_ADMIN])
def test_no_other_role_looks_after_members(here, role):
    client = client_of(factories.MembershipFactory(organisation=here, role=role).user)
    assert client.get("/mitglieder/").status_code == 404
    assert client.get(f"/mitglieder/{here.pk}/").status_code == 404
    assert client.get("/konten/").status_code == 403


@pytest.mark.parametrize("trait", ["editor", "officer"])
def test_no_other_role_of_the_portal_looks_after_accounts(sign_in, here, colleague, trait):
    client = sign_in(**{trait: True})
    assert client.get(f"/mitglieder/{here.pk}/").status_code == 404
    for path in ("", "einladen/", f"{colleague.pk}/"):
        assert client.get(f"/konten/{path}").status_code == 403
    for act in ("rollen", "sperren", "abmelden", "einladung-zuruecknehmen", "zweiter-faktor/beantragen"):
        assert client.post(f"/konten/{colleague.pk}/{act}/").status_code == 403


@pytest.mark.parametrize("path", ["/konten/", "/konten/einladen/", "/mitglieder/"])
def test_r02_administration_needs_the_second_factor(sign_in, path):
    answer = sign_in(administrator=True, verified=False).get(path)
    assert "/konto/zweiter-faktor/" in answer.url


# Accounts


def test_accounts_are_found_by_name_organisation_role_and_state(boss, here, colleague):
    factories.UserFactory(last_name="Gesperrt", is_active=False)
    boss.client.post("/konten/einladen/", {**PERSON, "organisation": here.pk, "roles": ["reporter"]})
    factories.UserFactory(last_name="Allein")

    def found(**query):
        html = text_of(boss.client.get("/konten/", query))
        names = {
            "Neu-Berg": "Neu-Berg",
            "Gesperrt": "Mara Gesperrt",
            "Allein": "Mara Allein",
            "Ayla": "ayla@example.org",
        }
        return {name for name, shown in names.items() if shown in html}

    assert found() == {"Neu-Berg", "Gesperrt", "Allein", "Ayla"}
    assert found(q="nora neu") == {"Neu-Berg"}
    assert found(q="AYLA@example") == {"Ayla"}
    assert found(organisation=here.pk) == {"Neu-Berg", "Ayla"}
    assert found(role="reporter") == {"Neu-Berg"}
    assert found(state="invited") == {"Neu-Berg"}
    assert found(state="locked") == {"Gesperrt"}
    assert found(state="alone") == {"Allein"}
    assert found(state="active") == {"Allein", "Ayla"}
    assert found(state="expired") == set()
    for query in ({"state": "unsinn"}, {"organisation": "x"}, {"role": "'"}, {"q": "\x00"}):
        assert found(**query) == set()
    assert boss.client.get("/konten/?seite=unsinn").status_code == 200


def test_lists_cost_the_same_however_long(boss, chief, here, django_assert_max_num_queries, django_assert_num_queries):
    factories.MembershipFactory.create_batch(5, organisation=here)
    for client, path in ((boss.client, "/konten/"), (chief.client, f"/mitglieder/{here.pk}/")):
        client.get(path)
        with django_assert_max_num_queries(25) as few:
            client.get(path)
        factories.MembershipFactory.create_batch(30, organisation=here)
        with django_assert_num_queries(len(few)):
            client.get(path)


def test_accounts_come_in_pages(boss, here):
    factories.MembershipFactory.create_batch(55, organisation=here)
    assert 'href="?seite=2"' in text_of(boss.client.get("/konten/"))
    assert 'href="?seite=2"' in text_of(boss.client.get(f"/mitglieder/{here.pk}/"))


def test_r13_administrators_lock_unlock_and_sign_out(boss, colleague):
    theirs = Client()
    theirs.force_login(colleague)
    boss.client.post(f"/konten/{colleague.pk}/abmelden/")
    assert theirs.get("/konto/").status_code == 302
    theirs.force_login(colleague)
    boss.client.post(f"/konten/{colleague.pk}/sperren/")
    assert theirs.get("/konto/").status_code == 302
    assert "gesperrt" in text_of(boss.client.get(f"/konten/{colleague.pk}/"))
    boss.client.post(f"/konten/{colleague.pk}/freigeben/")
    colleague.refresh_from_db()
    assert colleague.is_active


def test_acts_that_do_not_exist_are_not_found(boss, colleague):
    for path in ("loeschen/", "zweiter-faktor/unsinn/", "lock/"):
        assert boss.client.post(f"/konten/{colleague.pk}/{path}").status_code == 404
    assert boss.client.get(f"/konten/{colleague.pk}/freigeben/").status_code == 405
    for key in (999_999, 10**19, 10**300):
        assert boss.client.get(f"/konten/{key}/").status_code == 404
        assert boss.client.get(f"/mitglieder/{key}/").status_code == 404
        assert boss.client.post(f"/konten/{key}/sperren/").status_code == 404


def test_taking_back_is_for_invitations_only(boss, chief, here, colleague):
    boss.client.post(f"/konten/{colleague.pk}/einladung-zuruecknehmen/")
    chief.client.post(f"/mitglieder/{here.pk}/{colleague.pk}/einladung-zuruecknehmen/")
    assert roles_in(here, colleague) == {"reader"}
    boss.client.post("/konten/einladen/", {**PERSON, "organisation": here.pk, "roles": ["reader"]})
    user = get_user_model().objects.get(email="neu@example.org")
    assert boss.client.post(f"/konten/{user.pk}/einladung-zuruecknehmen/").url == "/konten/"
    assert not get_user_model().objects.filter(pk=user.pk).exists()


# The editor is no second way in


@pytest.mark.parametrize(
    "path",
    [
        "users/",
        "users/add/",
        "users/edit/{pk}/",
        "users/delete/{pk}/",
        "groups/",
        "groups/new/",
        "groups/add/",
        "groups/edit/1/",
        "bulk/portal/user/assign_role/?id={pk}",
        "bulk/portal/user/delete/?id={pk}",
        "bulk/portal/user/set_active_state/?id={pk}",
    ],
)
def test_r16_r17_the_editors_pages_for_people_lead_to_accounts(sign_in, colleague, path):
    client = sign_in(is_superuser=True, is_staff=True, administrator=True)
    before = list(get_user_model().objects.order_by("pk").values())
    url = f"/cms/{path.format(pk=colleague.pk)}"
    for method in ("get", "post", "put", "delete"):
        answer = getattr(client, method)(url, {"is_superuser": "on", "password1": "x", "is_active": ""})
        assert (answer.status_code, answer.url) == (302, "/konten/"), (method, url)
    assert list(get_user_model().objects.order_by("pk").values()) == before


def test_r16_r17_the_editors_own_account_page_changes_no_password_and_no_address(sign_in):
    client = sign_in(editor=True)
    html = client.get("/cms/account/").content.decode()
    assert 'type="password"' not in html
    assert 'name="name_email-email"' not in html
    for path in ("/cms/password_reset/", "/cms/account/change_password/"):
        assert client.get(path).status_code in {302, 404}


def test_r16_no_other_page_signs_anybody_in(portal, colleague):
    for path in ("/cms/login/", "/_util/login/", "/anmelden/../cms/login/"):
        client = Client()
        client.post(path, {"username": colleague.email, "password": "ein langes Kennwort"})
        assert "_auth_user_id" not in client.session


def test_every_role_has_a_purpose():
    assert set(roles.IN_ORGANISATION) == set(OrganisationRole)
    assert set(roles.IN_PORTAL) == set(PortalRole)
