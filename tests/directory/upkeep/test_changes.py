"""D3, F24: every change of a contact is recorded, told to the partners that may see it, and taken note of."""

import datetime as dt

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Acknowledgement, ContactChange, ContactList, Coverage, Deputy, Visibility
from directory.upkeep import actions, snapshots
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db
EVERYTHING = (Q(), Q())


@pytest.fixture
def partners(portal):
    """Two partners with one maintainer each; Rike Amsel works at the first."""
    own, other = people.organisation("Sozialwerk Test"), people.organisation("Jobcenter Test")
    return {
        "own": own,
        "other": other,
        "here": people.maintainer(own, email="hier@example.org"),
        "there": people.maintainer(other, email="dort@example.org"),
        "amsel": people.contact(own, "Amsel", phone="+496990009111"),
    }


def browser(user, proved: bool = True) -> Client:
    client = Client()
    client.force_login(user)
    if proved:
        factories.verify(client, user)
    return client


def change(position, by, **fields):
    before = snapshots.snapshot(*EVERYTHING)
    for name, value in fields.items():
        setattr(position, name, value)
    position.save()
    return actions.record_contact_change(before=before, after=snapshots.snapshot(*EVERYTHING), by=by)


def test_d3_a_change_says_what_it_was_and_what_it_is(partners):
    [found] = change(partners["amsel"], partners["here"], phone="+496990009222", email="amsel@example.org")
    assert found.kind == "changed"
    assert found.author == partners["own"]
    assert found.details == [
        {"field": "phone", "before": "069 90009111", "after": "069 90009222"},
        {"field": "email", "before": "", "after": "amsel@example.org"},
    ]


def test_d3_nothing_is_recorded_where_nothing_changed(partners):
    assert change(partners["amsel"], partners["here"]) == []
    assert not ContactChange.objects.exists()


def test_d3_new_leaving_renamed_and_deputies_are_changes(partners):
    before = snapshots.snapshot(*EVERYTHING)
    new = people.contact(partners["own"], "Drossel")
    amsel = partners["amsel"]
    amsel.person.last_name = "Amsel-Fink"
    amsel.person.save()
    Deputy.objects.create(position=amsel, deputy=new)
    found = actions.record_contact_change(before=before, after=snapshots.snapshot(*EVERYTHING), by=None)
    told = {(one.kind, row["field"], row["before"], row["after"]) for one in found for row in one.details}
    assert told == {
        ("changed", "name", "Rike Amsel", "Rike Amsel-Fink"),
        ("changed", "deputies", "", "Rike Drossel"),
        ("new", "from", "", "01.01.2020"),
    }
    [left] = change(new, None, valid_until=dt.date(2099, 5, 31))
    assert (left.kind, left.details[0]["after"]) == ("left", "31.05.2099")


def test_d3_a_daily_mail_goes_to_every_partner_but_the_authors_once(partners, django_capture_on_commit_callbacks):
    change(partners["amsel"], partners["here"], phone="+496990009222")
    change(partners["amsel"], partners["here"], room="12")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_changes")
        call_command("send_changes")
    [sent] = outbox.outbox
    assert sent.to == ["dort@example.org"]
    assert sent.subject == "Kontaktdaten im Verzeichnis geändert"
    assert "Sozialwerk Test" in sent.body
    assert "/verzeichnis/aenderungen/" in sent.body
    assert "Amsel" not in sent.body


def test_d3_whoever_keeps_two_partners_gets_one_mail(partners, django_capture_on_commit_callbacks):
    third = people.organisation("Kreis Test")
    factories.MembershipFactory(user=partners["there"], organisation=third, role="contact_maintainer")
    change(partners["amsel"], partners["here"], phone="+496990009222")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_changes")
    assert [sent.to for sent in outbox.outbox] == [["dort@example.org"]]


def test_d3_where_all_accounts_are_locked_the_organisation_itself_is_told(partners, django_capture_on_commit_callbacks):
    type(partners["other"]).objects.filter(pk=partners["other"].pk).update(email="amt@example.org")
    type(partners["there"]).objects.filter(pk=partners["there"].pk).update(is_active=False)
    change(partners["amsel"], partners["here"], phone="+496990009222")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_changes")
    assert [sent.to for sent in outbox.outbox] == [["amt@example.org"]]


def test_d3_a_central_announcement_does_not_count_as_the_mail_of_the_day(partners, django_capture_on_commit_callbacks):
    drossel = people.contact(partners["own"], "Drossel")
    people.central(partners["amsel"])
    with django_capture_on_commit_callbacks(execute=True):
        change(partners["amsel"], partners["here"], phone="+496990009222")
        change(drossel, partners["here"], room="12")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_changes")
    assert [sent.subject for sent in outbox.outbox] == [
        "Zentrale Ansprechperson geändert",
        "Kontaktdaten im Verzeichnis geändert",
    ]


def test_d3_at_most_one_daily_mail_a_day_and_nothing_is_lost(partners, django_capture_on_commit_callbacks):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for room in ("12", "13"):
            change(partners["amsel"], partners["here"], room=room)
            with django_capture_on_commit_callbacks(execute=True):
                call_command("send_changes")
        assert len(outbox.outbox) == 1
        clock.shift(dt.timedelta(days=1))
        with django_capture_on_commit_callbacks(execute=True):
            call_command("send_changes")
    assert len(outbox.outbox) == 2


def test_d3_a_central_contact_is_announced_at_once(partners, django_capture_on_commit_callbacks):
    people.central(partners["amsel"])
    with django_capture_on_commit_callbacks(execute=True):
        change(partners["amsel"], partners["here"], phone="+496990009222")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_changes")
    [sent] = outbox.outbox
    assert (sent.to, sent.subject) == (["dort@example.org"], "Zentrale Ansprechperson geändert")


def test_d3_another_central_contact_is_one_change_for_all_its_municipalities(partners):
    rows = [people.central(partners["amsel"], place) for place in ("Aach", "Bell")]
    new = people.contact(partners["own"], "Drossel")
    before = snapshots.snapshot(*EVERYTHING)
    Coverage.objects.filter(pk__in=[row.pk for row in rows]).update(contact=new)
    [found] = actions.record_contact_change(before=before, after=snapshots.snapshot(*EVERYTHING), by=None)
    assert found.is_central
    [row] = found.details
    assert row["where"] == "Integrationsmanagement: Aach, Bell"
    assert (row["before"], row["after"]) == ("Rike Amsel", "Rike Drossel")


@pytest.mark.parametrize("visibility", [Visibility.OWN, Visibility.LISTED])
def test_r43_a_restricted_contact_is_told_and_shown_to_those_alone_who_may_see_it(
    partners, visibility, django_capture_on_commit_callbacks
):
    third = people.organisation("Dritte Stelle")
    reader = people.maintainer(third, email="liste@example.org")
    found = ContactList.objects.create(name="Intern", organisation=partners["own"])
    found.readers.add(third)
    amsel = partners["amsel"]
    amsel.visibility, amsel.contact_list = visibility, found if visibility == Visibility.LISTED else None
    amsel.save()
    change(amsel, None, phone="+496990009222")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("send_changes")
    listed = visibility == Visibility.LISTED
    told = {"hier@example.org", "liste@example.org"} if listed else {"hier@example.org"}
    assert {one.to[0] for one in outbox.outbox} == told
    page = reverse("directory:changes")
    assert b"Amsel" not in browser(partners["there"]).get(page).content
    assert b"Amsel" in browser(partners["here"]).get(page).content
    assert (b"Amsel" in browser(reader).get(page).content) == listed
    browser(partners["there"]).post(
        reverse("directory:acknowledge_changes"), {"aenderung": ContactChange.objects.get().pk}
    )
    assert not Acknowledgement.objects.exists()


def test_r43_what_was_open_before_is_not_told_after_it_became_internal(partners):
    change(partners["amsel"], partners["here"], phone="+496990009222")
    change(partners["amsel"], partners["here"], visibility=Visibility.OWN)
    assert b"Amsel" not in browser(partners["there"]).get(reverse("directory:changes")).content


def test_r43_who_becomes_visible_is_new_and_nothing_from_before_is_told(partners):
    amsel = partners["amsel"]
    amsel.visibility = Visibility.OWN
    amsel.save()
    [found] = change(amsel, None, visibility=Visibility.PARTNERS, phone="+496990009222")
    assert found.kind == "new"
    assert "90009111" not in str(found.details)


def test_d3_an_internal_deputy_is_told_apart_from_the_public_ones(partners):
    inside = people.contact(partners["own"], "Geheim", visibility=Visibility.OWN)
    outside = people.contact(partners["own"], "Offen")
    before = snapshots.snapshot(*EVERYTHING)
    for order, deputy in enumerate((inside, outside)):
        Deputy.objects.create(position=partners["amsel"], deputy=deputy, sort_order=order)
    found = actions.record_contact_change(before=before, after=snapshots.snapshot(*EVERYTHING), by=None)
    told = {one.visibility: one.details[0]["after"] for one in found}
    assert told == {"own": "Rike Geheim", "partners": "Rike Offen"}


def test_d3_changes_are_new_until_somebody_takes_note_of_them(partners):
    change(partners["amsel"], partners["here"], phone="+496990009222")
    change(partners["amsel"], partners["here"], room="12")
    first, second = ContactChange.objects.order_by("pk")
    window = browser(partners["there"])
    page = window.get(reverse("directory:changes"))
    assert page.context["new"] == [second, first]
    assert "2 Änderungen sind neu für Sie" in page.content.decode()
    window.post(reverse("directory:acknowledge_changes"), {"aenderung": [first.pk]})
    assert window.get(reverse("directory:changes")).context["new"] == [second]
    window.post(reverse("directory:acknowledge_changes"), {"aenderung": [first.pk, second.pk]})
    assert window.get(reverse("directory:changes")).context["new"] == []
    assert Acknowledgement.objects.count() == 2
    assert browser(partners["here"]).get(reverse("directory:changes")).context["new"] == []


@pytest.mark.parametrize("sent", [{}, {"aenderung": ["x", "-1", "9" * 40, ""]}, {"aenderung": "999999"}])
def test_d3_taking_note_of_nonsense_does_nothing(partners, sent):
    answer = browser(partners["there"]).post(reverse("directory:acknowledge_changes"), sent)
    assert answer.status_code == 302
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("query", ["art=left", "stelle=99999", "q=Zeisig", "art=quatsch&stelle=x&seite=zz"])
def test_d3_filters_bear_nonsense(partners, query):
    change(partners["amsel"], partners["here"], room="12")
    answer = browser(partners["there"]).get(f"{reverse('directory:changes')}?{query}")
    assert answer.status_code == 200
    assert answer.context["new"] == [] or "99999" in query or "quatsch" in query


def test_d3_the_page_costs_as_many_queries_for_one_change_as_for_fifty(partners, django_assert_max_num_queries):
    for number in range(50):
        change(partners["amsel"], partners["here"], room=str(number))
    window = browser(partners["there"])
    window.get(reverse("directory:changes"))
    with django_assert_max_num_queries(14):
        window.get(reverse("directory:changes"))


def snippet_form(position, **changed) -> dict:
    """What the editor's form of a position sends."""
    sent = {
        "person": position.person_id,
        "role": position.role,
        "area": "",
        "organisation": position.organisation_id,
        "team": "",
        "site": "",
        "phone": "",
        "mobile": "",
        "email": "",
        "room": "",
        "share": "",
        "valid_from": "2020-01-01",
        "valid_until": "",
        "visibility": "partners",
        "contact_list": "",
        "deputies-TOTAL_FORMS": "0",
        "deputies-INITIAL_FORMS": "0",
        "deputies-MIN_NUM_FORMS": "0",
        "deputies-MAX_NUM_FORMS": "1000",
    }
    return sent | changed


def test_d3_the_editor_records_too(partners, sign_in):
    """A phone number changed, and a person deleted, in the snippet forms."""
    editor = sign_in(editor=True)
    amsel = partners["amsel"]
    url = reverse(type(amsel).snippet_viewset.get_url_name("edit"), args=[amsel.pk])
    assert editor.post(url, snippet_form(amsel, phone="069 90009-333")).status_code == 302
    assert ContactChange.objects.get().details[0]["after"] == "069 90009333"
    delete = reverse(type(amsel).snippet_viewset.get_url_name("delete"), args=[amsel.pk])
    assert editor.post(delete).status_code == 302
    assert set(ContactChange.objects.values_list("kind", flat=True)) == {"changed", "left"}


def test_f24_the_editor_cannot_end_or_delete_who_is_still_shown(partners, sign_in):
    editor = sign_in(editor=True)
    amsel = partners["amsel"]
    people.central(amsel, "Aach")
    delete = reverse(type(amsel).snippet_viewset.get_url_name("delete"), args=[amsel.pk])
    answer = editor.post(delete, follow=True)
    assert "Aach" in answer.content.decode()
    assert type(amsel).objects.filter(pk=amsel.pk).exists()
    edit = reverse(type(amsel).snippet_viewset.get_url_name("edit"), args=[amsel.pk])
    answer = editor.post(edit, snippet_form(amsel, valid_until="2026-01-31"))
    assert answer.status_code == 200
    assert "Noch eingetragen bei: Zuständigkeit: Integrationsmanagement, Aach" in answer.content.decode()
    amsel.refresh_from_db()
    assert amsel.valid_until is None
    bulk = reverse("wagtail_bulk_action", args=["directory", "position", "delete"])
    answer = editor.post(f"{bulk}?id={amsel.pk}", follow=True)
    assert "Aach" in answer.content.decode()
    assert type(amsel).objects.filter(pk=amsel.pk).exists()


def test_d3_a_person_without_a_role_still_sees_changes_but_a_stranger_does_not(partners, client):
    assert client.get(reverse("directory:changes")).status_code == 302
    assert browser(factories.UserFactory()).get(reverse("directory:changes")).status_code == 200


def test_d3_the_start_page_asks_for_a_place_and_names_the_newest_changes(partners, django_assert_num_queries):
    for number in range(5):
        change(partners["amsel"], partners["here"], phone=f"+49699000922{number}")
    hidden = people.contact(partners["own"], "Geheimrat", visibility=Visibility.OWN)
    change(hidden, partners["here"], phone="+496990009333")
    there, here = browser(partners["there"], proved=False), browser(partners["here"])
    seen = there.get("/").content.decode()
    assert 'action="/zustaendig/"' in seen
    front = seen.partition('id="kontakte"')[2].partition("</section>")[0]
    assert front.count("Rike Amsel") == 3
    assert "Alle Änderungen" in front
    assert "Geheimrat" not in seen
    assert 'id="kontakte"' not in here.get("/").content.decode()
    with django_assert_num_queries(20):  # eight of them for what is due to somebody who keeps entries
        there.get("/")
    there.post(
        reverse("directory:acknowledge_changes"), {"aenderung": ContactChange.objects.values_list("pk", flat=True)}
    )
    assert 'id="kontakte"' not in there.get("/").content.decode()
