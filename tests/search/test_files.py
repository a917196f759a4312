"""Attached files are found by their text, with the rights of the page they belong to and of the folder they lie in."""

import io

import docx
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas
from wagtail.documents.models import Document as File
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from search import indexing
from search.documents import Query, Viewer
from search.engines import get_engine
from tests.factories import OrganisationFactory, normative_page, section


def pdf(text):
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 720, text)
    canvas.save()
    return out.getvalue()


def word(text):
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def file(name, data, **fields):
    one = File(title=f"Datei {name}", **fields)
    one.file.save(name, ContentFile(data), save=True)
    return one


def attach(page, one, number="Anlage 1"):
    page.annexes.create(document=one, number=number)
    page.save_revision().publish()
    return page


@pytest.fixture
def page(live):
    one = live(file, "merkblatt.pdf", pdf("Der Dachdecker repariert das Ziegeldach im November."))
    return live(lambda: attach(normative_page([section("1", "Obst", "<p>Roggen</p>")]), one))


def titles(text):
    return [hit.document.title for hit in get_engine().search(Query(text, viewer=Viewer())).hits]


def test_the_text_of_a_pdf_is_found_and_links_to_the_file(page):
    hit = get_engine().search(Query("Ziegeldach", viewer=Viewer())).hits[0]
    assert (hit.document.kind, hit.document.number) == ("file", "Anlage 1")
    assert hit.document.url == page.annexes.get().document.url
    assert hit.document.document_title == page.title


def test_the_text_of_a_word_file_is_found(live, portal):
    one = live(file, "vorlage.docx", word("Der Dachdecker repariert das Ziegeldach."))
    live(lambda: attach(normative_page(), one))
    assert titles("Ziegeldach") == ["Datei vorlage.docx"]


def test_a_replaced_file_is_found_by_its_new_text(live, page):
    one = File.objects.get()
    live(lambda: one.file.save("neu.pdf", ContentFile(pdf("Die Glaserei verglast Fenster im November.")), save=True))
    assert (titles("Ziegeldach"), titles("Glaserei")) == ([], [one.title])


def test_f38_a_file_is_found_only_through_a_page_that_readers_may_open(live, page):
    live(page.unpublish)
    assert titles("Ziegeldach") == []
    live(lambda: page.save_revision().publish())
    assert len(titles("Ziegeldach")) == 1
    restriction = live(
        PageViewRestriction.objects.create, page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )
    assert titles("Ziegeldach") == []
    live(restriction.delete)
    assert len(titles("Ziegeldach")) == 1
    live(page.delete)
    assert titles("Ziegeldach") == []


def test_f38_a_file_in_a_closed_collection_is_not_found(live, page):
    closed = Collection.get_first_root_node().add_child(name="Intern")
    one = File.objects.get()
    one.collection = closed.add_child(name="Darunter")
    live(one.save)
    assert len(titles("Ziegeldach")) == 1
    restriction = live(CollectionViewRestriction.objects.create, collection=closed, restriction_type="login")
    assert titles("Ziegeldach") == []
    live(restriction.delete)
    assert len(titles("Ziegeldach")) == 1


def test_a_file_without_a_page_is_not_found(live, portal):
    live(file, "allein.pdf", pdf("Der Dachdecker repariert das Ziegeldach."))
    assert titles("Ziegeldach") == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 kaputt", b"PK\x03\x04 kaputt"])
def test_a_file_that_cannot_be_read_is_found_by_its_title(live, portal, data):
    one = live(file, "formular.pdf", data)
    live(lambda: attach(normative_page(), one))
    assert titles("formular") == ["Datei formular.pdf"]


def test_a_draft_that_attaches_a_file_is_not_found(live, page):
    other = live(file, "zweite.pdf", pdf("Die Glaserei verglast Fenster."))
    page.annexes.create(document=other, number="Anlage 2")
    live(page.save_revision)
    assert titles("Glaserei") == []


def test_the_organisations_of_a_document_are_a_facet(live, reader, portal):
    verein, amt = OrganisationFactory(name="Obstverein"), OrganisationFactory(name="Obstamt")
    for number, parties in enumerate(([verein], [verein, amt], [])):
        page = normative_page([section("1", f"Teil {number}", "<p>Mispelgelee</p>")], title=f"Vertrag {number}")
        for party in parties:
            page.parties.create(name=party.name, organisation=party)
        live(lambda page=page: page.save_revision().publish())
    indexing.rebuild()
    found = get_engine().search(Query("Mispelgelee", viewer=Viewer()))
    assert [(one.value, one.count) for one in found.facets["organisations"]] == [("Obstverein", 2), ("Obstamt", 1)]
    html = reader.get(reverse("search:results"), {"q": "Mispelgelee", "stelle": "Obstamt"}).content.decode()
    assert "1 Treffer für" in html
    assert "Vertrag 1" in html
    amt.name = "Amt für Obst"
    live(amt.save)
    found = get_engine().search(Query("Mispelgelee", viewer=Viewer(), filters={"organisations": ("Amt für Obst",)}))
    assert [hit.document.document_title for hit in found.hits] == ["Vertrag 1"]
