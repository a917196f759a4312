"""What is kept for readers is what the database says: after any change, in any process, after a rollback."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from pages.models import NewsIndexPage
from portal import page_cache
from tests import factories
from tests.factories import normative_page, section


@pytest.fixture
def document(portal):
    return normative_page([section("1", "Grundsätze", "<p>Quittenbrot</p>")], in_force_on=dt.date(2026, 7, 1))


def seen(client: Client, page: Page) -> str:
    return client.get(page.get_url()).content.decode()


def test_a_published_change_is_seen_at_once_a_draft_is_not(reader, document):
    assert "Quittenbrot" in seen(reader, document)
    document.sections = [section("1", "Grundsätze", "<p>Mispelgelee</p>")]
    revision = document.save_revision()
    assert "Quittenbrot" in seen(reader, document)
    revision.publish()
    assert "Mispelgelee" in seen(reader, document)


def test_a_change_that_is_rolled_back_leaves_nothing_behind(reader, document):
    with transaction.atomic():
        document.sections = [section("1", "Grundsätze", "<p>Mispelgelee</p>")]
        document.save_revision().publish()
        assert "Mispelgelee" in seen(reader, document)
        transaction.set_rollback(True)
    assert "Mispelgelee" not in seen(reader, document)


def test_another_page_that_a_text_links_to_may_move(reader, document):
    target = factories.news_page("Herbstfest")
    document.sections = [section("1", "Grundsätze", f'<p><a linktype="page" id="{target.pk}">Fest</a></p>')]
    document.save_revision().publish()
    assert f'href="{target.get_url()}"' in seen(reader, document)
    target.slug = "winterfest"
    target.save_revision().publish()
    assert "winterfest" in seen(reader, document)


def test_menu_and_breadcrumbs_follow_the_tree(reader, document):
    assert ">Neuigkeiten</a>" in seen(reader, document)
    index = NewsIndexPage.objects.get(locale__language_code="de")
    index.title = "Aktuelles"
    index.save_revision().publish()
    assert ">Aktuelles</a>" in seen(reader, document)
    assert ">Neuigkeiten</a>" not in seen(reader, document)


def test_a_restriction_works_on_the_next_request(reader, document):
    assert reader.get(document.get_url()).status_code == 200
    restriction = PageViewRestriction.objects.create(
        page=document.get_parent(), restriction_type=PageViewRestriction.GROUPS
    )
    assert reader.get(document.get_url()).status_code != 200
    restriction.delete()
    assert reader.get(document.get_url()).status_code == 200


def test_unpublished_and_deleted_pages_are_gone_on_the_next_request(reader, document):
    assert reader.get(document.get_url()).status_code == 200
    url = document.get_url()
    document.unpublish()
    assert reader.get(url).status_code == 404
    Page.objects.get(pk=document.pk).delete()
    assert reader.get(url).status_code == 404


def test_a_moved_page_is_found_at_its_new_place_only(reader, document):
    old = document.get_url()
    assert reader.get(old).status_code == 200
    home = Page.objects.get(pk=Site.objects.get().root_page_id)
    document.move(home, "last-child")
    assert reader.get(old)["Location"] == f"/{document.slug}/"
    assert reader.get(f"/{document.slug}/").status_code == 200


def test_what_depends_on_the_day_changes_with_the_day(sign_in, portal):
    page = normative_page([section("1", "Grundsätze")], in_force_on=dt.date(2026, 7, 1))
    with time_machine.travel("2026-06-30 12:00"):
        assert "ab 1. Juli 2026" in seen(sign_in(), page)
    with time_machine.travel("2026-07-01 12:00"):
        assert "seit 1. Juli 2026" in seen(sign_in(), page)


def test_nothing_of_one_person_is_shown_to_another(sign_in, document):
    one, other = sign_in(first_name="Quirin", last_name="Eins"), sign_in(first_name="Ortrun", last_name="Zwei")
    assert "Quirin Eins" in seen(one, document)
    assert "Quirin" not in seen(other, document)


def test_changes_without_a_signal_can_be_declared(reader, document):
    assert "Quittenbrot" in seen(reader, document)
    Page.objects.filter(pk=document.pk).update(title="Neuer Titel")
    page_cache.renew()
    assert "Neuer Titel" in seen(reader, document)


def test_a_kept_document_costs_five_queries(reader, document, django_assert_num_queries):
    """Token, session, person, the person's rights, what the person has read of it."""
    seen(reader, document)
    with django_assert_num_queries(5):
        seen(reader, document)
