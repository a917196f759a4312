"""Accounts from the person's side: invitation, password, address, deactivation. R10, R13, R14, R15, R43, R54."""

import datetime as dt
import re
import threading

import pytest
import time_machine
from django.contrib.auth import get_user_model, hashers
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.identity import account_actions, credential_actions, invitations
from portal.identity.auth import OrganisationRole, PortalRole
from portal.identity.invitations import Purpose
from portal.models import AuditEvent, Invitation, OutgoingMail, PasswordRequest, Session
from tests import factories
from tests.mails import link_to, subjects

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
GOOD = "regen tasse zaun velo"
OLD = "ein langes Kennwort"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What waits for the commit is done at once: every test here reads mails."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, using=None, robust=False: func())


@pytest.fixture
def boss(portal):
    return factories.UserFactory(administrator=True)


@pytest.fixture
def invited(boss):
    user = account_actions.create(address="neu@example.org", first_name="Nora", last_name="Neu", by=boss)
    factories.MembershipFactory(user=user)
    return user


@pytest.fixture
def person(portal):
    return factories.MembershipFactory(user__email="ayla@example.org", user__first_name="Ayla").user


def signed_in(user, password=OLD):
    client = Client()
    client.post("/anmelden/", {"username": user.email, "password": password})
    assert client.get("/konto/").status_code == 200
    return client


def is_in(client):
    return client.get("/konto/").status_code == 200


def follow(client, path):
    """Opens the link of a mail; the page that comes has no secret in its address."""
    answer = client.get(path)
    assert answer.status_code == 302, answer.status_code
    assert path not in answer.url
    return answer.url


# Invitation


def test_r10_an_invitation_leads_to_a_password_and_into_the_portal(invited):
    client = Client()
    page = follow(client, link_to("neu@example.org"))
    assert "Guten Tag Nora Neu" in client.get(page).content.decode()
    answer = client.post(page, {"password": GOOD, "again": GOOD})
    assert answer.url == "/"
    assert is_in(client)
    invited.refresh_from_db()
    assert invited.check_password(GOOD)
    assert AuditEvent.objects.filter(action=account_actions.TAKEN_UP, actor_id=invited.pk).exists()


def test_r10_whoever_needs_a_second_factor_is_led_on_to_it(invited):
    factories.MembershipFactory(user=invited, role=OrganisationRole.CASEWORKER)
    client = Client()
    page = follow(client, link_to("neu@example.org"))
    answer = client.post(page, {"password": GOOD, "again": GOOD})
    assert answer.url == "/konto/zweiter-faktor/"
    assert "Jetzt einrichten" in client.get(answer.url).content.decode()


def test_r10_an_invitation_works_once_and_for_72_hours(invited):
    path = link_to("neu@example.org")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        assert Client().get(path).status_code == 410
    first, second = Client(), Client()
    page = follow(first, path)
    follow(second, path)
    assert first.post(page, {"password": GOOD, "again": GOOD}).status_code == 302
    assert second.post(page, {"password": "anderes ding im takt", "again": "anderes ding im takt"}).status_code == 410
    assert Client().get(path).status_code == 410
    invited.refresh_from_db()
    assert invited.check_password(GOOD)


def test_r10_looking_at_the_link_does_not_use_it_up(invited):
    path = link_to("neu@example.org")
    for _scanner in range(3):
        assert Client().head(path).status_code == 302
        assert Client().get(path, follow=True).status_code == 200
    assert Invitation.objects.get(user=invited).used_at is None


def test_r10_a_new_link_voids_the_former_and_a_withdrawn_one_is_void(invited, boss):
    former = link_to("neu@example.org")
    account_actions.invite(invited, by=boss)
    assert Client().get(former).status_code == 410
    latest = link_to("neu@example.org")
    client = Client()
    page = follow(client, latest)
    account_actions.uninvite(invited, by=boss)
    assert client.get(page).status_code == 410
    assert client.post(page, {"password": GOOD, "again": GOOD}).status_code == 410


def test_r10_no_more_than_a_few_links_a_day_go_to_one_address(invited, boss):
    with pytest.raises(ValidationError):
        for _time in range(account_actions.LINKS_A_DAY):
            account_actions.invite(invited, by=boss)
    assert len(subjects("neu@example.org")) == account_actions.LINKS_A_DAY


@pytest.mark.parametrize("secret", ["x", "ü" * 300, "%00", "..", "a" * 2000])
@pytest.mark.parametrize("path", ["/einladung/", "/kennwort/neu/", "/konto/e-mail/bestaetigen/", "/widerspruch/"])
def test_r10_nonsense_instead_of_a_secret_says_that_the_link_ended(portal, path, secret):
    answer = Client().get(f"{path}{secret}/")
    assert answer.status_code in {404, 410}


def test_r10_pages_behind_links_are_closed_without_one(portal):
    for path in ("/einladung/", "/kennwort/neu/", "/konto/e-mail/bestaetigen/", "/widerspruch/"):
        assert Client().get(path).status_code == 410
        assert Client().post(path, {"password": GOOD, "again": GOOD}).status_code == 410


def test_r10_an_invited_account_cannot_be_entered_before(invited):
    client = Client()
    client.post("/anmelden/", {"username": "neu@example.org", "password": ""})
    client.post("/anmelden/", {"username": "neu@example.org", "password": invited.password})
    assert not is_in(client)


# Password


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz", "kurz", "12"),
        (GOOD, "regen tasse zaun", "verschieden"),
        ("Kooperationsportal2026", "Kooperationsportal2026", "leicht zu erraten"),
        ("", "", "Dieses Feld"),
        ("Nora Neu Nora Neu", "Nora Neu Nora Neu", "leicht zu erraten"),
    ],
)
def test_r14_a_password_that_does_not_do_is_explained(invited, password, again, said):
    client = Client()
    page = follow(client, link_to("neu@example.org"))
    answer = client.post(page, {"password": password, "again": again})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert invitations.still_open(invited, Purpose.ACCOUNT).exists()


def test_r13_a_new_password_ends_all_other_sessions_and_is_told(person):
    here, there = signed_in(person), signed_in(person)
    answer = here.post("/konto/kennwort/", {"old": OLD, "password": GOOD, "again": GOOD})
    assert answer.url == "/konto/"
    assert is_in(here)
    assert not is_in(there)
    assert "Ihr Kennwort wurde geändert" in subjects(person.email)
    assert AuditEvent.objects.filter(action=credential_actions.PASSWORD_CHANGED, actor_id=person.pk).count() == 1
    signed_in(person, GOOD)


def test_r14_the_old_password_is_asked_for_and_cannot_be_guessed_here(person):
    client = signed_in(person)
    for number in range(10):
        answer = client.post("/konto/kennwort/", {"old": f"falsch {number}", "password": GOOD, "again": GOOD})
        assert "Das ist nicht Ihr Kennwort" in answer.content.decode()
    answer = client.post("/konto/kennwort/", {"old": OLD, "password": GOOD, "again": GOOD})
    assert "Bitte warten Sie" in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(OLD)


def test_r13_a_reset_ends_every_session_and_works_once(person):
    there = signed_in(person)
    client = Client()
    assert client.post("/kennwort/", {"address": "AYLA@example.org"}).url == "/kennwort/unterwegs/"
    path = link_to(person.email)
    page = follow(client, path)
    assert client.post(page, {"password": GOOD, "again": GOOD}).url == "/anmelden/"
    assert not is_in(client)
    assert not is_in(there)
    assert client.get(path).status_code == 410
    assert subjects(person.email)[-1] == "Ihr Kennwort wurde geändert"
    signed_in(person, GOOD)


def test_r13_a_reset_link_ends_after_an_hour(person):
    Client().post("/kennwort/", {"address": person.email})
    path = link_to(person.email)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
        assert Client().get(path).status_code == 410


def test_r13_a_changed_password_voids_links_that_are_under_way(person):
    Client().post("/kennwort/", {"address": person.email})
    path = link_to(person.email)
    signed_in(person).post("/konto/kennwort/", {"old": OLD, "password": GOOD, "again": GOOD})
    assert Client().get(path).status_code == 410


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed."""
    counted = []
    kind = hashers.get_hasher().__class__
    real = kind.encode
    monkeypatch.setattr(kind, "encode", lambda self, *args, **kwargs: counted.append(1) or real(self, *args, **kwargs))
    return counted


WHO = ("ayla@example.org", "gesperrt@example.org", "wartet@example.org", "niemand@example.org")


@pytest.fixture
def all_kinds(person, boss):
    factories.UserFactory(email="gesperrt@example.org", is_active=False)
    account_actions.create(address="wartet@example.org", first_name="Willi", last_name="Wartet", by=boss)
    mail.outbox.clear()


def without_token(answer):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'value="[a-z]+@example.org"', "", text)


def test_r15_signing_in_answers_the_same_for_everybody(all_kinds, hashes):
    seen = {}
    for address in WHO:
        hashes.clear()
        answer = Client().post("/anmelden/", {"username": address, "password": "regen tasse zaun velo"})
        seen[address] = (answer.status_code, without_token(answer), len(hashes))
    assert len(set(seen.values())) == 1
    assert seen["niemand@example.org"][2] == 1


def test_r15_asking_for_a_password_answers_the_same_for_everybody(all_kinds, hashes, settings):
    """The answer's own work is the same: what differs is left to the queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    seen = {}
    for address in WHO:
        answer = Client().post("/kennwort/", {"address": address})
        page = Client().get(answer.url)
        seen[address] = (answer.status_code, answer.url, page.status_code, page.content, len(hashes))
    assert len(set(seen.values())) == 1
    work = []
    for address in WHO:
        with CaptureQueriesContext(connection) as queries:
            Client().post("/kennwort/", {"address": address})
        work.append(len(queries))
    assert len(set(work)) == 1
    assert mail.outbox == []


def test_r15_only_an_account_in_use_gets_a_link(all_kinds):
    for address in WHO:
        Client().post("/kennwort/", {"address": address})
    assert sorted(one.to[0] for one in mail.outbox) == ["ayla@example.org", "wartet@example.org"]
    assert (PasswordRequest.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_r15_a_flood_of_requests_fills_no_mailbox(person):
    codes = [Client().post("/kennwort/", {"address": person.email}).status_code for _time in range(25)]
    assert codes == [302] * 20 + [429] * 5
    assert len(mail.outbox) == account_actions.LINKS_A_DAY


def test_r54_the_host_of_a_request_never_comes_into_a_link(person, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PORTAL_BASE_URL = "https://portal.rebental.example"
    Client().post("/kennwort/", {"address": person.email}, headers={"host": "boese.example"})
    assert "boese.example" not in mail.outbox[0].body
    assert "https://portal.rebental.example/kennwort/neu/" in mail.outbox[0].body


def test_r54_an_unknown_host_is_refused(portal, settings):
    settings.ALLOWED_HOSTS = ["portal.rebental.example"]
    assert Client().get("/kennwort/", headers={"host": "boese.example"}).status_code == 400


# Address


def test_an_address_changes_when_its_link_is_confirmed(person):
    client = signed_in(person)
    answer = client.post("/konto/e-mail/", {"address": "Neue.Adresse@Example.org", "password": OLD})
    assert answer.url == "/konto/"
    person.refresh_from_db()
    assert person.email == "ayla@example.org"
    assert subjects("ayla@example.org") == ["Ihre E-Mail-Adresse soll geändert werden"]
    other = Client()
    page = follow(other, link_to("neue.adresse@example.org"))
    assert "neue.adresse@example.org" in other.get(page).content.decode()
    person.refresh_from_db()
    assert person.email == "ayla@example.org"
    assert other.post(page).url == "/anmelden/"
    person.refresh_from_db()
    assert person.email == "neue.adresse@example.org"
    assert subjects("ayla@example.org")[-1] == "Ihre E-Mail-Adresse wurde geändert"
    assert other.post(page).status_code == 410


def test_r11_whoever_has_a_second_factor_proves_it_before_the_address(sign_in):
    client = sign_in(verified=True)
    assert client.get("/konto/e-mail/").status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        assert "/konto/zweiter-faktor/bestaetigen/" in client.get("/konto/e-mail/").url


def test_r15_nobody_learns_whose_address_is_taken(person):
    factories.UserFactory(email="vergeben@example.org")
    client = signed_in(person)
    pages = []
    for address in ("vergeben@example.org", "frei@example.org"):
        answer = client.post("/konto/e-mail/", {"address": address, "password": OLD})
        pages.append((answer.status_code, answer.url, without_token(client.get("/konto/"))))
    assert pages[0] == pages[1]
    assert subjects("vergeben@example.org") == []


def test_an_address_that_was_taken_meanwhile_is_not_changed(person):
    client = signed_in(person)
    client.post("/konto/e-mail/", {"address": "neu@example.org", "password": OLD})
    page = follow(client, link_to("neu@example.org"))
    factories.UserFactory(email="NEU@example.org")
    assert client.post(page).status_code == 410
    person.refresh_from_db()
    assert person.email == "ayla@example.org"


@pytest.mark.parametrize(
    "address", ["", "kein", "ayla@example.org", "a@b", "x" * 300 + "@example.org", "\x00@example.org"]
)
def test_a_wrong_new_address_is_explained(person, address):
    answer = signed_in(person).post("/konto/e-mail/", {"address": address, "password": OLD})
    assert answer.status_code == 200
    assert "id_address_error" in answer.content.decode()


def test_a_wrong_password_changes_no_address(person):
    answer = signed_in(person).post("/konto/e-mail/", {"address": "neu@example.org", "password": "falsch"})
    assert "Das ist nicht Ihr Kennwort" in answer.content.decode()
    assert mail.outbox == []


def test_an_address_belongs_to_one_account_in_any_case(person):
    with pytest.raises(IntegrityError):
        factories.UserFactory(email="AYLA@example.org")


# Locking


def test_r13_a_locked_account_is_out_at_the_next_request(person, boss):
    client = signed_in(person)
    Client().post("/kennwort/", {"address": person.email})
    path = link_to(person.email)
    account_actions.lock(person, by=boss)
    assert not is_in(client)
    assert Client().get(path).status_code == 410
    assert not Session.objects.filter(user=person).exists()
    client.post("/anmelden/", {"username": person.email, "password": OLD})
    assert not is_in(client)


def test_r13_an_unlocked_account_works_again_and_is_told(person, boss):
    account_actions.lock(person, by=boss)
    account_actions.unlock(person, by=boss)
    assert subjects(person.email) == ["Ihr Konto ist wieder freigegeben"]
    signed_in(get_user_model().objects.get(pk=person.pk))


def test_nobody_locks_themselves_or_the_last_administrator(boss):
    with pytest.raises(ValidationError):
        account_actions.lock(boss, by=boss)
    second = factories.UserFactory(administrator=True)
    account_actions.lock(second, by=boss)
    root = factories.UserFactory(is_superuser=True, is_active=False)
    with pytest.raises(ValidationError):
        account_actions.lock(boss, by=root)


def test_nobody_takes_the_last_administrators_role(boss):
    second = factories.UserFactory(administrator=True)
    account_actions.set_portal_roles(second, [], by=boss)
    third = factories.UserFactory(is_superuser=True)
    account_actions.set_portal_roles(boss, [PortalRole.EDITOR], by=third)
    boss.refresh_from_db()
    with pytest.raises(ValidationError):
        account_actions.lock(third, by=factories.UserFactory())


def test_r24_roles_in_the_portal_hold_from_the_next_request_on(boss, sign_in):
    client = sign_in()
    person = get_user_model().objects.exclude(pk=boss.pk).get()
    assert client.get("/protokoll/").status_code == 403
    account_actions.set_portal_roles(person, [PortalRole.DATA_PROTECTION_OFFICER], by=boss)
    assert client.get("/protokoll/").status_code != 403
    account_actions.set_portal_roles(person, [], by=boss)
    assert client.get("/protokoll/").status_code == 403
    assert AuditEvent.objects.filter(action=account_actions.ROLES_CHANGED).count() == 2


def test_whoever_gets_a_role_that_needs_a_factor_gets_the_link_for_it(boss, person):
    account_actions.set_portal_roles(person, [PortalRole.EDITOR], by=boss)
    assert subjects(person.email) == ["Ihre Rollen haben sich geändert", "Zweiten Faktor einrichten"]


def test_only_administrators_give_roles_and_never_to_themselves(boss, person):
    for by, user in ((person, factories.UserFactory()), (boss, boss)):
        with pytest.raises(ValidationError):
            account_actions.set_portal_roles(user, [PortalRole.ADMINISTRATOR], by=by)


def test_the_account_page_leads_to_everything(person):
    html = signed_in(person).get("/konto/").content.decode()
    for path in ("kennwort", "e-mail", "anmeldungen", "zweiter-faktor"):
        assert f'href="/konto/{path}/"' in html
    assert "/konten/" not in html


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_lock_each_other_at_once_leave_one():
    call_command("setup_portal")
    pair = [factories.UserFactory(administrator=True) for _number in range(2)]
    together, refused = threading.Barrier(2), []

    def work(by, user):
        together.wait()
        try:
            account_actions.lock(user, by=by)
        except ValidationError as error:
            refused.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=args) for args in (pair, reversed(pair))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert get_user_model().objects.filter(is_active=True).count() == 1


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
def test_r10_of_many_who_open_one_link_at_once_one_sets_the_password():
    user = factories.UserFactory()
    link = invitations.find(invitations.issue(user, Purpose.ACCOUNT), Purpose.ACCOUNT)
    together, answers = threading.Barrier(4), []

    def work():
        together.wait()
        answers.append(account_actions.take_up(link, GOOD))
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, True]
