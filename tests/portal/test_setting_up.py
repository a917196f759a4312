"""setup_portal in a Wagtail that somebody else fills: it touches nothing that it did not make."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Site

from pages.models import HomePage, NormativeIndexPage, NormativePage
from portal.identity.auth import PortalRole


@pytest.fixture
def fresh(db):
    """As Wagtail's migrations leave it: a welcome page, a site, no group of ours."""
    HomePage.objects.first().delete()
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    Group.objects.filter(name__in=PortalRole.values).delete()
    root = Page.objects.get(depth=1)
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", is_default_site=True, root_page=welcome)
    return welcome


def everything() -> list[object]:
    pages = list(Page.objects.order_by("pk").values("pk", "path", "title", "url_path", "numchild", "live"))
    groups = [(group.name, group.permissions.count()) for group in Group.objects.order_by("pk")]
    return [pages, list(Site.objects.order_by("pk").values()), groups, list(Locale.objects.values())]


def refused(said: str) -> None:
    before = everything()
    with pytest.raises(CommandError, match=said):
        call_command("setup_portal")
    assert everything() == before


def test_a_fresh_wagtail_becomes_a_portal(fresh):
    call_command("setup_portal")
    assert Site.objects.get().root_page.specific_class is HomePage
    assert not Page.objects.filter(pk=fresh.pk).exists()
    assert NormativeIndexPage.objects.exists()


def test_a_home_page_without_children_is_neither_deleted_nor_replaced(fresh):
    fresh.title = "Stadtwerke Beispielstadt"
    fresh.save()
    refused("Stadtwerke Beispielstadt")


def test_a_welcome_page_that_somebody_has_begun_to_edit_is_theirs(fresh):
    fresh.save_revision()
    refused("nichts geändert")


def test_a_page_beside_the_welcome_page_is_content_too(fresh):
    Page.objects.get(depth=1).add_child(instance=Page(title="Kampagne", slug="kampagne"))
    refused("Kampagne")


def test_a_site_with_a_name_is_somebody_s(fresh):
    Site.objects.update(hostname="stadtwerke.example")
    refused("stadtwerke.example")


def test_a_group_of_the_same_name_gets_no_rights(fresh):
    Group.objects.create(name="editor")
    refused("Gruppe „editor“")


def test_below_a_start_page_made_by_hand_the_rest_is_added_and_the_site_stays(fresh):
    fresh.title = "Stadtwerke Beispielstadt"
    fresh.save()
    home = fresh.add_child(instance=HomePage(title="Portal", slug="portal", locale=Locale.get_default()))
    call_command("setup_portal")
    call_command("setup_portal")
    assert NormativeIndexPage.objects.get().get_parent().pk == home.pk
    assert Site.objects.get().root_page_id == fresh.pk
    assert NormativePage.index_for(Locale.get_default()) is not None


def test_set_up_again_it_changes_nothing(db):
    before = everything()
    call_command("setup_portal")
    assert everything() == before
