import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from tests.factories import normative_page, section


@pytest.fixture
def translated(portal):
    page = normative_page([section("1", "Grundsätze", "<p>Die Beratung ist freiwillig.</p>")], title="Richtlinie")
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.save_revision().publish()
    return page, english


def test_a_deleted_document_takes_its_translation_along(editor, translated):
    page, english = translated
    editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk__in=[page.pk, english.pk]).exists()


def test_an_unpublished_document_takes_its_translation_offline(editor, translated):
    page, english = translated
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not Page.objects.filter(pk__in=[page.pk, english.pk], live=True).exists()


def test_a_translation_goes_offline_without_its_original(editor, translated):
    page, english = translated
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[english.pk]))
    assert list(Page.objects.filter(pk__in=[page.pk, english.pk], live=True)) == [page.page_ptr]
