"""A section says what refers to it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.models import TrainingRule
from portal import agreed, page_cache
from portal.agreed import Pointer, SectionKey
from tests.factories import news_page, normative_page, section


def beside(client, page, number):
    """What stands in the margin of a section: words with their addresses."""
    html = client.get(page.get_url()).content.decode()
    notes = re.search(rf'aria-label="Anmerkungen zu {re.escape(number)}">(.*?)</aside>', html, re.S)
    return re.findall(r'<a href="([^"]*)">([^<]*)</a>', notes[1]) if notes else []


@pytest.fixture
def guideline(db):
    return normative_page(
        [
            section("4.2", "Vertretung", "<p>Ab Woche 7.</p>"),
            section("4.3", "Neue Fachkräfte", "<p>Wie in Nr. 4.2, siehe auch Nr. 4.3.</p>"),
        ],
        title="Richtlinie Beratung",
        short_title="RL IM",
        cited_as="LÖ-RL",
    )


def test_f8_a_section_names_sections_of_its_own_and_of_other_documents_and_news(reader, guideline):
    other = normative_page([section("9", "Treffen", "<p>Es gilt RL IM 4.2.</p>")], title="KV", short_title="KV")
    news = news_page("Vertretung neu", body="<p>Mehr in Ziff. 4.2 RL IM, noch einmal: RL IM 4.2.</p>")
    shown = beside(reader, guideline, "4.2")
    assert (f"{guideline.get_url()}#z-4-3", "RL IM 4.3") in shown
    assert (f"{other.get_url()}#z-9", "KV 9") in shown
    assert shown.count((news.get_url(), "Neuigkeit: Vertretung neu")) == 1
    assert all("4.3" not in words for _url, words in beside(reader, guideline, "4.3")), "nothing refers to itself"


def test_f8_duties_and_trainings_that_rest_on_a_section_stand_beside_it(reader, guideline):
    TrainingRule.objects.create(
        name="Vertreten lernen", clause="LÖ-RL 4.2", months=3, valid_from="2026-01-01", fulfilled_by="follow_up"
    )
    words = [words for _url, words in beside(reader, guideline, "4.2")]
    assert "Fortbildung: Vertreten lernen" in words
    assert "Pflicht: Vertretung ab Woche 7 benennen" in words


def test_f8_what_refers_no_more_is_gone_at_once(reader, guideline):
    other = normative_page([section("9", "Treffen", "<p>Es gilt RL IM 4.2.</p>")], title="KV", short_title="KV")
    assert "KV 9" in [words for _url, words in beside(reader, guideline, "4.2")]
    other.sections = [section("9", "Treffen")]
    other.save_revision().publish()
    assert "KV 9" not in [words for _url, words in beside(reader, guideline, "4.2")]


def test_f8_a_restricted_document_is_not_named(reader, guideline):
    other = normative_page([section("9", "Treffen", "<p>Es gilt RL IM 4.2.</p>")], title="KV", short_title="KV")
    other.view_restrictions.create(restriction_type="password", password="geheim")
    assert "KV 9" not in [words for _url, words in beside(reader, guideline, "4.2")]


def test_f8_more_than_six_fold_away(reader, guideline):
    normative_page(
        [section(f"{n}", "", "<p>Es gilt RL IM 4.2.</p>") for n in range(1, 10)], title="KV", short_title="KV"
    )
    html = reader.get(guideline.get_url()).content.decode()
    assert re.search(r"<details><summary>\d weitere Stellen</summary>", html)


def test_f8_a_pointer_without_an_address_is_words(reader, guideline):
    source = agreed.pointing.add(lambda: [Pointer(SectionKey("LÖ-RL", number="4.3"), "Formular <b>")])
    page_cache.renew()
    try:
        assert "<li>Formular &lt;b&gt;</li>" in reader.get(guideline.get_url()).content.decode()
    finally:
        agreed.pointing.remove(source)


def test_f8_backlinks_cost_the_same_however_many_sections_there_are(guideline, reader):
    def queries(number):
        normative_page(
            [section(f"{n}", "", "<p>Es gilt RL IM 4.2.</p>") for n in range(1, number)], title=f"KV {number}"
        )
        with CaptureQueriesContext(connection) as captured:
            reader.get(guideline.get_url())
        return len(captured)

    queries(2)
    assert queries(4) == queries(40)
