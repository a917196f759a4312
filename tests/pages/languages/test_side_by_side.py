"""The same section in two languages side by side (F17)."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from portal import page_cache
from tests import factories
from tests.pages.languages import translating
from tests.pages.languages.translating import ENDS, GOALS, WAYS, changed


def beside(client, page, **query):
    answer = client.get(reverse("languages:side_by_side", args=[page.pk]), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def read(client, page):
    return BeautifulSoup(client.get(page.get_url()).content, "html.parser")


def words(cell):
    return " ".join(cell.get_text().split())


def rows(document):
    return {row.get("id"): row for row in document.select(".pair__row")}


def cells(row):
    return row.select(".pair__text")


def test_f17_each_section_stands_beside_its_translation(reader, original, in_english):
    found = rows(beside(reader, original))
    assert list(found) == ["z-1", "z-3-11-2", "z-4"]
    left, right = cells(found["z-3-11-2"])
    assert "Wege Wir begleiten." in words(left)
    assert "Ways We accompany." in words(right)
    assert (left.select("[lang]")[0].get("lang"), right.select("[lang]")[0].get("lang")) == ("de", "en")
    assert found["z-3-11-2"].select(f"#{original.outline()[1].anchor}")


def test_f17_the_address_of_the_translation_shows_the_same(reader, original, in_english):
    assert list(rows(beside(reader, in_english))) == list(rows(beside(reader, original)))


def test_f17_sections_are_aligned_by_identity_and_what_is_missing_says_so(reader, original, in_english):
    added = factories.section("2", "Mittel", "<p>Wir haben Geld.</p>")
    original.sections = [changed(ENDS, number="1"), added, changed(GOALS, number="3")]
    original.save_revision().publish()
    found = rows(beside(reader, original))
    assert list(found) == ["z-1", "z-2", "z-3", "z-3-11-2"]
    assert "End We stop." in words(cells(found["z-1"])[1])
    assert words(cells(found["z-2"])[1]).endswith("noch nicht übersetzt")
    assert "Goals" in words(cells(found["z-3"])[1])
    assert "gibt es diesen Abschnitt nicht mehr" in words(cells(found["z-3-11-2"])[0])
    assert "Ways" in words(cells(found["z-3-11-2"])[1])


def test_f17_a_text_that_nobody_has_translated_is_not_shown_twice(reader, original, translator):
    translating.translated(original, "Ziele", "Wir beraten.", "Wege", by=translator)
    right = cells(rows(beside(reader, original))["z-3-11-2"])[1]
    assert "noch nicht übersetzt" in words(right)
    assert "Wir begleiten." not in words(right)


def test_f17_what_is_older_and_what_a_machine_wrote_is_marked(reader, original, in_english):
    translating.by_machine("Goals")
    original.sections = [GOALS, changed(WAYS, heading="Neue Wege"), ENDS]
    original.save_revision().publish()
    found = {key: words(cells(row)[1]) for key, row in rows(beside(reader, original)).items()}
    assert "maschinell übersetzt" in found["z-1"]
    assert "älter als der deutsche Text" in found["z-3-11-2"]
    assert "älter" not in found["z-4"]


def test_f17_arabic_runs_from_right_to_left_and_the_language_can_be_chosen(reader, original, in_english):
    arabic = Locale.objects.create(language_code="ar")
    page = original.copy_for_translation(arabic, copy_parents=True)
    page.save_revision().publish()
    found = beside(reader, original, sprache="ar")
    right = cells(rows(found)["z-1"])[1].select("[lang]")[0]
    assert (right.get("lang"), right.get("dir")) == ("ar", "rtl")
    assert [one.get("href") for one in found.select(".meta a")] == [
        f"{reverse('languages:side_by_side', args=[original.pk])}?sprache=en"
    ]
    left = cells(rows(found)["z-1"])[0].select("[lang]")[0]
    assert left.get("dir") == "ltr"


def test_f17_the_tab_is_there_where_there_is_a_translation(reader, original, translator):
    assert not read(reader, original).select(".tabs a[href*=sprachen]")
    english = translating.translated(original, by=translator)
    for page, start in ((original, ""), (english, "/en")):
        link = read(reader, page).select(".tabs a[href*=sprachen]")[0]
        assert link.get("href") == f"{start}/sprachen/{page.pk}/"
    tab = beside(reader, original).select(".tabs a[aria-current]")[0]
    assert tab["href"].endswith(f"/sprachen/{original.pk}/")


def test_f17_a_section_of_a_translation_leads_to_the_german_beside_it(reader, original, in_english):
    page = read(reader, in_english)
    links = [one.get("href") for one in page.select(".sec__link a[href*=sprachen]")]
    assert links == [f"/en/sprachen/{in_english.pk}/#{one.anchor}" for one in original.outline()]
    assert not read(reader, original).select(".sec__link a[href*=sprachen]")


def test_f17_every_translated_document_says_which_text_counts(reader, original, in_english):
    page = read(reader, in_english)
    assert len(page.select(".binding")) == 1
    assert not page.select(".binding")[0].find_parent(class_="notices")  # those are not printed
    assert not read(reader, original).select(".binding")
    assert len(beside(reader, original).select(".binding")) == 1


@pytest.mark.parametrize("which", ["unknown", "alone", "closed", "offline"])
def test_f17_without_a_pair_that_may_be_read_there_is_no_page(reader, original, translator, which):
    key = original.pk
    if which == "unknown":
        key = 999_999
    if which != "alone":
        english = translating.translated(original, by=translator)
    if which == "closed":
        PageViewRestriction.objects.create(page=original, restriction_type="groups")
    if which == "offline":
        english.unpublish()
    assert reader.get(reverse("languages:side_by_side", args=[key])).status_code == 404


def test_f17_many_sections_cost_no_more_queries_than_few(reader, translator, portal):
    counts = []
    for number in (2, 30):
        sections = [factories.section(str(one), "Ziele", "<p>Wir beraten.</p>") for one in range(1, number + 1)]
        page = factories.normative_page(sections, title=f"Richtlinie {number}", slug=f"rl-{number}")
        translating.translated(page, by=translator)
        beside(reader, page)
        page_cache.renew()
        with CaptureQueriesContext(connection) as queries:
            beside(reader, page)
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            beside(reader, page)
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3] <= 20
