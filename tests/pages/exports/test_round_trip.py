"""F74: what Word and Markdown files say is read back as it was: numbers, levels, headings, texts, title, kind, facts, parties."""

import datetime as dt
import io
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pages.exports import docx as word
from pages.exports import gather, markdown
from pages.exports.content import DocumentContent, Edition, PartyContent, SectionContent
from pages.importer.drafts import create_page
from pages.importer.extraction import extract
from pages.importer.facts.parties import PartyFact
from pages.importer.facts.reading import Facts
from pages.importer.outline import Outline, build_outline
from pages.importer.source_lines import read_lines
from pages.rich_runs import blocks_of, html_of
from tests import factories
from tests.conftest import SHARED
from tests.pages.exports import documents

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
SEEDS = sorted((SHARED / "seeds").glob("*.txt")) if SHARED.exists() else []
FORMS = {"md": markdown.document_file, "docx": word.document_file}
TITLED = Facts(title="Titel")
STATED = ("title", "kind", "language", "signed", "signed_at", "in_force", "notice_months", "renewal", "term_until")
forms = pytest.mark.parametrize("form", FORMS)


def read_back(content: DocumentContent, form: str) -> Outline:
    return build_outline(extract(f"datei.{form}", FORMS[form](content, AT)))


def sections_in(outline: Outline) -> list[tuple]:
    return [(one.number or "", one.level, one.heading, blocks_of(one.html)) for one in outline.sections]


def sections_of(content: DocumentContent) -> list[tuple]:
    return [(one.number, one.level, one.heading, one.blocks) for one in content.sections]


def names(parties) -> list[tuple[str, str, str]]:
    return [(party.name, party.role, party.represented_by) for party in parties]


def assert_same(content: DocumentContent, form: str) -> None:
    outline = read_back(content, form)
    assert sections_in(outline) == sections_of(content)
    assert {name: getattr(outline.facts, name) for name in STATED} == {
        name: getattr(content.stated, name) for name in STATED
    }
    assert names(outline.facts.parties) == names(content.parties)
    assert outline.title == content.title and outline.kind == content.kind


SECTION = SectionContent("1", "§ 1", 1, "Zweck", blocks_of("<p>Die Küche steht allen offen.</p>"))


def content_of(sections: list[SectionContent], facts: Facts = TITLED) -> DocumentContent:
    return DocumentContent(
        title=facts.title,
        kind=facts.kind,
        kind_name="",
        short_title="",
        summary="",
        language=facts.language,
        url="",
        edition=Edition(),
        foot="Stand heute",
        stated=facts,
        sections=tuple(sections),
        parties=tuple(PartyContent(*one) for one in names(facts.parties)),
    )


@forms
@pytest.mark.django_db
def test_f74_a_document_with_something_of_everything_comes_back_as_it_was(form):
    content = gather.current(documents.agreement())
    assert len(content.sections) == 10
    assert_same(content, form)


@forms
@pytest.mark.skipif(not SEEDS, reason="Die Beispieldokumente liegen nicht unter ../shared.")
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_f74_each_seed_comes_back_as_it_was_read(seed: Path, form):
    outline = build_outline(read_lines(seed.read_text(encoding="utf-8")))
    sections = [
        SectionContent(str(at), one.number or "", one.level, " ".join(one.heading.split()), blocks_of(one.html))
        for at, one in enumerate(outline.sections)
    ]
    assert_same(content_of(sections, outline.facts), form)


TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab ÄßZ.,:;#*_-+`[]()<>&\\|~!1234567890\"'\u00a0\u00ad\u2003\u202eم\t\n"),
        st.characters(exclude_characters="\ufffd"),
    ),
    max_size=30,
)
HEADINGS = st.one_of(
    TEXTS.map(gather.one_line), st.sampled_from(["2 Wochen", "Teil der Sache", "a) und b)", "#", "1."])
)
NUMBERS = st.sampled_from(["", "", "1", "3.11.2", "§ 4", "(2)", "a)", "I.", "Artikel 3", "Anlage 1", "Teil", "10a."])


@st.composite
def rich_texts(draw, depth: int = 0) -> str:
    def inline() -> str:
        pieces = draw(st.lists(st.tuples(st.sampled_from(["", "b", "i", "bi", "a", "br"]), TEXTS), max_size=3))
        return "".join(dressed(*piece) for piece in pieces)

    def items() -> str:
        below = draw(rich_texts(depth + 1)) if depth < 2 and draw(st.booleans()) else ""
        return f"<li>{inline()}{below}</li>"

    made = []
    for kind in draw(st.lists(st.sampled_from(["ul", "ol"] if depth else ["p", "p", "ul", "ol"]), max_size=3)):
        held = "".join(items() for _ in range(draw(st.integers(1, 3)))) if kind != "p" else inline()
        made.append(f"<{kind}>{held}</{kind}>")
    return "".join(made)


def dressed(look: str, text: str) -> str:
    shown = text.replace("&", "&amp;").replace("<", "&lt;")
    if look == "br":
        return f"{shown}<br/>"
    if look == "a":
        return f'<a href="https://beispiel.example/{"x(y)" if "a" in text else "?q=<>"}">{shown}</a>'
    for tag in look:
        shown = f"<{tag}>{shown}</{tag}>"
    return shown


@given(
    st.lists(st.tuples(NUMBERS, st.integers(1, 6), HEADINGS, rich_texts()), min_size=1, max_size=5),
    st.sampled_from(list(FORMS)),
)
@example([("", 1, "", "<ol><li>a</li></ol><ol><li>b</li></ol>")], "docx")
@example([("", 1, "", ""), ("", 1, "", "<p><b>\xa0</b></p>")], "md")
@example([("", 1, "", "<p></p><ul><li>\xa0</li></ul>")], "md")
@example([("", 1, "", "<p><b>0\xa0[</b></p>")], "md")
@settings(max_examples=60, deadline=None)
def test_f74_random_outlines_come_back_as_they_were(rows, form):
    sections = [
        SectionContent(str(at), number, level, head, blocks_of(html))
        for at, (number, level, head, html) in enumerate(rows)
    ]
    assert_same(content_of(sections), form)


@given(rich_texts())
@settings(max_examples=60, deadline=None)
def test_f74_rich_text_is_the_same_after_it_was_stored_again(html):
    assert blocks_of(html_of(blocks_of(html))) == blocks_of(html)


@given(TEXTS, TEXTS, st.dates(dt.date(1000, 1, 1)), st.integers(1, 600))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("form", FORMS)
def test_f74_facts_come_back_whatever_is_in_them(form, name, role, day, months):
    name = gather.one_line(name) or "Stelle"
    party = PartyFact(name, gather.one_line(role), "")
    facts = Facts(f"Titel {name}", "template", "en", (party,), day, name, day, months, "fixed", day)
    assert_same(content_of([SectionContent("1", "1", 1, "Eins", ())], facts), form)


@pytest.mark.django_db
def test_f74_word_shows_headings_lists_and_on_each_page_which_text_it_is():
    content = gather.current(documents.agreement())
    opened = docx.Document(io.BytesIO(word.document_file(content, AT)))
    styles = [(one.style.name, one.text) for one in opened.paragraphs]
    assert ("Title", content.title) in styles and ("Heading 2", "1.1\tZugang") in styles
    assert ("List Paragraph", "Sprechstunde") in styles
    frame = opened.sections[0]
    assert "Fassung 1 vom 1. März 2026" in frame.header.paragraphs[0].text
    assert "Fassung 1 vom 1. März 2026" in frame.footer.paragraphs[0].text


@pytest.mark.django_db
def test_f74_a_file_changed_by_hand_is_read_too():
    text = markdown.document_file(gather.current(documents.agreement()), AT).decode()
    text += "\n## 3.1 Neu\nErste Zeile\nzweite **Zeile**, [hier](javascript:alert(1)), [da](javascript:1) und <https://beispiel.example>.\n* Punkt\n  * tiefer\n"
    last = build_outline(extract("datei.md", text.encode())).sections[-1]
    assert (last.number, last.heading, last.level) == ("3.1", "Neu", 2)
    assert last.html == (
        '<p>Erste Zeile zweite <b>Zeile</b>, hier, da und <a href="https://beispiel.example">https://beispiel.example</a>.</p>'
        "<ul><li>Punkt<ul><li>tiefer</li></ul></li></ul>"
    )


@pytest.mark.django_db
def test_f74_links_to_pages_of_the_portal_are_links_to_pages_again():
    target = factories.normative_page([factories.section("1", "Ziel")], title="Ziel")
    text = f'<p><a linktype="page" id="{target.pk}">dort</a></p>'
    page = documents.agreement()
    page.sections = [factories.section("1", "Eins", text)]
    page.signed_on = dt.date(2026, 11, 1)  # anew
    page.save_revision().publish()
    outline = read_back(gather.current(page), "md")
    made = create_page(outline=outline, parent=page.get_parent(), source_name="datei.md")
    assert made.outline()[0].source_html == text


@pytest.mark.django_db
def test_f74_a_draft_of_the_file_has_the_facts_of_the_document():
    page = documents.agreement()
    made = create_page(outline=read_back(gather.current(page), "docx"), parent=page.get_parent(), source_name="x.docx")
    same = ("title", "kind", "signed_on", "signed_at", "in_force_on", "notice_months", "term")
    assert [getattr(made, name) for name in same] == [getattr(page, name) for name in same]
    assert names(made.parties.all()) == names(page.parties.all())


def test_what_was_hung_on_a_file_in_word_is_named_when_it_comes_back() -> None:
    document = docx.Document(io.BytesIO(word.document_file(content_of([SECTION]), AT)))
    paragraph = document.paragraphs[-1]
    document.add_comment(paragraph.runs[0], text="Bitte noch einmal prüfen.")
    text_box = (
        f"<w:pict {nsdecls('w')}><w:txbxContent><w:p><w:r><w:t>Neu am Rand</w:t></w:r></w:p></w:txbxContent></w:pict>"
    )
    paragraph.runs[-1]._r.append(parse_xml(text_box))
    target = io.BytesIO()
    document.save(target)
    outline = build_outline(extract("datei.docx", target.getvalue()))
    assert sections_in(outline) == sections_of(content_of([SECTION]))
    left = [(left.text, left.why) for left in outline.unplaced]
    assert left == [("Bitte noch einmal prüfen.", "Kommentar"), ("Neu am Rand", "in Word ergänzt")]


def test_a_file_that_was_not_touched_leaves_nothing_over() -> None:
    assert not read_back(content_of([SECTION]), "docx").unplaced
