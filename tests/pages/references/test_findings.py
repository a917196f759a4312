"""References that lead nowhere or elsewhere are told before publishing, and only those."""

from pathlib import Path

import pytest
from django.urls import reverse

from pages.importer.drafts import create_page
from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines
from pages.models import NormativeIndexPage, NormativePage
from pages.references.findings import findings_in
from tests.conftest import SHARED
from tests.factories import normative_page, section
from tests.pages.documents.test_section_editor import edit, renumbered


def sentences(page, kind=""):
    return [one.sentence for one in findings_in(page) if kind in {"", one.kind}]


@pytest.fixture
def four(db):
    return [
        section("1", "Ziele", "<p>Einzelheiten regelt Ziff. 3.</p>"),
        section("2", "Wege"),
        section("3", "Datenschutz"),
        section("4", "Ende", "<p>Nach Ziff. 2 endet alles.</p>"),
    ]


def test_f7_a_reference_to_a_section_that_does_not_exist_is_told_after_saving(editor, four):
    page = normative_page(four)
    changed = {**four[1], "value": {**four[1]["value"], "text": "<p>Siehe Ziff. 9 und Anlage 2.</p>"}}
    shown = edit(editor, page, [four[0], changed, *four[2:]]).content.decode()
    assert "„Ziff. 9“ in 2 gibt es in diesem Dokument nicht." in shown
    assert "„Anlage 2“ in 2 gibt es in diesem Dokument nicht." in shown


def test_f7_a_clean_document_is_saved_without_a_word(editor, four):
    page = normative_page(four)
    assert "prüfen Sie die Verweise" not in edit(editor, page, four).content.decode()


def test_f7_renumbering_that_leaves_references_behind_is_told_in_the_draft_and_on_publication(editor, four):
    page = normative_page(four)
    new = section("3", "Kosten")
    changed = [*four[:2], new, renumbered(four[2], "4"), renumbered(four[3], "5")]
    told = "„Ziff. 3“ in 1 meinte bisher „Datenschutz“, jetzt 4, und führt nun zu „Kosten“."
    assert told in edit(editor, page, changed).content.decode()
    shown = edit(editor, page, changed, "publish").content.decode()
    assert told in shown and "noch nicht veröffentlicht" in shown
    assert "„Ziff. 2“" not in shown
    assert [one.number for one in page.outline()] == ["1", "2", "3", "4"], "readers still see the text of before"
    shown = edit(editor, page, changed, "publish").content.decode()
    assert told in shown and "noch nicht veröffentlicht" not in shown
    assert [one.number for one in page.outline()] == ["1", "2", "3", "4", "5"]


def test_f7_a_reference_that_was_rewritten_with_the_numbers_is_right(four):
    page = normative_page(four)
    first = {**four[0], "value": {**four[0]["value"], "text": "<p>Einzelheiten regelt Ziff. 4.</p>"}}
    page.sections = [first, four[1], section("3", "Kosten"), renumbered(four[2], "4"), renumbered(four[3], "5")]
    assert sentences(page) == []


def test_f7_a_section_that_goes_leaves_its_references_dead(four):
    page = normative_page(four)
    page.sections = [four[0], four[1], renumbered(four[3], "3")]
    assert sentences(page) == ["„Ziff. 3“ in 1 meinte bisher „Datenschutz“; diesen Abschnitt gibt es nicht mehr."]


def test_f7_an_earlier_number_is_told_with_the_one_of_today(four):
    page = normative_page(four)
    page.sections = [*four[:2], renumbered(four[2], "7"), four[3]]
    page.save_revision().publish()
    page.refresh_from_db()
    assert sentences(page) == ["„Ziff. 3“ in 1: Diese Ziffer heißt heute 7."]


def test_f7_a_missing_section_of_another_document_is_told_with_its_name(four):
    normative_page([section("3.2", "Eignung")], title="Richtlinie Beratung", short_title="RL IM")
    page = normative_page([section("1", "Ziele", "<p>Es gelten RL IM 3.2 und Ziff. 3.9 RL IM.</p>")], title="KV")
    assert sentences(page) == ["„Ziff. 3.9“ in 1 gibt es in RL IM nicht."]


def test_f7_a_reference_of_a_section_to_itself_is_told(four):
    page = normative_page([section("§ 4", "Räume", "<p>Es gilt § 4 dieser Vereinbarung.</p>")])
    assert sentences(page) == ["„§ 4“ in § 4 verweist auf sich selbst."]


def test_f7_a_part_that_a_divided_section_has_not_is_told_and_one_of_an_undivided_section_is_not(four):
    page = normative_page(
        [
            section("§ 1", "Ziele", "<p>Nach § 2 Abs. 3 und § 3 Abs. 2.</p>"),
            section("§ 2", "Räume"),
            section("(1)", "", "<p>Hell.</p>", level=2),
            section("§ 3", "Zeiten", "<p>Früh.</p>"),
        ]
    )
    assert sentences(page) == ["„§ 2 Abs. 3“ in § 1: § 2 hat diesen Teil nicht."]


@pytest.mark.parametrize(
    "text",
    [
        "Telefon Nummer 115 und Nr. 3 der Liste.",
        "Nach § 57 VwVfG und § 9 des Aufenthaltsgesetzes.",
        "Die Förderung nach SGB II setzt voraus, was § 9 verlangt.",
        "Nach § 57 ist das anders.",
        "Absatz 7 gilt, ebenso Buchstabe x.",
    ],
)
def test_f7_what_another_text_means_is_no_finding(db, text):
    page = normative_page([section("§ 1", "Ziele", f"<p>{text}</p>"), section("§ 2", "Wege")])
    assert sentences(page) == []


def test_f7_the_report_lists_what_the_newest_drafts_have(editor, four):
    page = normative_page(four)
    page.sections = [*four[:2], section("3", "Datenschutz", "<p>Siehe Ziff. 8.</p>"), four[3]]
    page.save_revision()
    html = editor.get(reverse("pages_references")).content.decode()
    assert "„Ziff. 8“ in 3 gibt es in diesem Dokument nicht." in html
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html


def test_f7_the_report_is_closed_to_readers(reader):
    assert reader.get(reverse("pages_references")).status_code in {302, 403}


SEEDS = sorted((SHARED / "seeds").glob("*.txt")) if SHARED.exists() else []


@pytest.mark.skipif(not SEEDS, reason="Die Beispieldokumente liegen nicht unter ../shared.")
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_f7_no_false_alarm_in_the_seeds(db, path: Path):
    outline = build_outline(read_lines(path.read_text(encoding="utf-8")))
    parent = NormativeIndexPage.objects.get(locale__language_code="de")
    page = create_page(outline=outline, parent=parent, source_name=path.name, publish=True)
    assert isinstance(page, NormativePage)
    # LÖ-KV and LÖ-RL refer to themselves only; AA-KV has an annex with a number, BAGFW and the others refer to laws alone.
    assert sentences(page) == []
