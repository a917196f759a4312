"""The promise for damaged scans, on a damage model that confuses more than the repair knows: hardly a good word is broken."""

import pytest

from pages.importer.ocr.repairs import repair_lines
from pages.importer.source_lines import read_lines
from tests.benchmarks.scans import Tally, count_words
from tests.pages.importer.scan_damage import LEVELS, scanned
from tests.pages.importer.test_misread_signs import statute
from tests.pages.importer.test_ocr import TEXT

# What must be right again, at least, of all words that are hurt: a lost space or a guessed letter has no proof.
MENDED = {"leicht": 0.25, "mittel": 0.25, "schwer": 0.25}


@pytest.mark.parametrize("level", LEVELS)
def test_f69_of_good_words_two_in_a_thousand_are_broken_at_most(level: str) -> None:
    tally = Tally()
    for seed in range(2):
        scan = scanned(f"{statute(12)}\n{TEXT}", share=LEVELS[level], seed=seed, signs=0.5)
        lines = read_lines(scan.text)
        count_words(scan, lines, repair_lines(lines)[0], tally)
    assert tally.broken <= 0.002 * tally.sound, tally
    assert tally.mended >= MENDED[level] * tally.hurt, tally


def test_f69_a_name_is_spelled_as_the_document_prints_it_once() -> None:
    """No dictionary knows the town; where the scan is sound it stays as it is."""
    town = "\n\nDer Kurs beginnt in Hörnlach. Die Stadt Hornlach zahlt. In Hornlach liegt auch das Büro."
    damaged = repair_lines(read_lines(scanned(TEXT, share=0.05, seed=1).text + town))[0]
    assert damaged[-1].text.count("Hörnlach") == 3
    lines = read_lines(TEXT + town)
    assert repair_lines(lines) == (lines, ())
