"""D3–D5, F24: an organisation keeps its own entries, tells the county of its staff, and nobody disappears unseen."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core import mail as outbox
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from directory.models import (
    Absence,
    ContactChange,
    Coverage,
    Deputy,
    Mailbox,
    Position,
    Site,
    StaffNotice,
    SubstituteTask,
)
from directory.upkeep import uses
from portal.edit_conflicts import STATE
from portal.identity.auth import OrganisationRole, PortalRole, needs_factor
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
PAGES = ("keep_one", "keep_organisation", "keep_site_new", "keep_mailbox_new", "keep_person_new")
OF_PERSON = ("keep_person", "keep_person_end", "keep_person_share", "keep_person_place", "keep_person_away")


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def own(portal):
    return people.organisation("Sozialwerk Test")


@pytest.fixture
def amsel(own):
    return people.contact(own, "Amsel", share=100)


def signed_in(client, keeper):
    """Whoever keeps entries has proved a second factor."""
    client.force_login(keeper)
    factories.verify(client, keeper)
    return client


@pytest.fixture
def window(own):
    return signed_in(Client(), people.maintainer(own))


@pytest.fixture
def county(portal, sign_in):
    """A coordinator's window."""
    user = factories.UserFactory(email="kreis@example.org")
    user.groups.add(*type(user).groups.field.related_model.objects.filter(name=PortalRole.COORDINATOR))
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


def at(name: str, organisation, *args) -> str:
    return reverse(f"directory:{name}", args=[organisation.pk, *args])


def filled(answer) -> dict:
    """What the form of a page would send unchanged."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", [])} | {STATE: form.state}


def test_f23_every_form_of_the_own_organisation_opens(window, own, amsel):
    for name in PAGES:
        assert window.get(at(name, own)).status_code == 200, name
    for name in OF_PERSON:
        assert window.get(at(name, own, amsel.pk)).status_code == 200, name
    assert window.get(reverse("directory:keep")).url == at("keep_one", own)


@pytest.mark.parametrize("method", ["get", "post"])
def test_f23_a_foreign_organisation_does_not_exist(window, own, amsel, method):
    other = people.organisation("Fremde Stelle")
    stranger = people.contact(other, "Star")
    for name in PAGES:
        assert getattr(window, method)(at(name, other)).status_code in ({404, 405} if method == "post" else {404}), name
    for name in OF_PERSON:
        assert getattr(window, method)(at(name, other, stranger.pk)).status_code == 404, name
        assert getattr(window, method)(at(name, own, stranger.pk)).status_code == 404, name
    assert window.post(at("keep_confirm", other)).status_code == 404


@pytest.mark.parametrize("role", [OrganisationRole.READER, OrganisationRole.CASEWORKER, OrganisationRole.SUPERVISOR])
def test_f23_other_roles_keep_nothing(own, role):
    client = Client()
    client.force_login(people.member(own, role))
    assert client.get(reverse("directory:keep")).status_code == 403
    assert client.get(at("keep_one", own)).status_code == 404
    assert client.get(reverse("directory:notices")).status_code == 403
    assert client.get(reverse("directory:round")).status_code == 403
    assert "Pflege" not in client.get(reverse("directory:organisations")).content.decode()


def test_f23_coordinators_keep_everything_but_only_with_a_second_factor(own, amsel, county):
    assert county.get(at("keep_person", own, amsel.pk)).status_code == 200
    session = county.session
    del session["otp_device_id"]
    session.save()
    assert county.get(at("keep_person", own, amsel.pk)).status_code == 302


def test_f68_the_kind_of_qualification_is_kept_and_no_partner_is_told(window, own, amsel):
    page = window.get(at("keep_person", own, amsel.pk))
    sent = {**filled(page), "qualification": "c", "follow_up_on": "5.2.2026"}
    assert window.post(at("keep_person", own, amsel.pk), sent).status_code == 302
    amsel.refresh_from_db()
    assert (amsel.qualification, amsel.follow_up_on) == ("c", dt.date(2026, 2, 5))
    assert not ContactChange.objects.exists()
    assert "Berufsausbildung" not in window.get(reverse("directory:person", args=[amsel.person_id])).content.decode()


def test_f68_a_follow_up_without_kind_c_is_asked_about_at_its_field(window, own, amsel):
    page = window.get(at("keep_person", own, amsel.pk))
    sent = {**filled(page), "qualification": "a", "follow_up_on": "5.2.2026"}
    answer = window.post(at("keep_person", own, amsel.pk), sent)
    assert answer.status_code == 422 and "nur bei Art c" in str(answer.context["form"].errors["follow_up_on"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.filter(pk=amsel.pk).update(follow_up_on=dt.date(2026, 2, 5))


def test_f68_offices_that_get_no_funds_are_not_asked(county):
    office = people.organisation("Amt Test", kind="employment")
    clerk = people.contact(office, "Zeisig")
    page = county.get(at("keep_person", office, clerk.pk))
    assert not {"qualification", "follow_up_on"} & set(page.context["form"].fields)
    assert county.post(at("keep_person", office, clerk.pk), {**filled(page), "room": "3"}).status_code == 302


def test_f68_a_new_share_from_a_later_day_keeps_the_qualification(window, own, amsel):
    Position.objects.filter(pk=amsel.pk).update(qualification="b")
    sent = {"ab": "1.12.2026", "anteil": "50", "nachricht": ""}
    assert window.post(at("keep_person_share", own, amsel.pk), sent).status_code == 302
    assert set(Position.objects.filter(person=amsel.person).values_list("qualification", "valid_from")) == {
        ("b", people.LONG_AGO),
        ("b", dt.date(2026, 12, 1)),
    }


def test_f67_who_keeps_all_entries_does_not_see_internal_ones_of_others(own, county, window):
    inside = people.contact(own, "Geheim", visibility="own")
    assert county.get(at("keep_person", own, inside.pk)).status_code == 404
    assert "Geheim" not in county.get(at("keep_one", own)).content.decode()
    assert "Geheim" in window.get(at("keep_one", own)).content.decode()


def test_d7_address_and_opening_hours_are_kept_by_the_organisation(window, own):
    sent = {
        "name": "Haus am Bach",
        "street": "Bachweg 3",
        "postcode": "74950",
        "town": "Aach",
        "hours": "Mo-Do 8-12 Uhr",
    }
    assert window.post(at("keep_site_new", own), sent).status_code == 302
    site = Site.objects.get(organisation=own)
    assert site.hours == "Mo–Do 8:00–12:00"
    answer = window.post(
        at("keep_site", own, site.pk),
        {**sent, **people.opened(window, at("keep_site", own, site.pk)), "hours": "wenn Zeit ist", "postcode": "749"},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Bitte schreiben Sie es wie im Beispiel" in text
    assert "Eine Postleitzahl hat fünf Ziffern" in text
    remove = at("keep_site_remove", own, site.pk)
    assert window.post(remove, people.opened(window, remove)).status_code == 302
    assert not Site.objects.exists()


def test_f24_a_site_where_somebody_works_stays(window, own, amsel):
    amsel.site = Site.objects.create(organisation=own, name="Haus")
    amsel.save()
    remove = at("keep_site_remove", own, amsel.site.pk)
    answer = window.post(remove, people.opened(window, remove), follow=True)
    assert "Arbeitsort von 1 Personen" in answer.content.decode()
    assert Site.objects.exists()


def test_d7_mailboxes_are_kept_by_the_organisation(window, own):
    sent = {"name": "Beratung", "email": "beratung@example.org", "visibility": "partners"}
    assert window.post(at("keep_mailbox_new", own), sent).status_code == 302
    assert Mailbox.objects.get().organisation == own
    wrong = window.post(at("keep_mailbox_new", own), {**sent, "email": "beratung", "visibility": "listed"})
    assert wrong.status_code == 422
    assert Mailbox.objects.count() == 1


def test_d7_the_organisations_own_data(window, own):
    sent = {"description": "Berät.", "phone": "069 90009-100", "email": "post@example.org", "website": "example.org"}
    sent |= people.opened(window, at("keep_organisation", own))
    assert window.post(at("keep_organisation", own), sent).status_code == 302
    own.refresh_from_db()
    assert (own.phone.as_e164, own.website, own.confirmed_on) == ("+496990009100", "https://example.org", None)


def test_d3_a_person_changed_by_the_organisation_is_recorded(window, own, amsel):
    other = people.contact(own, "Drossel")
    sent = filled(window.get(at("keep_person", own, amsel.pk)))
    assert sent["share"] == "100"
    sent |= {"last_name": "Amsel-Fink", "phone": "069 90009-222", "vertretung_1": other.pk}
    assert window.post(at("keep_person", own, amsel.pk), sent).status_code == 302
    told = {row["field"]: row["after"] for one in ContactChange.objects.all() for row in one.details}
    assert told == {"name": "Rike Amsel-Fink", "phone": "069 90009222", "deputies": "Rike Drossel"}
    assert Deputy.objects.get().deputy == other


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"last_name": ""}, "Bitte geben Sie den Nachnamen an."),
        ({"phone": "12"}, "Telefon"),
        ({"share": "150"}, "100"),
        ({"visibility": "listed"}, "interne Liste"),
        ({"vertretung_1": "999999"}, "Vertretung"),
        ({"site": "999999"}, "Arbeitsort"),
        ({"languages": ["xx"]}, "Sprachen"),
    ],
)
def test_d3_bad_input_is_explained_and_nothing_stored(window, own, amsel, sent, said):
    answer = window.post(at("keep_person", own, amsel.pk), filled(window.get(at("keep_person", own, amsel.pk))) | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ContactChange.objects.exists()


def test_d4_one_form_enters_a_new_person_and_tells_the_county(window, own, county, django_capture_on_commit_callbacks):
    sent = {"last_name": "Zeisig", "first_name": "Ida", "role": "Beratung", "share": "62,5", "visibility": "partners"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = window.post(at("keep_person_new", own), {**sent, "beginn": "18.11.2026", "nachricht": "Willkommen"})
    assert answer.status_code == 302
    position = Position.objects.get(person__last_name="Zeisig")
    notice = StaffNotice.objects.get()
    assert (position.valid_from, str(position.share)) == (dt.date(2026, 11, 18), "62.50")
    assert (notice.kind, notice.due_on, notice.is_late) == ("new", dt.date(2026, 11, 25), False)
    assert ContactChange.objects.get().kind == "new"
    told = [one for one in outbox.outbox if one.subject == "Neue Personalmeldung im Portal"]
    assert [one.to for one in told] == [["kreis@example.org"]]
    assert "Zeisig" not in told[0].body


def test_d4_the_county_reads_and_takes_note(window, own, amsel, county):
    window.post(at("keep_person_share", own, amsel.pk), {"ab": "2.11.2026", "anteil": "75"})
    notice = StaffNotice.objects.get()
    page = county.get(reverse("directory:notices"))
    assert list(page.context["open"]) == [notice]
    assert "11 Tage zu spät gemeldet" in page.content.decode()
    assert window.post(reverse("directory:acknowledge_notice", args=[notice.pk])).status_code == 403
    county.post(reverse("directory:acknowledge_notice", args=[notice.pk]))
    county.post(reverse("directory:acknowledge_notice", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.acknowledged_at is not None
    assert not county.get(reverse("directory:notices")).context["open"]


def test_d4_a_share_from_a_later_day_leaves_today_as_it_is(window, own, amsel):
    people.central(amsel, "Aach")
    deputy = people.contact(own, "Drossel")
    Deputy.objects.create(position=amsel, deputy=deputy)
    window.post(at("keep_person_share", own, amsel.pk), {"ab": "1.12.2026", "anteil": "50"})
    now, later = Position.objects.filter(person=amsel.person).order_by("pk")
    assert (now.share, now.valid_until) == (100, dt.date(2026, 11, 30))
    assert (later.share, later.valid_from, later.valid_until) == (50, dt.date(2026, 12, 1), None)
    assert [one.deputy for one in later.deputies.all()] == [deputy]
    rows = Coverage.objects.order_by("pk").values_list("contact", "valid_from", "valid_until")
    assert list(rows) == [
        (now.pk, people.LONG_AGO, dt.date(2026, 11, 30)),
        (later.pk, dt.date(2026, 12, 1), None),
    ]
    kinds = set(ContactChange.objects.values_list("kind", flat=True))
    assert "left" not in kinds
    assert "new" not in kinds


def test_d4_another_place_of_work_at_once(window, own, amsel):
    site = Site.objects.create(organisation=own, name="Haus am Bach")
    window.post(at("keep_person_place", own, amsel.pk), {"ab": "20.11.2026", "ort": site.pk, "zimmer": "4"})
    amsel.refresh_from_db()
    assert (amsel.site, amsel.room) == (site, "4")
    assert StaffNotice.objects.get().details == [{"field": "site", "before": "", "after": "Haus am Bach, 4"}]


@pytest.mark.parametrize("day", ["", "gestern", "31.2.2026", "1.1.1800", "31.12.9999", "1.1.2019"])
def test_d4_an_impossible_day_is_refused(window, own, amsel, day):
    answer = window.post(at("keep_person_share", own, amsel.pk), {"ab": day, "anteil": "50"})
    assert answer.status_code == 422
    assert not StaffNotice.objects.exists()
    amsel.refresh_from_db()
    assert amsel.share == 100


def test_f66_the_portal_notices_what_was_entered_without_a_notice(window, own, amsel):
    """A carrier's share changed in the plain form: the clock runs, and one button hands it in."""
    people.central(amsel, "Aach")
    sent = filled(window.get(at("keep_person", own, amsel.pk)))
    window.post(at("keep_person", own, amsel.pk), sent | {"share": "80"})
    notice = StaffNotice.objects.get()
    assert (notice.kind, notice.sent_at) == ("share", None)
    assert "noch 7 Tage" in window.get(at("keep_one", own)).content.decode()
    with time_machine.travel(dt.datetime(2026, 11, 30, 11, tzinfo=dt.UTC), tick=False):
        signed_in(window, people.maintainer(own))
        assert "überfällig seit 27. November" in window.get(at("keep_one", own)).content.decode()
        window.post(at("keep_notice", own, notice.pk))
    notice.refresh_from_db()
    assert notice.is_late
    assert notice.sent_on == dt.date(2026, 11, 30)


def test_f66_organisations_without_the_task_owe_no_notice(window, own, amsel):
    sent = filled(window.get(at("keep_person", own, amsel.pk)))
    window.post(at("keep_person", own, amsel.pk), sent | {"share": "80"})
    assert not StaffNotice.objects.exists()


@pytest.mark.parametrize(("last", "is_long"), [("31.12.2026", False), ("1.1.2027", True), ("", True)])
def test_d5_more_than_six_weeks_ask_for_a_substitute_from_week_seven(window, own, amsel, last, is_long):
    window.post(at("keep_person_away", own, amsel.pk), {"erster_tag": "20.11.2026", "letzter_tag": last})
    assert Absence.objects.count() == 1
    assert StaffNotice.objects.exists() == is_long
    tasks = list(SubstituteTask.objects.values_list("due_on", "closed_at"))
    assert tasks == ([(dt.date(2027, 1, 1), None)] if is_long else [])


def test_d5_naming_a_substitute_closes_the_task(window, own, amsel):
    other = people.contact(own, "Drossel")
    window.post(at("keep_person_away", own, amsel.pk), {"erster_tag": "1.11.2026", "letzter_tag": "31.12.2026"})
    task = SubstituteTask.objects.get()
    assert "Vertretung ab Woche 7" in window.get(at("keep_one", own)).content.decode()
    assert window.post(at("keep_substitute", own, task.pk), {"vertretung": ""}).status_code == 422
    assert window.post(at("keep_substitute", own, task.pk), {"vertretung": other.pk}).status_code == 302
    task.refresh_from_db()
    assert (task.substitute, Deputy.objects.get().deputy) == (other, other)
    assert window.get(at("keep_substitute", own, task.pk)).status_code == 404


def test_d5_an_absence_that_ends_sooner_needs_no_substitute(window, own, amsel):
    window.post(at("keep_person_away", own, amsel.pk), {"erster_tag": "1.11.2026", "letzter_tag": "31.12.2026"})
    absence = Absence.objects.get()
    back = at("keep_person_back", own, amsel.pk, absence.pk)
    window.post(back, {"letzter_tag": "19.11.2026", **people.opened(window, back)})
    absence.refresh_from_db()
    assert absence.last_day == dt.date(2026, 11, 19)
    assert not SubstituteTask.objects.exists()


def test_f24_the_places_of_a_contact_are_seen_before_it_goes(window, own, amsel):
    people.central(amsel, "Aach")
    uses.uses.add(calendar)
    try:
        page = window.get(at("keep_person_end", own, amsel.pk)).content.decode()
        assert "Integrationsmanagement, Aach" in page
        assert "Austausch im Herbst" in page
        answer = window.post(at("keep_person_end", own, amsel.pk), {"letzter_tag": "30.11.2026"})
    finally:
        uses.uses.remove(calendar)
    assert answer.status_code == 422
    assert "Bitte wählen Sie, wer übernimmt" in answer.content.decode()
    amsel.refresh_from_db()
    assert amsel.valid_until is None


def calendar(position: Position) -> list[uses.Use]:
    return [uses.Use("Termin", "Austausch im Herbst", "/termine/1/")]


def test_f24_pages_that_chose_the_contact_are_among_the_places(window, own, amsel):
    page = factories.news_page("Neue Sprechzeiten am Bach")
    ReferenceIndex.objects.create(
        content_type=ContentType.objects.get_for_model(page),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        to_content_type=ContentType.objects.get_for_model(Position),
        to_object_id=str(amsel.pk),
        model_path="contact",
        content_path="contact",
        content_path_hash=uuid.uuid4(),
    )
    text = window.get(at("keep_person_end", own, amsel.pk)).content.decode()
    assert "Neue Sprechzeiten am Bach" in text
    page.unpublish()
    assert "Neue Sprechzeiten am Bach" not in window.get(at("keep_person_end", own, amsel.pk)).content.decode()


def test_f24_a_successor_stands_where_the_contact_stood_from_the_day_after(window, own, amsel):
    people.central(amsel, "Aach")
    other, third = people.contact(own, "Drossel"), people.contact(own, "Meise")
    Deputy.objects.create(position=third, deputy=amsel)
    sent = {"letzter_tag": "30.11.2026", "nachfolge": other.pk}
    assert window.post(at("keep_person_end", own, amsel.pk), sent).status_code == 302
    rows = Coverage.objects.order_by("pk").values_list("contact", "valid_from", "valid_until")
    assert list(rows) == [
        (amsel.pk, people.LONG_AGO, dt.date(2026, 11, 30)),
        (other.pk, dt.date(2026, 12, 1), None),
    ]
    assert {one.deputy for one in third.deputies.all()} == {amsel, other}
    assert StaffNotice.objects.get().kind == "leaving"
    assert set(ContactChange.objects.values_list("kind", flat=True)) == {"left", "central", "changed"}


def test_f24_without_a_successor_the_deputy_answers(window, own, amsel, reader):
    row = people.central(amsel, "Aach")
    Deputy.objects.create(position=amsel, deputy=people.contact(own, "Drossel"))
    sent = {"letzter_tag": "19.11.2026", "gesehen": "on"}
    assert window.post(at("keep_person_end", own, amsel.pk), sent).status_code == 302
    page = reader.get(f"{reverse('directory:responsible')}?gemeinde={row.municipality.ags}").content.decode()
    assert "Rike Drossel" in page
    assert "Vertritt Rike Amsel" in page


def test_f24_who_is_shown_nowhere_can_simply_go(window, own, amsel):
    assert "Steht nirgends sonst" in window.get(at("keep_person_end", own, amsel.pk)).content.decode()
    assert window.post(at("keep_person_end", own, amsel.pk), {"letzter_tag": "30.11.2026"}).status_code == 302


def test_f66_reminders_are_sent_once_a_day(own, amsel, window, django_capture_on_commit_callbacks):
    people.central(amsel, "Aach")
    sent = filled(window.get(at("keep_person", own, amsel.pk)))
    window.post(at("keep_person", own, amsel.pk), sent | {"share": "80"})
    outbox.outbox.clear()
    with time_machine.travel(dt.datetime(2026, 11, 26, 11, tzinfo=dt.UTC), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("send_reminders")
            call_command("send_reminders")
        assert [one.subject for one in outbox.outbox] == ["Meldung oder Vertretung steht aus"]
    assert timezone.localdate() == TODAY


@pytest.mark.parametrize(("day", "mails"), [(24, 0), (25, 1)])
def test_f66_reminders_begin_two_days_before_a_notice_is_due(
    own, amsel, window, django_capture_on_commit_callbacks, day, mails
):
    people.central(amsel, "Aach")
    sent = filled(window.get(at("keep_person", own, amsel.pk)))
    window.post(at("keep_person", own, amsel.pk), sent | {"share": "80"})
    assert StaffNotice.objects.get().due_on == dt.date(2026, 11, 27)
    outbox.outbox.clear()
    moment = dt.datetime(2026, 11, day, 11, tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=False), django_capture_on_commit_callbacks(execute=True):
        call_command("send_reminders")
    assert len(outbox.outbox) == mails


def test_d7_the_overview_costs_as_many_queries_for_one_person_as_for_thirty(
    window, own, amsel, django_assert_max_num_queries
):
    for number in range(30):
        people.contact(own, f"Spatz{number}")
    window.get(at("keep_one", own))
    with django_assert_max_num_queries(26):
        window.get(at("keep_one", own))


@pytest.mark.parametrize("name", ["keep_organisation", "keep_site_new", "keep_mailbox_new", "keep_person_new"])
def test_r02_numbers_and_addresses_are_kept_with_a_second_factor(own, name):
    """A number changed by whoever has found a password would send people wrong for as long as nobody calls."""
    keeper = people.maintainer(own)
    client = Client()
    client.force_login(keeper)
    for answer in (client.get(at(name, own)), client.post(at(name, own), {"phone": "069 90009999"})):
        assert answer.status_code == 302
        assert "/konto/zweiter-faktor/bestaetigen/" in answer.url
    factories.verify(client, keeper)
    assert client.get(at(name, own)).status_code == 200


def test_r02_contact_maintainers_are_asked_for_a_second_factor(own):
    keeper = people.maintainer(own)
    client = Client()
    client.force_login(keeper)
    assert needs_factor(keeper)
    assert client.get(at("keep_one", own)).url.startswith("/konto/zweiter-faktor/")
