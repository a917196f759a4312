"""Following a document or a section: begun and ended with one click, seen by the person alone (F13)."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pages.models import Follow, FollowChoice
from tests import factories

FOLLOWED = "/folgen/"


@pytest.fixture
def guideline(portal):
    sections = [
        factories.section("1", "Ziele", "<p>Wir wollen viel.</p>"),
        factories.section("2", "Frist", "<p>Bis Juli.</p>"),
    ]
    return factories.normative_page(sections, title="Richtlinie Quittenbaum", kind="guideline", short_title="RL QB")


@pytest.fixture
def reader(portal):
    client = Client()
    client.user = factories.UserFactory()
    factories.MembershipFactory(user=client.user)
    client.force_login(client.user)
    return client


def identity(page, number: str) -> str:
    return page.section_named(number)


@pytest.mark.django_db
def test_f13_following_begins_at_the_text_and_ends_on_the_list(reader, guideline):
    page = reader.get(guideline.url).content.decode()
    assert f'href="/folgen/{guideline.pk}/"' in page
    assert f'href="/folgen/{guideline.pk}/?abschnitt={identity(guideline, "2")}"' in page
    for _again in range(2):
        reader.post(f"{FOLLOWED}{guideline.pk}/")
    reader.post(f"{FOLLOWED}{guideline.pk}/", {"abschnitt": identity(guideline, "2")})
    assert [row.section for row in Follow.objects.all()] == ["", identity(guideline, "2")]
    shown = reader.get(FOLLOWED)
    assert [one.section.number if one.section else "" for one in shown.context["followed"]] == ["", "2"]
    assert "Richtlinie Quittenbaum" in shown.content.decode()
    whole = Follow.objects.get(section="")
    shown = reader.get(f"{FOLLOWED}{guideline.pk}/").content.decode()
    assert "Sie folgen seit" in shown and "<h1>Richtlinie Quittenbaum</h1>" in shown
    assert reader.post(f"{FOLLOWED}beenden/{whole.pk}/").status_code == 302
    assert [one.section.number for one in reader.get(FOLLOWED).context["followed"]] == ["2"]


@pytest.mark.django_db
def test_f13_what_somebody_follows_is_nobody_elses(reader, guideline):
    other = Client()
    other.force_login(factories.UserFactory())
    row = Follow.objects.create(user=reader.user, document=guideline)
    assert other.post(f"{FOLLOWED}beenden/{row.pk}/").status_code == 404
    assert "Quittenbaum" not in other.get(FOLLOWED).content.decode()
    assert Follow.objects.count() == 1


@pytest.mark.django_db
def test_f13_a_page_that_was_closed_is_not_named_any_more(reader, guideline):
    Follow.objects.create(user=reader.user, document=guideline)
    closed = PageViewRestriction.objects.create(page=guideline, restriction_type="groups")
    closed.groups.add(Group.objects.create(name="Enger Kreis"))
    assert "Quittenbaum" not in reader.get(FOLLOWED).content.decode()
    assert reader.get(f"{FOLLOWED}{guideline.pk}/").status_code == 404
    assert reader.post(f"{FOLLOWED}{guideline.pk}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "gibt-es-nicht", "x" * 500])
def test_f13_a_section_that_is_not_there_is_taken_for_the_document(reader, guideline, sent):
    assert reader.post(f"{FOLLOWED}{guideline.pk}/", {"abschnitt": sent}).status_code == 302
    assert Follow.objects.get().section == ""


@pytest.mark.django_db
def test_f13_a_section_that_went_away_is_said_to_be_gone(reader, guideline):
    Follow.objects.create(user=reader.user, document=guideline, section=identity(guideline, "2"))
    guideline.sections = [factories.section("1", "Ziele")]
    guideline.save_revision().publish()
    assert "Diesen Abschnitt gibt es nicht mehr" in reader.get(FOLLOWED).content.decode()


@pytest.mark.django_db
def test_f13_the_person_chooses_when_mails_come(reader):
    assert "Sofort schicken" in reader.get(FOLLOWED).content.decode()
    reader.post(f"{FOLLOWED}mail/", {"wann": "at_once"})
    assert FollowChoice.objects.get(user=reader.user).pace == "at_once"
    reader.post(f"{FOLLOWED}mail/", {"wann": "nie"})
    assert FollowChoice.objects.get(user=reader.user).pace == "at_once"
    assert "Einmal am Tag schicken" in reader.get(FOLLOWED).content.decode()


@pytest.mark.django_db
def test_f13_the_list_costs_the_same_however_long_it_is(reader):
    def cost() -> int:
        reader.get(FOLLOWED)
        with CaptureQueriesContext(connection) as queries:
            reader.get(FOLLOWED)
        return len(queries)

    for number in range(2):
        page = factories.normative_page([factories.section("1", "Ziele")], title=f"Vereinbarung {number}")
        Follow.objects.create(user=reader.user, document=page, section=identity(page, "1"))
    short = cost()
    for number in range(12):
        page = factories.normative_page([factories.section("1", "Ziele")], title=f"Richtlinie {number}")
        Follow.objects.create(user=reader.user, document=page, section=identity(page, "1"))
    assert cost() == short
