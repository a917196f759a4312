import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.documents.sections import permanent_anchor
from pages.models import FormerNumber
from tests.benchmarks.content import sections as many_sections
from tests.factories import normative_page, section

TEXT = "<p>Die Stellen unterrichten einander.</p>"


def publish(page, changed):
    page.sections = changed
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def html(client, page, path=""):
    answer = client.get(page.get_url() + path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_f1_sections_are_shown_with_number_heading_text_and_contents_list(reader):
    page = normative_page(
        [
            section("3", "Nachweise"),
            section("3.11", "Kennzahlen", level=2),
            section("3.11.2", "Halbjahresmeldung", TEXT, level=3),
        ]
    )
    shown = html(reader, page)
    assert 'id="z-3-11-2"' in shown
    assert 'href="#z-3-11-2"' in shown
    assert "Halbjahresmeldung" in shown
    assert TEXT in shown


def test_f1_a_paragraph_sign_annex_and_letter_have_anchors(reader):
    page = normative_page(
        [
            section("§ 4", "Räume"),
            section("(2)", "", TEXT, level=2),
            section("a)", "", TEXT, level=3),
            section("Anlage 1", "Kontakte"),
        ]
    )
    shown = html(reader, page)
    assert all(f'id="{anchor}"' in shown for anchor in ("z-p-4", "z-p-4-abs-2", "z-p-4-abs-2-a", "anlage-1"))


def test_f2_the_permanent_anchor_survives_renumbering_and_moving(reader):
    kept = section("2", "Kündigungsfrist", TEXT)
    page = normative_page([section("1", "Grundsätze"), kept])
    anchor = permanent_anchor(kept["id"])
    assert f'id="{anchor}"' in html(reader, page)
    moved = {**kept, "value": {**kept["value"], "number": "1"}}
    publish(page, [moved, section("2", "Neu")])
    assert f'id="{anchor}"' in html(reader, page)


def test_f2_a_former_number_opens_its_section_and_says_the_number_of_today(reader):
    kept = section("3.11.2", "Halbjahresmeldung", TEXT)
    page = normative_page([kept])
    publish(page, [{**kept, "value": {**kept["value"], "number": "3.11.4"}}])
    shown = html(reader, page)
    assert 'id="z-3-11-2"' in shown
    place = shown.index('id="z-3-11-2"')
    assert "3.11.4" in shown[place : place + 600]


def test_f2_a_former_number_that_another_section_has_today_belongs_to_that_one(reader):
    first, second = section("1", "Erstens", TEXT), section("2", "Zweitens", TEXT)
    page = normative_page([first, second])
    publish(
        page,
        [
            {**second, "value": {**second["value"], "number": "1"}},
            {**first, "value": {**first["value"], "number": "2"}},
        ],
    )
    shown = html(reader, page)
    assert shown.count('id="z-1"') == 1
    assert shown.count('id="z-2"') == 1
    assert re.search(r'id="z-1".{0,900}', shown, re.S)[0].count("Zweitens") >= 1
    assert "Erstens" not in re.search(r'id="z-1".*?</h2>', shown, re.S)[0]


def test_f2_a_removed_section_leaves_a_notice_at_its_number(reader):
    page = normative_page([section("1", "Bleibt"), section("2", "Entfällt")])
    publish(page, page.sections.raw_data[:1])
    shown = html(reader, page)
    assert 'id="z-2"' in shown
    assert "entfallen" in shown


@pytest.mark.parametrize(
    ("asked", "anchor"),
    [
        ("3-11-2/", "z-3-11-2"),
        ("?ziffer=3.11.2", "z-3-11-2"),
        ("?ziffer=§ 4", "z-p-4"),
        ("?ziffer=§4", "z-p-4"),
        ("p-4/", "z-p-4"),
        ("?ziffer=§ 4 Abs. 2", "z-p-4-abs-2"),
        ("2/", "z-2"),
    ],
)
def test_f2_an_address_with_a_number_leads_to_the_section(reader, asked, anchor):
    page = normative_page(
        [
            section("2", "Ziele"),
            section("3.11.2", "Meldung"),
            section("§ 4", "Räume"),
            section("(2)", "", TEXT, level=2),
        ]
    )
    answer = reader.get(f"{page.get_url()}z/{asked}")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#{anchor}")


def test_f2_an_address_with_a_former_number_leads_to_the_section(reader):
    kept = section("7", "Kosten", TEXT)
    page = normative_page([kept])
    publish(page, [{**kept, "value": {**kept["value"], "number": "8"}}])
    assert reader.get(f"{page.get_url()}z/7/")["Location"].endswith("#z-7")


def test_an_unknown_number_opens_the_document_with_a_notice(reader):
    page = normative_page([section("1", "Grundsätze")])
    shown = html(reader, page, "z/?ziffer=9.9")
    assert "9.9" in shown
    assert "Grundsätze" in shown


def test_a_draft_records_no_former_number(portal):
    page = normative_page([section("1", "Grundsätze")])
    page.sections = []
    page.save_revision()
    assert not FormerNumber.objects.exists()


def test_f1_a_page_of_300_sections_takes_at_most_12_queries_as_many_as_a_short_one(reader):
    counts = []
    for number, slug in ((3, "kurz"), (300, "lang")):
        page = normative_page(many_sections(number), slug=slug)
        reader.get(page.get_url())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reader.get(page.get_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_internal_links_of_all_sections_are_resolved_together(reader, portal):
    target = normative_page([section("1", "Ziel")], slug="ziel", title="Zieldokument")
    link = f'<p><a linktype="page" id="{target.pk}">dort</a></p>'
    page = normative_page([section(str(number), "Verweis", link) for number in range(1, 30)])
    reader.get(page.get_url())
    with CaptureQueriesContext(connection) as queries:
        shown = html(reader, page)
    assert shown.count(f'href="{target.get_url()}"') >= 29
    assert len(queries) <= 14


def test_bad_markup_in_a_section_does_not_reach_the_page_as_markup(reader):
    page = normative_page([section("1", "<script>alert(1)</script>", TEXT)])
    assert "<script>alert(1)" not in html(reader, page)
