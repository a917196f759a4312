"""References in published text lead to the section they name."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.references.linking import link_references
from tests.factories import news_page, normative_page, section


def links(client, page):
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    return re.findall(r'<a class="ref" href="([^"]*)">([^<]*)</a>', answer.content.decode())


@pytest.fixture
def guideline(db):
    return normative_page(
        [
            section("3", "Nachweise"),
            section("3.2", "Eignung", "<p>Geeignet ist:</p>", level=2),
            section("c)", "", "<p>wer nachlernt.</p>", level=3),
            section("§ 4", "Räume"),
            section("(2)", "", "<p>Hell.</p>", level=2),
            section("Anlage 1", "Muster"),
        ],
        title="Richtlinie Beratung",
        short_title="RL IM",
    )


def test_f7_references_within_a_document_become_links_to_their_sections(reader):
    page = normative_page(
        [
            section(
                "1",
                "Ziele",
                "<p>Nach Ziff. 3.2 Buchstabe c, § 4 Abs. 2 und <em>Anlage 1</em>; nach § 57 VwVfG nicht.</p>",
            ),
            section("3", "Nachweise"),
            section("3.2", "Eignung", level=2),
            section("c)", "", "<p>wer nachlernt.</p>", level=3),
            section("§ 4", "Räume"),
            section("(2)", "", "<p>Wie Absatz 1.</p>", level=2),
            section("Anlage 1", "Muster"),
        ]
    )
    assert links(reader, page) == [
        ("#z-3-2-c", "Ziff. 3.2 Buchstabe c"),
        ("#z-p-4-abs-2", "§ 4 Abs. 2"),
        ("#anlage-1", "Anlage 1"),
    ]


def test_f7_a_named_document_is_linked_by_its_short_title_and_its_title(reader, guideline):
    page = normative_page(
        [section("1", "Ziele", "<p>Es gilt RL IM 3.2, dazu § 4 der Richtlinie Beratung.</p>")],
        title="Vereinbarung Bezugsdorf",
    )
    url = guideline.get_url()
    assert links(reader, page) == [(f"{url}#z-3-2", "RL IM 3.2"), (f"{url}#z-p-4", "§ 4")]


def test_f7_news_link_what_they_name(reader, guideline):
    page = news_page(body="<p>Neu gefasst: Ziff. 3.2 RL IM. Was Ziff. 3 ohne Namen meint, weiß niemand.</p>")
    assert links(reader, page) == [(f"{guideline.get_url()}#z-3-2", "Ziff. 3.2")]


def test_f7_a_section_does_not_link_to_itself_nor_inside_a_link(reader):
    page = normative_page(
        [
            section("1", "Ziele", '<p>Ziffer 1 gilt; <a href="/x/">siehe Ziffer 2</a> und Ziff. 2.</p>'),
            section("2", "Wege"),
        ]
    )
    assert links(reader, page) == [("#z-2", "Ziff. 2")]


def test_f7_a_former_number_leads_to_the_section_of_today(reader):
    kept = section("2.3", "Wege", "<p>Zu Fuß.</p>")
    page = normative_page([section("1", "Ziele", "<p>Nach Ziff. 2.3.</p>"), kept])
    page.sections = [page.sections.raw_data[0], {**kept, "value": {**kept["value"], "number": "2.5"}}]
    page.save_revision().publish()
    assert links(reader, page) == [("#z-2-5", "Ziff. 2.3")]


def test_f7_a_restricted_document_is_not_linked(reader, guideline):
    guideline.view_restrictions.create(restriction_type="password", password="geheim")
    page = normative_page([section("1", "Ziele", "<p>Es gilt RL IM 3.2.</p>")], title="Vereinbarung Bezugsdorf")
    assert links(reader, page) == []


def test_f7_a_link_appears_as_soon_as_its_target_does(reader):
    page = normative_page([section("1", "Ziele", "<p>Es gilt RL IM 3.2.</p>")], title="Vereinbarung Bezugsdorf")
    assert links(reader, page) == []
    normative_page([section("3.2", "Eignung")], short_title="RL IM")
    assert [words for _url, words in links(reader, page)] == ["RL IM 3.2"]


def test_f7_the_number_of_queries_does_not_grow_with_the_text(guideline):
    def queries(times):
        page = normative_page(
            [section(f"{one}", "Ziele", "<p>Ziff. 1, § 4 RL IM und RL IM 3.2.</p>") for one in range(1, times)],
            title=f"Vereinbarung {times}",
        )
        with CaptureQueriesContext(connection) as captured:
            link_references(page, page.outline())
        return len(captured)

    assert queries(3) == queries(30) <= 9
