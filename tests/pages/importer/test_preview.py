"""The preview as the editor gets it: groups of repairs, notes beside their section, pages of the file, a page that stays small."""

import html
import io
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas

from pages.importer import kept, outline_rows, tasks
from pages.importer.ocr.edits import Repair
from pages.importer.outline import Outline, build_outline
from pages.importer.reasons import NO_TEXT
from pages.importer.source_lines import SourceLine, read_lines
from pages.models import DocumentImport, NormativePage
from portal.requests.confined import Limits
from tests import factories
from tests.pages.importer.way_in import inputs, preview, send, upload

DAMAGED = """Richtlinie Lesehilfe im Rebental

1. Ziel

Die Trager miissen fiir die Gefliichteten MaBnahmen anbieten und konnen sie férdern.

2. Wege

Die Trager diirfen MaBnahmen unverziiglich melden. Dies gilt (iber das Jahr hinaus.

4. Geld

Uber Antrage der Trager wird im Marz entschieden; MaBnahmen kosten nichts.
"""


def group_of(page: str, before: str) -> str:
    """The part of the page that shows the group of the word `before`."""
    return next(one for one in page.split("<fieldset")[1:] if f"<del>{before}</del>" in one.split("</legend>")[0])


def key_of(page: str, before: str) -> str:
    return re.search(r'name="repair-([^"]+)"', group_of(page, before))[1]


def shown_again(editor: Client, fields: dict[str, list[str]], **more: str) -> str:
    return editor.get(send(editor, fields, **more).url).content.decode()


def read_in(editor: Client, lines: Sequence[SourceLine], repairs: Sequence[Repair] = ()) -> str:
    """The preview of what was read already: reading itself is proved elsewhere and takes its time."""
    outline = build_outline(lines)
    outline = replace(outline, repairs=tuple(repairs) or outline.repairs)
    rows = [tuple(vars(line).values()) for line in lines]
    DocumentImport.objects.create(
        owner_id=editor.session["_auth_user_id"],
        name="lesehilfe.txt",
        state=DocumentImport.State.READY,
        lines=kept.packed(rows),
        outline=kept.packed(outline_rows.plain(outline)),
    )
    return editor.get(preview()).content.decode()


@pytest.fixture
def damaged(editor: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """The preview of DAMAGED; the sections are renewed without a process of their own."""

    def renewed(lines: Sequence[SourceLine], kept_ids: Collection[str], _limits: Limits) -> tuple[Outline, set[str]]:
        revoked = {repair.id for repair in build_outline(lines).repairs} - set(kept_ids)
        return build_outline(lines, revoked=revoked), revoked

    monkeypatch.setattr(tasks, "read_outline", renewed)
    return read_in(editor, read_lines(DAMAGED))


def draft_text(editor: Client, page: str) -> str:
    send(editor, inputs(page), create="1")
    return " ".join(str(one["value"]["text"]) for one in NormativePage.objects.get().sections.raw_data)


def test_f69_a_group_that_is_refused_keeps_the_words_of_the_file(editor: Client) -> None:
    page = upload(editor, DAMAGED)
    again = shown_again(editor, inputs(page), **{f"repair-{key_of(page, 'Trager')}": "none"})
    assert "3 abgelehnt" in again
    assert inputs(again)[f"repair-{key_of(again, 'Trager')}"] == ["none"]
    assert not NormativePage.objects.exists()
    text = draft_text(editor, again)
    assert (text.count("Trager"), text.count("Träger")) == (3, 0)
    assert (text.count("Maßnahmen"), text.count("MaBnahmen")) == (3, 0)


def test_f69_a_group_that_was_refused_is_taken_again(editor: Client, damaged: str) -> None:
    name = f"repair-{key_of(damaged, 'Trager')}"
    refused = shown_again(editor, inputs(damaged), **{name: "none"})
    again = shown_again(editor, inputs(refused), **{name: "all"})
    assert draft_text(editor, again).count("Träger") == 3


def test_f69_a_single_place_is_refused(editor: Client, damaged: str) -> None:
    fields, key = inputs(damaged), key_of(damaged, "MaBnahmen")
    fields["keep"].remove(key)
    again = shown_again(editor, fields, **{f"repair-{key}": "single"})
    assert "1 abgelehnt" in group_of(again, "MaBnahmen")
    assert inputs(again)[f"repair-{key}"] == ["single"]
    text = draft_text(editor, again)
    assert (text.count("Maßnahmen"), text.count("MaBnahmen")) == (2, 1)


def test_f69_all_repairs_of_a_document_are_refused_at_once(editor: Client, damaged: str) -> None:
    again = shown_again(editor, inputs(damaged), every="none")
    assert draft_text(editor, again).count("Trager") == 3


def test_f69_nothing_typed_is_lost_on_the_way_through_the_repairs(editor: Client, damaged: str) -> None:
    page = damaged
    fields = {**inputs(page), "signed_at": ["Rebental"], "in_force_on": ["32.13.2025"]}
    answer = send(editor, fields, go=f"stellen={key_of(page, 'Trager')}", **{f"repair-{key_of(page, 'Marz')}": "none"})
    assert f"#gruppe-{key_of(page, 'Trager').replace(':', '-')}" in answer.url
    again = editor.get(answer.url).content.decode()
    assert (inputs(again)["signed_at"], inputs(again)["in_force_on"]) == (["Rebental"], ["32.13.2025"])
    assert inputs(again)[f"repair-{key_of(again, 'Marz')}"] == ["none"]
    assert inputs(again)[f"repair-{key_of(again, 'Trager')}"] == ["single"]
    assert "Bitte geben Sie das Datum als Tag.Monat.Jahr an" in again


@pytest.mark.parametrize("query", ["?teil=-1", "?art=unsinn&teil=9999999", "?stellen=%3Cb%3E", "?teil=x&stellen=1:2:3"])
@pytest.mark.usefixtures("damaged")
def test_f69_an_address_of_nonsense_shows_the_preview(editor: Client, query: str) -> None:
    answer = editor.get(preview() + query)
    assert answer.status_code == 200
    assert "<b>%" not in answer.content.decode()


def test_f69_a_step_of_nonsense_leads_back_to_the_preview(editor: Client, damaged: str) -> None:
    answer = send(editor, inputs(damaged), go="stellen=%0d%0aX-Test: 1&teil=&art=%00")
    assert answer.url.startswith(preview())
    assert "X-Test" not in answer.headers
    assert editor.get(answer.url.split("#")[0]).status_code == 200


def test_f68_notes_stand_on_top_and_beside_their_section(damaged: str) -> None:
    page = html.unescape(damaged)
    says = "Vor „4“ fehlt mindestens eine Ziffer."
    top, tree = page.split('class="import-tree"')
    assert says in top
    link = re.search(r'href="#(abschnitt-\d+)">in „4.', top)[1]
    section = tree[tree.index(f'id="{link}"') :]
    assert says in section[: section.index("</li>")]


def test_f68_a_fact_shows_the_words_it_was_read_from(editor: Client) -> None:
    page = html.unescape(read_in(editor, read_lines(f"{DAMAGED}\nDiese Richtlinie tritt am 1. Mai 2025 in Kraft.\n")))
    hint = page[page.index('name="in_force_on"') :]
    hint = hint[: hint.index('class="import-fact"')]
    assert "<q>Diese Richtlinie tritt am 1. Mai 2025 in Kraft.</q>" in hint
    assert "Zeile 15" in hint


def scan(pages: int = 2) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(60, 700, f"{number}. Aufgaben der Stelle {number}")
        canvas.drawString(60, 670, "Die Stelle hilft allen, die lesen lernen wollen, und sagt ihnen, wo es Kurse gibt.")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_f68_pages_of_a_pdf_stand_beside_the_text(editor: Client) -> None:
    page = upload(editor, scan(), "satzung.pdf")
    address = re.search(r'<img src="([^"]+/seite/2\.png)"', page)[1]
    assert 'loading="lazy"' in page
    assert 'href="#seite-2"' in page.split('class="import-source"')[0]
    assert editor.get(address).content.startswith(b"\x89PNG")
    assert {link for link in dead_links(page) if link.startswith(("seite", "abschnitt"))} == set()


def test_f68_pages_without_text_are_named_on_top(editor: Client) -> None:
    pages = [SourceLine(3 + page, "", page=page, why=NO_TEXT) for page in (2, 3, 5)]
    page = read_in(editor, [SourceLine(1, "1. Ziel", gap=True), SourceLine(2, "Die Stelle hilft."), *pages])
    assert "Ohne Text: Seite 2–3, 5." in page


@pytest.mark.usefixtures("damaged")
def test_f68_a_section_alone_is_for_its_owner_only(editor: Client, sign_in: Callable[..., Client]) -> None:
    row = DocumentImport.objects.get()
    address = reverse("pages_import_section", args=[row.pk, 1])
    assert "anbieten und können sie" in editor.get(address).content.decode()
    assert editor.get(reverse("pages_import_section", args=[row.pk, 99])).status_code == 404
    other = factories.UserFactory(editor=True)
    client = sign_in()
    client.force_login(other)
    factories.verify(client, other)
    assert client.get(address).status_code == 404


def long_text(sections: int) -> str:
    words = "Die Stelle hilft allen, die lesen lernen wollen, und sagt ihnen gern, wo es Kurse und Bücher gibt. " * 3
    return "\n\n".join(f"§ {number} Aufgabe {number}\n\n{words}" for number in range(1, sections + 1))


def test_f68_the_page_of_a_long_document_stays_small(editor: Client, django_assert_max_num_queries: Callable) -> None:
    page = read_in(editor, read_lines(f"Satzung über die Lesehilfe\n\n{long_text(900)}\n"))
    assert "900 Abschnitte" in page
    assert len(page) < 1_000_000
    with django_assert_max_num_queries(30):
        editor.get(preview())


def test_f68_the_title_stands_above_the_draft_and_not_in_it_again(editor: Client, damaged: str) -> None:
    send(editor, inputs(damaged), create="1")
    draft = NormativePage.objects.get()
    assert draft.title == "Richtlinie Lesehilfe im Rebental"
    assert [one.value["number"] for one in draft.sections] == ["1", "2", "4"]


AGREEMENT = """Kooperationsvereinbarung Lesehilfe Rebental

zwischen

dem Landkreis Rebental, vertreten durch die Landrätin,

und

dem Leseverein Rebental e. V.

1. Laufzeit

Diese Vereinbarung wird auf unbestimmte Zeit geschlossen.
"""


@pytest.mark.parametrize("refused", [False, True])
def test_f68_term_and_parties_that_are_wrong_are_left_out(editor: Client, refused: bool) -> None:
    page = read_in(editor, read_lines(AGREEMENT))
    assert "auf unbestimmte Zeit geschlossen.</q>" in page
    boxes = {"without_term": "on", "without_parties": "on"} if refused else {}
    again = shown_again(editor, inputs(page), **boxes)
    assert set(inputs(again)) >= set(boxes)
    send(editor, inputs(again), create="1")
    draft = NormativePage.objects.get()
    assert (draft.term, draft.parties.count()) == (("", 0) if refused else ("indefinite", 2))


def test_f69_five_thousand_repairs_make_a_small_page(editor: Client) -> None:
    lines = [SourceLine(at, f"{at}. Die Stelle hilft beim Lesen im Ort.") for at in range(1, 51)]
    made = [
        Repair(f"{at % 50 + 1}:{at}", at % 50 + 1, f"Trager{at // 25}", f"Träger{at // 25}", "gelesen")
        for at in range(5000)
    ]
    page = read_in(editor, lines, repairs=made)
    assert "5000 Reparaturen in 200 Gruppen" in page
    assert "Teil 1 von 2" in page
    assert len(page) < 400_000


def dead_links(page: str) -> set[str]:
    return set(re.findall(r'href="#([^"]+)"', page)) - set(re.findall(r'\bid="([^"]+)"', page))


def test_f68_no_link_leads_to_the_title_that_is_no_section(editor: Client) -> None:
    page = read_in(editor, read_lines(DAMAGED))
    assert "<q>Richtlinie Lesehilfe im Rebental</q>" in page
    assert {link for link in dead_links(page) if link.startswith("abschnitt")} == set()
