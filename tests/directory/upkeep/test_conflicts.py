"""Two people change the same entry: whoever saves second sees both versions and chooses; nothing is silently gone."""

import datetime as dt
import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from directory.models import Absence, ContactChange, Deputy, Mailbox, Membership, Organisation, Position, Site
from portal.edit_conflicts import STATE
from portal.models import AuditEvent
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(portal):
    return people.organisation("Sozialwerk Test", description="Berät.", email="post@example.org")


@pytest.fixture
def amsel(own):
    return people.contact(own, "Amsel", phone="+496990009111")


def window_of(user) -> Client:
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


@pytest.fixture
def ada(own):
    return window_of(people.maintainer(own, email="ada@example.org"))


@pytest.fixture
def bea(own):
    return window_of(people.maintainer(own, email="bea@example.org"))


def at(name: str, organisation, *args) -> str:
    return reverse(f"directory:{name}", args=[organisation.pk, *args])


def sent_by(answer) -> dict:
    """What the form of this answer sends if nobody types: its values, its state, and what is ticked already."""
    form = answer.context["form"]
    values = {name: form[name].data if form.is_bound else form[name].value() for name in form.fields}
    filled = {name: value for name, value in values.items() if value not in (None, "", [])}
    ticked = {conflict.name: conflict.choice for conflict in form.conflicts if conflict.choice}
    return {**filled, **ticked, STATE: form.state}


def asked(answer) -> dict:
    return {one.bound.name: (one.stored, one.typed, one.choice) for one in answer.context["form"].conflicts}


def stored(entry, *names):
    entry.refresh_from_db()
    return tuple(str(getattr(entry, name)) for name in names)


def cases(own, amsel):
    """Each form that changes an entry, with two changes of one field: what Ada types and what Bea types."""
    site = Site.objects.create(organisation=own, name="Haus", town="Aach")
    box = Mailbox.objects.create(organisation=own, name="Post", email="box@example.org")
    return [
        (at("keep_organisation", own), own, "description", "Von Ada.", "Von Bea."),
        (at("keep_site", own, site.pk), site, "town", "Adastadt", "Beatal"),
        (at("keep_site", own, site.pk), site, "hours", "Mo 8-12 Uhr", "Di 9-13"),
        (at("keep_mailbox", own, box.pk), box, "email", "ada.box@example.org", "bea.box@example.org"),
        (at("keep_person", own, amsel.pk), amsel, "phone", "069 90009222", "069 90009333"),
        (at("keep_person", own, amsel.pk), amsel.person, "last_name", "Adason", "Beason"),
    ]


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("order", [False, True])
def test_r3_the_second_of_two_sees_both_versions_and_nothing_is_stored_yet(own, amsel, ada, bea, number, order):
    first, second = (bea, ada) if order else (ada, bea)
    address, entry, name, one_value, other_value = cases(own, amsel)[number]
    pages = first.get(address), second.get(address)
    assert first.post(address, {**sent_by(pages[0]), name: one_value}).status_code == 302
    kept = stored(entry, name)
    answer = second.post(address, {**sent_by(pages[1]), name: other_value})
    assert answer.status_code == 409
    assert list(asked(answer)) == [name] and asked(answer)[name][1:] == (other_value, "")
    text = answer.content.decode()
    assert "Inzwischen gespeichert:" in text and "Ihre Eingabe:" in text and other_value in text
    assert stored(entry, name) == kept
    again = sent_by(answer)
    # Without a choice it asks again, as often as it takes.
    assert second.post(address, again).status_code == 409
    assert stored(entry, name) == kept
    assert second.post(address, {**again, f"wahl-{name}": "gespeichert"}).status_code == 302
    assert stored(entry, name) == kept
    assert second.post(address, {**sent_by(second.get(address)), name: other_value}).status_code == 302
    assert stored(entry, name) != kept


def test_r3_choosing_the_own_entry_stores_exactly_that(own, ada, bea):
    address = at("keep_organisation", own)
    pages = ada.get(address), bea.get(address)
    ada.post(address, {**sent_by(pages[0]), "description": "Von Ada.", "email": "ada@example.net"})
    answer = bea.post(address, {**sent_by(pages[1]), "description": "Von Bea.", "short_name": "SWT"})
    # What Bea did not touch is Ada's unless she says otherwise; what nobody else changed is not asked about.
    assert asked(answer) == {
        "description": ("Von Ada.", "Von Bea.", ""),
        "email": ("ada@example.net", "post@example.org", "gespeichert"),
    }
    bea.post(address, {**sent_by(answer), "wahl-description": "eingabe"})
    assert stored(own, "description", "email", "short_name") == ("Von Bea.", "ada@example.net", "SWT")


def test_r3_the_same_change_by_both_is_no_conflict(own, ada, bea):
    address = at("keep_organisation", own)
    pages = ada.get(address), bea.get(address)
    for client, page in zip((ada, bea), pages, strict=True):
        assert client.post(address, {**sent_by(page), "description": "Gleich."}).status_code == 302


def test_r3_a_third_change_meanwhile_asks_again(own, ada, bea):
    address = at("keep_organisation", own)
    page = bea.get(address)
    ada.post(address, {**sent_by(ada.get(address)), "description": "Erste."})
    answer = bea.post(address, {**sent_by(page), "description": "Von Bea."})
    for choice, now in (("gespeichert", "Zweite."), ("eingabe", "Dritte.")):
        ada.post(address, {**sent_by(ada.get(address)), "description": now})
        answer = bea.post(address, {**sent_by(answer), "wahl-description": choice})
        assert answer.status_code == 409
        assert asked(answer)["description"][:2] == (now, "Von Bea.")
    assert stored(own, "description") == ("Dritte.",)


@pytest.mark.parametrize("token", ["", "x" * 50, "another entry"])
def test_r3_a_state_nobody_signed_for_this_entry_counts_as_unknown(own, ada, token):
    other = Site.objects.create(organisation=own, name="Haus")
    sent = sent_by(ada.get(at("keep_organisation", own)))
    token = sent_by(ada.get(at("keep_site", own, other.pk)))[STATE] if token == "another entry" else token
    answer = ada.post(at("keep_organisation", own), {**sent, "description": "Neu.", STATE: token})
    assert answer.status_code == 409
    assert asked(answer) == {"description": ("Berät.", "Neu.", "")}


def test_r3_mistakes_are_mended_first_and_the_state_stays_the_one_opened(own, ada, bea):
    address = at("keep_organisation", own)
    page = bea.get(address)
    ada.post(address, {**sent_by(ada.get(address)), "description": "Von Ada."})
    wrong = bea.post(address, {**sent_by(page), "description": "Von Bea.", "email": "keine"})
    assert wrong.status_code == 422 and "Von Bea." in wrong.content.decode()
    answer = bea.post(address, {**sent_by(wrong), "email": "post@example.org"})
    assert answer.status_code == 409 and asked(answer)["description"][:2] == ("Von Ada.", "Von Bea.")
    # A mistake made while choosing keeps the question and what was chosen.
    wrong = bea.post(address, {**sent_by(answer), "wahl-description": "eingabe", "website": "kein netz"})
    assert wrong.status_code == 422 and asked(wrong)["description"] == ("Von Ada.", "Von Bea.", "eingabe")
    assert bea.post(address, {**sent_by(wrong), "website": ""}).status_code == 302
    assert stored(own, "description") == ("Von Bea.",)


def test_r3_choices_several_boxes_and_deputies_are_shown_in_words(own, amsel, ada, bea):
    star, fink = people.contact(own, "Star"), people.contact(own, "Fink")
    address = at("keep_person", own, amsel.pk)
    pages = ada.get(address), bea.get(address)
    ada.post(address, {**sent_by(pages[0]), "vertretung_1": star.pk, "languages": ["de", "tr"]})
    answer = bea.post(address, {**sent_by(pages[1]), "vertretung_1": fink.pk, "languages": ["de"]})
    assert asked(answer) == {
        "vertretung_1": ("Rike Star, Beratung", "Rike Fink, Beratung", ""),
        "languages": ("Deutsch\nTürkisch", "Deutsch", ""),
    }
    chosen = {"wahl-vertretung_1": "eingabe", "wahl-languages": "gespeichert"}
    assert bea.post(address, {**sent_by(answer), **chosen}).status_code == 302
    assert Deputy.objects.get().deputy == fink
    assert stored(amsel.person, "languages") == ("['de', 'tr']",)


def test_r3_the_token_holds_no_values(own, ada):
    import base64

    token = sent_by(ada.get(at("keep_organisation", own)))[STATE]
    payload = token.split(":")[0]
    assert b"post@" not in base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))


def test_r3_the_last_day_of_an_absence_is_not_overwritten_unseen(own, amsel, ada, bea):
    absence = Absence.objects.create(person=amsel.person, first_day="2026-11-01", last_day="2026-11-20")
    address = at("keep_person_back", own, amsel.pk, absence.pk)
    pages = ada.get(address), bea.get(address)
    ada.post(address, {**sent_by(pages[0]), "letzter_tag": "22.11.2026"})
    answer = bea.post(address, {**sent_by(pages[1]), "letzter_tag": "24.11.2026"})
    assert asked(answer) == {"letzter_tag": ("22.11.2026", "24.11.2026", "")}
    assert stored(absence, "last_day") == ("2026-11-22",)


def test_r3_the_roles_of_a_member_are_not_overwritten_unseen(own):
    chiefs = []
    for number in range(2):
        user = factories.UserFactory(email=f"leitung{number}@example.org")
        factories.MembershipFactory(user=user, organisation=own, role="organisation_admin")
        chiefs.append(window_of(user))
    person = factories.MembershipFactory(organisation=own, role="reader").user
    address = f"/mitglieder/{own.pk}/{person.pk}/"
    pages = [chief.get(address) for chief in chiefs]
    chiefs[0].post(address, {**sent_by(pages[0]), "roles": ["reader", "caseworker"]})
    answer = chiefs[1].post(address, {**sent_by(pages[1]), "roles": ["reader", "reporter"]})
    assert answer.status_code == 409 and "Inzwischen gespeichert:" in answer.content.decode()
    held = Membership.objects.filter(user=person).order_by("role").values_list("role", flat=True)
    assert list(held) == ["caseworker", "reader"]
    chiefs[1].post(address, {**sent_by(answer), "wahl-roles": "eingabe"})
    assert list(held.all()) == ["reader", "reporter"]


def test_r3_the_roles_of_an_account_are_not_overwritten_unseen(portal):
    bosses = []
    for number in range(2):
        user = factories.UserFactory(administrator=True, email=f"verwaltung{number}@example.org")
        bosses.append(window_of(user))
    person = factories.UserFactory()
    page, address = f"/konten/{person.pk}/", f"/konten/{person.pk}/rollen/"
    pages = [boss.get(page) for boss in bosses]
    bosses[0].post(address, {**sent_by(pages[0]), "portal_roles": ["editor"]})
    answer = bosses[1].post(address, {**sent_by(pages[1]), "portal_roles": ["coordinator"]})
    assert answer.status_code == 409
    assert set(person.groups.values_list("name", flat=True)) == {"editor"}
    bosses[1].post(address, {**sent_by(answer), "wahl-portal_roles": "gespeichert"})
    assert set(person.groups.values_list("name", flat=True)) == {"editor"}


@pytest.mark.parametrize("kind", ["site", "mailbox"])
def test_r3_removing_what_has_moved_on_asks_again(own, ada, bea, kind):
    model, more = (Site, {}) if kind == "site" else (Mailbox, {"email": "box@example.org"})
    entry = model.objects.create(organisation=own, name="Haus", **more)
    edit, remove = at(f"keep_{kind}", own, entry.pk), at(f"keep_{kind}_remove", own, entry.pk)
    question = bea.get(remove)
    assert question.status_code == 200 and "Haus" in question.content.decode()
    ada.post(edit, {**sent_by(ada.get(edit)), "phone": "069 90009-777"})
    answer = bea.post(remove, dict(question.context["question"].sent))
    assert answer.status_code == 409 and model.objects.exists()
    assert "90009777" in answer.content.decode().replace(" ", "").replace("-", "")
    assert bea.post(remove, dict(answer.context["question"].sent)).status_code == 302
    assert not model.objects.exists()


def test_r13_removing_a_mailbox_names_the_lists_it_leaves(own, ada):
    box = Mailbox.objects.create(organisation=own, name="Post", email="box@example.org")
    contact_list = factories.ContactListFactory(organisation=own)
    contact_list.entries.create(mailbox=box)
    contact_list.save()
    text = ada.get(at("keep_mailbox_remove", own, box.pk)).content.decode()
    assert "box@example.org" in text and "1 Eintrag auf einer internen Liste" in text
    assert Mailbox.objects.exists()


def test_r3_a_question_stores_and_records_nothing(own, amsel, ada, bea):
    address = at("keep_person", own, amsel.pk)
    page = bea.get(address)
    ada.post(address, {**sent_by(ada.get(address)), "phone": "069 90009-222"})
    changes, events = ContactChange.objects.count(), AuditEvent.objects.count()
    assert bea.post(address, {**sent_by(page), "phone": "069 90009-333"}).status_code == 409
    assert (ContactChange.objects.count(), AuditEvent.objects.count()) == (changes, events)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one by one anyway")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(6))
def test_r3_of_two_at_the_same_moment_one_is_asked(own, amsel, ada, bea, number):
    address, _entry, name, one_value, other_value = cases(own, amsel)[number]
    sent = {value: (client, sent_by(client.get(address))) for client, value in ((ada, one_value), (bea, other_value))}
    codes, together = [], threading.Barrier(2)

    def save(value: str) -> None:
        client, values = sent[value]
        together.wait(10)
        codes.append(client.post(address, {**values, name: value}).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=[value]) for value in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [302, 409]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one by one anyway")
@pytest.mark.django_db(transaction=True)
def test_r3_removing_and_changing_at_the_same_moment_lose_nothing_unseen(own, ada, bea):
    site = Site.objects.create(organisation=own, name="Haus")
    edit, remove = at("keep_site", own, site.pk), at("keep_site_remove", own, site.pk)
    sent, question = sent_by(ada.get(edit)), dict(bea.get(remove).context["question"].sent)
    codes, together = {}, threading.Barrier(2)

    def act(client: Client, address: str, values: dict) -> None:
        together.wait(10)
        codes[address] = client.post(address, values).status_code
        connection.close()

    threads = [
        threading.Thread(target=act, args=[ada, edit, {**sent, "town": "Aach"}]),
        threading.Thread(target=act, args=[bea, remove, question]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes[edit], codes[remove]) in {(302, 409), (404, 302)}
    assert Organisation.objects.filter(pk=own.pk).exists() and Position.objects.count() == 0


def gone(own, amsel):
    """What somebody removes while another writes, the form, what is typed into it."""
    site = Site.objects.create(organisation=own, name="Haus", town="Aach")
    box = Mailbox.objects.create(organisation=own, name="Post", email="box@example.org")
    absence = Absence.objects.create(person=amsel.person, first_day=dt.date(2026, 11, 20))
    return [
        (site, at("keep_site", own, site.pk), "town", "Adastadt", "Ort"),
        (box, at("keep_mailbox", own, box.pk), "email", "ada.box@example.org", "E-Mail"),
        (absence, at("keep_person_back", own, amsel.pk, absence.pk), "letzter_tag", "30.11.2026", "Letzter Tag"),
        (amsel, at("keep_person", own, amsel.pk), "role", "Leitung <b>", "Aufgabe"),
    ]


@pytest.mark.parametrize("number", range(4))
def test_r70_what_was_typed_into_the_form_of_an_entry_that_is_gone_is_shown(ada, own, amsel, number):
    entry, address, field, typed, label = gone(own, amsel)[number]
    sent = sent_by(ada.get(address)) | {field: typed}
    entry.delete()
    answer = ada.post(address, sent)
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "Dieser Eintrag wurde inzwischen gelöscht" in html
    [(shown_label, _text)] = [one for one in answer.context["typed"] if one[1] == typed]
    assert label in shown_label and escape(typed) in html
    assert f'href="{reverse("directory:keep")}"' in html


def test_r70_of_what_is_there_and_not_theirs_it_says_no_more_than_of_what_never_was(ada, own):
    other = Site.objects.create(organisation=people.organisation("Fremd"), name="Fremdhaus")
    answers = [
        ada.post(at("keep_site", own, key), {"name": "Neuhaus", STATE: "x"}) for key in (other.pk, other.pk + 99)
    ]
    assert {answer.status_code for answer in answers} == {404}
    pages = [re.sub(r'csrf[^>]*value="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert pages[0] == pages[1].replace(f"/{other.pk + 99}/", f"/{other.pk}/")
    assert "Diesen Eintrag gibt es nicht mehr" in pages[0] and "Neuhaus" in pages[0] and "Fremdhaus" not in pages[0]


def test_r70_a_form_of_staff_that_carries_no_state_is_not_lost_either(ada, own, amsel):
    address = at("keep_person_end", own, amsel.pk)
    ada.get(address)
    amsel.delete()
    html = ada.post(address, {"letzter_tag": "30.11.2026", "nachricht": "Übergabe am Freitag."}).content.decode()
    assert "Übergabe am Freitag." in html and "30.11.2026" in html
    assert "Diese Seite gibt es nicht" in ada.get(address).content.decode()
