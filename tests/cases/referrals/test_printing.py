"""Letters for clients (F43, F63, F71): bilingual, tagged, right to left where it must be, and nobody named outside the text."""

import dataclasses
import datetime as dt
import io
import re
import unicodedata
from pathlib import Path

import pdfplumber
import pytest

from cases.referrals import printing, words
from cases.referrals.words import Part
from tests import verapdf
from tests.cases.referrals import letters

MARGIN = 59.5
PERSONAL = ("Haddad", "Muster", "Omar", letters.KEY.code, letters.KEY.link, "Rami", "Aydın")


def pages_of(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() for page in opened.pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def elements(pdf: bytes) -> list[dict]:
    """The tags of a PDF in reading order."""
    found: list[dict] = []

    def walk(nodes: list[dict]) -> None:
        for node in nodes:
            found.append(node)
            walk(node.get("children", []))

    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        walk(opened.structure_tree)
    return found


def tags(pdf: bytes) -> list[str]:
    return [node["type"] for node in elements(pdf)]


def languages(pdf: bytes) -> set[str]:
    return {node["lang"] for node in elements(pdf) if node.get("lang")}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_f63_every_letter_prints_in_every_language_and_names_nobody_in_its_metadata(language: str) -> None:
    for kind, pdf in letters.every_kind(language).items():
        with pdfplumber.open(io.BytesIO(pdf)) as opened:
            assert opened.doc.catalog["Lang"] == b"de", kind
            known = f"{opened.metadata} {opened.doc.catalog['Metadata'].resolve().get_data().decode()}"
        assert not [name for name in PERSONAL if name in known], kind


def test_f63_the_consent_form_stands_in_both_languages_side_by_side() -> None:
    pdf = printing.consent_form(letters.consent("uk"))
    said = text_of(pdf)
    for code in ("de", "uk"):
        for part in words.of(code).consent_parts:
            assert part.heading.split()[0] in said
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        found = {word["text"]: word["x0"] for word in opened.pages[0].extract_words()}
    assert found["Worum"] < 100 < 250 < found["йдеться"]
    assert "Diese Übersetzung wurde noch nicht von einer" in said
    assert languages(pdf) >= {"uk"}


@pytest.mark.parametrize("language", ["ar", "fa", "prs"])
def test_f63_a_text_from_right_to_left_begins_at_the_right_edge(language: str) -> None:
    pdf = printing.consent_form(letters.consent(language))
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        title = [char for char in page.chars if char["size"] == 15 and char["text"].strip()]
    rightmost = max(title, key=lambda char: char["x1"])
    assert rightmost["x1"] == pytest.approx(page.width - MARGIN, abs=3)
    assert words.of(language).consent_title.startswith(unicodedata.normalize("NFKC", rightmost["text"]))
    assert min(char["x0"] for char in title) > page.width / 2
    assert language in languages(pdf)


@pytest.mark.parametrize("language", ["ar", "prs"])
def test_f63_numbers_and_laws_are_not_turned_round_in_a_text_from_right_to_left(language: str) -> None:
    letter = letters.letter(language, sender_contact="07641 100-23")
    receipt = text_of(printing.withdrawal_receipt(letters.receipt(language, letter=letter)))
    assert receipt.count("07641 100-23") == 2
    assert text_of(printing.consent_form(letters.consent(language))).count("§ 67b SGB X") == 2


def test_f43_the_form_says_who_passes_what_to_whom_until_when() -> None:
    said = text_of(printing.consent_form(letters.consent()))
    for fact in (letters.SENDER, "Jobcenter Rebental, Team KompAs", "Jugendmigrationsdienst Rebental", "31.05.2027"):
        assert fact in said
    for fact in (
        "Erstes gemeinsames Gespräch",
        "Omar Haddad-Muster",
        "Textfassung 1, Deutsch",
        "datenschutz@stadt.example",
    ):
        assert fact in said
    assert "danach noch 6 Monate" in said
    assert not re.search(r"[{}]", said)


def test_f43_the_form_says_only_what_was_chosen() -> None:
    said = text_of(printing.consent_form(letters.consent(categories=("identity", "work"), key=None)))
    assert "Schule, Ausbildung und Arbeit" in said
    assert "Wohnen" not in said
    assert "Geldleistungen" not in said


def test_f43_a_text_the_county_changed_is_printed_as_it_was_given() -> None:
    """Also when one language has fewer paragraphs, and braces that mean nothing stay."""
    parts = {
        "de": (Part("Neu {sender}", ("Eins {unbekannt}", "Zwei")), Part("Zuletzt", ("Drei",))),
        "tr": (Part("Yeni", ()),),
    }
    said = text_of(printing.consent_form(letters.consent("tr", parts=parts, version=7)))
    assert f"Neu {letters.SENDER}" in said.replace("\n", " ") or "Neu Integrationsmanagement" in said
    for text in ("Eins {unbekannt}", "Zwei", "Zuletzt", "Drei", "Yeni", "Textfassung 7, Deutsch, Türkçe"):
        assert text in said


def test_f43_a_form_without_any_part_still_prints() -> None:
    assert printing.consent_form(letters.consent(parts={"de": ()})).startswith(b"%PDF")


def test_f43_how_it_was_signed_is_said() -> None:
    blank = text_of(printing.consent_form(letters.consent()))
    paper = text_of(printing.consent_form(letters.consent(signed="paper")))
    screen = printing.consent_form(letters.consent(signed="screen", signature=letters.signature()))
    assert "unterschrieben." not in blank
    assert "Auf Papier unterschrieben." in paper
    assert "Auf dem Bildschirm unterschrieben." in text_of(screen)
    assert "Bild der Unterschrift" in {node.get("alt_text") for node in elements(screen)}


def test_f43_guardians_sign_beside_the_young_person() -> None:
    said = text_of(printing.consent_form(letters.consent(is_by_guardian=True)))
    assert "Unterschrift der sorgeberechtigten Person" in said
    assert "sorgeberechtigten Person" not in text_of(printing.consent_form(letters.consent()))


def test_f71_the_key_stands_on_the_part_to_tear_off_and_nowhere_without_one() -> None:
    grouped = "7KQ2 M4XZ B9TR W3FH 8NCD 6PVJ 5Y"
    form = printing.consent_form(letters.consent())
    assert grouped in text_of(form)
    assert "portal.example/m" in text_of(form)
    assert grouped in text_of(printing.key_sheet(letters.key_sheet()))
    assert "QR-Code mit der Adresse und Ihrem Code" in {node.get("alt_text") for node in elements(form)}
    assert grouped not in text_of(printing.consent_form(letters.consent(key=None)))


def test_f71_the_qr_code_holds_the_link_as_a_drawing() -> None:
    picture = letters.KEY.picture.decode()
    assert picture.startswith("<svg")
    assert letters.KEY.code not in picture
    assert dataclasses.replace(letters.KEY, link="https://portal.example/m/#other").picture != letters.KEY.picture


def test_f65_the_receipt_says_when_and_by_whom_it_was_withdrawn() -> None:
    said = text_of(printing.withdrawal_receipt(letters.receipt("en")))
    assert "27.11.2026, 10:30" in said  # local time
    assert "By yourself, with your" in said
    assert "3 years" in said
    assert "Haddad" not in said
    by_somebody = text_of(printing.withdrawal_receipt(letters.receipt("en", recorded_by="Jobcenter Rebental")))
    assert "By yourself" not in by_somebody


def test_f63_the_clients_copy_has_a_frame_in_both_languages_around_the_german_text() -> None:
    said = text_of(printing.client_copy(letters.copy("tr")))
    for text in (
        "Dies ist Ihre Kopie.",
        "Bu sizin kopyanızdır.",
        "Fehlt seit drei Tagen",
        "Letzter Kurstag",
        "Bitte rufen Sie an.",
    ):
        assert text in said


def test_f63_a_long_message_goes_over_several_pages_and_no_word_leaves_the_page() -> None:
    body = "\n\n".join(["Ein Absatz mit etwas Text. " * 12] * 40) + "\n\n" + "X" * 400
    pdf = printing.client_copy(letters.copy(body=body))
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) > 2
        assert max(char["x1"] for page in opened.pages for char in page.chars) < opened.pages[0].width - 50
        assert sum(char["text"] == "X" for page in opened.pages for char in page.chars) == 400


def test_f64_the_alignment_sheet_shows_both_sides_and_marks_what_does_not_match() -> None:
    said = text_of(printing.alignment_copy(letters.alignment()))
    for text in (
        "Integrationsplan",
        "Kooperationsplan (Jobcenter)",
        "Kindergartenplatz finden",
        "kein Ziel",
        "passt nicht zusammen",
    ):
        assert text in said
    assert "Die Stellen haben noch nicht beide zugestimmt." in said
    agreed = text_of(printing.alignment_copy(letters.alignment(signed_off_on=dt.date(2026, 11, 20))))
    assert "zugestimmt am 20.11.2026" in agreed


def test_f63_a_translation_that_was_checked_carries_no_mark() -> None:
    marked = "noch nicht von einer"
    assert marked in text_of(printing.key_sheet(letters.key_sheet("uk")))
    checked = printing.KeySheet(letter=letters.letter("uk", is_checked=True), key=letters.KEY)
    assert marked not in text_of(printing.key_sheet(checked))
    assert marked not in text_of(printing.key_sheet(letters.key_sheet("de")))


def test_f63_tables_have_header_cells_and_headings_are_tagged() -> None:
    for pdf in letters.every_kind("ar").values():
        found = tags(pdf)
        assert ("Table" in found) == ("TH" in found)
    form = tags(printing.consent_form(letters.consent("ar")))
    assert {"H1", "Table", "TH", "TD", "Figure", "P"} <= set(form) or {"H2", "Table", "TH", "TD", "Figure", "P"} <= set(
        form
    )


@pytest.mark.slow
def test_f63_every_kind_of_letter_keeps_to_pdf_ua(checker: None, tmp_path: Path) -> None:
    made = {
        f"{kind}-{language}": pdf
        for language in ("de", "ar", "uk", "prs")
        for kind, pdf in letters.every_kind(language).items()
    }
    verdicts = verapdf.verdicts(made, tmp_path)
    assert verdicts == dict.fromkeys(made, "PASS")


@pytest.mark.slow
def test_f63_the_check_finds_a_letter_without_tags(checker: None, tmp_path: Path) -> None:
    untagged = printing.key_sheet(letters.key_sheet()).replace(b"/MarkInfo", b"/MarkXnfo")
    assert verapdf.verdicts({"untagged": untagged}, tmp_path)["untagged"].startswith("FAIL")
