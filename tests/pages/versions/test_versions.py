"""Versions of a document: which text counts on which day, how one begins, and what is refused."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Revision
from wagtail.rich_text import RichText

from pages.documents.publication import PublicationRefused
from pages.models import NormativePage, Version
from pages.versions import actions, demo, extensions, publishing
from portal.demo import loading
from portal.extensions import Point
from portal.identity.auth import PortalRole
from search import indexing
from tests import factories

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TODAY = dt.date(2026, 11, 28)
STATES = Version.State


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 28, 10, tzinfo=BERLIN), tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor():
    return factories.UserFactory(editor=True)


@pytest.fixture
def guideline(editor):
    """Published a year ago with one section; a guideline has nobody who must agree."""
    text = {"number": "1", "level": 1, "heading": "Zweck", "text": RichText("<p>Am Anfang.</p>")}
    page = factories.normative_page(
        [("section", text)],
        live=False,
        title="Richtlinie Beratung",
        kind="guideline",
        in_force_on=dt.date(2025, 3, 1),
    )
    page.save_revision(user=editor).publish(user=editor)
    return NormativePage.objects.get(pk=page.pk)


def drafted(page, text, editor):
    """A new draft of the page, its only section reworded."""
    draft = page.get_latest_revision_as_object()
    draft.sections[0].value["text"].source = f"<p>{text}</p>"
    return draft.save_revision(user=editor)


def prepared(page, editor, day, **said):
    facts = {"note": "Die Frist ändert sich.", "reason": "Beschluss des Treffens."} | said
    return actions.prepare(document=page, effective_on=day, by=editor, **facts)


def shown(client, url):
    return client.get(url).content.decode()


def test_f3_the_first_publication_is_the_first_version(guideline):
    version = guideline.versions.get()
    assert (version.number, version.state, version.effective_on) == (1, STATES.ADOPTED, dt.date(2025, 3, 1))
    assert version.digest == actions.text_of(guideline)
    assert version.began_at is not None


def test_f3_a_text_published_twice_is_one_version_and_another_text_the_next(guideline, editor):
    guideline.save_revision(user=editor).publish(user=editor)
    assert guideline.versions.count() == 1
    drafted(guideline, "Berichtigt.", editor).publish(user=editor)
    assert [(row.number, row.effective_on, row.is_major) for row in guideline.versions.order_by("number")] == [
        (1, dt.date(2025, 3, 1), True),
        (2, TODAY, False),
    ]


def test_f3_corrected_on_its_first_day_it_stays_the_same_version(guideline, editor):
    drafted(guideline, "Berichtigt.", editor).publish(user=editor)
    drafted(guideline, "Noch einmal berichtigt.", editor).publish(user=editor)
    assert guideline.versions.count() == 2
    assert "Noch einmal" in guideline.versions.get(number=2).outline()[0].source_html


def test_f3_no_two_versions_count_from_the_same_day(guideline, editor):
    first = guideline.versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(document=guideline, number=2, effective_on=first.effective_on)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 27), dt.date(2025, 3, 1)])
def test_f3_a_version_never_counts_in_hindsight(guideline, editor, day):
    with pytest.raises(ValidationError):
        prepared(guideline, editor, day)


def test_f4_the_text_of_a_day_stands_at_the_address_of_that_day(client, guideline, editor, clock):
    drafted(guideline, "Jetzt gilt dies.", editor).publish(user=editor)
    client.force_login(editor)
    former = shown(client, f"{guideline.get_url()}2025-06-01/")
    assert "Am Anfang." in former and "Jetzt gilt dies." not in former
    assert "gilt heute nicht mehr" in former and "vom 1. März 2025 bis 27. November 2026" in former
    today = shown(client, f"{guideline.get_url()}2026-11-28/")
    assert "Jetzt gilt dies." in today and "Sie gilt auch heute" in today


@pytest.mark.parametrize(
    ("day", "said"), [("2025-02-28", "galt noch keine Fassung"), ("2026-02-30", "Diesen Tag gibt es nicht")]
)
def test_f4_a_day_without_text_is_answered_with_a_sentence_and_the_text_of_today(client, guideline, editor, day, said):
    client.force_login(editor)
    response = client.get(f"{guideline.get_url()}{day}/")
    assert response.status_code == 404
    assert said in response.content.decode() and "Am Anfang." in response.content.decode()


def test_f4_the_field_leads_to_the_address_of_the_day(client, guideline, editor):
    client.force_login(editor)
    asked = client.get(reverse("versions:day", args=[guideline.pk]), {"tag": "2025-06-01"})
    assert asked.url == f"{guideline.get_url()}2025-06-01/"
    wrong = client.get(reverse("versions:day", args=[guideline.pk]), {"tag": "gestern"}, follow=True)
    assert "Bitte geben Sie einen Tag ein" in wrong.content.decode()


def test_f6_a_major_change_needs_what_and_why(guideline, editor):
    with pytest.raises(ValidationError):
        prepared(guideline, editor, TODAY, reason=" ")
    assert prepared(guideline, editor, TODAY, is_major=False, note="", reason="").number == 2


def test_f3_a_future_version_begins_on_its_day_and_not_before(guideline, editor, clock):
    drafted(guideline, "Ab Juli.", editor)
    version = actions.adopt(version=prepared(guideline, editor, dt.date(2027, 7, 1)), by=editor)
    clock.move_to(dt.datetime(2027, 6, 30, 23, 59, tzinfo=BERLIN))
    call_command("begin_versions", verbosity=0)
    assert "Am Anfang." in str(NormativePage.objects.get(pk=guideline.pk).sections)
    clock.move_to(dt.datetime(2027, 7, 1, 0, 1, tzinfo=BERLIN))
    call_command("begin_versions", verbosity=0)
    assert "Ab Juli." in str(NormativePage.objects.get(pk=guideline.pk).sections)
    version.refresh_from_db()
    began = version.began_at
    call_command("begin_versions", verbosity=0)
    version.refresh_from_db()
    assert version.began_at == began


def test_f3_what_is_settled_is_the_text_even_when_the_draft_goes_on(guideline, editor, clock):
    drafted(guideline, "Beschlossen.", editor)
    version = actions.adopt(version=prepared(guideline, editor, dt.date(2027, 1, 1)), by=editor)
    drafted(guideline, "Schon das Übernächste.", editor)
    clock.move_to(dt.datetime(2027, 1, 1, 1, tzinfo=BERLIN))
    call_command("begin_versions", verbosity=0)
    page = NormativePage.objects.get(pk=guideline.pk)
    assert "Beschlossen." in str(page.sections)
    assert "Übernächste" in str(page.get_latest_revision_as_object().sections)
    assert actions.text_of(page) == version.digest


def test_f3_people_named_meanwhile_stay_named_when_a_settled_text_begins(guideline, editor, clock):
    drafted(guideline, "Beschlossen.", editor)
    actions.adopt(version=prepared(guideline, editor, dt.date(2027, 1, 1)), by=editor)
    page = NormativePage.objects.get(pk=guideline.pk)
    page.contacts_number = "Anlage 2"
    page.save_revision(user=editor).publish(user=editor)
    clock.shift(3600)
    drafted(page, "Für später.", editor)
    clock.move_to(dt.datetime(2027, 1, 1, 1, tzinfo=BERLIN))
    call_command("begin_versions", verbosity=0)
    page = NormativePage.objects.get(pk=guideline.pk)
    assert page.contacts_number == "Anlage 2" and "Beschlossen." in str(page.sections)
    assert "Für später." in str(page.get_latest_revision_as_object().sections)


def test_f10_what_a_gate_refuses_is_not_adopted_and_not_published(guideline, editor):
    extensions.gates.add(closed := lambda page, version: "Es fehlt eine Zustimmung.")
    try:
        revision = drafted(guideline, "Ohne Zustimmung.", editor)
        with pytest.raises(PublicationRefused):
            revision.publish(user=editor)
        version = prepared(guideline, editor, dt.date(2027, 1, 1))
        with pytest.raises(ValidationError):
            actions.adopt(version=version, by=editor)
    finally:
        extensions.gates.remove(closed)
    version.refresh_from_db()
    assert version.state == STATES.DRAFT
    assert "Am Anfang." in str(NormativePage.objects.get(pk=guideline.pk).sections)


def test_f10_not_agreed_by_its_day_it_stays_a_draft_and_tells_who_prepared_it(
    guideline, editor, clock, mailoutbox, django_capture_on_commit_callbacks
):
    drafted(guideline, "Vorgelegt.", editor)
    version = actions.ask(version=prepared(guideline, editor, dt.date(2027, 1, 1)), by=editor)
    clock.move_to(dt.datetime(2027, 1, 1, 0, 5, tzinfo=BERLIN))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("begin_versions", verbosity=0)
    version.refresh_from_db()
    assert (version.state, version.effective_on, version.lapsed_on) == (STATES.DRAFT, None, dt.date(2027, 1, 1))
    assert "Am Anfang." in str(NormativePage.objects.get(pk=guideline.pk).sections)
    assert [mail.to for mail in mailoutbox] == [[editor.email]]


@pytest.mark.parametrize("act", ["ask", "adopt"])
def test_an_unchanged_text_is_no_new_version(guideline, editor, act):
    version = prepared(guideline, editor, dt.date(2027, 1, 1))
    with pytest.raises(ValidationError):
        getattr(actions, act)(version=version, by=editor)


ALLOWED = {
    "ask": {STATES.DRAFT},
    "adopt": {STATES.DRAFT, STATES.ASKED},
    "take_back": {STATES.ASKED},
    "withdraw": {STATES.DRAFT, STATES.ASKED, STATES.ADOPTED},
}


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize("act", list(ALLOWED))
def test_f3_each_act_is_possible_in_its_states_only(guideline, editor, act, state, monkeypatch):
    monkeypatch.setattr(extensions, "gates", Point())  # what others say against it is theirs to test
    revision = drafted(guideline, "Neu.", editor)
    version = prepared(guideline, editor, dt.date(2027, 1, 1))
    page = revision.as_object()
    Version.objects.filter(pk=version.pk).update(state=state, revision=revision, digest=actions.text_of(page))
    version.refresh_from_db()
    if state in ALLOWED[act]:
        assert getattr(actions, act)(version=version, by=editor).state != state
    else:
        with pytest.raises(ValidationError):
            getattr(actions, act)(version=version, by=editor)


def test_f3_wagtails_schedule_is_a_future_version_and_begins_with_it(guideline, editor, clock):
    draft = guideline.get_latest_revision_as_object()
    draft.sections[0].value["text"].source = "<p>Geplant.</p>"
    draft.go_live_at = dt.datetime(2026, 12, 24, 9, tzinfo=BERLIN)
    draft.save_revision(user=editor).publish(user=editor)
    version = guideline.versions.get(number=2)
    assert (version.effective_on, version.began_at) == (dt.date(2026, 12, 24), None)
    clock.move_to(dt.datetime(2026, 12, 24, 9, 1, tzinfo=BERLIN))
    call_command("begin_versions", verbosity=0)
    call_command("publish_scheduled", verbosity=0)
    version.refresh_from_db()
    assert version.began_at is not None and guideline.versions.count() == 2
    assert "Geplant." in str(NormativePage.objects.get(pk=guideline.pk).sections)


def test_f3_taken_off_wagtails_schedule_it_is_no_version_any_more(guideline, editor, clock):
    draft = guideline.get_latest_revision_as_object()
    draft.sections[0].value["text"].source = "<p>Geplant.</p>"
    draft.go_live_at = dt.datetime(2026, 12, 24, 9, tzinfo=BERLIN)
    revision = draft.save_revision(user=editor)
    revision.publish(user=editor)
    revision.refresh_from_db()
    revision.approved_go_live_at = None
    revision.save()
    call_command("begin_versions", verbosity=0)
    assert guideline.versions.get(number=2).state == STATES.WITHDRAWN


def test_r_the_text_of_a_version_outlives_the_tidying_of_revisions(guideline, editor):
    drafted(guideline, "Zwei.", editor).publish(user=editor)
    first = guideline.versions.get(number=1)
    with pytest.raises(ProtectedError):
        first.revision.delete()
    call_command("purge_revisions", verbosity=0)
    assert "Am Anfang." in Version.objects.get(pk=first.pk).outline()[0].source_html


def test_a_document_is_deleted_with_its_versions(guideline):
    guideline.delete()
    assert not Version.objects.exists() and not Revision.objects.filter(object_id=str(guideline.pk)).exists()


def test_f3_while_it_is_with_the_parties_its_text_stays(client, guideline, editor):
    drafted(guideline, "Vorgelegt.", editor)
    actions.ask(version=prepared(guideline, editor, dt.date(2027, 1, 1)), by=editor)
    changed = guideline.get_latest_revision_as_object()
    changed.sections[0].value["text"].source = "<p>Heimlich anders.</p>"
    revision = changed.save_revision(user=editor)
    with pytest.raises(PublicationRefused):
        publishing.refuse_draft(revision.as_object(), None, editor)
    with pytest.raises(PublicationRefused):
        revision.publish(user=editor)


def test_the_history_shows_readers_what_is_adopted_and_editors_the_rest(client, guideline, editor):
    drafted(guideline, "Neu.", editor)
    prepared(guideline, editor, dt.date(2027, 1, 1))
    url = reverse("versions:history", args=[guideline.pk])
    client.force_login(factories.UserFactory())
    assert "Fassung 1" in shown(client, url) and "Fassung 2" not in shown(client, url)
    client.force_login(editor)
    factories.verify(client, editor)
    assert "Fassung 2" in shown(client, url) and "in Vorbereitung" in shown(client, url)


def test_preparing_and_adopting_on_the_page(client, guideline, editor):
    drafted(guideline, "Neu.", editor)
    client.force_login(editor)
    factories.verify(client, editor)
    wrong = client.post(reverse("versions:prepare", args=[guideline.pk]), {"gilt_ab": "1.1.2027", "art": "major"})
    assert wrong.status_code == 422 and "einen Satz, was sich ändert" in wrong.content.decode()
    said = {"gilt_ab": "1.1.2027", "art": "major", "aenderung": "Frist", "grund": "Wunsch der Gemeinden"}
    assert client.post(reverse("versions:prepare", args=[guideline.pk]), said).status_code == 302
    version = guideline.versions.get(number=2)
    done = client.post(reverse("versions:adopt", args=[guideline.pk, version.pk]), follow=True)
    assert "Die Fassung ist beschlossen." in done.content.decode()
    assert "Fassung 2 gilt ab 1. Januar 2027." in shown(client, guideline.get_url())


def test_r_the_coordination_prepares_too_and_everybody_proves_the_second_factor(client, guideline):
    coordinator = factories.UserFactory()
    coordinator.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    client.force_login(coordinator)
    assert client.get(reverse("versions:prepare", args=[guideline.pk])).url.startswith(reverse("portal:prove"))
    factories.verify(client, coordinator)
    assert client.get(reverse("versions:prepare", args=[guideline.pk])).status_code == 200


def test_r_a_reader_prepares_nothing(client, guideline):
    client.force_login(factories.UserFactory())
    assert client.get(reverse("versions:prepare", args=[guideline.pk])).status_code == 403


def test_f4_former_texts_are_found_and_marked_once_and_those_in_force_stand_before_them(client, guideline, editor):
    drafted(guideline, "Kirschkuchen gibt es freitags.", editor).publish(user=editor)
    Version.objects.filter(number=2).update(effective_on=TODAY - dt.timedelta(days=1))
    draft = NormativePage.objects.get(pk=guideline.pk).get_latest_revision_as_object()
    draft.sections[0].value["text"].source = "<p>Kirschkuchen gibt es montags.</p>"
    draft.save_revision(user=editor).publish(user=editor)
    indexing.rebuild()
    client.force_login(editor)
    hits = client.get(reverse("search:results"), {"q": "Kirschkuchen"}).context["results"].hits
    assert [(hit.document.status, hit.document.url.partition("/richtlinie")[2][-16:]) for hit in hits] == [
        ("in_force", hits[0].document.url.partition("/richtlinie")[2][-16:]),
        ("former", "/2026-11-27/#z-1"),
    ]
    page = shown(client, f"{reverse('search:results')}?q=Kirschkuchen")
    assert "frühere Fassung, gilt nicht mehr" in page
    assert "Kirschkuchen gibt es freitags." in shown(client, hits[1].document.url)


def test_f5_the_demo_documents_have_a_past(client, portal):
    loading.load()
    demo.load()
    assert demo.is_loaded()
    agreement = NormativePage.objects.get(
        slug="kooperationsvereinbarung-arbeit-und-integration", locale__language_code="de"
    )
    assert agreement.versions.adopted().count() >= 3
    client.force_login(factories.UserFactory())
    former = shown(client, f"{agreement.get_url()}2025-09-01/")
    assert "innerhalb von zehn Arbeitstagen" in former and "gilt heute nicht mehr" in former
    assert "innerhalb von zehn Arbeitstagen" not in shown(client, agreement.get_url())
