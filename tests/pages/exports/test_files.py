"""F15: a document and a section of it as accessible PDF, for who may open the page."""

import datetime as dt
import io

import pdfplumber
import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from pages.models import Version
from tests import factories, verapdf
from tests.pages.exports import documents

pytestmark = pytest.mark.django_db
SECTION = "11111111-0000-4000-8000-000000000001"


def address(page, form="pdf"):
    return reverse("exports:document", args=[page.pk, form])


def pages_of(content):
    with pdfplumber.open(io.BytesIO(content)) as opened:
        return [page.extract_text() for page in opened.pages], opened.metadata


def test_f15_the_pdf_says_all_of_the_document_and_on_each_page_which_text_it_is(reader):
    sections = [factories.section(str(number), f"Abschnitt {number}", "<p>Wort.</p>" * 9) for number in range(1, 15)]
    page = documents.agreement(*sections)
    answer = reader.get(address(page))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="kv-ue-2026-03-01.pdf"'
    texts, metadata = pages_of(answer.content)
    assert metadata["Title"] == page.title and len(texts) > 2
    for at, text in enumerate(texts, start=1):
        assert "KV Ü" in text and "Fassung 1 vom 1. März 2026" in text and f"Seite {at} von {len(texts)}" in text
    whole = "\n".join(texts)
    for said in ("Landkreis Rebental", "1.1 Zugang", "freiwillig", "• Sprechstunde", "2. antworten", "#import", "(2)"):
        assert said in whole, said


def test_f15_a_section_is_printed_with_what_stands_below_it_and_its_number_on_the_page(reader):
    page = documents.agreement()
    answer = reader.get(reverse("exports:section", args=[page.pk, SECTION]))
    (text,), _metadata = pages_of(answer.content)
    assert "KV Ü, 1" in text and "1.1 Zugang" in text and "Ohne Überschrift" in text
    assert "Fremde Zeichen" not in text and "Vorbemerkung" not in text
    assert reader.get(reverse("exports:section", args=[page.pk, "unbekannt"])).status_code == 404


def test_f15_links_and_headings_of_the_pdf_lead_somewhere(reader):
    page = documents.agreement()
    with pdfplumber.open(io.BytesIO(reader.get(address(page)).content)) as opened:
        targets = {link["uri"] for one in opened.pages for link in one.hyperlinks if link.get("uri")}
        marks = [title for _level, title, *_rest in opened.doc.get_outlines()]
    assert "https://beispiel.example/a_(b)?x=1&y=2" in targets
    assert "1 Grundsätze" in [" ".join(mark.split()) for mark in marks]


def test_f15_whoever_still_has_the_file_gets_no_new_one_until_the_text_changes(reader):
    page = documents.agreement()
    stamp = reader.get(address(page))["ETag"]
    assert reader.get(address(page), headers={"if-none-match": stamp}).status_code == 304
    page.title = "Neuer Titel"
    page.save_revision().publish()
    assert reader.get(address(page), headers={"if-none-match": stamp}).status_code == 200


def test_f15_a_restricted_document_is_as_closed_as_a_file(reader):
    page = documents.agreement()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    for form in ("pdf", "docx", "md", "xml"):
        assert reader.get(address(page, form)).status_code == 404
    assert reader.get(reverse("exports:section", args=[page.pk, SECTION])).status_code == 404


def test_f15_there_is_no_other_form_and_no_draft(reader):
    page = documents.agreement()
    assert reader.get(address(page, "exe")).status_code == 404
    draft = factories.normative_page([factories.section("1", "Entwurf")], live=False)
    assert reader.get(address(draft)).status_code == 404


def test_f15_the_page_of_the_document_offers_its_files(reader):
    page = documents.agreement()
    content = reader.get(page.get_url()).content.decode()
    assert f'href="{address(page)}"' in content and all(
        f'href="{address(page, form)}"' in content for form in ("docx", "md", "xml")
    )
    assert f'href="{reverse("exports:section", args=[page.pk, SECTION])}"' in content


def test_f15_a_former_version_is_given_out_as_it_was_and_says_so(reader, page_of_two_versions):
    page = page_of_two_versions
    texts, _metadata = pages_of(reader.get(address(page), {"fassung": "1"}).content)
    assert "15. Januar" in texts[0] and "31. Januar" not in texts[0]
    assert "Fassung 1 vom 1. März 2025, galt bis" in texts[0]
    texts, _metadata = pages_of(reader.get(address(page)).content)
    assert "31. Januar" in texts[0] and "Fassung 2 vom 28. November 2026" in texts[0]
    assert reader.get(address(page), {"fassung": "3"}).status_code == 404


def test_f15_only_who_prepares_a_version_gets_a_file_of_it(reader, page_of_two_versions):
    page = page_of_two_versions
    draft = Version.objects.create(document=page, number=3, effective_on=dt.date(2027, 3, 1))
    assert draft.state == "draft"
    assert reader.get(address(page), {"fassung": "3"}).status_code == 404
    reader.force_login(factories.UserFactory(editor=True))
    (text,), _metadata = pages_of(reader.get(address(page), {"fassung": "3"}).content)
    assert "Entwurf der Fassung 3" in text


def test_f15_a_comparison_marks_words_by_more_than_colour(reader, page_of_two_versions):
    page = page_of_two_versions
    url = reverse("exports:comparison", args=[page.pk])
    answer = reader.get(url, {"von": "1", "bis": "2"})
    assert answer["Content-Disposition"].endswith('vergleich-1-2-2026-11-28.pdf"')
    texts, _metadata = pages_of(answer.content)
    text = " ".join(" ".join(texts).split())
    assert "bis zum [–15–] [+31+]. Januar" in text
    assert "neue Ziffer 4 statt 3" in text and "entfallen" in text
    assert "Die Frist ändert sich." in text and "freiwillig" not in text
    assert reader.get(url, {"von": "1", "bis": "1"}).status_code == 404
    listed = reader.get(reverse("versions:comparison", args=[page.pk]), {"von": "1", "bis": "2"}).content.decode()
    assert f"{url}?von=1&amp;bis=2" in listed


@pytest.mark.slow
def test_f15_what_is_printed_keeps_to_pdf_ua(reader, checker, page_of_two_versions, tmp_path):
    page = documents.agreement()
    two = page_of_two_versions
    made = {
        "document": reader.get(address(page)).content,
        "section": reader.get(reverse("exports:section", args=[page.pk, SECTION])).content,
        "version": reader.get(address(two), {"fassung": "1"}).content,
        "comparison": reader.get(reverse("exports:comparison", args=[two.pk])).content,
    }
    assert verapdf.verdicts(made, tmp_path) == dict.fromkeys(made, "PASS")
