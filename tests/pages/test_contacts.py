"""Documents and news name people of the directory, always as they are on the day of reading (F24, issue 6 §6)."""

import datetime as dt
import re
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction
from wagtail_localize.models import StringSegment, Translation

from directory.models import Deputy, Person, Position
from directory.register.contact_cards import people
from pages.models import NormativePage
from tests import factories
from tests.directory.people import maintainer
from tests.factories import normative_page, section


@pytest.fixture
def office(portal):
    return factories.OrganisationFactory(name="Amt für Zuwanderung", phone="+496990009100")


@pytest.fixture
def mara(office):
    return factories.PositionFactory(
        person__first_name="Mara", person__last_name="Öhler", organisation=office, phone="+496990009211"
    )


@pytest.fixture
def ole(office):
    return factories.PositionFactory(
        person__first_name="Ole", person__last_name="Brand", organisation=office, phone="+496990009222"
    )


@pytest.fixture
def document(office, mara, ole):
    factories.deputies(mara, ole)
    page = normative_page([section("1", "Grundsätze")], in_force_on=dt.date(2026, 7, 1))
    page.parties.create(
        name="Ausländeramt", organisation=office, represented_by="Frau Früher", contact=mara, contact_name="Alter Name"
    )
    page.parties.create(
        name="Freier Verein", contact_name="Ida Frei", deputy_name="Udo Frei", represented_by="Vorstand Frei"
    )
    mailbox = factories.MailboxFactory(organisation=office, name="Eilsachen", email="eil@amt.example")
    page.contacts = [("person", mara), ("mailbox", mailbox), ("organisation", office)]
    page.contacts_number = "Anlage 3"
    page.save_revision().publish()
    return NormativePage.objects.get(pk=page.pk)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seen(client, page) -> str:
    return text_of(client.get(page.get_url()))


def test_f24_a_chosen_organisation_is_shown_under_its_name_of_today(reader, document, office):
    shown = seen(reader, document)
    assert "Amt für Zuwanderung unterzeichnet als Ausländeramt" in shown
    office.name = "Amt für Ankommen"
    office.save()
    assert "Amt für Ankommen unterzeichnet als Ausländeramt" in seen(reader, document)
    assert f'href="/verzeichnis/organisationen/{office.pk}/"' in reader.get(document.get_url()).content.decode()


def test_f24_what_is_written_counts_where_nothing_is_chosen(reader, document):
    shown = seen(reader, document)
    assert "Freier Verein" in shown and "vertreten durch Vorstand Frei" in shown
    assert "verantwortlich: Ida Frei" in shown and "Stellvertretung: Udo Frei" in shown
    assert "Mara Öhler" in shown and "Alter Name" not in shown


def test_f24_the_annex_shows_people_mailboxes_and_organisations(reader, document):
    shown = seen(reader, document)
    assert "Anlage 3: Ansprechpersonen" in shown
    for text in ("Mara Öhler", "069 90009211", "Eilsachen", "069 90009100"):
        assert text in shown
    assert "mailto:eil@amt.example" in reader.get(document.get_url()).content.decode()


def test_f24_a_change_of_a_contact_changes_every_page_at_once(reader, document, mara):
    seen(reader, document)
    mara.phone = "+496990009299"
    mara.save()
    assert "069 90009299" in seen(reader, document)
    mara.person.last_name = "Neumann"
    mara.person.save()
    assert "Mara Neumann" in seen(reader, document) and "Öhler" not in seen(reader, document)


def test_f22_who_is_away_is_stood_in_for_from_the_first_day_on(sign_in, document, mara):
    today = timezone.localdate()
    factories.away(mara.person, today + dt.timedelta(days=1), today + dt.timedelta(days=2))
    noon = dt.time(12, tzinfo=timezone.get_current_timezone())
    for days, is_away in ((0, False), (1, True), (2, True), (3, False)):
        with time_machine.travel(dt.datetime.combine(today + dt.timedelta(days=days), noon)):
            shown = seen(sign_in(), document)
            assert ("Ole Brand in Vertretung für Mara Öhler" in re.sub(r" +", " ", shown)) is is_away, days
            assert ("069 90009211" in shown) is not is_away, days


def test_f22_a_deputy_who_is_away_too_does_not_stand_in(reader, document, mara, ole):
    today = timezone.localdate()
    factories.away(mara.person, today)
    factories.away(ole.person, today)
    shown = seen(reader, document)
    assert "Mara Öhler heute nicht da" in shown and "in Vertretung" not in shown and "069 90009100" in shown


def test_f24_a_new_deputy_is_seen_at_once(reader, document, mara, ole):
    factories.away(mara.person, timezone.localdate())
    seen(reader, document)
    other = factories.PositionFactory(person__first_name="Ayla", person__last_name="Korb")
    Deputy.objects.filter(position=mara).first().delete()
    factories.deputies(mara, other)
    assert "Ayla Korb in Vertretung für Mara Öhler" in seen(reader, document)


def test_f24_who_has_left_is_not_named_any_more(reader, document, mara, ole):
    mara.valid_until = timezone.localdate() - dt.timedelta(days=1)
    mara.save()
    shown = seen(reader, document)
    assert "Mara Öhler" not in shown and "Ole Brand in Vertretung" in shown
    Deputy.objects.filter(position=mara).first().delete()
    assert "zurzeit nicht besetzt" in seen(reader, document)


@pytest.mark.parametrize("visibility", ["own", "listed"])
def test_f67_a_contact_restricted_later_leaves_every_page(reader, document, mara, visibility):
    assert "Mara Öhler" in seen(reader, document)
    mara.visibility = visibility
    mara.contact_list = factories.ContactListFactory() if visibility == "listed" else None
    mara.save()
    shown = seen(reader, document)
    assert "Mara Öhler" not in shown and "069 90009211" not in shown
    assert "verantwortlich: Alter Name" in shown


def test_f24_deleted_and_closed_ones_leave_no_gap(reader, document, mara, office):
    mara.person.delete()
    office.closed_on = timezone.localdate()
    office.save()
    shown = seen(reader, document)
    assert "Eilsachen" in shown and "Amt für Zuwanderung" in shown and "Öhler" not in shown
    assert f"/verzeichnis/organisationen/{office.pk}/" not in reader.get(document.get_url()).content.decode()


def test_f24_a_kept_document_with_contacts_costs_five_queries(reader, document, django_assert_num_queries):
    """The fifth asks what the person has read of it."""
    seen(reader, document)
    with django_assert_num_queries(5):
        seen(reader, document)


def test_f24_people_cost_two_queries_however_many(office, django_assert_max_num_queries):
    positions = [factories.PositionFactory(organisation=office) for _number in range(12)]
    for one, other in pairwise(positions):
        factories.deputies(one, other)
        factories.away(one.person, timezone.localdate())
    with django_assert_max_num_queries(3):
        shown = people([one.pk for one in positions])
    assert len(shown) == 12 and shown[positions[-2].pk].stand_in == positions[-1]


def test_f24_news_name_contacts_too(reader, office, mara, ole):
    factories.deputies(mara, ole)
    page = factories.news_page(contacts=[("person", mara)])
    assert "Ansprechpersonen" in seen(reader, page) and "069 90009211" in seen(reader, page)
    factories.away(mara.person, timezone.localdate())
    assert "Ole Brand in Vertretung für Mara Öhler" in seen(reader, page)
    assert "Ansprechpersonen" not in seen(reader, factories.news_page("Ohne"))


def test_f24_the_organisation_lists_the_agreements_it_is_party_to(reader, document, office):
    shown = text_of(reader.get(f"/verzeichnis/organisationen/{office.pk}/"))
    assert "Beteiligt an" in shown and document.title in shown


def test_f67_editors_choose_among_what_all_partners_may_see(editor, office, mara, ole):
    ole.visibility = "own"
    ole.save()
    gone = factories.PositionFactory(person__last_name="Vorbei", valid_until=dt.date(2020, 1, 1))
    url = reverse("directory_position_chooser:choose")
    html = editor.get(url).json()["html"]
    assert "Mara Öhler" in html and "Ole Brand" not in html and str(gone.person) not in html
    results = reverse("directory_position_chooser:choose_results")
    for typed, found in (("oehler", True), ("9211", True), ("Zuwanderung", True), ("Niemand", False)):
        assert ("Mara Öhler" in editor.get(results, {"q": typed}).content.decode()) is found, typed
    factories.MailboxFactory(organisation=office, name="Geheimes", visibility="own")
    factories.MailboxFactory(organisation=office, name="Offenes")
    html = editor.get(reverse("directory_mailbox_chooser:choose")).json()["html"]
    assert "Offenes" in html and "Geheimes" not in html


def test_f24_the_editor_form_offers_choosers(editor, document):
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[document.pk])).content.decode()
    assert "Ansprechperson wählen" in shown and "Funktionspostfach" in shown


def test_f16_chosen_contacts_are_taken_along_and_not_offered_for_translation(editor, reader, document, mara):
    url = reverse("wagtail_localize:submit_page_translation", args=[document.pk])
    editor.get(url)
    editor.post(url, {"locales": [Locale.objects.get(language_code="en").pk]})
    translation = Translation.objects.get(source__object_id=document.translation_key)
    paths = set(StringSegment.objects.filter(source=translation.source).values_list("context__path", flat=True))
    assert not {path for path in paths if "contacts" in path or "contact" in path}
    translation.save_target(publish=True)
    english = NormativePage.objects.get(translation_key=document.translation_key, locale__language_code="en")
    assert english.contacts_number == "Anlage 3"
    assert [child.block_type for child in english.contacts] == ["person", "mailbox", "organisation"]
    assert english.contacts[0].value == Position.objects.get(pk=mara.pk)
    assert [party.contact_id for party in english.parties.all()] == [mara.pk, None]


def leaving(contact):
    """The page on which whoever keeps the organisation reports that the person goes."""
    client, keeper = Client(), maintainer(contact.organisation)
    client.force_login(keeper)
    factories.verify(client, keeper)
    shown = client.get(reverse("directory:keep_person_end", args=[contact.organisation_id, contact.pk]))
    places = shown.content.decode().partition('id="orte"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", places))


def test_f24_who_is_named_in_pages_is_not_put_away_without_seeing_where(document, mara):
    news = factories.news_page("Neue Sprechzeit", contacts=[("person", mara)])
    shown = leaving(mara)
    assert document.title in shown and news.title in shown


def test_f24_a_page_that_names_somebody_is_one_place_however_often_it_does(document, mara):
    shown = leaving(mara)
    assert (shown.count(document.title), shown.count(str(NormativePage._meta.verbose_name))) == (1, 1)


def test_f24_a_translation_is_no_place_of_its_own(document, mara):
    document.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True).save_revision().publish()
    assert "Steht noch an einer Stelle" in leaving(mara)


@pytest.fixture
def secret(document, mara):
    """A page of a group that names the contact, beside one that everybody may read."""
    news = factories.news_page("Quittenrunde", contacts=[("person", mara)])
    restriction = PageViewRestriction.objects.create(page=news, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Planungsrunde"))
    return news


def test_f24_r60_of_pages_for_a_group_only_their_number_is_among_the_places(secret, document, mara):
    shown = leaving(mara)
    assert document.title in shown and secret.title not in shown
    assert "1 Seite, die Sie nicht öffnen dürfen" in shown and "Steht noch an 2 Stellen" in shown
    user = maintainer(mara.organisation, email="runde@example.org")
    user.groups.add(Group.objects.get(name="Planungsrunde"))
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    address = reverse("directory:keep_person_end", args=[mara.organisation_id, mara.pk])
    assert secret.title in client.get(address).content.decode()


@pytest.mark.parametrize("model", [Person, Position])
def test_f24_r60_nor_does_the_editor_name_them_before_somebody_is_deleted(editor, secret, document, mara, model):
    entry = mara if model is Position else mara.person
    url = reverse(model.snippet_viewset.get_url_name("delete"), args=[entry.pk])
    said = editor.post(url, follow=True).content.decode()
    assert document.title in said and "1 Seite, die Sie nicht öffnen dürfen" in said
    assert secret.title not in said
    assert model.objects.filter(pk=entry.pk).exists()
