"""Printed letters: tagged, in every script we write to people in, and with no trace of anybody on a disk."""

import datetime as dt
import io
import subprocess
import sys
import unicodedata
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.pdf import Frame, PrintingError, fonts, render

PROBE = Path(__file__).with_name("probe.typ")
AT = dt.datetime(2026, 11, 27, 10, 30, tzinfo=dt.UTC)
FRAME = Frame(title="Probedruck", county="Landkreis Rebental", printed_on="27.11.2026", page="Seite {page} von {pages}")
ALPHABETS = {
    "de": "ÄÖÜäöüßẞ „“ – … § €",
    "tr": "ÇĞİÖŞÜçğıöşü",
    "uk": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ʼ’ «»",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ءآأؤإئةى ًٌٍَُِّْ ،؛؟ ٠١٢٣٤٥٦٧٨٩",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی ۀ ئ ء ؤ أ ـ می‌شود ۰۱۲۳۴۵۶۷۸۹ ٪ « »",
    "prs": "پ چ ژ گ ک ی ې ټ ډ ړ ږ ښ ڼ ځ څ",
}


def probe(*texts: str) -> bytes:
    return render(PROBE, {"texts": list(texts)}, frame=FRAME, at=AT)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


def test_f63_a_letter_is_tagged_and_says_its_language_and_title() -> None:
    with pdfplumber.open(io.BytesIO(probe("Guten Tag"))) as opened:
        catalogue = opened.doc.catalog
        assert catalogue["Lang"] == b"de"
        assert opened.metadata["Title"] == "Probedruck"
        assert "StructTreeRoot" in catalogue
        assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["Metadata"].resolve().get_data()


def test_f63_county_title_date_and_page_numbers_stand_on_each_page() -> None:
    with pdfplumber.open(io.BytesIO(probe(*["Ein Absatz."] * 90))) as opened:
        pages = [page.extract_text() for page in opened.pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "Landkreis Rebental" in page
        assert "Probedruck" in page
        assert "27.11.2026" in page
        assert f"Seite {number} von {len(pages)}" in page


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS)
def test_f63_the_fonts_have_every_letter_of_the_languages_we_print(alphabet: str) -> None:
    assert fonts.printable(alphabet) == alphabet
    probe(alphabet)  # the compiler itself refuses a letter without a glyph


def test_f63_words_of_an_arabic_letter_can_be_read_out_of_it_again() -> None:
    words = [
        "بهذا",
        "الرمز",
        "ترى",
        "أي",
        "جهة",
        "يجوز",
        "أن",
        "تكون",
        "لديها",
        "أي",
        "بيانات",
        "عنك",
        "وهناك",
        "يمكنك",
        "سحب",
        "الموافقة",
    ]
    with pypdfium2.PdfDocument(probe(" ".join(words))) as opened:
        read = opened[0].get_textpage().get_text_range()
    assert [word for word in words if word not in read] == []


def test_f63_a_character_without_a_glyph_is_replaced_and_one_nobody_sees_left_out() -> None:
    assert fonts.printable("Frau 中\U0001f600\x07\x00\ud800 Özil") == "Frau \ufffd\ufffd Özil"
    assert "Frau" in text_of(probe("Frau 中 Özil"))


@given(st.lists(st.text(max_size=40), max_size=5))
@settings(max_examples=60, deadline=None)
def test_f63_whatever_somebody_types_can_be_printed(texts: list[str]) -> None:
    assert probe(*texts).startswith(b"%PDF")


@given(st.text(alphabet=st.sampled_from(sorted(map(chr, fonts.covered()))), max_size=80))
@settings(max_examples=60, deadline=None)
def test_f63_every_mixture_of_the_letters_we_have_can_be_printed(text: str) -> None:
    assert probe(text).startswith(b"%PDF")


def test_f63_signs_that_direct_letters_are_kept() -> None:
    directing = [chr(point) for point in (0x200C, 0x200D, 0x200E, 0x200F, *range(0x2066, 0x206A))]
    assert {unicodedata.category(one) for one in directing} == {"Cf"}
    assert fonts.printable("".join(directing)) == "".join(directing)


@pytest.mark.parametrize("markup", ['#read("/etc/passwd")', "#panic()", "= Titel", "*fett* $x$ `a` @b <c>", '\\"#{'])
def test_r22_data_never_becomes_markup(markup: str) -> None:
    assert markup.replace(" ", "") in text_of(probe(markup)).replace(" ", "")


def test_f63_the_same_letter_has_the_same_bytes() -> None:
    assert probe("Guten Tag") == probe("Guten Tag")


def test_r22_what_was_printed_before_is_not_in_the_next_letter() -> None:
    clean = probe("Guten Tag")
    probe("Zyx Canary")
    assert probe("Guten Tag") == clean


def test_r22_an_error_quotes_no_data(tmp_path: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text('#import "@portal/letter:1.0.0": data\n#panic(data.texts.first())', encoding="utf-8")
    with pytest.raises(PrintingError) as caught:
        render(broken, {"texts": ["Zyx Canary"]}, frame=FRAME, at=AT)
    assert "broken.typ" in str(caught.value)
    assert "Canary" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_r22_printing_writes_no_file() -> None:
    """Where the first byte written to any file ends the process, a letter is still printed."""
    script = (
        "import resource, signal, sys, tests.portal.pdf.test_rendering as t\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "sys.stdout.buffer.write(t.probe('Guten Tag'))"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-B", "-c", script], cwd=root, capture_output=True, timeout=60)
    assert done.stdout.startswith(b"%PDF"), done.stderr[-800:]
