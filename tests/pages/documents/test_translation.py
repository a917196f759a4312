"""A document is translated section by section in the editor; its state against the original is computed."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from pages.documents.translation import translation_state, translation_states
from pages.models import NormativePage
from tests.factories import normative_page, section

ENGLISH = {
    "Ziele": "Goals",
    "Wege": "Ways",
    "Wir beraten.": "We advise.",
    "Wir begleiten.": "We accompany.",
}


@pytest.fixture
def two():
    return [section("1", "Ziele", "<p>Wir beraten.</p>"), section("2", "Wege", "<p>Wir begleiten.</p>")]


@pytest.fixture
def original(portal, two):
    return normative_page(two, title="Richtlinie Beratung")


def submit(client, page):
    """Asks for an English translation, as the button of the editor does."""
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"locales": [Locale.objects.get(language_code="en").pk]})
    assert answer.status_code == 302, answer.content.decode()
    return Translation.objects.get(source__object_id=page.translation_key)


def english(page):
    return NormativePage.objects.get(translation_key=page.translation_key, locale__language_code="en")


def put(client, translation, german, text):
    segment = StringSegment.objects.get(
        source=translation.source, string__data=german, context__path__startswith="sections"
    )
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    answer = client.put(url, f"value={text}", content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {200, 201}


@pytest.fixture
def publish(editor, original, django_capture_on_commit_callbacks):
    """A function that presses "publish" in the translation editor."""

    def press():
        with django_capture_on_commit_callbacks(execute=True):
            url = reverse("wagtailadmin_pages:edit", args=[english(original).pk])
            assert editor.post(url, {"action": "publish"}).status_code == 302
        assert english(original).live

    return press


@pytest.fixture
def translated(editor, original, publish):
    translation = submit(editor, original)
    for german, text in ENGLISH.items():
        put(editor, translation, german, text)
    publish()
    return english(original)


def change(original, two, heading):
    """The original says something new in its first section."""
    original.sections = [{**two[0], "value": {**two[0]["value"], "heading": heading}}, two[1]]
    original.save_revision().publish()
    original.refresh_from_db()


def test_headings_and_texts_are_offered_and_numbers_are_not(editor, original):
    translation = submit(editor, original)
    offered = StringSegment.objects.filter(source=translation.source, context__path__startswith="sections")
    assert sorted(offered.values_list("string__data", flat=True)) == sorted(ENGLISH)
    assert {path.split(".")[-1] for path in offered.values_list("context__path", flat=True)} == {"heading", "text"}
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[english(original).pk]))
    assert shown.status_code == 200
    assert "Wir beraten." in shown.content.decode()


def test_the_translation_keeps_identities_numbers_and_levels(translated, original):
    assert [(one.identity, one.number, one.level) for one in translated.outline()] == [
        (one.identity, one.number, one.level) for one in original.outline()
    ]
    assert [one.heading for one in translated.outline()] == ["Goals", "Ways"]


def test_f17_a_complete_translation_is_current(translated, two):
    assert translation_states(translated) == {one["id"]: "current" for one in two}


def test_f17_nothing_translated_is_missing(editor, original, two):
    submit(editor, original)
    assert translation_states(english(original)) == {one["id"]: "missing" for one in two}


def test_f17_a_section_whose_text_is_not_translated_is_missing(editor, original, two, publish):
    translation = submit(editor, original)
    for german in ("Ziele", "Wege", "Wir beraten."):
        put(editor, translation, german, ENGLISH[german])
    publish()
    assert translation_states(english(original)) == {two[0]["id"]: "current", two[1]["id"]: "missing"}


def test_f17_a_section_changed_in_the_original_is_outdated(translated, original, two):
    change(original, two, "Neue Ziele")
    assert translation_states(translated) == {two[0]["id"]: "outdated", two[1]["id"]: "current"}


def test_f17_a_draft_of_the_original_changes_nothing(translated, original, two):
    original.sections = two[:1]
    original.save_revision()
    assert set(translation_states(translated).values()) == {"current"}


def test_f17_it_stays_outdated_until_the_new_words_are_translated_and_published(
    editor, translated, original, two, publish
):
    change(original, two, "Neue Ziele")
    translation = Translation.objects.get(source__object_id=original.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert editor.post(url, {"publish_translations": ""}).status_code == 302
    assert translation_states(english(original))[two[0]["id"]] == "outdated"
    put(editor, translation, "Neue Ziele", "New goals")
    assert translation_states(english(original))[two[0]["id"]] == "outdated"
    publish()
    assert set(translation_states(english(original)).values()) == {"current"}
    assert english(original).outline()[0].heading == "New goals"


def test_f17_a_new_number_of_the_original_makes_the_section_outdated(translated, original, two):
    original.sections = [two[0], {**two[1], "value": {**two[1]["value"], "number": "3"}}]
    original.save_revision().publish()
    assert translation_states(translated) == {two[0]["id"]: "current", two[1]["id"]: "outdated"}


def test_f17_another_order_of_the_original_makes_what_moved_outdated(editor, translated, original, two, publish):
    original.sections = [two[1], two[0]]
    original.save_revision().publish()
    states = translation_states(translated)
    assert sorted(states.values()) == ["current", "outdated"]
    state = translation_state(translated, "/", original.last_published_at)
    assert state.overall == "outdated"


def test_f17_new_sections_are_missing_and_removed_ones_outdated(translated, original, two):
    added = section("3", "Ende")
    original.sections = [two[0], added]
    original.save_revision().publish()
    assert translation_states(translated) == {two[0]["id"]: "current", added["id"]: "missing", two[1]["id"]: "outdated"}


def test_f17_machine_translations_are_told_apart(translated, two):
    StringTranslation.objects.filter(data="Ways").update(translation_type="machine")
    assert translation_states(translated) == {two[0]["id"]: "current", two[1]["id"]: "machine"}


def test_f17_an_original_has_no_state(original):
    assert translation_states(original) == {}


def test_f17_at_most_four_queries_however_many_sections(translated):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        translation_states(translated)
    assert len(queries) <= 4


def test_f17_without_localize_there_is_no_state(translated, monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: False)
    assert translation_states(translated) == {}


def test_f17_overall_is_the_worst_of_the_sections(translated, original, two):
    now = timezone.now()
    state = translation_state(translated, "/vereinbarungen/x/", now)
    assert (state.overall, state.source_changed_on) == ("current", None)
    change(original, two, "Neue Ziele")
    state = translation_state(translated, "/vereinbarungen/x/", original.last_published_at)
    assert (state.overall, state.source_changed_on) == ("outdated", timezone.localdate(original.last_published_at))


def test_f17_a_translation_made_without_localize_is_judged_by_its_date(translated):
    Translation.objects.all().delete()
    later, earlier = (translated.last_published_at + dt.timedelta(days=days) for days in (1, -1))
    assert translation_state(translated, "/", later).overall == "outdated"
    assert translation_state(translated, "/", earlier).overall == "current"


def test_f17_readers_see_that_the_translation_is_older(reader, translated, original, two):
    change(original, two, "Neue Ziele")
    answer = reader.get(translated.get_url())
    assert answer.status_code == 200
    assert answer.context["translation_state"].sections[two[0]["id"]] == "outdated"
    assert original.get_url() in answer.content.decode()


def test_f17_an_original_is_shown_without_asking_for_translations(reader, original):
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(original.get_url()).context["translation_state"] is None
    assert not [query for query in queries if "wagtail_localize" in query["sql"]]


def test_readers_cannot_translate(reader, original):
    url = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
    assert reader.get(url, follow=True).status_code == 403


def test_f17_translators_get_words_only(original):
    offered = {
        field.field_name for field in get_translatable_fields(NormativePage) if isinstance(field, TranslatableField)
    }
    assert {"title", "summary", "sections"} <= offered
    assert not {name for name in offered if name.endswith("_clause")} | (offered & {"short_title", "signed_at"})
